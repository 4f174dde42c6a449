using System.Security.Cryptography;

namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>
/// Keeps the developer token that this app's own requests carry: good for 12 hours and renewed after 80 % of that. Apple allows six months; a short one that leaks is soon
/// worth nothing. Thread-safe.
/// </summary>
public sealed class DeveloperTokens : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    /// <summary>How far Apple's clock may be behind.</summary>
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly DeveloperTokenSigner _signer;
    private Known? _known;

    /// <exception cref="CryptographicException">The options' key cannot be read; they were not validated.</exception>
    public DeveloperTokens(AppleMusicOptions options, TimeProvider time) => (_time, _signer) = (time, new DeveloperTokenSigner(options));

    public string Get()
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            // One from a time to come is made anew as well: a clock that was set back would have Apple refuse it.
            if (_known is null || now < _known.IssuedAt || now >= _known.IssuedAt + Lifetime * 0.8) _known = new Known(_signer.Sign(now - s_skew, Lifetime, origin: null), now);
            return _known.Token;
        }
    }

    public void Dispose() => _signer.Dispose();

    private sealed record Known(string Token, DateTimeOffset IssuedAt);
}

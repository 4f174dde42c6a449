using System.Security.Cryptography;

namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>
/// Makes the developer token that a fan's browser gets, with which MusicKit asks for consent: everybody can read it, so that it is good for one hour and on pages of one
/// origin only. Thread-safe.
/// </summary>
/// <exception cref="CryptographicException">The options' key cannot be read: without <see cref="AppleMusicOptions.Enabled"/> there is none.</exception>
public sealed class AppleMusicBrowserToken(AppleMusicOptions options) : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>How far Apple's clock may be behind.</summary>
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly DeveloperTokenSigner _signer = new(options);

    /// <param name="origin">Of the page; what is behind the host and port is left out.</param>
    public string Make(Uri origin, DateTimeOffset now)
    {
        lock (_lock) return _signer.Sign(now - s_skew, Lifetime + s_skew, origin.GetLeftPart(UriPartial.Authority));
    }

    public void Dispose() => _signer.Dispose();
}

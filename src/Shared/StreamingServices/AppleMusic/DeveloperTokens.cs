using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>
/// Makes Apple's developer tokens: JSON Web Tokens signed with ES256 (RFC 7518 §3.4), good for 12 hours and renewed after 80 % of that. Apple allows six months; a short
/// one that leaks is soon worth nothing. Thread-safe.
/// </summary>
public sealed class DeveloperTokens : IDisposable
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    /// <summary>How far Apple's clock may be behind.</summary>
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly AppleMusicOptions _options;
    private readonly TimeProvider _time;
    private readonly ECDsa _key;
    private Known? _known;

    /// <exception cref="CryptographicException">The options' key cannot be read; they were not validated.</exception>
    public DeveloperTokens(AppleMusicOptions options, TimeProvider time) => (_options, _time, _key) = (options, time, options.ReadKey());

    public string Get()
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            // One from a time to come is made anew as well: a clock that was set back would have Apple refuse it.
            if (_known is null || now < _known.IssuedAt || now >= _known.IssuedAt + Lifetime * 0.8) _known = new Known(Make(now - s_skew), now);
            return _known.Token;
        }
    }

    public void Dispose() => _key.Dispose();

    private string Make(DateTimeOffset issuedAt)
    {
        var head = Encode(writer =>
        {
            writer.WriteString("alg", "ES256");
            writer.WriteString("kid", _options.KeyId);
        });
        var claims = Encode(writer =>
        {
            writer.WriteString("iss", _options.TeamId);
            writer.WriteNumber("iat", issuedAt.ToUnixTimeSeconds());
            writer.WriteNumber("exp", (issuedAt + Lifetime).ToUnixTimeSeconds());
        });
        var signature = _key.SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{head}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(Action<Utf8JsonWriter> write)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(json.ToArray());
    }

    private sealed record Known(string Token, DateTimeOffset IssuedAt);
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>Makes Apple's developer tokens: JSON Web Tokens signed with ES256 (RFC 7518 §3.4). Not thread-safe.</summary>
/// <exception cref="CryptographicException">The options' key cannot be read; they were not validated.</exception>
public sealed class DeveloperTokenSigner(AppleMusicOptions options) : IDisposable
{
    private readonly ECDsa _key = options.ReadKey();

    /// <param name="origin">The only site whose pages may use it, such as <c>https://links.example</c>; null: not for browsers.</param>
    public string Sign(DateTimeOffset issuedAt, TimeSpan lifetime, string? origin)
    {
        var head = Encode(writer =>
        {
            writer.WriteString("alg", "ES256");
            writer.WriteString("kid", options.KeyId);
        });
        var claims = Encode(writer =>
        {
            writer.WriteString("iss", options.TeamId);
            writer.WriteNumber("iat", issuedAt.ToUnixTimeSeconds());
            writer.WriteNumber("exp", (issuedAt + lifetime).ToUnixTimeSeconds());
            if (origin is null) return;
            writer.WriteStartArray("origin");
            writer.WriteStringValue(origin);
            writer.WriteEndArray();
        });
        var signature = _key.SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{head}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    public void Dispose() => _key.Dispose();

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
}

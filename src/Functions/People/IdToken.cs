using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Smartlinks.Functions.People;

/// <summary>A JSON Web Token in its compact form (RFC 7519, RFC 7515), read and not yet believed. Its text shows nothing of it.</summary>
/// <param name="KeyId">Null: it names none.</param>
/// <param name="Content">What the signature is over.</param>
public sealed record IdToken(string Algorithm, string? KeyId, JsonElement Claims, byte[] Content, byte[] Signature)
{
    public const int MostLength = 16_384;

    /// <summary>Null: it is none.</summary>
    public static IdToken? Read(string? text)
    {
        if (text is not { Length: > 0 and <= MostLength } || text.Split('.') is not [var head, var claims, var signature]) return null;
        if (ReadObject(head) is not { } header || ReadObject(claims) is not { } body || Decode(signature) is not { Length: > 0 } seal) return null;
        // An extension that has to be understood (RFC 7515 §4.1.11) is not.
        if (TextOf(header, "alg") is not { } algorithm || header.TryGetProperty("crit", out _)) return null;
        return new IdToken(algorithm, TextOf(header, "kid"), body, Encoding.ASCII.GetBytes($"{head}.{claims}"), seal);
    }

    public static string? TextOf(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public override string ToString() => $"{Algorithm} token";

    private static JsonElement? ReadObject(string part)
    {
        if (Decode(part) is not { } bytes) return null;
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? Decode(string part)
    {
        if (part.Contains('=', StringComparison.Ordinal) || !Base64Url.IsValid(part)) return null;
        var bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        return Base64Url.TryDecodeFromChars(part, bytes, out var length) ? bytes[..length] : null;
    }
}

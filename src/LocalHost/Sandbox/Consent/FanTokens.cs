using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Consent;

/// <summary>What a token says.</summary>
/// <param name="Number">How often the grant's refresh token was changed before.</param>
public sealed record FanToken(bool IsRefresh, FanGrant Grant, int Number, DateTimeOffset IssuedAt);

/// <summary>
/// Fans' tokens at one service, which say themselves whose they are: they outlive the process, and hundreds of thousands cost no memory. Signed with a key that
/// everybody can read here: they open nothing but the sandbox.
/// </summary>
public sealed class FanTokens(StreamingService service)
{
    private const int SignatureBytes = 16;
    private const char Separator = '\n';

    private static readonly byte[] s_key = "the sandbox keeps no secrets"u8.ToArray();

    public string Write(FanToken token)
    {
        var text = string.Join(Separator, token.IsRefresh ? "r" : "a", service.Id, token.Grant.Id, Text(token.Grant.ConsentedAt.Ticks), Text(token.Number), Text(token.IssuedAt.Ticks), token.Grant.Scope, token.Grant.Fan);
        var content = Encoding.UTF8.GetBytes(text);
        return Base64Url.EncodeToString([.. Sign(content), .. content]);
    }

    /// <summary>Null for what this service never wrote.</summary>
    public FanToken? Read(string text)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (!Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var count) || count <= SignatureBytes) return null;
        var content = bytes.AsSpan(SignatureBytes..count);
        if (!CryptographicOperations.FixedTimeEquals(Sign(content), bytes.AsSpan(..SignatureBytes))) return null;
        var parts = Encoding.UTF8.GetString(content).Split(Separator, 8);
        return parts[1] == service.Id ? new FanToken(parts[0] == "r", new FanGrant(parts[2], parts[7], parts[6], At(parts[3])), int.Parse(parts[4], CultureInfo.InvariantCulture), At(parts[5])) : null;
    }

    private static byte[] Sign(ReadOnlySpan<byte> content) => HMACSHA256.HashData(s_key, content)[..SignatureBytes];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string ticks) => new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);
}

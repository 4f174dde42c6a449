using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// Checks the <c>Authorization: SharedAccessSignature sr=…&amp;sig=…&amp;se=…&amp;skn=…</c> header of a send: signed with the key, not expired,
/// for this host and for the hub or something above it.
/// </summary>
internal sealed class SharedAccessSignature(string keyName, string key, TimeProvider clock)
{
    private const string Scheme = "SharedAccessSignature ";

    private readonly byte[] keyBytes = Encoding.UTF8.GetBytes(key);

    public bool Accepts(string? authorization, string path)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        var fields = authorization[Scheme.Length..].Split('&').Select(static field => field.Split('=', 2)).Where(static field => field.Length == 2)
            .GroupBy(static field => field[0], StringComparer.Ordinal).ToDictionary(static field => field.Key, static field => field.First()[1], StringComparer.Ordinal);
        return fields.TryGetValue("sr", out var resource) && fields.TryGetValue("sig", out var signature)
            && fields.TryGetValue("se", out var expiry) && fields.TryGetValue("skn", out var name)
            && Uri.UnescapeDataString(name) == keyName && IsInTime(expiry) && IsSigned(resource, expiry, signature) && Covers(resource, path);
    }

    private bool IsInTime(string expiry) =>
        long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > clock.GetUtcNow().ToUnixTimeSeconds();

    private bool IsSigned(string resource, string expiry, string signature)
    {
        var expected = Convert.ToBase64String(HMACSHA256.HashData(keyBytes, Encoding.UTF8.GetBytes($"{resource}\n{expiry}")));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(Uri.UnescapeDataString(signature)));
    }

    private static bool Covers(string resource, string path)
    {
        if (!Uri.TryCreate(Uri.UnescapeDataString(resource), UriKind.Absolute, out var signed) || signed.Host is not ("127.0.0.1" or "localhost"))
            return false;
        var prefix = signed.AbsolutePath.TrimEnd('/');
        return path.Equals(prefix, StringComparison.OrdinalIgnoreCase) || path.StartsWith(prefix + "/", StringComparison.OrdinalIgnoreCase);
    }
}

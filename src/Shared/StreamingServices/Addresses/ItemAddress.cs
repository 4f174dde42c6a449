using System.Diagnostics.CodeAnalysis;

namespace Smartlinks.StreamingServices.Addresses;

/// <summary>
/// A service's address taken apart. Says one thing to every reader of addresses: its host is written out, its path has no dot segments, no empty ones but a last,
/// and nothing percent-encoded that some readers decode into a separator.
/// </summary>
public sealed class ItemAddress
{
    private const string Scheme = "https://";
    private const string Unclear = "An address has a plain host and path: no dot segments, no doubled or encoded slashes.";

    private readonly List<(string Name, string Value)> _parameters;

    private ItemAddress(DestinationUrl url, string[] segments)
    {
        (Service, Host, Segments) = (url.Service, url.Uri.Host, segments);
        _parameters = [.. url.Uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(ReadParameter)];
    }

    public StreamingService Service { get; }

    /// <summary>Lower case.</summary>
    public string Host { get; }

    /// <summary>Of the path, as the address has them: percent-encoded, never empty.</summary>
    public IReadOnlyList<string> Segments { get; }

    public static bool TryRead(DestinationUrl url, [NotNullWhen(true)] out ItemAddress? address, [NotNullWhen(false)] out string? why)
    {
        (address, why) = (null, Unclear);
        if (!TryReadPath(url.Uri, out var written) || !IsPlain(written)) return false;
        var segments = url.Uri.AbsolutePath[1..].Split('/');
        if (segments[^1].Length == 0) segments = segments[..^1];
        // What was written and what is asked for may differ by percent-encoding, never in their segments.
        if (segments.Any(segment => segment.Length == 0) || segments.Length != written.Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries).Length) return false;
        (address, why) = (new ItemAddress(url, segments), null);
        return true;
    }

    /// <summary>Reads a parameter of the query: null when it is absent or empty. False when it is there and not as it has to be, or twice and not the same.</summary>
    public bool TryGet(string name, Func<string, bool> isValid, out string? value)
    {
        var given = _parameters.Where(parameter => parameter.Name == name && parameter.Value.Length > 0).Select(parameter => parameter.Value).Distinct(StringComparer.Ordinal).ToList();
        value = given.Count == 1 && isValid(given[0]) ? given[0] : null;
        return given.Count == 0 || value is not null;
    }

    public bool Has(string name) => _parameters.Any(parameter => parameter.Name == name && parameter.Value.Length > 0);

    /// <summary>The path as somebody wrote it. False when the host is not written as it is understood.</summary>
    private static bool TryReadPath(Uri uri, out string path)
    {
        path = "";
        var text = uri.OriginalString;
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var rest = text[Scheme.Length..];
        var end = rest.IndexOfAny(['/', '?', '#']);
        var authority = end < 0 ? rest : rest[..end];
        if (!authority.Equals(uri.Host, StringComparison.OrdinalIgnoreCase) && !authority.Equals(uri.Host + ":443", StringComparison.OrdinalIgnoreCase)) return false;
        path = end < 0 ? "" : rest[end..].Split('?', '#')[0];
        return true;
    }

    private static bool IsPlain(string path)
    {
        for (var at = path.IndexOf('%', StringComparison.Ordinal); at >= 0; at = path.IndexOf('%', at + 1))
        {
            // Left: letters beyond ASCII (bytes from 80 on), and the blank and marks that titles have. Plain letters and digits are encoded by who hides them.
            if (at + 2 >= path.Length || !char.IsAsciiHexDigit(path[at + 1]) || !char.IsAsciiHexDigit(path[at + 2])) return false;
            var code = (char)Convert.ToByte(path.Substring(at + 1, 2), 16);
            if (char.IsAsciiLetterOrDigit(code) || code is < ' ' or '\x7f' or '%' or '.' or '/' or '\\' or '?' or '#' or '@' or ':') return false;
        }

        return !path.Contains("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal) && !path.Split('/').Any(segment => segment is "." or "..");
    }

    private static (string Name, string Value) ReadParameter(string pair)
    {
        var at = pair.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (pair, "") : (pair[..at], Uri.UnescapeDataString(pair[(at + 1)..]));
    }
}

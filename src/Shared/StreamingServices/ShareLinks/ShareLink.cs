using System.Diagnostics.CodeAnalysis;
using Smartlinks.StreamingServices.Addresses;

namespace Smartlinks.StreamingServices.ShareLinks;

/// <summary>
/// A service's short link, which has to be followed to know the item: https, a known share host, default port, no credentials, and nothing but the host's prefix
/// and a code in its path. Its query is dropped: vendors' links may be told there where to lead.
/// </summary>
public sealed record ShareLink
{
    private const int ShortestCode = 2;
    private const int LongestCode = 80;
    private const int MaxLength = DestinationUrl.MaxLength;

    private ShareLink(ShareHost host, string code) => (Host, Uri) = (host, new Uri($"https://{host.Name}{host.Prefix}{code}"));

    public ShareHost Host { get; }

    public StreamingService Service => Host.Service;

    public Uri Uri { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out ShareLink? link)
    {
        link = null;
        if (text is null || text.Length > MaxLength || !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) return false;
        // Read as text, not as a Uri: what no parser has to interpret, none can misunderstand.
        var rest = text["https://".Length..].Split('?', '#')[0];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !rest.All(char.IsAscii) || ShareHost.Find(rest[..slash].ToLowerInvariant()) is not { } host || !rest[slash..].StartsWith(host.Prefix, StringComparison.Ordinal)) return false;
        if (text.Any(character => char.IsControl(character) || character is ' ' or '\\')) return false;
        var code = rest[(slash + host.Prefix.Length)..];
        if (code.EndsWith('/')) code = code[..^1];
        if (!IdShape.IsToken(code, ShortestCode, LongestCode)) return false;
        link = new ShareLink(host, code);
        return true;
    }

    /// <summary>For stored text; throws <see cref="FormatException"/> when a row was changed by other hands.</summary>
    public static ShareLink Parse(string text) => TryParse(text, out var link) ? link : throw new FormatException($"'{text}' is no share link of a streaming service.");

    public override string ToString() => Uri.AbsoluteUri;
}

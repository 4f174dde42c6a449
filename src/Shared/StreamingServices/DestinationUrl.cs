using System.Diagnostics.CodeAnalysis;

namespace Smartlinks.StreamingServices;

/// <summary>
/// An address a fan may be sent to: absolute https, default port, no credentials, at most 2,000 characters, on its service's own hosts and,
/// where a host also has forwarding pages (YouTube's <c>/redirect</c>, sign-in with <c>next=</c>), on a listening path.
/// Nothing else can be constructed, so a stored link can never become an open redirect.
/// </summary>
public sealed record DestinationUrl
{
    public const int MaxLength = 2_000;
    private static readonly string[] s_youTubePaths = ["/watch", "/playlist", "/channel/", "/browse/", "/shorts/", "/live/", "/embed/", "/@"];

    /// <summary>YouTube Music's search page, whose query is text and never an address to go on to. No prefix: what follows must be the query.</summary>
    private const string YouTubeMusicSearch = "/search";

    private DestinationUrl(StreamingService service, Uri uri) => (Service, Uri) = (service, uri);

    public StreamingService Service { get; }

    public Uri Uri { get; }

    /// <summary>Reads an address and finds its service by host. <paramref name="why"/> says what is wrong with it, in words for the one who sent it.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DestinationUrl? url, [NotNullWhen(false)] out string? why)
    {
        url = null;
        why = TryReadUri(text, out var uri);
        if (why is not null) return false;
        var service = StreamingService.All.FirstOrDefault(candidate => candidate.IsOwnHost(uri!.Host));
        if (service is null)
        {
            why = $"'{uri!.Host}' is not a host of a streaming service that Smartlinks knows.";
            return false;
        }

        return TryMake(service, uri!, out url, out why);
    }

    /// <summary>Reads an address that must belong to <paramref name="service"/>.</summary>
    public static bool TryParse(StreamingService service, string? text, [NotNullWhen(true)] out DestinationUrl? url, [NotNullWhen(false)] out string? why)
    {
        url = null;
        why = TryReadUri(text, out var uri);
        if (why is not null) return false;
        if (!service.IsOwnHost(uri!.Host))
        {
            why = $"'{uri.Host}' is not one of {service.Name}'s own hosts ({string.Join(", ", service.Hosts)}).";
            return false;
        }

        return TryMake(service, uri, out url, out why);
    }

    /// <summary>For stored text; throws <see cref="FormatException"/> when a row was changed by other hands.</summary>
    public static DestinationUrl Parse(StreamingService service, string text) =>
        TryParse(service, text, out var url, out var why) ? url : throw new FormatException(why);

    public override string ToString() => Uri.AbsoluteUri;

    private static string? TryReadUri(string? text, out Uri? uri)
    {
        uri = null;
        if (string.IsNullOrWhiteSpace(text)) return "An address is missing.";
        if (text.Length > MaxLength) return $"An address has at most {MaxLength} characters.";
        if (text.AsSpan().IndexOfAnyInRange('\0', ' ') >= 0 || text.Contains('\\', StringComparison.Ordinal) || text.Contains('\x7f', StringComparison.Ordinal))
            return "An address has no blanks, backslashes or control characters.";
        if (!Uri.TryCreate(text, UriKind.Absolute, out uri)) return "This is not an absolute address.";
        if (uri.Scheme != Uri.UriSchemeHttps) return "An address starts with https://.";
        // Before anything asks for the host's IDN form, which throws for a name that has none.
        if (uri.HostNameType != UriHostNameType.Dns || !uri.Host.All(char.IsAscii)) return "An address has a plain ASCII host name.";
        // The last test is for an empty user name ("https://@host/"), which UserInfo does not tell.
        if (uri.UserInfo.Length > 0 || !uri.IsDefaultPort || !uri.AbsoluteUri.StartsWith($"https://{uri.Host}/", StringComparison.Ordinal)) return "An address has neither a user name nor a port.";
        // As it is written, too: marks of writing direction are left out of what Host says.
        return uri.Host != uri.IdnHost || !IsWritten(text, "https://" + uri.Host) ? "An address has a plain ASCII host name." : null;
    }

    private static bool IsWritten(string text, string start) => text.StartsWith(start, StringComparison.OrdinalIgnoreCase) && (text.Length == start.Length || text[start.Length] is '/' or '?' or '#' or ':');

    private static bool TryMake(StreamingService service, Uri uri, [NotNullWhen(true)] out DestinationUrl? url, [NotNullWhen(false)] out string? why)
    {
        why = null;
        url = null;
        if (service == StreamingService.YouTubeMusic && uri.Host != "youtu.be" && !(uri.Host == "music.youtube.com" && uri.AbsolutePath == YouTubeMusicSearch)
            && !s_youTubePaths.Any(path => uri.AbsolutePath.StartsWith(path, StringComparison.Ordinal)))
        {
            why = "On YouTube, only the pages of a video, playlist, album, channel or search can be a destination.";
            return false;
        }

        if (uri.AbsoluteUri.Length > MaxLength)
        {
            why = $"An address has at most {MaxLength} characters once it is percent-encoded.";
            return false;
        }

        url = new DestinationUrl(service, uri);
        return true;
    }
}

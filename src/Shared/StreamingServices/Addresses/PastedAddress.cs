using Smartlinks.StreamingServices.ShareLinks;
using Smartlinks.StreamingServices.Spotify;

namespace Smartlinks.StreamingServices.Addresses;

/// <summary>What somebody pasted as the address of music: with or without <c>https://</c>, blanks around it, a share link, an embedded player or Spotify's text form.</summary>
public abstract record PastedAddress
{
    private const string Scheme = "https://";

    /// <summary>Players for other sites, which name the item as the service's own pages do; what goes before the item, and the page's own.</summary>
    private static readonly (string From, string To)[] s_players =
    [
        ("embed.music.apple.com/", "music.apple.com/"),
        ("www.youtube-nocookie.com/embed/", "www.youtube.com/embed/"),
        ("embed.tidal.com/tracks/", "tidal.com/track/"),
        ("embed.tidal.com/albums/", "tidal.com/album/"),
        .. new[] { "auto", "dark", "light" }.Select(theme => ($"widget.deezer.com/widget/{theme}/", "www.deezer.com/")),
        .. StreamingService.AmazonMusic.Hosts.Select(host => ($"www{host["music".Length..]}/music/player/", host + "/")),
    ];

    private PastedAddress()
    {
    }

    public sealed record OfItem(ServiceItem Item) : PastedAddress;

    /// <summary>To be followed.</summary>
    public sealed record OfShare(ShareLink Share) : PastedAddress;

    /// <param name="Why">A sentence for the one who pasted it.</param>
    public sealed record Refused(string Why) : PastedAddress;

    public static PastedAddress Read(string? text)
    {
        text = text?.Trim() ?? "";
        if (text.StartsWith("spotify:", StringComparison.OrdinalIgnoreCase))
        {
            if (SpotifyPaths.AddressOf(text) is not { } address) return new Refused("This is not a Spotify URI of a track or an album, such as spotify:track:2plbrEY59IikOBgBGLjaoe.");
            text = address;
        }
        else if (BeginsWithHost(text)) text = Scheme + text;
        if (ShareLink.TryParse(text, out var share)) return new OfShare(share);
        if (text.Length > DestinationUrl.MaxLength) return new Refused($"An address has at most {DestinationUrl.MaxLength} characters.");
        if (!DestinationUrl.TryParse(OfPlayer(text), out var url, out var why)) return new Refused(why);
        return ServiceItem.TryRead(url, out var item, out why) ? new OfItem(item) : new Refused(why);
    }

    private static string OfPlayer(string text)
    {
        foreach (var (from, to) in s_players)
            if (text.StartsWith(Scheme + from, StringComparison.OrdinalIgnoreCase)) return Scheme + to + text[(Scheme.Length + from.Length)..];
        return text;
    }

    /// <summary>Whether a host's name comes before the first slash, and nothing that could be a scheme, a user or a port.</summary>
    private static bool BeginsWithHost(string text)
    {
        var end = text.IndexOfAny(['/', '?', '#']);
        var host = end < 0 ? text : text[..end];
        return host.Contains('.', StringComparison.Ordinal) && host.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-');
    }
}

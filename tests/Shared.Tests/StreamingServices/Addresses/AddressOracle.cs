using System.Text.RegularExpressions;

namespace Smartlinks.Tests.StreamingServices.Addresses;

/// <summary>
/// Says by its own simple rules, written without the code under test, whether a text may be taken as an address at all: which host it leads to in any reading, and
/// nothing in its path that two readers would take apart differently.
/// </summary>
public static partial class AddressOracle
{
    private static readonly string[] s_hosts =
    [
        "open.spotify.com", "music.apple.com", "geo.music.apple.com", "embed.music.apple.com", "itunes.apple.com", "music.youtube.com", "www.youtube.com", "youtube.com", "m.youtube.com", "youtu.be",
        "www.youtube-nocookie.com", "tidal.com", "www.tidal.com", "listen.tidal.com", "embed.tidal.com", "www.deezer.com", "deezer.com", "widget.deezer.com", "www.pandora.com", "pandora.com",
        "soundcloud.com", "www.soundcloud.com", "m.soundcloud.com",
    ];

    private static readonly string[] s_shareHosts =
        ["spotify.link", "spotify.app.link", "spoti.fi", "on.soundcloud.com", "link.deezer.com", "deezer.page.link", "dzr.page.link", "pandora.app.link", "apple.co", "tidal.link"];

    private static readonly Dictionary<string, Regex> s_canonical = new()
    {
        ["spotify track"] = new("^https://open\\.spotify\\.com/track/([0-9A-Za-z]{22})\\z"),
        ["spotify album"] = new("^https://open\\.spotify\\.com/album/([0-9A-Za-z]{22})\\z"),
        ["apple-music track"] = new("^https://music\\.apple\\.com(?:/[a-z]{2})?/song/([1-9][0-9]{0,17})\\z"),
        ["apple-music album"] = new("^https://music\\.apple\\.com(?:/[a-z]{2})?/album/([1-9][0-9]{0,17})\\z"),
        ["youtube-music track"] = new("^https://music\\.youtube\\.com/watch\\?v=([0-9A-Za-z_-]{11})\\z"),
        ["youtube-music album"] = new("^https://music\\.youtube\\.com/playlist\\?list=(OLAK5uy_[0-9A-Za-z_-]{33})\\z"),
        ["amazon-music track"] = new("^https://music\\.amazon\\.com/tracks/(B[0-9A-Z]{9})\\z"),
        ["amazon-music album"] = new("^https://music\\.amazon\\.com/albums/(B[0-9A-Z]{9})\\z"),
        ["tidal track"] = new("^https://tidal\\.com/browse/track/([1-9][0-9]{0,17})\\z"),
        ["tidal album"] = new("^https://tidal\\.com/browse/album/([1-9][0-9]{0,17})\\z"),
        ["deezer track"] = new("^https://www\\.deezer\\.com/track/([1-9][0-9]{0,17})\\z"),
        ["deezer album"] = new("^https://www\\.deezer\\.com/album/([1-9][0-9]{0,17})\\z"),
        ["pandora track"] = new("^https://www\\.pandora\\.com/(?:artist/[^/]+/[^/]+/[^/]+/)?(TR(?::[1-9][0-9]{0,17}|[0-9A-Za-z]{1,38}))\\z"),
        ["pandora album"] = new("^https://www\\.pandora\\.com/(?:artist/[^/]+/[^/]+/)?(AL(?::[1-9][0-9]{0,17}|[0-9A-Za-z]{1,38}))\\z"),
        ["soundcloud track"] = new("^https://soundcloud\\.com/([a-z0-9_-]+/(?!sets\\z)[a-z0-9_-]+)\\z"),
        ["soundcloud album"] = new("^https://soundcloud\\.com/([a-z0-9_-]+/sets/[a-z0-9_-]+)\\z"),
        ["bandcamp track"] = new("^https://([a-z0-9][a-z0-9-]*)\\.bandcamp\\.com(/track/[a-z0-9_-]+)\\z"),
        ["bandcamp album"] = new("^https://([a-z0-9][a-z0-9-]*)\\.bandcamp\\.com(/album/[a-z0-9_-]+)\\z"),
    };

    /// <summary>Null when the text may be taken; else what is hostile about it.</summary>
    public static string? Hostile(string text, bool asShare = false)
    {
        text = text.Trim();
        if (SpotifyText().IsMatch(text)) return null;
        if (text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character == '\\')) return "a blank, control character or backslash";
        if (text.Length > 2_000) return "too long";
        var match = Shape().Match(text);
        if (!match.Success) return "not https and a plain host";
        var host = match.Groups["host"].Value.ToLowerInvariant();
        var known = asShare ? s_shareHosts.Contains(host) : s_hosts.Contains(host) || AmazonHost().IsMatch(host) || BandcampHost().IsMatch(host);
        if (!known) return $"the host {host}";
        var path = match.Groups["path"].Value;
        for (var round = 0; round < 3; round++)
        {
            if (path.Contains("//", StringComparison.Ordinal)) return "an empty segment";
            if (path.Split('/').Any(segment => segment is "." or "..")) return "a dot segment";
            if (path.Any(character => char.IsControl(character) || character is '\\' or '?' or '#' or '@')) return "a separator in the path";
            var decoded = Uri.UnescapeDataString(path);
            if (decoded.Count(character => character == '/') != path.Count(character => character == '/')) return "an encoded slash";
            path = decoded;
        }

        return null;
    }

    /// <summary>Null when an item's parts are the service's own and belong together; else what is wrong.</summary>
    public static string? Wrong(string service, string kind, string id, string canonical, string? country)
    {
        var match = s_canonical[$"{service} {kind}"].Match(canonical);
        if (!match.Success) return $"{canonical} is no address of a {kind} at {service}";
        var named = service == "bandcamp" ? match.Groups[1].Value + match.Groups[2].Value : match.Groups[1].Value;
        if (named != id) return $"{canonical} names {named}, not {id}";
        return country is null || (service == "apple-music" && canonical.Contains($"/{country.ToLowerInvariant()}/", StringComparison.Ordinal)) ? null : $"{country} is not in {canonical}";
    }

    [GeneratedRegex("^spotify:(?:track|album):[0-9A-Za-z]{22}\\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SpotifyText();

    /// <summary>The port only where a scheme says which it is.</summary>
    [GeneratedRegex("^(?:https://(?<host>[a-z0-9.-]+)(?::443)?|(?<host>[a-z0-9.-]+))(?<path>/[^?#]*)?(?:[?#].*)?\\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Shape();

    [GeneratedRegex("^(?:music|www)\\.amazon\\.(?:com|co\\.uk|de|fr|it|es|ca|co\\.jp|in|com\\.au|com\\.br|com\\.mx)\\z", RegexOptions.CultureInvariant)]
    private static partial Regex AmazonHost();

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.bandcamp\\.com\\z", RegexOptions.CultureInvariant)]
    private static partial Regex BandcampHost();
}

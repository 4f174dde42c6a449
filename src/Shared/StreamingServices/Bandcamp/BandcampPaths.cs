using System.Collections.Frozen;
using Smartlinks.StreamingServices.Addresses;

namespace Smartlinks.StreamingServices.Bandcamp;

/// <summary>
/// Bandcamp's addresses: <c>{artist}.bandcamp.com/track/{slug}</c> and <c>/album/{slug}</c>. bandcamp.com itself has no page of a track or album: its embedded
/// players have numbers that nothing leads back from.
/// </summary>
public static class BandcampPaths
{
    private const string Root = ".bandcamp.com";
    private const int LongestSlug = 255;

    /// <summary>Hosts of Bandcamp's own below its name.</summary>
    private static readonly FrozenSet<string> s_notArtists = FrozenSet.ToFrozenSet(
        ["www", "m", "daily", "get", "blog", "help", "api", "status", "static", "media", "popplers5", "merch", "pages", "store", "shop", "support", "developer", "assets", "images", "cdn", "live", "mail", "email", "dev", "staging"],
        StringComparer.Ordinal);

    public static ItemReading Read(ItemAddress address)
    {
        var artist = address.Host.EndsWith(Root, StringComparison.Ordinal) ? address.Host[..^Root.Length] : "";
        if (!IsArtist(artist)) return new(null, "On Bandcamp, a track or an album is on its artist's own host, such as artist.bandcamp.com/track/name.");
        ReadOnlySpan<string> segments = [.. address.Segments.Select(segment => segment.ToLowerInvariant())];
        return segments switch
        {
            ["track", var slug] when IsSlug(slug) => Found(ItemKind.Track, artist, $"track/{slug}"),
            ["album", var slug] when IsSlug(slug) => Found(ItemKind.Album, artist, $"album/{slug}"),
            [] or ["music" or "releases" or "discography"] => ItemPages.Not(StreamingService.Bandcamp, "an artist's page"),
            _ => ItemPages.Other(StreamingService.Bandcamp, segments),
        };
    }

    private static bool IsArtist(string label) => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
        && label.All(character => char.IsAsciiLetterOrDigit(character) || character == '-') && !label.StartsWith("xn--", StringComparison.Ordinal) && !s_notArtists.Contains(label);

    private static bool IsSlug(string text) => IdShape.IsToken(text, 1, LongestSlug);

    private static ItemReading Found(ItemKind kind, string artist, string path) =>
        new(new ServiceItem(StreamingService.Bandcamp, kind, $"{artist}/{path}", DestinationUrl.Parse(StreamingService.Bandcamp, $"https://{artist}{Root}/{path}")), "");
}

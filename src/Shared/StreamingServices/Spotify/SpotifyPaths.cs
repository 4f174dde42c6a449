using Smartlinks.StreamingServices.Addresses;

namespace Smartlinks.StreamingServices.Spotify;

/// <summary>Spotify's addresses: <c>/track/{id}</c> and <c>/album/{id}</c>, with <c>/intl-de</c> or <c>/embed</c> before them, and the text form <c>spotify:track:{id}</c>.</summary>
public static class SpotifyPaths
{
    private const string Track = "spotify:track:";

    public static ItemReading Read(ItemAddress address)
    {
        ReadOnlySpan<string> segments = [.. address.Segments];
        if (segments is [var locale, ..] && locale.StartsWith("intl-", StringComparison.Ordinal) && IdShape.IsLocale(locale["intl-".Length..])) segments = segments[1..];
        if (segments is ["embed", ..]) segments = segments[1..];
        return segments switch
        {
            ["track", var id] when IsId(id) => Found(ItemKind.Track, id),
            ["album", var id] when IsId(id) => ReadAlbum(address, id),
            ["user", _, "playlist", ..] => ItemPages.Not(StreamingService.Spotify, "a playlist"),
            _ => ItemPages.Other(StreamingService.Spotify, segments),
        };
    }

    /// <summary>The address of a text form such as <c>spotify:album:{id}</c>, which Spotify's apps copy; null when the text is none.</summary>
    public static string? AddressOf(string text) =>
        text.Split(':') is [var scheme, var kind, var id] && scheme.Equals("spotify", StringComparison.OrdinalIgnoreCase) && IdShape.IsToken(kind, 1, 20) && IdShape.IsToken(id, 1, 40)
            ? $"https://{StreamingService.Spotify.Hosts[0]}/{kind}/{id}"
            : null;

    public static bool IsId(string id) => IdShape.IsAlphanumeric(id, 22);

    /// <summary>An album's page may point at one of its tracks, which is what was meant then.</summary>
    private static ItemReading ReadAlbum(ItemAddress address, string id) =>
        !address.TryGet("highlight", IsTrackUri, out var track) ? ItemPages.Not(StreamingService.Spotify, "an album whose highlighted track cannot be read")
        : track is null ? Found(ItemKind.Album, id)
        : Found(ItemKind.Track, track[Track.Length..]);

    private static bool IsTrackUri(string text) => text.StartsWith(Track, StringComparison.Ordinal) && IsId(text[Track.Length..]);

    private static ItemReading Found(ItemKind kind, string id) => ItemPages.Found(StreamingService.Spotify, kind, id, kind == ItemKind.Track ? $"/track/{id}" : $"/album/{id}");
}

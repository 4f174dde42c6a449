using Smartlinks.StreamingServices.Addresses;

namespace Smartlinks.StreamingServices.Tidal;

/// <summary>
/// TIDAL's addresses: <c>/browse/track/{id}</c>, <c>/track/{id}</c>, <c>/album/{id}</c>, <c>/album/{id}/track/{id}</c>, a locale before them and, from Share,
/// <c>/u</c> or <c>?u</c> behind them (the page that offers other services).
/// </summary>
public static class TidalPaths
{
    public static ItemReading Read(ItemAddress address)
    {
        ReadOnlySpan<string> segments = [.. address.Segments];
        if (segments is [var locale, ..] && (IdShape.IsLocale(locale) || locale == "intl" || (locale.StartsWith("intl-", StringComparison.Ordinal) && IdShape.IsLocale(locale["intl-".Length..])))) segments = segments[1..];
        if (segments is ["browse", ..]) segments = segments[1..];
        if (segments is [_, _, .., "u"]) segments = segments[..^1];
        return segments switch
        {
            ["track", var id] when IdShape.IsNumber(id) => Found(ItemKind.Track, id),
            ["album", var album, "track", var id] when IdShape.IsNumber(album) && IdShape.IsNumber(id) => Found(ItemKind.Track, id),
            ["album", var id] when IdShape.IsNumber(id) => Found(ItemKind.Album, id),
            _ => ItemPages.Other(StreamingService.Tidal, segments),
        };
    }

    private static ItemReading Found(ItemKind kind, string id) => ItemPages.Found(StreamingService.Tidal, kind, id, kind == ItemKind.Track ? $"/browse/track/{id}" : $"/browse/album/{id}");
}

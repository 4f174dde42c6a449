using Smartlinks.StreamingServices.Addresses;

namespace Smartlinks.StreamingServices.Deezer;

/// <summary>Deezer's addresses: <c>/track/{id}</c> and <c>/album/{id}</c>, with a locale such as <c>/en</c> or <c>/pt-br</c> before them.</summary>
public static class DeezerPaths
{
    public static ItemReading Read(ItemAddress address)
    {
        ReadOnlySpan<string> segments = [.. address.Segments];
        if (segments is [var locale, ..] && IdShape.IsLocale(locale)) segments = segments[1..];
        return segments switch
        {
            ["track", var id] when IdShape.IsNumber(id) => ItemPages.Found(StreamingService.Deezer, ItemKind.Track, id, $"/track/{id}"),
            ["album", var id] when IdShape.IsNumber(id) => ItemPages.Found(StreamingService.Deezer, ItemKind.Album, id, $"/album/{id}"),
            _ => ItemPages.Other(StreamingService.Deezer, segments),
        };
    }
}

using Smartlinks.StreamingServices.Addresses;

namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>
/// Apple Music's addresses: <c>/{storefront}/album/{name}/{id}</c>, <c>?i=</c> for a song on it, and <c>/{storefront}/song/{name}/{id}</c>; name and storefront
/// may be left out, and the iTunes Store's have <c>id</c> before the number.
/// </summary>
public static class AppleMusicPaths
{
    public static ItemReading Read(ItemAddress address)
    {
        ReadOnlySpan<string> segments = [.. address.Segments];
        string? country = null;
        if (segments is [var storefront, ..] && IdShape.IsTwoLetters(storefront))
        {
            country = storefront.ToUpperInvariant();
            segments = segments[1..];
        }

        return segments switch
        {
            ["album", var name, var id] when IdShape.IsName(name) && TryReadId(id, out var number) => ReadAlbum(address, number, country),
            ["album", var id] when TryReadId(id, out var number) => ReadAlbum(address, number, country),
            ["song", var name, var id] when IdShape.IsName(name) && TryReadId(id, out var number) => Found(ItemKind.Track, number, country),
            ["song", var id] when TryReadId(id, out var number) => Found(ItemKind.Track, number, country),
            _ => ItemPages.Other(StreamingService.AppleMusic, segments),
        };
    }

    private static ItemReading ReadAlbum(ItemAddress address, string id, string? country) =>
        !address.TryGet("i", IdShape.IsNumber, out var song) ? ItemPages.Not(StreamingService.AppleMusic, "an album whose song cannot be read")
        : song is null ? Found(ItemKind.Album, id, country)
        : Found(ItemKind.Track, song, country);

    private static bool TryReadId(string text, out string number)
    {
        number = text.StartsWith("id", StringComparison.Ordinal) ? text[2..] : text;
        return IdShape.IsNumber(number);
    }

    private static ItemReading Found(ItemKind kind, string id, string? country)
    {
        var storefront = country is null ? "" : "/" + country.ToLowerInvariant();
        return ItemPages.Found(StreamingService.AppleMusic, kind, id, $"{storefront}/{(kind == ItemKind.Track ? "song" : "album")}/{id}", country);
    }
}

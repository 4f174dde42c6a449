using Smartlinks.StreamingServices.Addresses;

namespace Smartlinks.StreamingServices.AmazonMusic;

/// <summary>
/// Amazon Music's addresses: <c>/albums/{ASIN}</c>, <c>?trackAsin=</c> for a track on it, and <c>/tracks/{ASIN}</c>. <c>/dp/{ASIN}</c> is a page of the store, which
/// does not say of what: no item.
/// </summary>
public static class AmazonMusicPaths
{
    public static ItemReading Read(ItemAddress address)
    {
        ReadOnlySpan<string> segments = [.. address.Segments];
        return segments switch
        {
            ["albums", var id] when IsAsin(id) => ReadAlbum(address, id),
            ["tracks", var id] when IsAsin(id) => Found(ItemKind.Track, id),
            ["dp", ..] or [_, "dp", ..] or ["gp", ..] => new(null, "This is a page of Amazon's store, which does not tell a track from an album; open it in Amazon Music and give the address from Share."),
            _ => ItemPages.Other(StreamingService.AmazonMusic, segments),
        };
    }

    /// <summary>Amazon's number for what is not a book: ten characters, the first a B.</summary>
    public static bool IsAsin(string id) => id is ['B', ..] && id.Length == 10 && id.All(character => char.IsAsciiDigit(character) || char.IsAsciiLetterUpper(character));

    private static ItemReading ReadAlbum(ItemAddress address, string id) =>
        !address.TryGet("trackAsin", IsAsin, out var track) ? ItemPages.Not(StreamingService.AmazonMusic, "an album whose track cannot be read")
        : track is null ? Found(ItemKind.Album, id)
        : Found(ItemKind.Track, track);

    private static ItemReading Found(ItemKind kind, string id) => ItemPages.Found(StreamingService.AmazonMusic, kind, id, kind == ItemKind.Track ? $"/tracks/{id}" : $"/albums/{id}");
}

using Smartlinks.StreamingServices.Addresses;

namespace Smartlinks.StreamingServices.YouTubeMusic;

/// <summary>
/// YouTube's addresses: a track is a video, whichever player shows it (<c>/watch?v=</c>, youtu.be, <c>/shorts</c>, <c>/live</c>, <c>/embed</c>); an album is a
/// playlist whose id begins with <c>OLAK5uy_</c>. YouTube Music's own album pages (<c>/browse/MPREb_…</c>) are no items: nothing tells their tracks.
/// </summary>
public static class YouTubeMusicPaths
{
    private const string AlbumPrefix = "OLAK5uy_";

    public static ItemReading Read(ItemAddress address)
    {
        ReadOnlySpan<string> segments = [.. address.Segments];
        if (address.Host == "youtu.be") return segments is [var shortId] && IsVideo(shortId) ? Track(shortId) : ItemPages.Other(StreamingService.YouTubeMusic, segments);
        return segments switch
        {
            ["watch"] => address.TryGet("v", IsVideo, out var id) && id is not null ? Track(id) : Not("a player without a video"),
            ["playlist"] or ["embed", "videoseries"] => ReadList(address),
            ["shorts" or "live" or "embed", var id] when IsVideo(id) => Track(id),
            ["browse", ['M', 'P', 'R', 'E', 'b', '_', ..]] => new(null, "This is an album's page on YouTube Music that cannot be looked up; use Share on that page, which gives an address with playlist?list=OLAK5uy_…."),
            ["browse", ..] => Not("a page of YouTube Music's own"),
            [['@', ..], ..] => Not("an artist's page"),
            _ => ItemPages.Other(StreamingService.YouTubeMusic, segments),
        };
    }

    public static bool IsVideo(string id) => IdShape.IsToken(id, 11, 11);

    public static bool IsAlbum(string id) => id.StartsWith(AlbumPrefix, StringComparison.Ordinal) && IdShape.IsToken(id, AlbumPrefix.Length + 33, AlbumPrefix.Length + 33);

    private static ItemReading ReadList(ItemAddress address) => address.TryGet("list", IsAlbum, out var id) && id is not null
        ? ItemPages.Found(StreamingService.YouTubeMusic, ItemKind.Album, id, $"/playlist?list={id}")
        : Not("a playlist");

    private static ItemReading Track(string id) => ItemPages.Found(StreamingService.YouTubeMusic, ItemKind.Track, id, $"/watch?v={id}");

    private static ItemReading Not(string what) => ItemPages.Not(StreamingService.YouTubeMusic, what);
}

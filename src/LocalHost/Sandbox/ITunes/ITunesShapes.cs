using System.Globalization;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Artwork;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.ITunes;

/// <summary>The iTunes look-up's JSON: no codes, the type of a release behind its title, addresses with the store and <c>uo=4</c>.</summary>
public sealed class ITunesShapes(Func<Uri> baseAddress)
{
    public JsonObject Collection(Album album, IReadOnlyList<Track> tracks, RegionInfo store)
    {
        var shape = Shared(new JsonObject { ["wrapperType"] = "collection", ["collectionType"] = "Album" }, album, string.Join(" & ", album.Artists), store);
        shape["amgArtistId"] = ArtistId(album.Artists[0]);
        shape["trackCount"] = tracks.Count;
        shape["copyright"] = $"℗ {album.Released.FirstDay.Year} {album.Artists[0]}";
        shape["releaseDate"] = album.Released.Day + "T07:00:00Z";
        return shape;
    }

    public JsonObject Song(Track track, int trackCount, RegionInfo store)
    {
        var shape = Shared(new JsonObject { ["wrapperType"] = "track", ["kind"] = "song" }, track.Album, string.Join(" & ", track.Artists), store);
        var id = Number(track.Ids[StreamingService.AppleMusic]);
        shape["trackId"] = id;
        shape["trackName"] = track.TitleWithVersion;
        shape["trackCensoredName"] = track.TitleWithVersion;
        shape["trackViewUrl"] = $"{Page(store, "album", PageSlug.Of(track.Title, "song"), track.Album)}?i={id}&uo=4";
        shape["collectionViewUrl"] = $"{Page(store, "album", PageSlug.Of(track.Title, "song"), track.Album)}?i={id}&uo=4";
        shape["previewUrl"] = "";
        shape["artworkUrl30"] = CoverAddress.Of(baseAddress(), track.Album, 30);
        shape["trackPrice"] = 1.29;
        shape["releaseDate"] = track.Released.Day + "T12:00:00Z";
        shape["trackExplicitness"] = "notExplicit";
        shape["discCount"] = 1;
        shape["discNumber"] = 1;
        shape["trackCount"] = trackCount;
        shape["trackNumber"] = track.Number;
        shape["trackTimeMillis"] = track.DurationMs;
        shape["isStreamable"] = true;
        return shape;
    }

    private JsonObject Shared(JsonObject shape, Album album, string artist, RegionInfo store)
    {
        var name = album.IsSingle ? album.Title + " - Single" : album.Title;
        shape["artistId"] = ArtistId(album.Artists[0]);
        shape["collectionId"] = Number(album.Ids[StreamingService.AppleMusic]);
        shape["artistName"] = artist;
        shape["collectionName"] = name;
        shape["collectionCensoredName"] = name;
        shape["artistViewUrl"] = $"https://music.apple.com/{Code(store)}/artist/{PageSlug.Of(album.Artists[0], "artist")}/{ArtistId(album.Artists[0])}?uo=4";
        shape["collectionViewUrl"] = Page(store, "album", PageSlug.Of(name, "album"), album) + "?uo=4";
        shape["artworkUrl60"] = CoverAddress.Of(baseAddress(), album, 60);
        shape["artworkUrl100"] = CoverAddress.Of(baseAddress(), album, 100);
        shape["collectionPrice"] = 9.99;
        shape["collectionExplicitness"] = "notExplicit";
        shape["country"] = store.ThreeLetterISORegionName;
        shape["currency"] = store.ISOCurrencySymbol;
        shape["primaryGenreName"] = "Music";
        return shape;
    }

    private static string Page(RegionInfo store, string kind, string slug, Album album) => $"https://music.apple.com/{Code(store)}/{kind}/{slug}/{album.Ids[StreamingService.AppleMusic]}";

    private static string Code(RegionInfo store) => store.TwoLetterISORegionName.ToLowerInvariant();

    private static long ArtistId(string artist) => Number(ServiceIds.Derive(StreamingService.AppleMusic, "artist|" + SearchText.Of(artist)));

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);
}

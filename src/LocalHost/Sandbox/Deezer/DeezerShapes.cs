using System.Globalization;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Artwork;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Consent;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Deezer;

namespace Smartlinks.LocalHost.Sandbox.Deezer;

/// <summary>
/// Answers in the shapes of Deezer's public API (recorded answers; there is no official description). Links a fan opens are Deezer's own; links
/// a client follows and pictures are the sandbox's. There is no sound: <c>preview</c> is empty, as it is for tracks without one.
/// </summary>
public sealed class DeezerShapes(Func<Uri> baseAddress)
{
    private static readonly (string Suffix, int Size)[] s_covers = [("", 250), ("_small", 56), ("_medium", 250), ("_big", 500), ("_xl", 1000)];

    private string Api => new Uri(baseAddress(), "deezer").ToString();

    public JsonObject Track(Track track)
    {
        var shape = TrackCore(track);
        Insert(shape, "isrc", after: "title_version", track.Isrc);
        Insert(shape, "share", after: "link", Share("track", track.Ids[StreamingService.Deezer]));
        Insert(shape, "track_position", after: "duration", track.Number);
        Insert(shape, "disk_number", after: "track_position", 1);
        Insert(shape, "release_date", after: "rank", track.Released.Day);
        shape["bpm"] = 0;
        shape["gain"] = -9.5;
        shape["available_countries"] = SandboxJson.Array(DeezerMarkets.All.Where(track.IsPlayableIn));
        shape["contributors"] = Contributors(track.Artists);
        shape["md5_image"] = CoverAddress.Hash(track.Album);
        shape["track_token"] = StableRandom.From("token|" + track.Isrc).NextText(100);
        shape["artist"] = Artist(track.Artists[0]);
        shape["album"] = AlbumOfTrack(track.Album, withDate: true);
        shape["type"] = "track";
        return shape;
    }

    /// <summary>A track in a search's answer: no countries, no contributors.</summary>
    public JsonObject Hit(Track track)
    {
        var shape = TrackCore(track);
        Insert(shape, "isrc", after: "title_version", track.Isrc);
        shape["md5_image"] = CoverAddress.Hash(track.Album);
        shape["artist"] = ArtistOfAlbum(track.Artists[0]);
        shape["album"] = AlbumOfTrack(track.Album, withDate: false);
        shape["type"] = "track";
        return shape;
    }

    public JsonObject Album(Album album, IReadOnlyList<Track> visible)
    {
        var id = album.Ids[StreamingService.Deezer];
        var shape = new JsonObject
        {
            ["id"] = Number(id),
            ["title"] = album.Title,
            ["upc"] = album.Upc.Unpadded,
            ["link"] = $"https://www.deezer.com/album/{id}",
            ["share"] = Share("album", id),
        };
        AddCovers(shape, album);
        shape["genre_id"] = 132;
        shape["genres"] = new JsonObject
        {
            ["data"] = SandboxJson.Array([new JsonObject { ["id"] = 132, ["name"] = "Pop", ["picture"] = $"{Api}/genre/132/image", ["type"] = "genre" }]),
        };
        shape["label"] = "Smartlinks Sandbox";
        shape["nb_tracks"] = visible.Count;
        shape["duration"] = visible.Sum(Seconds);
        shape["fans"] = StableRandom.From("fans|" + album.Upc).Next(100, 100_000);
        shape["release_date"] = album.Released.Day;
        shape["record_type"] = album.IsCompilation ? "compile" : album.IsSingle ? "single" : "album";
        shape["available"] = true;
        shape["tracklist"] = $"{Api}/album/{id}/tracks";
        shape["explicit_lyrics"] = false;
        shape["explicit_content_lyrics"] = 0;
        shape["explicit_content_cover"] = 0;
        shape["contributors"] = Contributors(album.Artists);
        shape["artist"] = ArtistOfAlbum(album.Artists[0]);
        shape["type"] = "album";
        shape["tracks"] = new JsonObject { ["data"] = SandboxJson.Array(visible.Select(track => (JsonNode?)TrackOnAlbum(track))) };
        return shape;
    }

    /// <summary>A track in <c>/album/{id}/tracks</c>, which names the ISRC where the album's own answer does not.</summary>
    public JsonObject TrackOfList(Track track)
    {
        var shape = TrackCore(track);
        Insert(shape, "isrc", after: "title_version", track.Isrc);
        Insert(shape, "track_position", after: "duration", track.Number);
        Insert(shape, "disk_number", after: "track_position", 1);
        shape["md5_image"] = CoverAddress.Hash(track.Album);
        shape["artist"] = ArtistOfTrack(track.Artists[0]);
        shape["type"] = "track";
        return shape;
    }

    /// <summary>An album in a list of albums: no tracks.</summary>
    public JsonObject AlbumOfList(Album album)
    {
        var shape = AlbumOfTrack(album, withDate: true);
        shape["upc"] = album.Upc.Unpadded;
        shape["artist"] = ArtistOfAlbum(album.Artists[0]);
        shape["type"] = "album";
        return shape;
    }

    /// <summary>The fan whom a token belongs to.</summary>
    public static JsonObject User(string fan)
    {
        var id = StableRandom.From("deezer|user|" + fan).Next(1_000_000, 4_000_000_000);
        return new JsonObject
        {
            ["id"] = id,
            ["name"] = fan,
            ["link"] = $"https://www.deezer.com/profile/{id}",
            ["country"] = FanPersona.CountryOf(fan),
            ["lang"] = "EN",
            ["tracklist"] = $"https://api.deezer.com/user/{id}/flow",
            ["type"] = "user",
        };
    }

    private JsonObject TrackOnAlbum(Track track)
    {
        var shape = TrackCore(track);
        shape["md5_image"] = CoverAddress.Hash(track.Album);
        shape["artist"] = ArtistOfTrack(track.Artists[0]);
        shape["album"] = AlbumOfTrack(track.Album, withDate: false);
        shape["type"] = "track";
        return shape;
    }

    private static JsonObject TrackCore(Track track) => new()
    {
        ["id"] = Number(track.Ids[StreamingService.Deezer]),
        ["readable"] = true,
        ["title"] = track.TitleWithVersion,
        ["title_short"] = track.Title,
        ["title_version"] = track.Version is null ? "" : $"({track.Version})",
        ["link"] = $"https://www.deezer.com/track/{track.Ids[StreamingService.Deezer]}",
        ["duration"] = Seconds(track),
        ["rank"] = StableRandom.From("rank|" + track.Isrc).Next(100_000, 1_000_000),
        ["explicit_lyrics"] = false,
        ["explicit_content_lyrics"] = 0,
        ["explicit_content_cover"] = 0,
        ["preview"] = "",
    };

    private JsonObject AlbumOfTrack(Album album, bool withDate)
    {
        var id = album.Ids[StreamingService.Deezer];
        var shape = new JsonObject { ["id"] = Number(id), ["title"] = album.Title };
        if (withDate)
        {
            shape["link"] = $"https://www.deezer.com/album/{id}";
        }

        AddCovers(shape, album);
        if (withDate)
        {
            shape["release_date"] = album.Released.Day;
        }

        shape["tracklist"] = $"{Api}/album/{id}/tracks";
        shape["type"] = "album";
        return shape;
    }

    private void AddCovers(JsonObject shape, Album album)
    {
        foreach (var (suffix, size) in s_covers)
        {
            shape["cover" + suffix] = CoverAddress.Of(baseAddress(), album, size);
        }

        shape["md5_image"] = CoverAddress.Hash(album);
    }

    private JsonArray Contributors(IEnumerable<string> artists) => SandboxJson.Array(artists.Select((artist, index) =>
    {
        var shape = Artist(artist);
        shape["role"] = index == 0 ? "Main" : "Featured";
        return (JsonNode?)shape;
    }));

    public JsonObject Artist(string name)
    {
        var id = ArtistId(name);
        var shape = new JsonObject { ["id"] = Number(id), ["name"] = name, ["link"] = $"https://www.deezer.com/artist/{id}", ["share"] = Share("artist", id) };
        AddPictures(shape, name);
        shape["radio"] = true;
        shape["tracklist"] = $"{Api}/artist/{id}/top?limit=50";
        shape["type"] = "artist";
        return shape;
    }

    private JsonObject ArtistOfAlbum(string name)
    {
        var shape = new JsonObject { ["id"] = Number(ArtistId(name)), ["name"] = name };
        AddPictures(shape, name);
        shape["tracklist"] = $"{Api}/artist/{ArtistId(name)}/top?limit=50";
        shape["type"] = "artist";
        return shape;
    }

    private JsonObject ArtistOfTrack(string name) =>
        new() { ["id"] = Number(ArtistId(name)), ["name"] = name, ["tracklist"] = $"{Api}/artist/{ArtistId(name)}/top?limit=50", ["type"] = "artist" };

    private void AddPictures(JsonObject shape, string name)
    {
        foreach (var (suffix, size) in s_covers)
        {
            shape["picture" + suffix] = CoverAddress.OfArtist(baseAddress(), name, size);
        }
    }

    private static void Insert(JsonObject shape, string name, string after, JsonNode value) => shape.Insert(shape.IndexOf(after) + 1, name, value);

    public static string ArtistId(string name) => ServiceIds.Derive(StreamingService.Deezer, "artist|" + SearchText.Of(name));

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);

    private static int Seconds(Track track) => track.DurationMs / 1000;

    private static string Share(string kind, string id) => $"https://www.deezer.com/{kind}/{id}?utm_source=deezer&utm_content={kind}-{id}&utm_medium=web";
}

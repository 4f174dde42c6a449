using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Artwork;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Spotify;

/// <summary>
/// Answers in Spotify's shapes (its Web API reference, and recorded answers). Links a fan opens are Spotify's own; links a client follows and
/// pictures are the sandbox's.
/// </summary>
public sealed class SpotifyShapes(Func<Uri> baseAddress)
{
    private static readonly int[] s_imageSizes = [640, 300, 64];

    private string Api => new Uri(baseAddress(), "spotify/v1").ToString();

    public JsonObject Track(Track track, string? market)
    {
        var shape = TrackOnAlbum(track, market);
        shape.Insert(0, "album", SimplifiedAlbum(track.Album, market));
        shape["external_ids"] = new JsonObject { ["isrc"] = track.Isrc };
        shape["popularity"] = Popularity(track.Isrc);
        return shape;
    }

    /// <summary>A track inside an album's own answer: without album, ISRC and popularity.</summary>
    public JsonObject TrackOnAlbum(Track track, string? market)
    {
        var id = track.Ids[StreamingService.Spotify];
        var shape = new JsonObject
        {
            ["artists"] = Artists(track.Artists),
            ["disc_number"] = 1,
            ["duration_ms"] = track.DurationMs,
            ["explicit"] = false,
            ["external_urls"] = ExternalUrls("track", id),
            ["href"] = $"{Api}/tracks/{id}",
            ["id"] = id,
            ["name"] = track.TitleDashVersion,
            ["preview_url"] = null,
            ["track_number"] = track.Number,
            ["type"] = "track",
            ["uri"] = $"spotify:track:{id}",
            ["is_local"] = false,
        };
        // Who names a market is told of that one, who names none is given the list (Spotify's "Track Relinking").
        if (market is null)
        {
            shape["available_markets"] = AvailableMarkets(track);
        }
        else
        {
            shape["is_playable"] = track.IsPlayableIn(market);
            if (!track.IsPlayableIn(market))
            {
                shape["restrictions"] = new JsonObject { ["reason"] = "market" };
            }
        }

        return shape;
    }

    public JsonObject SimplifiedAlbum(Album album, string? market)
    {
        var id = album.Ids[StreamingService.Spotify];
        var shape = new JsonObject
        {
            ["album_type"] = AlbumType(album),
            ["total_tracks"] = album.Tracks.Count,
            ["available_markets"] = SandboxJson.Array(Markets.All.Where(code => album.Tracks.Any(track => track.IsPlayableIn(code)))),
            ["external_urls"] = ExternalUrls("album", id),
            ["href"] = $"{Api}/albums/{id}",
            ["id"] = id,
            ["images"] = SandboxJson.Array(s_imageSizes.Select(size => (JsonNode)new JsonObject
            {
                ["url"] = CoverAddress.Of(baseAddress(), album, size),
                ["height"] = size,
                ["width"] = size,
            })),
            ["name"] = album.Title,
            ["release_date"] = album.Released.Text,
            ["release_date_precision"] = album.Released.Precision,
            ["type"] = "album",
            ["uri"] = $"spotify:album:{id}",
            ["artists"] = Artists(album.Artists),
        };
        if (market is not null)
        {
            shape["is_playable"] = album.Tracks.Any(track => track.IsPlayableIn(market));
        }

        return shape;
    }

    public JsonObject Album(Album album, IReadOnlyList<Track> visible, string? market)
    {
        var shape = SimplifiedAlbum(album, market);
        shape["tracks"] = AlbumTracks(album, visible, market, new PageRequest(50, 0));
        shape["copyrights"] = SandboxJson.Array([Copyright("C"), Copyright("P")]);
        shape["external_ids"] = new JsonObject { ["upc"] = album.Upc.Padded };
        shape["genres"] = new JsonArray();
        shape["label"] = "Smartlinks Sandbox";
        shape["popularity"] = Popularity(album.Upc.Padded);
        return shape;

        JsonObject Copyright(string type) =>
            new() { ["text"] = $"{(type == "C" ? '©' : '℗')} {album.Released.FirstDay.Year} Smartlinks Sandbox", ["type"] = type };
    }

    public JsonObject AlbumTracks(Album album, IReadOnlyList<Track> visible, string? market, PageRequest page) =>
        Page($"{Api}/albums/{album.Ids[StreamingService.Spotify]}/tracks?", market, visible, page, track => TrackOnAlbum(track, market));

    public JsonObject Search<T>(string query, string type, string? market, IReadOnlyList<T> hits, PageRequest page, Func<T, JsonNode> shape) =>
        Page($"{Api}/search?query={Uri.EscapeDataString(query)}&type={type}&", market, hits, page, shape);

    private static JsonObject Page<T>(string address, string? market, IReadOnlyList<T> all, PageRequest page, Func<T, JsonNode> shape)
    {
        var next = page.Offset + page.Limit < all.Count ? Address(page.Offset + page.Limit) : null;
        var previous = page.Offset > 0 ? Address(Math.Max(0, page.Offset - page.Limit)) : null;
        return new JsonObject
        {
            ["href"] = Address(page.Offset),
            ["limit"] = page.Limit,
            ["next"] = next,
            ["offset"] = page.Offset,
            ["previous"] = previous,
            ["total"] = all.Count,
            ["items"] = SandboxJson.Array(all.Skip(page.Offset).Take(page.Limit).Select(item => (JsonNode?)shape(item))),
        };

        string Address(int offset) => $"{address}offset={offset}&limit={page.Limit}{(market is null ? "" : $"&market={market}")}";
    }

    private JsonArray Artists(IEnumerable<string> names) => SandboxJson.Array(names.Select(name =>
    {
        var id = ServiceIds.Derive(StreamingService.Spotify, "artist|" + SearchText.Of(name));
        return (JsonNode?)new JsonObject
        {
            ["external_urls"] = ExternalUrls("artist", id),
            ["href"] = $"{Api}/artists/{id}",
            ["id"] = id,
            ["name"] = name,
            ["type"] = "artist",
            ["uri"] = $"spotify:artist:{id}",
        };
    }));

    private static JsonArray AvailableMarkets(Track track) => SandboxJson.Array(Markets.All.Where(track.IsPlayableIn));

    private static JsonObject ExternalUrls(string kind, string id) => new() { ["spotify"] = $"https://open.spotify.com/{kind}/{id}" };

    private static int Popularity(string seed) => (int)StableRandom.From("popularity|" + seed).Next(10, 100);

    private static string AlbumType(Album album) => album.IsCompilation ? "compilation" : album.IsSingle ? "single" : "album";
}

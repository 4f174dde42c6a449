using System.Globalization;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.AmazonMusic;

/// <summary>Amazon Music's JSON. Durations are whole seconds, dates instants.</summary>
public static class AmazonMusicShapes
{
    public static JsonObject Search(IReadOnlyList<Track> tracks) => new()
    {
        ["data"] = new JsonObject
        {
            ["searchTracks"] = new JsonObject
            {
                ["edgeCount"] = tracks.Count,
                ["pageInfo"] = new JsonObject { ["hasNextPage"] = false },
                ["edges"] = SandboxJson.Array(tracks.Select((track, index) => (JsonNode?)new JsonObject { ["cursor"] = index.ToString(CultureInfo.InvariantCulture), ["node"] = Track(track) })),
            },
        },
    };

    public static JsonObject Track(Track track)
    {
        var shape = new JsonObject
        {
            ["id"] = track.Ids[StreamingService.AmazonMusic],
            ["globalAsin"] = track.Ids[StreamingService.AmazonMusic],
            ["title"] = track.TitleWithVersion,
            ["shortTitle"] = track.Title,
            ["isrc"] = track.Isrc,
            ["duration"] = track.DurationMs / 1000,
            ["url"] = $"https://music.amazon.com/albums/{track.Album.Ids[StreamingService.AmazonMusic]}?trackAsin={track.Ids[StreamingService.AmazonMusic]}",
            ["releaseDate"] = Date(track.Released),
            ["album"] = new JsonObject
            {
                ["id"] = track.Album.Ids[StreamingService.AmazonMusic],
                ["title"] = track.Album.Title,
                ["url"] = $"https://music.amazon.com/albums/{track.Album.Ids[StreamingService.AmazonMusic]}",
            },
            ["artists"] = Artists(track.Artists),
        };
        AddMarkets(shape, track.Countries);
        return shape;
    }

    public static JsonObject Album(Album album, IReadOnlyList<Track> tracks)
    {
        var shape = new JsonObject
        {
            ["id"] = album.Ids[StreamingService.AmazonMusic],
            ["globalAsin"] = album.Ids[StreamingService.AmazonMusic],
            ["title"] = album.Title,
            ["shortTitle"] = album.Title,
            ["duration"] = tracks.Sum(track => track.DurationMs / 1000),
            ["url"] = $"https://music.amazon.com/albums/{album.Ids[StreamingService.AmazonMusic]}",
            ["releaseDate"] = Date(album.Released),
            ["trackCount"] = tracks.Count,
            ["artists"] = Artists(album.Artists),
        };
        AddMarkets(shape, tracks.All(track => track.Countries.Count > 0) ? [.. tracks.SelectMany(track => track.Countries).Distinct(StringComparer.Ordinal)] : []);
        return shape;
    }

    private static void AddMarkets(JsonObject shape, IReadOnlyList<string> countries) =>
        shape["availableMarkets"] = SandboxJson.Array((countries.Count > 0 ? countries : Markets.All).Select(country => (JsonNode?)new JsonObject { ["id"] = country, ["name"] = country }));

    private static JsonArray Artists(IReadOnlyList<string> artists) => SandboxJson.Array(artists.Select(artist => (JsonNode?)new JsonObject
    {
        ["id"] = ServiceIds.Derive(StreamingService.AmazonMusic, "artist|" + SearchText.Of(artist)),
        ["name"] = artist,
        ["url"] = $"https://music.amazon.com/artists/{ServiceIds.Derive(StreamingService.AmazonMusic, "artist|" + SearchText.Of(artist))}",
    }));

    private static string Date(ReleaseDay day) => day.Day + "T00:00:00.000Z";
}

using System.Globalization;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;

namespace Smartlinks.LocalHost.Sandbox.MusicBrainz;

/// <summary>MusicBrainz' JSON: only what <c>inc</c> names is there beyond an entity's own properties. Names have hyphens, lengths are milliseconds.</summary>
public sealed class MusicBrainzShapes(MusicBrainzDatabase database, MusicBrainzRelations relations)
{
    public JsonObject Isrc(IReadOnlyList<Recording> recordings, ICollection<string> inc) => new()
    {
        ["isrc"] = recordings[0].First.Isrc,
        ["recordings"] = SandboxJson.Array(recordings.Select(recording => (JsonNode?)Recording(recording, inc))),
    };

    public JsonObject Recording(Recording recording, ICollection<string> inc)
    {
        var shape = Recording(recording.Id, recording.First, inc);
        if (inc.Contains("releases"))
        {
            shape["releases"] = SandboxJson.Array(recording.Tracks.Select(track => (JsonNode?)Summary(track.Album)));
        }

        if (inc.Contains("url-rels"))
        {
            shape["relations"] = relations.Of(recording);
        }

        return shape;
    }

    public JsonObject Release(Album album, ICollection<string> inc)
    {
        var shape = Summary(album);
        shape["asin"] = null;
        shape["status"] = "Official";
        shape["packaging"] = "None";
        shape["text-representation"] = new JsonObject { ["language"] = null, ["script"] = null };
        if (inc.Contains("artist-credits"))
        {
            shape["artist-credit"] = Credits(album.Artists);
        }

        if (inc.Contains("recordings"))
        {
            shape["media"] = new JsonArray(Medium(album, inc));
        }

        if (inc.Contains("url-rels"))
        {
            shape["relations"] = relations.Of(album);
        }

        return shape;
    }

    public static JsonObject Search(Album? album) => new()
    {
        ["created"] = "2026-01-01T00:00:00.000Z",
        ["count"] = album is null ? 0 : 1,
        ["offset"] = 0,
        ["releases"] = album is null ? [] : new JsonArray(Hit(album)),
    };

    private JsonObject Medium(Album album, ICollection<string> inc) => new()
    {
        ["position"] = 1,
        ["format"] = "Digital Media",
        ["title"] = "",
        ["track-count"] = album.Tracks.Count,
        ["track-offset"] = 0,
        ["tracks"] = SandboxJson.Array(album.Tracks.Select(track => (JsonNode?)new JsonObject
        {
            ["id"] = MusicBrainzDatabase.IdOf("track", $"{track.Isrc}|{album.Upc}"),
            ["position"] = track.Number,
            ["number"] = track.Number.ToString(CultureInfo.InvariantCulture),
            ["title"] = track.TitleWithVersion,
            ["length"] = track.DurationMs,
            ["recording"] = Recording(database.FindRecording(track)?.Id ?? MusicBrainzDatabase.IdOf("recording", $"{track.Isrc}|{album.Upc}"), track, inc),
        })),
    };

    private JsonObject Recording(string id, Track track, ICollection<string> inc)
    {
        var shape = new JsonObject
        {
            ["id"] = id,
            ["title"] = track.Title,
            ["disambiguation"] = track.Version ?? "",
            ["length"] = track.DurationMs,
            ["video"] = false,
            ["first-release-date"] = track.Released.Text,
        };
        if (inc.Contains("artist-credits"))
        {
            shape["artist-credit"] = Credits(track.Artists);
        }

        if (inc.Contains("isrcs"))
        {
            shape["isrcs"] = database.FindRecording(track) is null ? [] : new JsonArray(track.Isrc);
        }

        return shape;
    }

    private static JsonObject Hit(Album album)
    {
        var shape = Summary(album);
        shape["score"] = 100;
        shape["artist-credit"] = Credits(album.Artists);
        shape["track-count"] = album.Tracks.Count;
        return shape;
    }

    private static JsonObject Summary(Album album) => new()
    {
        ["id"] = MusicBrainzDatabase.ReleaseIdOf(album),
        ["title"] = album.Title,
        ["disambiguation"] = "",
        ["date"] = album.Released.Text,
        ["country"] = "XW",
        ["barcode"] = album.Upc.Unpadded,
        ["quality"] = "normal",
    };

    private static JsonArray Credits(IReadOnlyList<string> artists) => SandboxJson.Array(artists.Select((artist, index) => (JsonNode?)new JsonObject
    {
        ["name"] = artist,
        ["joinphrase"] = index == artists.Count - 1 ? "" : index == artists.Count - 2 ? " & " : ", ",
        ["artist"] = new JsonObject { ["id"] = MusicBrainzDatabase.IdOf("artist", SearchText.Of(artist)), ["name"] = artist, ["sort-name"] = artist, ["disambiguation"] = "", ["type"] = null },
    }));
}

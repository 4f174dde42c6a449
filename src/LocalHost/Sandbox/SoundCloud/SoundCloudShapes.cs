using System.Globalization;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Artwork;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.SoundCloud;

/// <summary>Answers in SoundCloud's shapes (its published description). What is not known is left out: the description allows no null there.</summary>
public sealed class SoundCloudShapes(SoundCloudUploads uploads, Func<Uri> baseAddress)
{
    // What the real service adds, to know who sends it visitors.
    private const string Tracking = "?utm_medium=api&utm_campaign=social_sharing&utm_source=id_0";

    private string Api => new Uri(baseAddress(), "soundcloud/api").ToString();

    public JsonObject Track(SoundCloudUpload upload)
    {
        var shape = new JsonObject
        {
            ["kind"] = "track",
            ["urn"] = upload.Urn,
            ["title"] = upload.Title,
            ["artwork_url"] = CoverAddress.Of(baseAddress(), upload.Track.Album, 100),
            ["commentable"] = true,
            ["comment_count"] = StableRandom.From("comments|" + upload.Number).Next(0, 500),
            ["created_at"] = At(upload.Track.Released.FirstDay),
            ["downloadable"] = false,
            ["download_count"] = 0,
            // Of a preview only the piece that is played is measured.
            ["duration"] = upload.Access == "preview" ? 30_000 : upload.DurationMs,
            ["embeddable_by"] = "all",
            ["favoritings_count"] = StableRandom.From("likes|" + upload.Number).Next(0, 100_000),
            ["genre"] = "Pop",
            ["license"] = "all-rights-reserved",
            ["permalink_url"] = $"https://soundcloud.com/{upload.Permalink}{Tracking}",
            ["playback_count"] = StableRandom.From("plays|" + upload.Number).Next(100, 10_000_000),
            ["sharing"] = "public",
            ["streamable"] = upload.Access != "blocked",
            ["tag_list"] = "",
            ["uri"] = $"{Api}/tracks/{upload.Urn}",
            ["user"] = User(upload.User),
            ["waveform_url"] = "https://wave.sndcdn.com/sandbox_m.png",
            ["access"] = upload.Access,
        };
        if (upload.Isrc is not null)
        {
            AddLabel(shape, upload);
        }

        return shape;
    }

    public JsonObject Playlist(Album album, IReadOnlyList<SoundCloudUpload> tracks, bool showTracks)
    {
        var number = album.Ids[StreamingService.SoundCloud];
        var urn = "soundcloud:playlists:" + number;
        var permalink = uploads.PermalinkOf(album);
        var shape = new JsonObject
        {
            ["kind"] = "playlist",
            ["urn"] = urn,
            ["title"] = album.Title,
            ["artwork_url"] = CoverAddress.Of(baseAddress(), album, 100),
            ["created_at"] = At(album.Released.FirstDay),
            ["duration"] = tracks.Sum(track => track.DurationMs),
            ["ean"] = album.Upc.Unpadded,
            ["embeddable_by"] = "all",
            ["genre"] = "Pop",
            ["label_name"] = "Smartlinks Sandbox",
            ["last_modified"] = At(album.Released.FirstDay),
            ["license"] = "all-rights-reserved",
            ["likes_count"] = StableRandom.From("likes|" + number).Next(0, 10_000),
            ["permalink"] = permalink.Split('/')[^1],
            ["permalink_url"] = $"https://soundcloud.com/{permalink}{Tracking}",
            ["playlist_type"] = album.IsCompilation ? "compilation" : album.IsSingle ? "single" : "album",
            ["sharing"] = "public",
            ["streamable"] = true,
            ["tag_list"] = "",
            ["track_count"] = tracks.Count,
            ["tracks_uri"] = $"{Api}/playlists/{urn}/tracks",
            ["type"] = album.IsCompilation ? "compilation" : album.IsSingle ? "single" : "album",
            ["uri"] = $"{Api}/playlists/{urn}",
            ["user"] = User(album.Artists[0]),
        };
        AddDate(shape, album.Released);
        shape["tracks"] = SandboxJson.Array(showTracks ? tracks.Select(Track) : []);
        return shape;
    }

    private static void AddLabel(JsonObject shape, SoundCloudUpload upload)
    {
        shape["isrc"] = upload.Isrc;
        shape["metadata_artist"] = string.Join(", ", upload.Track.Artists);
        shape["label_name"] = "Smartlinks Sandbox";
        shape["release"] = upload.Track.Album.Title;
        AddDate(shape, upload.Track.Released);
        if (upload.Track.Countries.Count > 0)
        {
            shape["available_country_codes"] = string.Join(',', upload.Track.Countries);
        }
    }

    // As precise as it is known: a year alone has neither month nor day.
    private static void AddDate(JsonObject shape, ReleaseDay released)
    {
        shape["release_year"] = released.FirstDay.Year;
        if (released.Precision != "year")
        {
            shape["release_month"] = released.FirstDay.Month;
        }

        if (released.Precision == "day")
        {
            shape["release_day"] = released.FirstDay.Day;
        }
    }

    private JsonObject User(string name)
    {
        var permalink = SoundCloudAddresses.UserOf(name);
        var urn = "soundcloud:users:" + ServiceIds.Derive(StreamingService.SoundCloud, "user|" + permalink);
        return new JsonObject
        {
            ["kind"] = "user",
            ["urn"] = urn,
            ["username"] = name,
            ["permalink"] = permalink,
            ["permalink_url"] = $"https://soundcloud.com/{permalink}{Tracking}",
            ["uri"] = $"{Api}/users/{urn}",
            ["avatar_url"] = CoverAddress.OfArtist(baseAddress(), name, 100),
        };
    }

    private static string At(DateOnly day) => day.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture) + " 00:00:00 +0000";
}

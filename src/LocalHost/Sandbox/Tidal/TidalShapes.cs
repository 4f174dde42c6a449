using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using Smartlinks.LocalHost.Sandbox.Artwork;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Tidal;

/// <summary>The attributes of TIDAL's resources, as its description has them for version 1.10 of the API. Links a fan opens are TIDAL's own.</summary>
public sealed class TidalShapes(Catalogue catalogue, StoryClock clock, Func<Uri> baseAddress)
{
    private static readonly int[] s_coverSizes = [1000, 640, 300, 64];

    public static string IdOf(Track track) => track.Ids[StreamingService.Tidal];

    public static string IdOf(Album album) => album.Ids[StreamingService.Tidal];

    public static string IdOfArtist(string name) => StableRandom.From("tidal|artist|" + SearchText.Of(name)).Next(3_000_000, 60_000_000).ToString(CultureInfo.InvariantCulture);

    public static string IdOfRules(string kind, string id, string country) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{kind}:{id}:{country}")).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public static string IdOfCover(Album album) => StableRandom.From("tidal|cover|" + album.Upc).NextText(22);

    /// <summary>On the day of its release a track goes live; before that TIDAL knows it and lets nobody play it.</summary>
    public JsonObject Track(Track track, string country)
    {
        var attributes = new JsonObject
        {
            ["title"] = track.Title,
            ["isrc"] = track.Isrc,
            ["duration"] = Duration(TimeSpan.FromMilliseconds(track.DurationMs)),
            ["copyright"] = Copyright('℗', track.Released),
            ["explicit"] = false,
            ["key"] = "UNKNOWN",
            ["keyScale"] = "UNKNOWN",
            ["popularity"] = Popularity(track.Isrc),
            ["accessType"] = "PUBLIC",
            ["availability"] = Uses(track.Released.IsOut(clock.GetUtcNow()) && track.IsPlayableIn(country)),
            ["mediaTags"] = SandboxJson.Array(["LOSSLESS"]),
            ["externalLinks"] = ExternalLinks("track", IdOf(track)),
        };
        if (track.Version is { } version)
        {
            attributes["version"] = version;
        }

        return attributes;
    }

    public JsonObject Album(Album album, string country)
    {
        var tracks = TracksOf(album);
        var type = album.IsSingle ? "SINGLE" : "ALBUM";
        var attributes = new JsonObject
        {
            ["title"] = album.Title,
            ["barcodeId"] = album.Upc.Padded,
            ["numberOfVolumes"] = 1,
            ["numberOfItems"] = tracks.Count,
            ["duration"] = Duration(TimeSpan.FromMilliseconds(tracks.Sum(track => (long)track.DurationMs))),
            ["explicit"] = false,
            ["copyright"] = Copyright('©', album.Released),
            ["popularity"] = Popularity(album.Upc.Padded),
            ["accessType"] = "PUBLIC",
            ["availability"] = Uses(tracks.Any(track => track.Released.IsOut(clock.GetUtcNow()) && track.IsPlayableIn(country))),
            ["mediaTags"] = SandboxJson.Array(["LOSSLESS"]),
            ["externalLinks"] = ExternalLinks("album", IdOf(album)),
            ["type"] = type,
            ["albumType"] = type,
        };
        // Its format is a whole day: where only a year is known there is none.
        if (album.Released.Precision == "day")
        {
            attributes["releaseDate"] = album.Released.Day;
        }

        return attributes;
    }

    public static JsonObject Artist(string name) => new()
    {
        ["name"] = name,
        ["popularity"] = Popularity(name),
        ["externalLinks"] = ExternalLinks("artist", IdOfArtist(name)),
    };

    /// <summary>Without any use where it may not be played; before the release they are rules to come.</summary>
    public static JsonObject Rules(ReleaseDay released, bool isPlayable, string country)
    {
        var rules = new JsonObject { ["countryCode"] = country };
        if (isPlayable)
        {
            rules["subscription"] = Uses(true);
            rules["validFrom"] = released.Day + "T00:00:00Z";
        }

        return rules;
    }

    public JsonObject Cover(Album album) => new()
    {
        ["mediaType"] = "IMAGE",
        ["files"] = SandboxJson.Array(s_coverSizes.Select(size => (JsonNode?)new JsonObject
        {
            ["href"] = CoverAddress.Of(baseAddress(), album, size),
            ["meta"] = new JsonObject { ["width"] = size, ["height"] = size },
        })),
    };

    /// <summary>Those of an artist's tracks that TIDAL has.</summary>
    public IEnumerable<Track> TracksOf(string artist) => catalogue.Tracks.Where(track => track.Artists.Contains(artist) && IsThere(track));

    /// <summary>Those of an album's tracks that TIDAL has and still has.</summary>
    public IReadOnlyList<Track> TracksOf(Album album) => [.. album.Tracks.Where(IsThere)];

    /// <summary>A track is known some days before its release.</summary>
    public bool IsThere(Track track) => track.IsVisible(StreamingService.Tidal, clock.GetUtcNow() + TimeSpan.FromDays(TidalSandbox.DaysAhead));

    private static JsonArray Uses(bool any) => any ? new JsonArray("STREAM", "DJ") : [];

    private static string Duration(TimeSpan duration) => XmlConvert.ToString(TimeSpan.FromSeconds(Math.Round(duration.TotalSeconds)));

    private static JsonObject Copyright(char sign, ReleaseDay released) => new() { ["text"] = $"{sign} {released.FirstDay.Year} Smartlinks Sandbox" };

    private static double Popularity(string seed) => Math.Round(StableRandom.From("tidal|popularity|" + seed).NextDouble(), 2);

    private static JsonArray ExternalLinks(string kind, string id) => SandboxJson.Array(
        [(JsonNode?)new JsonObject { ["href"] = $"https://tidal.com/browse/{kind}/{id}", ["meta"] = new JsonObject { ["type"] = "TIDAL_SHARING" } }]);
}

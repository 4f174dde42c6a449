using System.Globalization;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Bandcamp;

/// <summary>
/// Bandcamp's listening pages, each under its host: <c>/bandcamp/{artist}.bandcamp.com/track/{slug}</c>. They carry JSON-LD in Bandcamp's spelling of
/// dates and durations, and one text for all artists. What is not there, or not out yet, is 404.
/// </summary>
public sealed class BandcampSandbox(Catalogue catalogue, BandcampAddresses addresses, FaultBoard faults, StoryClock clock)
{
    private static readonly string[] s_joints = [", ", " & ", " feat. ", " x ", " / "];
    private readonly BandcampErrors _errors = new();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/bandcamp/{host}/track/{slug}", WriteTrackAsync);
        routes.MapGet("/bandcamp/{host}/album/{slug}", WriteAlbumAsync);
        routes.MapGet("/bandcamp/{*path}", _errors.WriteNothingAsync);
    }

    private Task WriteTrackAsync(HttpContext context)
    {
        if (addresses.FindTrack(PathOf(context)) is not { } id || !catalogue.TryGetTrack(StreamingService.Bandcamp, id, out var track) || !IsThere(track))
        {
            return _errors.WriteNothingAsync(context);
        }

        if (faults.Take(StreamingService.Bandcamp, FaultKind.WrongCode) is not null)
        {
            track = catalogue.Tracks.First(other => other.Isrc != track.Isrc && IsThere(other));
        }

        var address = addresses.Find(track)!;
        var linked = new JsonObject
        {
            ["@type"] = "MusicRecording",
            ["@id"] = address,
            ["additionalProperty"] = new JsonArray(Property("track_id", long.Parse(track.Ids[StreamingService.Bandcamp], CultureInfo.InvariantCulture)), Property("tracknum", track.Number)),
            ["name"] = track.TitleWithVersion,
            ["duration"] = Duration(track.DurationMs),
            ["dateModified"] = Date(track.Released.FirstDay),
            ["datePublished"] = Date(track.Released.FirstDay),
            ["inAlbum"] = new JsonObject { ["@type"] = "MusicAlbum", ["@id"] = addresses.Find(track.Album), ["name"] = track.Album.Title, ["numTracks"] = track.Album.Tracks.Count },
            ["byArtist"] = ByArtist(track.Artists, address),
            ["isrcCode"] = track.Isrc,
            ["@context"] = "https://schema.org",
        };
        return ListingHtml.WriteAsync(context, StatusCodes.Status200OK, $"{track.TitleWithVersion}, by {CreditOf(track.Artists)}", "song", linked, $"<p>from {ListingHtml.Text(track.Album.Title)}</p>");
    }

    private Task WriteAlbumAsync(HttpContext context)
    {
        if (addresses.FindAlbum(PathOf(context)) is not { } id || !catalogue.TryGetAlbum(StreamingService.Bandcamp, id, out var album) || !album.Tracks.Any(IsThere))
        {
            return _errors.WriteNothingAsync(context);
        }

        var address = addresses.Find(album)!;
        var there = album.Tracks.Where(IsThere).ToList();
        var linked = new JsonObject
        {
            ["@type"] = "MusicAlbum",
            ["@id"] = address,
            ["name"] = album.Title,
            ["datePublished"] = Date(album.Released.FirstDay),
            ["numTracks"] = there.Count,
            ["byArtist"] = ByArtist(album.Artists, address),
            ["track"] = new JsonObject
            {
                ["@type"] = "ItemList",
                ["numberOfItems"] = there.Count,
                ["itemListElement"] = SandboxJson.Array(there.Select((track, index) => (JsonNode?)new JsonObject
                {
                    ["@type"] = "ListItem",
                    ["position"] = index + 1,
                    ["item"] = new JsonObject { ["@type"] = "MusicRecording", ["@id"] = addresses.Find(track), ["name"] = track.TitleWithVersion, ["duration"] = Duration(track.DurationMs) },
                })),
            },
            ["@context"] = "https://schema.org",
        };
        return ListingHtml.WriteAsync(context, StatusCodes.Status200OK, $"{album.Title}, by {CreditOf(album.Artists)}", "album", linked, $"<p>{there.Count} tracks</p>");
    }

    private bool IsThere(Track track) => track.IsVisible(StreamingService.Bandcamp, clock.GetUtcNow());

    private static string PathOf(HttpContext context) => context.Request.Path.Value!["/bandcamp/".Length..];

    /// <summary>Bandcamp knows one artist text, as whoever uploaded it typed it: the same names are always joined the same way.</summary>
    private static string CreditOf(IReadOnlyList<string> artists) => string.Join(s_joints[StableRandom.From("credit|" + string.Join('|', artists)).Next(0, s_joints.Length)], artists);

    private static JsonObject ByArtist(IReadOnlyList<string> artists, string address) =>
        new() { ["@type"] = "MusicGroup", ["name"] = CreditOf(artists), ["@id"] = new Uri(address).GetLeftPart(UriPartial.Authority) };

    private static JsonObject Property(string name, long value) => new() { ["@type"] = "PropertyValue", ["name"] = name, ["value"] = value };

    private static string Duration(int milliseconds) => TimeSpan.FromSeconds(milliseconds / 1000).ToString("'P'hh'H'mm'M'ss'S'", CultureInfo.InvariantCulture);

    private static string Date(DateOnly day) => day.ToString("dd MMM yyyy '00:00:00 GMT'", CultureInfo.InvariantCulture);
}

using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Pandora;

/// <summary>
/// Pandora's listening pages under their host: <c>/pandora/www.pandora.com/artist/…/TR…</c>. The id at the end decides; the names before it are for
/// people. A page names itself as <c>og:title</c>, and every second one in JSON-LD too: what the real ones carry is not published.
/// </summary>
public sealed class PandoraSandbox(Catalogue catalogue, FaultBoard faults, StoryClock clock)
{
    private readonly PandoraErrors _errors = new();

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/pandora/{host}/{*path}", WriteAsync);

    private Task WriteAsync(HttpContext context)
    {
        // Either form: /artist/…/TR123 or /TR:123.
        var segment = context.Request.Path.Value!.TrimEnd('/').Split('/')[^1].Replace(":", "", StringComparison.Ordinal);
        return segment.StartsWith("TR", StringComparison.Ordinal) ? WriteTrackAsync(context, segment)
            : segment.StartsWith("AL", StringComparison.Ordinal) ? WriteAlbumAsync(context, segment)
            : _errors.WriteNothingAsync(context);
    }

    private Task WriteTrackAsync(HttpContext context, string segment)
    {
        if (!catalogue.TryGetTrack(StreamingService.Pandora, $"TR:{segment[2..]}", out var track) || !IsThere(track))
        {
            return _errors.WriteNothingAsync(context);
        }

        if (faults.Take(StreamingService.Pandora, FaultKind.WrongCode) is not null)
        {
            track = catalogue.Tracks.First(other => other.Isrc != track.Isrc && IsThere(other));
        }

        var linked = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "MusicRecording",
            ["name"] = track.TitleWithVersion,
            ["url"] = PandoraAddresses.Find(track),
            ["byArtist"] = new JsonObject { ["@type"] = "MusicGroup", ["name"] = track.Artists[0] },
            ["inAlbum"] = new JsonObject { ["@type"] = "MusicAlbum", ["name"] = track.Album.Title },
        };
        return ListingHtml.WriteAsync(context, StatusCodes.Status200OK, track.TitleWithVersion, "music.song", HasLinkedData(track.Isrc) ? linked : null, $"<p>{ListingHtml.Text(track.Artists[0])}</p>");
    }

    private Task WriteAlbumAsync(HttpContext context, string segment)
    {
        if (!catalogue.TryGetAlbum(StreamingService.Pandora, $"AL:{segment[2..]}", out var album) || !album.Tracks.Any(IsThere))
        {
            return _errors.WriteNothingAsync(context);
        }

        var linked = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "MusicAlbum",
            ["name"] = album.Title,
            ["url"] = PandoraAddresses.Find(album),
            ["byArtist"] = new JsonObject { ["@type"] = "MusicGroup", ["name"] = album.Artists[0] },
        };
        return ListingHtml.WriteAsync(context, StatusCodes.Status200OK, album.Title, "music.album", HasLinkedData(album.Upc.Padded) ? linked : null, $"<p>{ListingHtml.Text(album.Artists[0])}</p>");
    }

    private bool IsThere(Track track) => track.IsVisible(StreamingService.Pandora, clock.GetUtcNow());

    private static bool HasLinkedData(string seed) => StableRandom.From("pandora|linked|" + seed).NextDouble() < 0.5;
}

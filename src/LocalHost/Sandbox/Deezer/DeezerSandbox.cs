using System.Globalization;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Deezer;

/// <summary>
/// Deezer's open catalogue: lookups by ISRC, UPC and id, and the track search. What it holds against a careless client: errors in a 200, one of
/// several releases for an ISRC, a UPC known by 12 digits only, countries that have to be read from the answer.
/// </summary>
public sealed class DeezerSandbox(Catalogue catalogue, FaultBoard faults, StoryClock clock, Func<Uri> baseAddress)
{
    private readonly DeezerShapes _shapes = new(baseAddress);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/deezer/track/{id}", GetTrackAsync);
        routes.MapGet("/deezer/album/{id}", GetAlbumAsync);
        routes.MapGet("/deezer/album/{id}/tracks", GetAlbumTracksAsync);
        routes.MapGet("/deezer/search", SearchAsync);
        routes.MapGet("/deezer/search/track", SearchAsync);
        routes.MapGet("/deezer/{*path}", DeezerErrors.WriteQueryAsync);
    }

    private Task GetTrackAsync(HttpContext context)
    {
        var id = Id(context);
        var track = id.StartsWith("isrc:", StringComparison.OrdinalIgnoreCase) ? FindByIsrc(id["isrc:".Length..]) : FindById(id);
        return track is null ? DeezerErrors.WriteNoDataAsync(context) : SandboxJson.WriteAsync(context, _shapes.Track(track));
    }

    private Task GetAlbumAsync(HttpContext context) => FindAlbum(Id(context)) is { } album
        ? SandboxJson.WriteAsync(context, _shapes.Album(album, Visible(album)))
        : DeezerErrors.WriteNoDataAsync(context);

    private Task GetAlbumTracksAsync(HttpContext context) => FindAlbum(Id(context)) is { } album
        ? WritePageAsync(context, Visible(album), _shapes.TrackOfList, baseAddress())
        : DeezerErrors.WriteNoDataAsync(context);

    private Task SearchAsync(HttpContext context)
    {
        var text = context.Request.Query["q"].ToString();
        if (text.Length == 0)
        {
            return DeezerErrors.WriteParameterAsync(context, "Missing parameters: q");
        }

        var query = DeezerQuery.Parse(text);
        return WritePageAsync(context, catalogue.Tracks.Where(track => IsThere(track) && query.Matches(track)).ToList(), _shapes.Hit, baseAddress());
    }

    /// <summary>One page of a list, with the address of the next.</summary>
    internal static Task WritePageAsync<T>(HttpContext context, List<T> all, Func<T, JsonObject> shape, Uri baseAddress)
    {
        if (!TryReadNumber(context, "limit", 25, out var limit) || !TryReadNumber(context, "index", 0, out var index))
        {
            return DeezerErrors.WriteParameterAsync(context, "Wrong parameter: limit, index");
        }

        limit = Math.Min(limit, 100);
        var body = new JsonObject
        {
            ["data"] = SandboxJson.Array(all.Skip(index).Take(limit).Select(item => (JsonNode?)shape(item))),
            ["total"] = all.Count,
        };
        if (index + limit < all.Count)
        {
            var q = context.Request.Query["q"].ToString();
            body["next"] = $"{new Uri(baseAddress, context.Request.Path.Value)}?{(q.Length > 0 ? $"q={Uri.EscapeDataString(q)}&" : "")}limit={limit}&index={index + limit}";
        }

        return SandboxJson.WriteAsync(context, body);
    }

    // The earliest release of a recording, one of several as the real service gives one of several.
    private Track? FindByIsrc(string isrc)
    {
        var track = catalogue.FindByIsrc(isrc).Where(IsThere).MinBy(track => track.Released.FirstDay);
        return track is not null && faults.Take(StreamingService.Deezer, FaultKind.WrongCode) is not null ? Another(track) : track;
    }

    private Track? FindById(string id) => catalogue.TryGetTrack(StreamingService.Deezer, id, out var track) && IsThere(track) ? track : null;

    private Album? FindAlbum(string id)
    {
        var isUpc = id.StartsWith("upc:", StringComparison.OrdinalIgnoreCase);
        var album = isUpc ? FindByUpc(id["upc:".Length..]) : catalogue.TryGetAlbum(StreamingService.Deezer, id, out var byId) ? byId : null;
        if (album is null || Visible(album).Count == 0)
        {
            return null;
        }

        return isUpc && faults.Take(StreamingService.Deezer, FaultKind.WrongCode) is not null ? Another(album.Tracks[0]).Album : album;
    }

    // Found only as this service writes it: a UPC padded to 14 digits is no data here.
    private Album? FindByUpc(string text) =>
        Upc.TryParse(text, out var upc) && upc.Unpadded == text && catalogue.TryGetByUpc(upc, out var album) ? album : null;

    private Track Another(Track track) => catalogue.Tracks.First(other => other.Isrc != track.Isrc && other.Album != track.Album && IsThere(other));

    private List<Track> Visible(Album album) => album.Visible(StreamingService.Deezer, clock.GetUtcNow()).ToList();

    private bool IsThere(Track track) => track.IsVisible(StreamingService.Deezer, clock.GetUtcNow());

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    private static bool TryReadNumber(HttpContext context, string name, int missing, out int value)
    {
        value = missing;
        return !context.Request.Query.TryGetValue(name, out var text) || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}

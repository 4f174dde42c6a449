using System.Globalization;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.ITunes;

/// <summary>
/// Apple's iTunes look-up by UPC, over what Apple Music has. What it holds against a careless client: a store per country, albums whose songs are not
/// for sale and so not in the answer, JSON as text/javascript after empty lines. By ISRC it finds nothing: that is not documented.
/// </summary>
public sealed class ITunesSandbox(Catalogue catalogue, FaultBoard faults, StoryClock clock, Func<Uri> baseAddress)
{
    private readonly ITunesErrors _errors = new();
    private readonly ITunesShapes _shapes = new(baseAddress);

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/itunes/lookup", LookUpAsync);

    private Task LookUpAsync(HttpContext context)
    {
        var country = context.Request.Query["country"].ToString() is { Length: > 0 } named ? named.ToUpperInvariant() : "US";
        if (!Markets.IsKnown(country))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return SandboxJson.WriteTextAsync(context, StatusCodes.Status400BadRequest, """{"errorMessage":"Invalid value(s) for key(s): [country]","queryParameters":{"output":"json","callback":"A function name"}}""");
        }

        if (!Upc.TryParse(context.Request.Query["upc"].ToString(), out var upc) || !catalogue.TryGetByUpc(upc, out var album) || There(album, country) is not { Count: > 0 } tracks)
        {
            return _errors.WriteNothingAsync(context);
        }

        if (faults.Take(ServicePaths.ITunes, FaultKind.WrongCode) is not null)
        {
            album = catalogue.Albums.First(other => other != album && There(other, country).Count > 0);
            tracks = There(album, country);
        }

        var store = new RegionInfo(country);
        List<JsonObject> results = [_shapes.Collection(album, tracks, store)];
        var limit = int.TryParse(context.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? Math.Clamp(given, 1, 200) : 50;
        if (context.Request.Query["entity"] == "song" && !IsForStreamingOnly(album))
        {
            results.AddRange(tracks.Take(limit).Select(track => _shapes.Song(track, tracks.Count, store)));
        }

        return ITunesErrors.WriteAsync(context, results);
    }

    private List<Track> There(Album album, string country) => [.. album.Visible(StreamingService.AppleMusic, clock.GetUtcNow()).Where(track => track.IsPlayableIn(country))];

    private static bool IsForStreamingOnly(Album album) => StableRandom.From("itunes|streaming only|" + album.Upc).NextDouble() < 0.1;
}

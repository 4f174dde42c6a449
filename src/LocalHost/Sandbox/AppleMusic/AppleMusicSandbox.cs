using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.LocalHost.Sandbox.Libraries;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.AppleMusic;

/// <summary>
/// The Apple Music API's catalogue as far as looking up goes: songs by ISRC and id, albums by UPC and id. What it holds against a careless client: a signed developer token,
/// at most 25 codes a request, a storefront that does not have what others have, several songs for one ISRC, a release that is listed before it can be played.
/// </summary>
public sealed class AppleMusicSandbox(Catalogue catalogue, FaultBoard faults, StoryClock clock, SandboxOptions options, AppleFans fans, FanLibraries libraries, Func<Uri> baseAddress)
{
    /// <summary>Days before its release that a pre-order is listed.</summary>
    public const int DaysAhead = 28;

    private const int MostCodes = 25;

    /// <summary>Storefronts in countries where the others are not.</summary>
    private static readonly string[] s_apart = ["by", "cn", "ru"];

    /// <summary>Of a request that asks for a fan's library as well: the fan's name.</summary>
    private static readonly object s_fan = new();

    private readonly DeveloperTokenCheck _tokens = new(options, clock);
    private readonly AppleMusicShapes _shapes = new(clock, baseAddress);
    private readonly AppleLibraries _libraries = new(catalogue, fans, libraries, faults, clock);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/apple-music/v1/catalog/{storefront}/songs", Checked(ListSongsAsync));
        routes.MapGet("/apple-music/v1/catalog/{storefront}/songs/{id}", Checked(GetSongAsync));
        routes.MapGet("/apple-music/v1/catalog/{storefront}/albums", Checked(ListAlbumsAsync));
        routes.MapGet("/apple-music/v1/catalog/{storefront}/albums/{id}", Checked(GetAlbumAsync));
        _libraries.Map(routes, next => context => _tokens.FindProblem(context.Request.Headers.Authorization) is { } problem ? AppleMusicErrors.WriteUnauthorizedAsync(context, problem) : next(context));
        routes.MapGet("/apple-music/v1/{*path}", context => _tokens.FindProblem(context.Request.Headers.Authorization) is { } problem
            ? AppleMusicErrors.WriteUnauthorizedAsync(context, problem) : AppleMusicErrors.WriteNotFoundAsync(context));
    }

    private RequestDelegate Checked(RequestDelegate next) => context =>
        _tokens.FindProblem(context.Request.Headers.Authorization) is { } problem ? AppleMusicErrors.WriteUnauthorizedAsync(context, problem)
        : !IsStorefront(Storefront(context)) ? AppleMusicErrors.WriteInvalidAsync(context, "The storefront is not known")
        : Values(context, "relate").Contains("library") ? _libraries.AsFanAsync(context, grant =>
        {
            context.Items[s_fan] = grant.Fan;
            return next(context);
        })
        : next(context);

    private static bool IsStorefront(string storefront) => Markets.IsKnown(storefront) || s_apart.Contains(storefront);

    private Task ListSongsAsync(HttpContext context)
    {
        if (Values(context, "ids") is { Count: > 0 } ids)
        {
            return WriteListAsync(context, "songs", [.. ids.Select(id => FindSong(context, id)).OfType<Track>()], "ids", track => "");
        }

        var isrcs = Values(context, "filter[isrc]");
        if (isrcs.Count is 0 or > MostCodes)
        {
            return AppleMusicErrors.WriteInvalidAsync(context, isrcs.Count == 0 ? "One of ids and filter[isrc] is required" : $"filter[isrc] has at most {MostCodes} values");
        }

        var songs = isrcs.SelectMany(isrc => catalogue.FindByIsrc(isrc).Where(track => IsThere(track, context))).ToList();
        if (songs.Count > 0 && faults.Take(StreamingService.AppleMusic, FaultKind.WrongCode) is not null)
        {
            songs = [Another(songs[0], context)];
        }

        return WriteListAsync(context, "songs", songs, "isrc", track => track.Isrc);
    }

    private Task ListAlbumsAsync(HttpContext context)
    {
        if (Values(context, "ids") is { Count: > 0 } ids)
        {
            return WriteListAsync(context, "albums", [.. ids.Select(id => FindAlbum(context, id)).OfType<Album>()], "ids", album => "");
        }

        var upcs = Values(context, "filter[upc]");
        if (upcs.Count is 0 or > MostCodes)
        {
            return AppleMusicErrors.WriteInvalidAsync(context, upcs.Count == 0 ? "One of ids and filter[upc] is required" : $"filter[upc] has at most {MostCodes} values");
        }

        // Found as it is written here: 12 digits, or 13 where the number needs them.
        var albums = upcs.Select(code => Upc.TryParse(code, out var upc) && upc.Unpadded == code && catalogue.TryGetByUpc(upc, out var album) && IsThere(album, context) ? album : null)
            .OfType<Album>().ToList();
        if (albums.Count > 0 && faults.Take(StreamingService.AppleMusic, FaultKind.WrongCode) is not null)
        {
            albums = [Another(albums[0].Tracks[0], context).Album];
        }

        return WriteListAsync(context, "albums", albums, "upc", album => album.Upc.Unpadded);
    }

    private Task GetSongAsync(HttpContext context) => FindSong(context, (string)context.Request.RouteValues["id"]!) is { } track
        ? SandboxJson.WriteAsync(context, new JsonObject { ["data"] = SandboxJson.Array([(JsonNode?)Shape(context, track)]) })
        : AppleMusicErrors.WriteNotFoundAsync(context);

    private Task GetAlbumAsync(HttpContext context) => FindAlbum(context, (string)context.Request.RouteValues["id"]!) is { } album
        ? SandboxJson.WriteAsync(context, new JsonObject { ["data"] = SandboxJson.Array([(JsonNode?)Shape(context, album)]) })
        : AppleMusicErrors.WriteNotFoundAsync(context);

    /// <summary>A list by code also says in <c>meta</c> which resources each code led to.</summary>
    private Task WriteListAsync<T>(HttpContext context, string type, List<T> found, string filter, Func<T, string> codeOf)
        where T : class
    {
        var body = new JsonObject { ["data"] = SandboxJson.Array(found.Select(item => (JsonNode?)Shape(context, item))) };
        if (filter != "ids")
        {
            var byCode = new JsonObject();
            foreach (var same in found.GroupBy(codeOf))
            {
                byCode[same.Key] = SandboxJson.Array(same.Select(item => (JsonNode?)AppleMusicShapes.Named(type, IdOf(item), Storefront(context))));
            }

            body["meta"] = new JsonObject { ["filters"] = new JsonObject { [filter] = byCode } };
        }

        return SandboxJson.WriteAsync(context, body);
    }

    private JsonObject Shape(HttpContext context, object item)
    {
        var storefront = Storefront(context);
        var shape = item is Track track ? _shapes.Song(track, storefront, Values(context, "include").Contains("albums")) : _shapes.Album((Album)item, storefront);
        if (context.Items[s_fan] is string fan) shape["relationships"]!["library"] = _libraries.RelationOf(fan, (string)shape["type"]!, IdOf(item), storefront);
        return shape;
    }

    private static string IdOf(object item) => item is Track track ? AppleMusicShapes.IdOf(track) : AppleMusicShapes.IdOf((Album)item);

    private Track? FindSong(HttpContext context, string id) => catalogue.TryGetTrack(StreamingService.AppleMusic, id, out var track) && IsThere(track, context) ? track : null;

    private Album? FindAlbum(HttpContext context, string id) => catalogue.TryGetAlbum(StreamingService.AppleMusic, id, out var album) && IsThere(album, context) ? album : null;

    private Track Another(Track track, HttpContext context) => catalogue.Tracks.First(other => other.Isrc != track.Isrc && other.Album != track.Album && IsThere(other, context));

    private bool IsThere(Track track, HttpContext context) => _shapes.IsThere(track, Storefront(context));

    private bool IsThere(Album album, HttpContext context) => album.Tracks.Any(track => IsThere(track, context));

    private static string Storefront(HttpContext context) => ((string)context.Request.RouteValues["storefront"]!).ToLowerInvariant();

    private static List<string> Values(HttpContext context, string name) =>
        [.. context.Request.Query[name].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()];
}

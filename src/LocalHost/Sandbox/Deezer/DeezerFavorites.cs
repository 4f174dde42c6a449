using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Consent;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.LocalHost.Sandbox.Libraries;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Deezer;

/// <summary>
/// What fans have at Deezer: favorites are added one a call and answered <c>true</c>, again and again; lists are pages, newest first. The token comes in the query, and every
/// refusal in a 200.
/// </summary>
public sealed class DeezerFavorites(Catalogue catalogue, DeezerFans fans, FanLibraries libraries, FaultBoard faults, StoryClock clock, Func<Uri> baseAddress)
{
    private const string Root = "/deezer/user/me";

    private readonly DeezerShapes _shapes = new(baseAddress);

    private static readonly (string Name, string Parameter, LibraryKind Kind)[] s_lists =
        [("tracks", "track_id", LibraryKind.Track), ("albums", "album_id", LibraryKind.Album), ("artists", "artist_id", LibraryKind.Artist)];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root, context => AsFanAsync(context, grant => SandboxJson.WriteAsync(context, DeezerShapes.User(grant.Fan))));
        foreach (var (name, parameter, kind) in s_lists)
        {
            routes.MapPost($"{Root}/{name}", context => AsFanAsync(context, grant => AddAsync(context, grant, parameter, kind)));
            routes.MapDelete($"{Root}/{name}", context => AsFanAsync(context, grant => RemoveAsync(context, grant, parameter, kind)));
            routes.MapGet($"{Root}/{name}", context => AsFanAsync(context, grant => DeezerSandbox.WritePageAsync(context, List(grant.Fan, kind), shape => shape, baseAddress())));
        }
    }

    private Task AsFanAsync(HttpContext context, Func<FanGrant, Task> go) => fans.Find(context) is not { } grant ? DeezerErrors.WriteTokenAsync(context)
        : IsStruck(FaultKind.NotAllowListed, grant) ? DeezerErrors.WritePermissionAsync(context, "basic_access")
        : go(grant);

    private Task AddAsync(HttpContext context, FanGrant grant, string parameter, LibraryKind kind)
    {
        var id = context.Request.Query[parameter].ToString();
        if (id.Length == 0) return DeezerErrors.WriteMissingAsync(context, $"Missing parameters: {parameter}");
        if (!grant.Allows(DeezerFans.ManageLibrary)) return DeezerErrors.WritePermissionAsync(context, DeezerFans.ManageLibrary);
        if (!IsThere(kind, id) || IsStruck(FaultKind.NotLiveYet, grant)) return DeezerErrors.WriteNoDataAsync(context);
        if (!IsStruck(FaultKind.IgnoreItem, grant)) libraries.Add(StreamingService.Deezer, grant.Fan, new LibraryItem(kind, id), clock.GetUtcNow());
        return SandboxJson.WriteTextAsync(context, StatusCodes.Status200OK, "true");
    }

    private Task RemoveAsync(HttpContext context, FanGrant grant, string parameter, LibraryKind kind)
    {
        libraries.Remove(StreamingService.Deezer, grant.Fan, new LibraryItem(kind, context.Request.Query[parameter].ToString()));
        return SandboxJson.WriteTextAsync(context, StatusCodes.Status200OK, "true");
    }

    private bool IsThere(LibraryKind kind, string id) => kind switch
    {
        LibraryKind.Track => catalogue.TryGetTrack(StreamingService.Deezer, id, out var track) && IsOut(track),
        LibraryKind.Album => catalogue.TryGetAlbum(StreamingService.Deezer, id, out var album) && album.Tracks.Any(IsOut),
        LibraryKind.Artist => catalogue.Tracks.Any(track => track.Artists.Any(artist => DeezerShapes.ArtistId(artist) == id)),
    };

    private bool IsStruck(FaultKind kind, FanGrant grant) => faults.Take(StreamingService.Deezer, kind, grant.Fan) is not null;

    private bool IsOut(Track track) => track.IsVisible(StreamingService.Deezer, clock.GetUtcNow());

    private List<JsonObject> List(string fan, LibraryKind kind) =>
        [.. libraries.List(StreamingService.Deezer, fan).Where(entry => entry.Item.Kind == kind).Reverse().Select(entry => Shape(entry.Item)).OfType<JsonObject>()];

    private JsonObject? Shape(LibraryItem item) => item.Kind switch
    {
        LibraryKind.Track => catalogue.TryGetTrack(StreamingService.Deezer, item.Id, out var track) ? _shapes.Hit(track) : null,
        LibraryKind.Album => catalogue.TryGetAlbum(StreamingService.Deezer, item.Id, out var album) ? _shapes.AlbumOfList(album) : null,
        LibraryKind.Artist => catalogue.Tracks.SelectMany(track => track.Artists).FirstOrDefault(artist => DeezerShapes.ArtistId(artist) == item.Id) is { } name ? _shapes.Artist(name) : null,
    };
}

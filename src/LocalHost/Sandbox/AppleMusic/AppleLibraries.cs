using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Consent;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.LocalHost.Sandbox.Libraries;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.AppleMusic;

/// <summary>
/// What fans have at Apple Music. What it holds against a careless client: an answer of 202 whatever becomes of it, ids that are left out without a word, and a library that
/// shows what came only some time later.
/// </summary>
public sealed class AppleLibraries(Catalogue catalogue, AppleFans fans, FanLibraries libraries, FaultBoard faults, StoryClock clock)
{
    /// <summary>"There may be a delay before a new resource appears": how long is not published.</summary>
    public static readonly TimeSpan AppearsAfter = TimeSpan.FromSeconds(2);

    public void Map(IEndpointRouteBuilder routes, Func<RequestDelegate, RequestDelegate> withDeveloperToken)
    {
        routes.MapGet("/apple-music/v1/me/storefront", withDeveloperToken(context => AsFanAsync(context, grant => WriteStorefrontAsync(context, grant.Fan))));
        routes.MapPost("/apple-music/v1/me/library", withDeveloperToken(context => AsFanAsync(context, grant => AddAsync(context, grant.Fan))));
    }

    /// <summary>Runs for who brings a good Music User Token, and refuses others.</summary>
    public Task AsFanAsync(HttpContext context, Func<FanGrant, Task> go) => fans.Find(context) is not { } grant ? AppleMusicErrors.WriteDeadTokenAsync(context)
        : faults.Take(StreamingService.AppleMusic, FaultKind.NoSubscription, grant.Fan) is not null ? AppleMusicErrors.WriteNoSubscriptionAsync(context)
        : go(grant);

    /// <summary>The catalog's relation to the fan's library: empty, or the copy.</summary>
    public JsonObject RelationOf(string fan, string type, string id, string storefront)
    {
        var (kind, copy, path) = type == "songs" ? (LibraryKind.Track, "i.", "songs") : (LibraryKind.Album, "l.", "albums");
        var isThere = libraries.List(StreamingService.AppleMusic, fan).Any(entry => entry.Item == new LibraryItem(kind, id) && entry.AddedAt + AppearsAfter <= clock.GetUtcNow());
        var copyId = copy + StableRandom.From($"apple-music|copy|{fan}|{id}").NextText(15);
        return new JsonObject
        {
            ["href"] = $"/v1/catalog/{storefront}/{type}/{id}/library",
            ["data"] = isThere ? SandboxJson.Array([(JsonNode?)new JsonObject { ["id"] = copyId, ["type"] = "library-" + path, ["href"] = $"/v1/me/library/{path}/{copyId}" }]) : new JsonArray(),
        };
    }

    private static Task WriteStorefrontAsync(HttpContext context, string fan)
    {
        var country = FanPersona.CountryOf(fan);
        var id = country.ToLowerInvariant();
        return SandboxJson.WriteAsync(context, new JsonObject
        {
            ["data"] = SandboxJson.Array([(JsonNode?)new JsonObject
            {
                ["id"] = id,
                ["type"] = "storefronts",
                ["href"] = "/v1/storefronts/" + id,
                ["attributes"] = new JsonObject { ["defaultLanguageTag"] = "en-GB", ["explicitContentPolicy"] = "allowed", ["name"] = country, ["supportedLanguageTags"] = SandboxJson.Array(["en-GB"]) },
            }]),
        });
    }

    private Task AddAsync(HttpContext context, string fan)
    {
        var (songs, albums) = (Ids(context, "ids[songs]"), Ids(context, "ids[albums]"));
        if (songs.Count + albums.Count == 0) return AppleMusicErrors.WriteInvalidAsync(context, "No ids were given");
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        if (faults.Take(StreamingService.AppleMusic, FaultKind.IgnoreItem, fan) is not null || faults.Take(StreamingService.AppleMusic, FaultKind.NotLiveYet, fan) is not null) return Task.CompletedTask;
        foreach (var id in songs.Where(id => CanAdd(id, fan))) Add(fan, new LibraryItem(LibraryKind.Track, id));
        foreach (var id in albums.Where(id => CanAddAlbum(id, fan))) Add(fan, new LibraryItem(LibraryKind.Album, id));
        return Task.CompletedTask;
    }

    private void Add(string fan, LibraryItem item) => libraries.Add(StreamingService.AppleMusic, fan, item, clock.GetUtcNow());

    private bool CanAdd(string id, string fan) => catalogue.TryGetTrack(StreamingService.AppleMusic, id, out var track) && CanAdd(track, fan);

    private bool CanAddAlbum(string id, string fan) => catalogue.TryGetAlbum(StreamingService.AppleMusic, id, out var album) && album.Tracks.Any(track => CanAdd(track, fan));

    /// <summary>What is listed ahead of its release cannot be added before.</summary>
    private bool CanAdd(Track track, string fan) => track.IsVisible(StreamingService.AppleMusic, clock.GetUtcNow()) && track.IsPlayableIn(FanPersona.CountryOf(fan));

    private static List<string> Ids(HttpContext context, string name) =>
        [.. context.Request.Query[name].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct()];
}

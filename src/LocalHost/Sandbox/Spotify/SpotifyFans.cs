using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Consent;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.LocalHost.Sandbox.Libraries;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Spotify;

/// <summary>
/// Spotify's Web API as far as fans' accounts and libraries go. What it holds against a careless client: items only in the query and at most 40 of them, no word on
/// single items, permissions that are told apart, an account that consented and is not on the app's list.
/// </summary>
public sealed class SpotifyFans(Catalogue catalogue, FanLibraries libraries, FanGrants grants, FaultBoard faults, StoryClock clock)
{
    private const int MostUris = 40;
    private const int MostArtists = 50;

    private static readonly string[] s_types = ["track", "album", "episode", "show", "audiobook", "user", "playlist"];

    public static ConsentRules Rules(SandboxOptions options) => new(StreamingService.Spotify, options.SpotifyClientId, options.SpotifyClientSecret, new Dictionary<string, string>
    {
        ["user-library-modify"] = "Manage your saved content",
        ["user-library-read"] = "Access your saved content",
        ["user-follow-modify"] = "Manage who you are following",
        ["user-follow-read"] = "Access your followers and who you are following",
        ["user-read-private"] = "Access your subscription details",
    }, SpotifyTokens.Lifetime, GrantMonths: 6);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/spotify/v1/me", With(null, WriteProfileAsync));
        routes.MapPut("/spotify/v1/me/library", With("user-library-modify", SaveAsync));
        routes.MapDelete("/spotify/v1/me/library", With("user-library-modify", RemoveAsync));
        routes.MapGet("/spotify/v1/me/library/contains", With("user-library-read", ContainsAsync));
        routes.MapPut("/spotify/v1/me/following", With("user-follow-modify", FollowAsync));
    }

    private RequestDelegate With(string? scope, Func<HttpContext, FanGrant, Task> next) => context =>
    {
        var (state, grant) = grants.Read(context.Request.Headers.Authorization);
        return grant is null ? SpotifyErrors.WriteAsync(context, StatusCodes.Status401Unauthorized, state == TokenState.Expired ? "The access token expired" : "Invalid access token")
            : faults.Take(StreamingService.Spotify, FaultKind.NotAllowListed, grant.Fan) is not null ? SpotifyErrors.WriteAsync(context, StatusCodes.Status403Forbidden, "The user is not registered for this application. Please check your settings on https://developer.spotify.com/dashboard.")
            : scope is not null && !grant.Allows(scope) ? SpotifyErrors.WriteAsync(context, StatusCodes.Status403Forbidden, "Insufficient client scope")
            : next(context, grant);
    };

    private static Task WriteProfileAsync(HttpContext context, FanGrant grant)
    {
        var id = StableRandom.From("spotify|fan|" + grant.Fan).NextText(28, "0123456789abcdefghijklmnopqrstuvwxyz");
        var profile = new JsonObject
        {
            ["display_name"] = grant.Fan,
            ["external_urls"] = new JsonObject { ["spotify"] = $"https://open.spotify.com/user/{id}" },
            ["href"] = $"https://api.spotify.com/v1/users/{id}",
            ["id"] = id,
            ["images"] = new JsonArray(),
            ["type"] = "user",
            ["uri"] = $"spotify:user:{id}",
        };
        if (grant.Allows("user-read-private")) profile["country"] = FanPersona.CountryOf(grant.Fan);
        return SandboxJson.WriteAsync(context, profile);
    }

    private Task SaveAsync(HttpContext context, FanGrant grant) => WithItems(context, s_types, items =>
    {
        // One that Spotify does not have refuses them all.
        if (items.Any(item => !IsThere(item)) || faults.Take(StreamingService.Spotify, FaultKind.NotLiveYet, grant.Fan) is not null)
        {
            return SpotifyErrors.WriteAsync(context, StatusCodes.Status404NotFound, "Resource not found");
        }

        if (faults.Take(StreamingService.Spotify, FaultKind.IgnoreItem, grant.Fan) is not null) return Task.CompletedTask;
        foreach (var item in items) libraries.Add(StreamingService.Spotify, grant.Fan, item, clock.GetUtcNow());
        return Task.CompletedTask;
    });

    private Task RemoveAsync(HttpContext context, FanGrant grant) => WithItems(context, s_types, items =>
    {
        foreach (var item in items) libraries.Remove(StreamingService.Spotify, grant.Fan, item);
        return Task.CompletedTask;
    });

    private Task ContainsAsync(HttpContext context, FanGrant grant) => WithItems(context, [.. s_types, "artist"], items =>
        SandboxJson.WriteAsync(context, SandboxJson.Array(items.Select(item => (JsonNode?)libraries.Contains(StreamingService.Spotify, grant.Fan, item)))));

    private Task FollowAsync(HttpContext context, FanGrant grant)
    {
        var ids = context.Request.Query["ids"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        var problem = context.Request.Query["type"] != "artist" ? "Only artists can be followed here"
            : ids.Length is 0 or > MostArtists ? "Invalid number of ids" : ids.All(ServiceIds.IsSpotifyId) ? null : "Invalid base62 id";
        if (problem is not null) return SpotifyErrors.WriteAsync(context, StatusCodes.Status400BadRequest, problem);
        foreach (var id in ids) libraries.Add(StreamingService.Spotify, grant.Fan, new LibraryItem(LibraryKind.Artist, id), clock.GetUtcNow());
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task WithItems(HttpContext context, string[] types, Func<IReadOnlyList<LibraryItem>, Task> next)
    {
        var uris = context.Request.Query["uris"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var read = uris.Select(uri => uri.Split(':') is ["spotify", var type, var id] ? (Type: type, Id: id) : (Type: "", Id: "")).ToList();
        var problem = uris.Length == 0 ? "Missing required field: uris" : uris.Length > MostUris ? "Too many URIs: at most 40"
            : read.Exists(uri => !ServiceIds.IsSpotifyId(uri.Id)) ? "Invalid URI format" : read.Exists(uri => !types.Contains(uri.Type)) ? "Unsupported URI type" : null;
        return problem is not null ? SpotifyErrors.WriteAsync(context, StatusCodes.Status400BadRequest, problem)
            : next([.. read.Select(uri => new LibraryItem(uri.Type switch { "track" => LibraryKind.Track, "artist" => LibraryKind.Artist, _ => LibraryKind.Album }, uri.Id))]);
    }

    private bool IsThere(LibraryItem item) => item.Kind == LibraryKind.Track
        ? catalogue.TryGetTrack(StreamingService.Spotify, item.Id, out var track) && track.IsVisible(StreamingService.Spotify, clock.GetUtcNow())
        : catalogue.TryGetAlbum(StreamingService.Spotify, item.Id, out var album) && album.Visible(StreamingService.Spotify, clock.GetUtcNow()).Any();
}

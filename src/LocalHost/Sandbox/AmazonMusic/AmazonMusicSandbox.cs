using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.AmazonMusic;

/// <summary>
/// Amazon Music's Web API 1.0 and the token endpoint of Login with Amazon. What it holds against a careless client: no token without a refresh token,
/// tokens that run out after an hour, <c>x-api-key</c> on every request, several tracks for one ISRC.
/// </summary>
public sealed class AmazonMusicSandbox(Catalogue catalogue, FaultBoard faults, StoryClock clock)
{
    /// <summary>The keys the sandbox knows. Not secret: they open nothing but this.</summary>
    public const string ClientId = "amzn1.application-oa2-client.sandbox";
    public const string ClientSecret = "sandbox-secret";
    public const string SecurityProfileId = "amzn1.application.sandbox";
    public const string RefreshToken = "Atzr|sandbox";

    private static readonly TimeSpan s_lifetime = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/amazon-music/auth/o2/token", IssueTokenAsync);
        routes.MapPost("/amazon-music/v1/search/tracks", WithKeys(SearchAsync));
        routes.MapGet("/amazon-music/v1/tracks/{id}", WithKeys(GetTrackAsync));
        routes.MapGet("/amazon-music/v1/albums/{id}", WithKeys(GetAlbumAsync));
    }

    private async Task IssueTokenAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret)
        {
            await AmazonMusicErrors.WriteOAuthAsync(context, "invalid_client", "Client authentication failed");
        }
        else if (form["grant_type"] != "refresh_token")
        {
            await AmazonMusicErrors.WriteOAuthAsync(context, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server");
        }
        else if (form["refresh_token"] != RefreshToken)
        {
            await AmazonMusicErrors.WriteOAuthAsync(context, "invalid_grant", "The request has an invalid grant parameter : refresh_token");
        }
        else
        {
            var token = "Atza|" + RandomNumberGenerator.GetHexString(80);
            _tokens[token] = clock.GetUtcNow() + s_lifetime;
            await SandboxJson.WriteAsync(context, new JsonObject { ["access_token"] = token, ["refresh_token"] = RefreshToken, ["token_type"] = "bearer", ["expires_in"] = (int)s_lifetime.TotalSeconds });
        }
    }

    private RequestDelegate WithKeys(RequestDelegate next) => context =>
    {
        if (context.Request.Headers["x-api-key"] != SecurityProfileId)
        {
            return AmazonMusicErrors.WriteAsync(context, StatusCodes.Status403Forbidden, "INVALID_API_KEY", "The x-api-key header does not name an approved security profile");
        }

        var authorization = context.Request.Headers.Authorization.ToString();
        var isGood = authorization.StartsWith("Bearer ", StringComparison.Ordinal) && _tokens.TryGetValue(authorization["Bearer ".Length..], out var until) && clock.GetUtcNow() < until;
        return isGood ? next(context) : AmazonMusicErrors.WriteAsync(context, StatusCodes.Status401Unauthorized, "INVALID_ACCESS_TOKEN", "The access token is invalid or has expired");
    };

    private async Task SearchAsync(HttpContext context)
    {
        if (await ReadIsrcAsync(context) is not { } isrc)
        {
            await AmazonMusicErrors.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "INVALID_PARAMETER", "searchFilters: the sandbox takes one filter, with field isrc");
            return;
        }

        var found = catalogue.FindByIsrc(isrc).Where(IsThere).Take(10).ToList();
        if (found.Count > 0 && faults.Take(StreamingService.AmazonMusic, FaultKind.WrongCode) is not null)
        {
            found = [catalogue.Tracks.First(other => other.Isrc != found[0].Isrc && other.Album != found[0].Album && IsThere(other))];
        }

        await SandboxJson.WriteAsync(context, AmazonMusicShapes.Search(found));
    }

    private static async Task<string?> ReadIsrcAsync(HttpContext context)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            var isObject = body.RootElement.ValueKind == JsonValueKind.Object;
            return isObject && body.RootElement.Child("searchFilters") is { ValueKind: JsonValueKind.Array } filters && filters.GetArrayLength() == 1 && filters[0].Text("field") == "isrc" ? filters[0].Text("query") : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Task GetTrackAsync(HttpContext context) => catalogue.TryGetTrack(StreamingService.AmazonMusic, Id(context), out var track) && IsThere(track)
        ? WriteAsync(context, "track", AmazonMusicShapes.Track(track))
        : WriteNotFoundAsync(context);

    private Task GetAlbumAsync(HttpContext context)
    {
        List<Track> tracks = catalogue.TryGetAlbum(StreamingService.AmazonMusic, Id(context), out var album) ? [.. album.Tracks.Where(IsThere)] : [];
        return tracks.Count > 0 ? WriteAsync(context, "album", AmazonMusicShapes.Album(album!, tracks)) : WriteNotFoundAsync(context);
    }

    private static Task WriteAsync(HttpContext context, string name, JsonObject item) => SandboxJson.WriteAsync(context, new JsonObject { ["data"] = new JsonObject { [name] = item } });

    private static Task WriteNotFoundAsync(HttpContext context) => new AmazonMusicErrors().WriteNothingAsync(context);

    private bool IsThere(Track track) => track.IsVisible(StreamingService.AmazonMusic, clock.GetUtcNow());

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}

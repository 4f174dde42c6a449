using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Consent;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Spotify;

/// <summary>
/// Spotify's Web API as far as looking up goes: client credentials, search, tracks and albums. What it holds against a careless client:
/// a token that runs out, a search without a market that finds nothing, at most 10 hits a page, several tracks for one ISRC, a UPC found only as
/// 14 digits.
/// </summary>
public sealed class SpotifySandbox(Catalogue catalogue, FaultBoard faults, StoryClock clock, ConsentDesk fans, Func<Uri> baseAddress)
{
    private static readonly string[] s_types = ["album", "artist", "playlist", "track", "show", "episode", "audiobook"];

    private readonly SpotifyTokens _tokens = new(clock);
    private readonly SpotifyShapes _shapes = new(baseAddress);

    public void Map(IEndpointRouteBuilder routes)
    {
        fans.Map(routes, "/spotify/accounts/authorize");
        routes.MapPost("/spotify/accounts/api/token", IssueTokenAsync);
        routes.MapGet("/spotify/v1/search", WithToken(SearchAsync));
        routes.MapGet("/spotify/v1/tracks/{id}", WithToken(GetTrackAsync));
        routes.MapGet("/spotify/v1/albums/{id}", WithToken(GetAlbumAsync));
        routes.MapGet("/spotify/v1/albums/{id}/tracks", WithToken(GetAlbumTracksAsync));
    }

    private async Task IssueTokenAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            await SpotifyErrors.WriteOAuthAsync(context, "unsupported_grant_type", "grant_type parameter is missing");
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!fans.IsClient(context.Request.Headers.Authorization))
        {
            await SpotifyErrors.WriteOAuthAsync(context, "invalid_client", "Invalid client");
        }
        else if (ConsentDesk.IsAbout(form))
        {
            await fans.GiveAsync(context, form, SpotifyErrors.WriteOAuthAsync);
        }
        else if (form["grant_type"] != "client_credentials")
        {
            await SpotifyErrors.WriteOAuthAsync(context, "unsupported_grant_type", "grant_type must be client_credentials, authorization_code or refresh_token");
        }
        else
        {
            context.Response.Headers.CacheControl = "no-store";
            await SandboxJson.WriteAsync(context, new JsonObject
            {
                ["access_token"] = _tokens.Issue(),
                ["token_type"] = "Bearer",
                ["expires_in"] = (int)SpotifyTokens.Lifetime.TotalSeconds,
            });
        }
    }

    /// <summary>A fan's token is as good as the app's own.</summary>
    private RequestDelegate WithToken(RequestDelegate next) => context => _tokens.FindProblem(context.Request.Headers.Authorization) is { } problem && fans.Grants.Read(context.Request.Headers.Authorization).Grant is null
        ? SpotifyErrors.WriteAsync(context, StatusCodes.Status401Unauthorized, problem)
        : TryReadMarket(context, out _) ? next(context) : SpotifyErrors.WriteAsync(context, StatusCodes.Status400BadRequest, "Invalid market code");

    private Task SearchAsync(HttpContext context)
    {
        var text = context.Request.Query["q"].ToString();
        var types = context.Request.Query["type"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (text.Length == 0)
        {
            return SpotifyErrors.WriteAsync(context, StatusCodes.Status400BadRequest, "No search query");
        }

        if (types.Length == 0)
        {
            return SpotifyErrors.WriteAsync(context, StatusCodes.Status400BadRequest, "Missing parameter type");
        }

        if (types.FirstOrDefault(type => !s_types.Contains(type)) is { } unknown)
        {
            return SpotifyErrors.WriteAsync(context, StatusCodes.Status400BadRequest, $"Bad search type field {unknown}");
        }

        return PageRequest.Read(context.Request.Query, defaultLimit: 5, maxLimit: 10, out var problem) is { } page
            ? SandboxJson.WriteAsync(context, Search(context, text, types, page))
            : SpotifyErrors.WriteAsync(context, StatusCodes.Status400BadRequest, problem);
    }

    private JsonObject Search(HttpContext context, string text, string[] types, PageRequest page)
    {
        TryReadMarket(context, out var market);
        var query = SpotifyQuery.Parse(text);
        var body = new JsonObject();
        foreach (var type in types.Distinct())
        {
            body[type + "s"] = type switch
            {
                "track" => _shapes.Search(text, type, market, FindTracks(query, market), page, track => _shapes.Track(track, market)),
                "album" => _shapes.Search(text, type, market, FindAlbums(query, market), page, album => _shapes.SimplifiedAlbum(album, market)),
                _ => _shapes.Search(text, type, market, Array.Empty<Track>(), page, _ => new JsonObject()),
            };
        }

        return body;
    }

    private List<Track> FindTracks(SpotifyQuery query, string? market)
    {
        var candidates = query.Isrc is { } isrc ? catalogue.FindByIsrc(isrc) : catalogue.Tracks;
        var hits = candidates.Where(track => IsThere(track, market) && query.Matches(track)).ToList();
        return query.Isrc is not null && hits.Count > 0 && faults.Take(StreamingService.Spotify, FaultKind.WrongCode) is not null
            ? [Another(hits[0], market)] : hits;
    }

    private List<Album> FindAlbums(SpotifyQuery query, string? market)
    {
        IEnumerable<Album> candidates = catalogue.Albums;
        if (query.Upc is { } text)
        {
            candidates = Upc.TryParse(text, out var upc) && catalogue.TryGetByUpc(upc, out var named) ? [named] : [];
        }

        var hits = candidates.Where(album => album.Tracks.Any(track => IsThere(track, market)) && query.Matches(album)).ToList();
        return query.Upc is not null && hits.Count > 0 && faults.Take(StreamingService.Spotify, FaultKind.WrongCode) is not null
            ? [Another(hits[0].Tracks[0], market).Album] : hits;
    }

    // "If neither market nor user country are provided, the content is considered unavailable" (Spotify's reference).
    private bool IsThere(Track track, string? market) =>
        market is not null && track.IsVisible(StreamingService.Spotify, clock.GetUtcNow()) && track.IsPlayableIn(market);

    private Track Another(Track track, string? market) =>
        catalogue.Tracks.First(other => other.Isrc != track.Isrc && other.Album != track.Album && IsThere(other, market));

    private Task GetTrackAsync(HttpContext context)
    {
        TryReadMarket(context, out var market);
        return catalogue.TryGetTrack(StreamingService.Spotify, Id(context), out var track) && track.IsVisible(StreamingService.Spotify, clock.GetUtcNow())
            ? SandboxJson.WriteAsync(context, _shapes.Track(track, market)) : WriteNotFoundAsync(context);
    }

    private Task GetAlbumAsync(HttpContext context)
    {
        TryReadMarket(context, out var market);
        return FindAlbum(context) is var (album, tracks)
            ? SandboxJson.WriteAsync(context, _shapes.Album(album, tracks, market)) : WriteNotFoundAsync(context);
    }

    private Task GetAlbumTracksAsync(HttpContext context)
    {
        TryReadMarket(context, out var market);
        if (FindAlbum(context) is not var (album, tracks))
        {
            return WriteNotFoundAsync(context);
        }

        return PageRequest.Read(context.Request.Query, defaultLimit: 20, maxLimit: 50, out var problem) is { } page
            ? SandboxJson.WriteAsync(context, _shapes.AlbumTracks(album, tracks, market, page))
            : SpotifyErrors.WriteAsync(context, StatusCodes.Status400BadRequest, problem);
    }

    private (Album Album, IReadOnlyList<Track> Tracks)? FindAlbum(HttpContext context)
    {
        if (!catalogue.TryGetAlbum(StreamingService.Spotify, Id(context), out var album))
        {
            return null;
        }

        var tracks = album.Visible(StreamingService.Spotify, clock.GetUtcNow()).ToList();
        return tracks.Count > 0 ? (album, tracks) : null;
    }

    private static Task WriteNotFoundAsync(HttpContext context) => ServiceIds.IsSpotifyId(Id(context))
        ? SpotifyErrors.WriteAsync(context, StatusCodes.Status404NotFound, "Resource not found")
        : SpotifyErrors.WriteAsync(context, StatusCodes.Status400BadRequest, "Invalid base62 id");

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;

    /// <summary>False when a market is named that is none. Null when none is named.</summary>
    private static bool TryReadMarket(HttpContext context, out string? market)
    {
        var text = context.Request.Query["market"].ToString();
        market = text.Length == 0 ? null : text.ToUpperInvariant();
        return market is null || Markets.IsKnown(market);
    }
}

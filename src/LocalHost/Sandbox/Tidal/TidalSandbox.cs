using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Consent;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Tidal;

/// <summary>
/// TIDAL's API v2 as far as looking up goes: client credentials, tracks and albums by id, ISRC and barcode. What it holds against a careless client: no relationship without
/// <c>include</c>, pages by cursor for one ISRC and one track each for several, a barcode found only as it was delivered, a track that is there and may not be played in the
/// country asked for, a release that is known before its day.
/// </summary>
public sealed class TidalSandbox(Catalogue catalogue, FaultBoard faults, StoryClock clock, ConsentDesk fans, TidalShapes shapes)
{
    /// <summary>Days before its release that a track is known.</summary>
    public const int DaysAhead = 7;

    private const int PageSize = 20;
    private const string DefaultCountry = "US";

    private readonly TidalTokens _tokens = new(clock);

    public void Map(IEndpointRouteBuilder routes)
    {
        fans.Map(routes, "/tidal/login/authorize");
        routes.MapPost("/tidal/auth/v1/oauth2/token", IssueTokenAsync);
        routes.MapGet("/tidal/v2/tracks", WithToken(context => ListAsync(context, "tracks", ["id", "isrc", "owners.id"], FindTracks)));
        routes.MapGet("/tidal/v2/tracks/{id}", WithToken(context => GetAsync(context, "tracks", id => catalogue.TryGetTrack(StreamingService.Tidal, id, out var track) && IsThere(track) ? track : null)));
        routes.MapGet("/tidal/v2/albums", WithToken(context => ListAsync(context, "albums", ["id", "barcodeId", "owners.id"], FindAlbums)));
        routes.MapGet("/tidal/v2/albums/{id}", WithToken(context => GetAsync(context, "albums", id => catalogue.TryGetAlbum(StreamingService.Tidal, id, out var album) && IsThere(album) ? album : null)));
        routes.MapGet("/tidal/v2/{*path}", WithToken(TidalErrors.WriteNotFoundAsync));
    }

    private async Task IssueTokenAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        if (form is null || (form["grant_type"] != "client_credentials" && !ConsentDesk.IsAbout(form)))
        {
            await TidalErrors.WriteOAuthAsync(context, StatusCodes.Status400BadRequest, "unsupported_grant_type", "grant_type is client_credentials, authorization_code or refresh_token");
        }
        else if (!fans.IsClient(context.Request.Headers.Authorization) && !fans.IsClient(form))
        {
            await TidalErrors.WriteOAuthAsync(context, StatusCodes.Status401Unauthorized, "invalid_client", "The client is not known or its secret is wrong");
        }
        else if (ConsentDesk.IsAbout(form))
        {
            await fans.GiveAsync(context, form, (struck, error, description) => TidalErrors.WriteOAuthAsync(struck, StatusCodes.Status400BadRequest, error, description));
        }
        else
        {
            context.Response.Headers.CacheControl = "no-store";
            await SandboxJson.WriteAsync(context, new JsonObject
            {
                ["scope"] = "",
                ["token_type"] = "Bearer",
                ["access_token"] = _tokens.Issue(),
                ["expires_in"] = (int)TidalTokens.Lifetime.TotalSeconds,
            });
        }
    }

    /// <summary>A fan's token is as good as the app's own.</summary>
    private RequestDelegate WithToken(RequestDelegate next) => context =>
        _tokens.FindProblem(context.Request.Headers.Authorization) is { } problem && fans.Grants.Read(context.Request.Headers.Authorization).Grant is null ? TidalErrors.WriteAsync(context, StatusCodes.Status401Unauthorized, "UNAUTHORIZED", problem)
        : !TakesJsonApi(context) ? TidalErrors.WriteAsync(context, StatusCodes.Status406NotAcceptable, "NOT_ACCEPTABLE", "No acceptable response media type")
        : !Markets.IsKnown(Country(context)) ? TidalErrors.WriteInvalidAsync(context, "countryCode", "countryCode is not an ISO 3166-1 alpha-2 country")
        : next(context);

    private Task ListAsync(HttpContext context, string type, string[] filters, Func<string, IReadOnlyList<string>, string, IReadOnlyList<object>> find)
    {
        var query = context.Request.Query;
        var names = query.Keys.Where(key => key.StartsWith("filter[", StringComparison.Ordinal) && key.EndsWith(']')).Select(key => key["filter[".Length..^1]).ToList();
        if (names.Find(name => !filters.Contains(name)) is { } unknown)
        {
            return TidalErrors.WriteInvalidAsync(context, $"filter[{unknown}]", $"Unknown filter '{unknown}'; available filters: {string.Join(", ", filters)}");
        }

        if (names.Count != 1 || names[0] == "owners.id")
        {
            return TidalErrors.WriteInvalidAsync(context, "filter", names.Count == 1 ? "filter[owners.id] needs a user's token" : $"One filter is required; available filters: {string.Join(", ", filters)}");
        }

        if (ReadInclude(context, type, out var problem) is not { } include)
        {
            return TidalErrors.WriteInvalidAsync(context, "include", problem);
        }

        if (!TryReadCursor(query["page[cursor]"].ToString(), out var offset))
        {
            return TidalErrors.WriteInvalidAsync(context, "page[cursor]", "page[cursor] is not one that was given out");
        }

        // Arrays come with commas or as repeated parameters.
        var values = query[$"filter[{names[0]}]"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct().ToList();
        var found = find(names[0], values, Country(context));
        return TidalErrors.WriteDocumentAsync(context, StatusCodes.Status200OK,
            new TidalDocument(shapes, Country(context)).List([.. found.Skip(offset).Take(PageSize)], include, Links(context, offset + PageSize < found.Count ? offset + PageSize : null)));
    }

    private Task GetAsync(HttpContext context, string type, Func<string, object?> find)
    {
        if (ReadInclude(context, type, out var problem) is not { } include)
        {
            return TidalErrors.WriteInvalidAsync(context, "include", problem);
        }

        return find((string)context.Request.RouteValues["id"]!) is { } item
            ? TidalErrors.WriteDocumentAsync(context, StatusCodes.Status200OK, new TidalDocument(shapes, Country(context)).Of(item, include, Links(context, null)))
            : TidalErrors.WriteNotFoundAsync(context);
    }

    /// <summary>Of one ISRC every track; of several the first of each.</summary>
    private IReadOnlyList<object> FindTracks(string filter, IReadOnlyList<string> values, string country)
    {
        if (filter == "id")
        {
            return [.. values.Select(id => catalogue.TryGetTrack(StreamingService.Tidal, id, out var track) && IsThere(track) ? track : null).OfType<Track>()];
        }

        var found = values.SelectMany(isrc => catalogue.FindByIsrc(isrc).Where(IsThere).Take(values.Count == 1 ? int.MaxValue : 1)).ToList();
        return found.Count > 0 && faults.Take(StreamingService.Tidal, FaultKind.WrongCode) is not null ? [Another(values, found[0])] : found;
    }

    private IReadOnlyList<object> FindAlbums(string filter, IReadOnlyList<string> values, string country)
    {
        if (filter == "id")
        {
            return [.. values.Select(id => catalogue.TryGetAlbum(StreamingService.Tidal, id, out var album) && IsThere(album) ? album : null).OfType<Album>()];
        }

        // As it was delivered, which here is with 14 digits.
        var found = values.Select(code => Upc.TryParse(code, out var upc) && upc.Padded == code && catalogue.TryGetByUpc(upc, out var album) && IsThere(album) ? album : null).OfType<Album>().ToList();
        return found.Count > 0 && faults.Take(StreamingService.Tidal, FaultKind.WrongCode) is not null ? [Another([], found[0].Tracks[0]).Album] : found;
    }

    private Track Another(IReadOnlyList<string> isrcs, Track track) =>
        catalogue.Tracks.First(other => other.Isrc != track.Isrc && !isrcs.Contains(other.Isrc, StringComparer.OrdinalIgnoreCase) && other.Album != track.Album && IsThere(other));

    private bool IsThere(Track track) => shapes.IsThere(track);

    private bool IsThere(Album album) => shapes.TracksOf(album).Count > 0;

    private static TidalInclude? ReadInclude(HttpContext context, string type, out string problem) =>
        TidalInclude.Parse(string.Join(',', context.Request.Query["include"].AsEnumerable()), type, out problem);

    private static string Country(HttpContext context) => context.Request.Query["countryCode"].ToString() is { Length: > 0 } country ? country : DefaultCountry;

    internal static bool TakesJsonApi(HttpContext context)
    {
        var accept = context.Request.GetTypedHeaders().Accept;
        return accept.Count == 0 || accept.Any(type => type.MatchesAllTypes || type.MediaType == TidalErrors.MediaType || type.MediaType == "application/*");
    }

    /// <summary>Relative to the API's root, as TIDAL gives them.</summary>
    internal static JsonObject Links(HttpContext context, int? next)
    {
        var path = context.Request.Path.Value!["/tidal/v2".Length..];
        var links = new JsonObject { ["self"] = path + context.Request.QueryString };
        if (next is { } offset)
        {
            var cursor = Convert.ToBase64String(Encoding.ASCII.GetBytes(offset.ToString(CultureInfo.InvariantCulture)));
            var others = context.Request.Query.Where(pair => pair.Key != "page[cursor]").SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value)));
            links["next"] = path + QueryString.Create(others.Append(KeyValuePair.Create("page[cursor]", (string?)cursor)));
            links["meta"] = new JsonObject { ["nextCursor"] = cursor };
        }

        return links;
    }

    internal static bool TryReadCursor(string text, out int offset)
    {
        offset = 0;
        Span<byte> bytes = stackalloc byte[16];
        return text.Length == 0 || (text.Length <= 16 && Convert.TryFromBase64String(text, bytes, out var count) && int.TryParse(bytes[..count], NumberStyles.None, CultureInfo.InvariantCulture, out offset));
    }
}

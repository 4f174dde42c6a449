using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Consent;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.LocalHost.Sandbox.Libraries;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Tidal;

/// <summary>
/// TIDAL's API v2 as far as fans' accounts and collections go. What it holds against a careless client: its own media type both ways, at most 50 items, a key that comes
/// with another payload, permissions to read and to write that are told apart.
/// </summary>
public sealed class TidalFans(Catalogue catalogue, FanLibraries libraries, FanGrants grants, FaultBoard faults, StoryClock clock, TidalShapes shapes)
{
    private const int PageSize = 20;

    private static readonly (string Collection, string Type, LibraryKind Kind)[] s_collections =
        [("userCollectionTracks", "tracks", LibraryKind.Track), ("userCollectionAlbums", "albums", LibraryKind.Album), ("userCollectionArtists", "artists", LibraryKind.Artist)];

    private readonly TidalAttempts _attempts = new(clock);

    public static ConsentRules Rules(SandboxOptions options) => new(StreamingService.Tidal, options.TidalClientId, options.TidalClientSecret, new Dictionary<string, string>
    {
        ["collection.write"] = "Add to your collection and remove from it",
        ["collection.read"] = "See your collection",
        ["user.read"] = "See your country and e-mail address",
    }, TidalTokens.Lifetime, GrantMonths: null);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tidal/v2/users/me", With("user.read", WriteProfileAsync));
        foreach (var (collection, type, kind) in s_collections)
        {
            var path = $"/tidal/v2/{collection}/me/relationships/items";
            routes.MapPost(path, With("collection.write", (context, grant) => ChangeAsync(context, grant, type, ids => Add(context, grant, type, kind, ids))));
            routes.MapDelete(path, With("collection.write", (context, grant) => ChangeAsync(context, grant, type, ids => Remove(context, grant, kind, ids))));
            routes.MapGet(path, With("collection.read", (context, grant) => ListAsync(context, grant, type, kind)));
        }
    }

    private RequestDelegate With(string scope, Func<HttpContext, FanGrant, Task> next) => context =>
    {
        var (state, grant) = grants.Read(context.Request.Headers.Authorization);
        return grant is null ? TidalErrors.WriteAsync(context, StatusCodes.Status401Unauthorized, "UNAUTHORIZED", state == TokenState.Expired ? "The access token has expired" : "The access token is not valid")
            : !TidalSandbox.TakesJsonApi(context) ? TidalErrors.WriteAsync(context, StatusCodes.Status406NotAcceptable, "NOT_ACCEPTABLE", "No acceptable response media type")
            : faults.Take(StreamingService.Tidal, FaultKind.NotAllowListed, grant.Fan) is not null ? TidalErrors.WriteAsync(context, StatusCodes.Status403Forbidden, "FORBIDDEN", "The app is not approved for this user")
            : !grant.Allows(scope) ? TidalErrors.WriteAsync(context, StatusCodes.Status403Forbidden, "FORBIDDEN", "Insufficient scope")
            : next(context, grant);
    };

    private static Task WriteProfileAsync(HttpContext context, FanGrant grant) => TidalErrors.WriteDocumentAsync(context, StatusCodes.Status200OK, new JsonObject
    {
        ["data"] = new JsonObject
        {
            ["id"] = StableRandom.From("tidal|fan|" + grant.Fan).NextText(9, "123456789"),
            ["type"] = "users",
            ["attributes"] = new JsonObject { ["country"] = FanPersona.CountryOf(grant.Fan), ["developerAccessTier"] = "THIRD_PARTY", ["username"] = grant.Fan },
        },
        ["links"] = new JsonObject { ["self"] = "/users/me" },
    });

    /// <summary>Answers a repeated attempt as before; else does it once.</summary>
    private async Task ChangeAsync(HttpContext context, FanGrant grant, string type, Func<IReadOnlyList<string>, JsonObject> change)
    {
        var body = await TidalItems.ReadAsync(context, type);
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (body.Ids is null || key.Length > TidalAttempts.MostKey)
        {
            await (body.Status == StatusCodes.Status415UnsupportedMediaType ? TidalErrors.WriteAsync(context, body.Status, "UNSUPPORTED_MEDIA_TYPE", body.Problem)
                : TidalErrors.WriteInvalidAsync(context, "data", body.Ids is null ? body.Problem : "Idempotency-Key has more than 128 characters"));
            return;
        }

        var payload = $"{context.Request.Method} {context.Request.Path} {string.Join(',', body.Ids)}";
        string? answer = null;
        switch (key.Length == 0 ? TidalAttempts.Verdict.New : _attempts.Begin(grant.Fan, key, payload, out answer))
        {
            case TidalAttempts.Verdict.Mismatch:
                await TidalErrors.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "IDEMPOTENT_REQUEST_PAYLOAD_MISMATCH", "Idempotency key reused with a different payload");
                return;
            case TidalAttempts.Verdict.InProgress:
                await TidalErrors.WriteAsync(context, StatusCodes.Status409Conflict, "IDEMPOTENT_REQUEST_IN_PROGRESS", "Request already in progress for this idempotency key");
                return;
            case TidalAttempts.Verdict.New:
                answer = change(body.Ids).ToJsonString(SandboxJson.Options);
                if (key.Length > 0) _attempts.Keep(grant.Fan, key, payload, answer);
                break;
        }

        await TidalErrors.WriteDocumentAsync(context, StatusCodes.Status200OK, answer!);
    }

    private JsonObject Add(HttpContext context, FanGrant grant, string type, LibraryKind kind, IReadOnlyList<string> ids)
    {
        var (added, skipped, now) = (new JsonArray(), new JsonArray(), clock.GetUtcNow());
        var isUnknown = faults.Take(StreamingService.Tidal, FaultKind.NotLiveYet, grant.Fan) is not null;
        var isIgnored = !isUnknown && faults.Take(StreamingService.Tidal, FaultKind.IgnoreItem, grant.Fan) is not null;
        foreach (var item in ids.Select(id => new LibraryItem(kind, id)))
        {
            var reason = isUnknown || !IsThere(item) ? "NOT_FOUND" : isIgnored || libraries.Add(StreamingService.Tidal, grant.Fan, item, now) ? null : "ALREADY_PRESENT";
            if (reason is null) added.Add(TidalItems.Describe(item.Id, type, now));
            else skipped.Add(new JsonObject { ["id"] = item.Id, ["type"] = type, ["reason"] = reason });
        }

        return new JsonObject { ["data"] = added, ["links"] = TidalSandbox.Links(context, null), ["meta"] = new JsonObject { ["skipped"] = skipped } };
    }

    private JsonObject Remove(HttpContext context, FanGrant grant, LibraryKind kind, IReadOnlyList<string> ids)
    {
        foreach (var id in ids) libraries.Remove(StreamingService.Tidal, grant.Fan, new LibraryItem(kind, id));
        return new JsonObject { ["links"] = TidalSandbox.Links(context, null) };
    }

    private Task ListAsync(HttpContext context, FanGrant grant, string type, LibraryKind kind)
    {
        if (!TidalSandbox.TryReadCursor(context.Request.Query["page[cursor]"].ToString(), out var offset)) return TidalErrors.WriteInvalidAsync(context, "page[cursor]", "page[cursor] is not one that was given out");
        if (context.Request.Query["sort"].ToString() is not ("" or "addedAt" or "-addedAt") and var sort) return TidalErrors.WriteInvalidAsync(context, "sort", $"The sandbox does not sort by {sort}");
        var all = libraries.List(StreamingService.Tidal, grant.Fan).Where(entry => entry.Item.Kind == kind).ToList();
        if (context.Request.Query["sort"] != "addedAt") all.Reverse();
        return TidalErrors.WriteDocumentAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["data"] = SandboxJson.Array(all.Skip(offset).Take(PageSize).Select(entry => (JsonNode?)TidalItems.Describe(entry.Item.Id, type, entry.AddedAt))),
            ["links"] = TidalSandbox.Links(context, offset + PageSize < all.Count ? offset + PageSize : null),
        });
    }

    private bool IsThere(LibraryItem item) => item.Kind switch
    {
        LibraryKind.Track => catalogue.TryGetTrack(StreamingService.Tidal, item.Id, out var track) && shapes.IsThere(track),
        LibraryKind.Album => catalogue.TryGetAlbum(StreamingService.Tidal, item.Id, out var album) && shapes.TracksOf(album).Count > 0,
        _ => item.Id.All(char.IsAsciiDigit),
    };
}

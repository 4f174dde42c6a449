using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.SoundCloud;

/// <summary>
/// SoundCloud's API as far as looking up goes: client credentials, search, resolving, tracks and playlists. What it holds against a careless client: 50
/// tokens in 12 hours, uploads by others that come first and carry no ISRC, blocked tracks that are left out unless asked for, a redirect to be followed.
/// </summary>
public sealed class SoundCloudSandbox(Catalogue catalogue, SoundCloudAddresses addresses, FaultBoard faults, StoryClock clock, SandboxOptions options, Func<Uri> baseAddress)
{
    private const string Api = "/soundcloud/api";

    private readonly CatalogueIndex<SoundCloudUploads> _uploads = new(catalogue, all => new SoundCloudUploads(all, addresses));

    public SoundCloudTokens Tokens { get; } = new(clock);

    private SoundCloudUploads Uploads => _uploads.Value;

    private SoundCloudShapes Shapes => new(Uploads, baseAddress);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/soundcloud/secure/oauth/token", IssueTokenAsync);
        routes.MapGet(Api + "/tracks", WithToken(SearchTracksAsync));
        routes.MapGet(Api + "/playlists", WithToken(SearchPlaylistsAsync));
        routes.MapGet(Api + "/tracks/{urn}", WithToken(GetTrackAsync));
        routes.MapGet(Api + "/playlists/{urn}", WithToken(GetPlaylistAsync));
        routes.MapGet(Api + "/resolve", WithToken(ResolveAsync));
    }

    private async Task IssueTokenAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        if (!IsClient(context, form))
        {
            await SandboxJson.WriteAsync(context, StatusCodes.Status401Unauthorized, new JsonObject { ["error"] = "invalid_client", ["error_description"] = "Client authentication failed" });
            return;
        }

        var grant = form["grant_type"].ToString();
        if (grant is not ("client_credentials" or "refresh_token"))
        {
            await SandboxJson.WriteAsync(context, StatusCodes.Status400BadRequest, new JsonObject { ["error"] = "unsupported_grant_type" });
        }
        else if ((grant == "refresh_token" ? Tokens.Renew(form["refresh_token"].ToString()) : Tokens.IssueByCredentials()) is not var (access, refresh))
        {
            await (grant == "refresh_token"
                ? SandboxJson.WriteAsync(context, StatusCodes.Status400BadRequest, new JsonObject { ["error"] = "invalid_grant" })
                : SoundCloudErrors.WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too Many Requests"));
        }
        else
        {
            context.Response.Headers.CacheControl = "no-store";
            await SandboxJson.WriteAsync(context, new JsonObject
            {
                ["access_token"] = access,
                ["token_type"] = "bearer",
                ["expires_in"] = (int)SoundCloudTokens.Lifetime.TotalSeconds - 1,
                ["refresh_token"] = refresh,
                ["scope"] = "",
            });
        }
    }

    // In the form, or in Basic authorization: the real service takes both.
    private bool IsClient(HttpContext context, IFormCollection form)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.SoundCloudClientId}:{options.SoundCloudClientSecret}"));
        return context.Request.Headers.Authorization == "Basic " + basic || (form["client_id"] == options.SoundCloudClientId && form["client_secret"] == options.SoundCloudClientSecret);
    }

    private RequestDelegate WithToken(RequestDelegate next) => context =>
        Tokens.IsGood(context.Request.Headers.Authorization) ? next(context) : SoundCloudErrors.WriteUnauthorizedAsync(context);

    private Task SearchTracksAsync(HttpContext context)
    {
        var access = context.Request.Query["access"].ToString() is { Length: > 0 } text ? text.Split(',') : ["playable", "preview"];
        var hits = Uploads.Search(context.Request.Query["q"].ToString(), clock.GetUtcNow()).Where(upload => access.Contains(upload.Access)).ToList();
        if (hits.Count > 0 && faults.Take(StreamingService.SoundCloud, FaultKind.WrongCode) is not null)
        {
            hits = [Another(hits[0])];
        }

        return WritePageAsync(context, hits, Shapes.Track);
    }

    private Task SearchPlaylistsAsync(HttpContext context) =>
        WritePageAsync(context, Uploads.SearchAlbums(context.Request.Query["q"].ToString(), clock.GetUtcNow()), album => Shapes.Playlist(album, Visible(album), ShowsTracks(context)));

    private Task GetTrackAsync(HttpContext context) => Uploads.Find(Number(context, "tracks")) is { } upload && SoundCloudUploads.IsThere(upload, clock.GetUtcNow())
        ? SandboxJson.WriteAsync(context, Shapes.Track(upload)) : SoundCloudErrors.WriteNotFoundAsync(context);

    private Task GetPlaylistAsync(HttpContext context) => Uploads.FindAlbum(Number(context, "playlists")) is { } album && Visible(album) is { Count: > 0 } tracks
        ? SandboxJson.WriteAsync(context, Shapes.Playlist(album, tracks, ShowsTracks(context))) : SoundCloudErrors.WriteNotFoundAsync(context);

    private Task ResolveAsync(HttpContext context)
    {
        if (!Uri.TryCreate(context.Request.Query["url"].ToString(), UriKind.Absolute, out var page) || !StreamingService.SoundCloud.IsOwnHost(page.Host))
        {
            return SoundCloudErrors.WriteNotFoundAsync(context);
        }

        var permalink = page.AbsolutePath.Trim('/');
        var place = Uploads.FindByPermalink(permalink) is { } upload && SoundCloudUploads.IsThere(upload, clock.GetUtcNow()) ? "/tracks/" + upload.Urn
            : Uploads.FindAlbumByPermalink(permalink) is { } album && Visible(album).Count > 0 ? "/playlists/soundcloud:playlists:" + album.Ids[StreamingService.SoundCloud]
            : null;
        if (place is null)
        {
            return SoundCloudErrors.WriteNotFoundAsync(context);
        }

        var location = new Uri(baseAddress(), Api + place).ToString();
        context.Response.Headers.Location = location;
        return SandboxJson.WriteAsync(context, StatusCodes.Status302Found, new JsonObject { ["status"] = "302 - Found", ["location"] = location });
    }

    private Task WritePageAsync<T>(HttpContext context, IReadOnlyList<T> all, Func<T, JsonObject> shape)
    {
        if (!TryReadNumber(context, "limit", 50, out var limit) || limit is < 1 or > 200 || !TryReadNumber(context, "offset", 0, out var offset))
        {
            return SoundCloudErrors.WriteAsync(context, StatusCodes.Status400BadRequest, "Bad Request");
        }

        var items = SandboxJson.Array(all.Skip(offset).Take(limit).Select(item => (JsonNode?)shape(item)));
        if (context.Request.Query["linked_partitioning"] != "true")
        {
            return SandboxJson.WriteAsync(context, items);
        }

        var body = new JsonObject { ["collection"] = items };
        if (offset + limit < all.Count)
        {
            var q = Uri.EscapeDataString(context.Request.Query["q"].ToString());
            body["next_href"] = $"{new Uri(baseAddress(), context.Request.Path.Value)}?q={q}&limit={limit}&offset={offset + limit}&linked_partitioning=true";
        }

        return SandboxJson.WriteAsync(context, body);
    }

    private SoundCloudUpload Another(SoundCloudUpload upload) => Uploads.Find(catalogue.Tracks.First(other =>
        other.Isrc != upload.Track.Isrc && other.Album != upload.Track.Album && other.IsVisible(StreamingService.SoundCloud, clock.GetUtcNow())).Ids[StreamingService.SoundCloud])!;

    private List<SoundCloudUpload> Visible(Album album) => album.Visible(StreamingService.SoundCloud, clock.GetUtcNow())
        .Select(track => Uploads.Find(track.Ids[StreamingService.SoundCloud])).OfType<SoundCloudUpload>().ToList();

    private static bool ShowsTracks(HttpContext context) => context.Request.Query["show_tracks"] != "false";

    /// <summary>The number in a URN; a bare number is taken as well, as it still is.</summary>
    private static string Number(HttpContext context, string kind)
    {
        var urn = (string)context.Request.RouteValues["urn"]!;
        var prefix = $"soundcloud:{kind}:";
        return urn.StartsWith(prefix, StringComparison.Ordinal) ? urn[prefix.Length..] : urn;
    }

    private static bool TryReadNumber(HttpContext context, string name, int missing, out int value)
    {
        value = missing;
        return !context.Request.Query.TryGetValue(name, out var text) || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}

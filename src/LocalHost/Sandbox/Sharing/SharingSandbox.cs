using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.ShareLinks;

namespace Smartlinks.LocalHost.Sandbox.Sharing;

/// <summary>
/// The services' short links, each host in the first segment of the path: <c>/share/spotify.link/{code}</c>. They forward as the real ones do, Spotify's in two
/// steps and Deezer's by a landing page that names the item in its query. Any other host is a page that says what address it is of.
/// </summary>
public sealed class SharingSandbox(Catalogue catalogue, ItemPage pages, FaultBoard faults)
{
    private readonly ShortLinks _links = new(catalogue, pages);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/share", WriteLinksAsync);
        routes.MapPost("/share", MakeLinkAsync);
        routes.MapGet("/share/{host}/{**path}", ForwardAsync);
    }

    private async Task ForwardAsync(HttpContext context)
    {
        var (name, path) = ((string)context.Request.RouteValues["host"]!, (string?)context.Request.RouteValues["path"] ?? "");
        if (ShareHost.Find(name) is not { } host)
        {
            await WritePageAsync(context, StatusCodes.Status200OK, $"https://{name}/{path}");
        }
        else if (!await IsStruckAsync(context, host.Service))
        {
            var code = ("/" + path).StartsWith(host.Prefix, StringComparison.Ordinal) ? ("/" + path)[host.Prefix.Length..] : "";
            await (_links.Find(host, code) is { } address ? ForwardAsync(context, host, code, address) : WritePageAsync(context, StatusCodes.Status404NotFound, null));
        }
    }

    private static Task ForwardAsync(HttpContext context, ShareHost host, string code, string address)
    {
        (context.Response.StatusCode, context.Response.Headers.Location) = host.Name switch
        {
            "spotify.link" => (StatusCodes.Status307TemporaryRedirect, $"https://spotify.app.link/{code}?_p={StableRandom.From("branch|" + code).NextText(24)}"),
            "link.deezer.com" => (StatusCodes.Status302Found, $"https://link.deezer.com/?awc=sharing&dest={Uri.EscapeDataString(address)}"),
            "spotify.app.link" or "pandora.app.link" => (StatusCodes.Status307TemporaryRedirect, address),
            "spoti.fi" or "apple.co" or "tidal.link" => (StatusCodes.Status301MovedPermanently, address),
            _ => (StatusCodes.Status302Found, address),
        };
        return Task.CompletedTask;
    }

    /// <summary>What is switched on for the service and says nothing of JSON holds for its short links as well.</summary>
    private async Task<bool> IsStruckAsync(HttpContext context, StreamingService service)
    {
        if (faults.Take(service, FaultKind.Down) is not null)
        {
            context.Abort();
            return true;
        }

        if (faults.Take(service, FaultKind.SlowMs) is { } slow)
        {
            // Real time, not the story's: the caller's own timeouts run on it.
            await Task.Delay(TimeSpan.FromMilliseconds(slow.Value ?? 0), context.RequestAborted);
        }

        if (faults.Take(service, FaultKind.ServerError) is { } broken)
        {
            context.Response.StatusCode = broken.Value ?? StatusCodes.Status503ServiceUnavailable;
            return true;
        }

        if (faults.Take(service, FaultKind.RateLimit) is not { } limit) return false;
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = (limit.Value ?? 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return true;
    }

    private Task WriteLinksAsync(HttpContext context) => SandboxJson.WriteAsync(context, new JsonObject
    {
        ["items"] = SandboxJson.Array(_links.FindByIsrc(context.Request.Query["isrc"].ToString()).Select(link => (JsonNode?)new JsonObject
        {
            ["service"] = link.Host.Service.Id,
            ["kind"] = link.Kind == ItemKind.Track ? "track" : "album",
            ["url"] = link.Link,
            ["leadsTo"] = link.LeadsTo,
        })),
    });

    private async Task MakeLinkAsync(HttpContext context)
    {
        var (host, address) = await ReadWishAsync(context);
        if (host is null || string.IsNullOrEmpty(address) || address.Any(character => character is < ' ' or > '~'))
        {
            await SandboxJson.WriteAsync(context, StatusCodes.Status400BadRequest, new JsonObject
            {
                ["title"] = "The sandbox cannot do that.",
                ["status"] = StatusCodes.Status400BadRequest,
                ["detail"] = $"The body is {{ \"host\": \"spotify.link\", \"leadsTo\": \"https://…\" }} in plain ASCII; hosts are {string.Join(", ", ShareHost.All.Select(known => known.Name))}.",
            });
            return;
        }

        await SandboxJson.WriteAsync(context, StatusCodes.Status201Created, new JsonObject { ["url"] = _links.Make(host, address), ["leadsTo"] = address });
    }

    private static async Task<(ShareHost? Host, string? Address)> ReadWishAsync(HttpContext context)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return body.RootElement.ValueKind == JsonValueKind.Object ? (ShareHost.Find(Text(body.RootElement, "host") ?? ""), Text(body.RootElement, "leadsTo")) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Task WritePageAsync(HttpContext context, int status, string? address)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        var head = address is null ? "<title>Not found</title>" : $"<title>Music</title><link rel=\"canonical\" href=\"{WebUtility.HtmlEncode(address)}\">";
        return context.Response.WriteAsync($"<!doctype html><html lang=en><meta charset=utf-8>{head}", context.RequestAborted);
    }
}

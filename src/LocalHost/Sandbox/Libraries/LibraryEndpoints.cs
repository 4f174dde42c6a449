using System.Globalization;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Libraries;

/// <summary>The fans' libraries, for whoever wants to know what came of a pre-save. docs/sandbox.md describes them.</summary>
public sealed class LibraryEndpoints(FanLibraries libraries, Catalogue catalogue)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/library", WriteTotalsAsync);
        routes.MapDelete("/library", Clear);
        routes.MapGet("/library/{service}", WriteFansAsync);
        routes.MapGet("/library/{service}/{fan}", WriteLibraryAsync);
    }

    private Task WriteTotalsAsync(HttpContext context) => SandboxJson.WriteAsync(context, new JsonObject
    {
        ["items"] = SandboxJson.Array(libraries.ReadTotals().Select(totals => (JsonNode?)new JsonObject
        {
            ["service"] = totals.Service,
            ["fans"] = totals.Fans,
            ["items"] = totals.Items,
            ["adds"] = totals.Adds,
        })),
    });

    private Task Clear(HttpContext context)
    {
        libraries.Clear();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>A line of JSON for each fan: hundreds of thousands may come, and nobody wants them in one piece.</summary>
    private async Task WriteFansAsync(HttpContext context)
    {
        if (FindService(context) is not { } service)
        {
            await WriteUnknownAsync(context);
            return;
        }

        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        foreach (var (fan, entries) in libraries.ListFans(service))
        {
            await context.Response.WriteAsync(Describe(service, fan, entries).ToJsonString(SandboxJson.Options) + "\n", context.RequestAborted);
        }
    }

    private Task WriteLibraryAsync(HttpContext context)
    {
        if (FindService(context) is not { } service) return WriteUnknownAsync(context);
        var fan = (string)context.Request.RouteValues["fan"]!;
        var entries = libraries.List(service, fan);
        return context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? LibraryPage.WriteAsync(context, service, fan, entries, catalogue) : SandboxJson.WriteAsync(context, Describe(service, fan, entries));
    }

    private JsonObject Describe(StreamingService service, string fan, IReadOnlyList<LibraryEntry> entries) => new()
    {
        ["service"] = service.Id,
        ["fan"] = fan,
        ["items"] = SandboxJson.Array(entries.Select(entry => (JsonNode?)new JsonObject
        {
            ["kind"] = entry.Item.Kind.ToString().ToLowerInvariant(),
            ["id"] = entry.Item.Id,
            ["title"] = LibraryPage.TitleOf(catalogue, service, entry.Item),
            ["times"] = entry.Times,
            ["addedAt"] = Text(entry.AddedAt),
            ["lastAt"] = Text(entry.LastAt),
        })),
    };

    private static StreamingService? FindService(HttpContext context) => StreamingService.TryParse((string)context.Request.RouteValues["service"]!, out var service) ? service : null;

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static Task WriteUnknownAsync(HttpContext context) =>
        ControlBody.WriteProblemAsync(context, $"The service is one of {string.Join(", ", StreamingService.All)}.", StatusCodes.Status404NotFound);
}

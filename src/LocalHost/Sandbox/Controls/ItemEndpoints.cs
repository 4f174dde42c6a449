using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>What becomes of single items at single services: takedowns, and ids that are given to something else. docs/sandbox.md describes them.</summary>
public sealed class ItemEndpoints(Catalogue catalogue)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/items", WriteAllAsync);
        routes.MapDelete("/items", context => DeleteAsync(context, [.. catalogue.ListChanges().Select(entry => entry.Key)]));
        routes.MapPut("/items/{service}/{id}", SetAsync);
        routes.MapDelete("/items/{service}/{id}", context => TryReadItem(context, out var item) ? DeleteAsync(context, [item]) : WriteUnknownAsync(context));
    }

    private Task WriteAllAsync(HttpContext context) => SandboxJson.WriteAsync(context, new JsonObject
    {
        ["items"] = SandboxJson.Array(catalogue.ListChanges().OrderBy(entry => entry.Key.Service.Id, StringComparer.Ordinal).ThenBy(entry => entry.Key.Id, StringComparer.Ordinal)
            .Select(entry => (JsonNode?)Describe(entry.Key, entry.Value))),
    });

    private async Task SetAsync(HttpContext context)
    {
        if (!TryReadItem(context, out var item) || catalogue.FindKind(item) is not { } kind)
        {
            await WriteUnknownAsync(context);
        }
        else if (await ControlBody.ReadAsync(context) is not { ValueKind: JsonValueKind.Object } body || !TryRead(body, kind, out var change))
        {
            await ControlBody.WriteProblemAsync(context, kind == ItemKind.Track
                ? "The body is { \"gone\": true }, or what the track is now: { \"isrc\": \"…\", \"title\": \"…\" }, one or both."
                : "The body is { \"gone\": true }, or what the album is now: { \"upc\": \"…\", \"title\": \"…\" }, one or both.");
        }
        else
        {
            catalogue.Change(item, change);
            await SandboxJson.WriteAsync(context, Describe(item, change));
        }
    }

    private Task DeleteAsync(HttpContext context, IReadOnlyList<ItemKey> items)
    {
        foreach (var item in items)
        {
            catalogue.Change(item, null);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private JsonObject Describe(ItemKey item, ItemChange change)
    {
        var body = change.ToJson();
        body.Insert(0, "source", item.Service.Id);
        body.Insert(1, "id", item.Id);
        body.Insert(2, "kind", catalogue.FindKind(item) == ItemKind.Album ? "album" : "track");
        return body;
    }

    private static bool TryReadItem(HttpContext context, out ItemKey item)
    {
        var known = StreamingService.TryParse((string)context.Request.RouteValues["service"]!, out var service);
        item = known ? new ItemKey(service!, (string)context.Request.RouteValues["id"]!) : default;
        return known;
    }

    private static bool TryRead(JsonElement body, ItemKind kind, out ItemChange change)
    {
        change = new ItemChange(false, null, null, null);
        foreach (var entry in body.EnumerateObject())
        {
            var text = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()!.Trim() : null;
            switch (entry.Name)
            {
                case "gone" when entry.Value.ValueKind == JsonValueKind.True:
                    change = change with { Gone = true };
                    break;
                case "title" when text is { Length: > 0 }:
                    change = change with { Title = text };
                    break;
                case "isrc" when kind == ItemKind.Track && text is not null && CatalogueRow.TryReadIsrc(text, out var isrc):
                    change = change with { Isrc = isrc };
                    break;
                case "upc" when kind == ItemKind.Album && text is not null && Upc.TryParse(text, out var upc):
                    change = change with { Upc = upc };
                    break;
                default:
                    return false;
            }
        }

        return change.Gone ? change == new ItemChange(true, null, null, null) : change.Title is not null || change.Isrc is not null || change.Upc is not null;
    }

    private static Task WriteUnknownAsync(HttpContext context) => ControlBody.WriteProblemAsync(
        context, $"No such item. The path is /items/{{service}}/{{id}} with one of {string.Join(", ", StreamingService.All)} and the id of a track or album it has in the catalogue.", StatusCodes.Status404NotFound);
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox.Tidal;

/// <summary>The resource identifiers of a relationship (JSON:API 1.0 §7.3): <c>{ "data": [ { "id", "type" } ] }</c>.</summary>
internal static class TidalItems
{
    private const int Most = 50;

    /// <summary>Null ids with the status and why, where the body is none.</summary>
    public static async Task<(IReadOnlyList<string>? Ids, int Status, string Problem)> ReadAsync(HttpContext context, string type)
    {
        if (context.Request.GetTypedHeaders().ContentType?.MediaType != TidalErrors.MediaType) return (null, StatusCodes.Status415UnsupportedMediaType, "Unsupported request media type or encoding");
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            var data = body.RootElement.GetProperty("data");
            if (data.GetArrayLength() is < 1 or > Most) return Invalid($"data has 1 to {Most} items");
            List<string> ids = [.. data.EnumerateArray().Where(item => item.GetProperty("type").GetString() == type).Select(item => item.GetProperty("id").GetString()).OfType<string>()];
            return ids.Count == data.GetArrayLength() ? (ids, StatusCodes.Status200OK, "") : Invalid($"All items are of type {type}");
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Invalid("The document has no data");
        }
    }

    public static JsonObject Describe(string id, string type, DateTimeOffset addedAt) => new()
    {
        ["id"] = id,
        ["type"] = type,
        ["meta"] = new JsonObject { ["addedAt"] = addedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) },
    };

    private static (IReadOnlyList<string>?, int, string) Invalid(string problem) => (null, StatusCodes.Status400BadRequest, problem);
}

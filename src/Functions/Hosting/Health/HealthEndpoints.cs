using System.Text.Json.Serialization;

namespace Smartlinks.Functions.Hosting;

/// <summary>
/// <c>GET /api/health/live</c>: the process answers; it asks nobody. <c>GET /api/health/ready</c>: its storage answers as well, 503 when a part does not. Both are for everybody, and name parts and nothing of them.
/// Being alive and not ready is no reason to end the process: pages that it remembers are served without storage.
/// </summary>
public sealed class HealthEndpoints(Readiness readiness)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/health/live", TellAliveAsync);
        routes.MapGet("/api/health/ready", TellReadyAsync);
    }

    private Task TellAliveAsync(HttpContext context) => AnswerAsync(context, 200, new HealthResponse("alive", null));

    private async Task TellReadyAsync(HttpContext context)
    {
        var parts = await readiness.LookAsync();
        var isReady = parts.Values.All(isThere => isThere);
        await AnswerAsync(context, isReady ? 200 : 503, new HealthResponse(Word(isReady), parts.ToDictionary(part => part.Key, part => Word(part.Value))));
    }

    private static string Word(bool isReady) => isReady ? "ready" : "notReady";

    private static Task AnswerAsync(HttpContext context, int status, HealthResponse body)
    {
        context.Response.StatusCode = status;
        SecurityHeaders.AddTo(context.Response.Headers);
        context.Response.Headers.CacheControl = "no-store";
        if (status == 503) context.Response.Headers.RetryAfter = "5";
        return context.Response.WriteAsJsonAsync(body, HealthJson.Default.HealthResponse, "application/json; charset=utf-8", context.RequestAborted);
    }
}

/// <param name="Parts">Null: nobody was asked.</param>
public sealed record HealthResponse(string Status, IReadOnlyDictionary<string, string>? Parts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthResponse))]
internal sealed partial class HealthJson : JsonSerializerContext;

using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// The host's own addresses, matched before any function: <c>/admin/host/status</c>, <c>/admin/host/ping</c>, <c>/admin/functions</c>,
/// <c>/admin/functions/{name}</c>. No key is asked for, as under Core Tools; the address is loopback.
/// </summary>
internal sealed class AdminApi
{
    private readonly long startedAt = Stopwatch.GetTimestamp();

    public static bool IsReserved(PathString path) => path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/runtime/webhooks", StringComparison.OrdinalIgnoreCase);

    /// <param name="host">Null between two hosts.</param>
    public async Task HandleAsync(HttpContext context, HostGeneration? host)
    {
        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isPost = HttpMethods.IsPost(context.Request.Method);
        var isGet = HttpMethods.IsGet(context.Request.Method);
        switch (parts.Length > 1 ? $"{parts[0]}/{parts[1]}".ToLowerInvariant() : "")
        {
            case "admin/host" when parts.Length == 3 && parts[2].Equals("status", StringComparison.OrdinalIgnoreCase) && isGet:
                await WriteStatusAsync(context, host);
                break;
            case "admin/host" when parts.Length == 3 && parts[2].Equals("ping", StringComparison.OrdinalIgnoreCase) && (isGet || isPost):
                if (host is not null)
                    await host.PingAsync(context.RequestAborted);
                break;
            case "admin/functions" when parts.Length == 2 && isGet && host is not null:
                await WriteAsync(context, [.. host.Configuration.Functions.Select(Describe)]);
                break;
            case "admin/functions" when parts.Length == 3 && host?.Configuration.Functions.FirstOrDefault(
                function => function.Name.Equals(parts[2], StringComparison.OrdinalIgnoreCase)) is { } found && (isGet || isPost):
                await (isGet ? context.Response.WriteAsJsonAsync(Describe(found), context.RequestAborted) : RunAsync(context, host, found));
                break;
            default:
                context.Response.StatusCode = host is null ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status404NotFound;
                break;
        }
    }

    private static async Task RunAsync(HttpContext context, HostGeneration host, FunctionDefinition function)
    {
        string input;
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            input = body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("input", out var given)
                ? given.ValueKind == JsonValueKind.String ? given.GetString()! : given.GetRawText()
                : "";
        }
        catch (JsonException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        context.Response.StatusCode = host.TryRunByHand(function, input) ? StatusCodes.Status202Accepted : StatusCodes.Status400BadRequest;
    }

    private Task WriteStatusAsync(HttpContext context, HostGeneration? host) => context.Response.WriteAsJsonAsync(new
    {
        id = "smartlinks-local",
        state = host is null ? "Offline" : host.IsReady ? "Running" : "Initialized",
        version = HostVersion.Value,
        versionDetails = HostVersion.Value,
        platformVersion = "",
        instanceId = host?.InstanceId ?? "",
        processUptime = (long)Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds,
        functionAppContentEditingState = "NotAllowed",
        errors = host?.Configuration.Errors.Select(static error => error.ToString()).ToArray() ?? [],
    }, context.RequestAborted);

    private static Task WriteAsync(HttpContext context, object[] items) => context.Response.WriteAsJsonAsync(items, context.RequestAborted);

    private static object Describe(FunctionDefinition function) => new { name = function.Name, isDisabled = function.IsDisabled, config = function.Json };
}

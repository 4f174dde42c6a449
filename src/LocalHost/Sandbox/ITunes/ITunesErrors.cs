using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.ITunes;

/// <summary>The iTunes look-up's refusals: 403 without a body that says anything for too many calls, and an empty result for what it does not know.</summary>
public sealed class ITunesErrors : IServiceErrors
{
    public Task WriteServerErrorAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync("<html><body><b>Http/1.1 Service Unavailable</b></body></html>", context.RequestAborted);
    }

    public Task WriteRateLimitAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    public Task WriteQuotaAsync(HttpContext context) => WriteRateLimitAsync(context);

    public Task WriteNothingAsync(HttpContext context) => WriteAsync(context, []);

    /// <summary>As text/javascript, after empty lines, as Apple sends it.</summary>
    public static Task WriteAsync(HttpContext context, IReadOnlyList<JsonObject> results)
    {
        context.Response.ContentType = "text/javascript; charset=utf-8";
        var body = new JsonObject { ["resultCount"] = results.Count, ["results"] = SandboxJson.Array(results.Select(result => (JsonNode?)result)) };
        return context.Response.WriteAsync("\n\n\n" + body.ToJsonString(SandboxJson.Options), context.RequestAborted);
    }
}

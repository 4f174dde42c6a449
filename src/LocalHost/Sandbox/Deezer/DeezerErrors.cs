using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.Deezer;

/// <summary>Deezer answers errors with status 200 and <c>{ "error": { "type", "message", "code" } }</c>; only its gateway uses other statuses.</summary>
public sealed class DeezerErrors : IServiceErrors
{
    public static Task WriteNoDataAsync(HttpContext context) => WriteAsync(context, "DataException", "no data", 800);

    public static Task WriteParameterAsync(HttpContext context, string message) => WriteAsync(context, "ParameterException", message, 500);

    public static Task WriteQueryAsync(HttpContext context) => WriteAsync(context, "InvalidQueryException", "Wrong parameter", 600);

    public static Task WriteMissingAsync(HttpContext context, string message) => WriteAsync(context, "MissingParameterException", message, 501);

    public static Task WriteTokenAsync(HttpContext context) => WriteAsync(context, "OAuthException", "Invalid OAuth access token.", 300);

    public static Task WritePermissionAsync(HttpContext context, string permission) => WriteAsync(context, "OAuthException", $"The user must grant the {permission} permission", 200);

    public Task WriteServerErrorAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync("<html><body><h1>Service Unavailable</h1></body></html>", context.RequestAborted);
    }

    public Task WriteRateLimitAsync(HttpContext context) =>
        SandboxJson.WriteAsync(context, StatusCodes.Status429TooManyRequests, Body("Exception", "Too many requests", 4));

    public Task WriteQuotaAsync(HttpContext context) => WriteAsync(context, "Exception", "Quota limit exceeded", 4);

    /// <summary>An empty list for a search, "no data" for a lookup.</summary>
    public Task WriteNothingAsync(HttpContext context) => context.Request.Path.StartsWithSegments("/deezer/search", StringComparison.Ordinal)
        ? SandboxJson.WriteAsync(context, new JsonObject { ["data"] = new JsonArray(), ["total"] = 0 })
        : WriteNoDataAsync(context);

    private static Task WriteAsync(HttpContext context, string type, string message, int code) =>
        SandboxJson.WriteAsync(context, Body(type, message, code));

    private static JsonObject Body(string type, string message, int code) =>
        new() { ["error"] = new JsonObject { ["type"] = type, ["message"] = message, ["code"] = code } };
}

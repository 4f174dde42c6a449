using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.AmazonMusic;

/// <summary>Amazon Music's error bodies: <c>{ "error": { "status", "code", "message", "reference" } }</c>, and OAuth's at the token endpoint.</summary>
public sealed class AmazonMusicErrors : IServiceErrors
{
    public static Task WriteAsync(HttpContext context, int status, string code, string message) => SandboxJson.WriteAsync(context, status, new JsonObject
    {
        ["error"] = new JsonObject { ["status"] = status, ["code"] = code, ["message"] = message, ["reference"] = "sandbox-request" },
    });

    public static Task WriteOAuthAsync(HttpContext context, string error, string description) => SandboxJson.WriteAsync(
        context, StatusCodes.Status400BadRequest, new JsonObject { ["error"] = error, ["error_description"] = description });

    public Task WriteServerErrorAsync(HttpContext context, int status) => WriteAsync(context, status, "INTERNAL_ERROR", "An unexpected error occurred");

    public Task WriteRateLimitAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status429TooManyRequests, "TOO_MANY_REQUESTS", "Too many requests");

    /// <summary>No word of its own for a quota is published: the answer is the one for a rate, without a time.</summary>
    public Task WriteQuotaAsync(HttpContext context) => WriteRateLimitAsync(context);

    public Task WriteNothingAsync(HttpContext context) => HttpMethods.IsPost(context.Request.Method)
        ? SandboxJson.WriteAsync(context, AmazonMusicShapes.Search([]))
        : WriteAsync(context, StatusCodes.Status404NotFound, "NOT_FOUND", "The requested resource was not found");
}

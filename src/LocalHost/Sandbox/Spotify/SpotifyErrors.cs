using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.Spotify;

/// <summary>Spotify's error bodies: <c>{ "error": { "status", "message" } }</c>, and OAuth's at the token endpoint.</summary>
public sealed class SpotifyErrors : IServiceErrors
{
    public static Task WriteAsync(HttpContext context, int status, string message, string? reason = null)
    {
        var error = new JsonObject { ["status"] = status, ["message"] = message };
        if (reason is not null)
        {
            error["reason"] = reason;
        }

        return SandboxJson.WriteAsync(context, status, new JsonObject { ["error"] = error });
    }

    public static Task WriteOAuthAsync(HttpContext context, string error, string description) => SandboxJson.WriteAsync(
        context, StatusCodes.Status400BadRequest, new JsonObject { ["error"] = error, ["error_description"] = description });

    public Task WriteServerErrorAsync(HttpContext context, int status) => WriteAsync(context, status, "Server error");

    public Task WriteRateLimitAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status429TooManyRequests, "API rate limit exceeded");

    public Task WriteQuotaAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status429TooManyRequests, "API quota exceeded", "QUOTA_EXCEEDED");

    /// <summary>A search with no hits for the types asked for; 404 for everything else.</summary>
    public Task WriteNothingAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/spotify/v1/search", StringComparison.Ordinal))
        {
            return WriteAsync(context, StatusCodes.Status404NotFound, "Resource not found");
        }

        var body = new JsonObject();
        foreach (var type in context.Request.Query["type"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            body[type + "s"] = new JsonObject
            {
                ["href"] = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}{context.Request.QueryString}",
                ["limit"] = 5,
                ["next"] = null,
                ["offset"] = 0,
                ["previous"] = null,
                ["total"] = 0,
                ["items"] = new JsonArray(),
            };
        }

        return SandboxJson.WriteAsync(context, body);
    }
}

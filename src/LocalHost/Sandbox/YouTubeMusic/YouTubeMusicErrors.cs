using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.YouTubeMusic;

/// <summary>Google's error bodies: <c>{ "error": { "code", "message", "errors": [ { "message", "domain", "reason" } ], "status" } }</c>.</summary>
public sealed class YouTubeMusicErrors : IServiceErrors
{
    public const string QuotaMessage = "The request cannot be completed because you have exceeded your <a href=\"/youtube/v3/getting-started#quota\">quota</a>.";

    public static Task WriteAsync(HttpContext context, int code, string reason, string domain, string status, string message, JsonObject? detail = null)
    {
        var error = new JsonObject
        {
            ["code"] = code,
            ["message"] = message,
            ["errors"] = new JsonArray(new JsonObject { ["message"] = message, ["domain"] = domain, ["reason"] = reason }),
            ["status"] = status,
        };
        if (detail is not null)
        {
            error["details"] = new JsonArray(detail);
        }

        return SandboxJson.WriteAsync(context, code, new JsonObject { ["error"] = error });
    }

    public static Task WriteBadRequestAsync(HttpContext context, string reason, string message) =>
        WriteAsync(context, StatusCodes.Status400BadRequest, reason, "youtube.parameter", "INVALID_ARGUMENT", message);

    public static Task WriteNoKeyAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status403Forbidden, "forbidden", "global", "PERMISSION_DENIED",
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.");

    public static Task WriteWrongKeyAsync(HttpContext context) => WriteAsync(
        context, StatusCodes.Status400BadRequest, "badRequest", "global", "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
        new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo",
            ["reason"] = "API_KEY_INVALID",
            ["domain"] = "googleapis.com",
            ["metadata"] = new JsonObject { ["service"] = "youtube.googleapis.com" },
        });

    public static Task WriteUnauthorizedAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status401Unauthorized, "authError", "global", "UNAUTHENTICATED", "Invalid Credentials");

    public static Task WriteNoChannelOfOwnAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status401Unauthorized, "youtubeSignupRequired", "youtube.header", "UNAUTHENTICATED", "Unauthorized");

    public static Task WriteNoVideoAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status404NotFound, "videoNotFound", "youtube.video", "NOT_FOUND", "The video that you are trying to rate cannot be found.");

    public static Task WriteNoChannelAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status404NotFound, "publisherNotFound", "youtube.subscription", "NOT_FOUND", "The resource could not be found.");

    public static Task WriteDuplicateAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status400BadRequest, "subscriptionDuplicate", "youtube.subscription", "INVALID_ARGUMENT", "The subscription that you are trying to create already exists.");

    public Task WriteServerErrorAsync(HttpContext context, int status) => WriteAsync(context, status, "backendError", "global", "UNAVAILABLE", "The service is currently unavailable.");

    public Task WriteRateLimitAsync(HttpContext context) => WriteAsync(
        context, StatusCodes.Status403Forbidden, "rateLimitExceeded", "usageLimits", "PERMISSION_DENIED", "Rate Limit Exceeded");

    public Task WriteQuotaAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status403Forbidden, "quotaExceeded", "youtube.quota", "PERMISSION_DENIED", QuotaMessage);

    /// <summary>Every look-up here is a list, and one that finds nothing is empty; only a playlist's items, a rating and a subscription are refused.</summary>
    public Task WriteNothingAsync(HttpContext context)
    {
        var name = context.Request.Path.Value!.Split('/')[^1];
        return name switch
        {
            "playlistItems" => WriteNoPlaylistAsync(context),
            "rate" => WriteNoVideoAsync(context),
            "getRating" => SandboxJson.WriteAsync(context, YouTubeMusicShapes.Ratings([])),
            "subscriptions" => WriteNoChannelAsync(context),
            _ => SandboxJson.WriteAsync(context, YouTubeMusicShapes.List(name, [], 0, 5, null)),
        };
    }

    public static Task WriteNoPlaylistAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status404NotFound, "playlistNotFound", "youtube.playlistItem", "NOT_FOUND",
        "The playlist identified with the request's <code>playlistId</code> parameter cannot be found.");
}

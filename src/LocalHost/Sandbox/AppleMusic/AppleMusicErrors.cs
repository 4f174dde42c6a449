using System.Globalization;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.AppleMusic;

/// <summary>Apple's error bodies: <c>{ "errors": [ { "id", "title", "detail", "status", "code" } ] }</c>. A refusal for haste is never told how long.</summary>
public sealed class AppleMusicErrors : IServiceErrors
{
    public static Task WriteAsync(HttpContext context, int status, string code, string title, string detail) => SandboxJson.WriteAsync(context, status, new JsonObject
    {
        ["errors"] = SandboxJson.Array([(JsonNode?)new JsonObject
        {
            ["id"] = StableRandom.From($"apple-music|error|{code}|{detail}").NextText(26, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
            ["title"] = title,
            ["detail"] = detail,
            ["status"] = status.ToString(CultureInfo.InvariantCulture),
            ["code"] = code,
        }]),
    });

    public static Task WriteNotFoundAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status404NotFound, "40400", "Resource Not Found", "Resource with requested id was not found");

    public static Task WriteInvalidAsync(HttpContext context, string detail) => WriteAsync(context, StatusCodes.Status400BadRequest, "40005", "Invalid Parameter Value", detail);

    public static Task WriteUnauthorizedAsync(HttpContext context, string detail) => WriteAsync(context, StatusCodes.Status401Unauthorized, "40100", "Unauthorized", detail);

    /// <summary>What the body is to a Music User Token that was taken back, or is none (forums 810309, 857638).</summary>
    public static Task WriteDeadTokenAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status403Forbidden, "40300", "Forbidden", "Invalid authentication");

    /// <summary>What an account without a subscription that has a library gets (forum 710605).</summary>
    public static Task WriteNoSubscriptionAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status400BadRequest, "40015", "Insufficient Privileges", "User's subscription tier does not have access to privilege: CloudLibrary");

    public Task WriteServerErrorAsync(HttpContext context, int status) =>
        WriteAsync(context, status, status.ToString(CultureInfo.InvariantCulture) + "00", "Upstream Service Error", "The service failed; try again later");

    public Task WriteRateLimitAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status429TooManyRequests, "42900", "Too Many Requests", "Too many requests with this developer token");

    /// <summary>Apple tells no quota apart: this is a refusal for haste without <c>Retry-After</c>.</summary>
    public Task WriteQuotaAsync(HttpContext context) => WriteRateLimitAsync(context);

    /// <summary>An empty list, or 404 for one resource.</summary>
    public Task WriteNothingAsync(HttpContext context) => context.Request.Path.Value is { } path && (path.EndsWith("/songs", StringComparison.Ordinal) || path.EndsWith("/albums", StringComparison.Ordinal))
        ? SandboxJson.WriteAsync(context, new JsonObject { ["data"] = new JsonArray() })
        : WriteNotFoundAsync(context);
}

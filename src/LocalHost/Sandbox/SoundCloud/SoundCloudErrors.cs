using System.Globalization;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.SoundCloud;

/// <summary>SoundCloud's error bodies: <c>{ "code", "message", "link" }</c>; of a limit also which one it is and when it is reset.</summary>
public sealed class SoundCloudErrors(TimeProvider clock) : IServiceErrors
{
    private const string Link = "https://developers.soundcloud.com/docs/api/explorer/open-api";

    public static Task WriteAsync(HttpContext context, int status, string message) => SandboxJson.WriteAsync(context, status, Body(status, message));

    public static Task WriteUnauthorizedAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status401Unauthorized, "");

    public static Task WriteNotFoundAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status404NotFound, "404 - Not Found");

    /// <summary>Its description gives a 500 no body.</summary>
    public Task WriteServerErrorAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    public Task WriteRateLimitAsync(HttpContext context) => WriteLimitAsync(context, "requests", 600, "PT1M", TimeSpan.FromMinutes(1));

    public Task WriteQuotaAsync(HttpContext context) => WriteLimitAsync(context, "plays", 15_000, "PT24H", TimeSpan.FromHours(24));

    public Task WriteNothingAsync(HttpContext context) => context.Request.Path.Value!.Split('/')[^1] is "tracks" or "playlists"
        ? SandboxJson.WriteAsync(context, new JsonObject { ["collection"] = new JsonArray() })
        : WriteNotFoundAsync(context);

    private Task WriteLimitAsync(HttpContext context, string name, int most, string window, TimeSpan wait)
    {
        var body = Body(StatusCodes.Status429TooManyRequests, "Too Many Requests");
        body["errors"] = new JsonArray(new JsonObject
        {
            ["meta"] = new JsonObject
            {
                ["rate_limit"] = new JsonObject { ["group"] = name, ["max_nr_of_requests"] = most, ["time_window"] = window },
                ["remaining_requests"] = 0,
                ["reset_time"] = (clock.GetUtcNow() + wait).ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture) + " +0000",
            },
        });
        return SandboxJson.WriteAsync(context, StatusCodes.Status429TooManyRequests, body);
    }

    private static JsonObject Body(int status, string message) => new() { ["code"] = status, ["message"] = message, ["link"] = Link };
}

using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.MusicBrainz;

/// <summary>MusicBrainz' error bodies: <c>{ "error", "help" }</c>. Too many requests are a 503, whatever the reason.</summary>
public sealed class MusicBrainzErrors : IServiceErrors
{
    public static Task WriteAsync(HttpContext context, int status, string error) => SandboxJson.WriteAsync(context, status, new JsonObject
    {
        ["error"] = error,
        ["help"] = "For usage, please see: https://musicbrainz.org/development/mmd",
    });

    public Task WriteServerErrorAsync(HttpContext context, int status) => WriteAsync(context, status, "The MusicBrainz web server is currently busy. Please try again later.");

    public Task WriteRateLimitAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Your requests are exceeding the allowable rate limit. Please see http://wiki.musicbrainz.org/XMLWebService for more information.");

    public Task WriteQuotaAsync(HttpContext context) => WriteRateLimitAsync(context);

    /// <summary>An empty list for a search, 404 for a look-up.</summary>
    public Task WriteNothingAsync(HttpContext context) => context.Request.Query.ContainsKey("query")
        ? SandboxJson.WriteAsync(context, MusicBrainzShapes.Search(null))
        : WriteAsync(context, StatusCodes.Status404NotFound, "Not Found");
}

using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.Bandcamp;

/// <summary>Bandcamp's pages for when there is none: HTML, with the status that tells.</summary>
public sealed class BandcampErrors : IServiceErrors
{
    public Task WriteServerErrorAsync(HttpContext context, int status) => WriteAsync(context, status, "Sorry, something went wrong");

    public Task WriteRateLimitAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too Many Requests");

    /// <summary>A site for people knows no quota: it refuses as it does for a rate.</summary>
    public Task WriteQuotaAsync(HttpContext context) => WriteRateLimitAsync(context);

    public Task WriteNothingAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status404NotFound, "Sorry, that something isn’t here");

    private static Task WriteAsync(HttpContext context, int status, string text) => ListingHtml.WriteAsync(context, status, text, type: null, linkedData: null, "<p>Bandcamp</p>");
}

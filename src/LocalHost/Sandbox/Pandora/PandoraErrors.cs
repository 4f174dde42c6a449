using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.Pandora;

/// <summary>Pandora's pages for when there is none: HTML, with the status that tells.</summary>
public sealed class PandoraErrors : IServiceErrors
{
    public Task WriteServerErrorAsync(HttpContext context, int status) => WriteAsync(context, status, "We’ll be right back");

    public Task WriteRateLimitAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too Many Requests");

    /// <summary>A site for people knows no quota: it refuses as it does for a rate.</summary>
    public Task WriteQuotaAsync(HttpContext context) => WriteRateLimitAsync(context);

    public Task WriteNothingAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status404NotFound, "Page not found");

    private static Task WriteAsync(HttpContext context, int status, string text) => ListingHtml.WriteAsync(context, status, text, type: null, linkedData: null, "<p>Pandora</p>");
}

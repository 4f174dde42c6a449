using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Pages;
using Smartlinks.Pages;

namespace Smartlinks.Functions.PreSaves;

/// <summary>Sends the pages of pre-saving: never kept by a browser or on the way, since they are one fan's.</summary>
public static class PreSaveAnswer
{
    /// <param name="consentOrigin">Where the form leads on to; null: nowhere but here.</param>
    public static async Task ShowAsync(HttpContext context, PreSavePage page, string? consentOrigin)
    {
        var kit = page.MusicKit?.ScriptUrl.GetLeftPart(UriPartial.Authority);
        var scripts = kit is null ? $"'{PreSaveScript.CspHash}'" : $"'{PreSaveScript.CspHash}' {kit}";
        // MusicKit asks Apple's hosts and hears from the window that it opens.
        await PageAnswer.WriteOwnAsync(context, 200, await PageRenderer.RenderAsync<PreSaveView>(new() { [nameof(PreSaveView.Page)] = page }),
            PageRenderer.PolicyWith(scripts, TargetsOf(page.Release, consentOrigin), kit is null ? "" : $"{kit} https://*.apple.com"), opensWindows: kit is not null);
    }

    public static async Task ShowAsync(HttpContext context, RemindPage page) =>
        await PageAnswer.WriteOwnAsync(context, 200, await PageRenderer.RenderAsync<RemindView>(new() { [nameof(RemindView.Page)] = page }), PageRenderer.PolicyWith($"'{PreSaveScript.CspHash}'", TargetsOf(page.Release, null)));

    public static async Task ShowAsync(HttpContext context, FanPage page) =>
        await PageAnswer.WriteOwnAsync(context, 200, await PageRenderer.RenderAsync<FanView>(new() { [nameof(FanView.Page)] = page }), PageRenderer.ContentSecurityPolicy);

    /// <summary>A page that says how it ended when there is nothing to save, and the way back.</summary>
    public static async Task TellAsync(HttpContext context, int status, string heading, string hint, string? back)
    {
        if (!PageAnswer.IsWanted(context.Request)) await new Problem("urn:smartlinks:pre-save-not-taken", heading, status < 400 ? 409 : status, hint).WriteAsync(context);
        else await PageAnswer.WriteOwnAsync(context, status, await PageRenderer.RenderMessageAsync(heading, hint, back), PageRenderer.ContentSecurityPolicy);
    }

    /// <summary>A form that is not from a page of this site.</summary>
    public static Task TellForeignAsync(HttpContext context) => TellAsync(context, StatusCodes.Status403Forbidden, PreSaveTexts.English.Foreign, PreSaveTexts.English.ForeignHint, null);

    public static void Redirect(HttpContext context, string location)
    {
        SecurityHeaders.AddTo(context.Response.Headers);
        SecurityHeaders.AddStrictTransport(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = location;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = 0;
    }

    /// <summary>A form may end at the release's own page, which can be on a domain of its own.</summary>
    private static string TargetsOf(PreSaveRelease release, string? consentOrigin) =>
        string.Join(' ', ((string?[])[consentOrigin, release.Url.StartsWith("https://", StringComparison.Ordinal) ? new Uri(release.Url).GetLeftPart(UriPartial.Authority) : null]).OfType<string>());
}

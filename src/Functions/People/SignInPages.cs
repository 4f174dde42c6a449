using Azure;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Pages;

namespace Smartlinks.Functions.People;

/// <summary>What people are told on the way in and out: a page for a browser, a problem for a program.</summary>
public static class SignInPages
{
    private const string Again = "/auth/sign-in";

    /// <param name="failure">Null: the provider, or the browser, said nothing that counts.</param>
    public static Task RefuseAsync(HttpContext context, Exception? failure)
    {
        var cause = failure is SignInRefusedException or ProviderUnavailableException or RequestFailedException ? failure : failure?.InnerException;
        if (cause is RequestFailedException { Status: 0 or 429 or >= 500 }) return PageAnswer.RefuseAsync(context, Problem.StorageUnavailable);
        if (cause is ProviderUnavailableException) return TellUnavailableAsync(context);
        return TellAsync(context, StatusCodes.Status400BadRequest, "You are not signed in", "What came back from the sign-in does not prove who you are, was begun in another browser, or took too long.", ("Try again", Again));
    }

    public static Task TellDeniedAsync(HttpContext context) => TellAsync(context, StatusCodes.Status403Forbidden, "You are not signed in", "You, or the place you sign in at, said no.", ("Sign in", Again));

    public static Task TellUnavailableAsync(HttpContext context) =>
        TellAsync(context, StatusCodes.Status503ServiceUnavailable, "Signing in does not work just now", "The place you sign in at does not answer. Try again in a minute.", ("Try again", Again));

    public static Task TellForeignAsync(HttpContext context) => PageAnswer.IsWanted(context.Request)
        ? ShowAsync(context, StatusCodes.Status403Forbidden, new PageAction("This did not come from here", "Go back, load the page again, and press its button."))
        : Problem.Forged.WriteAsync(context);

    public static async Task ShowAsync(HttpContext context, int status, PageAction page) =>
        await PageAnswer.WriteOwnAsync(context, status, await PageRenderer.RenderActionAsync(page), PageRenderer.ContentSecurityPolicy);

    private static Task TellAsync(HttpContext context, int status, string heading, string hint, (string, string) onward) => PageAnswer.IsWanted(context.Request)
        ? ShowAsync(context, status, new PageAction(heading, hint) { Onward = onward })
        : Problem.SignInRefused(heading, status, hint).WriteAsync(context);
}

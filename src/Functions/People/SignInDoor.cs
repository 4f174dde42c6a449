using Microsoft.AspNetCore.WebUtilities;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Pages;
using Smartlinks.Functions.PreSaves;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Functions.People;

/// <summary>The doors under <c>/auth</c>: in, back from the provider, out, and the invitation's page.</summary>
public sealed class SignInDoor(SignInParts parts, AntiForgery forgery, Sessions sessions, PersonDirectory people, InvitationPage invitations, LinkDomains domains, PublicOrigin origins)
{
    private const string Account = "/auth/account";

    public async Task HandleAsync(HttpContext context, string? rest)
    {
        SecurityHeaders.AddTo(context.Response.Headers);
        context.Response.Headers.CacheControl = "no-store";
        SessionCookies.Freeze(context);
        // Sessions, and the provider's way back, are of one host.
        if (HttpMethods.IsGet(context.Request.Method) && domains.OwnOriginFrom(context.Request) is { Length: > 0 } home)
        {
            await Redirect(context, home + context.Request.Path.ToUriComponent() + VisitQuery.Printable(context.Request.QueryString));
            return;
        }

        // What the browser sees: the framework makes the way back from these, and the host has put its own address in their place.
        var origin = new Uri(origins.Of(context.Request));
        (context.Request.Scheme, context.Request.Host, context.Request.PathBase) = (origin.Scheme, new HostString(origin.Authority), PathString.Empty);
        try
        {
            await ((context.Request.Method, rest) switch
            {
                ("GET", "sign-in") => parts.BeginAsync(context, LocalPath.IsOne(context.Request.Query["return"]) ? context.Request.Query["return"].ToString() : Account),
                ("GET", "callback") => FinishAsync(context),
                ("POST", "sign-out") => EndAsync(context),
                ("GET", "account") => ShowAsync(context),
                ("GET", "invitation") => await FindAsync(context) is { } person ? invitations.ShowAsync(context, person) : GoIn(context),
                ("POST", "invitation") => await FindAsync(context) is { } person ? invitations.TakeAsync(context, person) : GoIn(context),
                _ => PageAnswer.RefuseAsync(context, Problem.NotFound("There is nothing at this address.")),
            });
        }
        catch (ProviderUnavailableException)
        {
            await SignInPages.TellUnavailableAsync(context);
        }
    }

    private Task<SignedIn?> FindAsync(HttpContext context) => parts.FindAsync(context);

    /// <summary>A new session, always; the one the browser had before ends.</summary>
    private async Task FinishAsync(HttpContext context)
    {
        var earlier = await FindAsync(context);
        SessionCookies.Hide(context);
        await parts.FinishAsync(context);
        if (earlier is not null && context.Response.StatusCode == StatusCodes.Status302Found) await sessions.EndAsync(earlier.SessionId, earlier.EndsAt, context.RequestAborted);
    }

    private async Task EndAsync(HttpContext context)
    {
        if (await FindAsync(context) is { } person)
        {
            var form = await FormFields.ReadAsync(context.Request, context.RequestAborted);
            var token = context.Request.Headers[AntiForgery.Header] is [{ } header] ? header : form.Text(AntiForgery.Field);
            if (!forgery.IsOwn(context.Request, person, token))
            {
                await SignInPages.TellForeignAsync(context);
                return;
            }

            await parts.EndAsync(context);
        }

        if (!PageAnswer.IsWanted(context.Request)) context.Response.StatusCode = StatusCodes.Status204NoContent;
        else await SignInPages.ShowAsync(context, StatusCodes.Status200OK, new PageAction("You are signed out", "Nothing of you is left in this browser.") { Onward = ("Sign in", "/auth/sign-in") });
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } signedIn)
        {
            await GoIn(context);
            return;
        }

        var person = await people.FindAsync(signedIn.Id, context.RequestAborted);
        var name = person?.Name ?? person?.Email ?? signedIn.Id.ToString();
        await SignInPages.ShowAsync(context, StatusCodes.Status200OK,
            new PageAction("You are signed in", $"As {DisplayName(name)}.") { Act = "Sign out", ActAt = "/auth/sign-out", Fields = [(AntiForgery.Field, forgery.TokenFor(signedIn))] });
    }

    private static string DisplayName(string name) => Smartlinks.Pages.DisplayText.Clean(name);

    private static Task GoIn(HttpContext context) =>
        // A form that was posted without a session is asked for again: its page comes after the sign-in.
        Redirect(context, QueryHelpers.AddQueryString("/auth/sign-in", "return", context.Request.Path + context.Request.QueryString));

    private static Task Redirect(HttpContext context, string path)
    {
        PreSaveAnswer.Redirect(context, path);
        return Task.CompletedTask;
    }
}

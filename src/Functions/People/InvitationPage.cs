using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Pages;
using Smartlinks.Functions.PreSaves;
using Smartlinks.Organizations.Members;
using Smartlinks.Pages;

namespace Smartlinks.Functions.People;

/// <summary>Where an invitation's link leads: what it is, and a button that takes it. Opening it changes nothing, so that a mail program's look-ahead uses none up.</summary>
public sealed class InvitationPage(Invitations invitations, AntiForgery forgery)
{
    /// <summary>The code is in the query: telemetry of platforms keeps paths, and leaves queries out.</summary>
    public const string Parameter = "code";

    public static string PathOf(InvitationCode code) => $"/auth/invitation?{Parameter}={code.Reveal()}";

    public Task ShowAsync(HttpContext context, SignedIn person) => AnswerAsync(context, person, (code, cancellationToken) => invitations.LookAsync(code, person.Id, cancellationToken));

    public async Task TakeAsync(HttpContext context, SignedIn person)
    {
        var form = await FormFields.ReadAsync(context.Request, context.RequestAborted);
        if (!forgery.IsOwn(context.Request, person, form.Text(AntiForgery.Field))) await SignInPages.TellForeignAsync(context);
        else await AnswerAsync(context, person, (code, cancellationToken) => invitations.TakeAsync(code, person.Id, cancellationToken));
    }

    private async Task AnswerAsync(HttpContext context, SignedIn person, Func<InvitationCode, CancellationToken, Task<InvitationAnswer>> ask)
    {
        // The address is a secret: no other site is told of it. (With no-referrer the browser would not name the origin of the form either.)
        context.Response.OnStarting(() =>
        {
            context.Response.Headers["Referrer-Policy"] = "same-origin";
            return Task.CompletedTask;
        });
        var answer = InvitationCode.TryParse(context.Request.Query[Parameter], out var code) ? await ask(code, context.RequestAborted) : new InvitationAnswer.Gone();
        await (answer switch
        {
            InvitationAnswer.Open open => SignInPages.ShowAsync(context, StatusCodes.Status200OK, new PageAction($"Join {DisplayText.Clean(open.OrganizationName)}", $"You are invited as {RoleText.Write(open.Invitation.Role)}.")
            {
                Act = "Join", ActAt = context.Request.Path + context.Request.QueryString, Fields = [(AntiForgery.Field, forgery.TokenFor(person))],
            }),
            InvitationAnswer.Taken taken => SignInPages.ShowAsync(context, StatusCodes.Status200OK, new PageAction("You are in", $"You belong to the organization as {RoleText.Write(taken.Member.Role)}.")),
            InvitationAnswer.AlreadyMember there => SignInPages.ShowAsync(context, StatusCodes.Status200OK, new PageAction("You are in already", $"You belong to the organization as {RoleText.Write(there.Member.Role)}; the invitation was not used.")),
            _ => SignInPages.ShowAsync(context, StatusCodes.Status410Gone, new PageAction("This invitation is over", "It was used, taken back, or is too old. Ask whoever sent it for another one.")),
        });
    }
}

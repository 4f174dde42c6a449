using Smartlinks.Fans.Addresses;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Pages;
using Smartlinks.Pages;

namespace Smartlinks.Functions.PreSaves;

/// <summary>
/// Where the addresses in mails lead: to confirm, and to stop. Opening one does nothing, because mail scanners open them too; the button on the page does. Stopping is also what a mail
/// program posts by itself (RFC 8058), from no page at all.
/// </summary>
public sealed class MailEndpoints(FanAddresses addresses, PreSaveLinks links, PublicOrigin origins)
{
    private static readonly PreSaveTexts s_texts = PreSaveTexts.English;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/presave/mail/confirm", context => Own().AskAsync(context, s_texts.ConfirmMail, s_texts.ConfirmMailHint, s_texts.ConfirmMailAct));
        routes.MapPost("/presave/mail/confirm", context => Own().ConfirmAsync(context));
        routes.MapGet("/presave/mail/stop", context => Own().AskAsync(context, s_texts.StopMail, s_texts.StopMailHint, s_texts.StopMailAct));
        routes.MapPost("/presave/mail/stop", context => Own().StopAsync(context));

        MailEndpoints Own() => routes.ServiceProvider.GetRequiredService<MailEndpoints>();
    }

    private async Task AskAsync(HttpContext context, string heading, string hint, string act)
    {
        if (!await links.SendHomeAsync(context)) await PageAnswer.WriteOwnAsync(context, 200, await PageRenderer.RenderMessageAsync(heading, hint, null, act), PageRenderer.ContentSecurityPolicy);
    }

    private async Task ConfirmAsync(HttpContext context)
    {
        if (!SameOrigin.IsOwn(context.Request, origins.Of(context.Request))) await PreSaveAnswer.TellForeignAsync(context);
        else if (await addresses.ConfirmAsync(PassOf(context), context.RequestAborted) == ConfirmOutcome.Confirmed) await PreSaveAnswer.TellAsync(context, 200, s_texts.MailConfirmed, s_texts.MailConfirmedHint, null);
        else await PreSaveAnswer.TellAsync(context, StatusCodes.Status404NotFound, s_texts.MailTooLate, s_texts.MailTooLateHint, null);
    }

    private async Task StopAsync(HttpContext context)
    {
        var isStopped = await addresses.WithdrawAsync(PassOf(context), context.RequestAborted);
        if (isStopped && !PageAnswer.IsWanted(context.Request)) context.Response.StatusCode = StatusCodes.Status204NoContent;
        else if (isStopped) await PreSaveAnswer.TellAsync(context, 200, s_texts.MailStopped, s_texts.MailStoppedHint, null);
        else await PreSaveAnswer.TellAsync(context, StatusCodes.Status404NotFound, s_texts.MailTooLate, s_texts.MailTooLateHint, null);
    }

    private static string? PassOf(HttpContext context) => context.Request.Query["pass"] is [{ } pass] ? pass : null;
}

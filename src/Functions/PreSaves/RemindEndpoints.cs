using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Mails;
using Smartlinks.Functions.Fans;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Pages;
using Smartlinks.Links;
using Smartlinks.Pages;
using Smartlinks.PreSaves.Reminding;

namespace Smartlinks.Functions.PreSaves;

/// <summary>
/// <c>/presave/{slug}/remind</c>: one mail when the release is out, for fans who do not want to sign in or whose service cannot save. The reminder is taken before its mail
/// asks to confirm, so that who confirms is reminded.
/// </summary>
public sealed class RemindEndpoints(PreSaveLinks links, ReminderTaker taker, FanAddresses addresses, FanCookie fans, MailOptions options, PublicOrigin origins, IIdSource ids)
{
    private static readonly PreSaveTexts s_texts = PreSaveTexts.English;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/presave/{slug}/remind", context => Own().ShowAsync(context));
        routes.MapPost("/presave/{slug}/remind", context => Own().TakeAsync(context));

        RemindEndpoints Own() => routes.ServiceProvider.GetRequiredService<RemindEndpoints>();
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (!await links.SendHomeAsync(context) && await FindAsync(context) is { } link) await PreSaveAnswer.ShowAsync(context, links.ToRemindPage(context, link.Link));
    }

    private async Task TakeAsync(HttpContext context)
    {
        if (!SameOrigin.IsOwn(context.Request, origins.Of(context.Request)))
        {
            await PreSaveAnswer.TellForeignAsync(context);
            return;
        }

        if (await links.SendHomeAsync(context) || await FindAsync(context) is not { Link: var link }) return;
        var form = await FormFields.ReadAsync(context.Request, context.RequestAborted);
        var path = $"{PreSaveLinks.FormsPathOf(link.Address)}/remind";
        if (form.Text("consent") != "yes") await PreSaveAnswer.TellAsync(context, StatusCodes.Status400BadRequest, s_texts.NoConsent, s_texts.NoConsentHint, path);
        else if (!EmailAddress.TryParse(form.Text("email"), out var email)) await PreSaveAnswer.TellAsync(context, StatusCodes.Status400BadRequest, s_texts.NoSuchMail, s_texts.NoReminderMailHint, path);
        else await TakeAsync(context, link, email, TimeZoneInfo.FindSystemTimeZoneById(links.ZoneOf(context, form.Text("zone"))));
    }

    private async Task TakeAsync(HttpContext context, Link link, EmailAddress email, TimeZoneInfo zone)
    {
        var fan = fans.Read(context.Request) ?? FanId.New(ids);
        var (text, origin) = (PreSaveLinks.ReminderTextOf(link), new Uri(origins.Of(context.Request)));
        var taken = await taker.TakeAsync(link, fan, zone, text, CancellationToken.None);
        if (taken is not (RemindOutcome.Taken or RemindOutcome.AlreadyThere))
        {
            PreSaveAnswer.Redirect(context, PreSaveLinks.UrlOf(link.Address));
            return;
        }

        var asked = await addresses.AskAsync(link.Organization, fan, new AddressConsent(email, text, link.Id) { IsForReminders = true }, origin, CancellationToken.None);
        // The day's mails may have been used by this very fan: then one is there to confirm by.
        if (asked == AskOutcome.TooMany && !(await addresses.FindAsync(link.Organization, fan, CancellationToken.None) is { WithdrawnAt: null } known && known.Consent.Email == email))
        {
            if (taken == RemindOutcome.Taken) await taker.CancelAsync(fan, link.Id, CancellationToken.None);
            await PreSaveAnswer.TellAsync(context, StatusCodes.Status429TooManyRequests, s_texts.TooManyMails, s_texts.TooManyMailsHint, PreSaveLinks.UrlOf(link.Address));
            return;
        }

        fans.Write(context, fan);
        PreSaveAnswer.Redirect(context, $"{FanEndpoints.Path}?reminder={link.Id}");
    }

    /// <summary>Null: it was answered.</summary>
    private async Task<PreSaveLink?> FindAsync(HttpContext context)
    {
        var link = options.IsOn ? await links.FindAsync(context, context.Request.RouteValues["slug"] as string ?? "", null) : null;
        if (link is null) await PageAnswer.RefuseAsync(context, Problem.NotFound("There is no release to be reminded of at this address."));
        else if (!link.IsOpen) PreSaveAnswer.Redirect(context, link.Url);
        else return link;
        return null;
    }
}

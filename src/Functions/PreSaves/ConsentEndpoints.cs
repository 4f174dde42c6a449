using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Mails;
using Smartlinks.Functions.Fans;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Pages;
using Smartlinks.Links;
using Smartlinks.Pages;
using Smartlinks.PreSaves.Taking;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Functions.PreSaves;

/// <summary>
/// The doors of a fan's yes: what is asked is shown, then the service asks, then the fan comes back to a page that says it is queued. What was begun is known by the
/// browser's cookie alone, so nobody finishes what another began, at another link or at another service; and the way back is never taken from the address.
/// </summary>
public sealed class ConsentEndpoints(PreSaveLinks links, PreSaveServices services, SeenCapabilities seen, ConsentCookies cookies, PreSaveDoor door, FanCookie fans, FanPreSaves preSaves, MailOptions options, PublicOrigin origins, IIdSource ids, TimeProvider time)
{
    private const string CallbackPath = "/presave/callback/";
    private const int MostCode = 4096;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(CallbackPath + "{service}", context => Own().ReturnAsync(context));
        routes.MapGet("/presave/{slug}/{service}", context => Own().AskAsync(context));
        routes.MapPost("/presave/{slug}/{service}", context => Own().BeginAsync(context));

        ConsentEndpoints Own() => routes.ServiceProvider.GetRequiredService<ConsentEndpoints>();
    }

    private async Task AskAsync(HttpContext context)
    {
        if (await links.SendHomeAsync(context) || await FindAsync(context) is not var (link, service)) return;
        if (!link.IsOpen)
        {
            PreSaveAnswer.Redirect(context, link.Url);
            return;
        }

        // MusicKit asks on this very page: it is where a consent at Apple Music begins.
        if (service.Service == StreamingService.AppleMusic && fans.Read(context.Request) is null) fans.WriteBegun(context, FanId.New(ids), ConsentCookies.Life);
        await PreSaveAnswer.ShowAsync(context, links.ToPage(context, link, service, await services.SeeAsync(seen, service.Service, context.RequestAborted)), ConsentOrigin(service));
    }

    private async Task BeginAsync(HttpContext context)
    {
        if (!SameOrigin.IsOwn(context.Request, origins.Of(context.Request)))
        {
            await PreSaveAnswer.TellForeignAsync(context);
            return;
        }

        if (await links.SendHomeAsync(context) || await FindAsync(context) is not var (link, service)) return;
        if (!link.IsOpen)
        {
            PreSaveAnswer.Redirect(context, link.Url);
            return;
        }

        var form = await FormFields.ReadAsync(context.Request, context.RequestAborted);
        var follows = form.Text("follow") == "yes" && service.Configured.Follows;
        EmailAddress? email = null;
        if (form.Text("mail") == "yes" && options.IsOn)
        {
            if (!EmailAddress.TryParse(form.Text("email"), out var given))
            {
                await PreSaveAnswer.TellAsync(context, StatusCodes.Status400BadRequest, PreSaveTexts.English.NoSuchMail, PreSaveTexts.English.NoSuchMailHint, null);
                return;
            }

            email = given;
        }

        var known = fans.Read(context.Request);
        var fan = known ?? FanId.New(ids);
        var consent = PendingConsent.Begin(service.Service, link.Link, fan, links.ZoneOf(context, form.Text("zone")), links.CountryOf(context), follows, ids, time.GetUtcNow()) with { Email = email };
        if (service.Service == StreamingService.AppleMusic)
        {
            // The page asked already: what it got is the fan's yes.
            await FinishAsync(context, service, consent, form.Text("token"));
            return;
        }

        if (known is null) fans.WriteBegun(context, fan, ConsentCookies.Life);
        cookies.Keep(context, consent);
        PreSaveAnswer.Redirect(context, service.Accounts.ConsentUrl(new ConsentRequest(RedirectUri(context, service.Service), consent.State, consent.Challenge, follows)).AbsoluteUri);
    }

    private async Task ReturnAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var texts = PreSaveTexts.English;
        var consent = cookies.Take(context, query["state"] is [{ } state] ? state : null);
        // Another service's answer to what was begun at this one is nobody's answer.
        if (consent is null || services.Find(context.Request.RouteValues["service"] as string) is not { } service || consent.Service != service.Service)
        {
            await PreSaveAnswer.TellAsync(context, 400, texts.Expired, texts.ExpiredHint, null);
            return;
        }

        await FinishAsync(context, service, consent, query["code"] is [{ } code] && !query.ContainsKey("error") ? code : null);
    }

    /// <param name="code">Null: the fan or the service said no.</param>
    private async Task FinishAsync(HttpContext context, FanService service, PendingConsent consent, string? code)
    {
        var answer = code is { Length: > 0 and <= MostCode } ? await service.Accounts.RedeemAsync(code, consent.Verifier, RedirectUri(context, service.Service), context.RequestAborted) : null;
        // A code is good once: when it was used and no answer came, the fan's second try has what the first one kept.
        if (answer is AccountAnswer.Refused && await door.TryFinishAgainAsync(context, service, consent)) return;
        await door.FinishAsync(context, service, consent, answer ?? new AccountAnswer.Refused());
    }

    private async Task<(PreSaveLink Link, FanService Service)?> FindAsync(HttpContext context)
    {
        var service = services.Find((context.Request.RouteValues["service"] as string)?.ToLowerInvariant());
        var link = service is null ? null : await links.FindAsync(context, context.Request.RouteValues["slug"] as string ?? "", service);
        // Who waits for it may give a permission that was refused once more, also when it is out.
        if (link is { IsOpen: false } && fans.Read(context.Request) is { } fan && await preSaves.IsWaitingAsync(fan, link.Link.Id, service!.Service, context.RequestAborted)) link = link with { IsOpen = true };
        if (link is not null) return (link, service!);
        await PageAnswer.RefuseAsync(context, Problem.NotFound("There is no release to pre-save at this address."));
        return null;
    }

    private Uri RedirectUri(HttpContext context, StreamingService service) => new($"{origins.Of(context.Request)}{CallbackPath}{service.Id}");

    private static string? ConsentOrigin(FanService service) => service.Service == StreamingService.AppleMusic ? null
        : service.Accounts.ConsentUrl(new ConsentRequest(new Uri("https://links.example"), "", "", false)).GetLeftPart(UriPartial.Authority);
}

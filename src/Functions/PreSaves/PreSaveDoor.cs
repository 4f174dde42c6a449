using Azure;
using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Grants;
using Smartlinks.Functions.Fans;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Pages;
using Smartlinks.Links;
using Smartlinks.Pages;
using Smartlinks.PreSaves.Taking;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Functions.PreSaves;

/// <summary>
/// Ends a consent: whether saving will work is asked at once, not on release night; then the grant is kept, then the pre-save taken, and only then the fan told. Whatever
/// does not become a pre-save is given back at the service and not kept.
/// </summary>
public sealed class PreSaveDoor(LinkStore links, GrantKeeper grants, PreSaveTaker taker, PreSaveRenewer renewer, SeenCapabilities seen, FanAddresses addresses, OfferedServices offered, FanPreSaves preSaves, FanCookie fans, PublicOrigin origins, ILogger<PreSaveDoor> log)
{
    private static readonly PreSaveTexts s_texts = PreSaveTexts.English;

    public async Task FinishAsync(HttpContext context, FanService service, PendingConsent consent, AccountAnswer answer)
    {
        if (answer is not AccountAnswer.Given { Tokens: { } tokens })
        {
            await TellAsync(context, service, consent, answer);
            return;
        }

        var probe = await service.Accounts.ProbeAsync(tokens.Access, context.RequestAborted);
        // That nobody knows now whether it will work is no reason to turn the fan away.
        var facts = probe is AccountAnswer.Known known ? known.Facts : new AccountFacts(null);
        if (probe is not (AccountAnswer.Known or AccountAnswer.Unavailable))
        {
            await service.Accounts.RevokeAsync(tokens, context.RequestAborted);
            if (probe is AccountAnswer.NotAllowed) await NoteRefusedAsync(service);
            await TellAsync(context, service, consent, probe);
            return;
        }

        if (await FindLinkAsync(context, consent) is not { } link)
        {
            await service.Accounts.RevokeAsync(tokens, context.RequestAborted);
            await PageAnswer.RefuseAsync(context, Problem.NotFound("The release is not there any more."));
            return;
        }

        var fan = FanOf(context, consent);
        if (!await IsOfferedAsync(link, service, fan, context.RequestAborted))
        {
            await service.Accounts.RevokeAsync(tokens, context.RequestAborted);
            PreSaveAnswer.Redirect(context, PreSaveLinks.UrlOf(link.Address));
            return;
        }

        var hadGrant = await FindGrantAsync(fan, service) is not null;
        await grants.KeepAsync(fan, service.Service, tokens, facts, consent.Follows, CancellationToken.None);
        await TakeAsync(context, service, consent, fan, link, hadGrant);
    }

    /// <summary>It may have been blocked since the fan began. Who waits there already is kept the promise.</summary>
    private async Task<bool> IsOfferedAsync(Link link, FanService service, FanId fan, CancellationToken cancellationToken) =>
        (await offered.OfAsync(link, cancellationToken)).Contains(service.Service) || await preSaves.IsWaitingAsync(fan, link.Id, service.Service, cancellationToken);

    /// <summary>When this very consent was redeemed and kept before, and no answer came back to the fan. False: it was not.</summary>
    public async Task<bool> TryFinishAgainAsync(HttpContext context, FanService service, PendingConsent consent)
    {
        var fan = FanOf(context, consent);
        if (await FindGrantAsync(fan, service) is not { State: GrantState.Active } grant || grant.GrantedAt < consent.StartedAt || await FindLinkAsync(context, consent) is not { } link) return false;
        await TakeAsync(context, service, consent, fan, link, hadGrant: false);
        return true;
    }

    /// <summary>The browser may have become another fan's meanwhile: it knows best.</summary>
    private FanId FanOf(HttpContext context, PendingConsent consent) => fans.Read(context.Request) ?? consent.Fan;

    private async Task<FanGrant?> FindGrantAsync(FanId fan, FanService service) => (await grants.ListAsync(fan, CancellationToken.None)).FirstOrDefault(each => each.Service == service.Service);

    private async Task<Link?> FindLinkAsync(HttpContext context, PendingConsent consent) =>
        await links.FindFollowingAsync(consent.Address, context.RequestAborted) is { IsAtRest: false } link && link.Id == consent.Link ? link : null;

    private async Task TakeAsync(HttpContext context, FanService service, PendingConsent consent, FanId fan, Link link, bool hadGrant)
    {
        var grant = await FindGrantAsync(fan, service);
        var taken = await taker.TakeAsync(link, service.Service, fan, TimeZoneInfo.FindSystemTimeZoneById(consent.Zone), grant?.Country ?? consent.Country, consent.Follows, grant?.EndsAt, CancellationToken.None);
        if (taken is not (TakeResult.Taken or TakeResult.AlreadyThere))
        {
            // One that was there before may be needed by the fan's other pre-saves.
            if (!hadGrant) await grants.DisconnectAsync(fan, service.Service, CancellationToken.None);
            PreSaveAnswer.Redirect(context, PreSaveLinks.UrlOf(link.Address));
            return;
        }

        await renewer.RenewAsync(fan, service.Service, grant?.EndsAt, CancellationToken.None);
        fans.Write(context, fan);
        if (consent.Email is { } email) await AskAsync(context, link, fan, email);
        PreSaveAnswer.Redirect(context, $"{FanEndpoints.Path}?{(taken is TakeResult.Taken ? "queued" : "again")}={link.Id}.{service.Service}");
    }

    /// <summary>So that others hear of it before they consent. That storage does not take it must not hide from this fan what happened.</summary>
    private async Task NoteRefusedAsync(FanService service)
    {
        try
        {
            await seen.NoteRefusedAsync(service.Service, CancellationToken.None);
        }
        catch (RequestFailedException refused)
        {
            log.LogError(refused, "That {Service} refused an account could not be kept", service.Service);
        }
    }

    /// <summary>After what the fan came for: that storage does not take an address must not hide that the pre-save is taken.</summary>
    private async Task AskAsync(HttpContext context, Link link, FanId fan, EmailAddress email)
    {
        try
        {
            await addresses.AskAsync(link.Organization, fan, new AddressConsent(email, s_texts.MailChoice, link.Id), new Uri(origins.Of(context.Request)), CancellationToken.None);
        }
        catch (RequestFailedException refused)
        {
            log.LogError(refused, "A fan's address could not be kept");
        }
    }

    private static Task TellAsync(HttpContext context, FanService service, PendingConsent consent, AccountAnswer answer)
    {
        var (status, heading, hint) = answer switch
        {
            AccountAnswer.NotAllowed => (200, s_texts.NotAllowed, s_texts.NotAllowedHint),
            AccountAnswer.NoSubscription => (200, s_texts.NoSubscription, s_texts.NoSubscriptionHint),
            AccountAnswer.Unavailable => (503, s_texts.TryLater, s_texts.TryLaterHint),
            _ => (200, s_texts.Refused, s_texts.RefusedHint),
        };
        return PreSaveAnswer.TellAsync(context, status, PageTexts.Format(heading, service.Service.Name), hint, PreSaveLinks.UrlOf(consent.Address));
    }
}

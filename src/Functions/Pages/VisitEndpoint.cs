using System.Runtime.InteropServices;
using Microsoft.Extensions.Primitives;
using Smartlinks.Clicks;
using Smartlinks.Fans.Mails;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.PreSaves;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Pages;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Pages;

/// <summary>
/// The fan's door: <c>/{slug}</c> and <c>/{slug}/{service}</c>. Identify the link → decide → record → answer. Recording never fails a visit (ADR 0006).
/// </summary>
public sealed class VisitEndpoint(LinkCache<ShownLink> links, PageCache pages, VisitorReader visitors, OrganizationSettingsStore settings, IClickRecorder clicks, LinkDomains domains, PreSaveServices preSaves, MailOptions mails, TimeProvider time, ILogger<VisitEndpoint> log)
{
    private static readonly StringValues s_neverStored = "private, no-cache";
    private static readonly TimeSpan s_cookieLife = TimeSpan.FromDays(365);

    /// <param name="segment">The first part of the path.</param>
    /// <param name="rest">What follows the slug's slash; null when there is no second part.</param>
    public async Task HandleAsync(HttpContext context, string segment, string? rest)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await PageAnswer.RefuseAsync(context, Problem.MethodNotAllowed(request.Method));
            return;
        }

        if (!Slug.TryParsePath(segment, out var slug))
        {
            await AnswerNotFoundAsync(context, segment, isSlug: false);
            return;
        }

        var link = await FindAsync(new LinkAddress(domains.Of(request), slug), context.RequestAborted);
        if (link.MovedTo is { } moved) Redirect(context, $"/{moved}{(rest is null ? "" : "/" + Uri.EscapeDataString(rest.TrimEnd('/')))}{VisitQuery.Printable(request.QueryString)}", StatusCodes.Status301MovedPermanently);
        else if (link.IsGone) await PageAnswer.WriteAsync(context, StatusCodes.Status410Gone, await PageRenderer.RenderGoneAsync());
        else if (!link.Exists) await AnswerNotFoundAsync(context, segment, isSlug: true);
        else
        {
            var own = await settings.RecallAsync(link.Organization, context.RequestAborted);
            if (rest is null) await OpenAsync(context, link, own);
            else await ChooseAsync(context, link, own, rest);
        }
    }

    /// <summary>A link that has to be read again has its organization's settings read at the same time.</summary>
    private ValueTask<ShownLink> FindAsync(LinkAddress address, CancellationToken cancellationToken)
    {
        var link = links.GetAsync(address, cancellationToken);
        if (!link.IsCompleted && links.Last(address) is { Exists: true } last) settings.Refresh(last.Organization);
        return link;
    }

    private async Task OpenAsync(HttpContext context, ShownLink link, OrganizationSettings own)
    {
        var visitor = visitors.Read(context.Request);
        var query = VisitQuery.Read(context.Request.QueryString);
        if (query.Forget)
        {
            // A fetch ahead of the fan decides nothing.
            if (visitor.IsCounted) Forget(context);
            visitor = visitor with { Remembered = null };
        }

        var now = time.GetUtcNow();
        var sight = See(link, own, visitor, now);
        var service = query.Choose || visitor.Agent.IsBot ? null : link.Route(visitor.Remembered, sight.Offer);
        if (service is null)
        {
            await ShowAsync(context, link, visitor, query, sight, refused: null, now);
            return;
        }

        await RecordAsync(context, link, visitor, query, ClickKind.SentOn, service, now);
        Redirect(context, query.AppendTo(link.LocationOf(service, sight.Offer)!));
    }

    private async Task ChooseAsync(HttpContext context, ShownLink link, OrganizationSettings own, string rest)
    {
        if (!StreamingService.TryParse(rest.TrimEnd('/').ToLowerInvariant(), out var service))
        {
            await AnswerNotFoundAsync(context, rest, isSlug: false);
            return;
        }

        var visitor = visitors.Read(context.Request);
        var query = VisitQuery.Read(context.Request.QueryString);
        var now = time.GetUtcNow();
        var sight = See(link, own, visitor, now);
        if (link.LocationOf(service, sight.Offer) is { } location)
        {
            await RecordAsync(context, link, visitor, query, visitor.Agent.IsBot ? ClickKind.Bot : ClickKind.Click, service, now);
            if (visitor is { IsCounted: true, Agent.IsBot: false }) Remember(context, service);
            Redirect(context, query.AppendTo(location));
        }
        else if (sight.Offer.Away.Contains(service)) await ShowAsync(context, link, visitor, query, sight, service, now);
        else Redirect(context, query.AppendTo($"/{link.Slug}?choose"));
    }

    /// <summary>
    /// What this fan gets to see of the link at this moment. A bot is shown what there is anywhere: its preview is for fans of all countries, not for the one
    /// its machine stands in.
    /// </summary>
    private static (PagePhase Phase, Offer Offer) See(ShownLink link, OrganizationSettings own, Visitor visitor, DateTimeOffset now)
    {
        var isOut = link.IsOut(now, visitor.Country);
        var offer = link.OfferTo(visitor.Agent.IsBot ? null : visitor.Country, own, isOut);
        return (!isOut ? PagePhase.ComingSoon : !offer.IsEmpty ? PagePhase.Live : offer.IsAway ? PagePhase.Away : link.IsResolving ? PagePhase.Resolving : offer.IsWithheld ? PagePhase.Withheld : PagePhase.Unlisted, offer);
    }

    private async Task ShowAsync(HttpContext context, ShownLink link, Visitor visitor, VisitQuery query, (PagePhase Phase, Offer Offer) sight, StreamingService? refused, DateTimeOffset now)
    {
        await RecordAsync(context, link, visitor, query, visitor.Agent.IsBot ? ClickKind.Bot : ClickKind.Visit, null, now);
        var origin = domains.OriginOf(context.Request);
        var form = new PageForm(sight.Phase, sight.Offer, visitor.Remembered?.Id, refused?.Id, origin, query.Carried, PageAnswer.EncodingFor(context.Request.Headers.AcceptEncoding));
        var (remembered, carried) = (visitor.Remembered, query.Carried);
        var page = await pages.GetAsync(link, form, () => PageRenderer.RenderAsync(ToPage()));
        await PageAnswer.WriteAsync(context, StatusCodes.Status200OK, page);

        LinkPage ToPage()
        {
            var formsUrl = PreSaveLinks.FormsUrlOf(domains.OwnOriginFrom(context.Request), new LinkAddress(domains.Of(context.Request), link.Slug));
            return link.ToPage(origin, sight.Phase, sight.Offer, remembered, refused, carried, formsUrl, sight.Phase == PagePhase.ComingSoon && formsUrl is not null ? preSaves.For(link.IsAlbum) : [], mails.IsOn);
        }
    }

    private async ValueTask RecordAsync(HttpContext context, ShownLink link, Visitor visitor, VisitQuery query, ClickKind kind, StreamingService? service, DateTimeOffset now)
    {
        if (!visitor.IsCounted) return;
        try
        {
            var utm = query.Carried.Length == 0 ? default : VisitorFacts.Utm(query.Carried);
            var headers = context.Request.Headers;
            var referrer = headers.Referer.Count == 0 ? null : VisitorFacts.ReferrerHost(headers.Referer, OwnHost(context.Request));
            await clicks.RecordAsync(new Click(link.Id, now, kind, kind == ClickKind.Bot ? null : service?.Id, referrer, utm.Source, utm.Medium, utm.Campaign, visitor.Agent.Device, visitor.Country, RequestId(headers)), CancellationToken.None);
        }
#pragma warning disable CA1031 // A visit never fails because counting failed (ADR 0006).
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.LogError(failure, "A click was lost before it reached the recorder's journal");
        }
    }

    /// <summary>The host gives each request an id and keeps it when it sends the request again.</summary>
    private static ulong RequestId(IHeaderDictionary headers) =>
        headers["X-Azure-Functions-InvocationId"] is [{ } text, ..] && Guid.TryParse(text, out var id) ? MemoryMarshal.Read<ulong>(id.ToByteArray()) : 0;

    private string OwnHost(HttpRequest request) => new Uri(domains.OriginOf(request)).Host;

    private static void Remember(HttpContext context, StreamingService service) =>
        context.Response.Headers.SetCookie = Cookie(context, service.Id, (long)s_cookieLife.TotalSeconds);

    private static void Forget(HttpContext context) => context.Response.Headers.SetCookie = Cookie(context, "", 0);

    private static string Cookie(HttpContext context, string value, long seconds) =>
        $"{VisitorReader.CookieName}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{(PublicOrigin.IsHttps(context.Request) ? "; Secure" : "")}";

    private static void Redirect(HttpContext context, string location, int status = StatusCodes.Status302Found)
    {
        var headers = context.Response.Headers;
        context.Response.StatusCode = status;
        SecurityHeaders.AddTo(headers);
        SecurityHeaders.AddStrictTransport(context);
        headers.Location = location;
        headers.CacheControl = s_neverStored;
        headers.Vary = "Cookie";
        headers.ContentLength = 0;
    }

    /// <summary>A page for people; for programs that ask for something that cannot even be a slug, a problem.</summary>
    private static async Task AnswerNotFoundAsync(HttpContext context, string segment, bool isSlug)
    {
        var wantsPage = PageAnswer.IsWanted(context.Request) || (isSlug && !context.Request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase));
        if (wantsPage) await PageAnswer.WriteAsync(context, StatusCodes.Status404NotFound, await PageRenderer.RenderNotFoundAsync(segment));
        else await Problem.NotFound("There is no link at this address.").WriteAsync(context);
    }
}

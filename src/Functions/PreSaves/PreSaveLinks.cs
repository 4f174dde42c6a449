using Smartlinks.Fans.Mails;
using Smartlinks.Functions.Hosting;
using Smartlinks.Functions.Pages;
using Smartlinks.Links;
using Smartlinks.Pages;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Functions.PreSaves;

/// <summary>A link as a fan who pre-saves finds it.</summary>
/// <param name="IsOpen">It is not out yet for this fan, the service may get it, and its owner offers it there.</param>
public sealed record PreSaveLink(Link Link, bool IsOpen)
{
    /// <summary>Its own page's: a path, or an address of its own domain.</summary>
    public string Url => PreSaveLinks.UrlOf(Link.Address);
}

/// <summary>Finds the link of a pre-save address, and tells what its page shows.</summary>
public sealed class PreSaveLinks(LinkStore store, LinkDomains domains, VisitorReader visitors, PublicOrigin origins, MusicKitSetups musicKit, OfferedServices offered, MailOptions mail, TimeProvider time)
{
    private const int MostZone = 64;
    private const int MostTitle = 200;

    /// <summary>Of its page, as seen from the deployment's own address.</summary>
    public static string UrlOf(LinkAddress address) => address.UrlAt("");

    /// <summary>Under which a release's forms are at the deployment's own address, without a trailing slash.</summary>
    public static string FormsPathOf(LinkAddress address) => $"/presave/{address.Segment}";

    /// <param name="ownOrigin">The deployment's (<see cref="LinkDomains.OwnOriginFrom"/>).</param>
    public static string? FormsUrlOf(string? ownOrigin, LinkAddress address) => ownOrigin is null ? null : ownOrigin + FormsPathOf(address);

    /// <summary>
    /// Fans' forms are at the deployment's own address, whatever domain a link is on: services send fans back there, and there is the fan's cookie. True: who came by a further domain was sent
    /// there, or told that there is nothing.
    /// </summary>
    public async Task<bool> SendHomeAsync(HttpContext context)
    {
        var origin = domains.OwnOriginFrom(context.Request);
        if (origin is "") return false;
        if (origin is null || !HttpMethods.IsGet(context.Request.Method)) await PageAnswer.RefuseAsync(context, Problem.NotFound("Fans' pages are at the deployment's own address."));
        else PreSaveAnswer.Redirect(context, origin + HomePathOf(context.Request) + VisitQuery.Printable(context.Request.QueryString));
        return true;
    }

    /// <summary>Null: there is no link, its owner took it away, or it is not published yet.</summary>
    public async Task<PreSaveLink?> FindAsync(HttpContext context, string segment, FanService? service)
    {
        if (domains.Find(context.Request, segment) is not { } address) return null;
        var link = await store.FindFollowingAsync(address, context.RequestAborted);
        return link is null or { IsAtRest: true } ? null : new PreSaveLink(link, IsOpen(link, ZoneOf(context, null)) && (service is null || await IsOfferedAsync(link, service, context.RequestAborted)));
    }

    private async ValueTask<bool> IsOfferedAsync(Link link, FanService service, CancellationToken cancellationToken) =>
        PreSaveServices.CanTake(link, service) && (await offered.OfAsync(link, cancellationToken)).Contains(service.Service);

    public string? CountryOf(HttpContext context) => visitors.Read(context.Request).Country;

    /// <summary>The zone the browser told, when it is one; else the one of the fan's country.</summary>
    public string ZoneOf(HttpContext context, string? told) =>
        told is { Length: > 0 and <= MostZone } && told.Contains('/', StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(told, out var zone) && zone.HasIanaId ? zone.Id : CountryZones.Find(CountryOf(context)).Id;

    public PreSavePage ToPage(HttpContext context, PreSaveLink link, FanService service, SaveCapability capability)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(ZoneOf(context, null));
        var app = InAppBrowser.Find(context.Request.Headers.UserAgent.ToString());
        var address = new Uri($"{origins.Of(context.Request)}{FormsPathOf(link.Link.Address)}/{service.Service.Id}");
        return new PreSavePage
        {
            Release = ReleaseOf(link.Link),
            Service = service.Service,
            OutAt = link.Link.Release is { } release ? TimeZoneInfo.ConvertTime(release.InstantIn(zone), zone).DateTime : null,
            Zone = zone.Id,
            IsInstant = link.Link.Release is { At: not null },
            IsForTestersOnly = capability.Ability == SaveAbility.TestersOnly,
            OwnPage = capability.Ability == SaveAbility.TestersOnly ? link.Link.PreSavePages.FirstOrDefault(page => page.Service == service.Service)?.ToString() : null,
            CanFollow = service.Configured.Follows,
            CanWrite = mail.IsOn,
            CanRemind = mail.IsOn,
            MusicKit = service.Service == StreamingService.AppleMusic ? musicKit.Make(new Uri(origins.Of(context.Request)), time.GetUtcNow()) : null,
            InApp = app?.Name,
            WayOut = app?.WayOut(address),
        };
    }

    public RemindPage ToRemindPage(HttpContext context, Link link)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(ZoneOf(context, null));
        return new RemindPage(ReleaseOf(link), link.Release is { } release ? TimeZoneInfo.ConvertTime(release.InstantIn(zone), zone).DateTime : null, zone.Id, link.Release is { At: not null }, ReminderTextOf(link));
    }

    /// <summary>What a fan who wants to be reminded agrees to.</summary>
    public static string ReminderTextOf(Link link)
    {
        var title = DisplayText.Clean(link.Title ?? "");
        if (title.Length > MostTitle) title = title[..(char.IsHighSurrogate(title[MostTitle - 1]) ? MostTitle - 1 : MostTitle)];
        return PageTexts.Format(PreSaveTexts.English.RemindChoice, title.Length == 0 ? "this release" : $"“{title}”");
    }

    public static PreSaveRelease ReleaseOf(Link link) =>
        ReleaseAt(link.Address) with { Title = link.Title ?? "", Artists = link.Artists, ArtworkPath = link.ArtworkKey is null ? null : $"/assets/artwork/{link.ArtworkKey}" };

    /// <summary>Of which no more is known.</summary>
    public static PreSaveRelease ReleaseAt(LinkAddress address) => new(FormsPathOf(address), UrlOf(address), "", [], null);

    private string HomePathOf(HttpRequest request)
    {
        var path = request.Path.ToUriComponent();
        return request.RouteValues["slug"] is string segment && domains.Find(request, segment) is { } address ? FormsPathOf(address) + path[path.LastIndexOf('/')..] : path;
    }

    private bool IsOpen(Link link, string zone) => link.Release is { } release && !release.IsOut(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(zone));
}

using Smartlinks.Functions.PreSaves;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Rules;
using Smartlinks.Pages;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Pages;

/// <summary>
/// What is kept in memory of an address for visits, or why there is nothing. Only what a visit uses, in few objects: tens of thousands of links are kept.
/// </summary>
public sealed class ShownLink
{
    private readonly string? _title;
    private readonly string[] _artists = [];
    private readonly string? _artworkKey;
    private readonly ReleaseMoment? _release;
    private readonly ServicePreference? _preference;

    // The destinations that any fan may see; their addresses at their services' places.
    private readonly ServiceSet _services;
    private readonly string?[] _locations = [];
    private readonly ServiceSet _searches;
    private readonly ServiceSet _probable;

    /// <summary>Services that may get the release; none of a link without a release moment.</summary>
    private readonly ServiceSet _mayGet;

    /// <summary>Services' own pre-save pages; null when there are none, as on most links.</summary>
    private readonly OwnPreSave[]? _ownPreSaves;

    /// <summary>At their services' places; null when all of them are available everywhere, as on most links.</summary>
    private readonly Territories?[]? _territories;

    /// <summary>What the rules came to that were asked about last.</summary>
    private volatile RuledStanding? _ruled;

    private ShownLink(Link link)
    {
        (Exists, Id, Organization, Mode, IsGone, IsResolving) = (true, link.Id.ToString(), link.Organization, link.Mode, link.Archived, link.Resolving);
        IsAlbum = PreSaveServices.IsAlbum(link);
        (Slug, _title, _artists, _artworkKey, _release, _preference) = (link.Address.Slug, link.Title, [.. link.Artists], link.ArtworkKey, link.Release, link.Services);
        // What is only likely is kept as well, and what the organization hides today: what shows is its word, which may change before the link does.
        var kept = link.Destinations.Where(destination => destination.IsVisible(showProbable: true)).ToList();
        _services = ServicesOf(kept, _ => true);
        _locations = AtPlaces(kept, destination => destination.Url!.ToString());
        _searches = ServicesOf(kept, destination => destination.Status == DestinationStatus.Search);
        _probable = ServicesOf(kept, destination => destination.Status == DestinationStatus.Probable);
        if (kept.Exists(destination => !destination.Territories.IsEverywhere)) _territories = AtPlaces(kept, destination => SharedTerritories.Of(destination.Territories));
        if (_release is null) return;
        if (link.PreSavePages.Count > 0) _ownPreSaves = [.. link.PreSavePages.Select(page => new OwnPreSave(page.Service, page.ToString()))];
        _mayGet = ServiceSet.Of(StreamingService.All.Where(service => PreSaveServices.CanBeAt(link, service)));
    }

    private ShownLink(Slug? movedTo, bool isGone) => (MovedTo, IsGone) = (movedTo, isGone);

    /// <summary>Whether there is a link here. False for old and unknown addresses, and for deleted links.</summary>
    public bool Exists { get; }

    public string Id { get; } = "";

    /// <summary>Set when the link exists.</summary>
    public Slug Slug { get; }

    /// <summary>Set when the link exists.</summary>
    public OrganizationId Organization { get; }

    public LinkMode Mode { get; }

    public bool IsAlbum { get; }

    /// <summary>The slug the link has now, when this address is an old one of it.</summary>
    public Slug? MovedTo { get; }

    /// <summary>Until every service answered once.</summary>
    public bool IsResolving { get; }

    /// <summary>Deleted or archived.</summary>
    public bool IsGone { get; }

    public static ShownLink Of(StoredLink? stored) => stored switch
    {
        // To fans one that is not published yet is as one that does not exist.
        StoredLink.Found { Link: { Hold: not null, Archived: false } } => new ShownLink(null, isGone: false),
        StoredLink.Found found => new ShownLink(found.Link),
        StoredLink.Moved moved => new ShownLink(moved.To, isGone: false),
        StoredLink.Deleted => new ShownLink(null, isGone: true),
        _ => new ShownLink(null, isGone: false),
    };

    /// <param name="country">The fan's, upper case; null when it is not known: nothing is kept from a fan on a guess.</param>
    /// <param name="settings">What the organization decides for all its links.</param>
    /// <param name="isOut">Before that, a fan is offered no more than pre-saving.</param>
    public Offer OfferTo(string? country, OrganizationSettings settings, bool isOut)
    {
        var standing = StandingUnder(settings.Services);
        if (!isOut)
        {
            var coming = ComingTo(standing.Visible);
            return new Offer(default, default, default, coming, standing.Order.Only(coming));
        }

        var there = settings.ShowProbable ? _services : _services.Except(_probable);
        var shown = there.Intersect(standing.Visible);
        var away = AwayFrom(country).Intersect(shown);
        return new Offer(shown.Except(away), away, there.Except(shown), default, standing.Order.Only(shown));
    }

    /// <summary>Where a service's button leads; null when the fan is not offered it.</summary>
    public string? LocationOf(StreamingService service, Offer offer) => offer.Here.Contains(service) ? _locations[service.Place] : null;

    /// <summary>
    /// Where a fan is sent without a page: the remembered service, else, in auto-route mode, the first in order, what is proven before what is
    /// likely. Never to a search: its page says what it is. Null shows the page.
    /// </summary>
    public StreamingService? Route(StreamingService? remembered, Offer offer)
    {
        var exact = offer.Here.Except(_searches);
        if (remembered is not null && exact.Contains(remembered)) return remembered;
        return Mode == LinkMode.AutoRoute ? offer.Order.First(exact.Except(_probable)) ?? offer.Order.First(exact) : null;
    }

    public bool IsOut(DateTimeOffset now, string? country) => _release is null || _release.IsOut(now, CountryZones.Find(country));

    /// <summary>What the page shows.</summary>
    /// <param name="formsUrl">Under which fans' forms for it are; null: no form can be reached from here.</param>
    /// <param name="preSaves">Services fans can connect at this deployment; none when it is out.</param>
    /// <param name="canRemind">Whether this deployment sends mails.</param>
    /// <param name="refused">The service a fan asked for that is away; null when none was.</param>
    public LinkPage ToPage(string origin, PagePhase phase, Offer offer, StreamingService? remembered, StreamingService? refused, string carried, string? formsUrl, IReadOnlyList<StreamingService> preSaves, bool canRemind = false)
    {
        var slug = Slug.ToString();
        var ours = offer.Coming.Intersect(_mayGet).Intersect(ServiceSet.Of(preSaves));
        return new LinkPage
        {
            Slug = slug,
            Url = new Uri($"{origin}/{slug}"),
            FormsUrl = formsUrl ?? "",
            Title = _title ?? "",
            IsAlbum = IsAlbum,
            Artists = _artists,
            ArtworkPath = _artworkKey is null ? null : $"/assets/artwork/{_artworkKey}",
            Phase = phase,
            Release = _release is null ? null : _release.At is { } at ? PageRelease.Instant(at) : PageRelease.LocalMidnight(_release.On!.Value),
            Buttons = [.. offer.Order.Only(offer.Here).ToList().Select(service => ToButton(service, slug, carried))],
            Away = offer.Order.Only(offer.Away).ToList(),
            PreSaves = offer.Order.Only(ours).ToList(),
            OwnPreSaves = phase == PagePhase.ComingSoon && _ownPreSaves is not null
                ? [.. offer.Order.ToList().Where(service => !ours.Contains(service)).SelectMany(service => _ownPreSaves.Where(page => page.Service == service))] : [],
            CanRemind = canRemind && phase == PagePhase.ComingSoon && _release is not null && formsUrl is not null,
            RememberedService = remembered,
            IsRememberedWithheld = remembered is not null && offer.Withheld.Contains(remembered),
            RefusedService = refused,
        };
    }

    /// <summary>Worked out once for all visits under the same rules.</summary>
    private ServiceStanding StandingUnder(ServiceRules rules)
    {
        if (_ruled is { } ruled && ruled.Rules == rules) return ruled.Standing;
        var found = SharedStandings.Of(rules, _preference);
        _ruled = found;
        return found.Standing;
    }

    private ServiceSet ComingTo(ServiceSet visible)
    {
        var coming = _mayGet;
        foreach (var page in _ownPreSaves ?? []) coming = coming.With(page.Service);
        return coming.Intersect(visible);
    }

    private ServiceSet AwayFrom(string? country)
    {
        ServiceSet away = default;
        if (_territories is null || country is null) return away;
        for (var place = 0; place < _territories.Length; place++)
            if (_territories[place] is { } territories && !territories.Include(country)) away = away.With(StreamingService.All[place]);
        return away;
    }

    private PageButton ToButton(StreamingService service, string slug, string carried) =>
        new(service, carried.Length == 0 ? $"/{slug}/{service.Id}" : $"/{slug}/{service.Id}?{carried}", _searches.Contains(service));

    private static T?[] AtPlaces<T>(List<Destination> destinations, Func<Destination, T> select)
        where T : class
    {
        var all = new T?[StreamingService.All.Count];
        foreach (var destination in destinations) all[destination.Service.Place] = select(destination);
        return all;
    }

    private static ServiceSet ServicesOf(List<Destination> destinations, Func<Destination, bool> isSo) => ServiceSet.Of(destinations.Where(isSo).Select(destination => destination.Service));
}

using System.Numerics;
using Smartlinks.Functions.PreSaves;
using Smartlinks.Links;
using Smartlinks.Organizations;
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

    // The destinations that any fan may see, in the link's order; what is special about one is a bit at its place.
    private readonly StreamingService[] _services = [];
    private readonly string[] _locations = [];
    private readonly int _searches;
    private readonly int _probable;

    /// <summary>Services that may get the release, as bits over <see cref="StreamingService.All"/>; 0 of a link without a release moment.</summary>
    private readonly int _mayGet;

    /// <summary>Services' own pre-save pages; null when there are none, as on most links.</summary>
    private readonly OwnPreSave[]? _ownPreSaves;

    /// <summary>It has a release moment, and fans' forms reach it: they come from the deployment's own address.</summary>
    private readonly bool _canRemind;

    /// <summary>Null when all of them are available everywhere, as on most links.</summary>
    private readonly Territories[]? _territories;

    private ShownLink(Link link)
    {
        (Exists, Id, Mode, IsGone, IsResolving) = (true, link.Id.ToString(), link.Mode, link.Archived, link.Resolving);
        IsAlbum = PreSaveServices.IsAlbum(link);
        (Slug, _title, _artists, _artworkKey, _release) = (link.Address.Slug, link.Title, [.. link.Artists], link.ArtworkKey, link.Release);
        // What is only likely is kept as well: whether it shows is the organization's word, which may change before the link does.
        var kept = link.Destinations.Where(destination => destination.IsVisible(showProbable: true)).ToList();
        _services = [.. kept.Select(destination => destination.Service)];
        _locations = [.. kept.Select(destination => destination.Url!.ToString())];
        _searches = Places(kept, destination => destination.Status == DestinationStatus.Search);
        _probable = Places(kept, destination => destination.Status == DestinationStatus.Probable);
        if (kept.Exists(destination => !destination.Territories.IsEverywhere)) _territories = [.. kept.Select(destination => SharedTerritories.Of(destination.Territories))];
        if (HasProbable) Organization = link.Organization;
        if (_release is not null && link.PreSavePages.Count > 0) _ownPreSaves = [.. link.PreSavePages.Select(page => new OwnPreSave(page.Service, page.ToString()))];
        _canRemind = _release is not null && link.Address.Domain == LinkAddress.OwnDomain;
        if (_release is not null)
            for (var place = 0; place < StreamingService.All.Count; place++)
                if (PreSaveServices.CanBeAt(link, StreamingService.All[place])) _mayGet |= 1 << place;
    }

    private ShownLink(Slug? movedTo, bool isGone) => (MovedTo, IsGone) = (movedTo, isGone);

    /// <summary>Whether there is a link here. False for old and unknown addresses, and for deleted links.</summary>
    public bool Exists { get; }

    public string Id { get; } = "";

    /// <summary>Set when the link exists.</summary>
    public Slug Slug { get; }

    public LinkMode Mode { get; }

    public bool IsAlbum { get; }

    /// <summary>The slug the link has now, when this address is an old one of it.</summary>
    public Slug? MovedTo { get; }

    /// <summary>Until every service answered once.</summary>
    public bool IsResolving { get; }

    /// <summary>Deleted or archived.</summary>
    public bool IsGone { get; }

    /// <summary>Whether a destination is only likely, so that it is for <see cref="Organization"/> to say who sees it.</summary>
    public bool HasProbable => _probable != 0;

    /// <summary>Set when <see cref="HasProbable"/>.</summary>
    public OrganizationId Organization { get; }

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
    /// <param name="showProbable">Whether the organization shows its fans what is only likely.</param>
    public Offer OfferTo(string? country, bool showProbable)
    {
        var allowed = (1 << _services.Length) - 1;
        if (!showProbable) allowed &= ~_probable;
        if (_territories is null || country is null) return new Offer(allowed, 0);
        var away = 0;
        for (var place = 0; place < _territories.Length; place++)
            if (!_territories[place].Include(country)) away |= 1 << place;
        return new Offer(allowed & ~away, allowed & away);
    }

    /// <summary>Where a service's button leads; null when the fan is not offered it.</summary>
    public string? LocationOf(StreamingService service, Offer offer) => Find(service, offer.Here) is { } place ? _locations[place] : null;

    /// <summary>Whether the link has this service, only not where the fan is.</summary>
    public bool IsAway(StreamingService service, Offer offer) => Find(service, offer.Away) is not null;

    /// <summary>
    /// Where a fan is sent without a page: the remembered service, else, in auto-route mode, the first of the link's order, what is proven before what is
    /// likely. Never to a search: its page says what it is. Null shows the page.
    /// </summary>
    public StreamingService? Route(StreamingService? remembered, Offer offer)
    {
        var exact = offer.Here & ~_searches;
        if (remembered is not null && Find(remembered, exact) is not null) return remembered;
        if (Mode != LinkMode.AutoRoute || exact == 0) return null;
        var proven = exact & ~_probable;
        return _services[BitOperations.TrailingZeroCount(proven != 0 ? proven : exact)];
    }

    public bool IsOut(DateTimeOffset now, string? country) => _release is null || _release.IsOut(now, CountryZones.Find(country));

    /// <summary>Which of the services a fan can pre-save the release at, in their order.</summary>
    public IReadOnlyList<StreamingService> PreSavesAt(IReadOnlyList<StreamingService> services) => [.. services.Where(MayGet)];

    private bool MayGet(StreamingService service)
    {
        for (var place = 0; place < StreamingService.All.Count; place++)
            if (StreamingService.All[place] == service) return (_mayGet & (1 << place)) != 0;
        return false;
    }

    /// <summary>What the page shows.</summary>
    /// <param name="preSaves">Services fans can connect at this deployment; none when it is out.</param>
    /// <param name="canRemind">Whether this deployment sends mails.</param>
    /// <param name="refused">The service a fan asked for that is away; null when none was.</param>
    public LinkPage ToPage(string origin, PagePhase phase, Offer offer, StreamingService? remembered, StreamingService? refused, string carried, IReadOnlyList<StreamingService> preSaves, bool canRemind = false)
    {
        var slug = Slug.ToString();
        var ours = PreSavesAt(preSaves);
        return new LinkPage
        {
            Slug = slug,
            Url = new Uri($"{origin}/{slug}"),
            Title = _title ?? "",
            IsAlbum = IsAlbum,
            Artists = _artists,
            ArtworkPath = _artworkKey is null ? null : $"/assets/artwork/{_artworkKey}",
            Phase = phase,
            Release = _release is null ? null : _release.At is { } at ? PageRelease.Instant(at) : PageRelease.LocalMidnight(_release.On!.Value),
            Buttons = [.. At(offer.Here).Select(place => ToButton(place, slug, carried))],
            Away = [.. At(offer.Away).Select(place => _services[place])],
            PreSaves = ours,
            OwnPreSaves = phase == PagePhase.ComingSoon && _ownPreSaves is not null ? [.. _ownPreSaves.Where(page => !ours.Contains(page.Service))] : [],
            CanRemind = canRemind && phase == PagePhase.ComingSoon && _canRemind,
            RememberedService = remembered,
            RefusedService = refused,
        };
    }

    private PageButton ToButton(int place, string slug, string carried)
    {
        var service = _services[place];
        return new PageButton(service, carried.Length == 0 ? $"/{slug}/{service.Id}" : $"/{slug}/{service.Id}?{carried}", (_searches & (1 << place)) != 0);
    }

    private IEnumerable<int> At(int places) => Enumerable.Range(0, _services.Length).Where(place => (places & (1 << place)) != 0);

    private int? Find(StreamingService service, int among)
    {
        var place = Array.IndexOf(_services, service);
        return place >= 0 && (among & (1 << place)) != 0 ? place : null;
    }

    private static int Places(List<Destination> destinations, Func<Destination, bool> isSo)
    {
        var places = 0;
        for (var place = 0; place < destinations.Count; place++)
            if (isSo(destinations[place])) places |= 1 << place;
        return places;
    }
}

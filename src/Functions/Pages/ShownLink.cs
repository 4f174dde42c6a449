using Smartlinks.Links;
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
    private readonly StreamingService[] _services = [];
    private readonly string[] _locations = [];
    private readonly bool[] _searches = [];

    private ShownLink(Link link)
    {
        (Exists, Id, Mode, IsGone) = (true, link.Id.ToString(), link.Mode, link.Archived);
        (Slug, _title, _artists, _artworkKey, _release) = (link.Address.Slug, link.Title, [.. link.Artists], link.ArtworkKey, link.Release);
        var visible = link.VisibleDestinations.ToList();
        _services = [.. visible.Select(destination => destination.Service)];
        _locations = [.. visible.Select(destination => destination.Url!.ToString())];
        _searches = [.. visible.Select(destination => destination.Status == DestinationStatus.Search)];
    }

    private ShownLink(Slug? movedTo, bool isGone) => (MovedTo, IsGone) = (movedTo, isGone);

    /// <summary>Whether there is a link here. False for old and unknown addresses, and for deleted links.</summary>
    public bool Exists { get; }

    public string Id { get; } = "";

    /// <summary>Set when the link exists.</summary>
    public Slug Slug { get; }

    public LinkMode Mode { get; }

    /// <summary>The slug the link has now, when this address is an old one of it.</summary>
    public Slug? MovedTo { get; }

    /// <summary>Deleted or archived.</summary>
    public bool IsGone { get; }

    /// <summary>Whether there is a service to choose.</summary>
    public bool HasDestinations => _services.Length > 0;

    /// <summary>The first service of the link's order: where a link in auto-route mode leads a fan it does not know. Null when there is none.</summary>
    public StreamingService? First => HasDestinations ? _services[0] : null;

    public static ShownLink Of(StoredLink? stored) => stored switch
    {
        StoredLink.Found found => new ShownLink(found.Link),
        StoredLink.Moved moved => new ShownLink(moved.To, isGone: false),
        StoredLink.Deleted => new ShownLink(null, isGone: true),
        _ => new ShownLink(null, isGone: false),
    };

    /// <summary>Where a service's button leads; null when the link does not show it.</summary>
    public string? LocationOf(StreamingService service)
    {
        var index = Array.IndexOf(_services, service);
        return index < 0 ? null : _locations[index];
    }

    public bool IsOut(DateTimeOffset now, string? country) => _release is null || _release.IsOut(now, CountryZones.Find(country));

    /// <summary>What the page shows.</summary>
    public LinkPage ToPage(string origin, PagePhase phase, StreamingService? remembered, string carried)
    {
        var slug = Slug.ToString();
        return new LinkPage
        {
            Slug = slug,
            Url = new Uri($"{origin}/{slug}"),
            Title = _title ?? "",
            Artists = _artists,
            ArtworkPath = _artworkKey is null ? null : $"/assets/artwork/{_artworkKey}",
            Phase = phase,
            Release = _release is null ? null : _release.At is { } at ? PageRelease.Instant(at) : PageRelease.LocalMidnight(_release.On!.Value),
            Buttons = [.. _services.Select((service, index) => new PageButton(service, carried.Length == 0 ? $"/{slug}/{service.Id}" : $"/{slug}/{service.Id}?{carried}", _searches[index]))],
            RememberedService = remembered,
        };
    }
}

using System.Collections.Frozen;
using Smartlinks.Links;
using Smartlinks.Pages;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Pages;

/// <summary>What is kept in memory of an address for visits: the link without its evidence, or why there is none.</summary>
public sealed class ShownLink
{
    private readonly FrozenDictionary<string, string> _locations;

    private ShownLink(Link? link, Slug? movedTo, bool isGone)
    {
        MovedTo = movedTo;
        IsGone = isGone || link is { Archived: true };
        Link = link is null ? null : link with { Destinations = [.. link.VisibleDestinations.Select(destination => destination with { Evidence = [], Why = null })] };
        Id = link?.Id.ToString() ?? "";
        _locations = (Link?.Destinations ?? []).ToFrozenDictionary(destination => destination.Service.Id, destination => destination.Url!.ToString(), StringComparer.Ordinal);
    }

    public Link? Link { get; }

    public string Id { get; }

    /// <summary>The slug the link has now, when this address is an old one of it.</summary>
    public Slug? MovedTo { get; }

    /// <summary>Deleted or archived.</summary>
    public bool IsGone { get; }

    public static ShownLink Of(StoredLink? stored) => stored switch
    {
        StoredLink.Found found => new ShownLink(found.Link, null, false),
        StoredLink.Moved moved => new ShownLink(null, moved.To, false),
        StoredLink.Deleted => new ShownLink(null, null, true),
        _ => new ShownLink(null, null, false),
    };

    /// <summary>Where a service's button leads; null when the link does not show it.</summary>
    public string? LocationOf(StreamingService service) => _locations.GetValueOrDefault(service.Id);

    public bool IsOut(DateTimeOffset now, string? country) => Link!.Release is not { } release || release.IsOut(now, CountryZones.Find(country));

    /// <summary>The first service of the link's order: where a link in auto-route mode leads a fan it does not know.</summary>
    public StreamingService? First => Link!.Destinations.Count > 0 ? Link.Destinations[0].Service : null;

    /// <summary>What the page shows.</summary>
    public LinkPage ToPage(string origin, PagePhase phase, StreamingService? remembered, string carried)
    {
        var slug = Link!.Address.Slug.ToString();
        return new LinkPage
        {
            Slug = slug,
            Url = new Uri($"{origin}/{slug}"),
            Title = Link.Title ?? "",
            Artists = Link.Artists,
            ArtworkPath = Link.ArtworkKey is { } key ? $"/assets/artwork/{key}" : null,
            Phase = phase,
            Release = Link.Release is { } release ? (release.At is { } at ? PageRelease.Instant(at) : PageRelease.LocalMidnight(release.On!.Value)) : null,
            Buttons = [.. Link.Destinations.Select(destination => new PageButton(destination.Service,
                carried.Length == 0 ? $"/{slug}/{destination.Service.Id}" : $"/{slug}/{destination.Service.Id}?{carried}", destination.Status == DestinationStatus.Search))],
            RememberedService = remembered,
        };
    }
}

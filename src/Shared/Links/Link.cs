using Smartlinks.Links.Publishing;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.Rules;
using Smartlinks.StreamingServices;

namespace Smartlinks.Links;

/// <summary>What a visit does when the fan has no remembered service.</summary>
public enum LinkMode
{
    /// <summary>Shows the page.</summary>
    Page,

    /// <summary>Sends the fan to the first visible destination.</summary>
    AutoRoute,
}

/// <summary>What a link was made from: at least one of them, or none when it was made from destinations. Codes are normalized.</summary>
/// <param name="Share">A service's short share link, which has to be followed to know the item.</param>
public sealed record LinkSource(Isrc? Isrc, Upc? Upc, DestinationUrl? Url, Uri? Share = null)
{
    /// <summary>The share link was followed and leads to no item: it is not followed again, unless an admin has the link looked up.</summary>
    public bool IsShareDead { get; init; }
}

/// <summary>
/// One URL for one release: everything a visit needs. Unique by domain and slug, and by id. Immutable; edits make new values.
/// </summary>
public sealed record Link
{
    public required LinkId Id { get; init; }

    public required OrganizationId Organization { get; init; }

    /// <summary>Whose release it is; null: the organization's.</summary>
    public OwnerId? Owner { get; init; }

    /// <summary>Whose entitlements let it be published.</summary>
    public OwnerId ReleaseOwner => Owner ?? OwnerId.Of(Organization);

    public required LinkAddress Address { get; init; }

    public required LinkSource Source { get; init; }

    /// <summary>Null until an admin or a service told it.</summary>
    public string? Title { get; init; }

    public IReadOnlyList<string> Artists { get; init; } = [];

    /// <summary>Where the artwork was taken from; the page shows the kept copy (<see cref="ArtworkKey"/>), never this address.</summary>
    public Uri? ArtworkUrl { get; init; }

    /// <summary>Names the kept copy of the artwork; null while there is none.</summary>
    public string? ArtworkKey { get; init; }

    /// <summary>Null: it is out.</summary>
    public ReleaseMoment? Release { get; init; }

    public LinkMode Mode { get; init; }

    public bool Archived { get; init; }

    /// <summary>What it waits for before fans see it, and before anybody is asked for it; null: nothing.</summary>
    public LinkHold? Hold { get; init; }

    /// <summary>What lets it be published, as an entitlement of its owner; null: nothing is needed for it, or it was not published yet.</summary>
    public EntitlementId? GrantedBy { get; init; }

    /// <summary>Nobody is asked for it: it is archived, or not published yet.</summary>
    public bool IsAtRest => Archived || Hold is not null;

    /// <summary>A look-up ended with something found; stays so, whatever is taken off later.</summary>
    public bool WasResolved { get; init; }

    /// <summary>Nothing was ever found for it: deleted now, it was of no use to anybody.</summary>
    public bool IsUnresolved => !WasResolved && !HasFound;

    /// <summary>Fans had nothing of it: it was never published, or nothing was ever found for it.</summary>
    public bool IsUnused => Hold is { IsAgain: false } || IsUnresolved;

    /// <summary>Fans anywhere are led somewhere by it, beyond a search.</summary>
    public bool HasFound => VisibleDestinations.Any(destination => destination.Status != DestinationStatus.Search);

    /// <summary>Set from creation until every service answered once.</summary>
    public bool Resolving { get; init; }

    /// <summary>When the services are next asked again; null: not any more.</summary>
    public DateTimeOffset? LookUpDueAt { get; init; }

    /// <summary>Fields an admin set; resolving leaves them alone.</summary>
    public bool TitleIsSet { get; init; }

    public bool ArtistsAreSet { get; init; }

    public bool ArtworkIsSet { get; init; }

    /// <summary>At most one per service, in the order the page shows them.</summary>
    public IReadOnlyList<Destination> Destinations { get; init; } = [];

    /// <summary>Services' own pre-save pages, as an admin gave them; at most one per service, in the services' order.</summary>
    public IReadOnlyList<DestinationUrl> PreSavePages { get; init; } = [];

    /// <summary>Which services are shown and in which order, as far as the organization leaves it open; null: as the organization's default has it.</summary>
    public ServicePreference? Services { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something last changed that an admin sees (<see cref="LinkVersion"/>).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The stored version; <c>default</c> on a link not stored yet.</summary>
    public Azure.ETag ETag { get; init; }

    /// <summary>What every fan may see, before country and organization come in.</summary>
    public IEnumerable<Destination> VisibleDestinations => Destinations.Where(destination => destination.IsVisible(showProbable: false));

    /// <summary>The same link with <paramref name="destination"/> in its service's place.</summary>
    public Link With(Destination destination) => this with
    {
        Destinations = [.. Destinations.Where(other => other.Service != destination.Service).Append(destination).OrderBy(each => Order(each.Service))],
    };

    public Destination? Find(StreamingService service) => Destinations.FirstOrDefault(destination => destination.Service == service);

    private static int Order(StreamingService service) => StreamingService.All.TakeWhile(other => other != service).Count();
}

/// <summary>Where a link is found: its domain (a host name, or <c>-</c> for the deployment's own) and slug.</summary>
public readonly record struct LinkAddress(string Domain, Slug Slug)
{
    /// <summary>The deployment's own domain, whatever it is called today.</summary>
    public const string OwnDomain = "-";

    /// <summary>Names it in one segment of a path at the deployment's own address: the slug, or <c>{slug}@{domain}</c>.</summary>
    public string Segment => Domain == OwnDomain ? Slug.ToString() : $"{Slug}@{Domain}";

    /// <summary>Reads <see cref="Segment"/>, case folded. Whether the domain is one of the deployment's is not looked at.</summary>
    public static bool TryParseSegment(string segment, out LinkAddress address)
    {
        var at = segment.IndexOf('@', StringComparison.Ordinal);
        var domain = at < 0 ? null : segment[(at + 1)..].ToLowerInvariant();
        var isRead = Slug.TryParsePath(at < 0 ? segment : segment[..at], out var slug) && domain != OwnDomain;
        address = isRead ? new LinkAddress(domain ?? OwnDomain, slug) : default;
        return isRead;
    }

    /// <summary>Where fans find it: at a domain of its own always by HTTPS.</summary>
    /// <param name="origin">The deployment's own, without a trailing slash; empty for a path of its.</param>
    public string UrlAt(string origin) => $"{(Domain == OwnDomain ? origin : $"https://{Domain}")}/{Slug}";

    /// <summary>The partition of table <c>links</c>.</summary>
    public override string ToString() => $"{Domain}|{Slug}";
}

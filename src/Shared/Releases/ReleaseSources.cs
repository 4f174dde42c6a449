using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>What an admin's own addresses told of a release.</summary>
/// <param name="Silence">Set when an address could not be read now; worth another try.</param>
public sealed record SourceFacts(ReleaseFacts Facts, IReadOnlyList<SourceAnswer> Answers, LookUp.Unavailable? Silence);

/// <summary>Reads what is known of a link's release before anybody is asked for it: what an admin said, and what the items behind an admin's addresses carry.</summary>
public sealed class ReleaseSources(MusicSources sources)
{
    /// <summary>What the link itself says. What was learned from services earlier is not in it: it is judged anew with their answers.</summary>
    public static ReleaseFacts FactsOf(Link link) => new(link.Source.Isrc, link.Source.Upc, link.TitleIsSet ? link.Title : null, link.ArtistsAreSet ? link.Artists : []);

    /// <summary>What the link says, and what the items behind its addresses told when they were read last.</summary>
    public static ReleaseFacts FactsOf(Link link, ReleaseRecord record) => !NeedsReading(link) ? FactsOf(link)
        : Learn(link, Given(link).SelectMany(item => record.Candidates.GetValueOrDefault(item.Service.Id, [])).Where(candidate => candidate.FoundBy == FoundBy.Item));

    /// <summary>Whether the addresses have to be read: no code is known.</summary>
    public static bool NeedsReading(Link link) => link.Source.Isrc is null && link.Source.Upc is null && Given(link).Any();

    public async Task<SourceFacts> ReadAsync(Link link, CancellationToken cancellationToken)
    {
        if (!NeedsReading(link)) return new SourceFacts(FactsOf(link), [], null);
        var answers = await Task.WhenAll(Given(link).Select(item => ReadAsync(item, cancellationToken)));
        return new SourceFacts(Learn(link, answers.SelectMany(answer => answer.Candidates)), answers, answers.Select(answer => answer.LookUp).OfType<LookUp.Unavailable>().FirstOrDefault());
    }

    private static IEnumerable<ServiceItem> Given(Link link)
    {
        foreach (var destination in link.Destinations.Where(destination => destination is { Status: DestinationStatus.Manual, Url: not null, Removed: false }))
            if (ServiceItem.TryRead(destination.Url!, out var item)) yield return item;
    }

    private async Task<SourceAnswer> ReadAsync(ServiceItem item, CancellationToken cancellationToken) =>
        sources.Find(item.Service) is { Capabilities.ByItem: true } catalogue
            ? new SourceAnswer(item.Service.Id, await catalogue.FindByItemAsync(item, cancellationToken))
            : new SourceAnswer(item.Service.Id, new LookUp.NotListed()) { WasNotAsked = true };

    /// <summary>The address given first is what the link is about.</summary>
    private static ReleaseFacts Learn(Link link, IEnumerable<Candidate> items) =>
        items.OrderBy(item => item.Url.Service == link.Source.Url?.Service ? 0 : 1).Aggregate(FactsOf(link), Learn);

    /// <summary>Codes are taken over from a track or an album only for what the link is about; the rest only where nothing is known.</summary>
    private static ReleaseFacts Learn(ReleaseFacts known, Candidate candidate) => known with
    {
        Isrc = known.Isrc ?? (known.Upc is null && candidate.Kind == ItemKind.Track && Isrc.TryParse(candidate.Isrc, out var isrc) ? isrc : null),
        Upc = known.Upc ?? (known.Isrc is null && candidate.Kind == ItemKind.Album && Upc.TryParse(candidate.Upc, out var upc) ? upc : null),
        Title = known.Title ?? candidate.Title,
        Version = known.Version ?? (known.Title is null ? candidate.Version : null),
        Artists = known.Artists.Count > 0 ? known.Artists : candidate.Artists,
        Duration = known.Duration ?? candidate.Duration,
        ReleasedOn = known.ReleasedOn ?? candidate.ReleasedOn,
        AlbumTitle = known.AlbumTitle ?? candidate.AlbumTitle,
    };
}

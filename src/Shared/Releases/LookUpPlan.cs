using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>Whom to ask in one run.</summary>
public sealed record LookUpPlan(IReadOnlyList<IServiceCatalogue> Catalogues, IReadOnlyList<ICrossReference> CrossReferences)
{
    /// <summary>Addresses that third parties told in earlier runs.</summary>
    public IReadOnlyList<Candidate> Told { get; init; } = [];

    /// <summary>Whose turn it is not; they are read where a third party tells an address of theirs in this run.</summary>
    public IReadOnlyList<IServiceCatalogue> Following { get; init; } = [];

    /// <summary>What services answered for the code in earlier runs.</summary>
    public IReadOnlyList<Candidate> ByCode { get; init; } = [];

    /// <summary>Whose turn it is.</summary>
    /// <param name="states">Of the third parties, by id.</param>
    public static LookUpPlan Draw(Link link, ReleaseAnswers answers, IReadOnlyDictionary<string, CrossReferenceState> states, MusicSources sources, DateTimeOffset now)
    {
        var hasCode = answers.Known.Isrc is not null || answers.Known.Upc is not null;
        var crossReferences = hasCode && !IsComplete(link)
            ? sources.CrossReferences.Where(reference => states.GetValueOrDefault(reference.Id) is not { } state || state.DueAt <= now).ToList()
            : [];
        var asked = sources.Catalogues.Where(catalogue => link.Find(catalogue.Service) is not { } destination || IsDue(destination, catalogue, answers, now)
            || (crossReferences.Count > 0 && LookUpRun.WaitsForOthers(catalogue) && destination is { IsOpen: true, Status: DestinationStatus.Pending })).ToList();
        return new LookUpPlan(asked, crossReferences)
        {
            Following = crossReferences.Count == 0 ? [] : [.. sources.Catalogues.Except(asked).Where(catalogue =>
                link.Find(catalogue.Service) is { IsOpen: true, Status: DestinationStatus.NotFound or DestinationStatus.Search })],
            Told = [.. answers.Candidates.Where(source => !StreamingService.TryParse(source.Key, out _)).SelectMany(source => source.Value)],
            ByCode = [.. answers.Candidates.Where(source => asked.All(catalogue => catalogue.Service.Id != source.Key)).SelectMany(source => source.Value).Where(candidate => candidate.FoundBy is FoundBy.Isrc or FoundBy.Upc)],
        };
    }

    /// <summary>Whether nobody has to be asked for a match any more.</summary>
    public static bool IsComplete(Link link) => link.Destinations.All(destination => !destination.IsOpen || destination.Status == DestinationStatus.Confirmed);

    /// <summary>
    /// Whether the service is to be asked for a match now: never asked, or its moment has come. A match is asked about again when a check found it wrong, or when
    /// what was said of it is lost (a kill before the end of its pass): the others are judged by it.
    /// </summary>
    private static bool IsDue(Destination destination, IServiceCatalogue catalogue, ReleaseAnswers answers, DateTimeOffset now) => destination.IsOpen && destination switch
    {
        { Status: DestinationStatus.Pending, DueAt: null } => true,
        { Status: DestinationStatus.Confirmed, Flag: null } => !answers.Candidates.ContainsKey(destination.Service.Id) && catalogue.Capabilities.DailyQuota is null,
        // A third party proposed it in a pass that was killed before the service itself answered.
        { Status: DestinationStatus.Probable, DueAt: null, CheckedAt: null, Silences: 0 } => true,
        // Nothing was known to search by; whoever is asked now may tell.
        { Evidence: [{ Name: DestinationDecision.NotLookedUp }, ..] } => true,
        _ => destination.DueAt <= now,
    };
}

namespace Smartlinks.StreamingServices.Spotify;

/// <summary>What one market was found to have; nothing is none.</summary>
public sealed record MarketAnswer(string Market, IReadOnlyList<Candidate> Candidates);

/// <summary>One item, and what the markets that were asked say of it.</summary>
/// <param name="Candidate">As the first market that can play it has it.</param>
/// <param name="There">Markets that can play it.</param>
/// <param name="Missing">Markets that cannot, or do not list it.</param>
public sealed record MarketItem(Candidate Candidate, IReadOnlyList<string> There, IReadOnlyList<string> Missing)
{
    /// <summary>As far as the markets tell: everywhere but in those that do not have it.</summary>
    public Candidate AsAsked => Candidate with { Territories = Territories.Except(Missing) };

    /// <summary>As Spotify's own list of its markets tells; what a market said of itself goes over the list.</summary>
    public Candidate AsListed(IEnumerable<string> markets) => Candidate with { Territories = Territories.Of(markets.Union(There).Except(Missing), SpotifyMarkets.All) };
}

/// <summary>Puts what several markets answered together, item by item.</summary>
public static class SpotifyAvailability
{
    public static bool HasPlayable(MarketAnswer answer) => answer.Candidates.Any(candidate => candidate.Territories.Include(answer.Market));

    /// <summary>In the order the markets were asked.</summary>
    public static IReadOnlyList<MarketItem> Merge(IReadOnlyList<MarketAnswer> answers) =>
        [.. answers.SelectMany(answer => answer.Candidates.Select(candidate => (answer.Market, Candidate: candidate))).GroupBy(told => told.Candidate.Id).Select(same => Merge([.. same], answers))];

    private static MarketItem Merge(List<(string Market, Candidate Candidate)> same, IReadOnlyList<MarketAnswer> answers)
    {
        string[] there = [.. same.Where(told => told.Candidate.Territories.Include(told.Market)).Select(told => told.Market).Distinct()];
        var best = same.Find(told => there.Contains(told.Market)) is { Candidate: { } playable } ? playable : same[0].Candidate;
        return new MarketItem(best, there, [.. answers.Select(answer => answer.Market).Except(there)]);
    }
}

namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>Puts what several storefronts have together, item by item. An id is the same in all storefronts that have it.</summary>
public static class StorefrontAvailability
{
    /// <summary>Each as the first storefront that can play it has it, everywhere but where one that was asked cannot.</summary>
    public static IReadOnlyList<Candidate> Merge(IEnumerable<StorefrontItem> items, IReadOnlyList<string> asked) =>
        [.. items.GroupBy(item => item.Candidate.Id).Select(same => Merge([.. same], asked))];

    private static Candidate Merge(List<StorefrontItem> same, IReadOnlyList<string> asked)
    {
        var best = same.Find(item => item.IsPlayable) ?? same[0];
        return best.Candidate with { Territories = Territories.Except(asked.Except(same.Where(item => item.IsPlayable).Select(item => item.Storefront))) };
    }
}

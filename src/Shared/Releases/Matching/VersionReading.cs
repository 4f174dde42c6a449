namespace Smartlinks.Releases.Matching;

/// <summary>Which recording of a song a title says it is.</summary>
/// <param name="Details">The words beside the version words: place, year, who remixed; sorted.</param>
/// <param name="IsExplicit">Told by a word (explicit, clean); null: by none.</param>
public sealed record VersionReading(VersionKinds Kinds, IReadOnlyCollection<string> Details, bool? IsExplicit)
{
    public static readonly VersionReading None = new(VersionKinds.None, [], null);

    public bool IsNone => Kinds == VersionKinds.None && IsExplicit is null;

    public VersionReading And(VersionReading other) => IsNone ? other : other.IsNone ? this
        : new VersionReading(Kinds | other.Kinds, new SortedSet<string>(Details.Concat(other.Details), StringComparer.Ordinal), IsExplicit ?? other.IsExplicit);

    public static VersionComparison Compare(VersionReading one, VersionReading other)
    {
        var changed = one.Kinds ^ other.Kinds;
        if ((changed & VersionKinds.Opposed) != 0) return VersionComparison.Opposed;
        if ((changed & VersionKinds.Hard) != 0) return VersionComparison.Differs;
        var (first, second) = (one.Details.ToHashSet(StringComparer.Ordinal), other.Details.ToHashSet(StringComparer.Ordinal));
        if (changed == 0 && first.SetEquals(second)) return VersionComparison.Equal;
        // Two named performances, remixes or takes are two recordings; one named and one unnamed may be one.
        var isPerformance = (one.Kinds & other.Kinds & (VersionKinds.Hard | VersionKinds.Opposed)) != 0;
        if (!isPerformance || first.IsSubsetOf(second) || second.IsSubsetOf(first)) return VersionComparison.Similar;
        return (one.Kinds & VersionKinds.Opposed) != 0 ? VersionComparison.Opposed : VersionComparison.Differs;
    }

    public override string ToString() => IsNone ? "-" : string.Join(' ', [Kinds.ToString(), .. Details]);
}

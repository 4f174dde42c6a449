using static Smartlinks.Releases.Matching.Signs;

namespace Smartlinks.Releases.Matching;

/// <summary>A row of a decision table: holds when of every group it names one of the named signs holds.</summary>
public sealed record DecisionRow(string Id, Signs When, Verdict Verdict)
{
    public bool Holds(Signs signs)
    {
        foreach (var mask in SignGroups.Masks)
            if ((When & mask) is not None and var asked && (asked & signs) == None) return false;
        return true;
    }
}

/// <summary>
/// The rules, first row that holds. docs/matching.md has the same rows with their reasons, and a test holds the two against each other. The last row of each
/// table always holds.
/// </summary>
public static class DecisionTable
{
    private const Signs Titled = TitleEqual | TitleSimilar;
    private const Signs Named = ArtistsEqual | ArtistsOverlap;
    private const Signs Prepared = VersionEqual | VersionSimilar;
    private const Signs Placed = ReleaseEqual | ReleaseSimilar;
    private const Signs NotContradicted = DurationEqual | DurationNear | DurationUnknown;
    private const Signs Uncoded = CodeMissing | NoCode;

    public static IReadOnlyList<DecisionRow> Tracks { get; } =
    [
        new("T1", KindDiffers, Verdict.Rejected),

        // Another code: at most the same recording under a second one.
        new("T2", CodeDiffers | TitleEqual | ArtistsEqual | VersionEqual | DurationEqual | Placed | ExplicitEqual | ExplicitUnknown | ExplicitUntold, Verdict.Probable),
        new("T3", CodeDiffers, Verdict.Rejected),

        // The code is equal and two of three speak against it: a reused code, or a source that lies.
        new("T4", CodeEqual | TitleDiffers | TitleOtherScript | ArtistsDiffer, Verdict.Rejected),
        new("T5", CodeEqual | TitleDiffers | DurationDiffers, Verdict.Rejected),
        new("T6", CodeEqual | ArtistsDiffer | DurationDiffers, Verdict.Rejected),
        new("T7", CodeEqual | ArtistsDiffer | VersionOpposed, Verdict.Rejected),

        // The code is equal and something is left open.
        new("T8", CodeEqual | ToldByThird, Verdict.Probable),
        new("T9", CodeEqual | Contested, Verdict.Probable),
        new("T10", CodeEqual | HitsDiffer, Verdict.Probable),
        new("T11", CodeEqual | TitleDiffers, Verdict.Probable),
        new("T12", CodeEqual | DurationDiffers, Verdict.Probable),
        new("T13", CodeEqual | VersionOpposed, Verdict.Probable),
        new("T14", CodeEqual | ExplicitDiffers | ReleaseSimilar | ReleaseUnknown, Verdict.Probable),
        new("T15", CodeEqual | TitleEqual | ArtistsDiffer | VersionEqual | DurationEqual | Placed, Verdict.Confirmed),
        new("T16", CodeEqual | ArtistsDiffer, Verdict.Probable),
        new("T17", CodeEqual | Titled | Named | ArtistsUnknown | VersionDiffers | DurationEqual | Placed, Verdict.Confirmed),
        new("T18", CodeEqual | VersionDiffers, Verdict.Probable),
        new("T19", CodeEqual | TitleOtherScript | DurationEqual | Placed, Verdict.Confirmed),
        new("T20", CodeEqual | TitleOtherScript, Verdict.Probable),
        new("T21", CodeEqual | VersionSimilar | DurationEqual, Verdict.Confirmed),
        new("T22", CodeEqual | VersionSimilar | DurationNear | DurationUnknown | ReleaseEqual, Verdict.Confirmed),
        new("T23", CodeEqual | VersionSimilar, Verdict.Probable),
        new("T24", CodeEqual | ArtistsOtherScript | DurationEqual, Verdict.Confirmed),
        new("T25", CodeEqual | ArtistsOtherScript | Placed, Verdict.Confirmed),
        new("T26", CodeEqual | ArtistsOtherScript, Verdict.Probable),
        new("T27", CodeEqual, Verdict.Confirmed),

        // No code in the answer.
        new("T28", Uncoded | TitleDiffers | TitleUnknown, Verdict.Rejected),
        new("T29", Uncoded | ArtistsDiffer, Verdict.Rejected),
        new("T30", Uncoded | VersionDiffers | VersionOpposed, Verdict.Rejected),
        new("T31", Uncoded | DurationDiffers, Verdict.Rejected),
        new("T32", Uncoded | Asked | Searched | TitleEqual | ArtistsEqual | VersionEqual | DurationEqual | ReleaseEqual | ExplicitEqual | ExplicitUnknown | ArtistsOwn | KnownWell | HitsAgree, Verdict.Confirmed),
        new("T33", Uncoded | Asked | Searched | TitleEqual | ArtistsEqual | VersionEqual | DurationEqual | ReleaseSimilar | ExplicitEqual | ExplicitUnknown | ArtistsOwn | LongTitle | KnownWell | HitsAgree, Verdict.Confirmed),
        new("T34", Uncoded | Asked | ToldByThird | Titled | Named | NotContradicted | LongTitle, Verdict.Probable),
        new("T35", Uncoded | TitleEqual | ArtistsEqual | DurationEqual, Verdict.Probable),
        new("T36", Uncoded | ShortTitle, Verdict.Rejected),
        new("T37", Uncoded | Titled | Named | DurationEqual | DurationNear, Verdict.Probable),
        new("T38", Uncoded | TitleEqual | ArtistsEqual | DurationUnknown, Verdict.Probable),
        new("T39", Uncoded | TitleEqual | ArtistsUnknown | ArtistsOtherScript | VersionEqual | DurationEqual, Verdict.Probable),
        new("T40", Uncoded | TitleOtherScript | Named | VersionEqual | DurationEqual, Verdict.Probable),
        new("T41", None, Verdict.Rejected),
    ];

    public static IReadOnlyList<DecisionRow> Albums { get; } =
    [
        new("A1", KindDiffers, Verdict.Rejected),
        new("A2", CodeDiffers | TitleEqual | ArtistsEqual | VersionEqual | Placed | ExplicitEqual | ExplicitUnknown | ExplicitUntold, Verdict.Probable),
        new("A3", CodeDiffers, Verdict.Rejected),
        new("A4", CodeEqual | TitleDiffers | ArtistsDiffer, Verdict.Rejected),
        new("A5", CodeEqual | ArtistsDiffer | VersionOpposed, Verdict.Rejected),
        new("A6", CodeEqual | ToldByThird, Verdict.Probable),
        new("A7", CodeEqual | Contested, Verdict.Probable),
        new("A8", CodeEqual | HitsDiffer, Verdict.Probable),
        new("A9", CodeEqual | TitleDiffers, Verdict.Probable),
        new("A10", CodeEqual | VersionDiffers | VersionOpposed, Verdict.Probable),
        new("A11", CodeEqual | TitleEqual | ArtistsDiffer | Placed, Verdict.Confirmed),
        new("A12", CodeEqual | ArtistsDiffer, Verdict.Probable),
        new("A13", CodeEqual | TitleOtherScript | Named, Verdict.Confirmed),
        new("A14", CodeEqual | TitleOtherScript | Placed, Verdict.Confirmed),
        new("A15", CodeEqual | TitleOtherScript, Verdict.Probable),
        new("A16", CodeEqual, Verdict.Confirmed),
        new("A17", Uncoded | TitleDiffers | TitleUnknown | TitleOtherScript, Verdict.Rejected),
        new("A18", Uncoded | VersionDiffers | VersionOpposed, Verdict.Rejected),
        new("A19", Uncoded | Asked | ToldByThird | Titled | Named, Verdict.Probable),
        new("A20", Uncoded | Searched | TitleEqual | ArtistsEqual | VersionEqual | LongTitle, Verdict.Probable),
        new("A21", None, Verdict.Rejected),
    ];

    public static DecisionRow Decide(bool isAlbum, Signs signs)
    {
        foreach (var row in isAlbum ? Albums : Tracks)
            if (row.Holds(signs)) return row;
        throw new InvalidOperationException("The last row of a decision table holds for everything.");
    }
}

namespace Smartlinks.Releases.Matching;

/// <summary>
/// What the decision tables ask of a candidate: one of each group holds. Spelled in camel case these are the words of docs/matching.md; most are also the
/// names of the evidence that is kept.
/// </summary>
[Flags]
public enum Signs : long
{
    None = 0,

    /// <summary>A track where a track is looked for, an album where an album is.</summary>
    KindEqual = 1L << 0,
    KindDiffers = 1L << 1,

    /// <summary>The service itself was asked for the code, or read at its own address.</summary>
    Asked = 1L << 2,
    Searched = 1L << 3,

    /// <summary>Only a third party says so: nobody looked at what is behind the address.</summary>
    ToldByThird = 1L << 4,

    CodeEqual = 1L << 5,
    CodeDiffers = 1L << 6,

    /// <summary>A code is known, and the source gives none.</summary>
    CodeMissing = 1L << 7,

    /// <summary>No code is known to compare with.</summary>
    NoCode = 1L << 8,

    TitleEqual = 1L << 9,
    TitleSimilar = 1L << 10,
    TitleUnknown = 1L << 11,
    TitleOtherScript = 1L << 12,
    TitleDiffers = 1L << 13,

    ArtistsEqual = 1L << 14,
    ArtistsOverlap = 1L << 15,
    ArtistsUnknown = 1L << 16,
    ArtistsOtherScript = 1L << 17,
    ArtistsDiffer = 1L << 18,

    VersionEqual = 1L << 19,
    VersionSimilar = 1L << 20,
    VersionDiffers = 1L << 21,
    VersionOpposed = 1L << 22,

    DurationEqual = 1L << 23,
    DurationNear = 1L << 24,
    DurationUnknown = 1L << 25,
    DurationDiffers = 1L << 26,

    /// <summary>At least two of UPC, album and day of release agree.</summary>
    ReleaseEqual = 1L << 27,

    /// <summary>One of them agrees.</summary>
    ReleaseSimilar = 1L << 28,
    ReleaseUnknown = 1L << 29,

    ExplicitEqual = 1L << 30,
    ExplicitUnknown = 1L << 31,
    ExplicitDiffers = 1L << 32,

    /// <summary>It is known to be the explicit one, and the source does not tell: it may be the clean twin, which is as long and has the same names.</summary>
    ExplicitUntold = 1L << 42,

    /// <summary>The source vouches that the artist's own side put it there.</summary>
    ArtistsOwn = 1L << 33,
    NotArtistsOwn = 1L << 34,

    /// <summary>The title has enough letters to tell songs apart.</summary>
    LongTitle = 1L << 35,
    ShortTitle = 1L << 36,

    /// <summary>An admin or two sources stand behind what is known.</summary>
    KnownWell = 1L << 37,

    /// <summary>One source's word only.</summary>
    KnownByOne = 1L << 38,

    /// <summary>Sources contradict each other on the code.</summary>
    Contested = 1L << 39,

    /// <summary>The source's hits with this code are one recording, as far as can be told.</summary>
    HitsAgree = 1L << 40,
    HitsDiffer = 1L << 41,
}

/// <summary>The groups of <see cref="Signs"/>, each from what speaks most for a candidate to what speaks most against it.</summary>
public static class SignGroups
{
    public static readonly IReadOnlyList<Signs[]> All =
    [
        [Signs.KindEqual, Signs.KindDiffers],
        [Signs.Asked, Signs.Searched, Signs.ToldByThird],
        [Signs.CodeEqual, Signs.CodeMissing, Signs.NoCode, Signs.CodeDiffers],
        [Signs.TitleEqual, Signs.TitleSimilar, Signs.TitleUnknown, Signs.TitleOtherScript, Signs.TitleDiffers],
        [Signs.ArtistsEqual, Signs.ArtistsOverlap, Signs.ArtistsUnknown, Signs.ArtistsOtherScript, Signs.ArtistsDiffer],
        [Signs.VersionEqual, Signs.VersionSimilar, Signs.VersionDiffers, Signs.VersionOpposed],
        [Signs.DurationEqual, Signs.DurationNear, Signs.DurationUnknown, Signs.DurationDiffers],
        [Signs.ReleaseEqual, Signs.ReleaseSimilar, Signs.ReleaseUnknown],
        [Signs.ExplicitEqual, Signs.ExplicitUnknown, Signs.ExplicitUntold, Signs.ExplicitDiffers],
        [Signs.ArtistsOwn, Signs.NotArtistsOwn],
        [Signs.LongTitle, Signs.ShortTitle],
        [Signs.KnownWell, Signs.KnownByOne, Signs.Contested],
        [Signs.HitsAgree, Signs.HitsDiffer],
    ];

    /// <summary>The same groups as masks.</summary>
    public static readonly IReadOnlyList<Signs> Masks = [.. All.Select(group => group.Aggregate((one, other) => one | other))];
}

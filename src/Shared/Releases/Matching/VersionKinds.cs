namespace Smartlinks.Releases.Matching;

/// <summary>What a title says of which recording of a song it is.</summary>
[Flags]
public enum VersionKinds
{
    None = 0,

    // The same performance, prepared again: services add and drop these words.
    Remaster = 1,
    Mono = 1 << 1,
    Stereo = 1 << 2,
    Edit = 1 << 3,
    Original = 1 << 4,
    Spatial = 1 << 5,
    Edition = 1 << 6,
    Soft = Remaster | Mono | Stereo | Edit | Original | Spatial | Edition,

    // Another recording, which its length gives away.
    Live = 1 << 8,
    Acoustic = 1 << 9,
    Demo = 1 << 10,
    Extended = 1 << 11,
    Remix = 1 << 12,
    SpedUp = 1 << 13,
    Slowed = 1 << 14,
    Arrangement = 1 << 15,
    ReRecorded = 1 << 16,
    Piece = 1 << 18,
    Other = 1 << 19,
    Hard = Live | Acoustic | Demo | Extended | Remix | SpedUp | Slowed | Arrangement | ReRecorded | Piece | Other,

    // Another recording that may last exactly as long.
    Instrumental = 1 << 21,
    ACappella = 1 << 22,
    Cover = 1 << 23,
    Language = 1 << 24,
    Opposed = Instrumental | ACappella | Cover | Language,
}

/// <summary>How two version readings stand to each other. Symmetric.</summary>
public enum VersionComparison
{
    Equal,

    /// <summary>Words that services add and drop (remaster, edit, mono), or one side tells more of the same.</summary>
    Similar,

    /// <summary>Another recording by its words: live, remix, sped up…</summary>
    Differs,

    /// <summary>Another recording that may last just as long: instrumental, karaoke, cover, another language.</summary>
    Opposed,
}

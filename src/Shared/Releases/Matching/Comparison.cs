namespace Smartlinks.Releases.Matching;

/// <summary>How two names, or two titles, stand to each other. Symmetric.</summary>
public enum Comparison
{
    Equal,

    /// <summary>Nearly: an accent, a subtitle, one artist of two.</summary>
    Similar,

    /// <summary>One side says nothing.</summary>
    Unknown,

    /// <summary>Written in different scripts: neither equal nor different.</summary>
    OtherScript,

    Differs,
}

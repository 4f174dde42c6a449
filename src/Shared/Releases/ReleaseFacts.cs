using Smartlinks.Links;

namespace Smartlinks.Releases;

/// <summary>
/// What is known of a release before a candidate is judged: its codes, what an admin said of it, and what earlier answers agree on
/// (<see cref="ReleaseMatcher.Agree"/>). Null is "not known".
/// </summary>
public sealed record ReleaseFacts(Isrc? Isrc, Upc? Upc, string? Title, IReadOnlyList<string> Artists)
{
    public static readonly ReleaseFacts None = new(null, null, null, []);

    public string? Version { get; init; }

    public TimeSpan? Duration { get; init; }

    public DateOnly? ReleasedOn { get; init; }

    public string? AlbumTitle { get; init; }

    public int? TrackNumber { get; init; }

    public bool? IsExplicit { get; init; }

    /// <summary>The sources contradict each other on the code, with no majority: nothing is proven by it.</summary>
    public bool IsContested { get; init; }

    /// <summary>One source's word alone stands behind the title and artists: enough to judge answers with the code, not to search with.</summary>
    public bool IsToldByOne { get; init; }

    /// <summary>A release with a UPC and no ISRC is an album; everything else a track.</summary>
    public StreamingServices.ItemKind Kind => Isrc is null && Upc is not null ? StreamingServices.ItemKind.Album : StreamingServices.ItemKind.Track;
}

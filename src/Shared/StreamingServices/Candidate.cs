namespace Smartlinks.StreamingServices;

/// <summary>What a service's page is about.</summary>
public enum ItemKind
{
    Track,
    Album,
}

/// <summary>How a candidate came up. What a service was asked is worth less than what it answered: see docs/matching.md.</summary>
public enum FoundBy
{
    /// <summary>Asked for this ISRC.</summary>
    Isrc,

    /// <summary>Asked for this UPC.</summary>
    Upc,

    /// <summary>Read from one of the service's own addresses.</summary>
    Item,

    /// <summary>A search for title and artists.</summary>
    Search,

    /// <summary>An address that a third party (MusicBrainz, iTunes) gives for the code.</summary>
    CrossReference,
}

/// <summary>
/// Something a source offered as an answer to a look-up, in its own words. Codes are as the source gives them, not normalized; null is always "the source
/// does not tell".
/// </summary>
/// <param name="Id">The service's own id, as <see cref="ServiceItem.Id"/> has it.</param>
/// <param name="Title">Without what the source tells apart as <see cref="Version"/>; never empty.</param>
/// <param name="Artists">In billing order; may be empty.</param>
public sealed record Candidate(ItemKind Kind, string Id, DestinationUrl Url, string Title, IReadOnlyList<string> Artists)
{
    public FoundBy FoundBy { get; init; }

    /// <summary>Who told, when it was not the service itself: <c>musicbrainz</c> or <c>itunes</c>.</summary>
    public string? ToldBy { get; init; }

    public string? Isrc { get; init; }

    /// <summary>The album's product code.</summary>
    public string? Upc { get; init; }

    /// <summary>What the source keeps apart from the title, such as <c>Live</c> or <c>2022 Remaster</c>.</summary>
    public string? Version { get; init; }

    public string? AlbumTitle { get; init; }

    /// <summary>The source's word for the album a track is on, or for the album itself: <c>single</c>, <c>album</c>, <c>compilation</c>, <c>ep</c>.</summary>
    public string? AlbumType { get; init; }

    /// <summary>Of a track.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Day of release; null also when the source knows only a year.</summary>
    public DateOnly? ReleasedOn { get; init; }

    /// <summary>Position of a track on its album, from 1.</summary>
    public int? TrackNumber { get; init; }

    /// <summary>Number of tracks of an album.</summary>
    public int? TrackCount { get; init; }

    public bool? IsExplicit { get; init; }

    /// <summary>Whether the source vouches that the artist's own side put it there: YouTube's generated topic channels. False: somebody else may have.</summary>
    public bool? IsArtistsOwn { get; init; }

    /// <summary>Where it can be played.</summary>
    public Territories Territories { get; init; } = Territories.Everywhere;

    /// <summary>When it becomes playable, where the source tells an instant.</summary>
    public DateTimeOffset? AvailableFrom { get; init; }

    public Uri? ArtworkUrl { get; init; }
}

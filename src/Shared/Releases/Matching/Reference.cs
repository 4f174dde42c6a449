using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases.Matching;

/// <summary>The known facts, read once for all candidates of a source.</summary>
internal sealed class Reference(ReleaseFacts facts)
{
    public ReleaseFacts Facts { get; } = facts;

    public bool IsAlbum => Facts.Kind == ItemKind.Album;

    /// <summary>Null when no title is known.</summary>
    public TitleReading? Title { get; } = facts.Title is { } title && !string.IsNullOrWhiteSpace(title) ? TitleReading.Of(title, facts.Version, facts.Artists) : null;

    public ArtistNames Artists { get; } = facts.Title is { } title ? TitleReading.Of(title, facts.Version, facts.Artists).Artists : ArtistNames.Of(facts.Artists);

    public TitleReading? Album { get; } = facts.AlbumTitle is { } album ? TitleReading.Of(album, null, []) : null;

    /// <summary>Whether its code is the one looked for.</summary>
    public bool HasCode(Candidate candidate) => IsAlbum
        ? Upc.TryParse(candidate.Upc, out var upc) && upc == Facts.Upc
        : Facts.Isrc is { } known && Isrc.TryParse(candidate.Isrc, out var isrc) && isrc == known;

    /// <summary>Whether it is on the known album by its very name: its deluxe edition is not.</summary>
    public bool HasAlbum(Candidate candidate) => Facts.AlbumTitle is { } known && candidate.AlbumTitle is { } album && TitleText.Key(known) == TitleText.Key(album);

    /// <summary>
    /// Who is billed, and the known artist whom an uploader writes before the title ("Artist - Title"): a label that uploads a track with its code does not play it.
    /// Without the code anybody may write so.
    /// </summary>
    public IReadOnlyList<string> ArtistsOf(Candidate candidate) =>
        HasCode(candidate) && TitlePieces.Of(TitleText.Fold(candidate.Title)) is [{ IsBracket: false } first, { IsBracket: false }, ..] && Artists.Has(first.Text) ? [.. candidate.Artists, first.Text] : candidate.Artists;

    public bool HasUpc(Candidate candidate) => Facts.Upc is { } known && Upc.TryParse(candidate.Upc, out var upc) && upc == known;
}

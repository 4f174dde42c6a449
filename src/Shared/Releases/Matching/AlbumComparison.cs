namespace Smartlinks.Releases.Matching;

/// <summary>
/// Whether two tracks are on one album, and what an album's name says of the recordings on it: instrumental, live and remastered albums often keep their songs' plain
/// titles. A word that the song's own title has is said already.
/// </summary>
internal static class AlbumComparison
{
    private const VersionKinds SameRecordings = VersionKinds.Edition | VersionKinds.Original;

    /// <summary>Named alike, and by no word another making: a deluxe edition is the same album, its instrumentals are not.</summary>
    public static bool AreEqual(Reference reference, TitleReading title, TitleReading album) =>
        reference.Album is { } known && TitleComparison.Compare(known, album) == Comparison.Equal && Unmatched(reference, title, album) == VersionKinds.None;

    /// <summary>The words of one album that neither its song nor the other side has.</summary>
    public static VersionKinds Unmatched(Reference reference, TitleReading title, TitleReading album)
    {
        var (ours, theirs) = (KindsOf(reference.Title) | KindsOf(reference.Album), KindsOf(title) | KindsOf(album));
        return ((KindsOf(album) & ~KindsOf(title) & ~ours) | (KindsOf(reference.Album) & ~KindsOf(reference.Title) & ~theirs)) & ~SameRecordings;
    }

    private static VersionKinds KindsOf(TitleReading? reading) => reading?.Version.Kinds ?? VersionKinds.None;
}

using Smartlinks.StreamingServices;

namespace Smartlinks.Releases.Matching;

/// <summary>Holds what a candidate is called against what is known: title, artists, version and edition.</summary>
internal sealed class NameComparison(Candidate candidate, TitleReading title, EvidenceNotes notes)
{
    public Signs Read(Reference reference)
    {
        var artists = ArtistNames.Compare(reference.Artists, title.Artists);
        var billed = string.Join(", ", candidate.Artists);
        var signs = artists switch
        {
            Comparison.Equal => notes.Note(Signs.ArtistsEqual, "artistsEqual", billed),
            Comparison.Similar => notes.Note(Signs.ArtistsOverlap, "artistsOverlap", billed),
            Comparison.OtherScript => notes.Note(Signs.ArtistsOtherScript, "artistsOtherScript", billed),
            Comparison.Differs => notes.Note(Signs.ArtistsDiffer, "artistsDiffer", billed),
            _ => Signs.ArtistsUnknown,
        };
        var isShort = (reference.Title ?? title).IsShort || title.IsShort;
        if (isShort) notes.Note(Signs.None, "titleShort", candidate.Title);
        signs |= isShort ? Signs.ShortTitle : Signs.LongTitle;
        if (reference.Title is not { } known) return signs | Signs.TitleUnknown | Signs.VersionEqual | ReadExplicit(reference.Facts.IsExplicit, candidate.IsExplicit ?? title.Version.IsExplicit);
        var written = candidate.Version is { } version ? $"{candidate.Title} ({version})" : candidate.Title;
        return signs | ReadVersion(known, reference) | (TitleComparison.Compare(known, title) switch
        {
            Comparison.Equal => notes.Note(Signs.TitleEqual, "titleEqual", written),
            Comparison.Similar => notes.Note(Signs.TitleSimilar, "titleSimilar", written),
            Comparison.OtherScript => notes.Note(Signs.TitleOtherScript, "titleOtherScript", written),
            _ => notes.Note(Signs.TitleDiffers, "titleDiffers", written),
        })
        | ReadExplicit(known.Version.IsExplicit ?? reference.Facts.IsExplicit, title.Version.IsExplicit ?? candidate.IsExplicit);
    }

    private Signs ReadVersion(TitleReading known, Reference reference)
    {
        // A word "clean" says that there is another edit, as long; silence beside it is taken for that other.
        var (isClean, isKnownClean) = (title.Version.IsExplicit == false, known.Version.IsExplicit == false);
        if ((isClean && !isKnownClean && reference.Facts.IsExplicit != false) || (isKnownClean && !isClean && candidate.IsExplicit != false)) return notes.Note(Signs.VersionOpposed, "versionDiffers", isClean ? "clean" : "not clean");

        // Other guests on the same song are another recording, whatever the words say.
        var guests = known.Guests.Count > 0 && title.Guests.Count > 0 && ArtistNames.Compare(ArtistNames.Of(known.Guests), ArtistNames.Of(title.Guests)) == Comparison.Differs;
        var words = known.Version.IsNone && title.Version.IsNone ? "" : $"{title.Version} / {known.Version}";
        if (guests) return notes.Note(Signs.VersionDiffers, "versionDiffers", $"feat. {string.Join(", ", title.Guests)} / feat. {string.Join(", ", known.Guests)}");
        return VersionReading.Compare(known.Version, title.Version) switch
        {
            VersionComparison.Opposed => notes.Note(Signs.VersionOpposed, "versionDiffers", words),
            VersionComparison.Differs => notes.Note(Signs.VersionDiffers, "versionDiffers", words),
            VersionComparison.Similar => notes.Note(Signs.VersionSimilar, "versionSimilar", words),
            // Where no code proves it, an album of instrumentals or live takes speaks for the songs on it.
            VersionComparison.Equal when !reference.HasCode(candidate) && AlbumWords(reference) is var said and not VersionKinds.None => notes.Note(Signs.VersionSimilar, "versionSimilar", $"album: {said}"),
            VersionComparison.Equal => words.Length > 0 ? notes.Note(Signs.VersionEqual, "versionEqual", words) : Signs.VersionEqual,
        };
    }

    private VersionKinds AlbumWords(Reference reference) =>
        candidate.AlbumTitle is { } album ? AlbumComparison.Unmatched(reference, title, TitleReading.Of(album, null, [])) & (VersionKinds.Hard | VersionKinds.Opposed) : VersionKinds.None;

    private Signs ReadExplicit(bool? known, bool? told)
    {
        if (known == true && told is null) return Signs.ExplicitUntold;
        if (known is null || told is null) return Signs.ExplicitUnknown;
        return known == told ? Signs.ExplicitEqual : notes.Note(Signs.ExplicitDiffers, "explicitDiffers", told.Value ? "explicit" : "clean");
    }
}

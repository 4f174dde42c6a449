using System.Globalization;
using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases.Matching;

/// <summary>Holds what a candidate came out on against what is known: UPC, day and album.</summary>
internal sealed class ReleaseComparison(Candidate candidate, TitleReading title, EvidenceNotes notes)
{
    /// <summary>Which of UPC, album and day agree. An album named like its song or with a work on it says little, and nothing where the day differs.</summary>
    public Signs Read(Reference reference)
    {
        var (facts, agree) = (reference.Facts, 0);
        if (!reference.IsAlbum && facts.Upc is not null && Upc.TryParse(candidate.Upc, out _))
        {
            var isEqual = reference.HasUpc(candidate);
            notes.Note(Signs.None, isEqual ? "upcEqual" : "upcDiffers", candidate.Upc!);
            if (isEqual) agree++;
        }

        var isOtherDay = false;
        if (candidate.ReleasedOn is { } on)
        {
            var day = on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (facts.ReleasedOn is not { } known) notes.Note(Signs.None, "releasedOn", day);
            else if (known == on) { notes.Note(Signs.None, "releasedOnEqual", day); agree++; }
            else { notes.Note(Signs.None, "releasedOnDiffers", day); isOtherDay = true; }
        }

        if (!reference.IsAlbum && candidate.AlbumTitle is { } album)
        {
            var reading = TitleReading.Of(album, null, []);
            var written = candidate.AlbumType is null ? album : $"{album} ({candidate.AlbumType})";
            if (reference.Album is null) notes.Note(Signs.None, "onAlbum", written);
            else if (!AlbumComparison.AreEqual(reference, title, reading)) notes.Note(Signs.None, "albumDiffers", written);
            else
            {
                notes.Note(Signs.None, "albumEqual", written);
                // Performers record a work again, and name the album alike.
                var isNamedLikeOthers = reading.Core == title.Core || ClassicalTitle.IsWork(title.Core);
                if (!isNamedLikeOthers || !isOtherDay) agree++;
                if (facts.TrackNumber is { } place && candidate.TrackNumber is { } told) notes.Note(Signs.None, place == told ? "trackPositionEqual" : "trackPositionDiffers", told.ToString(CultureInfo.InvariantCulture));
            }
        }

        return agree switch { 0 => Signs.ReleaseUnknown, 1 => Signs.ReleaseSimilar, _ => Signs.ReleaseEqual };
    }
}

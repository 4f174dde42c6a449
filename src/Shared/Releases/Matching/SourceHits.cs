using Smartlinks.StreamingServices;

namespace Smartlinks.Releases.Matching;

/// <summary>Whether two answers with the same code can be the same recording. What one of them does not tell is no contradiction. Symmetric.</summary>
internal static class SourceHits
{
    public static bool Contradict(TitleReading one, TitleReading other, TimeSpan? duration, TimeSpan? otherDuration, bool byTitle = true, bool byArtists = true)
    {
        if (byTitle)
        {
            if (TitleComparison.Compare(one, other) == Comparison.Differs) return true;
            if (VersionReading.Compare(one.Version, other.Version) is VersionComparison.Differs or VersionComparison.Opposed) return true;
        }

        return (byArtists && ArtistNames.Compare(one.Artists, other.Artists) == Comparison.Differs) || Lengths.Compare(duration, otherDuration) == Comparison.Differs;
    }

    /// <summary>
    /// Compares each hit with the other hits of the code in what is not known of the release. A hit that what is known already contradicts accuses nobody.
    /// </summary>
    public static void Compare(IReadOnlyList<CandidateReading> readings, Reference reference)
    {
        var facts = reference.Facts;
        var hits = readings.Where(reading => reading.HasCode).ToList();
        var heard = hits.Where(hit => !hit.Has(Signs.KindDiffers | Signs.TitleDiffers | Signs.ArtistsDiffer | Signs.VersionDiffers | Signs.VersionOpposed | Signs.DurationDiffers)).ToList();
        foreach (var reading in readings)
        {
            reading.SetHits(!reading.HasCode || !heard.Exists(other => other != reading && Contradict(reading.Title, other.Title,
                facts.Duration is null ? reading.Candidate.Duration : null, other.Candidate.Duration, reference.Title is null, reference.Artists.IsEmpty)));
        }
    }
}

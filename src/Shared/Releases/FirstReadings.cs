using Smartlinks.Links;
using Smartlinks.Releases.Matching;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>
/// What stood at each destination's address when it was known to be right: as the look-ups last proved it; else, of an address that is an admin's word, as the first
/// check after that word read it. A check is held against this and not against the release: an admin may have put something else there on purpose. Pure.
/// </summary>
public static class FirstReadings
{
    /// <summary>What speaks for something else, other than that too little is told.</summary>
    private const Signs Contradictions = Signs.TitleDiffers | Signs.ArtistsDiffer | Signs.VersionDiffers | Signs.VersionOpposed | Signs.DurationDiffers;

    public static Candidate? Find(IReadOnlyList<Candidate> readings, Destination destination) => readings.FirstOrDefault(reading => reading.Url == destination.Url);

    /// <summary>The readings to keep after a pass; destinations that went elsewhere, or that an admin vouched for since, have none.</summary>
    public static IReadOnlyList<Candidate> After(IReadOnlyList<Candidate> before, IReadOnlyList<DestinationCheck> checks, Link link, ReleaseRecord record, ReleaseFacts facts)
    {
        return [.. link.Destinations.Where(IsKept).Select(destination => Trim(Proven(destination) ?? Find(before, destination) ?? Checked(destination), destination)).OfType<Candidate>()];

        Candidate? Proven(Destination destination) => destination.IsOpen
            ? ReleaseMatcher.Judge(record.Candidates.GetValueOrDefault(destination.Service.Id, []), facts).FirstOrDefault(judged => judged.Verdict == Verdict.Confirmed && judged.Candidate.Url == destination.Url)?.Candidate
            : null;

        Candidate? Checked(Destination destination) => checks.FirstOrDefault(check => check.Outcome == CheckOutcome.Right && check.Url == destination.Url)?.Read;
    }

    /// <summary>Whether title, artists and length say that another recording or album stands there now: the matching rejects it, and not for want of knowledge.</summary>
    public static bool IsSomethingElse(Candidate now, Candidate first)
    {
        var facts = FactsOf(first, now);
        var read = now with { Kind = facts.Kind, FoundBy = FoundBy.Item };
        if (ReleaseMatcher.Judge([read], facts)[0].Verdict != Verdict.Rejected) return false;
        var signs = ReleaseMatcher.Read([read], facts)[0];
        // A title alone may be worded in another way: a page's headline has the artist in it one day.
        var isTitleAlone = (signs & Signs.ArtistsUnknown) != 0 && (now.Title.Contains(first.Title, StringComparison.OrdinalIgnoreCase) || first.Title.Contains(now.Title, StringComparison.OrdinalIgnoreCase));
        return (signs & (isTitleAlone ? Contradictions & ~Signs.TitleDiffers : Contradictions)) != 0;
    }

    /// <summary>An admin's word leaves no moment for a next check until the pass that follows it ends.</summary>
    private static bool IsKept(Destination destination) => destination is { Url: not null, Removed: false, Status: DestinationStatus.Confirmed or DestinationStatus.Manual } and not { Pinned: true, DueAt: null };

    private static Candidate? Trim(Candidate? reading, Destination destination) =>
        reading is null ? null : reading with { Url = destination.Url!, Territories = Territories.Everywhere, AvailableFrom = null, ArtworkUrl = null };

    /// <summary>A code only where both have the same: one that changed is judged apart. An album without one is compared by the words of the table for tracks.</summary>
    private static ReleaseFacts FactsOf(Candidate first, Candidate now)
    {
        Isrc? isrc = first.Kind == ItemKind.Track && Isrc.TryParse(first.Isrc, out var itsIsrc) && Isrc.TryParse(now.Isrc, out var isrcNow) && itsIsrc == isrcNow ? itsIsrc : null;
        Upc? upc = first.Kind == ItemKind.Album && Upc.TryParse(first.Upc, out var itsUpc) && Upc.TryParse(now.Upc, out var upcNow) && itsUpc == upcNow ? itsUpc : null;
        return new ReleaseFacts(isrc, upc, first.Title, first.Artists) { Version = first.Version, Duration = first.Duration };
    }
}

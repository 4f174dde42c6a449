using System.Globalization;
using Smartlinks.Links;
using Smartlinks.Releases.Matching;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>
/// Judges what a service offered by the decision table of docs/matching.md. Pure: the same candidates and facts always have the same verdicts, and the order
/// of the candidates decides only between such as nothing else tells apart.
/// </summary>
public static class ReleaseMatcher
{
    /// <summary>
    /// Judges all that one source offered, best first: confirmed before probable before rejected; then equal code, known UPC, single before EP before album
    /// before compilation, exact title, the known edition, the earliest release, the known album, and the source's own order.
    /// </summary>
    public static IReadOnlyList<Judgement> Judge(IReadOnlyList<Candidate> candidates, ReleaseFacts facts)
    {
        var reference = new Reference(facts);
        var judged = Read(candidates, reference)
            .Select(reading => (Reading: reading, Row: DecisionTable.Decide(reference.IsAlbum, reading.Signs)))
            .OrderBy(one => one.Row.Verdict)
            .ThenByDescending(one => one.Reading.HasCode)
            .ThenByDescending(one => reference.HasUpc(one.Reading.Candidate))
            .ThenBy(one => one.Row.Verdict == Verdict.Confirmed ? 0 : Doubts(one.Reading))
            .ThenBy(one => AlbumRank(one.Reading.Candidate.AlbumType))
            .ThenByDescending(one => one.Reading.Has(Signs.TitleEqual) && one.Reading.Has(Signs.VersionEqual))
            .ThenBy(one => one.Reading.Has(Signs.ExplicitDiffers))
            .ThenBy(one => one.Reading.Candidate.ReleasedOn ?? DateOnly.MaxValue)
            .ThenByDescending(one => reference.HasAlbum(one.Reading.Candidate))
            .ToList();
        var confirmed = judged.Count(one => one.Row.Verdict == Verdict.Confirmed);
        return [.. judged.Select((one, at) => new Judgement(one.Reading.Candidate, one.Row.Verdict,
            [.. one.Reading.Evidence, .. ChosenOf(at == 0 ? confirmed : 0), new Evidence("row", one.Row.Id)]))];
    }

    /// <summary>What the answers found by code agree on, under what an admin said (<see cref="Agreement"/>).</summary>
    public static ReleaseFacts Agree(ReleaseFacts known, IReadOnlyList<Candidate> answers) => Agreement.Of(known, answers);

    /// <summary>What the decision table is asked of each candidate, in their order.</summary>
    public static IReadOnlyList<Signs> Read(IReadOnlyList<Candidate> candidates, ReleaseFacts facts) => [.. Read(candidates, new Reference(facts)).Select(reading => reading.Signs)];

    private static List<CandidateReading> Read(IReadOnlyList<Candidate> candidates, Reference reference)
    {
        var readings = candidates.Select(candidate => new CandidateReading(candidate, reference)).ToList();
        SourceHits.Compare(readings, reference);
        return readings;
    }

    private static IEnumerable<Evidence> ChosenOf(int count) => count > 1 ? [new Evidence("chosenOf", count.ToString(CultureInfo.InvariantCulture))] : [];

    /// <summary>How far a candidate that is not confirmed is from equal, group by group.</summary>
    private static int Doubts(CandidateReading reading) => SignGroups.All.Sum(group => Array.FindIndex(group, sign => reading.Has(sign)));

    private static int AlbumRank(string? type) => type?.ToLowerInvariant() switch
    {
        "single" => 0,
        "ep" => 1,
        "album" => 2,
        null => 3,
        "compilation" or "compile" => 5,
        _ => 4,
    };
}

using System.Globalization;
using System.Text;
using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>
/// Judges what a service offered. Pure. Rules, in order:
/// <list type="number">
/// <item>A candidate whose code differs from the one asked for, or that carries none, is rejected: services do answer with other recordings.</item>
/// <item>Of several with the right code, the one whose album has the known UPC wins; then single before EP before album before compilation;
/// then the title equal to the known one; then the earliest release; then the service's own order.</item>
/// </list>
/// </summary>
public static class ReleaseMatcher
{
    /// <summary>Judges all that one service offered, best first: confirmed before probable before rejected.</summary>
    public static IReadOnlyList<Judgement> Judge(IReadOnlyList<Candidate> candidates, ReleaseFacts facts)
    {
        var chosen = facts.Isrc is { } isrc
            ? Choose([.. candidates.Where(candidate => Isrc.TryParse(candidate.Isrc, out var code) && code == isrc)], facts, _ => new Evidence("isrcEqual", isrc.ToString()))
            : facts.Upc is { } upc ? Choose([.. candidates.Where(candidate => HasUpc(candidate, upc))], facts, candidate => new Evidence("upcEqual", candidate.Upc!)) : null;
        return [.. candidates.Select(candidate => chosen is { } best && ReferenceEquals(best.Item1, candidate)
            ? new Judgement(candidate, Verdict.Confirmed, best.Item2)
            : new Judgement(candidate, Verdict.Rejected, [])).OrderBy(judgement => judgement.Verdict)];
    }

    /// <summary>What the answers found by code agree on, under what an admin said. Facts that they contradict each other in stay unknown.</summary>
    public static ReleaseFacts Agree(ReleaseFacts known, IReadOnlyList<Candidate> answers) => answers is [var first, ..]
        ? known with { Title = known.Title ?? first.Title, Artists = known.Artists.Count > 0 ? known.Artists : first.Artists }
        : known;

    private static (Candidate, IReadOnlyList<Evidence>)? Choose(List<Candidate> equal, ReleaseFacts known, Func<Candidate, Evidence> code)
    {
        if (equal.Count == 0) return null;
        var best = equal
            .OrderByDescending(candidate => HasUpc(candidate, known.Upc))
            .ThenBy(candidate => AlbumRank(candidate.AlbumType))
            .ThenByDescending(candidate => known.Title is not null && Fold(candidate.Title) == Fold(known.Title))
            .ThenBy(candidate => candidate.ReleasedOn ?? DateOnly.MaxValue)
            .First();

        var evidence = new List<Evidence> { code(best) };
        if (HasUpc(best, known.Upc) && known.Isrc is not null) evidence.Add(new Evidence("upcEqual", best.Upc!));
        if (known.Title is not null) evidence.Add(new Evidence(Fold(best.Title) == Fold(known.Title) ? "titleEqual" : "titleDiffers", best.Title));
        if (best.Duration is { } duration) evidence.Add(new Evidence("duration", string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalMinutes}:{duration.Seconds:00}")));
        if (best.ReleasedOn is { } on) evidence.Add(new Evidence("releasedOn", on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        if (best.AlbumTitle is { } album && best.Kind == ItemKind.Track) evidence.Add(new Evidence("onAlbum", best.AlbumType is null ? album : $"{album} ({best.AlbumType})"));
        if (equal.Count > 1) evidence.Add(new Evidence("chosenOf", equal.Count.ToString(CultureInfo.InvariantCulture)));
        return (best, evidence);
    }

    private static bool HasUpc(Candidate candidate, Upc? known) => known is { } upc && Upc.TryParse(candidate.Upc, out var code) && code == upc;

    private static int AlbumRank(string? type) => type?.ToLowerInvariant() switch
    {
        "single" => 0,
        "ep" => 1,
        "album" => 2,
        null => 3,
        "compilation" or "compile" => 5,
        _ => 4,
    };

    /// <summary>Compatibility forms, case and runs of blanks folded; other scripts and accents stay what they are.</summary>
    private static string Fold(string text) =>
        string.Join(' ', text.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

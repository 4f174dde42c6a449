using System.Globalization;
using System.Text;
using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>What is known of a release before a service is asked: its codes, and what an earlier answer or an admin said of it.</summary>
public sealed record ReleaseFacts(Isrc? Isrc, Upc? Upc, string? Title, IReadOnlyList<string> Artists)
{
    public static readonly ReleaseFacts None = new(null, null, null, []);
}

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
    public static (Candidate Candidate, IReadOnlyList<Evidence> Evidence)? ChooseByIsrc(IReadOnlyList<Candidate> candidates, Isrc isrc, ReleaseFacts known)
    {
        var equal = candidates.Where(candidate => Isrc.TryParse(candidate.Isrc, out var code) && code == isrc).ToList();
        return Choose(equal, known, candidate => new Evidence("isrcEqual", isrc.ToString()));
    }

    public static (Candidate Candidate, IReadOnlyList<Evidence> Evidence)? ChooseByUpc(IReadOnlyList<Candidate> candidates, Upc upc, ReleaseFacts known)
    {
        var equal = candidates.Where(candidate => Upc.TryParse(candidate.Upc, out var code) && code == upc).ToList();
        return Choose(equal, known, candidate => new Evidence("upcEqual", candidate.Upc!));
    }

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

using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases.Matching;

/// <summary>
/// Makes one reference of what the sources answered for a code. Answers that cannot be the same recording are held apart; the recording that at least two and
/// more than half of the sources tell of wins. A source that is alone is believed as long as its own hits agree, and marked (<see cref="ReleaseFacts.IsToldByOne"/>).
/// Without a winner the facts stay as they were and are contested. What an admin said comes first: answers against it have no voice.
/// Does not depend on the order of the answers.
/// </summary>
internal static class Agreement
{
    public static ReleaseFacts Of(ReleaseFacts known, IReadOnlyList<Candidate> answers)
    {
        var reference = new Reference(known);
        var voices = answers.Where(answer => answer.Kind == known.Kind && ((known.Isrc is null && known.Upc is null) || reference.HasCode(answer))).Select(answer => new Voice(answer)).ToList();
        var admitted = voices.Where(voice => !IsAgainst(voice, reference)).ToList();
        if (admitted.Count == 0) return known;
        var sources = admitted.Select(voice => voice.Source).Distinct(StringComparer.Ordinal).Count();
        var best = admitted.Select(seed => admitted.Where(other => seed == other || !SourceHits.Contradict(seed.Title, other.Title, seed.Answer.Duration, other.Answer.Duration)).ToList())
            .OrderByDescending(Sources).ThenByDescending(group => group.Count).ThenBy(Key, StringComparer.Ordinal).First();
        var isUnanimous = best.Count == admitted.Count;
        // Both: an admin's word leaves one recording only, or most of the sources tell of one.
        var isSettled = isUnanimous || (Sources(best) >= 2 && Sources(best) * 2 > sources);
        if (!isSettled) return known with { IsContested = true };
        var isAdmins = known.Title is not null && known.Artists.Count > 0;
        return Told(known, best) with { IsContested = false, IsToldByOne = Sources(best) == 1 && !isAdmins };
    }

    private static ReleaseFacts Told(ReleaseFacts known, List<Voice> group)
    {
        var name = Most(group, voice => voice.Title.Core, _ => true)!;
        var durations = group.Select(voice => voice.Answer.Duration).OfType<TimeSpan>().Where(duration => duration > TimeSpan.Zero).Order().ToList();
        var ratings = group.Select(voice => voice.Answer.IsExplicit).OfType<bool>().Distinct().ToList();
        return known with
        {
            Title = known.Title ?? name.Answer.Title,
            Version = known.Title is null ? known.Version ?? name.Answer.Version : known.Version,
            Artists = known.Artists.Count > 0 ? known.Artists : Most(group, voice => string.Join(';', voice.Answer.Artists), voice => voice.Answer.Artists.Count > 0)?.Answer.Artists ?? [],
            Duration = known.Duration ?? (durations.Count > 0 ? durations[durations.Count / 2] : null),
            ReleasedOn = known.ReleasedOn ?? group.Min(voice => voice.Answer.ReleasedOn),
            AlbumTitle = known.AlbumTitle ?? Most(group, voice => TitleText.Key(voice.Answer.AlbumTitle ?? ""), voice => voice.Answer.AlbumTitle is not null)?.Answer.AlbumTitle,
            IsExplicit = known.IsExplicit ?? (ratings is [var rating] ? rating : null),
        };
    }

    /// <summary>The voice whose value most sources share; of equally many, the value that sorts first.</summary>
    private static Voice? Most(List<Voice> group, Func<Voice, string> value, Func<Voice, bool> tells) =>
        group.Where(tells).GroupBy(value, StringComparer.Ordinal).OrderByDescending(same => Sources([.. same])).ThenBy(same => same.Key, StringComparer.Ordinal)
            .FirstOrDefault()?.OrderBy(voice => voice.Key, StringComparer.Ordinal).First();

    private static bool IsAgainst(Voice voice, Reference reference) =>
        (reference.Title is { } title && (TitleComparison.Compare(title, voice.Title) == Comparison.Differs || VersionReading.Compare(title.Version, voice.Title.Version) == VersionComparison.Opposed))
        || ArtistNames.Compare(reference.Artists, voice.Title.Artists) == Comparison.Differs;

    private static int Sources(List<Voice> group) => group.Select(voice => voice.Source).Distinct(StringComparer.Ordinal).Count();

    private static string Key(List<Voice> group) => group.Select(voice => voice.Key).Min(StringComparer.Ordinal)!;

    private sealed class Voice(Candidate answer)
    {
        public Candidate Answer { get; } = answer;

        public string Source { get; } = answer.ToldBy ?? answer.Url.Service.Id;

        public TitleReading Title { get; } = TitleReading.Of(answer.Title, answer.Version, answer.Artists);

        public string Key { get; } = $"{answer.Title}\n{answer.Version}\n{string.Join(';', answer.Artists)}\n{answer.Duration?.Ticks:D20}\n{answer.ToldBy ?? answer.Url.Service.Id}\n{answer.Id}";
    }
}

using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>
/// What the sources have said of one release so far, and what follows from all of it together: the facts they agree on, and a judgement of every candidate
/// against those. A later answer may change the judgement of an earlier one.
/// </summary>
public sealed class ReleaseAnswers
{
    private readonly Dictionary<string, IReadOnlyList<Candidate>> _candidates;
    private readonly Dictionary<string, SourceAnswer> _latest = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fresh = new(StringComparer.Ordinal);

    public ReleaseAnswers(ReleaseFacts known, IReadOnlyDictionary<string, IReadOnlyList<Candidate>> earlier)
    {
        (Known, _candidates) = (known, new(earlier, StringComparer.Ordinal));
        Facts = Reconsider();
    }

    /// <summary>What was known before anybody was asked.</summary>
    public ReleaseFacts Known { get; }

    /// <summary>What is known now.</summary>
    public ReleaseFacts Facts { get; private set; }

    /// <summary>By source. What a source said last stands, also when it did not answer this time.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Candidate>> Candidates => _candidates;

    /// <summary>What a source said in this run: the silence, if it left one of several questions without an answer; null when it did not come yet.</summary>
    public SourceAnswer? AnswerOf(string source) => _latest.GetValueOrDefault(source);

    public void Add(SourceAnswer answer)
    {
        // Two questions to one source in one run (its own search, and an address a third party told) add up; an answer without candidates takes nothing away
        // from one that came before it in the run.
        var isSecond = !_fresh.Add(answer.Source);
        if (answer.LookUp is LookUp.Found found) _candidates[answer.Source] = isSecond ? [.. _candidates.GetValueOrDefault(answer.Source, []), .. found.Candidates] : found.Candidates;
        else if (answer.LookUp is LookUp.NotListed && !isSecond && !answer.WasNotAsked) _candidates.Remove(answer.Source);
        // A question without an answer is put again soon, whatever another one brought.
        if (!isSecond || _latest[answer.Source].LookUp is LookUp.NotListed || (answer.LookUp is not LookUp.NotListed && _latest[answer.Source].LookUp is LookUp.Found)) _latest[answer.Source] = answer;
        Facts = Reconsider();
    }

    /// <summary>All that is offered for a service, by itself and by third parties, best first.</summary>
    public IReadOnlyList<Judgement> Of(StreamingService service)
    {
        var own = ReleaseMatcher.Judge(_candidates.GetValueOrDefault(service.Id, []), Facts);
        var told = _candidates.Where(source => !StreamingService.TryParse(source.Key, out _))
            .SelectMany(source => ReleaseMatcher.Judge([.. source.Value.Where(candidate => candidate.Url.Service == service)], Facts))
            .Where(judgement => own.All(mine => mine.Candidate.Id != judgement.Candidate.Id));
        return [.. own.Concat(told).OrderBy(judgement => judgement.Verdict)];
    }

    private ReleaseFacts Reconsider() =>
        AgreeOn(Known, [.. _candidates.Values.SelectMany(each => each).Where(candidate => candidate.FoundBy is FoundBy.Isrc or FoundBy.Upc)]);

    /// <summary>
    /// What the answers by code agree on. An admin's title may be one for the page, so it is not held against them; it decides only where they contradict each
    /// other, and stands where there are none.
    /// </summary>
    public static ReleaseFacts AgreeOn(ReleaseFacts known, IReadOnlyList<Candidate> byCode)
    {
        if (byCode.Count == 0 || (known.Isrc is null && known.Upc is null)) return ReleaseMatcher.Agree(known, byCode);
        var agreed = ReleaseMatcher.Agree(known with { Title = null, Version = null, Artists = [] }, byCode);
        if (agreed.Title is not null && !agreed.IsContested) return agreed;
        var decided = ReleaseMatcher.Agree(known, byCode);
        return agreed.IsContested && decided.IsContested ? agreed : decided;
    }
}

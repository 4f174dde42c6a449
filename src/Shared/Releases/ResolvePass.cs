using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>One pass over a link: whom to ask, what they said, and what the link says then. No I/O; the resolver carries it out.</summary>
public sealed class ResolvePass
{
    private readonly Link _before;
    private readonly MusicSources _sources;
    private readonly DestinationChecker _checker;
    private readonly OrganizationSettings _settings;
    private readonly Dictionary<string, CrossReferenceState> _states;
    private readonly ReleaseAnswers _answers;
    private readonly bool _isReady;
    private IReadOnlyList<DestinationCheck> _checks = [];

    /// <param name="isReady">False while an admin's own address could not be read: who asks now would ask for nothing.</param>
    public ResolvePass(Link link, ReleaseRecord record, SourceFacts own, bool isReady, MusicSources sources, DestinationChecker checker, OrganizationSettings settings, DateTimeOffset now)
    {
        (_before, _sources, _checker, _settings) = (link, sources, checker, settings);
        _states = new Dictionary<string, CrossReferenceState>(record.CrossReferences, StringComparer.Ordinal);
        _answers = new ReleaseAnswers(own.Facts, record.Candidates);
        foreach (var answer in own.Answers.Where(answer => answer.Candidates.Count > 0)) _answers.Add(answer);
        _isReady = isReady;
        Plan = isReady ? LookUpPlan.Draw(link, _answers, _states, sources, now) : new LookUpPlan([], []);
        ToCheck = [.. link.Destinations.Where(destination => checker.CanCheck(destination) && destination.DueAt <= now)];
    }

    /// <summary>The link as the pass found it.</summary>
    public Link Before => _before;

    public LookUpPlan Plan { get; }

    public IReadOnlyList<Destination> ToCheck { get; }

    public ReleaseFacts Known => _answers.Known;

    public ReleaseFacts Facts => _answers.Facts;

    /// <summary>A picture that goes with a match that is proven, or with an address an admin gave; the link's own where it is one of those.</summary>
    public Uri? Artwork
    {
        get
        {
            var proven = StreamingService.All.SelectMany(_answers.Of).Where(IsVouchedFor).Select(judgement => judgement.Candidate.ArtworkUrl).OfType<Uri>().ToList();
            return proven.Find(url => url == _before.ArtworkUrl) ?? proven.FirstOrDefault();
        }
    }

    public ReleaseRecord Record => new(_answers.Candidates, _states);

    public void Add(SourceAnswer answer, DateTimeOffset now)
    {
        _answers.Add(answer);
        if (!StreamingService.TryParse(answer.Source, out _)) Remember(answer.Source, answer.LookUp, now);
    }

    public void Checked(IReadOnlyList<DestinationCheck> checks) => _checks = checks;

    /// <summary>Keeps when somebody who is not a service is asked again.</summary>
    public void Remember(string source, LookUp answer, DateTimeOffset now)
    {
        var (attempts, _, silences) = _states.GetValueOrDefault(source) ?? new(0, null);
        _states[source] = answer switch
        {
            LookUp.Unavailable { Reason: UnavailableReasons.Paced or UnavailableReasons.CircuitOpen or UnavailableReasons.QuotaExhausted, RetryAfter: { } wait } => new(attempts, now + wait, silences),
            LookUp.Unavailable silence => new(attempts, LookUpSchedule.AfterSilence(silences + 1, silence.RetryAfter, now), silences + 1),
            LookUp.NotListed => new(attempts + 1, LookUpSchedule.AfterMiss(attempts + 1, _before.Release, isCostly: false, now)),
            _ => new(0, null),
        };
    }

    /// <summary>Whoever it is told all, and is not asked again.</summary>
    public void Settle(string source) => _states.Remove(source);

    /// <summary>The link with what the answers change; <paramref name="batch"/> are those that came since it was published last.</summary>
    public Link Publish(Link current, IReadOnlyList<SourceAnswer> batch, DateTimeOffset now)
    {
        var changed = Describe(current);
        foreach (var service in StreamingService.All)
        {
            var answer = batch.Any(each => each.Source == service.Id) ? _answers.AnswerOf(service.Id) : null;
            changed = Decide(changed, service, answer, now);
        }

        return changed.Destinations.SequenceEqual(current.Destinations) && changed.Title == current.Title && changed.Source == current.Source ? current : changed with { UpdatedAt = now };
    }

    /// <summary>The link at the end of the pass: nobody who could not be asked is still waited for, and the checks are in.</summary>
    public Link Finish(Link current, DateTimeOffset now)
    {
        var changed = Describe(current);
        foreach (var service in _isReady ? StreamingService.All : [])
        {
            var isWaiting = changed.Find(service) is null or { IsOpen: true, Status: DestinationStatus.Pending, DueAt: null };
            changed = Decide(changed, service, isWaiting && _answers.AnswerOf(service.Id) is null ? new SourceAnswer(service.Id, new LookUp.NotListed()) { WasNotAsked = true } : null, now);
        }

        if (!_isReady) changed = Explain(changed);
        foreach (var check in _checks)
            if (changed.Find(check.Service) is { } there) changed = changed.With(DestinationChecker.Apply(there, check, changed.Id, now));
        foreach (var unseen in changed.Destinations.Where(destination => destination.DueAt is null && _checker.CanCheck(destination)).ToList())
            changed = changed.With(unseen with { DueAt = LookUpSchedule.NextCheck(changed.Id, unseen.Service, now) });
        return changed;
    }

    /// <summary>The earliest moment at which anybody is to be asked again; null: nobody is.</summary>
    public DateTimeOffset? NextDueAt(Link link, DateTimeOffset now)
    {
        var moments = link.Destinations.Where(destination => !destination.Removed).Select(destination => destination.DueAt)
            .Concat(LookUpPlan.IsComplete(link) ? [] : _states.Values.Select(state => state.DueAt));
        // Not in the past, and to the millisecond: the text of a message and the row of a table hold the same then.
        return moments.Min() is { } first ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(first.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds() + 1_000)) : null;
    }

    /// <summary>Says what the look-ups wait for: the address that the release was named by.</summary>
    private Link Explain(Link link)
    {
        var isOver = _states.Values.All(state => state.DueAt is null);
        foreach (var pending in link.Destinations.Where(destination => destination is { IsOpen: true, Status: DestinationStatus.Pending }).ToList())
            link = link.With(isOver
                ? pending with { Status = DestinationStatus.NotFound, Why = "The address that was given could not be read for two weeks; give an ISRC, a UPC or another address." }
                : pending with { Why = "The address that was given cannot be read just now; reading it again." });
        return link;
    }

    private bool IsVouchedFor(Judgement judgement) => judgement.Verdict == Verdict.Confirmed || (_before.Find(judgement.Candidate.Url.Service) is { Pinned: true, Url: { } url } && url == judgement.Candidate.Url);

    private Link Decide(Link link, StreamingService service, SourceAnswer? answer, DateTimeOffset now)
    {
        var current = link.Find(service) ?? Destination.Pending(service);
        var capabilities = _sources.Find(service)?.Capabilities;
        var isByCode = (Known.Isrc is not null && capabilities is { ByIsrc: true }) || (Known is { Isrc: null, Upc: not null } && capabilities is { ByUpc: true });
        var terms = new DecisionTerms(ReleaseOf(link, now), isByCode, isByCode || capabilities is { BySearch: true }, capabilities?.DailyQuota is not null, _settings.SearchLinks, link.Id, now) { Capabilities = capabilities };
        // An answer that is published twice, because another was faster to write, counts once.
        var counted = answer is null ? current : current with { Attempts = _before.Find(service)?.Attempts ?? 0, Silences = _before.Find(service)?.Silences ?? 0 };
        var decided = DestinationDecision.Decide(counted, _answers.Of(service), answer, Facts, terms);
        return decided == current ? link : link.With(decided);
    }

    /// <summary>What the schedule hangs on: the admin's word, else what a source tells, while music is still looked for around it.</summary>
    private ReleaseMoment? ReleaseOf(Link link, DateTimeOffset now)
    {
        if (link.Release is not null) return link.Release;
        var earliest = now - LookUpSchedule.AfterRelease;
        var told = _answers.Candidates.Values.SelectMany(candidates => candidates).Select(candidate => candidate.AvailableFrom).Where(from => from > earliest).Min();
        if (told is { } at) return ReleaseMoment.AtInstant(at);
        return Facts.ReleasedOn is { } on && on > DateOnly.FromDateTime(earliest.UtcDateTime) ? ReleaseMoment.OnDate(on, null) : null;
    }

    private Link Describe(Link link) => link with
    {
        Title = link.TitleIsSet ? link.Title : Facts.Title is { } title ? Facts.Version is { } version ? $"{title} ({version})" : title : link.Title,
        Artists = link.ArtistsAreSet || Facts.Artists.Count == 0 ? link.Artists : Facts.Artists,
        ArtworkUrl = link.ArtworkIsSet ? link.ArtworkUrl : Artwork ?? link.ArtworkUrl,
        Source = link.Source with { Isrc = link.Source.Isrc ?? Known.Isrc, Upc = link.Source.Upc ?? Known.Upc },
    };
}

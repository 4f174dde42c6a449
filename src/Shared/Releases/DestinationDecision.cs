using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>What is known for deciding a destination besides what the sources offered.</summary>
/// <param name="CanAskForCode">Whether the service is switched on and was asked for the release's own code, so that its "no" means no.</param>
/// <param name="CanAsk">Whether the service is switched on and can be asked without an address: by code or by a search.</param>
/// <param name="IsCostly">Whether asking the service is taken from a small daily quota.</param>
/// <param name="SearchLinks">Whether the organization wants labelled search links where nothing is found.</param>
public sealed record DecisionTerms(ReleaseMoment? Release, bool CanAskForCode, bool CanAsk, bool IsCostly, bool SearchLinks, LinkId Link, DateTimeOffset Now)
{
    /// <summary>What the service can do in this deployment; null: it is not switched on.</summary>
    public ServiceCapabilities? Capabilities { get; init; }
}

/// <summary>Decides what a link says of one service from what the sources offered for it. Pure. The table is in docs/matching.md.</summary>
public static class DestinationDecision
{
    /// <summary>Evidence of a service that was not asked, because nothing is known that it could be asked for.</summary>
    public const string NotLookedUp = "notLookedUp";

    /// <summary>Evidence of a service that did not answer, with why.</summary>
    private const string Unavailable = "unavailable";

    private const string Likely = "Likely, but not proven: accept or reject it in the review.";

    /// <param name="judgements">All offers for the service, best first.</param>
    /// <param name="answer">What the service said in this run; null when it was not its turn: then only a changed judgement counts.</param>
    public static Destination Decide(Destination current, IReadOnlyList<Judgement> judgements, SourceAnswer? answer, ReleaseFacts facts, DecisionTerms terms)
    {
        if (!current.IsOpen) return current;
        var best = judgements.FirstOrDefault(judgement => judgement.Verdict != Verdict.Rejected && !current.Rejected.Contains(judgement.Candidate.Id, StringComparer.Ordinal));
        if (best is { Verdict: Verdict.Confirmed }) return Confirm(current, best, answer, terms);
        if (current.Status == DestinationStatus.Confirmed) return Keep(current, best, judgements, answer, facts, terms);
        if (answer is null && best is not null) return Propose(current, best);
        if (answer is null) return IsOutvoted(current, judgements) ? Miss(Missed(current, 0, terms), judgements, Nothing(current), facts, terms) : Offer(current, facts, terms);
        if (answer.LookUp is LookUp.Unavailable silence) return Wait(current, best, IsOutvoted(current, judgements), silence, answer.WaitsForOthers, terms.Now);
        var missed = Missed(current, answer.WasNotAsked ? 0 : 1, terms);
        return best is not null ? Propose(missed, best) : Miss(missed, judgements, answer, facts, terms);
    }

    private static Destination Confirm(Destination current, Judgement best, SourceAnswer? answer, DecisionTerms terms)
    {
        var isSame = current.Status == DestinationStatus.Confirmed && current.Url == best.Candidate.Url;
        // Nothing new: what is there was checked before, and keeps its own next check.
        if (isSame && answer is null) return current with { Evidence = best.Evidence };
        return current with
        {
            Url = best.Candidate.Url,
            Status = DestinationStatus.Confirmed,
            Evidence = best.Evidence,
            Why = null,
            Territories = best.Candidate.Territories,
            Flag = isSame ? current.Flag : null,
            Attempts = 0,
            Silences = 0,
            CheckedAt = terms.Now,
            DueAt = LookUpSchedule.NextCheck(terms.Link, current.Service, terms.Now),
        };
    }

    /// <summary>
    /// A match that was right once leaves by its checks, not by one look-up that does not bring it. Only the same answer judged otherwise takes its proof: another
    /// service contests it by now, or outvotes it. Where that answer is gone (a kill before it was kept, a flag), what others tell contests nothing.
    /// </summary>
    private static Destination Keep(Destination current, Judgement? best, IReadOnlyList<Judgement> judgements, SourceAnswer? answer, ReleaseFacts facts, DecisionTerms terms)
    {
        if (current.Flag is null && judgements.Any(judgement => judgement.Candidate.ToldBy is null && judgement.Candidate.Url == current.Url))
        {
            var missed = Missed(current, 1, terms);
            return best is not null ? Propose(missed, best) : Miss(missed, judgements, Nothing(current), facts, terms);
        }

        return answer?.LookUp is LookUp.Unavailable silence ? Wait(current, best, isOutvoted: false, silence, answer.WaitsForOthers, terms.Now) : current;
    }

    /// <summary>Whether a likely match was judged again and is not likely any more; what was offered then and is gone by now is nobody's to judge.</summary>
    private static bool IsOutvoted(Destination current, IReadOnlyList<Judgement> judgements) =>
        current.Status == DestinationStatus.Probable && judgements.Any(judgement => judgement.Candidate.Url == current.Url && judgement.Verdict == Verdict.Rejected);

    private static SourceAnswer Nothing(Destination current) => new(current.Service.Id, new LookUp.NotListed());

    private static Destination Missed(Destination current, int more, DecisionTerms terms)
    {
        var attempts = current.Attempts + more;
        return current with
        {
            Attempts = attempts,
            Silences = 0,
            CheckedAt = terms.Now,
            DueAt = LookUpSchedule.AfterMiss(Math.Max(1, attempts), terms.Release, terms.IsCostly, terms.Now),
            Flag = null,
            Evidence = [],
            Territories = Territories.Everywhere,
        };
    }

    /// <summary>Keeps in sight that the service itself did not answer yet.</summary>
    private static Destination Propose(Destination current, Judgement best)
    {
        var unavailable = current.Evidence.FirstOrDefault(evidence => evidence.Name == Unavailable);
        return current with
        {
            Url = best.Candidate.Url,
            Status = DestinationStatus.Probable,
            Evidence = unavailable is null ? best.Evidence : [.. best.Evidence, unavailable],
            Territories = best.Candidate.Territories,
            Why = unavailable is null ? Likely : current.Why!.StartsWith(Likely, StringComparison.Ordinal) ? current.Why : $"{Likely} {current.Why}",
        };
    }

    /// <summary>The service's own word is still to come, soon; what others tell of it meanwhile is likely at most.</summary>
    private static Destination Wait(Destination current, Judgement? best, bool isOutvoted, LookUp.Unavailable silence, bool waitsForOthers, DateTimeOffset now)
    {
        // Being held back is not the service's failure: it does not bring the end of asking nearer.
        var isHeld = silence.Reason is UnavailableReasons.Paced or UnavailableReasons.CircuitOpen or UnavailableReasons.QuotaExhausted;
        var silences = current.Silences + (isHeld ? 0 : 1);
        var dueAt = isHeld && silence.RetryAfter is { } wait ? now + wait : LookUpSchedule.AfterSilence(silences, silence.RetryAfter, now);
        var waiting = current with { Silences = silences, DueAt = dueAt };
        if (current.Status == DestinationStatus.Confirmed || (current.Status == DestinationStatus.Probable && best is null && !isOutvoted)) return waiting;
        var why = dueAt is null ? SilenceReason.GivenUp(current.Service) : waitsForOthers ? SilenceReason.Others : SilenceReason.Of(current.Service, silence);
        // The labelled search serves fans as well as before.
        if (current.Status == DestinationStatus.Search && best is null) return waiting with { Why = why, Evidence = [.. current.Evidence.Where(evidence => evidence.Name != Unavailable), new Evidence(Unavailable, silence.Reason)] };
        var unavailable = waiting with { Status = dueAt is null ? DestinationStatus.NotFound : DestinationStatus.Pending, Url = null, Why = why, Evidence = [new Evidence(Unavailable, silence.Reason)] };
        return best is null ? unavailable : Propose(unavailable, best);
    }

    private static Destination Miss(Destination missed, IReadOnlyList<Judgement> judgements, SourceAnswer answer, ReleaseFacts facts, DecisionTerms terms)
    {
        var service = missed.Service;
        var (name, why) = answer switch
        {
            { WasNotAsked: true } => (NotLookedUp, NotAskedReason.Of(service, terms.Capabilities, facts)),
            _ when judgements.Count > 0 => ("nothingRight", $"{service.Name} offered {(judgements.Count == 1 ? "something else" : $"{judgements.Count} others")}, and not this."),
            _ => ("notListed", $"{service.Name} does not list it."),
        };
        var nothing = missed with { Status = DestinationStatus.NotFound, Url = null, Why = why, Evidence = [new Evidence(name, service.Id)] };
        if (!terms.CanAsk) nothing = nothing with { DueAt = null };
        return Offer(nothing, facts, terms);
    }

    /// <summary>The search of a service that does not have it or could not be asked, as soon as there are words to search for.</summary>
    private static Destination Offer(Destination nothing, ReleaseFacts facts, DecisionTerms terms)
    {
        if (nothing is not { Status: DestinationStatus.NotFound, Evidence: [{ Name: NotLookedUp or "nothingRight" or "notListed" }] }) return nothing;
        // Where the service itself says that it has no such code, a search would lead nowhere.
        if (terms.CanAskForCode || !terms.SearchLinks || facts.Title is null || facts.Artists.Count == 0) return nothing;
        return SearchPages.TryMake(nothing.Service, facts.Title, facts.Artists, facts.Kind, out var search)
            ? nothing with { Status = DestinationStatus.Search, Url = search, Evidence = [.. nothing.Evidence, new Evidence("search", facts.Title)] }
            : nothing;
    }
}

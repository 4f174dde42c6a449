using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>Whether people use a link.</summary>
public interface ILinkUse
{
    /// <summary>Whether it was visited or clicked on <paramref name="day"/> (UTC) or since.</summary>
    Task<bool> WasUsedSinceAsync(LinkId link, DateOnly day, CancellationToken cancellationToken);
}

/// <summary>What a check of a destination found.</summary>
public enum CheckOutcome
{
    /// <summary>The service has it, and it is what was matched.</summary>
    Right,

    /// <summary>The service does not have it.</summary>
    Dead,

    /// <summary>The service has something else there.</summary>
    Changed,

    /// <summary>Nothing is known: the service did not answer, or the budget is spent.</summary>
    Unknown,

    /// <summary>Not worth asking: nobody uses the link.</summary>
    Unused,
}

/// <param name="Read">With <see cref="CheckOutcome.Right"/>: what stands there.</param>
/// <param name="RetryAfter">With <see cref="CheckOutcome.Unknown"/>: when to try again.</param>
/// <param name="WasHeld">With <see cref="CheckOutcome.Unknown"/>: nobody was asked, because the budget or the service's pace has no room now; it is checked as soon as there is.</param>
public sealed record DestinationCheck(StreamingService Service, DestinationUrl Url, CheckOutcome Outcome, Territories? Territories = null, TimeSpan? RetryAfter = null, Candidate? Read = null, bool WasHeld = false);

/// <summary>
/// Checks that destinations still lead where they led: reads each item at its own service, for links that people use, within a daily budget that all
/// instances share.
/// </summary>
public sealed class DestinationChecker(IReadOnlyList<IServiceCatalogue> catalogues, IServiceGate gate, ILinkUse use, TimeProvider time)
{
    /// <summary>A link nobody opened for so long is not checked.</summary>
    public static readonly TimeSpan InUse = TimeSpan.FromDays(30);

    /// <summary>All checks of a deployment: five a second at most, 20,000 a day.</summary>
    public static ServicePace Budget { get; } = new("checks", TimeSpan.FromMilliseconds(200), 20, 20_000);

    /// <summary>How far off the next check is after the n-th in a row without an answer; after those it is the weekly one. A page that never answers would use up the budget.</summary>
    private static readonly TimeSpan[] s_afterSilence = [LookUpSchedule.SecondCheck, TimeSpan.FromHours(12), TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromDays(4)];

    public bool CanCheck(Destination destination) => destination is { Url: not null, Removed: false, Status: DestinationStatus.Confirmed or DestinationStatus.Manual }
        && ServiceItem.TryRead(destination.Url, out _) && catalogues.Any(catalogue => catalogue.Service == destination.Service && catalogue.Capabilities.ByItem);

    /// <param name="firstRead">What is held against what stands there now (<see cref="FirstReadings"/>).</param>
    public async Task<IReadOnlyList<DestinationCheck>> CheckAsync(Link link, IReadOnlyList<Destination> destinations, IReadOnlyList<Candidate> firstRead, CancellationToken cancellationToken)
    {
        if (destinations.Count == 0) return [];
        var since = DateOnly.FromDateTime((time.GetUtcNow() - InUse).UtcDateTime);
        if (!await use.WasUsedSinceAsync(link.Id, since, cancellationToken)) return [.. destinations.Select(destination => new DestinationCheck(destination.Service, destination.Url!, CheckOutcome.Unused))];
        return await Task.WhenAll(destinations.Select(destination => CheckAsync(link, destination, FirstReadings.Find(firstRead, destination), cancellationToken)));
    }

    private async Task<DestinationCheck> CheckAsync(Link link, Destination destination, Candidate? first, CancellationToken cancellationToken)
    {
        var unknown = new DestinationCheck(destination.Service, destination.Url!, CheckOutcome.Unknown);
        if (!ServiceItem.TryRead(destination.Url!, out var item)) return unknown;
        if (await gate.EnterAsync(Budget, cancellationToken) is { } spent) return unknown with { RetryAfter = spent.RetryAfter, WasHeld = true };
        await gate.ReportAsync(Budget, null, cancellationToken);
        var catalogue = catalogues.First(each => each.Service == destination.Service);
        return await catalogue.FindByItemAsync(item, cancellationToken) switch
        {
            LookUp.Found { Candidates: var candidates } => unknown with { Outcome = Compare(link, destination, first, candidates), Territories = candidates[0].Territories, Read = candidates[0] },
            LookUp.NotListed => unknown with { Outcome = CheckOutcome.Dead },
            LookUp.Unavailable { Reason: UnavailableReasons.Paced or UnavailableReasons.CircuitOpen or UnavailableReasons.QuotaExhausted } held => unknown with { RetryAfter = held.RetryAfter, WasHeld = true },
            LookUp.Unavailable silence => unknown with { RetryAfter = silence.RetryAfter },
            _ => unknown,
        };
    }

    /// <summary>It must still be what stood there first, and what was matched by a code must still carry it. An admin's own choice may have another code.</summary>
    private static CheckOutcome Compare(Link link, Destination destination, Candidate? first, IReadOnlyList<Candidate> candidates)
    {
        if (first is not null && candidates.All(candidate => FirstReadings.IsSomethingElse(candidate, first))) return CheckOutcome.Changed;
        if (destination.Status == DestinationStatus.Manual) return CheckOutcome.Right;
        var differs = candidates.All(candidate =>
            (link.Source.Isrc is { } isrc && Isrc.TryParse(candidate.Isrc, out var itsIsrc) && itsIsrc != isrc)
            || (link.Source.Isrc is null && link.Source.Upc is { } upc && Upc.TryParse(candidate.Upc, out var itsUpc) && itsUpc != upc));
        return differs ? CheckOutcome.Changed : CheckOutcome.Right;
    }

    /// <summary>What a check changes. Pure. A first bad one flags, a second hides; a good one takes both back. One without an answer changes only when the next is.</summary>
    public static Destination Apply(Destination current, DestinationCheck check, LinkId link, DateTimeOffset now)
    {
        if (current.Url != check.Url || current.Removed) return current;
        switch (check.Outcome)
        {
            case CheckOutcome.Unused:
                return current with { DueAt = LookUpSchedule.NextCheck(link, current.Service, now) };
            case CheckOutcome.Unknown when check.WasHeld:
                return current with { DueAt = now + (check.RetryAfter ?? LookUpSchedule.SecondCheck) };
            case CheckOutcome.Unknown:
                var silences = Math.Min(current.Silences, s_afterSilence.Length) + 1;
                var own = silences > s_afterSilence.Length ? LookUpSchedule.NextCheck(link, current.Service, now) : now + s_afterSilence[silences - 1];
                return current with { Silences = silences, DueAt = Later(own, now + check.RetryAfter) };
            case CheckOutcome.Right:
                var isHidden = current.Flag is { IsConfirmed: true };
                return current with
                {
                    Flag = null,
                    Why = isHidden ? null : current.Why,
                    CheckedAt = now,
                    Silences = 0,
                    Territories = current.Status == DestinationStatus.Confirmed ? check.Territories ?? current.Territories : current.Territories,
                    DueAt = LookUpSchedule.NextCheck(link, current.Service, now),
                };
            // Two passes at once made the same check twice: that is no second opinion.
            case CheckOutcome.Dead or CheckOutcome.Changed when current.Flag is { Checks: 1 } first && now - first.Since < LookUpSchedule.SecondCheck / 2:
                return current;
            default:
                var reason = check.Outcome == CheckOutcome.Dead ? FlagReason.Dead : FlagReason.Changed;
                var flag = current.Flag is { } there ? there with { Reason = reason, Checks = Math.Min(there.Checks + 1, 1_000) } : new DestinationFlag(reason, now, 1);
                return current with
                {
                    Flag = flag,
                    Why = reason == FlagReason.Dead ? $"{current.Service.Name} no longer has it." : $"{current.Service.Name} has something else there now.",
                    CheckedAt = now,
                    Silences = 0,
                    DueAt = now + (flag.IsConfirmed ? LookUpSchedule.LaterChecks : LookUpSchedule.SecondCheck),
                };
        }
    }

    private static DateTimeOffset Later(DateTimeOffset own, DateTimeOffset? asked) => asked > own ? asked.Value : own;
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.StreamingServices.Pacing;

/// <summary>
/// The gate of all instances together (ADR 0010): turns are reserved in storage, what a service asked for is kept there for all, and a service that fails is left
/// alone until one trial succeeds. While storage is down nothing is sent beyond what was reserved, so that no limit is broken; look-ups are put off, none is lost.
/// </summary>
public sealed class ServiceGate(ITableClient table, PacingOptions options, TimeProvider time, ILogger<ServiceGate> log) : IServiceGate, IDisposable
{
    /// <summary>How long storage that failed is not asked again.</summary>
    internal static readonly TimeSpan StorageRest = TimeSpan.FromSeconds(1);

    internal static readonly LookUp.Unavailable StorageIsDown = new(UnavailableReasons.Paced, TimeSpan.FromSeconds(5));

    private readonly ConcurrentDictionary<string, Lazy<PaceLane>> _lanes = new(StringComparer.Ordinal);

    public async Task<LookUp.Unavailable?> EnterAsync(ServicePace pace, CancellationToken cancellationToken)
    {
        var lane = Lane(pace);
        var refused = await lane.TakeTurnAsync(cancellationToken) ?? await TakeUnitAndTryAsync(pace, lane, cancellationToken);
        if (refused is null) GateMetrics.Passed.Add(1, new KeyValuePair<string, object?>("pace", pace.Name));
        else GateMetrics.Refused.Add(1, new("pace", pace.Name), new("reason", refused.Reason));
        return refused;
    }

    public Task ReportAsync(ServicePace pace, LookUp.Unavailable? failure, CancellationToken cancellationToken)
    {
        var (lane, now) = (Lane(pace), time.GetUtcNow());
        var wait = failure?.RetryAfter is { } after && after > TimeSpan.Zero ? failure.RetryAfter : null;
        switch (failure?.Reason)
        {
            case null:
                return AnsweredAsync(pace, lane, now, isSuccess: true, cancellationToken);
            case UnavailableReasons.RateLimited:
                return BlockedAsync(pace, lane, now, failure.Reason, wait, cancellationToken);
            case UnavailableReasons.QuotaExhausted:
                log.LogWarning("{Pace} says that its quota is used up", pace.Name);
                var until = wait is null ? lane.Quota?.NextReset(now) : now + wait;
                return lane.Shared.TellAsync(state => state.QuotaUsedUp(now, until), cancellationToken);
            case UnavailableReasons.Unauthorized:
                return UnauthorizedAsync(pace, lane, now, cancellationToken);
            case UnavailableReasons.Timeout or UnavailableReasons.Unreachable or UnavailableReasons.MalformedAnswer:
                return FailedAsync(pace, lane, now, failure.Reason, cancellationToken);
            case { } status when status.StartsWith("http5", StringComparison.Ordinal):
                return wait is null ? FailedAsync(pace, lane, now, status, cancellationToken) : BlockedAsync(pace, lane, now, status, wait, cancellationToken);
            default:
                return AnsweredAsync(pace, lane, now, isSuccess: false, cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var lane in _lanes.Values) lane.Value.Dispose();
    }

    private PaceLane Lane(ServicePace pace) => _lanes.GetOrAdd(pace.Name, _ => new Lazy<PaceLane>(() => new PaceLane(table, pace, options, time, log))).Value;

    private async Task<LookUp.Unavailable?> TakeUnitAndTryAsync(ServicePace pace, PaceLane lane, CancellationToken cancellationToken)
    {
        if (lane.Quota is { } quota && await quota.TakeAsync(cancellationToken) is { } usedUp) return usedUp;
        if (!lane.Shared.Get(time.GetUtcNow()).NeedsTrial(time.GetUtcNow())) return null;
        var refused = await TryAsync(pace, lane, cancellationToken);
        if (refused is not null && lane.Quota is not null) await lane.Quota.ReturnAsync(cancellationToken);
        return refused;
    }

    /// <summary>Once an open circuit's time is over, one request of all instances is let through; its outcome decides for all.</summary>
    private async Task<LookUp.Unavailable?> TryAsync(ServicePace pace, PaceLane lane, CancellationToken cancellationToken)
    {
        LookUp.Unavailable? refused = null;
        var isTrial = false;
        var isStored = await lane.Shared.TryChangeAsync((state, at) =>
        {
            refused = state.Refusal(at);
            isTrial = refused is null && state.NeedsTrial(at);
            return isTrial ? state.Trying(at) : state;
        }, cancellationToken);
        if (!isStored) return StorageIsDown;
        if (isTrial) log.LogInformation("{Pace} is tried again", pace.Name);
        return refused;
    }

    private async Task AnsweredAsync(ServicePace pace, PaceLane lane, DateTimeOffset now, bool isSuccess, CancellationToken cancellationToken)
    {
        lane.Failures.End(isSuccess);
        var state = lane.Shared.Get(now);
        if (!state.IsRecovering(now)) return;
        if (state.NeedsTrial(now)) log.LogInformation("{Pace} answers again", pace.Name);
        await lane.Shared.TellAsync(known => known.Recovered(now), cancellationToken);
    }

    private async Task BlockedAsync(ServicePace pace, PaceLane lane, DateTimeOffset now, string reason, TimeSpan? wait, CancellationToken cancellationToken)
    {
        // Jitter is no secret.
        var chance = Random.Shared.NextDouble();
        if (!(lane.Shared.Get(now).BlockedUntil > now)) log.LogWarning("{Pace} wants to be left alone ({Reason}), for {Wait}", pace.Name, reason, wait);
        await lane.Shared.TellAsync(state => state.Blocked(now, reason, wait, chance), cancellationToken);
    }

    private async Task UnauthorizedAsync(ServicePace pace, PaceLane lane, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lane.Failures.End(isSuccess: false);
        var (isBelieved, isNew) = lane.Failures.AddUnauthorized(now);
        if (isNew) log.LogError("{Pace} refuses the credentials in configuration; it is left alone for {Pause} at a time", pace.Name, options.UnauthorizedPause);
        if (isBelieved) await lane.Shared.TellAsync(state => state.Blocked(now, UnavailableReasons.Unauthorized, options.UnauthorizedPause, 1), cancellationToken);
    }

    private async Task FailedAsync(ServicePace pace, PaceLane lane, DateTimeOffset now, string reason, CancellationToken cancellationToken)
    {
        var state = lane.Shared.Get(now);
        if (!lane.Failures.Add(now) && !state.NeedsTrial(now)) return;
        if (state.OpenUntil > now) return;
        log.LogWarning("{Pace} fails ({Reason}) and is left alone for a while", pace.Name, reason);
        GateMetrics.Openings.Add(1, new KeyValuePair<string, object?>("pace", pace.Name));
        await lane.Shared.TellAsync(known => known.Opened(now, options.FirstOpening), cancellationToken);
    }
}

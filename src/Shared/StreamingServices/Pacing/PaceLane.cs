using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.StreamingServices.Pacing;

/// <summary>One pace on this instance: finds a request its turn.</summary>
internal sealed class PaceLane : IDisposable
{
    /// <summary>How far ahead turns are reserved that nobody waits for yet.</summary>
    private static readonly TimeSpan s_ahead = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_lookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPutOff = TimeSpan.FromMinutes(15);
    private readonly Rhythm _rhythm;
    private readonly PacingOptions _options;
    private readonly TimeProvider _time;
    private readonly TurnPool _pool = new();
    private readonly SemaphoreSlim _reserving = new(1);
    private readonly Lock _lock = new();
    private DateTimeOffset _putOffUntil;
    private DateTimeOffset _lookedAt;
    private DateTimeOffset _storageRestsUntil;

    public PaceLane(ITableClient table, ServicePace pace, PacingOptions options, TimeProvider time, ILogger log)
    {
        (_rhythm, _options, _time) = (Rhythm.Of(pace), options, time);
        Shared = new SharedPace(table, pace.Name, _rhythm, options, time);
        Quota = pace.DailyQuota is { } quota ? new DailyQuota(table, pace.Name, quota, pace.ResetZone, time, log) : null;
        Failures = new FailureRun(options);
    }

    public SharedPace Shared { get; }

    public DailyQuota? Quota { get; }

    public FailureRun Failures { get; }

    public LookUp.Unavailable? Refusal(DateTimeOffset now) => Shared.Get(now).Refusal(now) ?? Quota?.Refusal(now);

    /// <summary>Waits for a turn if one is near. Null: it is open now.</summary>
    public async Task<LookUp.Unavailable?> TakeTurnAsync(CancellationToken cancellationToken)
    {
        var startedAt = _time.GetTimestamp();
        // A turn may be lost while it is waited for; the wait as a whole stays bounded.
        while (_time.GetElapsedTime(startedAt) <= 2 * _options.MaxWait)
        {
            var now = _time.GetUtcNow();
            if (Refusal(now) is { } refused && !await IsTriedWellAsync(now, cancellationToken)) return refused;
            if (!_pool.TryTake(now, _options.MaxWait, out var turn))
            {
                if (await ReserveAsync(cancellationToken) is { } far) return far;
                continue;
            }

            await WaitForAsync(turn, cancellationToken);
            now = _time.GetUtcNow();
            if (now >= turn.OpensAt && now <= turn.ClosesAt) return Refusal(now);
            _pool.ReportLate();
        }

        return PutOff(_time.GetUtcNow(), TimeSpan.Zero);
    }

    public void Dispose()
    {
        Shared.Dispose();
        Quota?.Dispose();
        _reserving.Dispose();
    }

    /// <summary>While another instance tries, its outcome is looked for once a second.</summary>
    private async Task<bool> IsTriedWellAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!Shared.Get(now).IsTried(now)) return false;
        lock (_lock)
        {
            if ((now - _lookedAt).Duration() < s_lookAgain) return false;
            _lookedAt = now;
        }

        return await Shared.TryChangeAsync(static (state, _) => state, cancellationToken) && Refusal(now) is null;
    }

    private async Task WaitForAsync(Turn turn, CancellationToken cancellationToken)
    {
        try
        {
            // Timers may fire a little early, and take whole milliseconds only.
            for (TimeSpan wait; (wait = turn.OpensAt - _time.GetUtcNow()) > TimeSpan.Zero && wait <= _options.MaxWait;)
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), _time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _pool.Return(turn);
            throw;
        }
    }

    /// <summary>Null: there may be a turn now.</summary>
    private async Task<LookUp.Unavailable?> ReserveAsync(CancellationToken cancellationToken)
    {
        _pool.Wait();
        try
        {
            await _reserving.WaitAsync(cancellationToken);
            try
            {
                return await ReserveAloneAsync(cancellationToken);
            }
            finally
            {
                _reserving.Release();
            }
        }
        finally
        {
            _pool.StopWaiting();
        }
    }

    private async Task<LookUp.Unavailable?> ReserveAloneAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        // Who waited here before may have reserved for all.
        if (_pool.TryTake(now, _options.MaxWait, out var there))
        {
            _pool.Return(there);
            return null;
        }

        if (_storageRestsUntil > now && _storageRestsUntil <= now + ServiceGate.StorageRest) return ServiceGate.StorageIsDown;
        var known = Shared.Get(now);
        // The line only ever grows: what is too far on what was last seen of it is too far.
        if (known.Refusal(now) is { } refused) return refused;
        if (TooFar(known.TakenUntil, now) is { } far) return far;
        var (needed, wanted) = _pool.Demand(now);
        IReadOnlyList<Turn> turns = [];
        var isStored = await Shared.TryChangeAsync((state, at) =>
        {
            (turns, var takenUntil) = state.Refusal(at) is null ? _rhythm.Take(state.TakenUntil, at, needed, _options.MaxWait, wanted, s_ahead) : ([], state.TakenUntil);
            return state with { TakenUntil = takenUntil };
        }, cancellationToken);
        now = _time.GetUtcNow();
        if (!isStored)
        {
            _storageRestsUntil = now + ServiceGate.StorageRest;
            return ServiceGate.StorageIsDown;
        }

        GateMetrics.Reservations.Add(1);
        _pool.Add(turns);
        if (turns.Count > 0) return null;
        known = Shared.Get(now);
        return known.Refusal(now) ?? TooFar(known.TakenUntil, now);
    }

    private LookUp.Unavailable? TooFar(DateTimeOffset takenUntil, DateTimeOffset now)
    {
        var wait = _rhythm.NextOpensAt(takenUntil, now) - now;
        return wait > _options.MaxWait ? PutOff(now, wait - _options.MaxWait) : null;
    }

    /// <summary>Whoever is put off is told a time of his own, one step after the one before, so that a crowd comes back at the pace instead of together.</summary>
    /// <param name="wait">When there will be a turn near enough to wait for.</param>
    private LookUp.Unavailable PutOff(DateTimeOffset now, TimeSpan wait)
    {
        lock (_lock)
        {
            var latest = now + Times.Later(wait, s_longestPutOff);
            _putOffUntil = _putOffUntil > latest ? latest : Times.Later(_putOffUntil, now + wait) + _rhythm.Step;
            return new LookUp.Unavailable(UnavailableReasons.Paced, _putOffUntil - now);
        }
    }
}

using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.StreamingServices.Pacing;

/// <summary>One pace on this instance: finds a request its turn.</summary>
internal sealed class PaceLane : IDisposable
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromSeconds(1);
    private readonly PacingOptions _options;
    private readonly TimeProvider _time;
    private readonly TurnPool _pool = new();
    private readonly PutOffs _putOffs;
    private readonly TurnReserver _reserver;
    private readonly Lock _lock = new();
    private DateTimeOffset _lookedAt;

    public PaceLane(ITableClient table, ServicePace pace, PacingOptions options, TimeProvider time, ILogger log)
    {
        var rhythm = Rhythm.Of(pace);
        (_options, _time, _putOffs) = (options, time, new PutOffs(rhythm));
        Shared = new SharedPace(table, pace.Name, rhythm, options, time);
        _reserver = new TurnReserver(Shared, _pool, _putOffs, rhythm, options, time);
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
                if (await _reserver.ReserveAsync(cancellationToken) is { } far) return far;
                continue;
            }

            await WaitForAsync(turn, cancellationToken);
            now = _time.GetUtcNow();
            if (now >= turn.OpensAt && now <= turn.ClosesAt) return Refusal(now);
            _pool.ReportLate();
        }

        return _putOffs.PutOff(_time.GetUtcNow(), TimeSpan.Zero);
    }

    public void Dispose()
    {
        Shared.Dispose();
        Quota?.Dispose();
        _reserver.Dispose();
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
}

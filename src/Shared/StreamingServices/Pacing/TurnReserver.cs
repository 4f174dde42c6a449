namespace Smartlinks.StreamingServices.Pacing;

/// <summary>Fills this instance's pool with turns that storage lets it have: one at a time, for all who wait.</summary>
internal sealed class TurnReserver(SharedPace shared, TurnPool pool, PutOffs putOffs, Rhythm rhythm, PacingOptions options, TimeProvider time) : IDisposable
{
    /// <summary>How far ahead turns are reserved that nobody waits for yet.</summary>
    private static readonly TimeSpan s_ahead = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private DateTimeOffset _storageRestsUntil;

    /// <summary>Null: there may be a turn now.</summary>
    public async Task<LookUp.Unavailable?> ReserveAsync(CancellationToken cancellationToken)
    {
        pool.Wait();
        try
        {
            await _one.WaitAsync(cancellationToken);
            try
            {
                return await ReserveAloneAsync(cancellationToken);
            }
            finally
            {
                _one.Release();
            }
        }
        finally
        {
            pool.StopWaiting();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<LookUp.Unavailable?> ReserveAloneAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Who waited here before may have reserved for all.
        if (pool.TryTake(now, options.MaxWait, out var there))
        {
            pool.Return(there);
            return null;
        }

        if (_storageRestsUntil > now && _storageRestsUntil <= now + ServiceGate.StorageRest) return ServiceGate.StorageIsDown;
        var known = shared.Get(now);
        // The line only ever grows: what is too far on what was last seen of it is too far.
        if (known.Refusal(now) is { } refused) return refused;
        if (TooFar(known.TakenUntil, now) is { } far) return far;
        if (await TakeAsync(pool.Demand(now), cancellationToken) is not { } turns)
        {
            _storageRestsUntil = time.GetUtcNow() + ServiceGate.StorageRest;
            return ServiceGate.StorageIsDown;
        }

        GateMetrics.Reservations.Add(1);
        pool.Add(turns);
        if (turns.Count > 0) return null;
        now = time.GetUtcNow();
        known = shared.Get(now);
        return known.Refusal(now) ?? TooFar(known.TakenUntil, now);
    }

    /// <summary>Null: storage did not do it.</summary>
    private async Task<IReadOnlyList<Turn>?> TakeAsync((int Needed, int Wanted) demand, CancellationToken cancellationToken)
    {
        IReadOnlyList<Turn> turns = [];
        var isStored = await shared.TryChangeAsync((state, at) =>
        {
            (turns, var takenUntil) = state.Refusal(at) is null ? rhythm.Take(state.TakenUntil, at, demand.Needed, MaxWait(at), demand.Wanted, s_ahead) : ([], state.TakenUntil);
            return state with { TakenUntil = takenUntil };
        }, cancellationToken);
        return isStored ? turns : null;
    }

    private LookUp.Unavailable? TooFar(DateTimeOffset takenUntil, DateTimeOffset now)
    {
        var wait = rhythm.NextOpensAt(takenUntil, now) - now;
        return wait > MaxWait(now) ? putOffs.PutOff(now, Times.Later(TimeSpan.Zero, wait - options.MaxWait)) : null;
    }

    /// <summary>
    /// The far half of the line is for those who were put off before and are back: an instance that was just served would else take each place as it comes free, and
    /// one that comes back now and then would find none.
    /// </summary>
    private TimeSpan MaxWait(DateTimeOffset now) => putOffs.AreBack(now) ? options.MaxWait : options.MaxWait / 2;
}

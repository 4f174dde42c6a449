using Smartlinks.Storage;

namespace Smartlinks.StreamingServices.Pacing;

/// <summary>
/// One pace's state as this instance sees it: what is stored, and on top what this instance has learned and could not store yet, so that it keeps to it at once
/// and tells the others as soon as storage lets it.
/// </summary>
internal sealed class SharedPace(ITableClient table, string pace, Rhythm rhythm, PacingOptions options, TimeProvider time) : IDisposable
{
    private const int MostUntold = 32;
    private readonly StoredVersion _row = new(table, pace, PaceRow.StateKey, time);
    private readonly SemaphoreSlim _one = new(1);
    private readonly Lock _lock = new();
    private readonly List<Func<PaceState, PaceState>> _untold = [];
    private PaceState _state = new();

    public PaceState Get(DateTimeOffset now)
    {
        lock (_lock) return _state = _state.Settled(now, rhythm, options.MaxWait);
    }

    /// <summary>Applies here at once, and for all as soon as it can be stored. A change that changes nothing here costs nothing.</summary>
    public async Task TellAsync(Func<PaceState, PaceState> change, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var changed = change(_state);
            if (changed == _state) return;
            _state = changed;
            if (_untold.Count == MostUntold) _untold.RemoveAt(0);
            _untold.Add(change);
        }

        await TryChangeAsync(static (state, _) => state, cancellationToken);
    }

    /// <summary>Stores what <paramref name="change"/> makes of the newest version. False: storage did not do it.</summary>
    public async Task<bool> TryChangeAsync(Func<PaceState, DateTimeOffset, PaceState> change, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await TryChangeAloneAsync(change, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<bool> TryChangeAloneAsync(Func<PaceState, DateTimeOffset, PaceState> change, CancellationToken cancellationToken)
    {
        var (state, told) = (_state, 0);
        var isStored = await _row.TryChangeAsync(row =>
        {
            var now = time.GetUtcNow();
            var stored = (row is null ? new PaceState() : PaceRow.Read(row)).Settled(now, rhythm, options.MaxWait);
            var next = stored;
            lock (_lock)
            {
                foreach (var untold in _untold) next = untold(next);
                told = _untold.Count;
            }

            next = change(next, now);
            state = next == stored ? stored : next with { WrittenAt = now };
            return next == stored ? null : PaceRow.From(pace, state);
        }, cancellationToken);
        if (!isStored) return false;
        lock (_lock)
        {
            _untold.RemoveRange(0, Math.Min(told, _untold.Count));
            _state = _untold.Aggregate(state, (next, untold) => untold(next));
        }

        return true;
    }
}

namespace Smartlinks.StreamingServices.Pacing;

/// <summary>
/// The turns of one pace that this instance has reserved and not used, and how many it should reserve next: one when it is quiet, twice as many each time all of the
/// last ones were used without a pause, half when some were lost. Thread-safe.
/// </summary>
internal sealed class TurnPool
{
    private const int MostWanted = 32;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Turn, DateTimeOffset> _turns = new();
    private DateTimeOffset _lastUsedAt;
    private int _waiting;
    private int _wanted = 1;
    private int _used;
    private int _lost;

    /// <summary>The next turn that opens by <paramref name="now"/> + <paramref name="maxWait"/>. Those that closed, or are out of reach because the clock was set back, are lost.</summary>
    public bool TryTake(DateTimeOffset now, TimeSpan maxWait, out Turn turn)
    {
        lock (_lock)
        {
            while (_turns.TryDequeue(out turn, out _))
            {
                if (turn.ClosesAt >= now && turn.OpensAt <= now + maxWait)
                {
                    (_used, _lastUsedAt) = (_used + 1, now);
                    return true;
                }

                Lose();
            }

            return false;
        }
    }

    /// <summary>Puts back what its taker does not need.</summary>
    public void Return(Turn turn)
    {
        lock (_lock)
        {
            _used--;
            _turns.Enqueue(turn, turn.OpensAt);
        }
    }

    public void ReportLate()
    {
        lock (_lock) Lose();
    }

    public void Wait()
    {
        lock (_lock) _waiting++;
    }

    public void StopWaiting()
    {
        lock (_lock) _waiting--;
    }

    /// <summary>What to reserve: turns that are waited for, and turns that will probably be.</summary>
    public (int Needed, int Wanted) Demand(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_lost > 0) _wanted = Math.Max(1, _wanted / 2);
            else if (now - _lastUsedAt > s_pause || now < _lastUsedAt) _wanted = 1;
            else if (_used >= _wanted) _wanted = Math.Min(_wanted * 2, MostWanted);
            return (_waiting, Math.Max(_waiting, _wanted));
        }
    }

    public void Add(IReadOnlyList<Turn> turns)
    {
        lock (_lock)
        {
            (_used, _lost) = (0, 0);
            foreach (var turn in turns) _turns.Enqueue(turn, turn.OpensAt);
        }
    }

    private void Lose()
    {
        _lost++;
        GateMetrics.LostTurns.Add(1);
    }
}

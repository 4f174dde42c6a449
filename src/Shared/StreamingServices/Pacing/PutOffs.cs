namespace Smartlinks.StreamingServices.Pacing;

/// <summary>When those for whom there is no turn near come back. Thread-safe.</summary>
internal sealed class PutOffs(Rhythm rhythm)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(15);

    /// <summary>Messages come this much later than they were told to.</summary>
    private static readonly TimeSpan s_lateness = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();

    /// <summary>When those who were told to wait will be back, the next one first.</summary>
    private readonly PriorityQueue<DateTimeOffset, DateTimeOffset> _told = new();
    private DateTimeOffset _toldAt;
    private DateTimeOffset _lastBackAt;

    /// <summary>
    /// Whoever is put off is told a time as many steps away as others are still to come back, so that a crowd comes back at the pace instead of together. By their number
    /// and not after the last of them: who comes back in vain would else wait for the end of the line, while turns in the middle of it go unused.
    /// </summary>
    /// <param name="wait">When there will be a turn near enough to wait for.</param>
    public LookUp.Unavailable PutOff(DateTimeOffset now, TimeSpan wait)
    {
        lock (_lock)
        {
            // The clock was set back: those told before come at times that mean nothing on it.
            if (_toldAt - now > PaceState.ClockDifference) _told.Clear();
            _toldAt = now;
            Forget(now);
            var away = Times.Sooner(wait + (rhythm.Step * (_told.Count + 1)), Times.Later(wait, s_longest));
            _told.Enqueue(now + away, now + away);
            return new LookUp.Unavailable(UnavailableReasons.Paced, away);
        }
    }

    /// <summary>Whether somebody who was told to come back is here now, or may be.</summary>
    public bool AreBack(DateTimeOffset now)
    {
        lock (_lock)
        {
            Forget(now);
            return (now - _lastBackAt).Duration() <= s_lateness;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        while (_told.TryPeek(out var first, out _) && first <= now) _lastBackAt = _told.Dequeue();
    }
}

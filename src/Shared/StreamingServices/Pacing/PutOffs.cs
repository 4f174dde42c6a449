namespace Smartlinks.StreamingServices.Pacing;

/// <summary>When those for whom there is no turn near come back. Thread-safe.</summary>
internal sealed class PutOffs(Rhythm rhythm)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(15);
    private readonly Lock _lock = new();
    private DateTimeOffset _until;
    private DateTimeOffset _toldAt;

    /// <summary>Whoever is put off is told a time of his own, one step after the one before, so that a crowd comes back at the pace instead of together.</summary>
    /// <param name="wait">When there will be a turn near enough to wait for.</param>
    public LookUp.Unavailable PutOff(DateTimeOffset now, TimeSpan wait)
    {
        lock (_lock)
        {
            // The clock was set back: those told before come at times that mean nothing on it.
            if (_toldAt - now > PaceState.ClockDifference) _until = now;
            _toldAt = now;
            var latest = now + Times.Later(wait, s_longest);
            _until = _until > latest ? latest : Times.Later(_until, now + wait) + rhythm.Step;
            return new LookUp.Unavailable(UnavailableReasons.Paced, _until - now);
        }
    }
}

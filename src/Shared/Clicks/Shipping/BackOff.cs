namespace Smartlinks.Clicks;

/// <summary>Pauses between failed tries: doubling from the first to the longest, each cut by up to half at random so that instances spread.</summary>
internal sealed class BackOff(TimeSpan first, TimeSpan longest)
{
    private int _failures;

    public void Reset() => _failures = 0;

    public TimeSpan Next()
    {
        double full = Math.Min(longest.Ticks, first.Ticks * Math.Pow(2, Math.Min(_failures++, 30)));
        // Jitter is no secret.
        return TimeSpan.FromTicks((long)(full * (0.5 + (Random.Shared.NextDouble() / 2))));
    }
}

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// How often and after which pauses a failed invocation is repeated (function.json's or host.json's <c>retry</c>).
/// <see cref="MaxRetryCount"/> is -1 for no limit.
/// </summary>
public sealed record RetryPolicy(int MaxRetryCount, TimeSpan MinimumInterval, TimeSpan MaximumInterval)
{
    public bool AllowsRetry(int retriesSoFar) => MaxRetryCount < 0 || retriesSoFar < MaxRetryCount;

    /// <summary>The pause before retry number <paramref name="retry"/> (from 1): doubled each time up to the maximum; fixed when both are equal.</summary>
    public TimeSpan DelayBefore(int retry)
    {
        var doubled = MinimumInterval.TotalMilliseconds * Math.Pow(2, Math.Min(retry - 1, 30));
        return TimeSpan.FromMilliseconds(Math.Min(doubled, MaximumInterval.TotalMilliseconds));
    }

    internal static RetryPolicy? Read(JsonSection section)
    {
        if (!section.Exists)
            return null;
        var count = section.Integer("maxRetryCount", -1, int.MaxValue) ?? throw section.Wrong("maxRetryCount", "is required in a retry policy");
        switch (section.Text("strategy")?.ToLowerInvariant())
        {
            case "fixeddelay":
                var delay = section.Duration("delayInterval") ?? throw section.Wrong("delayInterval", "is required for the strategy fixedDelay");
                return new RetryPolicy(count, delay, delay);
            case "exponentialbackoff":
                var least = section.Duration("minimumInterval") ?? throw section.Wrong("minimumInterval", "is required for the strategy exponentialBackoff");
                var most = section.Duration("maximumInterval") ?? throw section.Wrong("maximumInterval", "is required for the strategy exponentialBackoff");
                return least <= most ? new RetryPolicy(count, least, most) : throw section.Wrong("maximumInterval", "must not be below minimumInterval");
            default:
                throw section.Wrong("strategy", "must be fixedDelay or exponentialBackoff");
        }
    }
}

using System.Collections.Concurrent;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// Cancels when nothing moved for a time, when the whole took too long, or when the caller went away. Pooled: a timer and a token source for each request would be the
/// proxy's largest cost.
/// </summary>
internal sealed class ActivityTimeout : IDisposable
{
    private static readonly ConcurrentBag<ActivityTimeout> Pool = [];

    private readonly CancellationTokenSource source = new();
    private CancellationTokenRegistration callerGone;
    private TimeSpan limit;
    private long endsAt;

    private ActivityTimeout()
    {
    }

    public CancellationToken Token => source.Token;

    /// <summary>The whole took too long, however busy it was.</summary>
    public bool IsOverTotal => Environment.TickCount64 >= endsAt;

    /// <param name="limit">Of silence.</param>
    /// <param name="total">Of the whole; null for none.</param>
    public static ActivityTimeout Start(TimeSpan limit, TimeSpan? total, CancellationToken caller)
    {
        var timeout = Pool.TryTake(out var pooled) ? pooled : new ActivityTimeout();
        timeout.limit = limit;
        timeout.endsAt = total is null ? long.MaxValue : Environment.TickCount64 + (long)total.Value.TotalMilliseconds;
        timeout.Renew();
        timeout.callerGone = caller.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), timeout.source);
        return timeout;
    }

    public void Renew()
    {
        var left = endsAt == long.MaxValue ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(Math.Max(endsAt - Environment.TickCount64, 0));
        source.CancelAfter(left < limit ? left : limit);
    }

    /// <summary>Back to the pool, unless it has fired.</summary>
    public void Dispose()
    {
        callerGone.Dispose();
        callerGone = default;
        if (source.TryReset())
            Pool.Add(this);
        else
            source.Dispose();
    }
}

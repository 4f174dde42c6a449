using System.Collections.Concurrent;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// Cancels when nothing moved for a time, or when the caller went away. Pooled: a timer and a token source for each request would be the
/// proxy's largest cost.
/// </summary>
internal sealed class ActivityTimeout : IDisposable
{
    private static readonly ConcurrentBag<ActivityTimeout> Pool = [];

    private readonly CancellationTokenSource source = new();
    private CancellationTokenRegistration callerGone;
    private TimeSpan limit;

    private ActivityTimeout()
    {
    }

    public CancellationToken Token => source.Token;

    public static ActivityTimeout Start(TimeSpan limit, CancellationToken caller)
    {
        var timeout = Pool.TryTake(out var pooled) ? pooled : new ActivityTimeout();
        timeout.limit = limit;
        timeout.source.CancelAfter(limit);
        timeout.callerGone = caller.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), timeout.source);
        return timeout;
    }

    public void Renew() => source.CancelAfter(limit);

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

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Smartlinks.LocalHost.Sandbox.Controls.Meters;

/// <summary>
/// Holds every source's clients to its limit, as the real services do, and tells how near they came. Windows are real time, which clients pace
/// themselves by. Thread-safe.
/// </summary>
public sealed class SourceMeters(TimeProvider time)
{
    private readonly Dictionary<SandboxSource, Meter> _meters = SourceLimits.All.ToDictionary(limit => limit.Source, limit => new Meter(limit, time));
    private readonly ConcurrentQueue<IReportMeters> _others = new();

    /// <summary>Shows the meters a service keeps itself.</summary>
    public void Include(IReportMeters meters) => _others.Enqueue(meters);

    public IReadOnlyList<MeterReading> Read() => [.. _meters.Values.Select(meter => meter.Read()), .. _others.SelectMany(other => other.ReadMeters())];

    public bool TryGet(string id, [NotNullWhen(true)] out Meter? meter) => TryGet(new SandboxSource(id, id), out meter);

    public bool TryGet(SandboxSource source, [NotNullWhen(true)] out Meter? meter) => _meters.TryGetValue(source, out meter);

    public void Reset()
    {
        foreach (var meter in _meters.Values)
        {
            meter.Reset();
        }

        foreach (var other in _others)
        {
            other.ResetMeters();
        }
    }

    /// <summary>False when the request was over the limit and has been answered so.</summary>
    public async Task<bool> AdmitAsync(HttpContext context, SandboxSource source, IServiceErrors words)
    {
        if (!TryGet(SourceLimits.CountedAs(context.Request.Path, source), out var meter))
        {
            return true;
        }

        var (use, isRefused) = meter.Enter();
        if (meter.Limit is { CountsAloud: true, Allowance: Allowance.Bucket bucket })
        {
            context.Response.Headers["x-ratelimit-remaining"] = Text(use.Left);
            context.Response.Headers["x-ratelimit-burst-capacity"] = Text(bucket.Capacity);
            context.Response.Headers["x-ratelimit-replenish-rate"] = Text(bucket.RefillPerSecond);
            context.Response.Headers["x-ratelimit-requested-tokens"] = Text(bucket.Cost);
        }

        if (!isRefused)
        {
            return true;
        }

        if (meter.Limit.SaysWhen)
        {
            context.Response.Headers.RetryAfter = Text((int)Math.Max(1, Math.Ceiling(use.Wait.TotalSeconds)));
        }

        await (meter.Limit.Words == RefusalWords.Quota ? words.WriteQuotaAsync(context) : words.WriteRateLimitAsync(context));
        return false;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

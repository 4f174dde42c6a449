using System.Collections.Concurrent;

namespace Smartlinks.Functions.Hosting;

/// <summary>
/// A bucket of tokens for each name: a request takes one, and they come back at a steady rate up to a full bucket. In this process only: the bound of a deployment is this one times its
/// instances. Thread-safe.
/// </summary>
/// <param name="time">Monotonic; a clock that is moved gives no tokens.</param>
public sealed class TokenBuckets(int perSecond, int burst, TimeProvider time)
{
    private const int MostRemembered = 10_000;
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    /// <summary>Null: a token was taken. Else how long until there is one.</summary>
    public TimeSpan? Take(string name)
    {
        if (!_buckets.TryGetValue(name, out var bucket))
        {
            if (_buckets.Count >= MostRemembered) _buckets.Clear();
            bucket = _buckets.GetOrAdd(name, _ => new Bucket { Tokens = burst, At = time.GetTimestamp() });
        }

        lock (bucket)
        {
            var now = time.GetTimestamp();
            bucket.Tokens = Math.Min(burst, bucket.Tokens + (Math.Max(0, time.GetElapsedTime(bucket.At, now).TotalSeconds) * perSecond));
            bucket.At = now;
            if (bucket.Tokens < 1) return TimeSpan.FromSeconds((1 - bucket.Tokens) / perSecond);
            bucket.Tokens--;
            return null;
        }
    }

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        public long At { get; set; }
    }
}

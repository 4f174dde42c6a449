using System.Collections.Concurrent;

namespace Smartlinks.LocalHost.Sandbox.Tidal;

/// <summary>What came of attempts with an <c>Idempotency-Key</c>: answered again in the same way for an hour of the story. Keys are a fan's own. Thread-safe.</summary>
public sealed class TidalAttempts(TimeProvider clock)
{
    public const int MostKey = 128;

    private const int MostBeforeForgetting = 100_000;
    private static readonly TimeSpan s_memory = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Fan, string Key), Attempt> _attempts = new();

    /// <summary>How the attempt is to be answered.</summary>
    public enum Verdict
    {
        /// <summary>Do it, and <see cref="Keep"/> the answer.</summary>
        New,

        Replayed,

        InProgress,

        /// <summary>The key came with another payload before.</summary>
        Mismatch,
    }

    /// <param name="answer">What was answered before; with <see cref="Verdict.Replayed"/> only.</param>
    public Verdict Begin(string fan, string key, string payload, out string? answer)
    {
        answer = null;
        var (now, id) = (clock.GetUtcNow(), (fan, key));
        if (_attempts.TryGetValue(id, out var old) && old.At + s_memory <= now) _attempts.TryRemove(KeyValuePair.Create(id, old));
        if (_attempts.Count > MostBeforeForgetting) Forget(now);
        var mine = new Attempt(payload, now, null);
        var attempt = _attempts.GetOrAdd(id, mine);
        if (ReferenceEquals(attempt, mine)) return Verdict.New;
        answer = attempt.Payload == payload ? attempt.Answer : null;
        return attempt.Payload != payload ? Verdict.Mismatch : answer is null ? Verdict.InProgress : Verdict.Replayed;
    }

    public void Keep(string fan, string key, string payload, string answer) => _attempts[(fan, key)] = new Attempt(payload, clock.GetUtcNow(), answer);

    private void Forget(DateTimeOffset now)
    {
        foreach (var old in _attempts.Where(attempt => attempt.Value.At + s_memory <= now)) _attempts.TryRemove(old);
    }

    private sealed record Attempt(string Payload, DateTimeOffset At, string? Answer);
}

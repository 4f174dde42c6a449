using System.Collections.Concurrent;

namespace Smartlinks.StreamingServices.Spotify;

/// <summary>
/// What markets answered to look-ups that were cut short, so that the next try goes on there. Without it a look-up of many requests that is put off at a busy pace would
/// start over each time and might never end. Bounded; thread-safe.
/// </summary>
public sealed class UnfinishedLookUps(TimeProvider time)
{
    /// <summary>How long an answer is good to go on with.</summary>
    public static readonly TimeSpan Remember = TimeSpan.FromMinutes(10);

    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, (DateTimeOffset Since, IReadOnlyList<MarketAnswer> Answers)> _kept = new(StringComparer.Ordinal);

    /// <summary>What is known of the question, which is forgotten by it; the time of its first answer, or now.</summary>
    public (DateTimeOffset Since, List<MarketAnswer> Answers) Take(string question)
    {
        var now = time.GetUtcNow();
        return _kept.TryRemove(question, out var kept) && now >= kept.Since && now - kept.Since < Remember ? (kept.Since, [.. kept.Answers]) : (now, []);
    }

    public void Keep(string question, DateTimeOffset since, IReadOnlyList<MarketAnswer> answers)
    {
        if (answers.Count == 0) return;
        // Starting over costs requests and nothing else.
        if (_kept.Count >= Most) _kept.Clear();
        _kept[question] = (since, answers);
    }
}

namespace Smartlinks.StreamingServices;

/// <summary>
/// ISRCs whose look-ups were put off and will be back, and what a request that had room for them found meanwhile. Only a saving: whoever comes back and finds nothing
/// here asks as ever. Bounded; thread-safe.
/// </summary>
internal sealed class PutOffIsrcs(TimeProvider time)
{
    private const int Most = 20_000;

    /// <summary>How long an answer waits for who asked: longer than he is put off for.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(20);

    private readonly Lock _lock = new();
    private readonly Queue<string> _line = new();
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (LookUp Answer, DateTimeOffset At)> _answers = new(StringComparer.Ordinal);

    public void Add(string isrc)
    {
        lock (_lock)
        {
            if (_line.Count >= Most) return;
            if (_waiting.Add(isrc)) _line.Enqueue(isrc);
        }
    }

    /// <summary>Whether who asks was put off before and is back.</summary>
    /// <param name="answer">What was found for him meanwhile, given once; null: nothing.</param>
    public bool IsBack(string isrc, out LookUp? answer)
    {
        lock (_lock)
        {
            answer = _answers.Remove(isrc, out var kept) && (time.GetUtcNow() - kept.At).Duration() <= s_patience ? kept.Answer : null;
            return _waiting.Remove(isrc) || answer is not null;
        }
    }

    /// <summary>The ones that were put off first, to be asked for now.</summary>
    public IReadOnlyList<string> Take(int most, IReadOnlyCollection<string> except)
    {
        lock (_lock)
        {
            List<string> taken = [];
            while (taken.Count < most && _line.TryDequeue(out var isrc))
                if (_waiting.Remove(isrc) && !except.Contains(isrc)) taken.Add(isrc);
            return taken;
        }
    }

    /// <summary>Keeps what was found; that nothing could be learned is not kept.</summary>
    public void Keep(string isrc, LookUp answer)
    {
        if (answer is LookUp.Unavailable) return;
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_answers.Count >= Most) foreach (var old in _answers.Where(each => (now - each.Value.At).Duration() > s_patience).Select(each => each.Key).ToList()) _answers.Remove(old);
            if (_answers.Count < Most) _answers[isrc] = (answer, now);
        }
    }
}

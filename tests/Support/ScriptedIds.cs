using System.Collections.Concurrent;

namespace Smartlinks.Support;

/// <summary>Ids that a test decides: the same on every run, and next those it queued. Ulids count upwards. Thread-safe.</summary>
public sealed class ScriptedIds : IIdSource
{
    private readonly ConcurrentQueue<string> _texts = new();
    private int _count;

    /// <summary>The next short texts (slugs, parts of keys) are these; then made-up ones follow.</summary>
    public ScriptedIds Next(params string[] texts)
    {
        foreach (var text in texts) _texts.Enqueue(text);
        return this;
    }

    public string NewUlid()
    {
        var count = Interlocked.Increment(ref _count);
        return Ulid.Write(1_790_000_000_000 + count, [0, 0, 0, 0, 0, 0, (byte)(count >> 24), (byte)(count >> 16), (byte)(count >> 8), (byte)count]);
    }

    public string NewText(string alphabet, int length)
    {
        if (_texts.TryDequeue(out var text)) return text;
        var left = Interlocked.Increment(ref _count);
        return string.Create(length, (alphabet, left), static (span, state) =>
        {
            for (var i = span.Length - 1; i >= 0; i--, state.left /= state.alphabet.Length) span[i] = state.alphabet[state.left % state.alphabet.Length];
        });
    }
}

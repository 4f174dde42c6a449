namespace Smartlinks.Clicks;

/// <summary>
/// Which sequence numbers of one producer have been counted: disjoint ranges in ascending order. One range as long as
/// everything arrives in order; more while spilled clicks are on their way.
/// </summary>
internal sealed class SequenceRanges
{
    /// <summary>Beyond this many, the oldest hole is closed as lost: what bounds the row.</summary>
    public const int MaxRanges = 512;

    private readonly List<(long From, long To)> _ranges = [];

    public IReadOnlyList<(long From, long To)> Ranges => _ranges;

    /// <summary>Numbers between the ranges: clicks sent by nobody yet.</summary>
    public long Missing
    {
        get
        {
            long missing = 0;
            for (int i = 1; i < _ranges.Count; i++)
                missing += _ranges[i].From - _ranges[i - 1].To - 1;
            return missing;
        }
    }

    /// <summary>Adds the numbers and appends to <paramref name="fresh"/> those that were not there. Returns how many were given up for <see cref="MaxRanges"/>.</summary>
    public long Add(long from, long to, List<(long From, long To)> fresh)
    {
        if (_ranges.Count > 0 && _ranges[^1].To == from - 1)
        {
            _ranges[^1] = (_ranges[^1].From, to);
            fresh.Add((from, to));
            return 0;
        }
        int first = _ranges.FindIndex(range => range.To >= from - 1);
        if (first < 0)
        {
            _ranges.Add((from, to));
            fresh.Add((from, to));
            return CloseOldestHole();
        }
        long next = from;
        int after = first;
        var merged = (From: from, To: to);
        for (; after < _ranges.Count && _ranges[after].From <= to + 1; after++)
        {
            var known = _ranges[after];
            if (next < known.From && known.From - 1 <= to)
                fresh.Add((next, known.From - 1));
            else if (next < known.From)
                fresh.Add((next, to));
            next = Math.Max(next, known.To + 1);
            merged = (Math.Min(merged.From, known.From), Math.Max(merged.To, known.To));
        }
        if (next <= to)
            fresh.Add((next, to));
        _ranges.RemoveRange(first, after - first);
        _ranges.Insert(first, merged);
        return CloseOldestHole();
    }

    private long CloseOldestHole()
    {
        if (_ranges.Count <= MaxRanges)
            return 0;
        long lost = _ranges[1].From - _ranges[0].To - 1;
        _ranges[1] = (_ranges[0].From, _ranges[1].To);
        _ranges.RemoveAt(0);
        return lost;
    }

    public static SequenceRanges From(IEnumerable<(long From, long To)> ranges)
    {
        var all = new SequenceRanges();
        all._ranges.AddRange(ranges);
        return all;
    }
}

namespace Smartlinks.Clicks;

/// <summary>
/// The rollup rows one hub partition touched last, as last stored. When full, those not touched since the sweep before are
/// let go. Not safe for use by several threads.
/// </summary>
internal sealed class RollupCache(int capacity)
{
    private Dictionary<(string LinkId, int Day), Rollup> _recent = [];
    private Dictionary<(string LinkId, int Day), Rollup> _older = [];

    public Rollup? Find((string LinkId, int Day) key)
    {
        if (_recent.TryGetValue(key, out var rollup))
            return rollup;
        if (!_older.Remove(key, out rollup))
            return null;
        Set(key, rollup);
        return rollup;
    }

    public void Set((string LinkId, int Day) key, Rollup rollup)
    {
        // Two generations of half the capacity each: nearly least recently used, at the cost of one look-up.
        if (_recent.Count >= capacity / 2 && !_recent.ContainsKey(key))
            (_older, _recent) = (_recent, []);
        _recent[key] = rollup;
    }

    public void Clear()
    {
        _recent.Clear();
        _older.Clear();
    }
}

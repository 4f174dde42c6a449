namespace Smartlinks.Clicks;

/// <summary>
/// Gives one string per text, so that the few texts that make up most clicks are allocated once. Not safe for use by
/// several threads. Forgets everything when full.
/// </summary>
internal sealed class TextPool
{
    private const int Capacity = 65_536;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    public TextPool() => _bySpan = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Get(ReadOnlySpan<char> text)
    {
        if (_bySpan.TryGetValue(text, out string? known))
            return known;
        if (_texts.Count >= Capacity)
            _texts.Clear();
        string added = text.ToString();
        _texts.Add(added);
        return added;
    }
}

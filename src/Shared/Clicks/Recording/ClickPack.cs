using System.Globalization;

namespace Smartlinks.Clicks;

/// <summary>
/// One hub event, or one spilled queue message: consecutive clicks of one producer as
/// <c>1;{producer};{first sequence};{record};{record}…</c>. The leading 1 is the version. Printable ASCII throughout.
/// Many clicks an event keep the hub's throughput units, which count events, low.
/// </summary>
internal static class ClickPack
{
    private const long LastSequence = 1L << 53;

    public static string Header(string producer, long firstSequence) => string.Create(CultureInfo.InvariantCulture, $"1;{producer};{firstSequence}");

    /// <summary>Who sent it, without reading the clicks.</summary>
    public static bool TryReadProducer(ReadOnlySpan<char> pack, out string producer)
    {
        bool read = TryReadHeader(pack, out var id, out _, out _);
        producer = id.ToString();
        return read;
    }

    /// <summary>Appends the clicks to <paramref name="clicks"/>; all of them or, when anything is malformed, none. Never throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> pack, TextPool texts, List<Click> clicks, out string producer, out long firstSequence)
    {
        int before = clicks.Count;
        producer = "";
        if (!TryReadHeader(pack, out var id, out firstSequence, out var records))
            return false;
        foreach (var range in records.Split(';'))
        {
            if (!ClickRecord.TryParse(records[range], texts, out var click))
            {
                clicks.RemoveRange(before, clicks.Count - before);
                return false;
            }
            clicks.Add(click);
        }
        producer = texts.Get(id);
        return true;
    }

    private static bool TryReadHeader(ReadOnlySpan<char> pack, out ReadOnlySpan<char> producer, out long first, out ReadOnlySpan<char> records)
    {
        producer = records = default;
        first = 0;
        if (!pack.StartsWith("1;"))
            return false;
        var rest = pack[2..];
        int afterProducer = rest.IndexOf(';');
        if (afterProducer < 0 || !ProducerId.IsValid(rest[..afterProducer]))
            return false;
        producer = rest[..afterProducer];
        rest = rest[(afterProducer + 1)..];
        int afterFirst = rest.IndexOf(';');
        if (afterFirst < 0 || !long.TryParse(rest[..afterFirst], NumberStyles.None, CultureInfo.InvariantCulture, out first) || first is < 1 or > LastSequence)
            return false;
        records = rest[(afterFirst + 1)..];
        return true;
    }
}

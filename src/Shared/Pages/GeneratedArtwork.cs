using System.Globalization;
using System.Text;

namespace Smartlinks.Pages;

/// <summary>What stands in for missing artwork: initials on a gradient, the same for the same title on every machine.</summary>
/// <param name="Initials">First letters of the first two words; one to two text elements, or a note sign.</param>
/// <param name="Hue">In degrees, 190 to 399 (blue over pink to orange: greens and yellows make white initials hard to read).</param>
public sealed record GeneratedArtwork(string Initials, int Hue)
{
    public static GeneratedArtwork For(string title)
    {
        var letters = title
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.TrimStart('(', '[', '"', '\'', '“', '‘', '«', '¿', '¡', '<', '&', '-', '–'))
            .Where(word => word.Length > 0)
            .Take(2)
            .Select(word => StringInfo.GetNextTextElement(word).ToUpperInvariant());
        var initials = string.Concat(letters);
        return new GeneratedArtwork(initials.Length == 0 ? "♪" : initials, 190 + Hash(title) % 210);
    }

    // FNV-1a: string.GetHashCode differs from process to process.
    private static int Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var value in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ value) * 16777619u;
        return (int)(hash & int.MaxValue);
    }
}

using System.Text;

namespace Smartlinks.Pages;

/// <summary>Text from outside made fit to be shown: one line, bounded, unable to reorder what stands around it. Not encoded for any format.</summary>
public static class DisplayText
{
    /// <summary>In UTF-16 code units; the longest real titles known are below it.</summary>
    public const int MaxLength = 300;

    /// <summary>
    /// Control characters and runs of white space become one space; embeddings, overrides and isolates (which outlive the title in a
    /// window's title bar) and lone surrogates are dropped; marks that direct a single letter stay.
    /// </summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsDropped(rune))
                continue;
            if (clean.Length + rune.Utf16SequenceLength > MaxLength)
                return clean.ToString().TrimEnd() + "…";
            if (!Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune))
                clean.Append(rune);
            else if (clean.Length > 0 && clean[^1] != ' ')
                clean.Append(' ');
        }

        return clean.ToString().TrimEnd();
    }

    private static bool IsDropped(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFFFD or 0xFEFF;
}

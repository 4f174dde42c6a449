using System.Text;

namespace Smartlinks.Releases.Matching;

/// <summary>Writing systems of music metadata; <see cref="None"/> for digits, marks and what is shared.</summary>
[Flags]
public enum Script
{
    None = 0,
    Latin = 1,
    Greek = 2,
    Cyrillic = 4,
    Han = 8,
    Kana = 16,
    Hangul = 32,
    Arabic = 64,
    Hebrew = 128,
    Indic = 256,
    Thai = 512,
    Other = 1024,
}

/// <summary>Tells which scripts a text is written in: two texts without a common one cannot be compared letter by letter.</summary>
public static class Scripts
{
    public static Script Of(string text)
    {
        var scripts = Script.None;
        foreach (var rune in text.EnumerateRunes()) scripts |= Of(rune);
        return scripts;
    }

    /// <summary>Whether both are written, and in no common script.</summary>
    public static bool AreForeign(string one, string other) => Of(one) is var first && Of(other) is var second && first != Script.None && second != Script.None && (first & second) == 0;

    public static Script Of(Rune rune) => !Rune.IsLetter(rune) ? Script.None : rune.Value switch
    {
        < 0x250 or (>= 0x1E00 and <= 0x1EFF) => Script.Latin,
        (>= 0x370 and <= 0x3FF) or (>= 0x1F00 and <= 0x1FFF) => Script.Greek,
        >= 0x400 and <= 0x52F => Script.Cyrillic,
        >= 0x590 and <= 0x5FF => Script.Hebrew,
        (>= 0x600 and <= 0x77F) or (>= 0xFB50 and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) => Script.Arabic,
        >= 0x900 and <= 0xDFF => Script.Indic,
        >= 0xE00 and <= 0xE7F => Script.Thai,
        (>= 0x1100 and <= 0x11FF) or (>= 0x3130 and <= 0x318F) or (>= 0xAC00 and <= 0xD7AF) => Script.Hangul,
        (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) => Script.Kana,
        (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) => Script.Han,
        _ => Script.Other,
    };
}

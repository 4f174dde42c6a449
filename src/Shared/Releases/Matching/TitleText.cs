using System.Globalization;
using System.Text;

namespace Smartlinks.Releases.Matching;

/// <summary>
/// Text as it is compared. Every function is total (lone surrogates included), linear, and idempotent: folding what is folded changes nothing.
/// </summary>
public static class TitleText
{
    /// <summary>Compatibility forms (NFKC), case, quotation marks, dashes and invisible characters folded; accents and scripts stay.</summary>
    public static string Fold(string text)
    {
        var whole = WithoutLoneSurrogates(text).Normalize(NormalizationForm.FormKC).ToLowerInvariant().Normalize(NormalizationForm.FormKC);
        var folded = new StringBuilder(whole.Length);
        foreach (var rune in whole.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned:
                    break;
                case UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    folded.Append(' ');
                    break;
                // U+FE0F and its kin choose between pictures of the same character.
                case UnicodeCategory.NonSpacingMark when rune.Value is >= 0xFE00 and <= 0xFE0F:
                    break;
                case UnicodeCategory.DashPunctuation:
                    folded.Append('-');
                    break;
                default:
                    folded.Append(rune.Value switch { 'ς' => "σ", 'İ' => "i", '’' or '‘' or '´' or '`' or 'ʼ' or '′' => "'", '“' or '”' or '„' or '″' => "\"", '〜' => "~", _ => rune.ToString() });
                    break;
            }
        }

        return string.Join(' ', folded.ToString().Normalize(NormalizationForm.FormKC).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Words only: folded, without punctuation, <c>&amp;</c> as "and". A text of nothing but punctuation stays what it is.</summary>
    public static string Key(string text)
    {
        var folded = Fold(text);
        var key = new StringBuilder(folded.Length);
        foreach (var rune in folded.EnumerateRunes())
        {
            if (rune.Value == '&') key.Append(" and ");
            else if (rune.Value is '\'' or '.') continue;
            else if (Rune.IsLetterOrDigit(rune) || IsMarkOrSymbol(rune) || rune.Value is '#' or '%' or '@' or '*') key.Append(rune.ToString());
            else key.Append(' ');
        }

        var words = string.Join(' ', key.ToString().Normalize(NormalizationForm.FormKC).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return words.Length > 0 ? words : folded;
    }

    /// <summary>A key without spaces, without accents on Latin and Greek letters and without the vowel signs of Arabic and Hebrew: what is similar, not what is equal.</summary>
    public static string Plain(string key)
    {
        var plain = new StringBuilder(key.Length);
        var isAccentable = false;
        foreach (var rune in WithoutLoneSurrogates(key).Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark && isAccentable) continue;
            if (rune.Value == ' ') continue;
            isAccentable = Scripts.Of(rune) is Script.Latin or Script.Greek or Script.Arabic or Script.Hebrew || rune.Value == 'е';
            plain.Append(rune.Value switch { 'ß' => "ss", 'ø' => "o", 'æ' => "ae", 'œ' => "oe", 'ł' => "l", 'đ' or 'ð' => "d", 'þ' => "th", 'ı' => "i", _ => rune.ToString() });
        }

        return plain.ToString().Normalize(NormalizationForm.FormC);
    }

    private static bool IsMarkOrSymbol(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.EnclosingMark or UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.OtherSymbol or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static string WithoutLoneSurrogates(string text)
    {
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) whole.Append(rune.Value is >= 0xFDD0 and <= 0xFDEF || (rune.Value & 0xFFFE) == 0xFFFE ? "\uFFFD" : rune.ToString());
        return whole.ToString();
    }
}

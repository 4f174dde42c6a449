using System.Globalization;
using System.Text;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>Text as a search sees it: lower case, accents and punctuation gone, one space between words.</summary>
public static class SearchText
{
    public static string Of(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(character))
            {
                result.Append(char.ToLowerInvariant(character));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark && character is not '\'' and not '’' && result.Length > 0 && result[^1] != ' ')
            {
                result.Append(' ');
            }
        }

        return result.ToString().TrimEnd().Normalize(NormalizationForm.FormC);
    }

    /// <summary>Whether each word of <paramref name="wanted"/> begins a word of <paramref name="text"/>. Both are already in this form.</summary>
    public static bool HasWords(string text, string wanted)
    {
        foreach (var word in wanted.AsSpan().Split(' '))
        {
            if (!HasWord(text, wanted.AsSpan()[word]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasWord(ReadOnlySpan<char> text, ReadOnlySpan<char> beginning)
    {
        for (var from = 0; from <= text.Length; from++)
        {
            var at = text[from..].IndexOf(beginning);
            if (at < 0)
            {
                return false;
            }

            from += at;
            if (from == 0 || text[from - 1] == ' ')
            {
                return true;
            }
        }

        return false;
    }
}

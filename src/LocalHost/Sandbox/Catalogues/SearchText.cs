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
        var padded = " " + text;
        return wanted.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => padded.Contains(" " + word, StringComparison.Ordinal));
    }
}

using System.Text;

namespace Smartlinks.LocalHost.Sandbox.Catalogues;

/// <summary>Text as services write it into their pages' addresses: lower-case ASCII letters and digits with hyphens between.</summary>
public static class PageSlug
{
    /// <param name="instead">What stands for a text that has no such letter, as a title in another script.</param>
    public static string Of(string text, string instead)
    {
        var slug = new StringBuilder();
        foreach (var character in SearchText.Of(text))
        {
            if (char.IsAsciiLetterOrDigit(character)) slug.Append(character);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        return slug.ToString().TrimEnd('-') is { Length: > 0 } made ? made[..Math.Min(made.Length, 80)].TrimEnd('-') : instead;
    }
}

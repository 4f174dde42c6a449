namespace Smartlinks.StreamingServices.Addresses;

/// <summary>The shapes ids and the other parts of addresses have. All of them hold plain ASCII only.</summary>
public static class IdShape
{
    private const int LongestName = 200;

    /// <summary>A whole number as services count: 1 to 18 digits, none of them a leading zero.</summary>
    public static bool IsNumber(string text) => text is [>= '1' and <= '9', ..] && text.Length <= 18 && text.All(char.IsAsciiDigit);

    public static bool IsAlphanumeric(string text, int length) => text.Length == length && text.All(char.IsAsciiLetterOrDigit);

    /// <summary>Letters, digits, hyphens and underscores.</summary>
    public static bool IsToken(string text, int shortest, int longest) =>
        text.Length >= shortest && text.Length <= longest && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    /// <summary>A country or language: two letters.</summary>
    public static bool IsTwoLetters(string text) => text.Length == 2 && text.All(char.IsAsciiLetter);

    /// <summary>Such as <c>de</c> or <c>pt-br</c>.</summary>
    public static bool IsLocale(string text) => IsTwoLetters(text) || (text.Length == 5 && text[2] == '-' && IsTwoLetters(text[..2]) && IsTwoLetters(text[3..]));

    /// <summary>The readable name in a path, which tells nothing: letters of any script (percent-encoded), digits and marks.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= LongestName && text.All(character => char.IsAsciiLetterOrDigit(character) || "-_.~!'()*,&+$=%".Contains(character, StringComparison.Ordinal));
}

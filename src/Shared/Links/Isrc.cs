using System.Text;
using System.Text.RegularExpressions;

namespace Smartlinks.Links;

/// <summary>
/// An International Standard Recording Code (ISO 3901): two letters, three letters or digits, seven digits; upper case, without the
/// hyphens it is often printed with. <c>default</c> is not a valid code.
/// </summary>
public readonly partial record struct Isrc
{
    private readonly string? _value;

    private Isrc(string value) => _value = value;

    public static bool TryParse(string? text, out Isrc isrc)
    {
        isrc = default;
        // ASCII before folding: the upper case of a long s is a plain S.
        if (text is null or { Length: > 40 } || !Ascii.IsValid(text)) return false;
        var bare = text.Trim().Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (bare.Length > 12 && bare.StartsWith("ISRC", StringComparison.Ordinal)) bare = bare[4..].TrimStart(':');
        if (!Shape().IsMatch(bare)) return false;
        isrc = new Isrc(bare);
        return true;
    }

    public static Isrc Parse(string text) => TryParse(text, out var isrc) ? isrc : throw new FormatException($"'{text}' is not an ISRC.");

    public override string ToString() => _value ?? throw new InvalidOperationException("An ISRC was never set.");

    [GeneratedRegex("^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}

/// <summary>
/// A product code of a release: UPC-A (12 digits), EAN-13 or GTIN-14, check digit verified (GS1 General Specifications §7.9).
/// Kept without leading zeros beyond 12 digits, so that the same product has one spelling; services differ in their padding.
/// <c>default</c> is not a valid code.
/// </summary>
public readonly record struct Upc
{
    private readonly string? _value;

    private Upc(string value) => _value = value;

    public static bool TryParse(string? text, out Upc upc)
    {
        upc = default;
        if (text is null or { Length: > 40 }) return false;
        var digits = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        if (digits.Length is < 8 or > 14 || digits.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0) return false;
        var bare = digits.TrimStart('0').PadLeft(12, '0');
        if (bare.Trim('0').Length == 0 || !HasValidCheckDigit(bare)) return false;
        upc = new Upc(bare);
        return true;
    }

    public static Upc Parse(string text) => TryParse(text, out var upc) ? upc : throw new FormatException($"'{text}' is not a UPC.");

    /// <summary>The spellings services store, most likely first: 12 (or as long as it is), 13 and 14 digits; of what can be an EAN-8, its 8 digits last.</summary>
    public IEnumerable<string> Spellings()
    {
        var value = ToString();
        string[] short8 = value.StartsWith("0000", StringComparison.Ordinal) && value.Length == 12 ? [value[4..]] : [];
        return new[] { value, value.PadLeft(13, '0'), value.PadLeft(14, '0') }.Distinct().Concat(short8);
    }

    public override string ToString() => _value ?? throw new InvalidOperationException("A UPC was never set.");

    private static bool HasValidCheckDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length - 1; i++) sum += (digits[^(i + 2)] - '0') * (i % 2 == 0 ? 3 : 1);
        return (10 - sum % 10) % 10 == digits[^1] - '0';
    }
}

namespace Smartlinks.StreamingServices;

/// <summary>
/// The country whose agency gave out an ISRC's prefix: a first guess where a recording is out, and never more. Nothing may be concluded from a prefix (International
/// ISRC Agency, bulletin 2015/01), and music is out in countries that have nothing to do with it.
/// </summary>
public static class IsrcCountry
{
    /// <summary>Prefixes that are no country's code, given out where a country's own ran out: the United States' are published (usisrc.org), the others are as recordings of these countries carry them.</summary>
    private static readonly Dictionary<string, string> s_others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["QM"] = "US", ["QT"] = "US", ["QZ"] = "US",
        ["GX"] = "GB", ["UK"] = "GB",
        ["BC"] = "BR", ["BK"] = "BR", ["BP"] = "BR", ["BX"] = "BR",
        ["FX"] = "FR",
        ["KS"] = "KR",
    };

    /// <summary>ISO 3166-1 alpha-2, upper case; of a prefix for no country (<c>TC</c>, <c>ZZ</c>) a code that no service has. Null when the text is too short.</summary>
    public static string? Of(string isrc) => isrc.Length < 2 ? null : s_others.TryGetValue(isrc[..2], out var country) ? country : isrc[..2].ToUpperInvariant();
}

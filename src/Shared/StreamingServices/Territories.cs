using System.Diagnostics.CodeAnalysis;

namespace Smartlinks.StreamingServices;

/// <summary>
/// Where something can be played: everywhere, in some countries only, or everywhere but in some. Countries are ISO 3166-1 alpha-2, upper case, sorted.
/// Equal when they name the same countries the same way. The stored form is empty, <c>+DE,FR</c> or <c>-JP,US</c>.
/// </summary>
public sealed class Territories : IEquatable<Territories>
{
    /// <summary>Everywhere, or the source does not tell: a fan is never kept away on a guess.</summary>
    public static readonly Territories Everywhere = new(true, []);

    /// <summary>Each possible code once: lists of a hundred countries are read and kept by the thousand.</summary>
    private static readonly string[] s_codes = [.. from first in Enumerable.Range('A', 26) from second in Enumerable.Range('A', 26) select $"{(char)first}{(char)second}"];

    private readonly string[] _countries;

    private Territories(bool isExcept, string[] countries) => (IsExcept, _countries) = (isExcept, countries);

    /// <summary>True: everywhere but in <see cref="Countries"/>. False: in <see cref="Countries"/> only.</summary>
    public bool IsExcept { get; }

    public IReadOnlyList<string> Countries => _countries;

    public bool IsEverywhere => IsExcept && _countries.Length == 0;

    /// <summary>Only in these; codes that are no two letters are left out. None at all means nowhere.</summary>
    public static Territories Only(IEnumerable<string> countries) => new(false, Normalize(countries));

    /// <summary>Everywhere but in these.</summary>
    public static Territories Except(IEnumerable<string> countries) => Normalize(countries) is { Length: > 0 } codes ? new Territories(true, codes) : Everywhere;

    /// <summary>Of a complete list over all the service's markets: kept as what is shorter. Equal to <paramref name="all"/> is everywhere.</summary>
    public static Territories Of(IEnumerable<string> countries, IReadOnlyCollection<string> all)
    {
        var there = Normalize(countries);
        var missing = Normalize(all.Except(there, StringComparer.OrdinalIgnoreCase));
        return missing.Length < there.Length ? Except(missing) : new Territories(false, there);
    }

    /// <param name="country">The fan's; null when it is not known, for whom everything is shown.</param>
    public bool Include(string? country) => country is null || IsEverywhere || _countries.AsSpan().BinarySearch(country, StringComparer.Ordinal) >= 0 != IsExcept;

    public static bool TryParse(string? text, [NotNullWhen(true)] out Territories? territories)
    {
        territories = string.IsNullOrEmpty(text) ? Everywhere
            : text[0] == '+' ? Only(text[1..].Split(',', StringSplitOptions.RemoveEmptyEntries))
            : text[0] == '-' ? Except(text[1..].Split(',', StringSplitOptions.RemoveEmptyEntries))
            : null;
        return territories is not null;
    }

    public static Territories Parse(string? text) => TryParse(text, out var territories) ? territories : throw new FormatException($"'{text}' is no list of territories.");

    public override string ToString() => IsEverywhere ? "" : (IsExcept ? "-" : "+") + string.Join(',', _countries);

    public bool Equals(Territories? other) => other is not null && other.IsExcept == IsExcept && other._countries.AsSpan().SequenceEqual(_countries);

    public override bool Equals(object? obj) => Equals(obj as Territories);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    private static string[] Normalize(IEnumerable<string> countries) =>
        [.. countries.Select(country => country.ToUpperInvariant()).Where(country => country.Length == 2 && country.All(char.IsAsciiLetterUpper)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(country => s_codes[((country[0] - 'A') * 26) + country[1] - 'A'])];
}

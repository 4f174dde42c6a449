using Microsoft.AspNetCore.WebUtilities;

namespace Smartlinks.Functions.Pages;

/// <summary>What a visit's query says to Smartlinks itself, and the <c>utm_*</c> part of it that travels on to the service.</summary>
/// <param name="Carried">The <c>utm_*</c> pairs as they came, joined by <c>&amp;</c>; empty when there are none.</param>
public readonly record struct VisitQuery(bool Choose, bool Forget, string Carried)
{
    /// <summary>What is carried on is no longer than this; of a longer query nothing is.</summary>
    private const int MaxCarried = 1_000;

    /// <summary>A query that a header can carry; none when it cannot.</summary>
    public static string Printable(QueryString query) => query.Value is { } text && !text.AsSpan().ContainsAnyExceptInRange('!', '~') ? text : "";

    public static VisitQuery Read(QueryString query)
    {
        if (!query.HasValue || query.Value!.Length < 2) return new VisitQuery(false, false, "");
        var (choose, forget, carried) = (false, false, "");
        foreach (var pair in new QueryStringEnumerable(query.Value))
        {
            var name = pair.EncodedName.Span;
            if (name.Equals("choose", StringComparison.OrdinalIgnoreCase)) choose = true;
            else if (name.Equals("forget", StringComparison.OrdinalIgnoreCase)) forget = true;
            else if (name.StartsWith("utm_", StringComparison.OrdinalIgnoreCase) && IsPlain(name) && IsPlain(pair.EncodedValue.Span))
                carried = carried.Length == 0 ? $"{pair.EncodedName}={pair.EncodedValue}" : $"{carried}&{pair.EncodedName}={pair.EncodedValue}";
        }

        return new VisitQuery(choose, forget, carried.Length <= MaxCarried ? carried : "");
    }

    /// <summary>Appends what is carried to an address, before its fragment.</summary>
    public string AppendTo(string address)
    {
        if (Carried.Length == 0) return address;
        var fragment = address.IndexOf('#', StringComparison.Ordinal);
        var (head, tail) = fragment < 0 ? (address, "") : (address[..fragment], address[fragment..]);
        return $"{head}{(head.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Carried}{tail}";
    }

    /// <summary>What may stand in an address as it came: RFC 3986 query characters, nothing that ends a header or a parameter.</summary>
    private static bool IsPlain(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
            if (!(char.IsAsciiLetterOrDigit(character) || "-._~%+:@!$'()*,;/?".Contains(character, StringComparison.Ordinal))) return false;
        return true;
    }
}

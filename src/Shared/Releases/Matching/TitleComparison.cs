namespace Smartlinks.Releases.Matching;

/// <summary>How two titles stand to each other, version words aside.</summary>
public static class TitleComparison
{
    public static Comparison Compare(TitleReading one, TitleReading other)
    {
        if (one.Origin is { } made && other.Origin is { } otherMade && !IsWithin(made, otherMade)) return Comparison.Differs;
        if (one.Core == other.Core) return (one.Origin is null) == (other.Origin is null) ? Comparison.Equal : Comparison.Similar;
        var (first, second) = (TitleText.Plain(Numbered(one.Core)), TitleText.Plain(Numbered(other.Core)));
        if (first == second || IsCensored(first, second)) return Comparison.Similar;
        if (ClassicalTitle.Compare(one.Core, other.Core) is { } classical) return classical;
        if (IsAside(one, other) || IsAside(other, one)) return Comparison.Similar;
        return Scripts.AreForeign(one.Core, other.Core) ? Comparison.OtherScript : Comparison.Differs;
    }

    /// <summary>One says more in brackets than the other: a subtitle, or the title in another language. A number there is a part of its own.</summary>
    private static bool IsAside(TitleReading one, TitleReading other) => one.Asides.Count > 0 && !one.Asides.Any(HasNumber)
        && TitleText.Plain(other.Core) is var whole && (TitleText.Plain(one.Bare) == whole || one.Asides.Any(aside => aside.Length > 3 && TitleText.Plain(aside) == whole));

    private static bool HasNumber(string key) => key.Split(' ').Any(word => word is "i" or "v" or "x" || ClassicalTitle.Roman(word) > 0 || word.Any(char.IsDigit) || word is "one" or "two" or "three" or "four" or "part" or "pt" or "vol");

    private static bool IsWithin(string one, string other) => TitleText.Plain(one) is var first && TitleText.Plain(other) is var second
        && (first.Contains(second, StringComparison.Ordinal) || second.Contains(first, StringComparison.Ordinal));

    /// <summary>"pt. ii" and "part two" are "part 2".</summary>
    private static string Numbered(string key)
    {
        var words = key.Split(' ');
        return string.Join(' ', words.Select((word, at) =>
            at > 0 && words[at - 1] is "part" or "pt" or "volume" or "vol" && Count(word) is > 0 and var count ? $"{count}"
            : at > 0 && ClassicalTitle.Roman(word) is > 0 and var number && word.Length > 1 ? $"{number}"
            : word switch { "pt" => "part", "vol" => "volume", "and" => "", _ => word }));
    }

    private static int Count(string word) => word switch { "i" or "one" => 1, "two" => 2, "three" => 3, "four" => 4, "five" => 5, "six" => 6, _ => ClassicalTitle.Roman(word) };

    /// <summary>Asterisks for letters: "f**k" for "fuck". At least a third of the letters is there, the first among them.</summary>
    private static bool IsCensored(string one, string other)
    {
        if (one.Length != other.Length || one.Length < 3 || !(one.Contains('*', StringComparison.Ordinal) || other.Contains('*', StringComparison.Ordinal))) return false;
        var hidden = 0;
        for (var at = 0; at < one.Length; at++)
        {
            if (one[at] == other[at]) continue;
            if (one[at] != '*' && other[at] != '*') return false;
            hidden++;
        }

        return hidden * 3 <= one.Length * 2 && one[0] == other[0];
    }
}

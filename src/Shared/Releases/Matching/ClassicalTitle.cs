using System.Collections.Frozen;
using System.Globalization;

namespace Smartlinks.Releases.Matching;

/// <summary>
/// Works and movements: "Cello Suite No. 6 in D Major, BWV 1012: VII. Gigue" and "Suite for Cello No. 6 in D: VII. Gigue" are similar, VI. and VII. differ.
/// Numbers decide (opus, catalogue, number, movement), then the words; word order does not.
/// </summary>
internal static class ClassicalTitle
{
    private static readonly FrozenSet<string> s_marks = new[]
    {
        "op", "opus", "no", "nr", "bwv", "kv", "k", "hob", "rv", "hwv", "woo", "twv", "d", "s", "l", "wq", "sz", "major", "minor", "sonata", "concerto", "symphony", "suite", "prelude",
        "étude", "etude", "nocturne", "quartet", "mazurka", "waltz", "fugue", "partita", "variations", "sinfonie", "symphonie", "sonate", "konzert", "allegro", "adagio", "andante", "largo", "presto", "gymnopédie", "gnossienne",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> s_same = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["dur"] = "major", ["majeur"] = "major", ["maggiore"] = "major", ["mayor"] = "major", ["maj"] = "major", ["moll"] = "minor", ["mineur"] = "minor", ["minore"] = "minor", ["menor"] = "minor", ["min"] = "minor",
        ["opus"] = "op", ["nr"] = "no", ["number"] = "no", ["n°"] = "no", ["nº"] = "no", ["num"] = "no", ["kv"] = "k", ["sinfonie"] = "symphony", ["symphonie"] = "symphony", ["sinfonia"] = "symphony", ["sonate"] = "sonata", ["konzert"] = "concerto",
        ["etude"] = "étude", ["prélude"] = "prelude", ["präludium"] = "prelude", ["klavier"] = "piano", ["♭"] = "flat", ["♯"] = "sharp",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_small = new[] { "in", "for", "the", "of", "and", "a", "für", "pour", "de", "en", "la", "le", "from", "mvt", "movement" }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsWork(string key) => Read(key) is not null;

    /// <summary>Null when one of them is no such title.</summary>
    public static Comparison? Compare(string one, string other)
    {
        var (first, second) = (Read(one), Read(other));
        if (first is null || second is null) return null;
        if (first.Movement != second.Movement && (first.Movement > 0 || second.Movement > 0)) return Comparison.Differs;
        if (!IsWithin(first.Numbers, second.Numbers) || first.Mode != second.Mode && first.Mode is not null && second.Mode is not null) return Comparison.Differs;
        // The aria at the end is not the one at the beginning.
        if (first.Words.Contains("capo") != second.Words.Contains("capo")) return Comparison.Differs;
        if (first.Words.SetEquals(second.Words) && first.Numbers.SetEquals(second.Numbers)) return Comparison.Similar;
        return first.Words.Count(second.Words.Contains) >= 2 && IsWithin(first.Words, second.Words) ? Comparison.Similar : Comparison.Differs;
    }

    /// <summary>A roman numeral from 2 on as a number; 0 for what is none. Single letters beside V and X are notes and names.</summary>
    public static int Roman(string word) => word switch
    {
        "ii" => 2, "iii" => 3, "iv" => 4, "v" => 5, "vi" => 6, "vii" => 7, "viii" => 8, "ix" => 9, "x" => 10, "xi" => 11, "xii" => 12, "xiii" => 13, "xiv" => 14, "xv" => 15, "xvi" => 16, "xvii" => 17, "xviii" => 18, "xix" => 19, "xx" => 20, _ => 0,
    };

    private static bool IsWithin(HashSet<string> one, HashSet<string> other) => one.IsSubsetOf(other) || other.IsSubsetOf(one);

    private static Work? Read(string key)
    {
        var words = key.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var work = new Work();
        var isWork = false;
        for (var at = 0; at < words.Length; at++)
        {
            var word = s_same.GetValueOrDefault(words[at], words[at]);
            isWork |= s_marks.Contains(word) && (word.Length > 1 || (at + 1 < words.Length && char.IsAsciiDigit(words[at + 1][0])));
            if (word is "major" or "minor") work.Mode = $"{(at > 0 ? words[at - 1] : "")} {word}";
            // The first movement has no other numeral than an i that is not the last word.
            else if (at > 0 && at + 1 < words.Length && (Roman(word) is > 0 and var movement || (word == "i" && (movement = 1) == 1))) work.Movement = movement;
            else if (char.IsAsciiDigit(word[0])) work.Numbers.Add(at > 0 && words[at - 1] is "op" or "opus" ? $"op{word}" : word);
            else if (!s_small.Contains(word) && !s_marks.Contains(word)) work.Words.Add(word);
            else if (s_marks.Contains(word) && word.Length > 4) work.Words.Add(word);
        }

        return isWork ? work : null;
    }

    private sealed class Work
    {
        public HashSet<string> Numbers { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Words { get; } = new(StringComparer.Ordinal);

        public int Movement { get; set; }

        public string? Mode { get; set; }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Movement} {Mode} {string.Join(' ', Numbers)}");
    }
}

using System.Globalization;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>The words after a benchmark's name: <c>--name value</c> pairs, and at most one bare word.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _named = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">A word that is not understood.</exception>
    public Arguments(IReadOnlyList<string> words, params string[] names)
    {
        for (var at = 0; at < words.Count; at++)
        {
            if (!words[at].StartsWith("--", StringComparison.Ordinal) && Bare is null) Bare = words[at];
            else if (names.Contains(words[at]) && at + 1 < words.Count) _named[words[at]] = words[++at];
            else throw new ArgumentException($"'{words[at]}' is not understood; there are {string.Join(", ", names)}, each with a value.");
        }
    }

    public string? Bare { get; }

    public string? Text(string name) => _named.GetValueOrDefault(name);

    public int Number(string name, int otherwise) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}

using System.Collections.Frozen;
using System.Text;

namespace Smartlinks.Releases.Matching;

/// <summary>
/// Who performs, however it is punctuated: <c>A &amp; B</c>, <c>A feat. B</c>, <c>A x B</c> and the list A, B are the same. Guests that a title names count as
/// performers. Empty: nobody is named (also for "Various Artists").
/// </summary>
public sealed class ArtistNames
{
    private static readonly FrozenSet<string> s_separators = new[] { "and", "feat", "ft", "featuring", "with", "vs", "versus", "y", "und", "et", "con", "avec", "+", "×", "starring", "presents", "pres" }.ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> s_nobody = new[] { "various artists", "various", "va", "verschiedene interpreten", "artistes divers", "multi interprètes", "varios artistas", "vários artistas", "artisti vari", "unknown artist", "オムニバス", "群星" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly char[] s_marks = [',', ';', '/', '、', '・', '|', '•'];
    private static readonly char[] s_marksAndBrackets = [.. s_marks, '(', ')'];

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _plain = new(StringComparer.Ordinal);
    private readonly string _joined;
    private readonly string _text;

    private ArtistNames(IEnumerable<string> artists)
    {
        var (joined, text) = (new StringBuilder(), new StringBuilder());
        foreach (var artist in artists)
        {
            foreach (var name in Split(artist))
            {
                if (s_nobody.Contains(name)) continue;
                var bare = name.StartsWith("the ", StringComparison.Ordinal) ? name[4..] : name;
                if (!_names.Add(bare.Replace(" ", "", StringComparison.Ordinal))) continue;
                _plain.Add(TitleText.Plain(bare));
                joined.Append(TitleText.Plain(name));
                text.Append(name).Append(' ');
            }
        }

        (_joined, _text) = (joined.ToString(), text.ToString());
    }

    public bool IsEmpty => _names.Count == 0;

    public static ArtistNames Of(IEnumerable<string> artists) => new(artists);

    /// <summary>Whether a text joins several names, one of these artists among them: <c>Kungs Vs. Cookin' On 3 Burners</c>.</summary>
    public bool AreBilledBy(string text) => Of([text]) is var other && other._names.Count > 1 && other._plain.Overlaps(_plain);

    public bool Has(string name) => Of([name]) is { IsEmpty: false } other && other._plain.IsSubsetOf(_plain);

    public static Comparison Compare(ArtistNames one, ArtistNames other) =>
        one.IsEmpty || other.IsEmpty ? Comparison.Unknown
        : one._names.SetEquals(other._names) ? Comparison.Equal
        : one._plain.Overlaps(other._plain) || one._joined == other._joined ? Comparison.Similar
        : Scripts.AreForeign(one._text, other._text) ? Comparison.OtherScript
        : Comparison.Differs;

    /// <summary>The names in one credit, in order, as keys.</summary>
    private static IEnumerable<string> Split(string artist)
    {
        var folded = TitleText.Fold(artist);
        if (folded.EndsWith(" - topic", StringComparison.Ordinal)) folded = folded[..^8];
        else if (folded.EndsWith("vevo", StringComparison.Ordinal) && folded.Length > 4) folded = folded[..^4];
        // "BTS (방탄소년단)" is one act in two scripts; "Bush (Canada)" tells it from another.
        var isInTwoScripts = folded.IndexOf('(', StringComparison.Ordinal) is > 0 and var bracket && Scripts.AreForeign(folded[..bracket], folded[bracket..]);
        // A raised dot inside a name (Catalan, Chinese) is part of it; between blanks it joins.
        foreach (var part in folded.Replace(" · ", ",", StringComparison.Ordinal).Split(isInTwoScripts ? s_marksAndBrackets : s_marks))
        {
            var words = TitleText.Key(part).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            // A name that is itself such a word stays one.
            if (words.All(s_separators.Contains))
            {
                if (words.Length > 0) yield return string.Join(' ', words);
                continue;
            }

            var from = 0;
            for (var at = 0; at <= words.Length; at++)
            {
                // An x between two names joins them; at the end of one it belongs to it (Lil Nas X), and of two the first does (Lil Nas X x Cardi B).
                var ends = at == words.Length || s_separators.Contains(words[at]) || (words[at] == "x" && at > from && at + 1 < words.Length && words[at + 1] != "x" && !s_separators.Contains(words[at + 1]));
                if (!ends) continue;
                if (at > from) yield return string.Join(' ', words, from, at - from);
                from = at + 1;
            }
        }
    }
}

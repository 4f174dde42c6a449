using System.Buffers;

namespace Smartlinks.EndToEnd.Tests.Secrets;

/// <summary>A secret where it must not be.</summary>
internal sealed record Leak(string Place, Secret Secret, string Around)
{
    public override string ToString() => $"{Secret.Kind} in {Place}: …{Around}…";
}

/// <summary>Looks for secrets, whole or half, plain or encoded.</summary>
internal sealed class SecretScanner
{
    /// <summary>Any shorter form would be found everywhere.</summary>
    private const int Shortest = 8;

    private readonly SearchValues<string> _search;
    private readonly ILookup<string, (string Form, Secret Secret)> _forms;

    public SecretScanner(IEnumerable<Secret> secrets)
    {
        var forms = secrets.SelectMany(secret => secret.Forms.Select(form => (Form: form, Secret: secret))).Where(each => each.Form.Length >= Shortest).ToList();
        _forms = forms.ToLookup(each => each.Form[..Shortest], StringComparer.Ordinal);
        _search = SearchValues.Create([.. forms.Select(each => each.Form).Distinct()], StringComparison.Ordinal);
    }

    /// <param name="text">Bytes as Latin-1.</param>
    /// <param name="allowed">Kinds that belong there.</param>
    public IEnumerable<Leak> Scan(string place, string text, params string[] allowed)
    {
        for (var at = Find(text, 0); at >= 0; at = Find(text, at + 1))
        {
            // Several may lie at one place: a token, and its own first half.
            foreach (var (form, secret) in _forms[text.Substring(at, Shortest)])
            {
                if (string.CompareOrdinal(text, at, form, 0, form.Length) != 0 || allowed.Contains(secret.Kind)) continue;
                yield return new Leak(place, secret, Around(text, at, form.Length));
            }
        }
    }

    private int Find(string text, int from)
    {
        var at = text.AsSpan(from).IndexOfAny(_search);
        return at < 0 ? -1 : from + at;
    }

    private static string Around(string text, int at, int length)
    {
        var (from, to) = (Math.Max(0, at - 80), Math.Min(text.Length, at + Math.Min(length, 24) + 40));
        return text[from..to].ReplaceLineEndings(" ");
    }
}

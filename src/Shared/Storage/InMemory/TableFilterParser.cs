using System.Globalization;
using Azure;

namespace Smartlinks.Storage.InMemory;

/// <summary>
/// The Table service's filter language: comparisons of a property with a literal, joined by <c>and</c>, <c>or</c>, <c>not</c> and
/// parentheses. A comparison with an absent property or another type is false. Bad filters are refused with 400 InvalidInput.
/// </summary>
internal sealed class TableFilterParser
{
    private readonly List<string> _tokens;
    private int _at;

    private TableFilterParser(string filter) => _tokens = Tokenize(filter);

    public static Func<TableEntity, bool> Parse(string? filter)
    {
        if (string.IsNullOrWhiteSpace(filter))
        {
            return _ => true;
        }

        var parser = new TableFilterParser(filter);
        var result = parser.ReadOr();
        return parser._at == parser._tokens.Count ? result : throw Bad(filter);
    }

    /// <summary>The partition that a filter begins with and holds all rows to; null: it may be any.</summary>
    public static string? PartitionOf(string? filter) =>
        !string.IsNullOrWhiteSpace(filter) && Tokenize(filter) is ["PartitionKey", "eq", ['\'', ..] literal, ..] tokens && (!tokens.Contains("or") || tokens is [_, _, _, "and", "(", .., ")"] && tokens.Count(token => token == "(") == 1) ? (string)Literal(literal) : null;

    private static RequestFailedException Bad(string what) => new(400, $"The filter is not understood at: {what}", "InvalidInput", null);

    private static List<string> Tokenize(string text)
    {
        var tokens = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            if (text[at] is '(' or ')')
            {
                at++;
            }
            else
            {
                while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('(' or ')'))
                {
                    at = text[at] == '\'' ? EndOfQuote(text, at) : at + 1;
                }
            }

            tokens.Add(text[start..at]);
        }

        return tokens;
    }

    // After the quote that is not doubled.
    private static int EndOfQuote(string text, int at)
    {
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '\'')
            {
                if (at + 1 == text.Length || text[at + 1] != '\'')
                {
                    return at + 1;
                }

                at++;
            }
        }

        throw Bad(text);
    }

    private string Next() => _at < _tokens.Count ? _tokens[_at++] : throw Bad("the end");

    private bool TryTake(string token)
    {
        var isNext = _at < _tokens.Count && _tokens[_at] == token;
        _at += isNext ? 1 : 0;
        return isNext;
    }

    private Func<TableEntity, bool> ReadOr()
    {
        var left = ReadAnd();
        while (TryTake("or"))
        {
            var (l, r) = (left, ReadAnd());
            left = e => l(e) || r(e);
        }

        return left;
    }

    private Func<TableEntity, bool> ReadAnd()
    {
        var left = ReadNot();
        while (TryTake("and"))
        {
            var (l, r) = (left, ReadNot());
            left = e => l(e) && r(e);
        }

        return left;
    }

    private Func<TableEntity, bool> ReadNot()
    {
        if (TryTake("not"))
        {
            var inner = ReadNot();
            return e => !inner(e);
        }

        if (TryTake("("))
        {
            var inner = ReadOr();
            return TryTake(")") ? inner : throw Bad("a missing parenthesis");
        }

        return ReadComparison();
    }

    private Func<TableEntity, bool> ReadComparison()
    {
        var name = Next();
        var test = Test(Next());
        var literal = Literal(Next());
        return e => Value(e, name) is { } value && Compare(value, literal) is { } order && test(order);
    }

    private static object? Value(TableEntity entity, string name) => name switch
    {
        "PartitionKey" => entity.PartitionKey,
        "RowKey" => entity.RowKey,
        _ => entity[name],
    };

    private static Func<int, bool> Test(string verb) => verb switch
    {
        "eq" => c => c == 0,
        "ne" => c => c != 0,
        "gt" => c => c > 0,
        "ge" => c => c >= 0,
        "lt" => c => c < 0,
        "le" => c => c <= 0,
        _ => throw Bad(verb),
    };

    private static int? Compare(object value, object literal) => (value, literal) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (bool a, bool b) => a.CompareTo(b),
        (int or long, int or long) => Convert.ToInt64(value, CultureInfo.InvariantCulture).CompareTo(Convert.ToInt64(literal, CultureInfo.InvariantCulture)),
        (int or long or double, int or long or double) => Convert.ToDouble(value, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(literal, CultureInfo.InvariantCulture)),
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        (Guid a, Guid b) => string.CompareOrdinal(a.ToString(), b.ToString()),
        (byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b),
        _ => null,
    };

    private static object Literal(string token)
    {
        var quote = token.IndexOf('\'', StringComparison.Ordinal);
        return quote < 0 ? Bare(token) : Quoted(token[..quote], token[(quote + 1)..^1].Replace("''", "'", StringComparison.Ordinal));
    }

    private static object Quoted(string kind, string text) => kind switch
    {
        "" => text,
        "datetime" => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        "guid" => Guid.Parse(text),
        "X" or "binary" => Convert.FromHexString(text),
        _ => throw Bad(kind),
    };

    private static object Bare(string token)
    {
        if (token is "true" or "false")
        {
            return token == "true";
        }

        if (token.EndsWith('L') && long.TryParse(token.AsSpan(0, token.Length - 1), CultureInfo.InvariantCulture, out var l))
        {
            return l;
        }

        return int.TryParse(token, CultureInfo.InvariantCulture, out var i) ? i
            : double.TryParse(token, CultureInfo.InvariantCulture, out var d) ? d : throw Bad(token);
    }
}

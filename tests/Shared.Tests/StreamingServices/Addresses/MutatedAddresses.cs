using System.Text;

namespace Smartlinks.Tests.StreamingServices.Addresses;

/// <summary>Addresses bent in up to four of the ways by which readers have been confused. The same for the same seed.</summary>
public sealed class MutatedAddresses(int seed)
{
    private static readonly string[] s_pieces =
    [
        ".", "..", "/", "//", "\\", "@", ":", ":443", ":444", "?", "#", "&", "=", "%", "%2f", "%2F", "%5c", "%252f", "%00", "%0d%0a", "%2e", "%2e%2e", "%40", "%23", "%3f", "/../", "/./", "/%2e%2e/", ";", " ", "\t", "\n", "\r\n",
        "\0", "\u007f", "\u3002", "\uff0e", "\uff0f", "\u2044", "\u043e", "\u0430", "\u00ad", "\u200b", "\u202e", "\ufeff", "\ud800", "\udfff", "é", "夜", "\u0663", "０", "xn--", "xn--80ak6aa92e", "evil.example", ".evil.example", "@evil.example",
        "evil.example/", "user:pass@", "https://", "http://", "javascript:", "data:text/html,", "//evil.example", "127.0.0.1", "[::1]", "www.", "-", "_", "0", "track", "album", "sets", "redirect", "spotify:track:", "s-AbCdEf12345",
        "?v=dQw4w9WgXcQ", "&v=dQw4w9WgXcQ", "?i=1", "&trackAsin=B0DD4XHT1V", "intl-de/", "embed/", "browse/", "|", "\"", "<", ">", "`", "^", "{", "}", "*", "'", "$", "+", "~", "!",
    ];

    private readonly Random _random = new(seed);

    public string Next(IReadOnlyList<string> good)
    {
        var text = good[_random.Next(good.Count)];
        for (var times = _random.Next(5); times > 0; times--) text = Mutate(text, good);
        return text;
    }

    public string NextBytes()
    {
        var bytes = new byte[_random.Next(120)];
        _random.NextBytes(bytes);
        var text = _random.Next(2) == 0 ? Encoding.Latin1.GetString(bytes) : Encoding.Unicode.GetString(bytes);
        return _random.Next(3) == 0 ? "https://open.spotify.com/" + text : text;
    }

    private string Mutate(string text, IReadOnlyList<string> good)
    {
        var at = _random.Next(text.Length + 1);
        var piece = s_pieces[_random.Next(s_pieces.Length)];
        var host = HostOf(text);
        return _random.Next(16) switch
        {
            0 or 1 or 2 => text.Insert(at, piece),
            3 => text.Insert(host.End, piece),
            4 => text.Insert(host.Start, piece),
            5 => at < text.Length ? text.Remove(at, Math.Min(_random.Next(1, 4), text.Length - at)) : text,
            6 => at < text.Length ? text.Remove(at, 1).Insert(at, piece) : text,
            7 => text[..host.Start] + (_random.Next(2) == 0 ? text[host.Start..host.End].ToUpperInvariant() : Escape(text[host.Start..host.End])) + text[host.End..],
            8 => Replace(text, ".", piece),
            9 => Replace(text, "/", piece),
            10 => text.Replace("https://", piece, StringComparison.Ordinal),
            11 => text[..host.Start] + HostOf(good[_random.Next(good.Count)]).Name + text[host.End..],
            12 => text + piece + good[_random.Next(good.Count)],
            13 => at < text.Length ? text[..at] + Escape(text[at..(at + 1)]) + text[(at + 1)..] : text,
            14 => text + new string(piece[0], _random.Next(2_500)),
            _ => _random.Next(2) == 0 ? text.ToUpperInvariant() : text[..at],
        };
    }

    /// <summary>One of the places, or all.</summary>
    private string Replace(string text, string old, string piece)
    {
        if (_random.Next(2) == 0) return text.Replace(old, piece, StringComparison.Ordinal);
        var at = text.IndexOf(old, _random.Next(text.Length + 1), StringComparison.Ordinal);
        return at < 0 ? text : text.Remove(at, old.Length).Insert(at, piece);
    }

    private static string Escape(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(value => $"%{value:x2}"));

    private static (int Start, int End, string Name) HostOf(string text)
    {
        var scheme = text.IndexOf("//", StringComparison.Ordinal);
        var start = scheme < 0 ? 0 : scheme + 2;
        var end = text.IndexOfAny(['/', '?', '#'], start);
        return end < 0 ? (start, text.Length, text[start..]) : (start, end, text[start..end]);
    }
}

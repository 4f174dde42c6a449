using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Smartlinks.StreamingServices;

/// <summary>Each service's search page for a release, for where nothing was found. Always to be labelled as a search, never as the song.</summary>
public static class SearchPages
{
    /// <summary>Enough for any search box; what is longer is cut between characters as a reader sees them.</summary>
    public const int MostText = 200;

    private static readonly string[] s_joined = [" ", "\t", "\r", "\n"];

    /// <summary>False when neither title nor artists have anything a search could be made of.</summary>
    /// <param name="country">For the storefront of Apple Music's search; two letters.</param>
    public static bool TryMake(StreamingService service, string title, IReadOnlyList<string> artists, ItemKind kind, [NotNullWhen(true)] out DestinationUrl? url, string country = "US")
    {
        url = null;
        var text = Clean($"{title} {string.Join(' ', artists)}");
        if (text.Length == 0) return false;
        var q = Uri.EscapeDataString(text);
        var store = country.Length == 2 && country.All(char.IsAsciiLetter) ? country.ToLowerInvariant() : "us";
        url = DestinationUrl.Parse(service, service.Id switch
        {
            "spotify" => $"https://open.spotify.com/search/{q}",
            "apple-music" => $"https://music.apple.com/{store}/search?term={q}",
            "youtube-music" => $"https://music.youtube.com/search?q={q}",
            "amazon-music" => $"https://music.amazon.com/search/{q}",
            "tidal" => $"https://tidal.com/search?q={q}",
            "deezer" => $"https://www.deezer.com/search/{q}",
            "pandora" => $"https://www.pandora.com/search/{q}/all",
            "soundcloud" => $"https://soundcloud.com/search?q={q}",
            "bandcamp" => $"https://bandcamp.com/search?q={q}&item_type={(kind == ItemKind.Album ? "a" : "t")}",
            _ => throw new ArgumentException($"{service} has no search page here.", nameof(service)),
        });
        return true;
    }

    /// <summary>One blank between words, no control or format characters, no broken surrogates, at most <see cref="MostText"/> UTF-16 units.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (rune == Rune.ReplacementChar || category is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned || (category == UnicodeCategory.Format && !IsJoiner(rune))) continue;
            clean.Append(category is UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? " " : rune.ToString());
        }

        // Slashes and backslashes part a path even when they are encoded, for servers that decode before they split.
        clean.Replace('/', ' ').Replace('\\', ' ');
        var words = string.Join(' ', clean.ToString().Split(s_joined, StringSplitOptions.RemoveEmptyEntries));
        // "." and ".." would be taken for steps up.
        if (words.Trim('.').Length == 0) return "";
        return words.Length <= MostText ? words : Cut(words);
    }

    /// <summary>Persian and Indic scripts and composed emoji are written with these.</summary>
    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    private static string Cut(string words)
    {
        var end = 0;
        foreach (var start in StringInfo.ParseCombiningCharacters(words))
        {
            if (start > MostText) break;
            end = start;
        }

        if (end == 0) end = char.IsHighSurrogate(words[MostText - 1]) ? MostText - 1 : MostText;
        return words[..end].TrimEnd();
    }
}

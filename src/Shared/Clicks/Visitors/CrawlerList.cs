using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Smartlinks.Clicks;

/// <summary>
/// Tells crawlers, link previews and scripts from fans by their User-Agent: the texts and patterns of crawler-user-agents
/// (MIT) in <c>crawlers.json</c>, and a short list of its own that also serves alone. No User-Agent at all is a bot.
/// </summary>
public sealed class CrawlerList
{
    public const string FileName = "crawlers.json";

    // Longer than any browser's; what follows tells nothing and could cost time.
    private const int MaxLength = 2000;

    private static readonly string[] s_own =
    [
        "Googlebot", "bingbot", "facebookexternalhit", "Facebot", "WhatsApp", "Twitterbot", "Slackbot", "Slack-ImgProxy", "Discordbot", "TelegramBot", "LinkedInBot",
        "SkypeUriPreview", "Pinterestbot", "redditbot", "Applebot", "Iframely", "Embedly", "vkShare", "Viber", "Snap URL Preview", "Mastodon/", "Bluesky Cardyb",
        "DuckDuckBot", "YandexBot", "Baiduspider", "AhrefsBot", "SemrushBot", "GPTBot", "ClaudeBot", "bot/", "crawler", "spider",
        "curl/", "Wget/", "python-requests", "Go-http-client", "okhttp/", "Java/", "HeadlessChrome", "Lighthouse",
    ];

    private readonly SearchValues<string> _literals;
    private readonly Regex[] _patterns;

    private CrawlerList(IEnumerable<string> literals, IEnumerable<string> patterns)
    {
        _literals = SearchValues.Create([.. literals, .. s_own], StringComparison.Ordinal);
        _patterns = [.. patterns.Select(pattern => new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(50)))];
    }

    /// <summary>The short list alone.</summary>
    public static CrawlerList BuiltIn { get; } = new([], []);

    /// <summary>The list in <paramref name="folder"/>, or the short one when there is none.</summary>
    public static CrawlerList Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return BuiltIn;
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        return new CrawlerList(Texts(file.RootElement, "literals"), Texts(file.RootElement, "patterns"));
    }

    public bool IsCrawler(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
            return true;
        var text = userAgent.AsSpan(0, Math.Min(userAgent.Length, MaxLength));
        if (text.ContainsAny(_literals))
            return true;
        foreach (var pattern in _patterns)
        {
            try
            {
                if (pattern.IsMatch(text))
                    return true;
            }
            catch (RegexMatchTimeoutException)
            {
                // Nobody's browser is that hard to read.
                return true;
            }
        }
        return false;
    }

    private static List<string> Texts(JsonElement list, string name) => [.. list.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}

using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Smartlinks.Functions.Pages;
using Smartlinks.Pages;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Tests.Pages;

/// <summary>What holds for every page: no script, nothing from elsewhere, the one style, small, readable.</summary>
public sealed class PagePolicyTests
{
    public static TheoryData<string> Names => [.. s_pages.Keys];

    private static readonly Dictionary<string, Func<Task<byte[]>>> s_pages = new()
    {
        ["live"] = () => PageRenderer.RenderAsync(Largest()),
        ["live without artwork"] = () => PageRenderer.RenderAsync(Largest() with { ArtworkPath = null }),
        ["live with searches"] = () => PageRenderer.RenderAsync(Searched(3)),
        ["searches only"] = () => PageRenderer.RenderAsync(Searched(0)),
        ["away"] = () => PageRenderer.RenderAsync(SomePage.Of(PagePhase.Away) with { Away = StreamingService.All }),
        ["coming soon"] = () => PageRenderer.RenderAsync(SomePage.Of(PagePhase.ComingSoon) with { Release = PageRelease.LocalMidnight(new DateOnly(2026, 12, 4)) }),
        ["resolving"] = () => PageRenderer.RenderAsync(SomePage.Of(PagePhase.Resolving)),
        ["unlisted"] = () => PageRenderer.RenderAsync(SomePage.Of(PagePhase.Unlisted)),
        ["archived"] = () => PageRenderer.RenderAsync(SomePage.Of(PagePhase.Archived)),
        ["not found"] = () => PageRenderer.RenderNotFoundAsync("k7m2q9z"),
        ["gone"] = PageRenderer.RenderGoneAsync,
        ["bad request"] = () => PageRenderer.RenderProblemAsync(400),
        ["too many"] = () => PageRenderer.RenderProblemAsync(429),
        ["fault"] = () => PageRenderer.RenderProblemAsync(503),
    };

    [Theory, MemberData(nameof(Names))]
    public async Task There_is_no_script_and_no_style_attribute(string name)
    {
        var html = await HtmlAsync(name);

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("javascript:", html, StringComparison.OrdinalIgnoreCase);
        Assert.All(SomePage.Tags(html), tag => Assert.DoesNotContain(tag.Attributes.Keys, key => key == "style" || key.StartsWith("on", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Nothing_is_loaded_from_or_linked_to_another_origin(string name)
    {
        var html = await HtmlAsync(name);
        var addresses = SomePage.Tags(html)
            .Where(tag => tag["rel"] != "canonical")
            .SelectMany(tag => new[] { tag["href"], tag["src"], tag["srcset"], tag["action"], tag["poster"] })
            .OfType<string>();

        Assert.All(addresses, address => Assert.Matches("^(/[^/]|data:image/svg)", address));
        Assert.DoesNotContain("url(", SomePage.Style(html), StringComparison.Ordinal);
        Assert.DoesNotContain("@import", SomePage.Style(html), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task The_policy_allows_exactly_the_style_of_the_page(string name)
    {
        var html = await HtmlAsync(name);
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(SomePage.Style(html))));

        Assert.Single(Regex.Matches(html, "<style"));
        Assert.Contains($"style-src 'sha256-{hash}';", PageRenderer.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none';", PageRenderer.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", PageRenderer.ContentSecurityPolicy, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_page_is_one_line_of_at_most_six_kilobytes_compressed(string name)
    {
        var bytes = await s_pages[name]();
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];

        Assert.True(BrotliEncoder.TryCompress(bytes, compressed, out var length, quality: 4, window: 22));
        Assert.InRange(length, 1, 6 * 1024);
        Assert.DoesNotContain((byte)'\n', bytes);
    }

    [Theory]
    [InlineData("not found", "Nothing plays here")]
    [InlineData("gone", "This link is gone")]
    [InlineData("bad request", "That address does not look right")]
    [InlineData("too many", "One moment")]
    [InlineData("fault", "That is our fault")]
    public async Task A_page_without_a_release_says_what_is_wrong_and_is_not_indexed(string name, string heading)
    {
        var html = await HtmlAsync(name);

        Assert.Equal(heading, SomePage.Text(html, "h1"));
        Assert.Equal("noindex", SomePage.Meta(html, "robots"));
        Assert.Single(SomePage.Tags(html), tag => tag.Name == "h1");
    }

    [Theory]
    [InlineData(0, "light")]
    [InlineData(255, "light")]
    [InlineData(0, "dark")]
    [InlineData(255, "dark")]
    public async Task Text_keeps_its_contrast_over_black_and_over_white_artwork(int artwork, string scheme)
    {
        var style = SomePage.Style(await HtmlAsync("live"));
        var roots = Regex.Matches(style, @":root\{([^}]*)\}");
        var variables = Regex.Matches(roots[scheme == "light" ? 0 : 1].Groups[1].Value, "--([a-z-]+):([^;]+)")
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);
        var glow = double.Parse(variables["glow"], System.Globalization.CultureInfo.InvariantCulture);

        var backdrop = Color.Parse(variables["veil"]).Over(new Color(artwork * glow, artwork * glow, artwork * glow, 1));
        var panel = Color.Parse(variables["panel"]).Over(backdrop);
        var hovered = Color.Parse(variables["panel-on"]).Over(backdrop);

        foreach (var ground in new[] { backdrop, panel, hovered })
        {
            Assert.InRange(Color.Parse(variables["soft"]).Contrast(ground), 4.5, 21);
            Assert.InRange(Color.Parse(variables["ink"]).Contrast(ground), 4.5, 21);
        }

        Assert.InRange(Color.Parse(variables["ink"]).Contrast(Color.Parse(variables["paper"])), 4.5, 21);
    }

    private static LinkPage Largest() => SomePage.Of(PagePhase.Live) with
    {
        Title = "The Extraordinarily Long and Winding Title of a Song That Nobody Could Ever Finish Saying (feat. Everyone) [2024 Remaster] (Live at the Hall)",
        Artists = ["An Orchestra of Many Names", "Another Artist with a Long Name", "Björk Guðmundsdóttir", "فيروز", "宇多田ヒカル"],
        RememberedService = StreamingService.Bandcamp,
        Buttons = [.. StreamingService.All.Select(service => new PageButton(service,
            $"/k7m2q9x/{service}?utm_source=newsletter&utm_medium=email&utm_campaign=a-campaign-with-quite-a-long-name-2026"))],
    };

    /// <summary>The largest page with so many exact ones, the others as searches, and two things to tell the fan.</summary>
    private static LinkPage Searched(int exact) => Largest() with
    {
        Buttons = [.. Largest().Buttons.Select((button, index) => button with { IsSearch = index >= exact })],
        RefusedService = StreamingService.Spotify,
        Away = exact == 0 ? [] : [StreamingService.Spotify],
    };

    private static async Task<string> HtmlAsync(string name) => Encoding.UTF8.GetString(await s_pages[name]());
}

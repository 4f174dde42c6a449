using System.Text;
using Smartlinks.Functions.Pages;
using Smartlinks.Pages;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Tests.Pages;

public sealed class HostileTextTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("</title><script src=//evil.example/x></script>")]
    [InlineData("</style><style>*{display:none}</style>")]
    [InlineData("\" onload=\"alert(1)")]
    [InlineData("' onerror='alert(1)")]
    [InlineData("&lt;b&gt; & <b>bold</b>")]
    [InlineData("<!-- --> <svg/onload=alert(1)>")]
    public async Task A_hostile_title_or_artist_is_shown_as_written_and_adds_no_markup(string text)
    {
        var calm = await TagNamesAsync("Glass Gardens");
        var page = Page(text);

        var html = await SomePage.RenderAsync(page);

        Assert.Equal(calm, await TagNamesAsync(text));
        Assert.Equal(text, SomePage.Text(html, "h1"));
        Assert.Equal(text, SomePage.Text(html, "bdi"));
        Assert.Equal($"{text} by {text}", SomePage.Meta(html, "og:title"));
        Assert.Equal($"Artwork of {text}", SomePage.Tags(html).Last(tag => tag.Name == "img")["alt"]);
        Assert.DoesNotContain(SomePage.Tags(html).SelectMany(tag => tag.Attributes.Keys), name => name.StartsWith("on", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a\u202Etxt.exe", "atxt.exe")]
    [InlineData("\u2067x\u2069\u2066", "x")]
    [InlineData("one\r\n  two\0three\u2028four", "one two three four")]
    [InlineData("lone \uD800 half", "lone half")]
    [InlineData("  padded\t ", "padded")]
    [InlineData("שלום\u200F!", "שלום\u200F!")]
    [InlineData("🎵 a‍b", "🎵 a‍b")]
    public void Text_is_cleaned_of_what_would_reorder_or_break_its_surroundings(string text, string clean) =>
        Assert.Equal(clean, DisplayText.Clean(text));

    [Fact]
    public void Endless_text_is_cut_between_characters()
    {
        var clean = DisplayText.Clean(string.Concat(Enumerable.Repeat("x🎵", 5000)));

        Assert.True(clean.Length <= DisplayText.MaxLength + 1, clean);
        Assert.EndsWith("…", clean, StringComparison.Ordinal);
        Assert.Equal(clean, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(clean)));
    }

    [Fact]
    public async Task Initials_of_generated_artwork_are_encoded()
    {
        var html = await SomePage.RenderAsync(Page("> x") with { ArtworkPath = null });

        Assert.Contains(">&gt;X</text>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_is_repeated_on_the_not_found_page_only_when_it_could_be_a_slug()
    {
        var real = Encoding.UTF8.GetString(await PageRenderer.RenderNotFoundAsync("k7m2q9z"));
        Assert.Equal("/k7m2q9z", SomePage.Text(real, "bdi"));

        foreach (var slug in new[] { "<script>", "call us now at 555", new string('x', 10_000), "аррӏе", "", null })
        {
            var html = Encoding.UTF8.GetString(await PageRenderer.RenderNotFoundAsync(slug));
            Assert.DoesNotContain("<bdi", html, StringComparison.Ordinal);
        }
    }

    private static LinkPage Page(string text) => SomePage.Live(StreamingService.Spotify) with { Title = text, Artists = [text] };

    private static async Task<IEnumerable<string>> TagNamesAsync(string text) =>
        SomePage.Tags(await SomePage.RenderAsync(Page(text))).Select(tag => tag.Name);
}

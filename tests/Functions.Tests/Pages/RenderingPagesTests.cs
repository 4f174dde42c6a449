using System.Globalization;
using System.Text.RegularExpressions;
using Smartlinks.Functions.Pages;
using Smartlinks.Pages;
using Smartlinks.StreamingServices;

namespace Smartlinks.Functions.Tests.Pages;

public sealed class RenderingPagesTests
{
    public static TheoryData<PagePhase> Phases => new(Enum.GetValues<PagePhase>());

    [Fact]
    public async Task A_live_page_shows_each_service_as_a_link_to_its_own_path_in_the_order_given()
    {
        var page = SomePage.Live(StreamingService.Deezer, StreamingService.Spotify) with
        {
            Buttons =
            [
                new PageButton(StreamingService.Deezer, "/k7m2q9x/deezer?utm_source=a&utm_medium=b"),
                new PageButton(StreamingService.Spotify, "/k7m2q9x/spotify"),
            ],
        };

        var html = await SomePage.RenderAsync(page);

        Assert.Equal(["/k7m2q9x/deezer?utm_source=a&utm_medium=b", "/k7m2q9x/spotify"], Services(html));
        Assert.Equal(["DeezerPlay", "SpotifyPlay"], Regex.Matches(html, "<li.*?</li>").Select(item => SomePage.Text(item.Value, "a")));
        Assert.Equal("Glass Gardens", SomePage.Text(html, "h1"));
        Assert.Equal("Nova Ray", SomePage.Text(html, "bdi"));
    }

    [Fact]
    public async Task The_remembered_service_comes_first_with_a_way_to_undo_it()
    {
        var html = await SomePage.RenderAsync(SomePage.Of(PagePhase.Live) with { RememberedService = StreamingService.Tidal });

        Assert.Equal("/k7m2q9x/tidal", Services(html)[0]);
        Assert.Equal(9, Services(html).Count);
        Assert.Contains("You usually listen on TIDAL. ", SomePage.Text(html, "li"), StringComparison.Ordinal);
        Assert.Contains(SomePage.Tags(html), tag => tag["href"] == "/k7m2q9x?choose&forget");
    }

    [Fact]
    public async Task A_remembered_service_without_the_release_is_said_so_and_not_offered()
    {
        var html = await SomePage.RenderAsync(SomePage.Live(StreamingService.Spotify) with { RememberedService = StreamingService.Pandora });

        Assert.Equal(["/k7m2q9x/spotify"], Services(html));
        Assert.Contains("You usually listen on Pandora, which does not have this release.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Searches_are_a_group_of_their_own_after_the_services_under_a_heading_that_says_so()
    {
        var html = await SomePage.RenderAsync(Mixed());

        Assert.Equal(["/k7m2q9x/spotify", "/k7m2q9x/deezer"], Services(html));
        Assert.Equal(["/k7m2q9x/tidal", "/k7m2q9x/pandora"], Links(html, "search"));
        Assert.Equal(["Search on TIDAL", "Search on Pandora"], Regex.Matches(html, "<a class=\"search\".*?</a>").Select(link => SomePage.Text(link.Value, "a")));
        Assert.Equal(["Choose your service", "On another service? Search for it there"], Headings(html));
        Assert.True(html.IndexOf("class=\"search\"", StringComparison.Ordinal) > html.LastIndexOf("class=\"service\"", StringComparison.Ordinal));
        Assert.Equal("Listen on Spotify & Deezer.", SomePage.Meta(html, "description"));
    }

    [Fact]
    public async Task A_remembered_service_that_can_only_be_searched_leads_the_searches_and_stays_behind_the_services()
    {
        var html = await SomePage.RenderAsync(Mixed() with { RememberedService = StreamingService.Pandora });

        Assert.Equal(["/k7m2q9x/spotify", "/k7m2q9x/deezer"], Services(html));
        Assert.Equal(["/k7m2q9x/pandora", "/k7m2q9x/tidal"], Links(html, "search"));
        Assert.DoesNotContain(SomePage.Tags(html), tag => tag.Name == "li" && tag["class"] == "usual");
        Assert.Contains("You usually listen on Pandora. This release has not been found there yet, but you can search for it.", html, StringComparison.Ordinal);
        Assert.Contains(SomePage.Tags(html), tag => tag["href"] == "/k7m2q9x?choose&forget");
    }

    [Fact]
    public async Task A_page_of_searches_only_says_what_they_are_and_offers_no_service()
    {
        var html = await SomePage.RenderAsync(Mixed() with { Buttons = [.. Mixed().Searches] });

        Assert.Empty(Services(html));
        Assert.Equal(["Search on your service"], Headings(html));
        Assert.Contains("We have not found this release on any service yet. Each of these opens a search for it.", html, StringComparison.Ordinal);
        Assert.Equal("Search on TIDAL & Pandora.", SomePage.Meta(html, "description"));
        Assert.DoesNotContain("Play", SomePage.Text(html, "main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Away_everywhere_but_for_searches_is_not_called_not_found()
    {
        var html = await SomePage.RenderAsync(Mixed() with { Buttons = [.. Mixed().Searches], Away = [StreamingService.Spotify], RefusedService = StreamingService.Spotify, RememberedService = StreamingService.Spotify });

        Assert.Equal(["Not available in your country", "On another service? Search for it there"], Headings(html));
        Assert.Contains("This release is on Spotify, but not where you are.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("not found", html, StringComparison.Ordinal);
        Assert.DoesNotContain("usually", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "This release is not available on TIDAL in your country.")]
    [InlineData(true, "This release is not available on TIDAL in your country. Not your service?")]
    public async Task A_service_asked_for_that_is_away_is_told_once(bool isRemembered, string told)
    {
        var html = await SomePage.RenderAsync(SomePage.Live(StreamingService.Spotify) with
        {
            Away = [StreamingService.Tidal],
            RefusedService = StreamingService.Tidal,
            RememberedService = isRemembered ? StreamingService.Tidal : null,
        });

        Assert.Equal(told, WebText(html, "told"));
        Assert.Equal(["/k7m2q9x/spotify"], Services(html));
        Assert.DoesNotContain("usually", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_without_anything_in_the_fans_country_names_what_others_have()
    {
        var html = await SomePage.RenderAsync(SomePage.Of(PagePhase.Away) with { Away = [StreamingService.Spotify, StreamingService.Tidal, StreamingService.Deezer] });

        Assert.Equal(["Not available in your country"], Headings(html));
        Assert.Contains("This release is on Spotify, TIDAL &amp; Deezer, but not where you are.", html, StringComparison.Ordinal);
        Assert.Contains("Keep this address: if that changes, it will play here.", html, StringComparison.Ordinal);
        Assert.DoesNotContain(SomePage.Tags(html), tag => tag.Name == "a");
    }

    [Fact]
    public async Task Without_a_remembered_service_nothing_is_highlighted_or_undone()
    {
        var html = await SomePage.RenderAsync(SomePage.Of(PagePhase.Live));

        Assert.DoesNotContain("forget", html, StringComparison.Ordinal);
        Assert.DoesNotContain(SomePage.Tags(html), tag => tag["class"] == "usual");
    }

    [Fact]
    public async Task A_release_at_local_midnight_shows_its_day_and_no_button()
    {
        var page = SomePage.Live(StreamingService.Spotify) with { Phase = PagePhase.ComingSoon, Release = PageRelease.LocalMidnight(new DateOnly(2026, 12, 4)) };

        var html = await SomePage.RenderAsync(page);

        Assert.Equal("Out on December 4, 2026", SomePage.Text(html, "h2"));
        Assert.Equal("2026-12-04", SomePage.Tags(html).Single(tag => tag.Name == "time")["datetime"]);
        Assert.Empty(Services(html));
        Assert.StartsWith("Out on December 4, 2026.", SomePage.Meta(html, "description"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_at_one_instant_shows_its_time_in_UTC()
    {
        var release = PageRelease.Instant(new DateTimeOffset(2026, 12, 3, 23, 30, 0, TimeSpan.FromHours(-5)));

        var html = await SomePage.RenderAsync(SomePage.Of(PagePhase.ComingSoon) with { Release = release });

        Assert.Equal("Out on December 4, 2026", SomePage.Text(html, "h2"));
        Assert.Equal("2026-12-04T04:30:00Z", SomePage.Tags(html).Single(tag => tag.Name == "time")["datetime"]);
        Assert.Contains("From 04:30 UTC.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_release_day_is_coming_soon() =>
        Assert.Equal("Coming soon", SomePage.Text(await SomePage.RenderAsync(SomePage.Of(PagePhase.ComingSoon)), "h2"));

    [Fact]
    public async Task While_resolving_the_fan_can_look_again()
    {
        var html = await SomePage.RenderAsync(SomePage.Of(PagePhase.Resolving) with { Title = "", Artists = [] });

        Assert.Equal(PageTexts.English.Resolving, SomePage.Text(html, "h1"));
        Assert.Contains(SomePage.Tags(html), tag => tag.Name == "a" && tag["href"] == "/k7m2q9x");
    }

    [Fact]
    public async Task Where_nothing_was_found_the_page_promises_no_seconds()
    {
        var html = await SomePage.RenderAsync(SomePage.Of(PagePhase.Unlisted));

        Assert.Equal("Glass Gardens", SomePage.Text(html, "h1"));
        Assert.Equal(PageTexts.English.Unlisted, SomePage.Text(html, "h2"));
        Assert.DoesNotContain("seconds", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archived_link_keeps_its_title_and_offers_nothing()
    {
        var html = await SomePage.RenderAsync(SomePage.Live(StreamingService.Spotify) with { Phase = PagePhase.Archived });

        Assert.Equal("Glass Gardens", SomePage.Text(html, "h1"));
        Assert.DoesNotContain(SomePage.Tags(html), tag => tag.Name == "a");
    }

    [Theory, MemberData(nameof(Phases))]
    public async Task Headings_start_with_the_one_h1_and_skip_no_level(PagePhase phase)
    {
        var html = await SomePage.RenderAsync(SomePage.Of(phase));

        Assert.Equal(["h1", "h2"], SomePage.Tags(html).Select(tag => tag.Name).Where(name => Regex.IsMatch(name, "^h[1-6]$")));
        Assert.Single(SomePage.Tags(html), tag => tag.Name == "main");
    }

    [Theory]
    [InlineData(PagePhase.Live, true)]
    [InlineData(PagePhase.ComingSoon, true)]
    [InlineData(PagePhase.Resolving, false)]
    [InlineData(PagePhase.Unlisted, false)]
    [InlineData(PagePhase.Away, false)]
    [InlineData(PagePhase.Archived, false)]
    public async Task Only_pages_with_a_release_to_find_are_indexed(PagePhase phase, bool isIndexed) =>
        Assert.Equal(isIndexed ? null : "noindex", SomePage.Meta(await SomePage.RenderAsync(SomePage.Of(phase)), "robots"));

    [Fact]
    public async Task The_head_names_the_release_for_previews()
    {
        var html = await SomePage.RenderAsync(SomePage.Live(StreamingService.Spotify, StreamingService.Tidal) with { Artists = ["Nova Ray", "Tidewater", "Mo"] });

        Assert.Equal("Glass Gardens by Nova Ray, Tidewater & Mo", SomePage.Text(html, "title"));
        Assert.Equal("Glass Gardens by Nova Ray, Tidewater & Mo", SomePage.Meta(html, "og:title"));
        Assert.Equal("Listen on Spotify & TIDAL.", SomePage.Meta(html, "og:description"));
        Assert.Equal("https://go.example/k7m2q9x", SomePage.Meta(html, "og:url"));
        Assert.Equal("https://go.example/assets/artwork/abc.jpg", SomePage.Meta(html, "og:image"));
        Assert.Equal("https://go.example/k7m2q9x", SomePage.Tags(html).Single(tag => tag["rel"] == "canonical")["href"]);
    }

    [Theory]
    [InlineData(false, "music.song")]
    [InlineData(true, "music.album")]
    public async Task The_head_tells_an_album_from_a_song(bool isAlbum, string type) =>
        Assert.Equal(type, SomePage.Meta(await SomePage.RenderAsync(SomePage.Live(StreamingService.Spotify) with { IsAlbum = isAlbum }), "og:type"));

    [Fact]
    public async Task Missing_artwork_is_generated_from_the_title_and_not_offered_to_previews()
    {
        var html = await SomePage.RenderAsync(SomePage.Live(StreamingService.Spotify) with { ArtworkPath = null });

        Assert.DoesNotContain(SomePage.Tags(html), tag => tag.Name == "img");
        Assert.Equal("GG", SomePage.Text(html, "text"));
        Assert.Null(SomePage.Meta(html, "og:image"));
    }

    [Fact]
    public async Task Artwork_has_a_text_alternative_and_its_backdrop_has_none()
    {
        var html = await SomePage.RenderAsync(SomePage.Live(StreamingService.Spotify));

        Assert.Equal(["", "Artwork of Glass Gardens"], SomePage.Tags(html).Where(tag => tag.Name == "img").Select(tag => tag["alt"]));
    }

    [Fact]
    public async Task The_same_page_is_the_same_bytes()
    {
        var page = SomePage.Of(PagePhase.Live) with { ArtworkPath = null };

        Assert.Equal(await PageRenderer.RenderAsync(page), await PageRenderer.RenderAsync(page));
    }

    [Fact]
    public async Task Pages_are_the_same_whatever_the_culture_of_the_machine()
    {
        var page = SomePage.Of(PagePhase.ComingSoon) with { Release = PageRelease.LocalMidnight(new DateOnly(2026, 12, 4)), ArtworkPath = null };
        var expected = await PageRenderer.RenderAsync(page);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("ar-SA");
            Assert.Equal(expected, await PageRenderer.RenderAsync(page));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>Two services, and two that can only be searched, one of them between the others in the link's order.</summary>
    private static LinkPage Mixed() => SomePage.Live() with
    {
        Buttons =
        [
            new PageButton(StreamingService.Spotify, "/k7m2q9x/spotify"),
            new PageButton(StreamingService.Tidal, "/k7m2q9x/tidal", IsSearch: true),
            new PageButton(StreamingService.Deezer, "/k7m2q9x/deezer"),
            new PageButton(StreamingService.Pandora, "/k7m2q9x/pandora", IsSearch: true),
        ],
    };

    private static IEnumerable<string> Headings(string html) => Regex.Matches(html, "<h2.*?</h2>").Select(heading => SomePage.Text(heading.Value, "h2"));

    private static string WebText(string html, string name) => SomePage.Text(Regex.Match(html, $"<p class=\"{name}\">.*?</p>").Value, "p");

    private static List<string> Services(string html) => Links(html, "service");

    private static List<string> Links(string html, string name) => [.. SomePage.Tags(html).Where(tag => tag["class"] == name).Select(tag => tag["href"]!)];
}

using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Tests.Functions.Visits;

/// <summary>A search is offered as one and never taken for the song.</summary>
public sealed class SearchVisitsTests
{
    private static readonly Destination[] s_mixed =
    [
        Leads.To(StreamingService.Spotify, DestinationStatus.Search),
        Leads.To(StreamingService.Tidal),
        Leads.To(StreamingService.Deezer, DestinationStatus.Manual),
        Leads.To(StreamingService.Pandora, DestinationStatus.Search),
        Leads.To(StreamingService.Bandcamp, DestinationStatus.Search),
    ];

    private static readonly Destination[] s_searches = [Leads.To(StreamingService.Pandora, DestinationStatus.Search), Leads.To(StreamingService.Bandcamp, DestinationStatus.Search)];

    [Fact]
    public async Task Searches_come_after_what_is_exact_and_say_what_they_are()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, s_mixed);

        var page = (await app.VisitAsync("/a-song")).IsPage(200);

        Assert.Equal(["tidal", "deezer", "spotify", "pandora", "bandcamp"], page.Services());
        Assert.Contains("Search on Pandora", page.Text, StringComparison.Ordinal);
        Assert.Contains("content=\"Listen on TIDAL &amp; Deezer.\"", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_service_has_it_the_page_says_so_and_no_longer_that_it_takes_seconds()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, Leads.To(StreamingService.Tidal) with { Status = DestinationStatus.NotFound, Url = null });

        var page = (await app.VisitAsync("/a-song")).IsPage(200);

        Assert.Contains("Not found on a streaming service yet", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("a few seconds", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "https://tidal.com/watch/tidal")]
    [InlineData("spotify", "https://tidal.com/watch/tidal")]
    [InlineData("deezer", "https://www.deezer.com/watch/deezer")]
    public async Task Auto_route_leads_to_the_first_exact_one_whatever_is_searched_for_before_it(string remembered, string location)
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.AutoRoute, s_mixed);

        (await app.VisitAsync("/a-song", ("Cookie", remembered.Length == 0 ? "" : $"sl_service={remembered}"))).LeadsTo(location);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bandcamp")]
    [InlineData("spotify")]
    public async Task With_searches_only_auto_route_shows_the_page(string remembered)
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.AutoRoute, s_searches);

        var page = (await app.VisitAsync("/a-song", ("Cookie", remembered.Length == 0 ? "" : $"sl_service={remembered}"))).IsPage(200);

        Assert.Contains("We have not found this release on any service yet.", page.Text, StringComparison.Ordinal);
        Assert.Contains($"content=\"Search on {(remembered == "bandcamp" ? "Bandcamp &amp; Pandora" : "Pandora &amp; Bandcamp")}.\"", page.Text, StringComparison.Ordinal);
        Assert.Equal(remembered == "bandcamp" ? ["bandcamp", "pandora"] : ["pandora", "bandcamp"], page.Services());
    }

    [Fact]
    public async Task A_remembered_service_that_is_only_a_search_shows_the_page_with_that_search_first_among_them()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, s_mixed);

        var page = (await app.VisitAsync("/a-song", ("Cookie", "sl_service=bandcamp"))).IsPage(200);

        Assert.Equal(["tidal", "deezer", "bandcamp", "spotify", "pandora"], page.Services());
        Assert.Contains("You usually listen on Bandcamp. This release has not been found there yet, but you can search for it.", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choosing_a_search_leads_there_and_is_a_click()
    {
        await using var app = await AppFixture.StartAsync();
        var id = await app.CreateResolvedAsync("a-song", LinkMode.Page, s_mixed);

        var answer = (await app.VisitAsync("/a-song/pandora")).LeadsTo(Leads.Url(StreamingService.Pandora));

        Assert.StartsWith("sl_service=pandora;", answer["Set-Cookie"], StringComparison.Ordinal);
        var report = await app.CountAsync(id);
        Assert.Equal((1, """{"pandora":1}"""), (report.GetProperty("clicks").GetInt32(), report.GetProperty("byService").GetRawText()));
    }

    [Theory]
    [InlineData(DestinationStatus.Confirmed)]
    [InlineData(DestinationStatus.Search)]
    public async Task What_a_check_found_wrong_twice_or_an_admin_removed_is_neither_shown_nor_led_to(DestinationStatus status)
    {
        await using var app = await AppFixture.StartAsync();
        var flag = new DestinationFlag(FlagReason.Dead, app.Time.GetUtcNow(), Checks: 1);
        await app.CreateResolvedAsync("a-song", LinkMode.AutoRoute,
            Leads.To(StreamingService.Spotify, status) with { Flag = flag with { Checks = 2 } },
            Leads.To(StreamingService.Tidal, status) with { Removed = true },
            Leads.To(StreamingService.Deezer) with { Flag = flag });

        (await app.VisitAsync("/a-song", ("Cookie", "sl_service=spotify"))).LeadsTo(Leads.Url(StreamingService.Deezer));
        Assert.Equal(["deezer"], (await app.VisitAsync("/a-song?choose")).IsPage(200).Services());
        foreach (var gone in new[] { "spotify", "tidal" }) (await app.VisitAsync($"/a-song/{gone}")).LeadsTo("/a-song?choose");
    }
}

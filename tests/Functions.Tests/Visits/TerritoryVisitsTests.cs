using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Functions.Pages;
using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Tests.Functions.Visits;

/// <summary>A fan in a country without it is neither shown it nor sent to it, and is told so.</summary>
public sealed class TerritoryVisitsTests
{
    private const string Bot = "facebookexternalhit/1.1";

    private static readonly Destination[] s_three =
    [
        Leads.To(StreamingService.Spotify).Only("DE", "AT"),
        Leads.To(StreamingService.Tidal).Except("DE", "JP"),
        Leads.To(StreamingService.Deezer),
    ];

    [Theory]
    [InlineData("DE", "spotify,deezer")]
    [InlineData("at", "spotify,tidal,deezer")]
    [InlineData("JP", "deezer")]
    [InlineData("US", "tidal,deezer")]
    [InlineData("ZZ", "tidal,deezer")]
    [InlineData("", "spotify,tidal,deezer")]
    [InlineData("Germany", "spotify,tidal,deezer")]
    public async Task The_page_shows_what_the_fans_country_has_and_everything_where_the_country_is_unknown(string country, string services)
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, s_three);

        Assert.Equal(services.Split(','), (await app.VisitAsync("/a-song", ("X-Country", country))).IsPage(200).Services());
    }

    [Theory]
    [InlineData("DE", "", "spotify")]
    [InlineData("US", "", "tidal")]
    [InlineData("JP", "", "deezer")]
    [InlineData("", "", "spotify")]
    [InlineData("JP", "spotify", "deezer")]
    [InlineData("US", "deezer", "deezer")]
    public async Task Auto_route_leads_to_the_first_that_the_fans_country_has(string country, string remembered, string service)
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.AutoRoute, s_three);

        (await app.VisitAsync("/a-song", ("X-Country", country), ("Cookie", remembered.Length == 0 ? "" : $"sl_service={remembered}"))).LeadsTo(Leads.Url(StreamingService.Parse(service)));
    }

    [Fact]
    public async Task A_remembered_service_that_the_country_does_not_have_shows_the_page_and_why()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, s_three);

        (await app.VisitAsync("/a-song", ("X-Country", "DE"), ("Cookie", "sl_service=spotify"))).LeadsTo(Leads.Url(StreamingService.Spotify));
        var page = (await app.VisitAsync("/a-song", ("X-Country", "US"), ("Cookie", "sl_service=spotify"))).IsPage(200);

        Assert.Contains("You usually listen on Spotify, where this release is not available in your country.", page.Text, StringComparison.Ordinal);
        Assert.Contains("/a-song?choose&amp;forget", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_for_a_service_that_the_country_does_not_have_gets_the_page_and_one_sentence()
    {
        await using var app = await AppFixture.StartAsync();
        var id = await app.CreateResolvedAsync("a-song", LinkMode.AutoRoute, s_three);

        var page = (await app.VisitAsync("/a-song/spotify?utm_source=a", ("X-Country", "US"), ("Cookie", "sl_service=spotify"))).IsPage(200);

        Assert.Contains("This release is not available on Spotify in your country.", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("You usually listen on", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/a-song/spotify", page.Text, StringComparison.Ordinal);
        Assert.Contains("\"/a-song/tidal?utm_source=a\"", page.Text, StringComparison.Ordinal);
        Assert.Null(page["Set-Cookie"]);
        (await app.VisitAsync("/a-song/spotify", ("X-Country", "DE"))).LeadsTo(Leads.Url(StreamingService.Spotify));
        (await app.VisitAsync("/a-song/pandora", ("X-Country", "US"))).LeadsTo("/a-song?choose");
        var report = await app.CountAsync(id);
        Assert.Equal((1, 1, """{"spotify":1}""", """{"US":1}"""),
            (Number(report, "visits"), Number(report, "clicks"), report.GetProperty("byService").GetRawText(), report.GetProperty("byCountry").GetRawText()));
    }

    [Fact]
    public async Task Where_no_service_is_available_the_page_says_so_kindly_and_is_not_empty()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.AutoRoute, Leads.To(StreamingService.Spotify).Only("DE"), Leads.To(StreamingService.Deezer).Except("US"));

        foreach (var path in new[] { "/a-song", "/a-song?choose", "/a-song/spotify" })
        {
            var page = (await app.VisitAsync(path, ("X-Country", "US"), ("Cookie", "sl_service=spotify"))).IsPage(200);
            Assert.Contains("Not available in your country", page.Text, StringComparison.Ordinal);
            Assert.Contains("This release is on Spotify &amp; Deezer, but not where you are.", page.Text, StringComparison.Ordinal);
            Assert.Contains("noindex", page.Text, StringComparison.Ordinal);
            Assert.Empty(page.Services());
        }
    }

    [Fact]
    public async Task Where_only_searches_are_left_the_page_says_that_too()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.AutoRoute, Leads.To(StreamingService.Spotify).Only("DE"), Leads.To(StreamingService.Pandora, DestinationStatus.Search));

        var page = (await app.VisitAsync("/a-song", ("X-Country", "US"), ("Cookie", "sl_service=spotify"))).IsPage(200);

        Assert.Contains("This release is on Spotify, but not where you are.", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("We have not found this release", page.Text, StringComparison.Ordinal);
        Assert.Equal(["pandora"], page.Services());
    }

    [Fact]
    public async Task A_preview_is_for_fans_of_all_countries()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, Leads.To(StreamingService.Spotify).Only("DE"));

        Assert.Equal(["spotify"], (await app.VisitAsync("/a-song", ("X-Country", "US"), ("User-Agent", Bot))).IsPage(200).Services());
        (await app.VisitAsync("/a-song/spotify", ("X-Country", "US"), ("User-Agent", Bot))).LeadsTo(Leads.Url(StreamingService.Spotify));
    }

    [Fact]
    public async Task Before_the_release_the_country_makes_no_difference()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, s_three);
        await app.Services.GetRequiredService<LinkStore>().ChangeAsync(new LinkAddress(LinkAddress.OwnDomain, Slug.Parse("a-song")),
            (await app.Services.GetRequiredService<LinkStore>().FindFollowingAsync(new LinkAddress(LinkAddress.OwnDomain, Slug.Parse("a-song")), default))!.Id,
            link => link with { Release = ReleaseMoment.AtInstant(app.Time.GetUtcNow().AddDays(1)) }, default);
        var pages = app.Services.GetRequiredService<PageCache>();

        foreach (var country in new[] { "DE", "US", "JP", "" }) Assert.Empty((await app.VisitAsync("/a-song", ("X-Country", country))).IsPage(200).Services());
        (await app.VisitAsync("/a-song/spotify", ("X-Country", "US"))).LeadsTo("/a-song?choose");

        Assert.Equal(1, pages.Rendered);
    }

    [Fact]
    public async Task Warm_visits_read_no_storage_and_a_page_is_rendered_once_for_each_set_of_services()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, s_three);
        var pages = app.Services.GetRequiredService<PageCache>();
        await app.VisitAsync("/a-song");
        app.ForgetCalls();

        // All there are, and some twice: four sets of services, by s_three.
        foreach (var country in AllCountries().Append("DE").Append("")) (await app.VisitAsync("/a-song", ("X-Country", country))).IsPage(200);

        Assert.Equal(0, app.StorageCalls);
        Assert.Equal(4, pages.Rendered);
    }

    [Fact]
    public async Task A_link_without_territories_is_rendered_once_for_all_countries()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, Leads.To(StreamingService.Spotify), Leads.To(StreamingService.Pandora, DestinationStatus.Search));
        var pages = app.Services.GetRequiredService<PageCache>();

        foreach (var country in AllCountries()) (await app.VisitAsync("/a-song", ("X-Country", country))).IsPage(200);

        Assert.Equal(1, pages.Rendered);
    }

    [Fact]
    public void Equal_territories_are_kept_once_and_the_store_of_them_is_bounded()
    {
        var first = SharedTerritories.Of(Territories.Only(["SE", "NO"]));

        Assert.Same(first, SharedTerritories.Of(Territories.Parse("+NO,SE")));
        Assert.Same(Territories.Everywhere, SharedTerritories.Of(Territories.Parse("")));
        foreach (var countries in AllCountries().SelectMany(one => AllCountries().Take(20).Select(other => Territories.Only([one, other]))))
            Assert.Equal(countries, SharedTerritories.Of(countries));
        Assert.InRange(SharedTerritories.Count, 1, SharedTerritories.Most + Environment.ProcessorCount);
    }

    private static List<string> AllCountries() => [.. from first in Enumerable.Range('A', 26) from second in Enumerable.Range('A', 26) select $"{(char)first}{(char)second}"];

    private static int Number(JsonElement report, string name) => report.GetProperty(name).GetInt32();
}

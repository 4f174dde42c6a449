using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Functions.Pages;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.StreamingServices;

namespace Smartlinks.Tests.Functions.Visits;

/// <summary>What is only likely is shown where the organization says so, and never before what is proven.</summary>
public sealed class ProbableVisitsTests
{
    private static readonly Destination s_likely = Leads.To(StreamingService.Spotify, DestinationStatus.Probable);
    private static readonly Destination s_proven = Leads.To(StreamingService.Deezer);

    [Fact]
    public async Task Fans_do_not_see_what_is_only_likely()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, s_likely, s_proven);

        Assert.Equal(["deezer"], (await app.VisitAsync("/a-song")).IsPage(200).Services());
        (await app.VisitAsync("/a-song", ("Cookie", "sl_service=spotify"))).IsPage(200);
        (await app.VisitAsync("/a-song/spotify")).LeadsTo("/a-song?choose");
    }

    [Fact]
    public async Task Where_the_organization_allows_it_it_is_a_destination_like_any()
    {
        await using var app = await AppFixture.StartAsync();
        await AllowAsync(app, true);
        await app.CreateResolvedAsync("a-song", LinkMode.Page, s_likely, s_proven);

        Assert.Equal(["spotify", "deezer"], (await app.VisitAsync("/a-song")).IsPage(200).Services());
        (await app.VisitAsync("/a-song", ("Cookie", "sl_service=spotify"))).LeadsTo(Leads.Url(StreamingService.Spotify));
        (await app.VisitAsync("/a-song/spotify")).LeadsTo(Leads.Url(StreamingService.Spotify));
    }

    [Fact]
    public async Task Auto_route_takes_what_is_proven_first_and_what_is_likely_when_there_is_nothing_else()
    {
        await using var app = await AppFixture.StartAsync();
        await AllowAsync(app, true);
        await app.CreateResolvedAsync("a-song", LinkMode.AutoRoute, s_likely, s_proven.Except("US"), Leads.To(StreamingService.Pandora, DestinationStatus.Search));

        (await app.VisitAsync("/a-song", ("X-Country", "DE"))).LeadsTo(Leads.Url(StreamingService.Deezer));
        (await app.VisitAsync("/a-song", ("X-Country", "US"))).LeadsTo(Leads.Url(StreamingService.Spotify));
    }

    [Fact]
    public async Task A_changed_setting_works_within_its_time_without_reading_the_link_again()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, s_likely, s_proven);
        Assert.Equal(["deezer"], (await app.VisitAsync("/a-song")).Services());
        await AllowAsync(app, true, behindTheAppsBack: true);
        Assert.Equal(["deezer"], (await app.VisitAsync("/a-song")).Services());
        var links = app.Tables[LinkRow.Table].Faults;
        links.IsDown = true;

        app.Time.Advance(OrganizationSettingsStore.Remembered);
        await app.VisitAsync("/a-song");
        Assert.Equal(["spotify", "deezer"], (await app.VisitAsync("/a-song")).Services());
        await AllowAsync(app, false, behindTheAppsBack: true);
        app.Time.Advance(OrganizationSettingsStore.Remembered);
        await app.VisitAsync("/a-song");
        Assert.Equal(["deezer"], (await app.VisitAsync("/a-song")).Services());
    }

    [Fact]
    public async Task Settings_are_read_once_in_their_time_for_all_links_of_an_organization()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, s_proven, Leads.To(StreamingService.Pandora, DestinationStatus.Search));
        await app.CreateResolvedAsync("a-likely-song", LinkMode.Page, s_likely, s_proven);
        foreach (var slug in new[] { "a-song", "a-likely-song" }) await app.VisitAsync($"/{slug}");
        app.Time.Advance(OrganizationSettingsStore.Remembered + OrganizationSettingsStore.Remembered);
        app.ForgetCalls();
        var organizations = app.Tables[OrganizationRow.Table].Faults;

        await app.VisitAsync("/a-song");
        Assert.Equal(1, organizations.TotalCalls);
        for (var visit = 0; visit < 3; visit++) (await app.VisitAsync("/a-likely-song")).IsPage(200);
        Assert.Equal(1, organizations.TotalCalls);
    }

    [Fact]
    public async Task A_page_with_something_likely_has_one_form_for_each_answer_of_the_organization()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, s_likely, s_proven);
        var pages = app.Services.GetRequiredService<PageCache>();

        foreach (var allows in new[] { false, true, false, true })
        {
            await AllowAsync(app, allows);
            for (var visit = 0; visit < 3; visit++) await app.VisitAsync("/a-song", ("X-Country", "DE"));
        }

        Assert.Equal(2, pages.Rendered);
    }

    /// <param name="behindTheAppsBack">As another instance does it: this one learns of it by reading again.</param>
    private static async Task AllowAsync(AppFixture app, bool showProbable, bool behindTheAppsBack = false)
    {
        var store = behindTheAppsBack ? new OrganizationSettingsStore(app.Tables[OrganizationRow.Table], app.Time) : app.Services.GetRequiredService<OrganizationSettingsStore>();
        Assert.IsType<UpdateSettingsResult.Updated>(await store.UpdateAsync(app.Organization, null, settings => settings with { ShowProbable = showProbable }, default));
    }
}

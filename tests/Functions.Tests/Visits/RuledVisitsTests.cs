using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Functions.Pages;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Rules;
using Smartlinks.StreamingServices;
using Smartlinks.Tests.Functions.PreSaves;

namespace Smartlinks.Tests.Functions.Visits;

/// <summary>What an organization rules about services holds at every door a fan may come to, and lets go again.</summary>
public sealed class RuledVisitsTests
{
    private static readonly Destination[] s_three = [Leads.To(StreamingService.Spotify), Leads.To(StreamingService.Tidal), Leads.To(StreamingService.Deezer)];

    [Fact]
    public async Task A_blocked_service_is_neither_shown_nor_led_to_and_is_back_when_it_is_blocked_no_longer()
    {
        await using var app = await AppFixture.StartAsync();
        var id = await app.CreateResolvedAsync("a-song", LinkMode.AutoRoute, s_three);
        (await app.VisitAsync("/a-song")).LeadsTo(Leads.Url(StreamingService.Spotify));

        await SetAsync(app, """{ "services": { "blocked": ["spotify"] } }""");
        Assert.Equal(["tidal", "deezer"], (await app.VisitAsync("/a-song?choose")).IsPage(200).Services());
        (await app.VisitAsync("/a-song")).LeadsTo(Leads.Url(StreamingService.Tidal));
        (await app.VisitAsync("/a-song", ("Cookie", "sl_service=spotify"))).LeadsTo(Leads.Url(StreamingService.Tidal));
        Assert.Null((await app.VisitAsync("/a-song/spotify?utm_source=a")).LeadsTo("/a-song?choose&utm_source=a")["Set-Cookie"]);
        Assert.Contains("You usually listen on Spotify, which is not offered here.", (await app.VisitAsync("/a-song?choose", ("Cookie", "sl_service=spotify"))).Text, StringComparison.Ordinal);
        var hidden = Destination(await GetAsync(app, id), "spotify");
        Assert.Equal((false, "Hidden: blocked by your organization.", "blocked", "confirmed"),
            (hidden.GetProperty("visible").GetBoolean(), hidden.GetProperty("why").GetString(), hidden.GetProperty("hiddenBy").GetString(), hidden.GetProperty("status").GetString()));

        await SetAsync(app, """{ "services": { "blocked": [] } }""");
        Assert.Equal(["spotify", "tidal", "deezer"], (await app.VisitAsync("/a-song?choose")).Services());
        (await app.VisitAsync("/a-song")).LeadsTo(Leads.Url(StreamingService.Spotify));
        (await app.VisitAsync("/a-song/spotify")).LeadsTo(Leads.Url(StreamingService.Spotify));
        var shown = Destination(await GetAsync(app, id), "spotify");
        Assert.Equal((true, JsonValueKind.Null, JsonValueKind.Null), (shown.GetProperty("visible").GetBoolean(), shown.GetProperty("why").ValueKind, shown.GetProperty("hiddenBy").ValueKind));
    }

    [Fact]
    public async Task Only_allowed_services_show_and_the_organizations_order_stands_above_the_links()
    {
        await using var app = await AppFixture.StartAsync();
        var id = await app.CreateResolvedAsync("a-song", LinkMode.AutoRoute, [.. s_three, Leads.To(StreamingService.Bandcamp)]);
        await SetAsync(app, """{ "services": { "allowed": ["spotify", "tidal", "deezer"], "order": ["deezer"] } }""");
        await ChooseAsync(app, id, """{ "order": ["bandcamp", "tidal"], "hidden": [] }""");

        Assert.Equal(["deezer", "tidal", "spotify"], (await app.VisitAsync("/a-song?choose")).Services());
        (await app.VisitAsync("/a-song")).LeadsTo(Leads.Url(StreamingService.Deezer));
        var destinations = (await GetAsync(app, id)).GetProperty("destinations").EnumerateArray().ToList();
        Assert.Equal(["deezer organization null", "bandcamp link notAllowed", "tidal link null", "spotify usual null"],
            destinations.Select(each => $"{each.GetProperty("service").GetString()} {each.GetProperty("placedBy").GetString()} {each.GetProperty("hiddenBy").GetString() ?? "null"}"));

        await SetAsync(app, """{ "services": { "fixedOrder": true } }""");
        Assert.Equal(["deezer", "spotify", "tidal"], (await app.VisitAsync("/a-song?choose")).Services());
    }

    [Fact]
    public async Task A_link_chooses_for_itself_or_follows_the_default()
    {
        await using var app = await AppFixture.StartAsync();
        var id = await app.CreateResolvedAsync("a-song", LinkMode.Page, s_three);
        await SetAsync(app, """{ "services": { "default": { "hidden": ["deezer"], "order": ["tidal"] } } }""");
        Assert.Equal(["tidal", "spotify"], (await app.VisitAsync("/a-song")).Services());
        Assert.Equal("default", Destination(await GetAsync(app, id), "deezer").GetProperty("hiddenBy").GetString());

        var chosen = await ChooseAsync(app, id, """{ "hidden": ["tidal"] }""");
        Assert.Equal("""{"hidden":["tidal"],"order":[]}""", chosen.GetProperty("services").GetRawText());
        Assert.Equal("link", Destination(chosen, "tidal").GetProperty("hiddenBy").GetString());
        Assert.Equal(["spotify", "deezer"], (await app.VisitAsync("/a-song")).Services());

        Assert.Equal(JsonValueKind.Null, (await ChooseAsync(app, id, "null")).GetProperty("services").ValueKind);
        Assert.Equal(["tidal", "spotify"], (await app.VisitAsync("/a-song")).Services());
    }

    [Fact]
    public async Task A_link_whose_services_are_all_hidden_says_that_it_is_not_offered_and_not_that_nobody_has_it()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.AutoRoute, s_three);
        await SetAsync(app, """{ "services": { "allowed": ["bandcamp"] } }""");

        var page = (await app.VisitAsync("/a-song", ("Cookie", "sl_service=spotify"))).IsPage(200);
        Assert.Contains("Not offered on a streaming service here", page.Text, StringComparison.Ordinal);
        Assert.Contains("noindex", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Services());
    }

    [Fact]
    public async Task Rules_and_countries_and_likely_matches_go_together()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.AutoRoute, Leads.To(StreamingService.Spotify).Only("DE"), Leads.To(StreamingService.Tidal, DestinationStatus.Probable), Leads.To(StreamingService.Deezer).Except("US"));
        await SetAsync(app, """{ "showProbable": true, "services": { "order": ["deezer", "tidal"] } }""");
        Assert.Equal(["deezer", "tidal", "spotify"], (await app.VisitAsync("/a-song?choose", ("X-Country", "DE"))).Services());
        (await app.VisitAsync("/a-song", ("X-Country", "DE"))).LeadsTo(Leads.Url(StreamingService.Deezer));
        (await app.VisitAsync("/a-song", ("X-Country", "US"))).LeadsTo(Leads.Url(StreamingService.Tidal));

        await SetAsync(app, """{ "services": { "blocked": ["tidal"] } }""");
        Assert.Contains("This release is on Deezer &amp; Spotify, but not where you are.", (await app.VisitAsync("/a-song", ("X-Country", "US"))).IsPage(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_instances_rule_shows_within_a_minute_on_a_link_nobody_opened_for_long_and_no_link_is_written()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, s_three);
        await app.VisitAsync("/a-song");
        app.Time.Advance(TimeSpan.FromDays(30));
        await BlockElsewhereAsync(app, StreamingService.Spotify);
        app.ForgetCalls();
        Assert.Equal(["tidal", "deezer"], (await app.VisitAsync("/a-song")).Services());

        await BlockElsewhereAsync(app, StreamingService.Tidal);
        for (var second = 0; second < 60; second++)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            await app.VisitAsync("/a-song");
        }

        Assert.Equal(["spotify", "deezer"], (await app.VisitAsync("/a-song")).Services());
        Assert.Equal(app.Tables[LinkRow.Table].Faults.TotalCalls, app.Tables[LinkRow.Table].Faults.Calls("GetEntityIfExists"));
    }

    [Fact]
    public async Task A_process_that_knows_no_rules_yet_shows_nothing_rather_than_what_may_be_blocked()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.AutoRoute, s_three);
        await BlockElsewhereAsync(app, StreamingService.Spotify, await app.GiveAwayAsync("a-song"));
        app.Tables[OrganizationRow.Table].Faults.IsDown = true;
        foreach (var path in new[] { "/a-song", "/a-song?choose", "/a-song/spotify" }) (await app.VisitAsync(path)).IsPage(503);

        app.Tables[OrganizationRow.Table].Faults.IsDown = false;
        (await app.VisitAsync("/a-song")).LeadsTo(Leads.Url(StreamingService.Tidal));
        app.StopStorage();
        app.Time.Advance(TimeSpan.FromHours(1));
        (await app.VisitAsync("/a-song")).LeadsTo(Leads.Url(StreamingService.Tidal));
    }

    [Fact]
    public async Task A_link_that_is_read_again_has_its_organizations_settings_read_at_the_same_time()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, s_three);
        await app.VisitAsync("/a-song");
        app.Time.Advance(TimeSpan.FromHours(1));
        var (gate, isAsked) = (new TaskCompletionSource(), new TaskCompletionSource());
        app.Tables[LinkRow.Table].Faults.BeforeCallAsync = (_, _) => gate.Task;
        app.Tables[OrganizationRow.Table].Faults.BeforeCallAsync = (_, _) =>
        {
            isAsked.TrySetResult();
            return Task.CompletedTask;
        };

        var visit = app.VisitAsync("/a-song");
        await isAsked.Task.WaitAsync(TimeSpan.FromMinutes(10));
        Assert.False(visit.IsCompleted);
        gate.SetResult();
        (await visit).IsPage(200);
    }

    [Fact]
    public async Task A_page_is_rendered_once_for_all_rules_that_come_to_the_same()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateResolvedAsync("a-song", LinkMode.Page, s_three);
        var pages = app.Services.GetRequiredService<PageCache>();
        foreach (var rules in new[] { """{ "blocked": [] }""", """{ "blocked": ["pandora"] }""", """{ "order": ["spotify"] }""", """{ "order": ["spotify", "tidal", "bandcamp", "deezer"], "allowed": ["spotify", "tidal", "deezer"] }""", """{ "order": [], "allowed": null }""" })
        {
            await SetAsync(app, $$"""{ "services": {{rules}} }""");
            for (var visit = 0; visit < 3; visit++) await app.VisitAsync("/a-song");
        }

        Assert.Equal(1, pages.Rendered);
        await SetAsync(app, """{ "services": { "order": ["deezer"] } }""");
        await app.VisitAsync("/a-song");
        Assert.Equal(2, pages.Rendered);
    }

    [Fact]
    public async Task Nothing_is_pre_saved_at_a_blocked_service_and_again_when_it_is_blocked_no_longer()
    {
        await using var world = await PreSaveApp.StartAsync();
        await world.App.ApiAsync(HttpMethod.Patch, $"{world.App.LinksPath}/{world.LinkId}", """{ "preSavePages": { "deezer": "https://www.deezer.com/album/1" } }""");
        var fan = world.NewBrowser();
        Assert.Equal(["spotify", "tidal", "deezer"], await OfferedAsync(world));

        await SetAsync(world.App, """{ "services": { "blocked": ["spotify", "deezer"] } }""");
        Assert.Equal(["tidal"], await OfferedAsync(world));
        Assert.Equal($"/{PreSaveApp.Slug}", (await fan.GetAsync($"/presave/{PreSaveApp.Slug}/spotify"))["Location"]);
        Assert.Equal($"/{PreSaveApp.Slug}", (await fan.PostAsync($"/presave/{PreSaveApp.Slug}/spotify", new() { ["zone"] = "Europe/Berlin" }))["Location"]);

        await SetAsync(world.App, """{ "services": { "blocked": [], "order": ["tidal"] } }""");
        Assert.Equal(["tidal", "spotify", "deezer"], await OfferedAsync(world));
        Assert.Equal(303, (await fan.PreSaveAsync("spotify")).Status);
        Assert.Single(world.App.Tables["fanPreSaves"].Rows);
    }

    [Fact]
    public async Task A_service_that_is_blocked_while_a_fan_consents_takes_no_pre_save_and_keeps_no_permission()
    {
        await using var world = await PreSaveApp.StartAsync();
        var fan = world.NewBrowser();
        var state = await fan.BeginAsync("spotify");
        await SetAsync(world.App, """{ "services": { "blocked": ["spotify"] } }""");

        Assert.Equal($"/{PreSaveApp.Slug}", (await fan.ReturnAsync("spotify", "one", state))["Location"]);
        Assert.Empty(world.App.Tables["fanPreSaves"].Rows);
        Assert.Empty(world.App.Tables["fanGrants"].Rows);
    }

    [Fact]
    public async Task Who_pre_saved_before_it_was_blocked_may_still_renew_the_permission()
    {
        await using var world = await PreSaveApp.StartAsync();
        var fan = world.NewBrowser();
        await fan.PreSaveAsync("spotify");
        await SetAsync(world.App, """{ "services": { "blocked": ["spotify"] } }""");

        Assert.Equal(200, (await fan.GetAsync($"/presave/{PreSaveApp.Slug}/spotify")).Status);
        Assert.StartsWith("/presave/mine", (await fan.PreSaveAsync("spotify", "two"))["Location"], StringComparison.Ordinal);
        Assert.Single(world.App.Tables["fanPreSaves"].Rows);
    }

    /// <summary>Of the page's services to pre-save at, in its order.</summary>
    private static async Task<IEnumerable<string>> OfferedAsync(PreSaveApp world)
    {
        var page = (await world.NewBrowser().GetAsync($"/{PreSaveApp.Slug}")).IsPage(200).Text;
        return new[] { ("spotify", $"/presave/{PreSaveApp.Slug}/spotify"), ("tidal", $"/presave/{PreSaveApp.Slug}/tidal"), ("deezer", "https://www.deezer.com/album/1") }
            .Select(each => (each.Item1, At: page.IndexOf($"\"{each.Item2}\"", StringComparison.Ordinal))).Where(each => each.At >= 0).OrderBy(each => each.At).Select(each => each.Item1);
    }

    private static async Task SetAsync(AppFixture app, string change)
    {
        var answer = await app.ApiAsync(HttpMethod.Patch, $"/api/organizations/{app.Organization}/settings", change);
        Assert.True(answer.Status == 200, answer.Text);
    }

    private static async Task<JsonElement> ChooseAsync(AppFixture app, string link, string services)
    {
        var answer = await app.ApiAsync(HttpMethod.Patch, $"{app.LinksPath}/{link}", $$"""{ "services": {{services}} }""");
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }

    private static async Task<JsonElement> GetAsync(AppFixture app, string link) => (await app.ApiAsync(HttpMethod.Get, $"{app.LinksPath}/{link}")).Json;

    private static JsonElement Destination(JsonElement link, string service) => link.GetProperty("destinations").EnumerateArray().Single(each => each.GetProperty("service").GetString() == service);

    private static async Task BlockElsewhereAsync(AppFixture app, StreamingService service, OrganizationId? organization = null) => Assert.IsType<UpdateSettingsResult.Updated>(await new OrganizationSettingsStore(app.Tables[OrganizationRow.Table], app.Time)
        .UpdateAsync(organization ?? app.Organization, null, settings => settings with { Services = new ServiceRules { Blocked = ServiceSet.Of(service) } }, default));
}

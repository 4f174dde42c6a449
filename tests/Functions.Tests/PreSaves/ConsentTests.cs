using System.Security.Cryptography;
using System.Text;
using System.Web;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Tests.Functions.PreSaves;

/// <summary>Bugs these hunt: a yes that another site, another browser or another service gave for a fan; one that is kept although nothing will be saved; a way back that leads elsewhere.</summary>
public sealed class ConsentTests
{
    [Fact]
    public async Task The_coming_soon_page_leads_to_the_services_that_can_save_and_each_says_what_it_will_ask()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();

        var page = (await browser.GetAsync($"/{PreSaveApp.Slug}")).IsPage(200);
        var asked = (await browser.GetAsync($"/presave/{PreSaveApp.Slug}/spotify")).IsPage(200);

        Assert.Contains($"href=\"/presave/{PreSaveApp.Slug}/spotify\"", page.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"/presave/{PreSaveApp.Slug}/tidal\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"/presave/{PreSaveApp.Slug}/deezer", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.Ordinal);
        Assert.Contains("one permission", asked.Text, StringComparison.Ordinal);
        Assert.Contains("Friday, 4 December 2026 at 00:00", asked.Text, StringComparison.Ordinal);
        Assert.Contains("listed accounts only", asked.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("checked", asked.Text.Replace(":checked", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("form-action 'self' https://accounts.spotify.example;", asked["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal("no-store", asked["Cache-Control"]);
    }

    [Fact]
    public async Task A_fan_who_says_yes_has_it_queued_and_sees_when_it_will_be_done()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();

        var state = await browser.BeginAsync("spotify");
        var back = await browser.ReturnAsync("spotify", "one", state);
        var mine = (await browser.GetAsync(back.LeadsTo($"/presave/mine?queued={world.LinkId}.spotify", 303)["Location"]!)).IsPage(200);

        Assert.Contains("It is queued", mine.Text, StringComparison.Ordinal);
        Assert.Contains("will have it in your library on Friday, 4 December 2026 at 00:00", mine.Text, StringComparison.Ordinal);
        var (code, verifier, redirect) = Assert.Single(world.Spotify.Redeemed);
        Assert.Equal(("one", new Uri("https://links.example/presave/callback/spotify")), (code, redirect));
        Assert.InRange(verifier.Length, 43, 128);
        Assert.DoesNotContain(browser.Cookies.Keys, name => name.StartsWith("sl_consent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_challenge_is_of_the_verifier_that_redeems()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        var begun = await browser.PostAsync($"/presave/{PreSaveApp.Slug}/spotify", []);
        var query = HttpUtility.ParseQueryString(new Uri(begun["Location"]!).Query);
        await browser.ReturnAsync("spotify", "one", query["state"]!);
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(Assert.Single(world.Spotify.Redeemed).Verifier));
        Assert.Equal(System.Buffers.Text.Base64Url.EncodeToString(hash), query["code_challenge"]);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://links.example")]
    [InlineData("https://links.example.evil.example")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_form_of_another_site_begins_nothing(string origin)
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        var answer = await browser.PostAsync($"/presave/{PreSaveApp.Slug}/spotify", [], origin);
        answer.IsPage(403);
        Assert.Null(answer["Set-Cookie"]);
    }

    [Fact]
    public async Task A_state_is_good_once()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        var state = await browser.BeginAsync("spotify");
        (await browser.ReturnAsync("spotify", "one", state)).LeadsTo($"/presave/mine?queued={world.LinkId}.spotify", 303);
        (await browser.ReturnAsync("spotify", "two", state)).IsPage(400);
        Assert.Single(world.Spotify.Redeemed);
    }

    [Fact]
    public async Task Another_browsers_state_opens_nothing()
    {
        await using var world = await PreSaveApp.StartAsync();
        var (fan, attacker) = (world.NewBrowser(), world.NewBrowser());
        var theirs = await attacker.BeginAsync("spotify");
        await fan.BeginAsync("spotify");
        (await fan.ReturnAsync("spotify", "the-attackers", theirs)).IsPage(400);
        Assert.Empty(world.Spotify.Redeemed);
    }

    [Fact]
    public async Task Two_tabs_do_not_undo_each_other_and_their_states_are_not_interchangeable()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        var (first, second) = (await browser.BeginAsync("spotify"), await browser.BeginAsync("tidal"));
        // The first twelve characters of a state name its cookie: with the rest exchanged it opens nothing.
        (await browser.ReturnAsync("spotify", "one", first[..12] + second[12..])).IsPage(400);
        var again = await browser.BeginAsync("spotify");
        (await browser.ReturnAsync("tidal", "two", second)).LeadsTo($"/presave/mine?queued={world.LinkId}.tidal", 303);
        (await browser.ReturnAsync("spotify", "three", again)).LeadsTo($"/presave/mine?queued={world.LinkId}.spotify", 303);
    }

    [Fact]
    public async Task What_was_begun_at_one_service_is_not_finished_at_another()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        (await browser.ReturnAsync("tidal", "one", await browser.BeginAsync("spotify"))).IsPage(400);
        Assert.Empty(world.Spotify.Redeemed);
        Assert.Empty(world.Tidal.Redeemed);
    }

    [Fact]
    public async Task A_consent_that_took_too_long_is_over()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        var state = await browser.BeginAsync("spotify");
        world.App.Time.Advance(TimeSpan.FromMinutes(16));
        (await browser.ReturnAsync("spotify", "one", state)).IsPage(400);
        Assert.Empty(world.Spotify.Redeemed);
    }

    [Fact]
    public async Task The_way_back_is_never_taken_from_the_address()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        var state = await browser.BeginAsync("spotify", new() { ["zone"] = "Europe/Berlin", ["next"] = "https://evil.example", ["redirect_uri"] = "https://evil.example" });
        var answer = await browser.GetAsync($"/presave/callback/spotify?code=one&state={state}&next=https://evil.example&redirect_uri=//evil.example&slug=other");
        answer.LeadsTo($"/presave/mine?queued={world.LinkId}.spotify", 303);
        Assert.Equal(new Uri("https://links.example/presave/callback/spotify"), Assert.Single(world.Spotify.Redeemed).RedirectUri);
    }

    [Fact]
    public async Task A_callback_for_a_link_that_was_deleted_meanwhile_keeps_nothing()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        var state = await browser.BeginAsync("spotify");
        Assert.Equal(204, (await world.App.ApiAsync(HttpMethod.Delete, $"{world.App.LinksPath}/{world.LinkId}")).Status);
        (await browser.ReturnAsync("spotify", "one", state)).IsPage(404);
        Assert.Single(world.Spotify.Revoked);
        Assert.Empty(world.App.Tables["fanGrants"].Rows);
        Assert.Empty(world.App.Tables["fanPreSaves"].Rows);
    }

    [Fact]
    public async Task What_came_out_while_the_fan_was_at_the_service_leaves_no_permission_behind()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        var state = await browser.BeginAsync("spotify");
        Assert.Equal(200, (await world.App.ApiAsync(HttpMethod.Patch, $"{world.App.LinksPath}/{world.LinkId}", """{ "release": null }""")).Status);
        (await browser.ReturnAsync("spotify", "one", state)).LeadsTo($"/{PreSaveApp.Slug}", 303);
        Assert.Single(world.Spotify.Revoked);
        Assert.Empty(world.App.Tables["fanGrants"].Rows);
    }

    [Fact]
    public async Task A_no_at_the_service_is_told_and_leads_back()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        var page = (await browser.GetAsync($"/presave/callback/spotify?error=access_denied&state={await browser.BeginAsync("spotify")}")).IsPage(200);
        Assert.Contains("Spotify did not say yes", page.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"/{PreSaveApp.Slug}\"", page.Text, StringComparison.Ordinal);
        Assert.Empty(world.Spotify.Redeemed);
    }

    public static TheoryData<string, string> Refusals => new() { { "notAllowed", "does not let us save for your account" }, { "noSubscription", "cannot save music" }, { "refused", "did not say yes" } };

    [Theory, MemberData(nameof(Refusals))]
    public async Task An_account_that_cannot_save_is_told_at_once_and_nothing_is_kept(string what, string says)
    {
        await using var world = await PreSaveApp.StartAsync();
        world.Spotify.Probe = _ => what switch { "notAllowed" => new AccountAnswer.NotAllowed(), "noSubscription" => new AccountAnswer.NoSubscription(), _ => new AccountAnswer.Refused() };
        var browser = world.NewBrowser();
        var page = (await browser.PreSaveAsync("spotify")).IsPage(200);
        Assert.Contains(says, page.Text, StringComparison.Ordinal);
        Assert.Equal("access-one", Assert.Single(world.Spotify.Revoked).Access);
        Assert.Empty(world.App.Tables["fanGrants"].Rows);
        Assert.Empty(world.App.Tables["preSaves"].Rows);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_when_asked_whose_token_it_is_turns_nobody_away()
    {
        await using var world = await PreSaveApp.StartAsync();
        world.Spotify.Probe = _ => new AccountAnswer.Unavailable("timeout", null);
        (await world.NewBrowser().PreSaveAsync("spotify")).LeadsTo($"/presave/mine?queued={world.LinkId}.spotify", 303);
    }

    [Fact]
    public async Task A_second_yes_is_the_first_one()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        await browser.PreSaveAsync("spotify");
        (await browser.PreSaveAsync("spotify", "two")).LeadsTo($"/presave/mine?again={world.LinkId}.spotify", 303);
        Assert.Single((await browser.ExportAsync()).GetProperty("preSaves").EnumerateArray());
    }

    [Theory]
    [InlineData("Asia/Tokyo", "Asia/Tokyo")]
    [InlineData("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires")]
    [InlineData("Nowhere/Land", "Europe/Berlin")]
    [InlineData("../../etc/passwd", "Europe/Berlin")]
    [InlineData("", "Europe/Berlin")]
    public async Task The_zone_is_the_browsers_own_else_that_of_the_country(string told, string zone)
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        await browser.ReturnAsync("spotify", "one", await browser.BeginAsync("spotify", new() { ["zone"] = told }));
        Assert.Equal(zone, (await browser.ExportAsync()).GetProperty("preSaves")[0].GetProperty("zone").GetString());
    }

    [Theory]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 334.0.0.42.95", "Instagram", null)]
    [InlineData("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0 Mobile Safari/537.36 musical_ly_2023", "TikTok", "intent://links.example/presave/out-soon/spotify#Intent;scheme=https;")]
    public async Task Inside_another_apps_browser_the_way_out_is_shown(string agent, string app, string? wayOut)
    {
        await using var world = await PreSaveApp.StartAsync();
        var page = (await world.NewBrowser().GetAsync($"/presave/{PreSaveApp.Slug}/spotify", ("User-Agent", agent))).IsPage(200);
        Assert.Contains($"You are in {app}", page.Text, StringComparison.Ordinal);
        Assert.Contains($"/presave/{PreSaveApp.Slug}/calendar", page.Text, StringComparison.Ordinal);
        if (wayOut is null) Assert.Contains("Open in browser", page.Text, StringComparison.Ordinal);
        else Assert.Contains(wayOut, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_out_is_not_pre_saved()
    {
        await using var world = await PreSaveApp.StartAsync("""{ "at": "2020-01-01T00:00:00Z" }""");
        (await world.NewBrowser().GetAsync($"/presave/{PreSaveApp.Slug}/spotify")).LeadsTo($"/{PreSaveApp.Slug}", 303);
    }

    [Fact]
    public async Task The_calendar_entry_is_at_the_owners_own_midnight()
    {
        await using var world = await PreSaveApp.StartAsync();
        var answer = await world.NewBrowser().GetAsync($"/presave/{PreSaveApp.Slug}/calendar");
        Assert.Equal("text/calendar; charset=utf-8", answer.ContentType);
        Assert.Contains("\r\nDTSTART:20261204T000000\r\n", answer.Text, StringComparison.Ordinal);
        Assert.Contains("SUMMARY:Soon & very soon by Nobody", answer.Text, StringComparison.Ordinal);
        Assert.All(answer.Text.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75));
    }
}

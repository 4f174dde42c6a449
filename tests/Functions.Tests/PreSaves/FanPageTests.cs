namespace Smartlinks.Tests.Functions.PreSaves;

/// <summary>Bugs these hunt: a page that shows one fan's things to another, a change that another site made, and something kept of a fan who wanted to be forgotten.</summary>
public sealed class FanPageTests
{
    [Fact]
    public async Task A_browser_without_a_pass_sees_nothing_and_nobody_is_made_up()
    {
        await using var world = await PreSaveApp.StartAsync();
        await world.NewBrowser().PreSaveAsync("spotify");
        var page = (await world.NewBrowser().GetAsync("/presave/mine")).IsPage(200);
        Assert.Contains("Nothing is waiting", page.Text, StringComparison.Ordinal);
        Assert.Null(page["Set-Cookie"]);
        (await world.NewBrowser().GetAsync("/presave/mine/export")).IsPage(404);
    }

    [Theory]
    [InlineData("fan_01jd7z0000000000000000000a.AAAA")]
    [InlineData("fan_01jd7z0000000000000000000a")]
    [InlineData("x")]
    public async Task A_forged_pass_opens_nothing(string pass)
    {
        await using var world = await PreSaveApp.StartAsync();
        var answer = (await world.NewBrowser().GetAsync($"/presave/mine?pass={pass}")).IsPage(404);
        Assert.Null(answer["Set-Cookie"]);
    }

    [Fact]
    public async Task The_signed_address_opens_the_page_in_another_browser_and_leaves_the_address_bar()
    {
        await using var world = await PreSaveApp.StartAsync();
        var (phone, laptop) = (world.NewBrowser(), world.NewBrowser());
        await phone.PreSaveAsync("spotify");
        (await laptop.GetAsync($"/presave/mine?pass={phone.Cookies["__Host-sl_fan"].Value}")).LeadsTo("/presave/mine", 303);
        Assert.Contains("Soon &amp; very soon", (await laptop.GetAsync("/presave/mine")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_canceled_pre_save_says_so_and_can_be_taken_anew()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        await browser.PreSaveAsync("spotify");
        (await browser.PostAsync("/presave/mine/cancel", Of(world, "spotify"))).LeadsTo("/presave/mine", 303);
        Assert.Contains("you canceled it", (await browser.GetAsync("/presave/mine")).Text, StringComparison.Ordinal);
        (await browser.PreSaveAsync("spotify", "two")).LeadsTo($"/presave/mine?queued={world.LinkId}.spotify", 303);
    }

    [Theory]
    [InlineData("/presave/mine/cancel")]
    [InlineData("/presave/mine/disconnect")]
    [InlineData("/presave/mine/erase")]
    public async Task A_form_of_another_site_changes_nothing(string path)
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        await browser.PreSaveAsync("spotify");
        (await browser.PostAsync(path, Of(world, "spotify"), "https://evil.example")).IsPage(403);
        Assert.Equal("queued", (await browser.ExportAsync()).GetProperty("preSaves")[0].GetProperty("state").GetString(), ignoreCase: true);
        Assert.Empty(world.Spotify.Revoked);
    }

    [Fact]
    public async Task Disconnecting_cancels_what_waits_there_and_gives_the_permission_back()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        await browser.PreSaveAsync("spotify");
        await browser.PreSaveAsync("tidal");
        await browser.PostAsync("/presave/mine/disconnect", new() { ["service"] = "spotify" });
        var export = await browser.ExportAsync();
        Assert.Equal(["tidal"], export.GetProperty("connected").EnumerateArray().Select(each => each.GetProperty("service").GetString()));
        Assert.Equal([("spotify", "Canceled"), ("tidal", "Queued")],
            export.GetProperty("preSaves").EnumerateArray().Select(each => (each.GetProperty("service").GetString(), each.GetProperty("state").GetString())).Order());
        Assert.Equal("refresh-one", Assert.Single(world.Spotify.Revoked).Refresh);
    }

    [Fact]
    public async Task Of_a_fan_who_erases_everything_nothing_is_kept_that_leads_to_them()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        await browser.PreSaveAsync("spotify");
        var pass = browser.Cookies["__Host-sl_fan"].Value;
        (await browser.PostAsync("/presave/mine/erase", [])).LeadsTo("/presave/mine", 303);
        Assert.Empty(browser.Cookies);
        Assert.Empty(world.App.Tables["fanGrants"].Rows);
        Assert.Empty(world.App.Tables["fanPreSaves"].Rows);
        await browser.GetAsync($"/presave/mine?pass={pass}");
        Assert.Empty((await browser.ExportAsync()).GetProperty("preSaves").EnumerateArray());
    }

    [Fact]
    public async Task The_export_has_everything_but_the_services_tokens()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        await browser.PreSaveAsync("spotify", "a-code");
        var text = (await browser.GetAsync("/presave/mine/export")).Text;
        Assert.Contains("Soon", text, StringComparison.Ordinal);
        Assert.Contains("Europe/Berlin", text, StringComparison.Ordinal);
        Assert.DoesNotContain("a-code", text, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Of(PreSaveApp world, string service) => new() { ["link"] = world.LinkId, ["service"] = service };
}

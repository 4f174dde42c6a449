using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.StreamingServices;

namespace Smartlinks.Tests.Functions.PreSaves;

/// <summary>Bugs these hunt: a fan who is not told that the permission runs out, and a second yes that changes nothing.</summary>
public sealed class ConsentAgainTests
{
    private const string Again = $"href=\"/presave/{PreSaveApp.Slug}/spotify\"";

    [Fact]
    public async Task The_own_page_tells_of_a_refused_permission_and_a_new_one_takes_over()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        await browser.PreSaveAsync("spotify");
        Assert.DoesNotContain(Again, (await browser.GetAsync("/presave/mine")).Text, StringComparison.Ordinal);
        await RefuseAsync(world, browser);
        var page = (await browser.GetAsync("/presave/mine")).Text;
        Assert.Contains(Again, page, StringComparison.Ordinal);
        Assert.Contains("does not last until then", page, StringComparison.Ordinal);
        Assert.Contains("needs your permission once more", page, StringComparison.Ordinal);
        Assert.DoesNotContain("will have it in your library", page, StringComparison.Ordinal);

        (await browser.PreSaveAsync("spotify", "two")).LeadsTo($"/presave/mine?again={world.LinkId}.spotify", 303);
        Assert.DoesNotContain(Again, (await browser.GetAsync("/presave/mine")).Text, StringComparison.Ordinal);
        var export = await browser.ExportAsync();
        Assert.Equal(1, export.GetProperty("preSaves").GetArrayLength());
        Assert.Equal("Active", export.GetProperty("connected")[0].GetProperty("state").GetString());
        world.App.Time.Advance(new DateTimeOffset(2026, 12, 3, 23, 1, 0, TimeSpan.Zero) - world.App.Time.GetUtcNow());
        await NightAsync(world);
        Assert.Equal("Saved", (await browser.ExportAsync()).GetProperty("preSaves")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Who_waits_for_a_refused_permission_can_give_it_again_when_it_is_out_and_nobody_else_can()
    {
        await using var world = await PreSaveApp.StartAsync();
        var browser = world.NewBrowser();
        await browser.PreSaveAsync("spotify");
        await RefuseAsync(world, browser);
        world.App.Time.Advance(new DateTimeOffset(2026, 12, 5, 0, 0, 0, TimeSpan.Zero) - world.App.Time.GetUtcNow());
        (await browser.GetAsync($"/presave/{PreSaveApp.Slug}/spotify")).IsPage(200);
        (await world.NewBrowser().GetAsync($"/presave/{PreSaveApp.Slug}/spotify")).LeadsTo($"/{PreSaveApp.Slug}", 303);
        (await browser.GetAsync($"/presave/{PreSaveApp.Slug}/tidal")).LeadsTo($"/{PreSaveApp.Slug}", 303);
        (await browser.PreSaveAsync("spotify", "two")).LeadsTo($"/presave/mine?again={world.LinkId}.spotify", 303);
    }

    [Fact]
    public async Task The_forecast_names_no_fan()
    {
        await using var world = await PreSaveApp.StartAsync();
        await world.NewBrowser().PreSaveAsync("spotify");
        await world.NewBrowser().PreSaveAsync("tidal");
        var answer = await world.App.ApiAsync(HttpMethod.Get, $"{world.App.LinksPath}/{world.LinkId}/pre-saves/forecast");
        Assert.Equal(200, answer.Status);
        Assert.Equal((2, 2), (answer.Json.GetProperty("totals").GetProperty("open").GetInt32(), answer.Json.GetProperty("totals").GetProperty("valid").GetInt32()));
        Assert.Equal(1, answer.Json.GetProperty("services").GetProperty("tidal").GetProperty("open").GetInt32());
        Assert.DoesNotContain("fan_", answer.Text, StringComparison.Ordinal);
        Assert.Equal(404, (await world.App.ApiAsync(HttpMethod.Get, $"{world.App.LinksPath}/lnk_x/pre-saves/forecast")).Status);
    }

    [Fact]
    public async Task The_hourly_timer_and_its_queue_answer()
    {
        await using var world = await PreSaveApp.StartAsync();
        await world.NewBrowser().PreSaveAsync("spotify");
        world.App.Time.Advance(new DateTimeOffset(2026, 12, 2, 0, 0, 0, TimeSpan.Zero) - world.App.Time.GetUtcNow());
        Assert.Equal(200, (await world.App.InvokeAsync("FindNudges", """{ "Data": { "timer": {} }, "Metadata": {} }""")).Status);
        var message = Assert.Single(world.App.Queues["nudges-due"].Bodies);
        Assert.Equal(200, (await world.App.InvokeAsync("NudgeDue", HostCall.QueueMessage(System.Text.Encoding.UTF8.GetString(message)))).Status);
        Assert.Equal(200, (await world.App.InvokeAsync("NudgeDue", HostCall.QueueMessage("nonsense"))).Status);
    }

    [Fact]
    public async Task Half_an_hour_before_the_moment_the_timer_has_grants_renewed_and_their_queue_answers()
    {
        await using var world = await PreSaveApp.StartAsync();
        await world.NewBrowser().PreSaveAsync("spotify");
        world.App.Time.Advance(new DateTimeOffset(2026, 12, 3, 22, 40, 0, TimeSpan.Zero) - world.App.Time.GetUtcNow());
        Assert.Equal(200, (await world.App.InvokeAsync("FireSaves", """{ "Data": { "timer": {} }, "Metadata": {} }""")).Status);
        var message = Assert.Single(world.App.Queues["grants-to-renew"].Bodies);
        Assert.Equal(200, (await world.App.InvokeAsync("RenewGrants", HostCall.QueueMessage(System.Text.Encoding.UTF8.GetString(message)))).Status);
        Assert.Equal(200, (await world.App.InvokeAsync("RenewGrants", HostCall.QueueMessage("nonsense"))).Status);
    }

    private static async Task RefuseAsync(PreSaveApp world, PreSaveBrowser browser)
    {
        var fan = FanId.Parse((await browser.ExportAsync()).GetProperty("fan").GetString()!);
        var grants = world.App.Services.GetRequiredService<FanGrants>();
        await grants.PutAsync((await grants.FindAsync(fan, StreamingService.Spotify, default))!.End(GrantEnd.Revoked), default);
    }

    private static async Task NightAsync(PreSaveApp world)
    {
        await world.App.InvokeAsync("FireSaves", """{ "Data": { "timer": {} }, "Metadata": {} }""");
        foreach (var message in await world.App.Queues["saves-due"].ReceiveMessagesAsync(32, TimeSpan.FromMinutes(5)))
            await world.App.InvokeAsync("SaveDue", HostCall.QueueMessage(System.Text.Encoding.UTF8.GetString(message.Body!)));
    }
}

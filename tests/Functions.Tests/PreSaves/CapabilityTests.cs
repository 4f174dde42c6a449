using Smartlinks.StreamingServices.Accounts;
using Smartlinks.StreamingServices.Pacing;

namespace Smartlinks.Tests.Functions.PreSaves;

/// <summary>Bugs these hunt: an admin who is promised saves that this deployment cannot do, or not told what would help.</summary>
public sealed class CapabilityTests
{
    [Fact]
    public async Task What_can_be_done_for_fans_is_told_for_each_service()
    {
        await using var world = await PreSaveApp.StartAsync();
        Assert.Equal("testersOnly", await AbilityAsync(world.App, "spotify"));
        Assert.Equal("save", await AbilityAsync(world.App, "tidal"));
        Assert.Equal("none", await AbilityAsync(world.App, "bandcamp"));
    }

    [Fact]
    public async Task Without_keys_to_seal_with_nothing_is_promised_and_the_reason_told()
    {
        await using var app = await AppFixture.StartAsync(new() { ["Spotify:ClientId"] = "id", ["Spotify:ClientSecret"] = "secret", ["Spotify:Saves"] = "true" });
        Assert.Equal("none", await AbilityAsync(app, "spotify"));
        Assert.Contains("Sealing__Keys", (await SavingAsync(app, "spotify")).GetProperty("why").GetString(), StringComparison.Ordinal);
        await app.CreateLinkAsync("out-soon", "\"release\": { \"on\": \"2026-12-04\", \"zone\": \"local\" }");
        Assert.DoesNotContain("/presave/out-soon/spotify", (await app.VisitAsync("/out-soon")).IsPage(200).Text, StringComparison.Ordinal);
        Assert.Equal(404, (await app.VisitAsync("/presave/out-soon/spotify")).Status);
    }

    [Fact]
    public async Task A_refused_account_shows_that_the_service_has_a_list_and_takes_the_service_from_nobody()
    {
        await using var world = await PreSaveApp.StartAsync();
        world.Tidal.Probe = _ => new AccountAnswer.NotAllowed();
        (await world.NewBrowser().PreSaveAsync("tidal")).IsPage(200);
        world.Tidal.Probe = _ => new AccountAnswer.Known(new AccountFacts("DE"));
        Assert.Equal("testersOnly", await AbilityAsync(world.App, "tidal"));
        Assert.Contains("refused an account", (await SavingAsync(world.App, "tidal")).GetProperty("why").GetString(), StringComparison.Ordinal);

        var other = world.NewBrowser();
        Assert.Contains("a few listed accounts only", (await other.GetAsync($"/presave/{PreSaveApp.Slug}/tidal")).IsPage(200).Text, StringComparison.Ordinal);
        (await other.PreSaveAsync("tidal", "two")).LeadsTo($"/presave/mine?queued={world.LinkId}.tidal", 303);

        world.App.Time.Advance(SeenCapabilities.Counts);
        Assert.Equal("save", await AbilityAsync(world.App, "tidal"));
        Assert.DoesNotContain("a few listed accounts only", (await other.GetAsync($"/presave/{PreSaveApp.Slug}/tidal")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_that_is_missing_says_nothing_of_the_service()
    {
        await using var world = await PreSaveApp.StartAsync();
        world.Tidal.Probe = _ => new AccountAnswer.NoSubscription();
        (await world.NewBrowser().PreSaveAsync("tidal")).IsPage(200);
        Assert.Equal("save", await AbilityAsync(world.App, "tidal"));
        Assert.Empty(world.App.Tables[SeenCapabilities.Table].Rows);
    }

    [Fact]
    public async Task A_quota_that_the_service_says_is_used_up_is_told_until_it_is_reset()
    {
        await using var world = await PreSaveApp.StartAsync();
        var until = world.App.Time.GetUtcNow().AddHours(3);
        await world.App.Tables[PaceRow.TableName].UpsertEntityAsync(PaceRow.From("tidal-saves", new PaceState { QuotaUntil = until }), Smartlinks.Storage.TableUpdateMode.Replace);
        Assert.Equal("quota", await AbilityAsync(world.App, "tidal"));
        world.App.Time.Advance(TimeSpan.FromHours(3));
        Assert.Equal("save", await AbilityAsync(world.App, "tidal"));
    }

    private static async Task<string?> AbilityAsync(AppFixture app, string service) => (await SavingAsync(app, service)).GetProperty("ability").GetString();

    private static async Task<System.Text.Json.JsonElement> SavingAsync(AppFixture app, string service)
    {
        var answer = await app.ApiAsync(HttpMethod.Get, $"/api/organizations/{app.Organization}/services");
        return answer.Json.GetProperty("items").EnumerateArray().Single(each => each.GetProperty("service").GetString() == service).GetProperty("saving");
    }
}

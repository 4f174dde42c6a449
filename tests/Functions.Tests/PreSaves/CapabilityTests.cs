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

    private static async Task<string?> AbilityAsync(AppFixture app, string service) => (await SavingAsync(app, service)).GetProperty("ability").GetString();

    private static async Task<System.Text.Json.JsonElement> SavingAsync(AppFixture app, string service)
    {
        var answer = await app.ApiAsync(HttpMethod.Get, $"/api/organizations/{app.Organization}/services");
        return answer.Json.GetProperty("items").EnumerateArray().Single(each => each.GetProperty("service").GetString() == service).GetProperty("saving");
    }
}

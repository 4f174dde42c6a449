using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using Smartlinks.EndToEnd.Tests.Services;

namespace Smartlinks.EndToEnd.Tests.Browser;

/// <summary>The whole story of a pre-save in a real browser: a yes at the service's own page, the night, the library, and what the fan and the artist are told of it.</summary>
[Collection(nameof(ServicesHost))]
public sealed class PreSaveStoryTests(ServicesHost services, RunningChromium chromium) : IClassFixture<RunningChromium>
{
    private static readonly Window s_phone = new("phone", 390, 844, IsPhone: true);
    private static readonly Window s_desktop = new("desktop", 1280, 800, IsPhone: false);

    private readonly Api _api = services.Api;

    [ChromiumFact]
    public async Task What_a_fan_pre_saves_on_two_services_is_in_both_libraries_when_it_is_out()
    {
        var link = await CreateAsync(41);
        await using var visitor = await Visitor.ArriveAsync(chromium.Browser, services.Host.Url, s_phone);
        await PreSaveAsync(visitor, link, "Spotify", "Ada");
        await visitor.ShowAsync("pre-save-queued-phone-light");
        await PreSaveAsync(visitor, link, "TIDAL", "Ada");
        Assert.Equal(2, await visitor.Page.GetByText("will have it in your library on").CountAsync());
        Assert.Empty(visitor.Complaints);
        Assert.Empty(await LibraryAsync("spotify", "ada"));

        await services.Sandbox.AdvanceAsync(TimeSpan.FromDays(3));
        var ended = await WaitUntilEndedAsync(link);

        Assert.Equal(2, ended.GetProperty("totals").GetProperty("ended").GetInt32());
        foreach (var service in new[] { "spotify", "tidal" })
        {
            var item = Assert.Single(await LibraryAsync(service, "ada"), item => item.Text("id") == link.UrlAt(service)!.Split('/')[^1]);
            Assert.Equal(1, item.GetProperty("times").GetInt32());
        }

        await visitor.OpenAsync("/presave/mine");
        Assert.Equal(2, await visitor.Page.GetByText("has it in your library").CountAsync());
        await visitor.ShowAsync("pre-save-saved-phone-light");
        await AssertReconcilesAsync(link, "saved", "saved");
    }

    [ChromiumFact]
    public async Task A_permission_taken_back_is_told_with_a_way_to_save_it_oneself()
    {
        var link = await CreateAsync(42);
        await using var visitor = await Visitor.ArriveAsync(chromium.Browser, services.Host.Url, s_desktop, ColorScheme.Dark);
        await PreSaveAsync(visitor, link, "Spotify", "Ben");
        await services.Sandbox.SetFaultsAsync("spotify", new { revoked = new { fan = "ben" } });

        await services.Sandbox.AdvanceAsync(TimeSpan.FromDays(3));
        // One refusal is not believed: it is asked again more than an hour later.
        await Eventually.HoldsAsync(async () => (await ProgressAsync(link)).GetRawText().Contains("grantRefused", StringComparison.Ordinal), "Spotify refuses once");
        await services.Sandbox.AdvanceAsync(TimeSpan.FromMinutes(70));
        await WaitUntilEndedAsync(link);
        await services.Sandbox.ClearFaultsAsync("spotify");

        Assert.DoesNotContain(await LibraryAsync("spotify", "ben"), item => item.Text("id") == link.UrlAt("spotify")!.Split('/')[^1]);
        await visitor.OpenAsync("/presave/mine");
        Assert.Equal(1, await visitor.Page.GetByText("says that you took our permission back").CountAsync());
        await visitor.ShowAsync("pre-save-revoked-desktop-dark");
        Assert.Equal($"/{link.Text("slug")}/spotify", await visitor.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Save it yourself on Spotify" }).GetAttributeAsync("href"));
        await AssertReconcilesAsync(link, "grantRevoked");
    }

    [ChromiumFact]
    public async Task The_pages_of_pre_saving_have_no_barrier()
    {
        var link = await CreateAsync(43);
        await using var visitor = await Visitor.ArriveAsync(chromium.Browser, services.Host.Url, s_phone, bypassPolicy: true);
        foreach (var path in new[] { $"/{link.Text("slug")}", $"/presave/{link.Text("slug")}/spotify", $"/presave/{link.Text("slug")}/apple-music" })
        {
            await visitor.OpenAsync(path);
            await visitor.ShowAsync($"pre-save{path.Replace('/', '-').Replace(link.Text("slug"), "link", StringComparison.Ordinal)}-phone-light");
            Assert.Equal("", await visitor.FindBarriersAsync());
        }

        await PreSaveAsync(visitor, link, "Spotify", "Chiyo");
        Assert.Equal("", await visitor.FindBarriersAsync());
    }

    private async Task<JsonElement> CreateAsync(int recording)
    {
        var day = DateOnly.FromDateTime((await services.Sandbox.GetNowAsync()).UtcDateTime).AddDays(2);
        var created = await _api.CreateAsync(("isrc", ServicesHost.Isrc(recording)), ("release", new { on = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), zone = "local" }));
        return await _api.WaitForAsync(created.Text("id"), now => now.StatusAt("spotify") == "confirmed" && now.StatusAt("tidal") == "confirmed", "its services are found");
    }

    private static async Task PreSaveAsync(Visitor visitor, JsonElement link, string service, string persona)
    {
        await visitor.OpenAsync($"/{link.Text("slug")}");
        await ConsentAsync(visitor, service, persona);
    }

    /// <summary>From the release's page on.</summary>
    internal static async Task ConsentAsync(Visitor visitor, string service, string persona)
    {
        await visitor.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = $"{service} Pre-save" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = $"Continue to {service}" }).ClickAsync();
        await visitor.Page.GetByLabel(persona).CheckAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Agree" }).ClickAsync();
        await visitor.Page.GetByText("It is queued").WaitForAsync();
    }

    private Task<JsonElement> ProgressAsync(JsonElement link) => ProgressAsync(_api, link);

    private static async Task<JsonElement> ProgressAsync(Api api, JsonElement link) => await Api.ReadAsync(await api.SendAsync(HttpMethod.Get, $"{api.LinksPath}/{link.Text("id")}/pre-saves"), HttpStatusCode.OK);

    private Task<JsonElement> WaitUntilEndedAsync(JsonElement link) => WaitUntilEndedAsync(services.Host, services.Sandbox, link);

    internal static Task<JsonElement> WaitUntilEndedAsync(LocalHostProcess host, SandboxControls sandbox, JsonElement link) => sandbox.LiveUntilAsync(() => ProgressAsync(host.Api, link),
        progress => progress.GetProperty("totals") is var totals && totals.GetProperty("taken").GetInt32() == totals.GetProperty("ended").GetInt32(), "all have ended", () => host.LastOfLog);

    private async Task AssertReconcilesAsync(JsonElement link, params string[] states)
    {
        var report = await Api.ReadAsync(await _api.SendAsync(HttpMethod.Get, $"{_api.LinksPath}/{link.Text("id")}/pre-saves/report"), HttpStatusCode.OK);
        Assert.Equal(states.Order(), report.GetProperty("items").EnumerateArray().Select(item => item.Text("state")).Order());
    }

    private async Task<IReadOnlyList<JsonElement>> LibraryAsync(string service, string fan)
    {
        using var answer = await services.Host.Http.GetAsync(new Uri(services.Host.Sandbox, $"library/{service}/{fan}"));
        return [.. (await Api.ReadAsync(answer, HttpStatusCode.OK)).GetProperty("items").EnumerateArray()];
    }
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Web;

namespace Smartlinks.EndToEnd.Tests.Services;

/// <summary>A label rehearses a release on the machine it tries Smartlinks on: LocalHost's command, the API, the app and its queue, with pre-saves that fans really took.</summary>
[Collection(nameof(ServicesHost))]
public sealed class RehearsalTests(ServicesHost services)
{
    private readonly Api _api = services.Api;

    [Fact]
    public async Task A_rehearsal_passes_and_leaves_pre_saves_queued_and_libraries_empty()
    {
        var day = DateOnly.FromDateTime((await services.Sandbox.GetNowAsync()).UtcDateTime).AddDays(9);
        var created = await _api.CreateAsync(("isrc", ServicesHost.Isrc(56)), ("release", new { on = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), zone = "local" }));
        var link = await _api.WaitForAsync(created.Text("id"), now => now.StatusAt("spotify") == "confirmed" && now.StatusAt("tidal") == "confirmed", "its services are found");
        await PreSaveAsync(link, "spotify", "rita", "Europe/Berlin");
        await PreSaveAsync(link, "tidal", "rolf", "Asia/Tokyo");
        await services.Sandbox.ClearRequestsAsync();

        var ended = await LocalHostProcess.RunCommandAsync("rehearse", link.Text("slug"), "--data", services.Host.DataFolder);

        Assert.True(ended.Code == 0, ended.Output + ended.Error);
        foreach (var step in new[] { "✓ zones", "✓ ends", "✓ libraries", "✓ movedDate", "✓ troubles", "✓ interruptions" }) Assert.Contains(step, ended.Output, StringComparison.Ordinal);
        Assert.EndsWith("Passed.", ended.Output.TrimEnd(), StringComparison.Ordinal);
        var progress = await Api.ReadAsync(await _api.SendAsync(HttpMethod.Get, $"{_api.LinksPath}/{link.Text("id")}/pre-saves"), HttpStatusCode.OK);
        Assert.Equal((2, 2), (progress.GetProperty("totals").GetProperty("taken").GetInt32(), progress.GetProperty("totals").GetProperty("queued").GetInt32()));
        foreach (var (service, fan) in new[] { ("spotify", "rita"), ("tidal", "rolf") })
        {
            using var library = await services.Host.Http.GetAsync(new Uri(services.Host.Sandbox, $"library/{service}/{fan}"));
            Assert.Equal(0, (await Api.ReadAsync(library, HttpStatusCode.OK)).GetProperty("items").GetArrayLength());
            Assert.DoesNotContain(await services.Sandbox.GetRequestsAsync(service), request => request.Text("path").Contains("/me", StringComparison.Ordinal) || request.Text("path").Contains("userCollection", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_link_without_a_date_fails_and_one_that_is_not_there_is_said_so()
    {
        var link = await _api.CreateLiveLinkAsync(ServicesHost.Isrc(57));
        var failed = await LocalHostProcess.RunCommandAsync("rehearse", link.Text("url"), "--data", services.Host.DataFolder);
        Assert.True(failed.Code == 1, failed.Output + failed.Error);
        Assert.Contains("✗ releaseMoment", failed.Output, StringComparison.Ordinal);
        Assert.Contains("→ Set the link's release date.", failed.Output, StringComparison.Ordinal);

        var unknown = await LocalHostProcess.RunCommandAsync("rehearse", "nobody-knows", "--data", services.Host.DataFolder);
        Assert.Equal((3, "The demo organization has no link 'nobody-knows'. Name one by its id, slug or address."), (unknown.Code, unknown.Error.Trim()));
        var elsewhere = Directory.CreateTempSubdirectory("smartlinks-e2e-");
        var stopped = await LocalHostProcess.RunCommandAsync("rehearse", "nobody-knows", "--data", elsewhere.FullName);
        elsewhere.Delete();
        Assert.Equal(3, stopped.Code);
        Assert.StartsWith("LocalHost is not running", stopped.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await LocalHostProcess.RunCommandAsync("rehearse")).Code);
    }

    /// <summary>As a browser without scripts does it: the form, the service's own page, and back.</summary>
    private async Task PreSaveAsync(JsonElement link, string service, string fan, string zone)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = new CookieContainer() }) { BaseAddress = services.Host.Url };
        browser.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", Fan.Phone);
        browser.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "text/html");
        browser.DefaultRequestHeaders.TryAddWithoutValidation("Origin", services.Host.Url.GetLeftPart(UriPartial.Authority));
        using var form = new FormUrlEncodedContent([new("zone", zone)]);
        using var asked = await browser.PostAsync($"/presave/{link.Text("slug")}/{service}", form);
        Assert.Equal(HttpStatusCode.SeeOther, asked.StatusCode);
        var page = asked.Headers.Location!;
        var fields = HttpUtility.ParseQueryString(page.Query);
        using var answer = new FormUrlEncodedContent([.. fields.AllKeys.Select(name => KeyValuePair.Create(name!, fields[name]!)), new("other", fan), new("answer", "agree")]);
        using var agreed = await browser.PostAsync(page.GetLeftPart(UriPartial.Path), answer);
        Assert.Equal(HttpStatusCode.SeeOther, agreed.StatusCode);
        using var back = await browser.GetAsync(agreed.Headers.Location);
        Assert.StartsWith("/presave/mine?queued=", back.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }
}

using System.Globalization;
using Microsoft.Playwright;
using Smartlinks.EndToEnd.Tests.Services;
using Smartlinks.LocalHost.Host;

namespace Smartlinks.EndToEnd.Tests.Browser;

/// <summary>A deployment with a further domain for links, in a real browser that knows the two hosts apart: cookies, policies and the way there and back are of one of them each.</summary>
public sealed class OtherDomainTests(RunningChromium chromium) : IClassFixture<RunningChromium>
{
    private const string Domain = "music.localhost";

    private static readonly Window s_phone = new("phone", 390, 844, IsPhone: true);

    [ChromiumFact]
    public async Task A_fan_pre_saves_at_the_own_address_and_finds_back()
    {
        var port = LoopbackPort.PickFree();
        await using var host = await LocalHostProcess.StartAsync(new LocalHostStart
        {
            Port = port,
            Environment = new Dictionary<string, string> { ["App__PublicUrl"] = $"http://127.0.0.1:{port}", ["App__Domains__0"] = Domain },
        });
        var sandbox = new SandboxControls(host.Http, host.Sandbox);
        var day = DateOnly.FromDateTime((await sandbox.GetNowAsync()).UtcDateTime).AddDays(2);
        var created = await host.Api.CreateAsync(("isrc", "USUM72409273"), ("domain", Domain), ("release", new { on = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), zone = "local" }));
        var link = await host.Api.WaitForAsync(created.Text("id"), now => now.StatusAt("spotify") == "confirmed", "Spotify has it");
        var page = $"https://{Domain}/{link.Text("slug")}";
        Assert.Equal(page, link.Text("url"));

        await using var visitor = await Visitor.ArriveAsync(chromium.Browser, host.Url, s_phone);
        await visitor.OpenAsync($"http://{Domain}:{port}/{link.Text("slug")}");
        Assert.Equal(page, await visitor.Page.Locator("link[rel=canonical]").GetAttributeAsync("href"));
        await PreSaveStoryTests.ConsentAsync(visitor, "Spotify", "Ada");
        await visitor.ShowAsync("pre-save-other-domain-phone-light");

        Assert.Equal(host.Url.Authority, new Uri(visitor.Page.Url).Authority);
        Assert.Equal(page, await visitor.Page.Locator(".notice h2 a").GetAttributeAsync("href"));
        Assert.Empty(visitor.Complaints);
        // Asked for by the domain it leads to the same page.
        await visitor.OpenAsync($"http://{Domain}:{port}/presave/mine");
        Assert.Equal($"{host.Url.GetLeftPart(UriPartial.Authority)}/presave/mine", visitor.Page.Url);
        Assert.Equal(1, await visitor.Page.Locator(".notice h2 a").CountAsync());

        await sandbox.AdvanceAsync(TimeSpan.FromDays(3));
        await PreSaveStoryTests.WaitUntilEndedAsync(host, sandbox, link);
        await visitor.OpenAsync("/presave/mine");
        Assert.Equal(1, await visitor.Page.GetByText("has it in your library").CountAsync());
    }
}

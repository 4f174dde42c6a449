using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Smartlinks.EndToEnd.Tests.Services;

namespace Smartlinks.EndToEnd.Tests.Browser;

/// <summary>A release so far ahead that the fan's permission does not last until then, in a real browser: the mail, the own page, the new yes, and the library.</summary>
public sealed class LongWaitTests(RunningChromium chromium) : IClassFixture<RunningChromium>
{
    private const string Mailbox = "ada@fans.example";

    private static readonly Window s_phone = new("phone", 390, 844, IsPhone: true);

    [ChromiumFact]
    public async Task A_fan_whose_permission_ends_too_soon_is_asked_again_and_has_it_on_the_day()
    {
        await using var host = await LocalHostProcess.StartAsync(new LocalHostStart());
        var sandbox = new SandboxControls(host.Http, host.Sandbox);
        var day = DateOnly.FromDateTime((await sandbox.GetNowAsync()).UtcDateTime).AddDays(200);
        var created = await host.Api.CreateAsync(("isrc", "USUM72409273"), ("release", new { on = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), zone = "local" }));
        var link = await host.Api.WaitForAsync(created.Text("id"), now => now.StatusAt("spotify") == "confirmed", "Spotify has it");
        await using var visitor = await Visitor.ArriveAsync(chromium.Browser, host.Url, s_phone, ColorScheme.Dark);

        await visitor.OpenAsync($"/{link.Text("slug")}");
        await visitor.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Spotify Pre-save" }).ClickAsync();
        await visitor.Page.GetByLabel("Also e-mail me if this cannot be saved").CheckAsync();
        await visitor.Page.GetByLabel("Your e-mail address").FillAsync(Mailbox);
        await AgreeAsync(visitor);
        await visitor.OpenAsync(await AddressInAsync(sandbox, "Please confirm", "/presave/mail/confirm?pass="));
        await visitor.Page.GetByRole(AriaRole.Button).ClickAsync();

        await sandbox.AdvanceAsync(TimeSpan.FromDays(171));
        await sandbox.LiveUntilAsync(() => sandbox.GetMailsAsync(Mailbox), mails => mails.Any(mail => mail.Text("subject").Contains("needs your permission", StringComparison.Ordinal)), "the fan is asked again", () => host.LastOfLog);
        await visitor.OpenAsync(await AddressInAsync(sandbox, "needs your permission", "/presave/mine?pass="));
        await visitor.ShowAsync("pre-save-permission-ends-phone-dark");
        await visitor.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Allow it again at Spotify" }).ClickAsync();
        await AgreeAsync(visitor);
        Assert.Equal(0, await visitor.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Allow it again at Spotify" }).CountAsync());

        await sandbox.AdvanceAsync(TimeSpan.FromDays(30));
        await PreSaveStoryTests.WaitUntilEndedAsync(host, sandbox, link);
        await visitor.OpenAsync("/presave/mine");
        Assert.Equal(1, await visitor.Page.GetByText("has it in your library").CountAsync());
    }

    private static async Task AgreeAsync(Visitor visitor)
    {
        await visitor.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Continue to Spotify" }).ClickAsync();
        await visitor.Page.GetByLabel("Ada").CheckAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Agree" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Your pre-saves" }).WaitForAsync();
    }

    /// <summary>The address in the newest mail of that subject.</summary>
    private static async Task<string> AddressInAsync(SandboxControls sandbox, string subject, string path)
    {
        JsonElement? mail = null;
        await Eventually.HoldsAsync(async () => (mail = (await sandbox.GetMailsAsync(Mailbox)).Cast<JsonElement?>().LastOrDefault(each => each!.Value.Text("subject").Contains(subject, StringComparison.Ordinal))) is not null, $"a mail: {subject}");
        return mail!.Value.Text("plainText").Split('\n').Single(line => line.Contains(path, StringComparison.Ordinal)).Trim();
    }
}

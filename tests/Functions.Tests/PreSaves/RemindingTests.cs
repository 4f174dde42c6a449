using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Organizations;

namespace Smartlinks.Tests.Functions.PreSaves;

/// <summary>Bugs these hunt: a reminder taken without consent or for another site's form, one promised where nobody sends it, and one the fan cannot see, cancel or erase.</summary>
public sealed class RemindingTests
{
    private const string Path = $"/presave/{PreSaveApp.Slug}/remind";

    private static readonly Dictionary<string, string?> s_mail = new()
    {
        ["Mail:ConnectionString"] = "endpoint=https://mail.example/;accesskey=" + Convert.ToBase64String(new byte[32]),
        ["Mail:SenderAddress"] = "label@links.example",
    };

    private static Dictionary<string, string> Form(string consent = "yes", string email = "ada@fans.example") => new() { ["consent"] = consent, ["email"] = email, ["zone"] = "Europe/Berlin" };

    [Fact]
    public async Task It_is_offered_where_mails_are_sent_and_nowhere_else()
    {
        await using var with = await PreSaveApp.StartAsync(settings: s_mail);
        await using var without = await PreSaveApp.StartAsync();
        Assert.Contains($"href=\"{Path}\"", (await with.NewBrowser().GetAsync($"/{PreSaveApp.Slug}")).Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{Path}\"", (await with.NewBrowser().GetAsync($"/presave/{PreSaveApp.Slug}/spotify", ("User-Agent", "Mozilla/5.0 (iPhone) Instagram 300"))).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/remind", (await without.NewBrowser().GetAsync($"/{PreSaveApp.Slug}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/remind", (await without.NewBrowser().GetAsync($"/presave/{PreSaveApp.Slug}/spotify")).Text, StringComparison.Ordinal);
        (await without.NewBrowser().GetAsync(Path)).IsPage(404);
        with.App.Time.Advance(TimeSpan.FromDays(365));
        (await with.NewBrowser().GetAsync(Path)).LeadsTo($"/{PreSaveApp.Slug}", 303);
    }

    [Fact]
    public async Task The_page_asks_for_one_thing_and_the_box_is_not_ticked()
    {
        await using var world = await PreSaveApp.StartAsync(settings: s_mail);
        var page = (await world.NewBrowser().GetAsync(Path)).IsPage(200).Text;
        Assert.Equal(1, page.Split("type=\"email\"").Length - 1);
        Assert.DoesNotContain("checked", page.Replace(":checked", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("E-mail me once when", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "ada@fans.example", PreSaveApp.Origin, 400)]
    [InlineData("yes", "not one", PreSaveApp.Origin, 400)]
    [InlineData("yes", "ada@fans.example", "https://evil.example", 403)]
    [InlineData("yes", "ada@fans.example", "", 403)]
    public async Task Without_consent_or_address_or_from_another_site_nothing_is_taken(string consent, string email, string origin, int status)
    {
        await using var world = await PreSaveApp.StartAsync(settings: s_mail);
        var answer = (await world.NewBrowser().PostAsync(Path, Form(consent, email), origin)).IsPage(status);
        Assert.Null(answer["Set-Cookie"]);
        Assert.Empty(world.App.Tables["reminders"].Rows);
        Assert.Empty(world.App.Queues["mails-to-send"].Bodies);
    }

    [Fact]
    public async Task Who_asks_confirms_and_is_written_to_once_when_it_is_out()
    {
        await using var world = await PreSaveApp.StartAsync(settings: s_mail);
        var browser = world.NewBrowser();
        (await browser.PostAsync(Path, Form())).LeadsTo($"/presave/mine?reminder={world.LinkId}", 303);
        Assert.Contains("Look into your mailbox", (await browser.GetAsync($"/presave/mine?reminder={world.LinkId}")).Text, StringComparison.Ordinal);
        var export = await browser.ExportAsync();
        Assert.Equal(("Waiting", "E-mail me once when “Soon & very soon” is out"), (export.GetProperty("reminders")[0].GetProperty("state").GetString(), export.GetProperty("reminders")[0].GetProperty("text").GetString()));
        await ConfirmAsync(world, browser);
        Assert.Contains("4 December 2026 at 00:00", (await browser.GetAsync("/presave/mine")).Text, StringComparison.Ordinal);

        world.App.Time.Advance(new DateTimeOffset(2026, 12, 3, 23, 0, 0, TimeSpan.Zero) - world.App.Time.GetUtcNow());
        for (var minute = 0; minute < 3; minute++)
        {
            await world.App.InvokeAsync("FireSaves", """{ "Data": { "timer": {} }, "Metadata": {} }""");
            foreach (var message in await world.App.Queues["reminders-due"].ReceiveMessagesAsync(32, TimeSpan.FromMinutes(5)))
                Assert.Equal(200, (await world.App.InvokeAsync("RemindDue", HostCall.QueueMessage(Encoding.UTF8.GetString(message.Body!)))).Status);
            world.App.Time.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Single(world.App.Queues["mails-to-send"].Bodies, body => Encoding.UTF8.GetString(body).Contains("Released", StringComparison.Ordinal));
        Assert.Contains("told you that it is out", (await browser.GetAsync("/presave/mine")).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await world.App.InvokeAsync("RemindDue", HostCall.QueueMessage("nonsense"))).Status);
    }

    [Fact]
    public async Task It_is_canceled_and_erased_on_the_fans_own_page()
    {
        await using var world = await PreSaveApp.StartAsync(settings: s_mail);
        var browser = world.NewBrowser();
        await browser.PostAsync(Path, Form());
        Assert.Contains("/presave/mine/cancel-reminder", (await browser.GetAsync("/presave/mine")).Text, StringComparison.Ordinal);
        (await browser.PostAsync("/presave/mine/cancel-reminder", new() { ["link"] = world.LinkId }, "https://evil.example")).IsPage(403);
        Assert.Equal(1, (await browser.ExportAsync()).GetProperty("reminders").GetArrayLength());
        (await browser.PostAsync("/presave/mine/cancel-reminder", new() { ["link"] = world.LinkId })).LeadsTo("/presave/mine", 303);
        Assert.Equal(0, (await browser.ExportAsync()).GetProperty("reminders").GetArrayLength());

        await browser.PostAsync(Path, Form());
        await browser.PostAsync("/presave/mine/erase", []);
        Assert.Empty(world.App.Tables["reminders"].Rows);
        Assert.Empty(world.App.Tables["fans"].Rows);
    }

    [Fact]
    public async Task A_mailbox_gets_only_so_many_mails_a_day_and_the_reminder_beyond_them_is_not_kept()
    {
        await using var world = await PreSaveApp.StartAsync(settings: s_mail);
        for (var fan = 0; fan < 3; fan++) Assert.Equal(303, (await world.NewBrowser().PostAsync(Path, Form())).Status);
        var browser = world.NewBrowser();
        (await browser.PostAsync(Path, Form())).IsPage(429);
        Assert.Empty(browser.Cookies);
        Assert.Equal(3, world.App.Tables["reminders"].Rows.Count(row => row.PartitionKey.StartsWith(FanId.Prefix, StringComparison.Ordinal)));
    }

    private static async Task ConfirmAsync(PreSaveApp world, PreSaveBrowser browser)
    {
        var export = await browser.ExportAsync();
        var (organization, fan) = (OrganizationId.Parse(export.GetProperty("addresses")[0].GetProperty("organization").GetString()!), FanId.Parse(export.GetProperty("fan").GetString()!));
        var address = await world.App.Services.GetRequiredService<FanAddresses>().FindAsync(organization, fan, default);
        (await browser.PostAsync(world.App.Services.GetRequiredService<MailPasses>().ConfirmPath(address!), [])).IsPage(200);
    }
}

using System.Text;
using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Organizations;
using Smartlinks.StreamingServices.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Smartlinks.Tests.Functions.PreSaves;

/// <summary>Bugs these hunt: a fan written to who did not tick the box or did not confirm, one who cannot stop it, and a mail scanner that confirms for a fan.</summary>
public sealed class MailChoiceTests
{
    private static readonly Dictionary<string, string?> s_mail = new()
    {
        ["Mail:ConnectionString"] = "endpoint=https://mail.example/;accesskey=" + Convert.ToBase64String(new byte[32]),
        ["Mail:SenderAddress"] = "label@links.example",
    };

    [Fact]
    public async Task The_choice_is_not_ticked_and_shown_only_where_mails_are_sent()
    {
        await using var with = await PreSaveApp.StartAsync(settings: s_mail);
        await using var without = await PreSaveApp.StartAsync();
        var page = (await with.NewBrowser().GetAsync($"/presave/{PreSaveApp.Slug}/spotify")).Text;
        Assert.Contains("name=\"mail\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("checked", page.Replace(":checked", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"mail\"", (await without.NewBrowser().GetAsync($"/presave/{PreSaveApp.Slug}/spotify")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "ada@fans.example", false)]
    [InlineData("yes", "ada@fans.example", true)]
    public async Task Only_who_ticks_it_is_asked_to_confirm(string ticked, string email, bool isAsked)
    {
        await using var world = await PreSaveApp.StartAsync(settings: s_mail);
        var browser = world.NewBrowser();
        var state = await browser.BeginAsync("spotify", new() { ["zone"] = "Europe/Berlin", ["mail"] = ticked, ["email"] = email });
        (await browser.ReturnAsync("spotify", "one", state)).LeadsTo($"/presave/mine?queued={world.LinkId}.spotify", 303);
        Assert.Equal(isAsked ? 1 : 0, (await browser.ExportAsync()).GetProperty("addresses").GetArrayLength());
        Assert.DoesNotContain(email, string.Join(' ', browser.Cookies.Values.Select(cookie => cookie.Value)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_address_begins_nothing()
    {
        await using var world = await PreSaveApp.StartAsync(settings: s_mail);
        var answer = (await world.NewBrowser().PostAsync($"/presave/{PreSaveApp.Slug}/spotify", new() { ["mail"] = "yes", ["email"] = "not one" })).IsPage(400);
        Assert.Null(answer["Set-Cookie"]);
    }

    [Fact]
    public async Task Opening_the_mails_address_confirms_nothing_and_the_button_does_and_one_click_stops()
    {
        await using var world = await PreSaveApp.StartAsync(settings: s_mail);
        var browser = world.NewBrowser();
        await browser.ReturnAsync("spotify", "one", await browser.BeginAsync("spotify", new() { ["mail"] = "yes", ["email"] = "ada@fans.example" }));
        var export = await browser.ExportAsync();
        var (organization, fan) = (OrganizationId.Parse(export.GetProperty("addresses")[0].GetProperty("organization").GetString()!), FanId.Parse(export.GetProperty("fan").GetString()!));
        var (addresses, passes) = (world.App.Services.GetRequiredService<FanAddresses>(), world.App.Services.GetRequiredService<MailPasses>());
        var confirm = passes.ConfirmPath((await addresses.FindAsync(organization, fan, default))!);

        (await browser.GetAsync(confirm)).IsPage(200);
        Assert.Equal(AddressState.Pending, (await addresses.FindAsync(organization, fan, default))!.State);
        (await browser.PostAsync(confirm, [], "https://evil.example")).IsPage(403);
        (await browser.PostAsync(confirm, [])).IsPage(200);
        Assert.Equal(AddressState.Confirmed, (await addresses.FindAsync(organization, fan, default))!.State);

        var stop = passes.StopPath(organization, fan);
        (await browser.GetAsync(stop)).IsPage(200);
        Assert.Equal(AddressState.Confirmed, (await addresses.FindAsync(organization, fan, default))!.State);
        using var oneClick = new StringContent("List-Unsubscribe=One-Click", Encoding.UTF8, "application/x-www-form-urlencoded");
        Assert.Equal(204, (await world.App.SendAsync(HttpMethod.Post, stop, oneClick, ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "links.example"))).Status);
        Assert.Equal(AddressState.Withdrawn, (await addresses.FindAsync(organization, fan, default))!.State);
        (await browser.PostAsync(stop + "x", [])).IsPage(404);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Who_confirmed_is_written_to_when_it_could_not_be_saved(bool isConfirmed, int mails)
    {
        await using var world = await PreSaveApp.StartAsync("""{ "at": "2026-12-04T00:00:00Z" }""", s_mail);
        var browser = world.NewBrowser();
        await browser.ReturnAsync("spotify", "one", await browser.BeginAsync("spotify", new() { ["mail"] = "yes", ["email"] = "ada@fans.example" }));
        var export = await browser.ExportAsync();
        var (organization, fan) = (OrganizationId.Parse(export.GetProperty("addresses")[0].GetProperty("organization").GetString()!), FanId.Parse(export.GetProperty("fan").GetString()!));
        var address = await world.App.Services.GetRequiredService<FanAddresses>().FindAsync(organization, fan, default);
        if (isConfirmed) (await browser.PostAsync(world.App.Services.GetRequiredService<MailPasses>().ConfirmPath(address!), [])).IsPage(200);
        world.Spotify.Save = (_, _) => new LibraryAnswer.NotAllowed();

        world.App.Time.Advance(new DateTimeOffset(2026, 12, 4, 0, 1, 0, TimeSpan.Zero) - world.App.Time.GetUtcNow());
        for (var minute = 0; minute < 90; minute += 10)
        {
            await world.App.InvokeAsync("FireSaves", """{ "Data": { "timer": {} }, "Metadata": {} }""");
            var queue = world.App.Queues["saves-due"];
            while (await queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(5)) is { Count: > 0 } messages)
                foreach (var message in messages)
                {
                    await world.App.InvokeAsync("SaveDue", HostCall.QueueMessage(Encoding.UTF8.GetString(message.Body!)));
                    await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
                }

            world.App.Time.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal("NotAllowed", (await browser.ExportAsync()).GetProperty("preSaves")[0].GetProperty("state").GetString());
        Assert.Equal(mails, world.App.Queues["mails-to-send"].Bodies.Count(body => Encoding.UTF8.GetString(body).Contains("NotSaved", StringComparison.Ordinal)));
        Assert.Contains("does not let us save for your account", (await browser.GetAsync("/presave/mine")).Text, StringComparison.Ordinal);
    }
}

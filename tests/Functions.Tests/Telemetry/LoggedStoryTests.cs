using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Smartlinks.Tests.Functions.PreSaves;

namespace Smartlinks.Tests.Functions.Telemetry;

/// <summary>Lives a fan's story, good and bad, at the finest level of the log, and looks for the fan in what was written.</summary>
public sealed class LoggedStoryTests
{
    private const string Email = "quiet.reader.5d81@letters.example";
    private const string Address = "203.0.113.77";
    private const string Browser = "Secretive/7.0";
    private const string Code = "a-code-of-consent";

    [Fact]
    public async Task A_fan_is_not_found_in_what_was_logged()
    {
        using var log = new LoggedLines();
        await using var world = await PreSaveApp.StartAsync(settings: new() { ["Logging:LogLevel:Default"] = "Trace", ["Mail:ConnectionString"] = "endpoint=https://mail.example;accesskey=c2VjcmV0", ["Mail:SenderAddress"] = "music@label.example" },
            more: services => services.AddSingleton<ILoggerProvider>(log));
        var fan = world.NewBrowser();
        await world.App.VisitAsync($"/{PreSaveApp.Slug}?utm_source=a-campaign", ("CLIENT-IP", Address), ("User-Agent", Browser), ("Referer", $"https://letters.example/?{Email}"));

        var state = await fan.BeginAsync("spotify", new() { ["zone"] = "Europe/Berlin", ["mail"] = "yes", ["email"] = Email });
        (await fan.ReturnAsync("spotify", Code, state)).LeadsTo($"/presave/mine?queued={world.LinkId}.spotify", 303);
        var pass = fan.Cookies.Single(cookie => cookie.Key.EndsWith("sl_fan", StringComparison.Ordinal)).Value.Value;
        Assert.Equal(200, (await fan.GetAsync("/presave/mine")).Status);
        await FailAsync(world, fan, state);

        string[] of = [Email, Address, Browser, Code, state, pass, pass.Split('.')[0], pass.Split('.')[^1], world.App.Key, "a-campaign"];
        Assert.NotEmpty(log.Lines);
        Assert.Contains(log.Lines, line => line.Contains("Storage does not answer", StringComparison.Ordinal));
        Assert.All(of, secret => Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>What is logged is mostly what goes wrong: each door with storage that is down, and each function with what it cannot do.</summary>
    private static async Task FailAsync(PreSaveApp world, PreSaveBrowser fan, string state)
    {
        var messages = world.App.Queues.Values.SelectMany(queue => queue.Bodies.Select(body => (queue.Name, Text: Encoding.UTF8.GetString(body)))).ToList();
        Assert.Contains(messages, message => message.Name == "mails-to-send");
        world.App.StopStorage();
        foreach (var path in new[] { "/presave/mine", "/presave/mine/export", $"/presave/callback/spotify?code={Code}&state={Uri.EscapeDataString(state)}", $"/{PreSaveApp.Slug}/spotify?email={Email}" }) await fan.GetAsync(path);
        await world.App.ApiAsync(HttpMethod.Get, $"{world.App.LinksPath}/{world.LinkId}/pre-saves");
        foreach (var (queue, text) in messages)
        {
            var function = queue switch { "mails-to-send" => "SendMail", "releases-to-resolve" => "ResolveRelease", _ => null };
            if (function is not null) Assert.Equal(500, (await world.App.InvokeAsync(function, HostCall.QueueMessage(text))).Status);
        }

        await world.App.InvokeAsync("FireSaves", "{}");
        await world.App.InvokeAsync("SendMail", HostCall.QueueMessage($$"""{ "email": "{{Email}}" }"""));
    }
}

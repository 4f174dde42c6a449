using System.Text;
using System.Text.Json;
using Smartlinks.Credits.Spending;

namespace Smartlinks.Tests.Functions.Credits;

/// <summary>The app as a deployment has it that charges for links.</summary>
public static class ChargingApp
{
    public const string OperatorKey = "the-operators-key-of-forty-characters-00";

    public static Dictionary<string, string?> Settings => new() { ["Credits:Enabled"] = "true", ["Credits:OperatorKey"] = OperatorKey, ["App:MaxApiBodyBytes"] = "2048" };

    public static (string, string) ByOperator => ("Authorization", $"Bearer {OperatorKey}");

    public static string OwnPath(this AppFixture app) => app.LinksPath[..^"/links".Length];

    public static Task<Answer> AdjustAsync(this AppFixture app, long amount, string reason = "gift", string key = "gift") =>
        app.ApiAsync(HttpMethod.Post, $"{app.OwnPath()}/credits/adjustments", new { amount, reason }, ByOperator, ("Idempotency-Key", key));

    public static Task<Answer> BookAsync(this AppFixture app, string plan) => app.ApiAsync(HttpMethod.Put, $"{app.OwnPath()}/plan", new { plan }, ByOperator);

    /// <summary>Makes a link at a random slug.</summary>
    public static Task<Answer> CreateAsync(this AppFixture app, string more = "\"title\": \"A song\"") =>
        app.ApiAsync(HttpMethod.Post, app.LinksPath, $$"""{ "destinations": { "spotify": "https://open.spotify.com/track/1" }, {{more}} }""");

    public static async Task<JsonElement> GetAsync(this AppFixture app, string path)
    {
        var answer = await app.ApiAsync(HttpMethod.Get, path);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }

    /// <summary>Gives the app the messages that show, as the host does.</summary>
    public static async Task SettleAsync(this AppFixture app)
    {
        var queue = app.Queues[SpendRequests.QueueName];
        while (await queue.ReceiveMessagesAsync(1, TimeSpan.FromMinutes(1)) is [var message])
        {
            var answer = await app.InvokeAsync("SpendCredit", HostCall.QueueMessage(Encoding.UTF8.GetString(message.Body!)));
            Assert.True(answer.Status == 200, answer.Text);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }
}

using System.Text;
using Microsoft.Extensions.Logging;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Host;

/// <summary>The queue listener against the real service's imitation, over the wire.</summary>
public sealed class TriggeringByAzuriteQueueTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IDisposable
{
    private readonly AppFolder app = new();
    private readonly string name = AzuriteFixture.NewName("jobs");

    [Fact]
    public async Task A_message_is_handed_over_and_deleted_and_the_queue_is_made_by_the_listener()
    {
        await using var host = await StartAsync();
        var queue = azurite.Clients.GetQueueClient(name);
        await SendAsync(queue, "{\"id\":\"mine\"}");

        var seen = (await host.RecordsAsync(1))[0];

        Assert.Equal("{\"id\":\"mine\"}", seen.Decoded("item").GetString());
        Assert.Equal("\"mine\"", seen.Metadata.GetProperty("Id").GetString());
        await IsEmptyAsync(queue);
    }

    [Fact]
    public async Task A_message_that_keeps_failing_ends_in_poison_unchanged()
    {
        app.WithHostJson("extensions.queues.maxDequeueCount", "3").Behave("fail");
        await using var host = await StartAsync();
        var queue = azurite.Clients.GetQueueClient(name);
        await SendAsync(queue, "bad ü");

        Assert.Equal("bad ü", await PoisonAsync(host));
        Assert.Equal(3, app.Records().Count);
        await IsEmptyAsync(queue);
    }

    [Fact]
    public async Task A_text_that_is_not_base64_goes_to_poison_without_a_call()
    {
        await using var host = await StartAsync();
        await azurite.Clients.GetQueueClient(name).CreateIfNotExistsAsync();
        await RawQueueMessage.PutAsync(azurite.ConnectionString, name, "not base64!");

        Assert.Equal("not base64!", await PoisonAsync(host));
        await host.LoggedAsync(LogLevel.Error, "not base64");
        Assert.Empty(app.Records());
    }

    [Fact]
    public async Task A_message_dequeued_too_often_elsewhere_goes_straight_to_poison()
    {
        app.WithHostJson("extensions.queues.maxDequeueCount", "1");
        var queue = azurite.Clients.GetQueueClient(name);
        await queue.CreateIfNotExistsAsync();
        await SendAsync(queue, "crashed elsewhere");
        var taken = Assert.Single(await queue.ReceiveMessagesAsync(1, TimeSpan.FromSeconds(30)));
        await queue.UpdateMessageAsync(taken.MessageId, taken.PopReceipt, TimeSpan.Zero);
        await using var host = await StartAsync();

        Assert.Equal("crashed elsewhere", await PoisonAsync(host));
        Assert.Empty(app.Records());
    }

    public void Dispose() => app.Dispose();

    private Task<RunningHost> StartAsync()
    {
        app.WithTrigger("Resolve", $$"""{ "type": "queueTrigger", "direction": "in", "name": "item", "queueName": "{{name}}" }""");
        return RunningHost.StartAsync(app, setup => setup.QueueFactory = (_, queue) => azurite.Clients.GetQueueClient(queue));
    }

    private static Task SendAsync(IQueueClient queue, string text) => SendWhenThereAsync(queue, Encoding.UTF8.GetBytes(text));

    private static async Task SendWhenThereAsync(IQueueClient queue, byte[] body)
    {
        // Made by the listener, not by the sender.
        await Eventually.HoldsAsync(() => ExistsAsync(queue).GetAwaiter().GetResult(), "the queue");
        await queue.SendMessageAsync(body);
    }

    private static async Task<bool> ExistsAsync(IQueueClient queue)
    {
        try
        {
            await queue.GetApproximateMessageCountAsync();
            return true;
        }
        catch (Azure.RequestFailedException e) when (e.Status == 404)
        {
            return false;
        }
    }

    private static Task IsEmptyAsync(IQueueClient queue) =>
        Eventually.HoldsAsync(() => queue.GetApproximateMessageCountAsync().GetAwaiter().GetResult() == 0, "the queue empty");

    private async Task<string> PoisonAsync(RunningHost host)
    {
        await host.LoggedAsync(LogLevel.Error, "was moved to");
        var poison = azurite.Clients.GetQueueClient(name + "-poison");
        return Encoding.UTF8.GetString(Assert.Single(await poison.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(30))).Body!);
    }
}

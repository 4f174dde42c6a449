using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Storage;

[Collection(nameof(AzuriteCollection))]
public sealed class AzuriteQueueTests(AzuriteFixture azurite) : QueueContract
{
    protected override Task<IQueueClient> NewQueueAsync() => azurite.NewQueueAsync();

    protected override IQueueClient QueueThatIsNotThere() => azurite.Clients.GetQueueClient(AzuriteFixture.NewName("q"));
}

public sealed class InMemoryQueueTests : QueueContract
{
    private readonly ManualTime _clock = new();

    protected override Task<IQueueClient> NewQueueAsync() => Task.FromResult<IQueueClient>(new InMemoryQueueClient(_clock));

    protected override IQueueClient QueueThatIsNotThere() => new InMemoryQueueClient(_clock, exists: false);

    [Fact]
    public async Task Leases_delays_and_lives_end_by_the_clock()
    {
        var queue = await NewQueueAsync();
        await queue.SendMessageAsync("delayed"u8.ToArray(), visibilityDelay: Minute, timeToLive: 10 * Minute);
        _clock.Advance(Minute - TimeSpan.FromTicks(1));
        Assert.Empty(await queue.ReceiveMessagesAsync(1, Minute));
        _clock.Advance(TimeSpan.FromTicks(1));
        var first = Assert.Single(await queue.ReceiveMessagesAsync(1, 2 * Minute));
        _clock.Advance(2 * Minute);
        Assert.Equal(2, Assert.Single(await queue.ReceiveMessagesAsync(1, Minute)).DequeueCount);
        Assert.False(await queue.DeleteMessageAsync(first.MessageId, first.PopReceipt));
        _clock.Advance(7 * Minute);
        Assert.Equal(0, await queue.GetApproximateMessageCountAsync());
    }
}

using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Clicks;
using Smartlinks.Support;
using Smartlinks.Tests.Storage;

namespace Smartlinks.Tests.Clicks;

[Collection(nameof(AzuriteCollection))]
public sealed class CountingOnAzuriteTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Two_aggregators_on_one_partition_count_exactly()
    {
        Tally tally = new();
        var clicks = RandomClicks.List(1, 1500, links: 20);
        clicks.ForEach(click => tally.Add(click));
        List<HubEvent> events = [.. clicks.Chunk(30).Select((some, i) => new HubEvent(i, RandomClicks.Pack("producer", (i * 30) + 1, some)))];
        var (streams, rollups, unreadable) = (await azurite.NewTableAsync(), await azurite.NewTableAsync(), await azurite.NewQueueAsync());

        await Task.WhenAll(Enumerable.Range(1, 2).Select(async size =>
        {
            var aggregator = new ClickAggregator(streams, rollups, unreadable, new ClickOptions(), NullLogger<ClickAggregator>.Instance);
            foreach (var delivery in events.Chunk(size * 7))
                await aggregator.AggregateAsync("0", delivery);
        }));

        await tally.AssertEqualsAsync(new ClickReporter(rollups));
    }

    [Fact]
    public async Task A_state_of_ten_thousand_producers_is_stored_and_read_back()
    {
        var table = await azurite.NewTableAsync();
        var state = new StreamState("0", TimeSpan.FromDays(8));
        for (int i = 0; i < 10_000; i++)
            state.Producers.Admit(ProducerId.Create(), 1, 1_000_000, 1_763_000_000_000 + i, []);

        await table.AddEntityAsync(StreamStateRow.From(state).Row);

        var read = StreamStateRow.Read((await table.GetEntityIfExistsAsync("0", StreamStateRow.RowKey))!, TimeSpan.FromDays(8));
        Assert.Equal(10_000, read.Producers.Count);
    }
}

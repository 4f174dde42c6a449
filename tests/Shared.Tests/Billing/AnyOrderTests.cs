namespace Smartlinks.Tests.Billing;

/// <summary>However webhooks come, the end is the same.</summary>
public sealed class AnyOrderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(2_000)]
    [InlineData(3_000)]
    public async Task Every_event_three_times_in_random_order_with_gaps_ends_as_once_in_order(int firstSeed)
    {
        var events = 0;
        for (var seed = firstSeed; seed < firstSeed + 60; seed++)
        {
            using var inOrder = new BillingWorld();
            foreach (var step in (await new MoneyStory(inOrder, seed).WriteAsync()).Steps)
                foreach (var news in step()) await inOrder.TellAsync(news);
            using var shuffled = new BillingWorld();
            events += await TellShuffledAsync(shuffled, seed);

            Assert.Equal(await inOrder.StateAsync(), await shuffled.StateAsync());
            Assert.True(await inOrder.EntriesAddUpAsync() && await shuffled.EntriesAddUpAsync());
            Assert.True(inOrder.HoldingsAddUp() && shuffled.HoldingsAddUp());
            Assert.All(shuffled.Events.Rows, row => Assert.True(row.GetBoolean("Applied")));
        }

        Assert.True(events > 1_000, $"{events} deliveries");
    }

    [Fact]
    public async Task Stories_differ_and_have_every_ending_in_them()
    {
        var states = new HashSet<string>();
        for (var seed = 0; seed < 60; seed++)
        {
            using var world = new BillingWorld();
            foreach (var step in (await new MoneyStory(world, seed).WriteAsync()).Steps)
                foreach (var news in step()) await world.TellAsync(news);
            foreach (var row in world.Billing.Rows) if ((row.GetString("State") ?? row.GetString("Status")) is { } state) states.Add(state);
        }

        Assert.Superset(new HashSet<string> { "Paid", "Expired", "Failed", "PartlyRefunded", "Refunded", "Disputed", "active", "past_due", "canceled" }, states);
    }

    /// <summary>Each step is taken in turn; each of its events comes three times, some at once and some much later, among those of others.</summary>
    private static async Task<int> TellShuffledAsync(BillingWorld world, int seed)
    {
        var random = new Random(seed * 31 + 7);
        var steps = (await new MoneyStory(world, seed).WriteAsync()).Steps;
        var due = new List<(int At, string News)>();
        var told = 0;
        for (var at = 0; at < steps.Count * 3; at++)
        {
            if (at < steps.Count)
                foreach (var news in steps[at]()) for (var time = 0; time < 3; time++) due.Add((random.Next(at, steps.Count * 3), news));
            var now = due.Where(each => each.At == at).Select(each => each.News).ToArray();
            due.RemoveAll(each => each.At == at);
            random.Shuffle(now);
            foreach (var news in now) await world.TellAsync(news);
            world.Time.Advance(TimeSpan.FromMinutes(random.Next(0, 600)));
            told += now.Length;
        }

        Assert.Empty(due);
        return told;
    }
}

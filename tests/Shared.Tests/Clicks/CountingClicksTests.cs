using Smartlinks.Clicks;
using Smartlinks.Support;

namespace Smartlinks.Tests.Clicks;

public sealed class CountingClicksTests : IDisposable
{
    private readonly ClickWorld _world = new();

    [Fact]
    public async Task Clicks_are_counted_by_every_dimension()
    {
        var events = Events(seed: 1, clicks: 2000, faults: false);

        await _world.NewAggregator().AggregateAsync("0", events);

        await _world.AssertCountedExactlyAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Any_cuts_replays_repeated_sends_and_storage_faults_change_nothing(int seed)
    {
        var events = Events(seed, clicks: 3000, faults: true);
        var random = new Random(seed + 100);
        var aggregator = _world.NewAggregator();
        for (int at = 0; at < events.Count;)
        {
            if (random.Next(10) == 0)
                aggregator = _world.NewAggregator();
            Arrange(random);
            int from = Math.Max(0, at - random.Next(15));
            int to = Math.Min(events.Count, at + random.Next(1, 20));
            if (await TryAsync(aggregator, events, from, to))
                at = to;
        }

        await _world.AssertCountedExactlyAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Two_aggregators_on_one_partition_at_a_time_change_nothing(int seed)
    {
        var events = Events(seed, clicks: 2000, faults: true);
        // Each call yields, so that the two interleave at every one.
        _world.Rollups.Faults.BeforeCallAsync = _world.Streams.Faults.BeforeCallAsync = async (_, _) => await Task.Yield();

        await Task.WhenAll(Walk(new Random(seed)), Walk(new Random(seed + 1)));

        await _world.AssertCountedExactlyAsync();

        async Task Walk(Random random)
        {
            var aggregator = _world.NewAggregator();
            for (int at = 0; at < events.Count;)
            {
                int from = Math.Max(0, at - random.Next(10));
                int to = Math.Min(events.Count, at + random.Next(1, 30));
                await aggregator.AggregateAsync("0", events[from..to]);
                at = to;
            }
        }
    }

    /// <summary>Breaks at call after call, before or after it took effect, and goes on in a new process with other cuts.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_at_any_call_changes_nothing(bool afterTheCall)
    {
        for (int crashAt = 1; ; crashAt++)
        {
            using var world = new ClickWorld();
            world.Options.ParallelWrites = 1;
            var events = Events(seed: 7, clicks: 60, faults: true, world);
            int calls = 0;
            Func<string, CancellationToken, Task> CrashAt(FaultSwitch faults) => (_, _) =>
            {
                if (++calls != crashAt)
                    return Task.CompletedTask;
                if (!afterTheCall)
                    throw new IOException("Crashed.");
                faults.LoseNextAnswers(1);
                return Task.CompletedTask;
            };
            world.Rollups.Faults.BeforeCallAsync = CrashAt(world.Rollups.Faults);
            world.Streams.Faults.BeforeCallAsync = CrashAt(world.Streams.Faults);
            bool crashed = !await TryAsync(world.NewAggregator(), events, 0, events.Count);
            world.Rollups.Faults.BeforeCallAsync = world.Streams.Faults.BeforeCallAsync = null;
            foreach (var delivery in events.Chunk(3))
                await world.NewAggregator().AggregateAsync("0", delivery);
            await world.NewAggregator().AggregateAsync("0", events);

            await world.AssertCountedExactlyAsync();
            if (!crashed)
            {
                Assert.True(crashAt > 10);
                return;
            }
        }
    }

    [Fact]
    public async Task A_gap_in_hub_numbers_is_recorded_and_counting_goes_on()
    {
        var clicks = RandomClicks.List(8, 3);
        clicks.ForEach(click => _world.Tally.Add(click));
        var aggregator = _world.NewAggregator();

        await aggregator.AggregateAsync("0", [Event(40, "a", 1, clicks[0])]);
        await aggregator.AggregateAsync("0", [Event(41, "a", 2, clicks[1]), Event(45, "a", 3, clicks[2])]);

        var state = Assert.Single(_world.Streams.Rows);
        Assert.Equal((40L, 45L, 1L, "42-44"), (state.GetInt64("startedAt"), state.GetInt64("lastSequence"), state.GetInt64("gaps"), state.GetString("lastGap")));
        await _world.AssertCountedExactlyAsync();
    }

    [Fact]
    public async Task A_partition_another_instance_had_meanwhile_shows_no_gap()
    {
        var clicks = RandomClicks.List(9, 3);
        clicks.ForEach(click => _world.Tally.Add(click));
        var first = _world.NewAggregator();

        await first.AggregateAsync("0", [Event(0, "a", 1, clicks[0])]);
        await _world.NewAggregator().AggregateAsync("0", [Event(1, "a", 2, clicks[1])]);
        // The other's click comes again: who has not read what the other stored would count it.
        await first.AggregateAsync("0", [Event(2, "a", 2, clicks[1], clicks[2])]);

        Assert.Equal(0, Assert.Single(_world.Streams.Rows).GetInt64("gaps"));
        await _world.AssertCountedExactlyAsync();
    }

    [Fact]
    public async Task An_unreadable_event_is_kept_aside_and_counting_goes_on()
    {
        var clicks = RandomClicks.List(10, 2);
        clicks.ForEach(click => _world.Tally.Add(click));
        string damaged = new('#', 20_000);

        await _world.NewAggregator().AggregateAsync("3", [Event(0, "a", 1, clicks[0]), new HubEvent(1, damaged), Event(2, "a", 2, clicks[1])]);

        var parts = _world.Unreadable.Bodies.Select(body => System.Text.Json.JsonDocument.Parse(body).RootElement).ToList();
        Assert.Equal(damaged, string.Concat(parts.Select(part => part.GetProperty("text").GetString())));
        Assert.All(parts, part => Assert.Equal(("3", 1L), (part.GetProperty("partition").GetString(), part.GetProperty("sequenceNumber").GetInt64())));
        await _world.AssertCountedExactlyAsync();
    }

    [Fact]
    public async Task Warm_rows_are_written_without_being_read()
    {
        var aggregator = _world.NewAggregator();
        await aggregator.AggregateAsync("0", [Event(0, "a", 1, RandomClicks.List(11, 50))]);
        _world.Rollups.Faults.ForgetCalls();
        _world.Streams.Faults.ForgetCalls();

        await aggregator.AggregateAsync("0", [Event(1, "a", 51, RandomClicks.List(11, 50))]);

        Assert.Equal(0, _world.Rollups.Faults.Calls("GetEntityIfExists") + _world.Streams.Faults.Calls("GetEntityIfExists"));
        Assert.Equal(_world.Rollups.Rows.Count, _world.Rollups.Faults.TotalCalls);
    }

    [Fact]
    public async Task Rows_that_fell_out_of_memory_are_read_again()
    {
        _world.Options.CachedRollups = 100;
        var clicks = RandomClicks.List(12, 3000, links: 400);
        clicks.ForEach(click => _world.Tally.Add(click));
        var aggregator = _world.NewAggregator();

        int sequence = 0;
        foreach (var some in clicks.Chunk(100))
            await aggregator.AggregateAsync("0", [Event(sequence, "a", (sequence++ * 100) + 1, some)]);

        await _world.AssertCountedExactlyAsync();
    }

    private static HubEvent Event(long sequence, string producer, long first, params IEnumerable<Click> clicks) =>
        new(sequence, RandomClicks.Pack(producer, first, clicks));

    private static async Task<bool> TryAsync(ClickAggregator aggregator, List<HubEvent> events, int from, int to)
    {
        try
        {
            await aggregator.AggregateAsync("0", events[from..to]);
            return true;
        }
        catch (Exception exception) when (exception is IOException or Azure.RequestFailedException)
        {
            return false;
        }
    }

    private void Arrange(Random random)
    {
        if (random.Next(3) == 0)
            _world.Rollups.Faults.FailNext(1);
        if (random.Next(3) == 0)
            _world.Rollups.Faults.LoseNextAnswers(random.Next(3));
        if (random.Next(6) == 0)
            _world.Streams.Faults.LoseNextAnswers(1);
    }

    /// <summary>Events of five producers; with faults, packs come twice, cut otherwise, and out of order.</summary>
    private List<HubEvent> Events(int seed, int clicks, bool faults, ClickWorld? world = null)
    {
        var random = new Random(seed);
        List<(string Producer, int First, Click[] Clicks)> packs = [];
        for (int producer = 0; producer < 5; producer++)
        {
            var all = RandomClicks.List(seed + (producer * 1000), clicks / 5);
            all.ForEach(click => (world ?? _world).Tally.Add(click));
            for (int at = 0; at < all.Count;)
            {
                int from = faults ? Math.Max(0, at - random.Next(10)) : at;
                int to = Math.Min(all.Count, at + random.Next(1, 25));
                for (int copies = faults && random.Next(4) == 0 ? 2 : 1; copies > 0; copies--)
                    packs.Add(("producer" + producer, from + 1, [.. all[from..to]]));
                at = to;
            }
        }
        if (faults)
            packs = [.. packs.OrderBy(_ => random.Next())];
        return [.. packs.Select((pack, sequence) => Event(sequence, pack.Producer, pack.First, pack.Clicks))];
    }

    public void Dispose() => _world.Dispose();
}

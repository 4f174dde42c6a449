using System.Diagnostics;
using System.Globalization;
using Azure;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Clicks;
using Smartlinks.Support;

namespace Smartlinks.Benchmarks.Clicks;

/// <summary>
/// A million clicks (<c>exact [clicks]</c>) with repeated sends, packs cut otherwise and out of order, replayed deliveries, storage failures, lost answers
/// and aggregators killed half-way: fails unless every count equals the naive one. Tables in memory, so that millions take seconds.
/// </summary>
internal static class ExactCountBenchmark
{
    private const int Links = 2000;

    public static async Task<int> RunAsync(string[] args)
    {
        int clicks = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        var day = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);
        var source = new ClickSource(Links, seed: 2, day);
        var random = new Random(3);
        var events = Events(source, clicks, random, day);
        InMemoryTableClient streams = new("streams"), rollups = new("rollups");
        var unreadable = new InMemoryQueueClient(TimeProvider.System);
        ClickAggregator NewAggregator() => new(streams, rollups, unreadable, new ClickOptions { CachedRollups = 3000 }, NullLogger<ClickAggregator>.Instance);

        var aggregator = NewAggregator();
        int kills = 0, failures = 0, deliveries = 0;
        long start = Stopwatch.GetTimestamp();
        for (int at = 0; at < events.Count; deliveries++)
        {
            int from = Math.Max(0, at - random.Next(20));
            int to = Math.Min(events.Count, at + random.Next(1, 100));
            using var kill = new CancellationTokenSource();
            if (random.Next(4) == 0)
            {
                int after = random.Next(1000);
                rollups.Faults.BeforeCallAsync = (_, _) => Interlocked.Decrement(ref after) == 0 ? kill.CancelAsync() : Task.CompletedTask;
                kills++;
            }
            if (random.Next(4) == 0)
                rollups.Faults.FailNext(1, operation: "UpdateEntity");
            if (random.Next(4) == 0)
                rollups.Faults.LoseNextAnswers(1, operation: "UpdateEntity");
            if (random.Next(8) == 0)
                streams.Faults.LoseNextAnswers(1);
            try
            {
                await aggregator.AggregateAsync("0", events[from..to], kill.Token);
                at = to;
            }
            catch (Exception exception) when (exception is RequestFailedException or OperationCanceledException)
            {
                failures++;
                aggregator = NewAggregator();
            }
            rollups.Faults.BeforeCallAsync = null;
        }
        var took = Stopwatch.GetElapsedTime(start);
        long difference = await AggregatorBenchmark.DifferenceAsync(source, rollups, Links);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{clicks:N0} clicks in {events.Count:N0} events, {deliveries:N0} deliveries, {kills} armed kills, {failures} failed deliveries, {took.TotalSeconds:N1} s: difference {difference}"));
        return difference == 0 ? 0 : 1;
    }

    private static List<HubEvent> Events(ClickSource source, int clicks, Random random, DateTimeOffset day)
    {
        List<string> packs = [];
        long first = 1;
        for (int producer = 0; first <= clicks; producer++)
        {
            string id = $"producer{producer}";
            long next = 1;
            for (int i = 0; i < 200 && first <= clicks; i++)
            {
                int size = random.Next(1, 120);
                string pack = source.NextPack(id, next, size);
                packs.Add(pack);
                if (random.Next(10) == 0)
                    packs.Add(pack);
                if (random.Next(10) == 0)
                    packs.Add(Tail(pack, id, next));
                next += size;
                first += size;
            }
        }
        // Not in order, but near it: spilled packs come some minutes late.
        var order = packs.Select((pack, index) => (pack, Key: index + (random.Next(20) == 0 ? random.Next(300) : 0))).OrderBy(entry => entry.Key);
        return [.. order.Select((entry, sequence) => new HubEvent(sequence, entry.pack, day.AddMilliseconds(sequence)))];
    }

    // The same clicks once more, cut elsewhere.
    private static string Tail(string pack, string producer, long first)
    {
        string[] records = pack.Split(';')[3..];
        int skip = records.Length / 2;
        return ClickPack.Header(producer, first + skip) + string.Concat(records[skip..].Select(record => ";" + record));
    }
}

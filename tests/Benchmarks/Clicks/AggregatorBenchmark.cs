using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Clicks;
using Smartlinks.Support;

namespace Smartlinks.Benchmarks.Clicks;

/// <summary>
/// Clicks a second that one hub partition's aggregator counts into a real Azurite: <c>aggregator [clicks] [links] [clicks a delivery]</c>.
/// Without arguments: 10^6 clicks over 10,000 links and over 100, both in deliveries of 100 packs of 100.
/// </summary>
internal static class AggregatorBenchmark
{
    private const int PackClicks = 100;

    public static async Task<int> RunAsync(string[] args)
    {
        int[] given = [.. args.Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        int clicks = given.ElementAtOrDefault(0) is > 0 and var asked ? asked : 1_000_000;
        int delivery = given.ElementAtOrDefault(2) is > 0 and var size ? size : 10_000;
        var azurite = new AzuriteFixture();
        await azurite.InitializeAsync();
        try
        {
            foreach (int links in given.ElementAtOrDefault(1) is > 0 and var one ? new[] { one } : [10_000, 100])
                await RunAsync(azurite, clicks, links, delivery);
        }
        finally
        {
            await azurite.DisposeAsync();
        }
        return 0;
    }

    private static async Task RunAsync(AzuriteFixture azurite, int clicks, int links, int delivery)
    {
        var rollups = await azurite.NewTableAsync();
        var aggregator = new ClickAggregator(await azurite.NewTableAsync(), rollups, await azurite.NewQueueAsync(), new ClickOptions(), NullLogger<ClickAggregator>.Instance);
        var day = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);
        var source = new ClickSource(links, seed: 1, day);
        var output = Console.Out;
        await output.WriteLineAsync($"{links} links, deliveries of {delivery / PackClicks} packs of {PackClicks} clicks");
        var elapsed = TimeSpan.Zero;
        int stretch = 0, done = 0;
        var stretchTime = TimeSpan.Zero;
        for (int sequence = 0, next = 10_000; done < clicks;)
        {
            List<HubEvent> events = [];
            for (int i = 0; i < delivery / PackClicks; i++, sequence++)
                events.Add(new HubEvent(sequence, source.NextPack("producer", ((long)sequence * PackClicks) + 1, PackClicks), day.AddSeconds(sequence)));
            long start = Stopwatch.GetTimestamp();
            await aggregator.AggregateAsync("0", events);
            var took = Stopwatch.GetElapsedTime(start);
            elapsed += took;
            stretchTime += took;
            stretch += delivery;
            done += delivery;
            if (done < next && done < clicks)
                continue;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"  to {done,9:N0} clicks: {stretch / stretchTime.TotalSeconds,8:N0} clicks/s in this stretch, {done / elapsed.TotalSeconds,8:N0} overall, {GC.GetTotalMemory(false) / 1e6:N0} MB heap"));
            (stretch, stretchTime, next) = (0, TimeSpan.Zero, next < 100_000 ? next * 10 : next + 100_000);
        }
        await output.WriteLineAsync($"  difference to the naive count: {await DifferenceAsync(source, rollups, links)}");
    }

    internal static async Task<long> DifferenceAsync(ClickSource source, Storage.ITableClient rollups, int links)
    {
        var reporter = new ClickReporter(rollups);
        long difference = 0;
        for (int link = 0; link < links; link++)
        {
            var report = await reporter.GetAsync(source.Links[link], new DateOnly(2026, 11, 20), new DateOnly(2026, 11, 30));
            difference += Math.Abs(report.Visits - source.Tally[link].Visits) + Math.Abs(report.Clicks - source.Tally[link].Clicks);
        }
        return difference;
    }
}

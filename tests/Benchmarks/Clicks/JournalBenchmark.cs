using System.Diagnostics;
using System.Globalization;
using Smartlinks.Clicks;

namespace Smartlinks.Benchmarks.Clicks;

/// <summary>
/// What a click costs the fan's path, what reading it back costs, and what the tables of build/make-data.mjs cost at start: <c>journal [appends] [data folder]</c>.
/// </summary>
internal static class JournalBenchmark
{
    private const string UserAgent =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

    public static async Task<int> RunAsync(string[] args)
    {
        int appends = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        string folder = Directory.CreateTempSubdirectory("smartlinks-journal-").FullName;
        try
        {
            if (args.Length > 1)
            {
                await ReportAsync("load countries.bin, cold", 1, Time(() => CountryTable.Load(args[1])));
                await ReportAsync("load crawlers.json, cold", 1, Time(() => CrawlerList.Load(args[1])));
                var crawlers = CrawlerList.Load(args[1]);
                crawlers.IsCrawler(UserAgent);
                await ReportAsync("unknown User-Agent", 1000, Time(() =>
                {
                    for (int i = 0; i < 1000; i++)
                        crawlers.IsCrawler(UserAgent);
                }));
            }
            foreach (int threads in new[] { 1, 2 })
                await ReportAsync($"append, {threads} thread(s)", appends, Append(folder, appends, threads));
            var agents = new VisitorAgents(CrawlerList.BuiltIn);
            await ReportAsync("known User-Agent", appends, Time(() =>
            {
                for (int i = 0; i < appends; i++)
                    agents.Read(UserAgent);
            }));
            const int PackClicks = 1000;
            string pack = new ClickSource(1000, 1, DateTimeOffset.UnixEpoch).NextPack("producer", 1, PackClicks);
            var texts = new TextPool();
            List<Click> clicks = [];
            await ReportAsync("parse one click of a pack", appends, Time(() =>
            {
                for (int i = 0; i < appends / PackClicks; i++)
                {
                    clicks.Clear();
                    ClickPack.TryParse(pack, texts, clicks, out _, out _);
                }
            }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        return 0;
    }

    private static (TimeSpan Took, long Allocated) Append(string folder, int appends, int threads)
    {
        using var journal = new ClickJournal(new ClickOptions { JournalFolder = folder }, TimeProvider.System);
        var click = new Click("lnk_7m2q9xk7m2q9x", DateTimeOffset.UnixEpoch, ClickKind.Click, "spotify", "l.instagram.com", "instagram", "bio", "launch", DeviceClass.Phone, "DE");
        journal.TryAppend(click);
        return Time(() => Parallel.For(0, threads, _ =>
        {
            for (int i = 0; i < appends / threads; i++)
                journal.TryAppend(click);
        }));
    }

    private static (TimeSpan Took, long Allocated) Time(Action action)
    {
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        action();
        return (Stopwatch.GetElapsedTime(start), GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    private static Task ReportAsync(string what, int count, (TimeSpan Took, long Allocated) result) =>
        Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{what,-28} {result.Took.TotalNanoseconds / count,8:N0} ns, {(double)result.Allocated / count:N1} B"));
}

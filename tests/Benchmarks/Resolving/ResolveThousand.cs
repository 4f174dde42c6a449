using System.Globalization;
using Smartlinks.StreamingServices;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>
/// A thousand made-up releases queued at once (<c>resolve-thousand [--count n]</c>): all are settled, every service decided, no limit broken. Pacing cannot
/// be switched off, so the time is set against the least the slowest source's pace allows. Fails when anything is lost, wrong or refused.
/// </summary>
internal static class ResolveThousand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(2);

    public static async Task<int> RunAsync(string[] args)
    {
        var count = new Arguments(args, "--count").Number("--count", 1_000);
        var folder = Directory.CreateTempSubdirectory("smartlinks-made-");
        try
        {
            var file = Path.Combine(folder.FullName, "made.csv");
            await MadeCatalogue.WriteAsync(file, count);
            return await RunAsync(file, count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(string file, int count)
    {
        await using var run = await ResolvingRun.StartAsync("--catalogue", file);
        var from = run.Elapsed;
        var creating = await run.CreateAsync(Isrcs.Of(file, count));
        var isSettled = await run.SettleAsync(s_patience);
        var took = run.Elapsed - from;
        await run.LookAgainAsync();

        var meters = await run.Sandbox.MetersAsync();
        var (matches, wrong) = Report.Matches(new MatchCheck([file]), run.Links, TimeProvider.System.GetUtcNow());
        var seen = run.Links.Select(link => link.Seen!).ToList();
        var undecided = seen.Count(link => link.Destinations.Count != StreamingService.All.Count || !link.IsSettled);
        await Console.Out.WriteLineAsync($"{Report.Times(run.Links, creating, took)}{undecided} links with an undecided service; {seen.Count(link => link.WaitsForQuota)} wait for YouTube's quota and nothing else\n");
        await Console.Out.WriteLineAsync($"{Report.Verdicts(seen)}\n{matches}\n{Report.Meters(meters)}\n{Report.Kept(meters)}\n\n{Least(count, took)}");
        return isSettled && undecided == 0 && wrong == 0 && seen.Count == count && meters.All(meter => meter.IsKept) ? 0 : 1;
    }

    private static string Least(int count, TimeSpan took)
    {
        var least = LeastTime.For(count).OrderByDescending(source => source.Time).ToList();
        return Table.Write(["source", "least time by its pace", "taken / least"], least.Select(source => (IReadOnlyList<string>)
            [source.Source, string.Create(CultureInfo.InvariantCulture, $"{source.Time.TotalSeconds:0} s"), source.Time > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"{took / source.Time:0.00}") : ""]));
    }
}

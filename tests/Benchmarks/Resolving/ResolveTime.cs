using System.Globalization;
using Smartlinks.EndToEnd.Tests;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using StreamingService = Smartlinks.StreamingServices.StreamingService;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>
/// How long one release takes beyond the services' own time (<c>resolve-time [--rounds n]</c>): links one at a time, with nobody slow and with one service
/// slow at a time, title and artists given at creation or not. Times count from the first request the sandbox saw; a match counts when the API shows it as its
/// service's own answer made it, not as a third party told of it before.
/// </summary>
internal static class ResolveTime
{
    private static readonly int[] s_delays = [300, 800, 2_000];

    /// <summary>TIDAL's turn comes every five seconds: what is measured is not the waiting for it.</summary>
    private static readonly TimeSpan s_betweenLinks = TimeSpan.FromSeconds(5.5);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = new Arguments(args, "--rounds").Number("--rounds", 1);
        var folder = Directory.CreateTempSubdirectory("smartlinks-made-");
        try
        {
            var file = Path.Combine(folder.FullName, "made.csv");
            await MadeCatalogue.WriteAsync(file, 400);
            var tracks = new Queue<Track>(Catalogue.Load([file]).Tracks.Where(track => track.Isrc.StartsWith("QZTST26", StringComparison.Ordinal) && track.Version is null));
            await using var run = await ResolvingRun.StartAsync("--catalogue", file);
            await MeasureAsync(run, "warming up", 0, false, tracks.Dequeue());
            var measured = new List<Measured>();
            for (var round = 0; round < rounds; round++) measured.AddRange(await MeasureRoundAsync(run, tracks));
            return await ShowAsync(measured, await run.Sandbox.MetersAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<Measured>> MeasureRoundAsync(ResolvingRun run, Queue<Track> tracks)
    {
        var measured = new List<Measured>();
        for (var link = 0; link < 10; link++) measured.Add(await MeasureAsync(run, "nobody", 0, link % 2 == 1, tracks.Dequeue()));
        foreach (var delay in s_delays)
        {
            foreach (var (service, index) in StreamingService.All.Select((service, index) => (service, index)))
            {
                await run.Sandbox.SlowAsync(service.Id, delay);
                measured.Add(await MeasureAsync(run, service.Id, delay, (index + delay / 100) % 2 == 1, tracks.Dequeue()));
                await run.Sandbox.HealAsync(service.Id);
            }
        }

        return measured;
    }

    private static async Task<Measured> MeasureAsync(ResolvingRun run, string slow, int delay, bool isTitleGiven, Track track)
    {
        await Task.Delay(s_betweenLinks);
        await run.Sandbox.ForgetRequestsAsync();
        var created = isTitleGiven
            ? await run.Api.CreateLinkAsync(track.Isrc, ("title", track.Title), ("artists", track.Artists))
            : await run.Api.CreateLinkAsync(track.Isrc);
        var seen = new List<(DateTimeOffset At, string Matches)>();
        SeenLink link;
        do
        {
            link = await run.GetAsync(created.Text("id"));
            var matches = string.Join(' ', link.Destinations.Where(destination => destination.IsMatch).Select(destination => $"{destination.Service}={destination.Status},{destination.Url},{destination.CheckedAt:O}"));
            if (matches != (seen.Count == 0 ? "" : seen[^1].Matches)) seen.Add((TimeProvider.System.GetUtcNow(), matches));
            await Task.Delay(s_look);
            if (TimeProvider.System.GetUtcNow() - created.GetProperty("createdAt").GetDateTimeOffset() > s_patience) throw new TimeoutException($"{track.Isrc} does not settle.");
        }
        while (!link.IsSettled);

        var path = CriticalPath.Of(await run.Sandbox.RequestsAsync(), isTitleGiven);
        return new Measured(slow, delay, isTitleGiven, link.Destinations.Count(destination => destination.IsMatch), seen[0].At - path.FirstRequestAt, seen[^1].At - path.FirstRequestAt, path);
    }

    private static async Task<int> ShowAsync(List<Measured> measured, IReadOnlyList<MeterLine> meters)
    {
        var all = Table.Write(["slow service", "by ms", "title given", "matches", "first match ms", "last match ms", "slowest request ms", "slowest service ms", "critical path ms", "last − path ms"],
            measured.Select(each => (IReadOnlyList<string>)
            [
                each.Slow, Number(each.Delay), each.IsTitleGiven ? "yes" : "no", Number(each.Matches), Ms(each.First), Ms(each.Last), Ms(each.Path.SlowestRequest), Ms(each.Path.SlowestService), Ms(each.Path.Path), Ms(each.OverPath),
            ]));
        var rows = measured.GroupBy(each => each.Delay).Select(group => Row(group.Key == 0 ? "nobody slow" : $"one slow by {group.Key} ms", [.. group]))
            .Append(Row("title given", [.. measured.Where(each => each.IsTitleGiven)])).Append(Row("title not given", [.. measured.Where(each => !each.IsTitleGiven)])).Append(Row("all", measured));
        await Console.Out.WriteLineAsync($"{all}\n{Table.Write(["links", "number", "first match ms", "last match ms", "last − slowest service ms", "last − critical path ms", "worst"], rows)}\nmedians; the bar for last − critical path is 150 ms\n{Report.Kept(meters)}");
        return meters.All(meter => meter.IsKept) ? 0 : 1;
    }

    private static IReadOnlyList<string> Row(string name, IReadOnlyList<Measured> measured) =>
    [
        name, Number(measured.Count), Median(measured, each => each.First), Median(measured, each => each.Last), Median(measured, each => each.Last - each.Path.SlowestService), Median(measured, each => each.OverPath),
        Ms(measured.Max(each => each.OverPath)),
    ];

    private static string Median(IEnumerable<Measured> measured, Func<Measured, TimeSpan> value) => Ms(TimeSpan.FromMilliseconds(Report.Part([.. measured.Select(each => value(each).TotalMilliseconds).Order()], 0.5)));

    private static string Ms(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0}");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <param name="First">From the first request to the first match, as seen through the API.</param>
    /// <param name="Last">The same to the last one.</param>
    private sealed record Measured(string Slow, int Delay, bool IsTitleGiven, int Matches, TimeSpan First, TimeSpan Last, CriticalPath Path)
    {
        public TimeSpan OverPath => Last - Path.Path;
    }
}

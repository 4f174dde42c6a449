using System.Globalization;
using Smartlinks.StreamingServices;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>
/// All recordings of a catalogue file, unattended: precision, recall, times, limits; then a few days of the story, in which YouTube's quota is reset
/// (<c>resolve-catalogue --catalogue FILE [--count n] [--days n]</c>). Fails when a confirmed one is wrong, a limit is broken or anything stays undecided.
/// </summary>
internal static class ResolveCatalogue
{
    private const int SearchesPerDay = 100;
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(2);

    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, "--catalogue", "--count", "--days");
        var file = Path.GetFullPath(arguments.Text("--catalogue") ?? throw new ArgumentException("--catalogue FILE is missing."));
        var check = new MatchCheck([file]);
        var isrcs = Isrcs.Of(file, arguments.Number("--count", int.MaxValue));

        await using var run = await ResolvingRun.StartAsync("--catalogue", file);
        var from = run.Elapsed;
        var creating = await run.CreateAsync(isrcs);
        var isSettled = await run.SettleAsync(s_patience);
        var took = run.Elapsed - from;
        await run.LookAgainAsync();
        var meters = await run.Sandbox.MetersAsync();
        var (matches, wrong) = Report.Matches(check, run.Links, TimeProvider.System.GetUtcNow());
        await Console.Out.WriteLineAsync($"{Report.Times(run.Links, creating, took)}\n{matches}\n{Report.Verdicts([.. run.Links.Select(link => link.Seen!)])}\n{Report.Meters(meters)}\n{Report.Kept(meters)}\n");

        var (daysWrong, daysKept) = await LiveDaysAsync(run, check, arguments.Number("--days", 3));
        return isSettled && wrong + daysWrong == 0 && daysKept && meters.All(meter => meter.IsKept) ? 0 : 1;
    }

    /// <summary>A day of the story at a time: what waits for YouTube's quota grows less by the searches of a day, and no more are made.</summary>
    private static async Task<(int Wrong, bool IsKept)> LiveDaysAsync(ResolvingRun run, MatchCheck check, int days)
    {
        var rows = new List<IReadOnlyList<string>> { Row(0, run, "") };
        var isKept = true;
        for (var day = 1; day <= days && run.Links.Any(link => link.Seen!.WaitsForQuota); day++)
        {
            await run.Sandbox.ResetMetersAsync();
            var ahead = TimeSpan.FromDays(day);
            await run.Sandbox.MoveClockAsync(ahead);
            // Whoever waited is asked again, once: found, or waiting for the next day's quota.
            await run.SettleAsync(s_patience, link => link.IsSettled && !(link.NextLookUpAt <= TimeProvider.System.GetUtcNow() + ahead + TimeSpan.FromMinutes(1)));
            var meters = await run.Sandbox.MetersAsync();
            var searches = meters.Single(meter => meter.Source == "youtube-music-search");
            isKept &= meters.All(meter => meter.IsKept) && searches.Requests <= SearchesPerDay;
            rows.Add(Row(day, run, $"{searches.Requests}, {searches.Refused} refused"));
            await Console.Error.WriteLineAsync($"{run.Elapsed:hh\\:mm\\:ss} day {day}: {Report.Kept(meters)}");
        }

        var (matches, wrong) = Report.Matches(check, run.Links, TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(days));
        await Console.Out.WriteLineAsync($"{Table.Write(["day", "wait for YouTube's quota", "YouTube confirmed", "YouTube probable", "searches of the day"], rows)}\n{matches}");
        return (wrong, isKept);
    }

    private static IReadOnlyList<string> Row(int day, ResolvingRun run, string searches)
    {
        var seen = run.Links.Select(link => link.Seen!.Find(StreamingService.YouTubeMusic)).OfType<SeenDestination>().ToList();
        return [Text(day), Text(seen.Count(destination => destination.WaitsForQuota)), Text(seen.Count(destination => destination.Status == "confirmed")), Text(seen.Count(destination => destination.Status == "probable")), searches];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

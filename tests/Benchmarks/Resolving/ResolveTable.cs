using System.Globalization;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>
/// Real releases of the built-in catalogue, made by ISRC over the API of a LocalHost, as a table of services and verdicts
/// (<c>resolve-table [n] [--write FILE]</c>). Fails when anything stays undecided, a limit is broken or a confirmed one is wrong.
/// </summary>
internal static class ResolveTable
{
    private const string Fictional = "Smartlinks ";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(20);

    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(args, "--write");
        var count = arguments.Bare is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 40;
        var check = new MatchCheck([]);
        var chosen = Choose(check.Tracks, count);

        await using var run = await ResolvingRun.StartAsync();
        var from = run.Elapsed;
        var creating = await run.CreateAsync(chosen.Select(track => track.Isrc));
        var isSettled = await run.SettleAsync(s_patience);
        var took = run.Elapsed - from;
        await run.LookAgainAsync();
        var meters = await run.Sandbox.MetersAsync();

        var table = Show(chosen, run.Links);
        var (matches, wrong) = Report.Matches(check, run.Links, TimeProvider.System.GetUtcNow());
        await Console.Out.WriteLineAsync($"{table}\n{matches}\n{Report.Meters(meters)}\n{Report.Times(run.Links, creating, took)}{Report.Kept(meters)}");
        if (arguments.Text("--write") is { } file) await WriteAsync(Path.Combine(LocalTools.RepositoryRoot, file), table, run.Links.Count);
        return isSettled && wrong == 0 && meters.All(meter => meter.IsKept) ? 0 : 1;
    }

    /// <summary>Real recordings, spread evenly over the catalogue, always the same.</summary>
    private static List<Track> Choose(IReadOnlyList<Track> tracks, int count)
    {
        var real = tracks.Where(track => !track.Artists.Any(artist => artist.StartsWith(Fictional, StringComparison.Ordinal))).DistinctBy(track => track.Isrc).ToList();
        count = Math.Min(count, real.Count);
        return [.. Enumerable.Range(0, count).Select(index => real[index * real.Count / count])];
    }

    private static string Show(IReadOnlyList<Track> chosen, IReadOnlyList<AskedLink> links)
    {
        var seen = links.ToDictionary(link => link.Isrc, link => link.Seen!);
        var rows = chosen.Select(track => (IReadOnlyList<string>)
            [track.Isrc, Table.Shorten(track.TitleWithVersion, 36), Table.Shorten(track.Artists[0], 22), .. StreamingService.All.Select(service => $"{seen[track.Isrc].Find(service)?.Letter ?? '…'}")]);
        var totals = "CPS–…".Select(letter => (IReadOnlyList<string>)
            ["", $"all {letter}", "", .. StreamingService.All.Select(service => links.Count(link => link.Seen!.Find(service)?.Letter == letter).ToString(CultureInfo.InvariantCulture))]);
        return Table.Write(["ISRC", "title", "artist", .. StreamingService.All.Select(service => service.Name)], rows.Concat(totals))
            + "\nC confirmed · P probable, for review · S search link · – not found · … waits (for a quota, or an answer)\n";
    }

    private static Task WriteAsync(string file, string table, int count) => File.WriteAllTextAsync(file, $"""
        # {count} real releases resolved

        What LocalHost made of {count} ISRCs of its built-in catalogue, given to the API one by one and left alone; nothing but the code was given. Written by

            dotnet run -c Release --project tests/Benchmarks -- resolve-table {count} --write docs/resolved-releases.md

        The sandbox knows every row at all nine services unless the catalogue says otherwise. A dash is an answer: the service does not have it, or has
        something else. [matching.md](matching.md) says what makes a verdict.

        {table}
        """);
}

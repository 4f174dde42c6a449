using System.Globalization;
using System.Text;
using Smartlinks.StreamingServices;

namespace Smartlinks.Benchmarks.Resolving;

/// <summary>What the runs print: verdicts by service, meters, times.</summary>
internal static class Report
{
    public static string Verdicts(IReadOnlyList<SeenLink> links)
    {
        string[] statuses = ["confirmed", "probable", "search", "notFound", "pending"];
        return Table.Write(["service", .. statuses], StreamingService.All.Select(service => (IReadOnlyList<string>)
            [service.Name, .. statuses.Select(status => Text(links.Count(link => link.Find(service)?.Status == status)))]));
    }

    public static string Meters(IEnumerable<MeterLine> meters) => Table.Write(["source", "limit", "requests", "refused", "peak", "allowed"], meters.Select(meter => (IReadOnlyList<string>)
        [meter.Source, meter.Limit, Text(meter.Requests), Text(meter.Refused), Text(meter.Peak), Text(meter.Allowed)]));

    /// <summary>"0 limits broken", or which.</summary>
    public static string Kept(IReadOnlyList<MeterLine> meters)
    {
        var broken = meters.Where(meter => !meter.IsKept).Select(meter => meter.Source).ToList();
        return broken.Count == 0 ? $"no limit broken at {meters.Count} meters" : $"LIMITS BROKEN: {string.Join(", ", broken)}";
    }

    /// <summary>What matches really are: precision and recall by service, and every wrong one.</summary>
    public static (string Text, int Wrong) Matches(MatchCheck check, IReadOnlyList<AskedLink> links, DateTimeOffset now)
    {
        var rows = new List<IReadOnlyList<string>>();
        var wrong = new StringBuilder();
        var (allConfirmed, allWrong, allThere) = (0, 0, 0);
        foreach (var service in StreamingService.All)
        {
            var at = links.Where(link => link.Seen?.Find(service) is { }).Select(link => (link.Isrc, Destination: link.Seen!.Find(service)!)).ToList();
            var there = links.Count(link => check.IsAt(service, link.Isrc, now));
            var confirmed = at.Where(each => each.Destination.Status == "confirmed").ToList();
            var wrongOnes = confirmed.Select(each => (each.Isrc, each.Destination, Why: check.WhatIsWrong(each.Isrc, each.Destination))).Where(each => each.Why is not null).ToList();
            var probable = at.Where(each => each.Destination.Status == "probable").ToList();
            var probableRight = probable.Count(each => check.WhatIsWrong(each.Isrc, each.Destination) is null);
            foreach (var (isrc, destination, why) in wrongOnes) wrong.Append(CultureInfo.InvariantCulture, $"WRONG {service.Id} {isrc}: {destination.Url} is {why}\n");
            (allConfirmed, allWrong, allThere) = (allConfirmed + confirmed.Count, allWrong + wrongOnes.Count, allThere + there);
            rows.Add([service.Name, Text(there), Text(confirmed.Count), Text(wrongOnes.Count), Percent(confirmed.Count - wrongOnes.Count, there), $"{probableRight} of {probable.Count}"]);
        }

        rows.Add(["all", Text(allThere), Text(allConfirmed), Text(allWrong), Percent(allConfirmed - allWrong, allThere), ""]);
        var reused = links.Where(link => check.IsReused(link.Isrc)).ToList();
        var text = Table.Write(["service", "has it", "confirmed", "wrong", "recall", "probable and right"], rows)
            + $"precision of confirmed: {Percent(allConfirmed - allWrong, allConfirmed)}\n"
            + $"ISRCs that stand for several recordings: {reused.Count}; confirmed on them: {reused.Sum(link => link.Seen?.Destinations.Count(destination => destination.Status == "confirmed") ?? 0)}\n";
        return (text + wrong, allWrong);
    }

    public static string Times(IReadOnlyList<AskedLink> links, TimeSpan creating, TimeSpan all)
    {
        var first = links.Where(link => link.FirstMatchAt is not null).Select(link => (link.FirstMatchAt!.Value - link.CreatedAt).TotalSeconds).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture,
            $"{links.Count} links created in {creating.TotalSeconds:0.0} s; all settled after {all.TotalSeconds:0} s; first match after {Part(first, 0.5):0.0} s (median), {Part(first, 0.95):0.0} s (95 %), {Part(first, 1):0.0} s (last)\n");
    }

    /// <summary>A quantile of values in ascending order; 0 of none.</summary>
    public static double Part(IReadOnlyList<double> ordered, double share) => ordered.Count == 0 ? 0 : ordered[Math.Min(ordered.Count - 1, (int)(ordered.Count * share))];

    private static string Percent(int part, int whole) => whole == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.0} %");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

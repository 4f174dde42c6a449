using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Faults;

/// <summary>Holds the reports against what the load itself knows, to the unit.</summary>
internal static class CountVerdict
{
    private static readonly TimeSpan s_countedWithin = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Waits until everything that was recorded has been through the hub and the aggregator, then: what was answered is counted exactly once, what was
    /// not once or not at all, and there is nothing else.
    /// </summary>
    public static async Task AssertExactAsync(this LocalHostProcess host, IReadOnlyList<LoadLink> links, params IReadOnlyList<Load> loads)
    {
        await host.WaitUntilCountedAsync(links, loads);
        foreach (var link in links)
        {
            var wrong = Compare(await host.Api.GetReportAsync(link.Id), [.. loads.Select(load => load[link])]);
            Assert.True(wrong.Count == 0, $"{link.Id}: {string.Join("; ", wrong.Take(10))}");
        }
    }

    private static async Task WaitUntilCountedAsync(this LocalHostProcess host, IReadOnlyList<LoadLink> links, IReadOnlyList<Load> loads)
    {
        foreach (var link in links)
        {
            var tallies = loads.Select(load => load[link]).ToList();
            // Ends at the deadline too: the comparison that follows says what is missing.
            await TryUntilAsync(async () => HasAllAnswered(await host.Api.GetReportAsync(link.Id), tallies));
        }

        // A click after all others: when it is counted, so are those before it of its process; what dead ones left is sent when their files are gone.
        var last = await host.Api.CreateAsync(("destinations", new Dictionary<string, string> { ["deezer"] = "https://www.deezer.com/track/3135556" }));
        await using (var marker = new Load(host.Url, [new LoadLink(last.Text("id"), last.Text("slug"))]).Start()) await marker.WaitForAnswersAsync(1);
        await host.WaitForReportAsync(last.Text("id"), report => report.GetProperty("visits").GetInt64() > 0);
        await Eventually.HoldsAsync(() => Producers(host).Count() <= 1, "what dead processes left is sent", () => string.Join(", ", Producers(host)));
        await Eventually.HoldsAsync(async () => await host.CountWaitingEventsAsync() == 0, "the aggregator is through", deadline: s_countedWithin);
    }

    private static List<string> Compare(JsonElement report, IReadOnlyList<LinkTally> tallies)
    {
        var wrong = new List<string>();
        var campaigns = report.GetProperty("byUtmCampaign").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetInt64());
        var (visits, sentOn) = (0L, 0L);
        foreach (var (name, (kind, answered)) in tallies.SelectMany(tally => tally.Named))
        {
            var count = campaigns.Remove(name, out var counted) ? counted : 0;
            visits += count;
            sentOn += kind == RequestKind.SentOn ? count : 0;
            if (answered ? count != 1 : count > 1) wrong.Add($"{name} ({kind}) was {(answered ? "answered" : "not answered")} and counted {count} times");
        }

        wrong.AddRange(campaigns.Select(entry => $"nobody asked for {entry.Key}, counted {entry.Value} times"));
        var (answeredClicks, unknownClicks) = (tallies.Sum(tally => tally.ClicksAnswered), tallies.Sum(tally => tally.ClicksUnknown));
        var clicks = report.GetProperty("clicks").GetInt64() - sentOn;
        if (report.GetProperty("visits").GetInt64() != visits) wrong.Add($"{report.GetProperty("visits")} visits where {visits} have a name");
        if (clicks < answeredClicks || clicks > answeredClicks + unknownClicks) wrong.Add($"{clicks} clicks where {answeredClicks} were answered and {unknownClicks} not");
        if (report.GetProperty("byService").TryGetProperty("spotify", out var spotify) ? spotify.GetInt64() != clicks : clicks != 0) wrong.Add($"{clicks} clicks, by service {report.GetProperty("byService")}");
        if (report.GetProperty("bots").GetInt64() != 0) wrong.Add($"{report.GetProperty("bots")} bots");
        return wrong;
    }

    private static bool HasAllAnswered(JsonElement report, IReadOnlyList<LinkTally> tallies)
    {
        var campaigns = report.GetProperty("byUtmCampaign");
        var named = tallies.SelectMany(tally => tally.Named).Where(pair => pair.Value.Answered).ToList();
        var clicks = tallies.Sum(tally => tally.ClicksAnswered) + named.Count(pair => pair.Value.Kind == RequestKind.SentOn);
        return report.GetProperty("clicks").GetInt64() >= clicks && named.TrueForAll(pair => campaigns.TryGetProperty(pair.Key, out _));
    }

    private static async Task TryUntilAsync(Func<Task<bool>> condition)
    {
        try
        {
            await Eventually.HoldsAsync(condition, "everything answered is counted", deadline: s_countedWithin);
        }
        catch (TimeoutException)
        {
        }
    }

    private static IEnumerable<string> Producers(LocalHostProcess host) =>
        Directory.EnumerateFiles(Path.Combine(host.DataFolder, "journal"), "*.journal").Select(file => Path.GetFileName(file).Split('-')[0]).Distinct();
}

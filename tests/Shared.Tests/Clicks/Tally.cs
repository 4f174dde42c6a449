using Smartlinks.Clicks;

namespace Smartlinks.Tests.Clicks;

/// <summary>The naive count: every click once, in a dictionary.</summary>
internal sealed class Tally
{
    public static readonly DateOnly FirstDay = new(2026, 11, 19);
    public static readonly DateOnly LastDay = new(2026, 11, 22);

    private readonly Dictionary<string, Dictionary<string, long>> _links = [];

    public void Add(in Click click)
    {
        if (!_links.TryGetValue(click.LinkId, out var counts))
            _links[click.LinkId] = counts = [];
        bool visit = click.Kind is ClickKind.Visit or ClickKind.SentOn;
        bool chosen = click.Kind is ClickKind.Click or ClickKind.SentOn;
        int day = DateOnly.FromDateTime(click.At.UtcDateTime).DayNumber;
        Count(counts, "bots", click.Kind == ClickKind.Bot);
        Count(counts, "visits", visit);
        Count(counts, "clicks", chosen);
        Count(counts, "visits on " + day, visit);
        Count(counts, "clicks on " + day, chosen);
        Count(counts, "service " + click.Service, chosen && click.Service is not null);
        Count(counts, "referrer " + click.ReferrerHost, visit && click.ReferrerHost is not null);
        Count(counts, "source " + click.UtmSource, visit && click.UtmSource is not null);
        Count(counts, "medium " + click.UtmMedium, visit && click.UtmMedium is not null);
        Count(counts, "campaign " + click.UtmCampaign, visit && click.UtmCampaign is not null);
        Count(counts, "device " + click.Device, visit && click.Device != DeviceClass.Unknown);
        Count(counts, "country " + click.Country, visit && click.Country is not null);
    }

    public async Task AssertEqualsAsync(ClickReporter reporter)
    {
        Assert.NotEmpty(_links);
        foreach (var (link, counts) in _links)
            Assert.Equal(Sorted(counts), Sorted(Flatten(await reporter.GetAsync(link, FirstDay, LastDay))));
    }

    private static Dictionary<string, long> Flatten(ClickReport report)
    {
        Dictionary<string, long> counts = new() { ["bots"] = report.Bots, ["visits"] = report.Visits, ["clicks"] = report.Clicks };
        foreach (var day in report.ByDay)
        {
            counts["visits on " + day.On.DayNumber] = day.Visits;
            counts["clicks on " + day.On.DayNumber] = day.Clicks;
        }
        foreach (var (name, map) in new[]
        {
            ("service", report.ByService), ("referrer", report.ByReferrer), ("source", report.ByUtmSource), ("medium", report.ByUtmMedium),
            ("campaign", report.ByUtmCampaign), ("country", report.ByCountry),
        })
        {
            foreach (var (value, count) in map)
                counts[$"{name} {value}"] = count;
        }
        foreach (var (device, count) in report.ByDevice)
            counts["device " + char.ToUpperInvariant(device[0]) + device[1..]] = count;
        return counts;
    }

    private static IEnumerable<string> Sorted(Dictionary<string, long> counts) =>
        counts.Where(pair => pair.Value != 0).Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal);

    private static void Count(Dictionary<string, long> counts, string name, bool counts1)
    {
        if (counts1)
            counts[name] = counts.GetValueOrDefault(name) + 1;
    }
}

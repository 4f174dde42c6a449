using Smartlinks.Clicks;
using Smartlinks.Support;

namespace Smartlinks.Tests.Clicks;

public sealed class RollupTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_fan_who_is_sent_on_is_a_visit_and_a_click()
    {
        var rollup = Rolled(new Click("lnk_1", s_noon, ClickKind.SentOn, "deezer"));

        Assert.Equal((1, 1, 0), (rollup.Visits, rollup.Clicks, rollup.Bots));
    }

    [Fact]
    public void A_bot_is_in_no_other_count()
    {
        var rollup = Rolled(new Click("lnk_1", s_noon, ClickKind.Bot, "deezer", "t.co", "a", "b", "c", DeviceClass.Phone, "DE"));

        Assert.Equal((0, 0, 1), (rollup.Visits, rollup.Clicks, rollup.Bots));
        Assert.Empty(rollup.Counts);
    }

    [Fact]
    public void Values_beyond_the_bound_count_as_other_the_same_after_each_reload()
    {
        var random = new Random(1);
        var clicks = Enumerable.Range(0, 5000)
            .Select(_ => new Click("lnk_1", s_noon, ClickKind.Visit, ReferrerHost: $"host{random.Next(500)}.example", UtmSource: new string('音', 99) + random.Next(10))).ToArray();
        var whole = Rolled(clicks);
        var reloaded = new Rollup("lnk_1", new DateOnly(2026, 11, 20), "0");
        foreach (var some in clicks.Chunk(37))
        {
            foreach (var click in some)
                reloaded.Apply(click);
            reloaded = RollupRow.Read(RollupRow.From(reloaded), new TextPool());
        }

        Assert.Equal(Sorted(whole), Sorted(reloaded));
        Assert.Equal(Rollup.MaxValues + 1, whole.Counts.Keys.Count(key => key.Dimension == RollupDimension.Referrer));
        Assert.Equal(5000, whole.Counts.Where(pair => pair.Key.Dimension == RollupDimension.Referrer).Sum(pair => pair.Value));
        Assert.Equal(5000, whole.Counts.Where(pair => pair.Key.Dimension == RollupDimension.UtmSource).Sum(pair => pair.Value));
    }

    [Fact]
    public async Task The_fullest_row_is_one_the_table_takes()
    {
        string Text(int i) => new string('音', 97) + i.ToString("D3", System.Globalization.CultureInfo.InvariantCulture);
        var rollup = Rolled([.. Enumerable.Range(0, 999).Select(i => new Click("lnk_1", s_noon, ClickKind.SentOn, Text(i), Text(i), Text(i), Text(i), Text(i), DeviceClass.Phone, Text(i)))]);
        foreach (var key in rollup.Counts.Keys.ToList())
            rollup.Counts[key] = long.MaxValue / 2;

        await new InMemoryTableClient().AddEntityAsync(RollupRow.From(rollup));
    }

    [Fact]
    public async Task A_report_sums_partitions_and_pages_and_has_every_day()
    {
        var table = new InMemoryTableClient { LargestPage = 3, GivesEmptyPageFirst = true };
        for (int partition = 0; partition < 12; partition++)
        {
            foreach (int day in new[] { 18, 19, 21, 22 })
            {
                var at = new DateTimeOffset(2026, 11, day, 23, 59, 59, partition, TimeSpan.Zero);
                var rollup = new Rollup("lnk_1", new DateOnly(2026, 11, day), partition.ToString(System.Globalization.CultureInfo.InvariantCulture));
                rollup.Apply(new Click("lnk_1", at, ClickKind.SentOn, partition == 0 ? "deezer" : "spotify", Country: "DE"));
                rollup.Apply(new Click("lnk_1", at, ClickKind.Bot));
                await table.AddEntityAsync(RollupRow.From(rollup));
            }
        }

        var report = await new ClickReporter(table).GetAsync("lnk_1", new DateOnly(2026, 11, 19), new DateOnly(2026, 11, 21));

        Assert.Equal((24, 24, 24), (report.Visits, report.Clicks, report.Bots));
        Assert.Equal([new(new(2026, 11, 19), 12, 12), new(new(2026, 11, 20), 0, 0), new DayCounts(new(2026, 11, 21), 12, 12)], report.ByDay);
        Assert.Equal([new("spotify", 22), new KeyValuePair<string, long>("deezer", 2)], report.ByService);
        Assert.Equal(24, report.ByCountry["DE"]);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 23, 59, 59, 11, TimeSpan.Zero), report.UpToDateAt);
    }

    [Fact]
    public async Task A_link_nobody_opened_has_a_report_of_zeros()
    {
        var report = await new ClickReporter(new InMemoryTableClient()).GetAsync("lnk_1", new DateOnly(2026, 1, 1), new DateOnly(2027, 1, 1));

        Assert.Equal((0, 0, 0, 366), (report.Visits, report.Clicks, report.Bots, report.ByDay.Count));
        Assert.Null(report.UpToDateAt);
    }

    [Theory]
    [InlineData("2026-01-02", "2026-01-01")]
    [InlineData("2026-01-01", "2027-01-02")]
    public async Task A_range_that_is_empty_or_longer_than_a_year_is_refused(string from, string to) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => new ClickReporter(new InMemoryTableClient())
            .GetAsync("lnk_1", DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture)));

    private static Rollup Rolled(params Click[] clicks)
    {
        var rollup = new Rollup("lnk_1", new DateOnly(2026, 11, 20), "0");
        foreach (var click in clicks)
            rollup.Apply(click);
        return rollup;
    }

    private static IEnumerable<string> Sorted(Rollup rollup) =>
        rollup.Counts.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal);
}

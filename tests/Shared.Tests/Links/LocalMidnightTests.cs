using System.Collections.Concurrent;
using Smartlinks.Links;

namespace Smartlinks.Tests.Links;

/// <summary>
/// A date's beginning in every zone, held against a table that is made without asking for midnights: by walking along the instants and watching the local date change.
/// </summary>
public sealed class LocalMidnightTests
{
    /// <summary>Dates begin on full quarters of an hour; where one does not, the walk goes back minute by minute.</summary>
    private static readonly TimeSpan s_step = TimeSpan.FromMinutes(15);

    /// <summary>No date that is there begins sooner after the one before it.</summary>
    private static readonly TimeSpan s_shortestDay = TimeSpan.FromHours(20);

    [Theory]
    [InlineData(2026, 2027)]
    [InlineData(2010, 2011)] // Midnights skipped and doubled in many zones; Samoa has no December 30th 2011.
    public void A_date_begins_at_the_first_instant_that_has_it_in_every_zone(int firstYear, int lastYear)
    {
        var wrong = new ConcurrentBag<string>();
        var (zones, dates) = (TimeZoneInfo.GetSystemTimeZones(), 0);
        Assert.True(zones.Count > 300, "all zones are there");
        Parallel.ForEach(zones, zone =>
        {
            foreach (var (on, begins) in Table(zone, new DateOnly(firstYear, 1, 1), new DateOnly(lastYear, 12, 31)))
            {
                Interlocked.Increment(ref dates);
                var instant = ReleaseMoment.OnDate(on, null).InstantIn(zone);
                if (instant != begins) wrong.Add($"{zone.Id} {on:yyyy-MM-dd}: {instant:O}, begins {begins:O}");
            }
        });

        Assert.Empty(wrong.Order(StringComparer.Ordinal).Take(20));
        Assert.Equal(zones.Count * 730, dates);
    }

    [Fact]
    public void The_table_knows_skipped_and_doubled_midnights_and_a_skipped_day()
    {
        Assert.Equal(At("2026-09-06T04:00:00Z"), Begins("America/Santiago", new DateOnly(2026, 9, 6)));
        Assert.Equal(At("2026-11-01T04:00:00Z"), Begins("America/Havana", new DateOnly(2026, 11, 1)));
        Assert.Equal(At("2011-12-30T10:00:00Z"), Begins("Pacific/Apia", new DateOnly(2011, 12, 30)));
        Assert.Equal(At("2011-12-30T10:00:00Z"), Begins("Pacific/Apia", new DateOnly(2011, 12, 31)));

        static DateTimeOffset Begins(string zone, DateOnly on) => Table(TimeZoneInfo.FindSystemTimeZoneById(zone), on, on).Single().Begins;

        static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
    }

    /// <summary>For each date the first instant at which the zone's clocks show it, or a later one where no clock ever shows it.</summary>
    private static IEnumerable<(DateOnly On, DateTimeOffset Begins)> Table(TimeZoneInfo zone, DateOnly first, DateOnly last)
    {
        var at = new DateTimeOffset(first.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddHours(-36);
        for (var on = first; on <= last; on = on.AddDays(1))
        {
            if (DateIn(zone, at + s_shortestDay) < on) at += s_shortestDay;
            while (DateIn(zone, at) < on) at += s_step;
            var begins = at;
            while (DateIn(zone, begins.AddMinutes(-1)) >= on && begins > at - s_step) begins = begins.AddMinutes(-1);
            yield return (on, begins);
        }
    }

    private static DateOnly DateIn(TimeZoneInfo zone, DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
}

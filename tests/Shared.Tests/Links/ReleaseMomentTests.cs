using Smartlinks.Links;

namespace Smartlinks.Tests.Links;

public sealed class ReleaseMomentTests
{
    private static readonly TimeZoneInfo s_utc = TimeZoneInfo.Utc;

    [Theory]
    [InlineData("Pacific/Kiritimati", "2026-12-04", "2026-12-03T10:00:00Z")] // UTC+14
    [InlineData("Pacific/Pago_Pago", "2026-12-04", "2026-12-04T11:00:00Z")] // UTC-11
    [InlineData("Etc/GMT+12", "2026-12-04", "2026-12-04T12:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-12-04", "2026-12-03T18:15:00Z")]
    [InlineData("Europe/Berlin", "2026-07-03", "2026-07-02T22:00:00Z")]
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z")] // midnight skipped: the day begins at 01:00
    [InlineData("Africa/Cairo", "2023-04-28", "2023-04-27T22:00:00Z")] // midnight skipped
    [InlineData("Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z")] // midnight skipped
    [InlineData("America/Havana", "2022-11-06", "2022-11-06T04:00:00Z")] // midnight twice: the first one counts
    [InlineData("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z")] // back from 00:00 to 23:00 of the day before: the date changes once
    public void A_local_date_begins_at_midnight_of_the_fans_zone(string zone, string on, string instant)
    {
        var release = ReleaseMoment.OnDate(DateOnly.Parse(on, null), null);
        var fan = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var expected = DateTimeOffset.Parse(instant, null);
        Assert.Equal(expected, release.InstantIn(fan));
        Assert.False(release.IsOut(expected.AddTicks(-1), fan));
        Assert.True(release.IsOut(expected, fan));
    }

    [Fact]
    public void A_named_zone_gives_everybody_the_same_instant()
    {
        var release = ReleaseMoment.OnDate(new DateOnly(2026, 12, 4), TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));
        var expected = new DateTimeOffset(2026, 12, 4, 5, 0, 0, TimeSpan.Zero);
        Assert.All(TimeZoneInfo.GetSystemTimeZones(), fan => Assert.Equal(expected, release.InstantIn(fan)));
        Assert.Equal(expected, release.EarliestAt);
    }

    [Fact]
    public void An_instant_is_the_same_in_every_zone_and_kept_in_UTC()
    {
        var release = ReleaseMoment.AtInstant(new DateTimeOffset(2026, 12, 4, 9, 0, 0, TimeSpan.FromHours(9)));
        Assert.Equal(new DateTimeOffset(2026, 12, 4, 0, 0, 0, TimeSpan.Zero), release.At);
        Assert.Equal(TimeSpan.Zero, release.At!.Value.Offset);
        Assert.All(TimeZoneInfo.GetSystemTimeZones(), fan => Assert.Equal(release.At, release.InstantIn(fan)));
        Assert.Equal(release.At, release.EarliestAt);
    }

    [Fact]
    public void No_zone_on_earth_has_it_before_its_earliest_instant()
    {
        var zones = TimeZoneInfo.GetSystemTimeZones();
        Assert.True(zones.Count > 300, "the machine has time zones");
        var random = new Random(14);
        for (var i = 0; i < 60; i++)
        {
            var release = ReleaseMoment.OnDate(new DateOnly(1970, 1, 1).AddDays(random.Next(40_000)), null);
            Assert.All(zones, zone => Assert.True(release.EarliestAt <= release.InstantIn(zone), $"{zone.Id} {release.On}"));
        }
    }

    [Fact]
    public void In_every_zone_it_is_out_at_the_first_moment_that_shows_the_date()
    {
        // An independent way to the same answer: the first minute whose local date is the release date.
        var random = new Random(15);
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones().Where(_ => random.Next(4) == 0))
        {
            var on = new DateOnly(2015, 1, 1).AddDays(random.Next(4_000));
            var instant = ReleaseMoment.OnDate(on, null).InstantIn(zone);
            Assert.True(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime) == on, $"{zone.Id} {on}: {instant:O}");
            Assert.True(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant.AddMinutes(-1), zone).DateTime) < on, $"{zone.Id} {on}: {instant:O}");
        }
    }

    [Fact]
    public void Out_in_UTC_is_not_out_everywhere()
    {
        var release = ReleaseMoment.OnDate(new DateOnly(2026, 12, 4), null);
        var midnight = new DateTimeOffset(2026, 12, 4, 0, 0, 0, TimeSpan.Zero);
        Assert.True(release.IsOut(midnight, s_utc));
        Assert.False(release.IsOut(midnight, TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles")));
        Assert.True(release.IsOut(midnight.AddHours(-9), TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo")));
    }
}

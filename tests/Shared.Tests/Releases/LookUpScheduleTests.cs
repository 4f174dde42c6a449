using Smartlinks.Links;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases;

/// <summary>When services are asked again. Hunts schedules that never end, step over the release, or ask a counted service too often.</summary>
public sealed class LookUpScheduleTests
{
    private static readonly DateTimeOffset s_release = new(2026, 12, 4, 0, 0, 0, TimeSpan.Zero);
    private static readonly ReleaseMoment s_moment = ReleaseMoment.AtInstant(s_release);

    [Fact]
    public void Look_ups_of_something_unreleased_tighten_toward_the_release_and_stop_72_hours_after_it()
    {
        var moments = Follow(s_moment, s_release.AddDays(-40));
        var gaps = moments.Zip(moments.Skip(1), (one, next) => (From: one - s_release, Gap: next - one)).ToList();
        Assert.All(gaps.Where(step => step.From < TimeSpan.FromDays(-15)), step => Assert.Equal(TimeSpan.FromDays(1), step.Gap));
        Assert.All(gaps.Where(step => step.From > TimeSpan.FromHours(-1) && step.From < TimeSpan.FromHours(6)), step => Assert.InRange(step.Gap.TotalMinutes, 0.1, 5));
        var before = gaps.Where(step => step.From < TimeSpan.Zero).ToList();
        Assert.All(before.Zip(before.Skip(1)), pair => Assert.True(pair.Second.Gap <= pair.First.Gap, $"{pair}"));
        Assert.Contains(s_release, moments);
        Assert.InRange(moments[^1] - s_release, TimeSpan.FromHours(68), TimeSpan.FromHours(72));
        Assert.InRange(moments.Count, 150, 400);
    }

    [Fact]
    public void A_local_release_is_followed_from_its_first_midnight_on_earth()
    {
        var moment = ReleaseMoment.OnDate(new DateOnly(2026, 12, 4), null);
        Assert.Contains(moment.EarliestAt, Follow(moment, moment.EarliestAt.AddDays(-3)));
    }

    [Fact]
    public void Something_that_is_out_is_asked_for_a_few_times_more()
    {
        var moments = Follow(null, Some.Instant);
        Assert.InRange(moments.Count, 5, 8);
        Assert.InRange((moments[^1] - moments[0]).TotalDays, 8, 20);
        var old = Follow(ReleaseMoment.AtInstant(Some.Instant.AddYears(-3)), Some.Instant);
        Assert.Equal(moments.Count, old.Count);
    }

    [Fact]
    public void A_service_whose_searches_are_counted_is_asked_three_times_after_a_release_and_not_before_it()
    {
        var from = s_release.AddDays(-40);
        Assert.Equal([from, s_release.AddHours(1), s_release.AddHours(24), s_release.AddHours(72)], Follow(s_moment, from, isCostly: true));
        Assert.Equal([s_release.AddHours(30), s_release.AddHours(72)], Follow(s_moment, s_release.AddHours(30), isCostly: true));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 240)]
    [InlineData(true, 0)]
    [InlineData(true, 3_600)]
    public void Nothing_that_is_followed_from_before_72_hours_after_its_release_is_asked_for_later(bool isCostly, int lateSeconds)
    {
        var end = s_release.AddHours(72);
        foreach (var minutes in Enumerable.Range(-300, 732).Select(tenth => tenth * 10).Where(minutes => minutes < 72 * 60))
        {
            var moments = Follow(s_moment, s_release.AddMinutes(minutes), isCostly, TimeSpan.FromSeconds(lateSeconds));
            Assert.All(moments.Skip(1), moment => Assert.True(moment.AddSeconds(-lateSeconds) <= end, $"made at {minutes} min, asked at {moment - s_release}"));
            if (isCostly) Assert.InRange(moments.Count, 2, 4);
        }
    }

    [Theory]
    [InlineData(72.01)]
    [InlineData(73)]
    [InlineData(24 * 400)]
    public void What_is_out_for_longer_is_asked_for_like_what_has_no_release_moment(double hours)
    {
        var from = s_release.AddHours(hours);
        Assert.Equal(Follow(null, from), Follow(s_moment, from));
        Assert.Equal([from, from.AddDays(1), from.AddDays(8)], Follow(s_moment, from, isCostly: true));
    }

    [Fact]
    public void Silence_is_answered_by_growing_distances_for_two_weeks_and_a_service_that_names_a_time_is_heard()
    {
        var distances = Enumerable.Range(1, 30).Select(attempts => LookUpSchedule.AfterSilence(attempts, null, Some.Instant) - Some.Instant).ToList();
        var given = distances.OfType<TimeSpan>().ToList();
        Assert.Equal(given.Order(), given);
        Assert.InRange(given.Aggregate(TimeSpan.Zero, (sum, each) => sum + each).TotalDays, 13, 16);
        Assert.Null(distances[^1]);
        Assert.Equal(Some.Instant.AddMinutes(7), LookUpSchedule.AfterSilence(1, TimeSpan.FromMinutes(7), Some.Instant));
        Assert.Equal(Some.Instant.AddMinutes(10), LookUpSchedule.AfterSilence(5, TimeSpan.FromSeconds(1), Some.Instant));
    }

    [Fact]
    public void Checks_of_many_links_are_spread_over_a_day()
    {
        var ids = new ScriptedIds();
        var moments = Enumerable.Range(0, 500).Select(_ => LookUpSchedule.NextCheck(LinkId.New(ids), StreamingService.Spotify, Some.Instant)).ToList();
        Assert.InRange(moments.Distinct().Count(), 250, 500);
        Assert.All(moments, moment => Assert.InRange((moment - Some.Instant).TotalDays, 7, 8));
    }

    /// <param name="late">How long after its moment each look-up is done.</param>
    private static List<DateTimeOffset> Follow(ReleaseMoment? release, DateTimeOffset from, bool isCostly = false, TimeSpan late = default)
    {
        var moments = new List<DateTimeOffset> { from };
        while (LookUpSchedule.AfterMiss(moments.Count, release, isCostly, moments[^1]) is { } next)
        {
            Assert.True(next > moments[^1]);
            moments.Add(next + late);
            Assert.InRange(moments.Count, 1, 1_000);
        }

        return moments;
    }
}

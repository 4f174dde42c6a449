using Smartlinks.Fans.Grants;
using Smartlinks.Support;

namespace Smartlinks.Tests.Fans.Grants;

public sealed class ForecastingTests
{
    private static readonly DateTimeOffset s_release = Some.Instant;

    [Fact]
    public void A_grant_has_to_last_72_hours_beyond_the_release()
    {
        Assert.True(GrantForecast.Of(s_release, s_release.AddHours(72)).IsValidAtRelease);
        Assert.True(GrantForecast.Of(s_release, null).IsValidAtRelease);
        Assert.False(GrantForecast.Of(s_release, s_release.AddHours(72).AddTicks(-1)).IsValidAtRelease);
        Assert.Empty(GrantForecast.Of(s_release, null).AskAt);
    }

    [Fact]
    public void A_fan_at_risk_is_asked_30_and_7_days_and_1_day_before()
    {
        var forecast = GrantForecast.Of(s_release, s_release);
        Assert.Equal([s_release.AddDays(-30), s_release.AddDays(-7), s_release.AddDays(-1)], forecast.AskAt);
        Assert.Equal(s_release.AddDays(-7), forecast.NextAfter(s_release.AddDays(-30)));
        Assert.Null(forecast.NextAfter(s_release.AddDays(-1)));
    }

    [Theory]
    [InlineData(-31, -100, false)]
    [InlineData(-30, -100, true)]
    [InlineData(-29, -30, false)]
    [InlineData(-7, -30, true)]
    [InlineData(-1, -100, true)]
    [InlineData(-0.5, -1, false)]
    [InlineData(-5, -10, true)]
    [InlineData(-5, -6, false)]
    [InlineData(0, -100, false)]
    public void Each_day_to_ask_is_used_once_and_missed_ones_are_one(double nowInDays, double lastAskedInDays, bool isDue) =>
        Assert.Equal(isDue, GrantForecast.Of(s_release, s_release).IsDue(s_release.AddDays(nowInDays), s_release.AddDays(lastAskedInDays)));

    [Fact]
    public void Nobody_is_asked_whose_grant_lasts() =>
        Assert.False(GrantForecast.Of(s_release, s_release.AddDays(4)).IsDue(s_release.AddDays(-1), s_release.AddDays(-100)));
}

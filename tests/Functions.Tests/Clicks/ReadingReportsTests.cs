using System.Text.Json;

namespace Smartlinks.Tests.Functions.Clicks;

public sealed class ReadingReportsTests
{
    [Fact]
    public async Task A_link_that_nobody_opened_has_a_report_of_its_last_30_days()
    {
        await using var app = await AppFixture.StartAsync();
        var link = await app.CreateLinkAsync("a-song");

        var report = (await app.ApiAsync(HttpMethod.Get, Path(app, link))).Json;

        Assert.Equal(["visits", "clicks", "bots", "byService", "byDay", "byReferrer", "byUtmSource", "byUtmMedium", "byUtmCampaign", "byDevice", "byCountry", "upToDateAt"], report.EnumerateObject().Select(field => field.Name));
        var days = report.GetProperty("byDay").EnumerateArray().ToList();
        Assert.Equal(30, days.Count);
        Assert.Equal("""{"on":"2026-10-22","visits":0,"clicks":0}""", days[0].GetRawText());
        Assert.Equal("2026-11-20", days[^1].GetProperty("on").GetString());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("upToDateAt").ValueKind);
    }

    [Theory]
    [InlineData("from=2026-11-21&to=2026-11-20", "from")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-11-31&to=x", "from", "to")]
    [InlineData("from=2000-01-01", "from")]
    [InlineData("to=2026-11-20T00:00:00Z", "to")]
    public async Task A_range_that_is_none_is_refused_by_field(string query, params string[] fields)
    {
        await using var app = await AppFixture.StartAsync();
        var link = await app.CreateLinkAsync("a-song");

        (await app.ApiAsync(HttpMethod.Get, $"{Path(app, link)}?{query}")).RefusesFields(fields);
    }

    [Fact]
    public async Task A_report_counts_what_happened_on_the_days_asked_for()
    {
        await using var app = await AppFixture.StartAsync();
        var link = await app.CreateLinkAsync("a-song");
        await app.VisitAsync("/a-song");
        app.Time.Advance(TimeSpan.FromDays(1));
        await app.VisitAsync("/a-song");
        await app.VisitAsync("/a-song/spotify");
        await app.CountAsync(link.GetProperty("id").GetString()!);

        var second = (await app.ApiAsync(HttpMethod.Get, $"{Path(app, link)}?from=2026-11-21&to=2026-11-21")).Json;

        Assert.Equal((1, 1), (second.GetProperty("visits").GetInt64(), second.GetProperty("clicks").GetInt64()));
        Assert.Equal("""[{"on":"2026-11-21","visits":1,"clicks":1}]""", second.GetProperty("byDay").GetRawText());
        Assert.Equal("""{"spotify":1}""", second.GetProperty("byService").GetRawText());
        Assert.Equal("2026-11-21T12:00:00+00:00", second.GetProperty("upToDateAt").GetString());
    }

    private static string Path(AppFixture app, JsonElement link) => $"{app.LinksPath}/{link.GetProperty("id").GetString()}/report";
}

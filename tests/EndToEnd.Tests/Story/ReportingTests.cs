using System.Globalization;
using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Story;

/// <summary>The report against what was really done, to the unit.</summary>
[Collection(nameof(RunningLocalHost))]
public sealed class ReportingTests(RunningLocalHost running)
{
    private const string Isrc = "USUM72409273";

    private readonly Api _api = running.Host.Api;

    [Fact]
    public async Task The_report_equals_what_fans_did()
    {
        var link = await _api.CreateLiveLinkAsync(Isrc);
        var path = $"/{link.Text("slug")}";
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

        await RepeatAsync(5, () => Fan(EndToEnd.Tests.Fan.Phone).OpenAsync($"{path}?utm_source=poster&utm_medium=qr", From(Addresses.Germany), Referrer("https://t.co/abc")));
        await RepeatAsync(3, () => Fan(EndToEnd.Tests.Fan.Desktop).OpenAsync($"{path}?utm_source=mail&utm_campaign=drop", From(Addresses.Japan), Referrer("https://www.example.com/a?b")));
        await RepeatAsync(2, () => Fan(EndToEnd.Tests.Fan.Tablet).OpenAsync(path, (RunningLocalHost.AddressHeader, $"{Addresses.UnitedStates}:50123")));
        await RepeatAsync(4, () => Fan(EndToEnd.Tests.Fan.Phone).OpenAsync($"{path}/spotify"));
        await RepeatAsync(1, () => Fan(EndToEnd.Tests.Fan.Phone).OpenAsync($"{path}/deezer"));
        var returning = Fan(EndToEnd.Tests.Fan.Phone);
        await returning.OpenAsync($"{path}/deezer");
        await RepeatAsync(2, () => returning.OpenAsync(path));
        await RepeatAsync(6, () => Fan(EndToEnd.Tests.Fan.Crawler).OpenAsync(path));
        await Fan(EndToEnd.Tests.Fan.Crawler).OpenAsync($"{path}/spotify");
        // Answered, and no trace of them.
        await Fan(EndToEnd.Tests.Fan.Phone).SendAsync(HttpMethod.Head, path);
        await Fan(EndToEnd.Tests.Fan.Phone).SendAsync(HttpMethod.Head, $"{path}/spotify");
        await Fan(EndToEnd.Tests.Fan.Phone).OpenAsync(path, ("Sec-Purpose", "prefetch;prerender"));
        await Fan(EndToEnd.Tests.Fan.Phone).OpenAsync($"{path}/spotify", ("Purpose", "prefetch"));
        // Counted last, so that a report with it has all that went before, were it counted or not.
        await Fan(EndToEnd.Tests.Fan.Phone).OpenAsync($"{path}?utm_source=last");

        var report = await Eventually.GetAsync(() => _api.GetReportAsync(link.Text("id")), report => Total(report) >= 13 + 8 + 7, "the report is up to date");

        Assert.Equal((13, 8, 7), (report.GetProperty("visits").GetInt32(), report.GetProperty("clicks").GetInt32(), report.GetProperty("bots").GetInt32()));
        AssertCounts(report, "byService", ("spotify", 4), ("deezer", 4));
        AssertCounts(report, "byReferrer", ("t.co", 5), ("www.example.com", 3));
        AssertCounts(report, "byUtmSource", ("poster", 5), ("mail", 3), ("last", 1));
        AssertCounts(report, "byUtmMedium", ("qr", 5));
        AssertCounts(report, "byUtmCampaign", ("drop", 3));
        AssertCounts(report, "byDevice", ("phone", 8), ("desktop", 3), ("tablet", 2));
        AssertCounts(report, "byCountry", ("DE", 5), ("JP", 3), ("US", 2));
        var days = report.GetProperty("byDay").EnumerateArray().Where(day => day.GetProperty("visits").GetInt32() + day.GetProperty("clicks").GetInt32() > 0).ToList();
        // The clock may pass midnight while the test runs.
        Assert.Equal((13, 8), (days.Sum(day => day.GetProperty("visits").GetInt32()), days.Sum(day => day.GetProperty("clicks").GetInt32())));
        Assert.All(days, day => Assert.InRange(DateOnly.Parse(day.Text("on"), CultureInfo.InvariantCulture), today, today.AddDays(1)));
        Assert.True(report.GetProperty("upToDateAt").GetDateTimeOffset() > link.GetProperty("createdAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task Five_hundred_visits_from_many_connections_are_all_counted_once()
    {
        var link = await _api.CreateLiveLinkAsync(Isrc);

        await Parallel.ForAsync(0, 500, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
            await Fan(EndToEnd.Tests.Fan.Phone).OpenAsync($"/{link.Text("slug")}{(number % 2 == 0 ? "" : number % 4 == 1 ? "/spotify" : "/deezer")}"));

        var report = await Eventually.GetAsync(() => _api.GetReportAsync(link.Text("id")), report => Total(report) >= 500, "the report is up to date");
        Assert.Equal((250, 250), (report.GetProperty("visits").GetInt32(), report.GetProperty("clicks").GetInt32()));
        AssertCounts(report, "byService", ("spotify", 125), ("deezer", 125));
    }

    private Fan Fan(string userAgent) => new(running.Host.Http, userAgent);

    private static (string, string) From(string address) => (RunningLocalHost.AddressHeader, address);

    private static (string, string) Referrer(string address) => ("Referer", address);

    private static async Task RepeatAsync(int times, Func<Task> act)
    {
        for (var time = 0; time < times; time++) await act();
    }

    private static int Total(JsonElement report) => report.GetProperty("visits").GetInt32() + report.GetProperty("clicks").GetInt32() + report.GetProperty("bots").GetInt32();

    private static void AssertCounts(JsonElement report, string dimension, params (string Value, int Count)[] expected) => Assert.Equal(
        expected.OrderBy(pair => pair.Value, StringComparer.Ordinal),
        report.GetProperty(dimension).EnumerateObject().Select(pair => (pair.Name, pair.Value.GetInt32())).OrderBy(pair => pair.Name, StringComparer.Ordinal));
}

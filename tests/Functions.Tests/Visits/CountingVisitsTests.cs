using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Clicks;

namespace Smartlinks.Tests.Functions.Visits;

/// <summary>What a visit leaves in the report, through the real journal, sender and aggregator.</summary>
public sealed class CountingVisitsTests
{
    [Fact]
    public async Task A_visit_a_click_and_a_fan_sent_on_are_told_apart()
    {
        await using var app = await AppFixture.StartAsync();
        var id = Id(await app.CreateLinkAsync("a-song"));

        await app.VisitAsync("/a-song");
        await app.VisitAsync("/a-song/spotify");
        await app.VisitAsync("/a-song", ("Cookie", "sl_service=deezer"));

        AssertReport(await app.CountAsync(id), ("visits", "2"), ("clicks", "2"), ("bots", "0"), ("byService", """{"deezer":1,"spotify":1}"""));
    }

    [Fact]
    public async Task What_is_known_of_a_visit_is_counted_with_it()
    {
        await using var app = await AppFixture.StartAsync();
        var id = Id(await app.CreateLinkAsync("a-song"));

        await app.VisitAsync("/a-song?utm_source=News+Letter&utm_medium=e%2Dmail&utm_campaign=drop", ("Referer", "https://Social.Example:8443/post/1"), ("X-Country", "de"));

        AssertReport(await app.CountAsync(id), ("byReferrer", """{"social.example":1}"""), ("byUtmSource", """{"News Letter":1}"""), ("byUtmMedium", """{"e-mail":1}"""),
            ("byUtmCampaign", """{"drop":1}"""), ("byDevice", """{"phone":1}"""), ("byCountry", """{"DE":1}"""));
    }

    [Fact]
    public async Task The_page_itself_is_no_referrer()
    {
        await using var app = await AppFixture.StartAsync();
        var id = Id(await app.CreateLinkAsync("a-song"));

        await app.VisitAsync("/a-song", ("Referer", "https://links.example/other"));

        AssertReport(await app.CountAsync(id), ("visits", "1"), ("byReferrer", "{}"));
    }

    [Theory]
    [InlineData("HEAD", "", "")]
    [InlineData("GET", "Sec-Purpose", "prefetch;prerender")]
    [InlineData("GET", "Purpose", "Prefetch")]
    [InlineData("GET", "X-Moz", "prefetch")]
    [InlineData("GET", "X-Purpose", "preview")]
    public async Task What_is_fetched_ahead_of_a_fan_leaves_no_trace(string method, string header, string value)
    {
        await using var app = await AppFixture.StartAsync();
        var id = Id(await app.CreateLinkAsync("a-song"));
        (string, string)[] headers = header.Length == 0 ? [] : [(header, value)];

        Assert.Equal(200, (await app.VisitAsync(new HttpMethod(method), "/a-song", headers)).Status);
        Assert.Equal(302, (await app.VisitAsync(new HttpMethod(method), "/a-song/spotify", headers)).Status);
        await app.VisitAsync("/a-song");

        AssertReport(await app.CountAsync(id), ("visits", "1"), ("clicks", "0"), ("bots", "0"));
    }

    [Theory]
    [InlineData("facebookexternalhit/1.1")]
    [InlineData("WhatsApp/2.23")]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")]
    [InlineData("curl/8.0")]
    [InlineData("")]
    public async Task A_bot_is_counted_as_a_bot_only(string agent)
    {
        await using var app = await AppFixture.StartAsync();
        var id = Id(await app.CreateLinkAsync("a-song", "\"mode\": \"autoRoute\""));

        (await app.VisitAsync("/a-song", ("User-Agent", agent))).IsPage(200);
        (await app.VisitAsync("/a-song/spotify", ("User-Agent", agent))).LeadsTo("https://open.spotify.com/track/1");

        AssertReport(await app.CountAsync(id), ("visits", "0"), ("clicks", "0"), ("bots", "2"), ("byService", "{}"));
    }

    [Fact]
    public async Task What_leads_nowhere_is_not_counted()
    {
        await using var app = await AppFixture.StartAsync();
        var id = Id(await app.CreateLinkAsync("a-song"));

        await app.VisitAsync("/a-song/napster");
        await app.VisitAsync("/a-song/tidal");
        await app.VisitAsync("/a-song");

        AssertReport(await app.CountAsync(id), ("visits", "1"), ("clicks", "0"), ("bots", "0"));
    }

    [Fact]
    public async Task An_answered_click_is_on_disk_before_any_of_it_is_sent()
    {
        await using var app = await AppFixture.StartAsync();
        app.Hub.Faults.IsDown = true;
        var id = Id(await app.CreateLinkAsync("a-song"));

        (await app.VisitAsync("/a-song/spotify")).LeadsTo("https://open.spotify.com/track/1");

        Assert.Empty(app.Hub.Events);
        Assert.Contains(Directory.GetFiles(app.JournalFolder, "*", SearchOption.AllDirectories), file => ReadShared(file).Contains($",c,{id},spotify", StringComparison.Ordinal));
        app.Hub.Faults.IsDown = false;
        AssertReport(await app.CountAsync(id), ("clicks", "1"));
    }

    [Fact]
    public async Task A_visit_is_answered_when_the_recorder_throws()
    {
        await using var app = await AppFixture.StartAsync(replace: services => services.AddSingleton<IClickRecorder>(new BrokenRecorder()));
        await app.CreateLinkAsync("a-song");

        (await app.VisitAsync("/a-song")).IsPage(200);
        (await app.VisitAsync("/a-song/spotify")).LeadsTo("https://open.spotify.com/track/1");
        (await app.VisitAsync("/a-song", ("Cookie", "sl_service=deezer"))).LeadsTo("https://www.deezer.com/track/2");
    }

    [Fact]
    public async Task A_visit_is_answered_when_neither_disk_nor_hub_takes_the_click()
    {
        // A folder that cannot be made: its parent is a file.
        var file = Path.GetTempFileName();
        await using var app = await AppFixture.StartAsync(new() { ["Clicks:JournalFolder"] = Path.Combine(file, "journal"), ["Clicks:DirectSendTimeout"] = "00:00:00.1" });
        await app.CreateLinkAsync("a-song");
        app.Hub.Faults.IsDown = true;

        (await app.VisitAsync("/a-song")).IsPage(200);
        (await app.VisitAsync("/a-song/spotify")).LeadsTo("https://open.spotify.com/track/1");
        app.Hub.Faults.IsDown = false;
        (await app.VisitAsync("/a-song/deezer")).LeadsTo("https://www.deezer.com/track/2");

        Assert.Contains(app.Hub.Events, each => each.Body.Contains("deezer", StringComparison.Ordinal));
        File.Delete(file);
    }

    private static string Id(JsonElement link) => link.GetProperty("id").GetString()!;

    /// <summary>By another process: this one's runtime honors its own lock on the file.</summary>
    private static string ReadShared(string file)
    {
        using var cat = Process.Start(new ProcessStartInfo("cat", [file]) { RedirectStandardOutput = true })!;
        return cat.StandardOutput.ReadToEnd();
    }

    private static void AssertReport(JsonElement report, params (string Name, string Json)[] expected)
    {
        foreach (var (name, json) in expected) Assert.Equal($"{name}={json}", $"{name}={report.GetProperty(name).GetRawText()}");
    }

    /// <summary>Breaks its contract.</summary>
    private sealed class BrokenRecorder : IClickRecorder
    {
        public ValueTask RecordAsync(in Click click, CancellationToken cancellationToken = default) => throw new InvalidOperationException("Broken.");
    }
}

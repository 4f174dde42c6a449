using System.Net;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.LocalHost.Sandbox.Controls.Meters;
using Smartlinks.LocalHost.Sandbox.SoundCloud;
using Smartlinks.LocalHost.Sandbox.YouTubeMusic;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox;

public sealed class MeterTests
{
    private const string Track = "deezer/track/isrc:USUM72409273";

    private readonly ManualTime _real = new();

    [Fact]
    public async Task Deezer_gives_fifty_in_five_seconds_and_then_its_code_4_in_a_200()
    {
        await using var sandbox = await SandboxFixture.StartAsync(new StoryClock(_real));

        var codes = new List<int?>();
        for (var i = 0; i < 52; i++)
        {
            codes.Add((int?)(await sandbox.GetAsync(Track))["error"]?["code"]);
        }

        Assert.All(codes.Take(50), code => Assert.Null(code));
        Assert.Equal([4, 4], codes.Skip(50));
        Assert.Equal(("50 in 5 s", 52, 2, 52, 50), Figures(await ReadAsync(sandbox, "deezer")));

        _real.Advance(TimeSpan.FromSeconds(5));
        Assert.Null((await sandbox.GetAsync(Track))["error"]);
    }

    [Fact]
    public async Task Spotify_says_when_to_come_back()
    {
        await using var sandbox = await SandboxFixture.StartAsync(new StoryClock(_real));
        for (var i = 0; i < 180; i++)
        {
            await sandbox.SpotifyAsync("tracks/2plbrEY59IikOBgBGLjaoe?market=US");
        }

        _real.Advance(TimeSpan.FromSeconds(12));
        using var refused = await sandbox.AskSpotifyAsync("tracks/2plbrEY59IikOBgBGLjaoe?market=US");
        _real.Advance(TimeSpan.FromSeconds(18));
        using var admitted = await sandbox.AskSpotifyAsync("tracks/2plbrEY59IikOBgBGLjaoe?market=US");

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(18)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
    }

    [Fact]
    public async Task A_source_can_be_told_to_allow_more_as_to_an_app_with_a_larger_quota()
    {
        await using var sandbox = await SandboxFixture.StartAsync(new StoryClock(_real));
        using var more = await sandbox.PutAsync("meters/deezer", """{ "times": 2 }""");
        for (var i = 0; i < 100; i++) Assert.Null((await sandbox.GetAsync(Track))["error"]);
        Assert.NotNull((await sandbox.GetAsync(Track))["error"]);
        Assert.Equal(("100 in 5 s", 101, 1, 101, 100), Figures(await ReadAsync(sandbox, "deezer")));

        using var usual = await sandbox.PutAsync("meters/deezer", """{ "times": 1 }""");
        Assert.Equal(("50 in 5 s", 0, 0, 0, 50), Figures(await ReadAsync(sandbox, "deezer")));
        using var bucket = await sandbox.PutAsync("meters/tidal", """{ "times": 100 }""");
        Assert.Equal(1000, Figures(await ReadAsync(sandbox, "tidal")).Item5);
    }

    [Fact]
    public async Task Requests_for_a_token_are_not_counted()
    {
        await using var sandbox = await SandboxFixture.StartAsync(new StoryClock(_real));

        using var token = await sandbox.RequestTokenAsync();

        Assert.Equal(0, (int)(await ReadAsync(sandbox, "spotify"))["requests"]!);
    }

    [Fact]
    public async Task A_limit_can_be_switched_off_and_what_was_too_much_still_shows()
    {
        await using var sandbox = await SandboxFixture.StartAsync(new StoryClock(_real));
        using var off = await sandbox.PutAsync("meters/deezer", """{ "enforced": false }""");
        for (var i = 0; i < 60; i++)
        {
            Assert.Null((await sandbox.GetAsync(Track))["error"]);
        }

        var reading = await ReadAsync(sandbox, "deezer");
        Assert.Equal(("50 in 5 s", 60, 0, 60, 50), Figures(reading));
        Assert.False((bool)reading["enforced"]!);

        using var on = await sandbox.PutAsync("meters/deezer", """{ "enforced": true }""");
        Assert.Null((await sandbox.GetAsync(Track))["error"]);
    }

    [Fact]
    public async Task Reset_meters_start_again()
    {
        await using var sandbox = await SandboxFixture.StartAsync(new StoryClock(_real));
        for (var i = 0; i < 51; i++)
        {
            await sandbox.GetAsync(Track);
        }

        using var reset = await sandbox.Http.DeleteAsync(new Uri("meters", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        Assert.Null((await sandbox.GetAsync(Track))["error"]);
        Assert.Equal(("50 in 5 s", 1, 0, 1, 50), Figures(await ReadAsync(sandbox, "deezer")));
    }

    [Theory]
    [InlineData("napster", """{ "enforced": false }""", HttpStatusCode.NotFound)]
    [InlineData("youtube-music", """{ "enforced": false }""", HttpStatusCode.NotFound)]
    [InlineData("deezer", """{ "enforced": 1 }""", HttpStatusCode.BadRequest)]
    [InlineData("deezer", """{ "times": 0 }""", HttpStatusCode.BadRequest)]
    [InlineData("deezer", """{ "times": 1001 }""", HttpStatusCode.BadRequest)]
    [InlineData("deezer", "{", HttpStatusCode.BadRequest)]
    public async Task A_meter_that_is_none_and_a_setting_that_is_none_are_refused(string source, string body, HttpStatusCode status)
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        using var response = await sandbox.PutAsync($"meters/{source}", body);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Many_at_once_are_counted_exactly()
    {
        await using var sandbox = await SandboxFixture.StartAsync(new StoryClock(_real));

        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(_ => sandbox.GetAsync(Track)));

        Assert.Equal(30, answers.Count(answer => answer["error"] is not null));
        Assert.Equal(("50 in 5 s", 80, 30, 80, 50), Figures(await ReadAsync(sandbox, "deezer")));
    }

    [Fact]
    public async Task YouTube_shows_the_searches_and_units_of_the_storys_day()
    {
        await using var sandbox = await SandboxFixture.StartAsync(new StoryClock(_real));
        var youTube = sandbox.Catalogue(StreamingService.YouTubeMusic);
        for (var i = 0; i < 101; i++)
        {
            await youTube.SearchAsync(new ReleaseSearch(ItemKind.Track, "One More Time", ["Daft Punk"], null, null), default);
        }

        Assert.Equal(("100 searches a day", 101, 1, 101, 100), Figures(await ReadAsync(sandbox, "youtube-music-search")));
        Assert.Equal(("10000 units a day", 100, 0, 100, 10_000), Figures(await ReadAsync(sandbox, "youtube-music-units")));

        sandbox.Server.Clock.SetOffset(TimeSpan.FromDays(1));
        await youTube.SearchAsync(new ReleaseSearch(ItemKind.Track, "One More Time", ["Daft Punk"], null, null), default);
        Assert.Equal(("100 searches a day", 102, 1, 101, 100), Figures(await ReadAsync(sandbox, "youtube-music-search")));
        using var reset = await sandbox.Http.DeleteAsync(new Uri("meters", UriKind.Relative));
        Assert.Equal(("100 searches a day", 0, 0, 0, 100), Figures(await ReadAsync(sandbox, "youtube-music-search")));
    }

    [Fact]
    public async Task SoundCloud_shows_the_tokens_it_gave()
    {
        await using var sandbox = await SandboxFixture.StartAsync(new StoryClock(_real));
        for (var i = 0; i < 51; i++)
        {
            await sandbox.Catalogue(StreamingService.SoundCloud).SearchAsync(new ReleaseSearch(ItemKind.Track, "One More Time", ["Daft Punk"], null, null), default);
        }

        Assert.Equal(("50 in 12 h", 51, 1, 51, 50), Figures(await ReadAsync(sandbox, "soundcloud-tokens")));
        Assert.Equal(("100 in 5 s", 50, 0, 50, 100), Figures(await ReadAsync(sandbox, "soundcloud")));
        using var reset = await sandbox.Http.DeleteAsync(new Uri("meters", UriKind.Relative));
        Assert.Equal(("50 in 12 h", 0, 0, 0, 50), Figures(await ReadAsync(sandbox, "soundcloud-tokens")));
        Assert.IsType<LookUp.Found>(await sandbox.Catalogue(StreamingService.SoundCloud).SearchAsync(new ReleaseSearch(ItemKind.Track, "One More Time", ["Daft Punk"], null, null), default));
    }

    [Fact]
    public void A_bucket_gives_two_at_once_and_then_one_in_five_seconds()
    {
        var meter = new Meter(SourceLimits.All.Single(limit => limit.Source.Id == "tidal"), _real);

        Assert.Equal([false, false, true], Enter(meter, 3));
        _real.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal([true], Enter(meter, 1));
        _real.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal([false, true], Enter(meter, 2));
        Assert.Equal(("10 tokens, 1 back a second, 5 a request", 6L, 3L, 15, 10), Figures(meter.Read()));
    }

    [Fact]
    public void A_client_that_keeps_the_limit_never_peaks_above_it()
    {
        foreach (var limit in SourceLimits.All)
        {
            var meter = new Meter(limit, _real);
            var gap = limit.Allowance is Allowance.Window window ? window.Length / window.Requests
                : limit.Allowance is Allowance.Bucket bucket ? TimeSpan.FromSeconds((double)bucket.Cost / bucket.RefillPerSecond) : default;
            for (var i = 0; i < 500; i++)
            {
                Enter(meter, 1);
                _real.Advance(gap + TimeSpan.FromTicks(1));
            }

            var reading = meter.Read();
            Assert.True(reading.Refused == 0 && reading.Peak <= reading.Allowed, $"{limit.Source}: {reading}");
        }
    }

    [Fact]
    public void A_refused_request_is_not_held_against_the_next_ones()
    {
        var usage = new WindowUsage(new Allowance.Window(2, TimeSpan.FromSeconds(10)), _real);
        usage.Enter(enforced: true);
        _real.Advance(TimeSpan.FromSeconds(6));
        usage.Enter(enforced: true);

        Assert.True(usage.Enter(enforced: true) is { IsOver: true, Asked: 3, Left: 0, Wait.TotalSeconds: 4 });
        _real.Advance(TimeSpan.FromSeconds(4));
        Assert.True(usage.Enter(enforced: true) is { IsOver: false, Asked: 2, Wait.TotalSeconds: 0 });
    }

    [Fact]
    public void All_sources_of_music_but_YouTube_have_a_limit()
    {
        Assert.Equal(ServicePaths.All.Select(source => source.Id).Except(["youtube-music", "mail"]).Order(), SourceLimits.All.Select(limit => limit.Source.Id).Where(id => !id.EndsWith("-saves", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void YouTubes_searches_of_a_day_are_counted_by_the_storys_clock()
    {
        var quota = new YouTubeQuota(_real);
        Assert.Equal([100, 1], Enumerable.Range(0, 101).GroupBy(_ => quota.TryTakeSearch()).OrderByDescending(group => group.Key).Select(group => group.Count()));
        Assert.True(quota.TryTake(1));
        _real.Advance(TimeSpan.FromDays(1));
        Assert.True(quota.TryTakeSearch());
        Assert.Equal([("100 searches a day", 102, 1, 101, 100), ("10000 units a day", 1, 0, 1, 10_000)], quota.ReadMeters().Select(Figures));

        quota.ResetMeters();
        Assert.Equal(("100 searches a day", 0, 0, 0, 100), Figures(quota.ReadMeters().First()));
        Assert.Equal(100, Enumerable.Range(0, 101).Count(_ => quota.TryTakeSearch()));
    }

    [Fact]
    public void Tokens_given_for_SoundClouds_credentials_are_counted()
    {
        var tokens = new SoundCloudTokens(_real);
        Assert.Equal(50, Enumerable.Range(0, 52).Count(_ => tokens.IssueByCredentials() is not null));
        Assert.Equal(("50 in 12 h", 52, 2, 51, 50), Figures(Assert.Single(tokens.ReadMeters())));
        tokens.ResetMeters();
        Assert.NotNull(tokens.IssueByCredentials());
    }

    [Fact]
    public async Task The_log_tells_how_long_a_request_took()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("deezer", """{ "slowMs": 60 }""");
        await sandbox.GetAsync(Track);
        Assert.InRange((double)(await sandbox.GetAsync("requests?service=deezer"))["items"]![0]!["tookMs"]!, 50, 30_000);
    }

    private static List<bool> Enter(Meter meter, int times) => Enumerable.Range(0, times).Select(_ => meter.Enter().IsRefused).ToList();

    private static async Task<JsonObject> ReadAsync(SandboxFixture sandbox, string source) =>
        (await sandbox.GetAsync("meters"))["items"]!.AsArray().Single(item => (string)item!["source"]! == source)!.AsObject();

    private static (string Limit, int Requests, int Refused, int Peak, int Allowed) Figures(JsonObject reading) =>
        ((string)reading["limit"]!, (int)reading["requests"]!, (int)reading["refused"]!, (int)reading["peak"]!, (int)reading["allowed"]!);

    private static (string Limit, long Requests, long Refused, int Peak, int Allowed) Figures(MeterReading reading) =>
        (reading.Limit, reading.Requests, reading.Refused, reading.Peak, reading.Allowed);
}

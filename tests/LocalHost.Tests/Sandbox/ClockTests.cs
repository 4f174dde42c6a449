using System.Net;
using Smartlinks.LocalHost.Sandbox;

namespace Smartlinks.LocalHost.Tests.Sandbox;

public sealed class ClockTests
{
    private static readonly DateTimeOffset s_november = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_release_to_come_is_found_from_its_day_on()
    {
        var clock = new StoryClock();
        clock.MoveTo(s_november);
        await using var sandbox = await SandboxFixture.StartAsync(clock);
        Assert.Empty(await sandbox.SpotifyTracksAsync("isrc:QZSLT2600001"));
        Assert.NotNull((await sandbox.GetAsync("deezer/track/isrc:QZSLT2600001"))["error"]);
        Assert.Empty((await sandbox.GetAsync("deezer/search/track?q=paper lanterns"))["data"]!.AsArray());

        using var moved = await sandbox.PutAsync("clock", """{ "now": "2026-12-04T00:00:01Z" }""");

        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        sandbox.ForgetToken();
        Assert.Single(await sandbox.SpotifyTracksAsync("isrc:QZSLT2600001"));
        Assert.Null((await sandbox.GetAsync("deezer/track/isrc:QZSLT2600001"))["error"]);
        Assert.NotNull((await sandbox.GetAsync("deezer/track/isrc:QZSLT2600002"))["error"]);
    }

    [Fact]
    public async Task Whoever_has_to_know_is_told_before_the_answer_comes()
    {
        var told = new List<DateTimeOffset>();
        await using var server = new SandboxServer(new SandboxOptions
        {
            Port = 0,
            OnClockMovedAsync = (now, _) =>
            {
                told.Add(now);
                return Task.CompletedTask;
            },
        });
        await server.StartAsync(CancellationToken.None);
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = server.BaseAddress };
        using var body = new StringContent("""{ "now": "2027-01-01T00:00:00Z" }""");

        using var response = await http.PutAsync(new Uri("clock", UriKind.Relative), body);

        Assert.Equal(2027, Assert.Single(told).Year);
        Assert.Equal(2027, server.Clock.GetUtcNow().Year);
    }

    [Fact]
    public async Task The_clock_is_read_set_by_offset_and_set_back()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        using var ahead = await sandbox.PutAsync("clock", """{ "offsetSeconds": 86400 }""");
        var moved = await sandbox.GetAsync("clock");
        using var back = await sandbox.Http.DeleteAsync(new Uri("clock", UriKind.Relative));
        var real = await sandbox.GetAsync("clock");

        Assert.Equal(86400, (double)moved["offsetSeconds"]!);
        Assert.EndsWith("Z", (string)moved["now"]!, StringComparison.Ordinal);
        Assert.Equal(0, (double)real["offsetSeconds"]!);
    }

    [Theory]
    [InlineData("{ \"now\": \"2026-12-04T00:00:00\" }")]
    [InlineData("{ \"now\": \"2026-12-04T00:00:00+02:00\" }")]
    [InlineData("{ \"now\": \"tomorrowZ\" }")]
    [InlineData("{ \"now\": \"9999-12-31T00:00:00Z\" }")]
    [InlineData("{ \"offsetSeconds\": 1e300 }")]
    [InlineData("{ \"offsetSeconds\": \"5\" }")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    public async Task A_time_that_is_none_is_refused_and_changes_nothing(string json)
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        using var response = await sandbox.PutAsync("clock", json);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(TimeSpan.Zero, sandbox.Server.Clock.Offset);
    }

    [Fact]
    public async Task A_timer_fires_when_the_story_passes_its_time()
    {
        var clock = new StoryClock();
        var midnight = Task.Delay(TimeSpan.FromDays(30), clock);
        clock.SetOffset(TimeSpan.FromDays(29));
        Assert.False(midnight.IsCompleted);

        clock.SetOffset(TimeSpan.FromDays(31));

        await midnight.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_repeating_timer_fires_once_for_a_jump_over_many_periods()
    {
        var clock = new StoryClock();
        var fired = 0;
        var first = new TaskCompletionSource();
        await using var timer = clock.CreateTimer(_ =>
        {
            Interlocked.Increment(ref fired);
            first.TrySetResult();
        }, null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));

        clock.SetOffset(TimeSpan.FromHours(10));
        await first.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(1, Volatile.Read(ref fired));
    }

    [Fact]
    public void Moving_raises_the_event_and_leaves_durations_alone()
    {
        var clock = new StoryClock();
        DateTimeOffset? heard = null;
        clock.ClockMoved += now => heard = now;
        var before = clock.GetTimestamp();

        clock.MoveTo(s_november.AddYears(1));

        Assert.Equal(2027, heard!.Value.Year);
        Assert.True(clock.GetElapsedTime(before) < TimeSpan.FromHours(1));
    }
}

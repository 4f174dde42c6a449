using System.Text.Json;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Host;

public sealed class TriggeringByTimerTests : IDisposable
{
    private const string EveryFiveMinutes = """{ "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "0 */5 * * * *" }""";

    private readonly AppFolder app = new();
    private readonly ManualTime clock = new(new DateTimeOffset(2026, 11, 20, 12, 1, 0, TimeSpan.Zero));

    [Fact]
    public async Task The_first_start_does_not_run_and_the_schedule_does()
    {
        app.WithTrigger("Sweep", EveryFiveMinutes);
        await using var host = await StartAsync();
        Assert.Empty(app.Records());

        await MoveToAsync("12:05:00");

        var timer = Assert.Single(await host.RecordsAsync(1)).Data.GetProperty("timer");
        Assert.False(timer.GetProperty("IsPastDue").GetBoolean());
        Assert.True(timer.GetProperty("Schedule").GetProperty("AdjustForDST").GetBoolean());
        Assert.Equal(DateTimeOffset.MinValue, timer.GetProperty("ScheduleStatus").GetProperty("Last").GetDateTimeOffset());
        Assert.Equal(At("12:05:00"), timer.GetProperty("ScheduleStatus").GetProperty("Next").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_tick_missed_while_the_host_was_down_is_made_up_once_as_past_due()
    {
        app.WithTrigger("Sweep", EveryFiveMinutes);
        await using (await StartAsync())
        {
        }
        clock.MoveTo(At("12:22:00"));
        await using var host = await StartAsync();

        Assert.True((await host.RecordsAsync(1))[0].Data.GetProperty("timer").GetProperty("IsPastDue").GetBoolean());
        await MoveToAsync("12:25:00");

        var records = await host.RecordsAsync(2);
        Assert.Equal(2, records.Count);
        Assert.False(records[1].Data.GetProperty("timer").GetProperty("IsPastDue").GetBoolean());
        Assert.Equal(At("12:22:00"), records[1].Data.GetProperty("timer").GetProperty("ScheduleStatus").GetProperty("Last").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_changed_schedule_is_not_past_due()
    {
        app.WithTrigger("Sweep", EveryFiveMinutes);
        await using (await StartAsync())
        {
        }
        clock.MoveTo(At("12:22:00"));
        app.WithTrigger("Sweep", """{ "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "0 */7 * * * *" }""");
        await using var host = await StartAsync();

        await MoveToAsync("12:28:00");

        Assert.False(Assert.Single(await host.RecordsAsync(1)).Data.GetProperty("timer").GetProperty("IsPastDue").GetBoolean());
    }

    [Fact]
    public async Task Ticks_missed_by_a_long_run_are_not_made_up_and_runs_do_not_overlap()
    {
        app.WithTrigger("Sweep", EveryFiveMinutes);
        app.Behave("hang");
        await using var host = await StartAsync();
        await MoveToAsync("12:05:00");
        await host.RecordsAsync(1);

        clock.MoveTo(At("12:21:00"));
        app.Behave("ok");
        await Eventually.HoldsAsync(() => clock.WaitingTimers > 0, "the next wait");
        await MoveToAsync("12:25:00");

        Assert.Equal(2, (await host.RecordsAsync(2)).Count);
    }

    [Fact]
    public async Task A_failed_run_does_not_hold_the_schedule()
    {
        app.WithTrigger("Sweep", EveryFiveMinutes);
        app.Behave("fail");
        await using var host = await StartAsync();

        await MoveToAsync("12:05:00");
        await host.RecordsAsync(1);
        await MoveToAsync("12:10:00");

        Assert.Equal(At("12:05:00"), (await host.RecordsAsync(2))[1].Data.GetProperty("timer").GetProperty("ScheduleStatus").GetProperty("Last").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_schedule_of_seconds_has_no_status_and_a_start_may_run()
    {
        app.WithTrigger("Often", """{ "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "*/30 * * * * *", "runOnStartup": true }""");
        await using var host = await StartAsync();

        Assert.Equal(JsonValueKind.Null, (await host.RecordsAsync(1))[0].Data.GetProperty("timer").GetProperty("ScheduleStatus").ValueKind);
        await MoveToAsync("12:01:30");
        await host.RecordsAsync(2);
        Assert.False(Directory.Exists(Path.Combine(app.Root, "state", "timers")));
    }

    [Fact]
    public async Task A_run_by_hand_ignores_its_input_and_leaves_the_schedule()
    {
        app.WithTrigger("Sweep", EveryFiveMinutes);
        await using var host = await StartAsync();
        using var body = new StringContent("{\"input\":\"anything\"}");

        await host.Client.PostAsync("/admin/functions/sweep", body);

        var record = (await host.RecordsAsync(1))[0];
        Assert.Equal("Sweep", record.Function);
        Assert.Equal("Sweep", record.Metadata.GetProperty("sys").GetProperty("MethodName").GetString());
    }

    public void Dispose() => app.Dispose();

    private Task<RunningHost> StartAsync() => RunningHost.StartAsync(app, setup => setup.TimerClock = clock);

    // The listener sleeps a second at most, so the clock goes on in steps until the time has come and it sleeps again.
    private async Task MoveToAsync(string time)
    {
        await Eventually.HoldsAsync(() => clock.WaitingTimers > 0, "the timer waiting");
        clock.MoveTo(At(time));
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2026-11-20T{time}Z", null);
}

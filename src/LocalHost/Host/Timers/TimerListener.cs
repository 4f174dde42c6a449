using Microsoft.Extensions.Logging;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// Fires one timer function by the clock it is given, which may jump. Never overlaps itself; ticks missed while it ran are not made up;
/// a tick missed while the host was down is made up once, with <c>IsPastDue</c>. A failed run does not hold the schedule.
/// </summary>
internal sealed class TimerListener(FunctionDefinition function, TimerStatusFile statusFile, FunctionInvoker invoker, TimeProvider clock, HostLog log)
{
    // A story clock that is set forward does not fire timers made before it: look at it again at least this often.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private readonly TimerTriggerDefinition trigger = (TimerTriggerDefinition)function.Trigger;

    public async Task RunAsync(CancellationToken stopping)
    {
        var status = trigger.UseMonitor ? ReadStatus() : null;
        var next = NextAfter(clock.GetUtcNow());
        if (status is not null && clock.GetUtcNow() > status.Next)
        {
            log.Write(LogLevel.Information, HostLogEntry.System, $"Function '{function.Name}' is past due on startup. Executing now.");
            next = await FireAsync(status, isPastDue: true, stopping);
        }
        else if (trigger.RunOnStartup)
        {
            next = await FireAsync(status, isPastDue: false, stopping);
        }

        while (!stopping.IsCancellationRequested)
        {
            await SleepAsync(next, stopping);
            var now = clock.GetUtcNow();
            if (now >= next)
                next = await FireAsync(trigger.UseMonitor ? statusFile.Read() : null, isPastDue: false, stopping);
            else if (NextAfter(now) is var earlier && earlier < next)
                next = earlier; // The clock was set back.
        }
    }

    /// <summary>A run by hand; the schedule and its status are untouched.</summary>
    public Task<InvocationResult> RunOnceAsync(CancellationToken stopping) =>
        invoker.InvokeWithRetriesAsync(CreateInvocation(trigger.UseMonitor ? statusFile.Read() : null, isPastDue: false), stopping);

    private async Task SleepAsync(DateTimeOffset until, CancellationToken stopping)
    {
        var sleep = until - clock.GetUtcNow();
        if (sleep > TimeSpan.Zero)
            await Task.Delay(sleep < LongestSleep ? sleep : LongestSleep, clock, stopping);
    }

    private async Task<DateTimeOffset> FireAsync(TimerStatus? status, bool isPastDue, CancellationToken stopping)
    {
        var startedAt = clock.GetUtcNow();
        await invoker.InvokeWithRetriesAsync(CreateInvocation(status, isPastDue), stopping);
        if (trigger.UseMonitor && !stopping.IsCancellationRequested)
            statusFile.Write(new TimerStatus(startedAt, NextAfter(startedAt), startedAt));
        return NextAfter(clock.GetUtcNow());
    }

    private TimerStatus ReadStatus()
    {
        var now = clock.GetUtcNow();
        var status = statusFile.Read();
        if (status is null)
        {
            status = new TimerStatus(default, NextAfter(now), now);
            statusFile.Write(status);
            return status;
        }

        var from = status.Last == default ? status.LastUpdated : status.Last;
        var expected = NextAfter(from);
        if (expected == status.Next)
            return status;
        // The schedule was changed since: what the new one would have missed does not count as missed.
        status = new TimerStatus(default, NextAfter(now), now);
        statusFile.Write(status);
        return status;
    }

    private Invocation CreateInvocation(TimerStatus? status, bool isPastDue)
    {
        var info = BindingData.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("Schedule");
            writer.WriteBoolean("AdjustForDST", trigger.Schedule.AdjustsForDaylightSaving);
            writer.WriteEndObject();
            writer.WritePropertyName("ScheduleStatus");
            if (status is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                writer.WriteStartObject();
                writer.WriteString("Last", Local(status.Last));
                writer.WriteString("Next", Local(status.Next));
                writer.WriteString("LastUpdated", Local(status.LastUpdated));
                writer.WriteEndObject();
            }
            writer.WriteBoolean("IsPastDue", isPastDue);
            writer.WriteEndObject();
        });
        return new Invocation(function, new BindingData().Set(trigger.BindingName, new InlineJson(info)), Invocation.MetadataFor(function, clock));
    }

    private DateTimeOffset Local(DateTimeOffset instant) => instant == default ? instant : TimeZoneInfo.ConvertTime(instant, clock.LocalTimeZone);

    private DateTimeOffset NextAfter(DateTimeOffset now) => trigger.Schedule.NextAfter(now, clock.LocalTimeZone);
}

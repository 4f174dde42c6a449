using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Reporting;

/// <summary>When all open pre-saves at one service will have been asked for, if nothing fails.</summary>
/// <param name="FinishAt">Of the last one.</param>
/// <param name="LongestWait">From a slot's moment to the last of its pre-saves.</param>
public sealed record FinishForecast(DateTimeOffset FinishAt, TimeSpan LongestWait)
{
    /// <param name="slots">Moments, and how many are open then.</param>
    /// <param name="pace">Null: the service has none.</param>
    /// <returns>Null: none is open.</returns>
    public static FinishForecast? Of(IEnumerable<(DateTimeOffset At, int Open)> slots, ServicePace? pace, DateTimeOffset now)
    {
        var (at, today, longest, any) = (now, 0, TimeSpan.Zero, false);
        // Slot after slot, at the service's own pace and within its daily quota.
        foreach (var slot in slots.Where(slot => slot.Open > 0).OrderBy(slot => slot.At))
        {
            any = true;
            var dueAt = slot.At > now ? slot.At : now;
            (at, today) = After(at > dueAt ? at : dueAt, today, slot.Open, pace);
            if (at - dueAt > longest) longest = at - dueAt;
        }

        return any ? new FinishForecast(at, longest) : null;
    }

    private static (DateTimeOffset At, int Today) After(DateTimeOffset at, int today, int open, ServicePace? pace)
    {
        if (pace is null) return (at, today);
        if (pace.DailyQuota is not { } quota || quota < 1) return (at + (pace.Interval * open), today);
        var days = (today + open - 1) / quota;
        return (at + TimeSpan.FromDays(days) + (pace.Interval * Math.Min(open, quota)), (today + open) - (days * quota));
    }
}

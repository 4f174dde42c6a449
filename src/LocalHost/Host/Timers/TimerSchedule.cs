using System.Globalization;
using NCrontab;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// When a timer fires: an NCRONTAB expression of six fields (second first), of five (minute first), or a fixed interval <c>hh:mm:ss</c>.
/// Expressions are read in the instance's local time.
/// </summary>
public sealed class TimerSchedule
{
    private static readonly DateTime Reference = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private readonly CrontabSchedule? cron;
    private readonly TimeSpan interval;

    private TimerSchedule(CrontabSchedule? cron, TimeSpan interval, string text)
    {
        this.cron = cron;
        this.interval = interval;
        Text = text;
        FiresMoreThanOnceAMinute = cron is null ? interval < TimeSpan.FromMinutes(1) : HasShortGap(cron);
    }

    public string Text { get; }

    public bool AdjustsForDaylightSaving => cron is not null;

    /// <summary>Such a schedule is not monitored: no status file, never past due.</summary>
    public bool FiresMoreThanOnceAMinute { get; }

    /// <exception cref="FormatException">The text is none of the three.</exception>
    public static TimerSchedule Parse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length;
        if (fields is 5 or 6)
        {
            var cron = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 })
                ?? throw Wrong(text);
            return new TimerSchedule(cron, TimeSpan.Zero, text);
        }
        if (fields == 1 && text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero)
            return new TimerSchedule(null, interval, text);
        throw Wrong(text);
    }

    /// <summary>The first time after <paramref name="now"/>. A local time that daylight saving skips is passed over.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset now, TimeZoneInfo zone)
    {
        if (cron is null)
            return now + interval;
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        while (true)
        {
            local = cron.GetNextOccurrence(local);
            if (zone.IsInvalidTime(local))
                continue;
            var next = new DateTimeOffset(local, zone.GetUtcOffset(local));
            // An hour that occurs twice reads as the standard one: never answer with a time already gone.
            if (next > now)
                return next;
        }
    }

    private static bool HasShortGap(CrontabSchedule cron)
    {
        var before = cron.GetNextOccurrence(Reference);
        for (var i = 0; i < 10; i++)
        {
            var next = cron.GetNextOccurrence(before);
            if (next - before < TimeSpan.FromMinutes(1))
                return true;
            before = next;
        }
        return false;
    }

    private static FormatException Wrong(string text) => new($"The schedule expression '{text}' was not recognized as a valid cron expression or timespan string.");
}

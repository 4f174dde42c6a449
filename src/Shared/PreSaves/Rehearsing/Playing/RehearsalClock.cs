namespace Smartlinks.PreSaves.Rehearsing.Playing;

/// <summary>The time on a stage: stands still until it is moved, and only goes forward. Thread-safe.</summary>
public sealed class RehearsalClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>Real time would pass while compressed time stands still.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("On a stage nothing waits by itself.");

    public void MoveTo(DateTimeOffset at) => Interlocked.Exchange(ref _ticks, Math.Max(GetTimestamp(), at.UtcTicks));
}

namespace Smartlinks.Tests.StreamingServices.Pacing;

/// <summary>A story's clock: what it says is moved, its timers are not.</summary>
internal sealed class JumpingTime(TimeProvider real) : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => real.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() + Offset;

    public override long GetTimestamp() => real.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => real.CreateTimer(callback, state, dueTime, period);
}

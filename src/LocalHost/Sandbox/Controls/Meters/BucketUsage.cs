namespace Smartlinks.LocalHost.Sandbox.Controls.Meters;

/// <summary>A token bucket, full at first. Refused requests take nothing out of it.</summary>
public sealed class BucketUsage(Allowance.Bucket allowance, TimeProvider time) : IUsage
{
    private double _tokens = allowance.Capacity;
    private long _at = time.GetTimestamp();

    public Use Enter(bool enforced)
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(allowance.Capacity, _tokens + (time.GetElapsedTime(_at, now).TotalSeconds * allowance.RefillPerSecond));
        _at = now;
        var isOver = _tokens < allowance.Cost;
        var asked = allowance.Capacity - _tokens + allowance.Cost;
        var wait = isOver ? TimeSpan.FromSeconds((allowance.Cost - _tokens) / allowance.RefillPerSecond) : TimeSpan.Zero;
        if (!isOver || !enforced)
        {
            _tokens -= allowance.Cost;
        }

        return new Use(isOver, (int)Math.Ceiling(asked), (int)Math.Max(0, _tokens), wait);
    }
}

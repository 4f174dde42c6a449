namespace Smartlinks.LocalHost.Sandbox.Controls.Meters;

/// <summary>A sliding window. Refused requests do not take part in what is allowed, but in what was asked.</summary>
public sealed class WindowUsage(Allowance.Window allowance, TimeProvider time) : IUsage
{
    private readonly Queue<long> _came = new();
    private readonly Queue<long> _letThrough = new();

    public Use Enter(bool enforced)
    {
        var now = time.GetTimestamp();
        Forget(_came, now);
        Forget(_letThrough, now);
        _came.Enqueue(now);
        var isOver = _letThrough.Count >= allowance.Requests;
        var wait = isOver && _letThrough.TryPeek(out var first) ? allowance.Length - time.GetElapsedTime(first, now) : TimeSpan.Zero;
        if (!isOver || !enforced)
        {
            _letThrough.Enqueue(now);
        }

        // Those refused earlier are in what was asked only once the window is full: before, they would make a lawful request look like one too many.
        var asked = isOver ? Math.Max(_came.Count, allowance.Requests + 1) : _letThrough.Count;
        return new Use(isOver, asked, Math.Max(0, allowance.Requests - _letThrough.Count), wait);
    }

    private void Forget(Queue<long> requests, long now)
    {
        while (requests.TryPeek(out var first) && time.GetElapsedTime(first, now) >= allowance.Length)
        {
            requests.Dequeue();
        }
    }
}

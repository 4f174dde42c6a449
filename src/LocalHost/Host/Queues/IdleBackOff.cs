namespace Smartlinks.LocalHost.Host;

/// <summary>How long to wait before an empty queue is asked again: from 100 ms, doubled up to the maximum; a message found starts it over.</summary>
internal sealed class IdleBackOff(TimeSpan maximum)
{
    private static readonly TimeSpan Minimum = TimeSpan.FromMilliseconds(100);

    private TimeSpan current;

    public void Reset() => current = TimeSpan.Zero;

    public TimeSpan Next()
    {
        var doubled = current == TimeSpan.Zero ? Minimum : current * 2;
        current = doubled < maximum ? doubled : maximum;
        return current;
    }
}

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// How often the handler failed: the third failure is one too many. Forgotten when the one before is more than 30 minutes old.
/// </summary>
internal sealed class FailureCount(TimeProvider clock)
{
    public const int Limit = 3;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(30);

    private DateTimeOffset lastAt;
    private int count;

    /// <summary>Counts one failure; true when the host must give up.</summary>
    public bool AddAndCheck()
    {
        var now = clock.GetUtcNow();
        if (now - lastAt > Memory)
            count = 0;
        lastAt = now;
        return ++count >= Limit;
    }
}

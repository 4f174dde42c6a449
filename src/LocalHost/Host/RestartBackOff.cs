namespace Smartlinks.LocalHost.Host;

/// <summary>The platform's pauses between two hosts: doubled each time, started over after five minutes in which the host held.</summary>
internal sealed class RestartBackOff(TimeSpan first, TimeSpan longest, TimeProvider clock)
{
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(5);

    private TimeSpan? grown;
    private DateTimeOffset startedAt = clock.GetUtcNow();

    public void HostStarted() => startedAt = clock.GetUtcNow();

    public TimeSpan HostStopped()
    {
        if (clock.GetUtcNow() - startedAt >= Healthy)
            grown = null;
        var delay = grown ?? first;
        grown = delay * 2 < longest ? delay * 2 : longest;
        return delay;
    }
}

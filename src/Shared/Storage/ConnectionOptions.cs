using System.ComponentModel.DataAnnotations;

namespace Smartlinks.Storage;

/// <summary>How long a client waits for its service, and how often it tries.</summary>
public abstract class ConnectionOptions
{
    /// <summary>How long one connection may take to open; 100 ms to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one try may take; 100 ms to 100 s. 5 s for tables and queues, 10 s for an event hub.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:40")]
    public TimeSpan NetworkTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Tries after the first one; 0 to 10.</summary>
    [Range(0, 10)]
    public int MaxRetries { get; set; } = 3;

    /// <summary>The wait before the second try, doubled for each further one; 0 to 10 s. The service's Retry-After wins when longer.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait between tries that the doubling reaches; 0 to 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(2);
}

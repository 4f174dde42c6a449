using System.ComponentModel.DataAnnotations;
using Azure.Core;

namespace Smartlinks.Storage;

/// <summary>Which event hub to send to and how long to wait for it. Either <see cref="ConnectionString"/> (SAS key) or
/// <see cref="FullyQualifiedNamespace"/> with <see cref="Credential"/> (Entra).</summary>
public sealed class EventHubOptions
{
    /// <summary>
    /// <c>Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…[;EntityPath=…]</c>. With <c>UseDevelopmentEmulator=true</c> the
    /// endpoint is spoken to over plain http at its own port. Null or empty: the namespace is used.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary><c>{namespace}.servicebus.windows.net</c>.</summary>
    public string? FullyQualifiedNamespace { get; set; }

    /// <summary>The hub; wins over the connection string's <c>EntityPath</c>.</summary>
    public string? EventHubName { get; set; }

    /// <summary>Gives Entra tokens for the namespace.</summary>
    public TokenCredential? Credential { get; set; }

    /// <summary>How long a SAS token is valid; 1 minute to 1 day. It is renewed when a sixth of that is left.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long one connection may take to open; 100 ms to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one try may take; 100 ms to 100 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:40")]
    public TimeSpan NetworkTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Tries after the first one; 0 to 10.</summary>
    [Range(0, 10)]
    public int MaxRetries { get; set; } = 3;

    /// <summary>The wait before the second try, doubled for each further one; 0 to 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait between tries that the doubling reaches; 0 to 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(2);
}

using System.ComponentModel.DataAnnotations;
using Azure.Core;

namespace Smartlinks.Storage;

/// <summary>
/// Where tables and queues are and how long to wait for them. Either <see cref="ConnectionString"/> (account key; Azurite) or
/// the service URIs with <see cref="Credential"/> (Entra).
/// </summary>
public sealed class StorageOptions
{
    /// <summary>
    /// <c>UseDevelopmentStorage=true</c>, <c>…AccountName=…;AccountKey=…</c>, optionally with <c>TableEndpoint</c>, <c>QueueEndpoint</c> or
    /// <c>EndpointSuffix</c>. Null or empty: the service URIs are used.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary><c>https://{account}.table.core.windows.net</c>.</summary>
    public Uri? TableServiceUri { get; set; }

    /// <summary><c>https://{account}.queue.core.windows.net</c>.</summary>
    public Uri? QueueServiceUri { get; set; }

    /// <summary>Gives Entra tokens for the service URIs; https only.</summary>
    public TokenCredential? Credential { get; set; }

    /// <summary>How long one connection may take to open; 100 ms to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one try may take; 100 ms to 100 s.</summary>
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

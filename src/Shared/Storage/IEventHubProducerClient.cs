namespace Smartlinks.Storage;

/// <summary>Sends to one event hub over its HTTPS interface. Receiving is the Functions host's.</summary>
public interface IEventHubProducerClient
{
    string EventHubName { get; }

    /// <summary>
    /// Sends one batch; all events share <paramref name="partitionKey"/> and so one partition, in order. At most 1 MB as sent.
    /// Not idempotent: after a lost answer the hub may hold the batch twice, so events carry their own identity.
    /// Throws <see cref="Azure.RequestFailedException"/> when refused, after the pipeline's retries.
    /// </summary>
    Task SendAsync(IReadOnlyList<string> events, string partitionKey, CancellationToken cancellationToken = default);
}

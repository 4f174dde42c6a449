using Smartlinks.Storage;

namespace Smartlinks.Support;

/// <summary>An event as a hub keeps it.</summary>
/// <param name="SequenceNumber">0, 1, 2, … within its partition.</param>
public sealed record StoredEvent(int Partition, long SequenceNumber, string PartitionKey, string Body, DateTimeOffset EnqueuedAt);

/// <summary>
/// An event hub in memory: keeps what was sent, in order per partition, with sequence numbers. A partition key always lands on one partition
/// (not the one real Event Hubs would choose). With <see cref="FaultSwitch.LoseNextAnswers"/> a sender that repeats makes duplicates, as in the real hub. Thread-safe.
/// </summary>
public sealed class InMemoryEventHub(TimeProvider clock, int partitions = 4, string name = "clicks") : IEventHubProducerClient
{
    private readonly Lock _gate = new();
    private readonly List<StoredEvent>[] _partitions = [.. Enumerable.Range(0, partitions).Select(_ => new List<StoredEvent>())];

    public string EventHubName { get; } = name;

    public FaultSwitch Faults { get; } = new();

    public int PartitionCount => _partitions.Length;

    /// <summary>Everything kept, by partition and sequence number.</summary>
    public IReadOnlyList<StoredEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _partitions.SelectMany(p => p)];
            }
        }
    }

    /// <summary>What one partition key's sender sent, in order.</summary>
    public IReadOnlyList<StoredEvent> EventsOf(string partitionKey) => [.. Events.Where(e => e.PartitionKey == partitionKey)];

    /// <summary>One partition's events from a sequence number on.</summary>
    public IReadOnlyList<StoredEvent> Read(int partition, long fromSequenceNumber = 0, int maxEvents = int.MaxValue)
    {
        lock (_gate)
        {
            return [.. _partitions[partition].Skip((int)fromSequenceNumber).Take(maxEvents)];
        }
    }

    public int PartitionOf(string partitionKey) => (int)(partitionKey.Aggregate(17u, (hash, c) => (hash * 31) + c) % (uint)_partitions.Length);

    public async Task SendAsync(IReadOnlyList<string> events, string partitionKey, CancellationToken cancellationToken = default)
    {
        EventHubBatch.Write(events, partitionKey);
        var isAnswerLost = await Faults.EnterAsync("Send", cancellationToken);
        lock (_gate)
        {
            var partition = PartitionOf(partitionKey);
            var kept = _partitions[partition];
            kept.AddRange(events.Select((body, i) => new StoredEvent(partition, kept.Count + i, partitionKey, body, clock.GetUtcNow())).ToList());
        }

        if (isAnswerLost)
        {
            FaultSwitch.LoseAnswer();
        }
    }
}

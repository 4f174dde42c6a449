using System.Text.Json;

namespace Smartlinks.LocalHost.Host;

/// <summary>Where a consumer group stands in one partition: the last event that is done with.</summary>
public sealed record Checkpoint(long SequenceNumber, long Offset);

/// <summary>
/// One hub on disk: its partitions and its consumer groups' checkpoints. The number of partitions is fixed when the hub is made.
/// Bounded: segments behind every group's checkpoint are deleted when the hub holds more than its bound.
/// </summary>
internal sealed class HubStore : IDisposable
{
    private const int SegmentsPerPartition = 4;

    private readonly string folder;
    private readonly long keepBytesPerPartition;
    private readonly Lock gate = new();

    public HubStore(string folder, string name, int partitionCount, long keepBytes, TimeProvider clock)
    {
        this.folder = folder;
        Name = name;
        var count = ReadOrWriteCount(folder, partitionCount);
        keepBytesPerPartition = keepBytes / count;
        Partitions = [.. Enumerable.Range(0, count).Select(id => new PartitionLog(Path.Combine(folder, $"partition-{id}"), id, keepBytesPerPartition / SegmentsPerPartition, clock))];
    }

    public string Name { get; }

    public IReadOnlyList<PartitionLog> Partitions { get; }

    public Checkpoint? ReadCheckpoint(string consumerGroup, int partition)
    {
        var file = CheckpointFile(consumerGroup, partition);
        lock (gate)
            return File.Exists(file) ? JsonSerializer.Deserialize<Checkpoint>(File.ReadAllBytes(file)) : null;
    }

    /// <summary>Replaces the file as a whole, then drops what no group needs any more.</summary>
    public void WriteCheckpoint(string consumerGroup, int partition, Checkpoint checkpoint)
    {
        var file = CheckpointFile(consumerGroup, partition);
        lock (gate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(checkpoint));
            File.Move(file + ".new", file, overwrite: true);
        }
        if (Partitions[partition].Size > keepBytesPerPartition)
            Partitions[partition].Trim(OldestCheckpoint(partition) + 1, keepBytesPerPartition);
    }

    public void Dispose()
    {
        foreach (var partition in Partitions)
            partition.Dispose();
    }

    private long OldestCheckpoint(int partition) => Directory.EnumerateDirectories(CheckpointFolder)
        .Min(group => ReadCheckpoint(Uri.UnescapeDataString(Path.GetFileName(group)), partition)?.SequenceNumber ?? -1);

    private string CheckpointFolder => Path.Combine(folder, "checkpoints");

    private string CheckpointFile(string consumerGroup, int partition) =>
        Path.Combine(CheckpointFolder, Uri.EscapeDataString(consumerGroup), $"{partition}.json");

    private static int ReadOrWriteCount(string folder, int wanted)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "partition-count");
        if (File.Exists(file) && int.TryParse(File.ReadAllText(file), out var count) && count > 0)
            return count;
        File.WriteAllText(file, $"{wanted}");
        return wanted;
    }
}

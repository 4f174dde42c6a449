using System.Globalization;
using Azure;
using Smartlinks.Storage;

namespace Smartlinks.Clicks;

/// <summary>Where the aggregator stands in one hub partition.</summary>
internal sealed class StreamState(string partition, TimeSpan remember)
{
    public string Partition { get; } = partition;

    public ETag ETag { get; set; }

    /// <summary>Last hub sequence number whose clicks are in the rollups; -1 before the first.</summary>
    public long LastSequence { get; set; } = -1;

    /// <summary>The hub sequence number counting began with; -1 before.</summary>
    public long StartedAt { get; set; } = -1;

    /// <summary>How often hub sequence numbers were left out.</summary>
    public long Gaps { get; set; }

    /// <summary>The numbers last left out, as <c>first-last</c>; null: none ever.</summary>
    public string? LastGap { get; set; }

    /// <summary>Events that were no packs.</summary>
    public long Unreadable { get; set; }

    public ProducerPositions Producers { get; set; } = new(remember);
}

/// <summary>Columns of the table <c>clickStreams</c>: partition is the hub partition, row is <c>state</c>.</summary>
internal static class StreamStateRow
{
    public const string TableName = "clickStreams";
    public const string RowKey = "state";

    /// <summary>Also tells how many producers had to be dropped for size.</summary>
    public static (TableEntity Row, int Dropped) From(StreamState state)
    {
        var (chunks, dropped) = state.Producers.ToChunks();
        var row = new TableEntity(state.Partition, RowKey)
        {
            ["lastSequence"] = state.LastSequence,
            ["startedAt"] = state.StartedAt,
            ["gaps"] = state.Gaps,
            ["lastGap"] = state.LastGap,
            ["unreadable"] = state.Unreadable,
            ["clock"] = state.Producers.Clock,
            ["missing"] = state.Producers.Missing,
        };
        for (int i = 0; i < chunks.Count; i++)
            row[Chunk(i)] = chunks[i];
        return (row, dropped);
    }

    public static StreamState Read(TableEntity row, TimeSpan remember) => new(row.PartitionKey, remember)
    {
        ETag = row.ETag,
        LastSequence = row.GetInt64("lastSequence") ?? -1,
        StartedAt = row.GetInt64("startedAt") ?? -1,
        Gaps = row.GetInt64("gaps") ?? 0,
        LastGap = row.GetString("lastGap"),
        Unreadable = row.GetInt64("unreadable") ?? 0,
        Producers = ProducerPositions.From(remember, row.GetInt64("clock") ?? 0, row.GetInt64("missing") ?? 0, Chunks(row)),
    };

    private static IEnumerable<byte[]> Chunks(TableEntity row)
    {
        for (int i = 0; row.GetBinary(Chunk(i)) is { } chunk; i++)
            yield return chunk;
    }

    private static string Chunk(int index) => string.Create(CultureInfo.InvariantCulture, $"producers{index}");
}

using System.Buffers.Binary;

namespace Smartlinks.LocalHost.Host;

/// <summary>Reads one partition forwards from a sequence number. One caller at a time.</summary>
internal sealed class PartitionReader(PartitionLog log, long sequenceNumber)
{
    private const int ChunkSize = 128 * 1024;

    private byte[] buffer = new byte[ChunkSize];
    private LogSegment? segment;
    private long position;

    /// <summary>The number of the event that is read next.</summary>
    public long NextSequenceNumber { get; private set; } = sequenceNumber;

    /// <summary>What is there now, up to <paramref name="maximum"/> events; empty at the end.</summary>
    public List<HubEvent> Read(int maximum)
    {
        var events = new List<HubEvent>();
        while (events.Count < maximum && NextSequenceNumber < log.NextSequenceNumber && ReadChunk(events, maximum))
        {
        }
        return events;
    }

    private bool ReadChunk(List<HubEvent> events, int maximum)
    {
        var (current, length) = log.FindSegment(NextSequenceNumber);
        if (current != segment)
        {
            segment = current;
            position = 0;
        }
        var count = (int)Math.Min(buffer.Length, length - position);
        var read = RandomAccess.Read(current.Handle, buffer.AsSpan(0, count), position);
        var used = 0;
        while (events.Count < maximum && EventRecord.TryRead(buffer.AsSpan(used, read - used), current.BaseOffset + position, out var item, out var size))
        {
            used += size;
            position += size;
            if (item.SequenceNumber < NextSequenceNumber)
                continue;
            events.Add(item);
            NextSequenceNumber = item.SequenceNumber + 1;
        }
        return used > 0 || GrowFor(read);
    }

    // One event may be larger than the buffer; its length stands in front of it.
    private bool GrowFor(int read)
    {
        var needed = read < EventRecord.HeadSize ? 0 : BinaryPrimitives.ReadInt32LittleEndian(buffer) + EventRecord.HeadSize;
        if (needed <= buffer.Length)
            throw new InvalidDataException($"Partition {log.Id} is damaged before sequence number {NextSequenceNumber}.");
        buffer = new byte[needed];
        return true;
    }
}

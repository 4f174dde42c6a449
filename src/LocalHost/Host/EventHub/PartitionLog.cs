namespace Smartlinks.LocalHost.Host;

/// <summary>
/// One partition: an append-only log in segments on disk. An append is one plain write, so what was acknowledged outlives this process
/// (not the machine). Sequence numbers start at 0 and have no gap. Safe for many writers and readers.
/// </summary>
internal sealed class PartitionLog : IDisposable
{
    private readonly string folder;
    private readonly long segmentSize;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();
    private readonly List<LogSegment> segments = [];
    private TaskCompletionSource grown = NewSignal();
    private long nextSequenceNumber;

    public PartitionLog(string folder, int id, long segmentSize, TimeProvider clock)
    {
        this.folder = folder;
        this.segmentSize = segmentSize;
        this.clock = clock;
        Id = id;
        Directory.CreateDirectory(folder);
        segments.AddRange(Directory.EnumerateFiles(folder, "*.log").Order(StringComparer.Ordinal).Select(LogSegment.Open));
        if (segments.Count == 0)
            segments.Add(LogSegment.Create(folder, 0, 0));
        nextSequenceNumber = segments[^1].Recover();
    }

    public int Id { get; }

    public long NextSequenceNumber => Volatile.Read(ref nextSequenceNumber);

    public long FirstSequenceNumber
    {
        get
        {
            lock (gate)
                return segments[0].FirstSequenceNumber;
        }
    }

    /// <summary>Bytes held.</summary>
    public long Size
    {
        get
        {
            lock (gate)
                return segments.Sum(static segment => segment.Length);
        }
    }

    public void Append(IReadOnlyList<NewEvent> events)
    {
        var buffer = new byte[events.Sum(EventRecord.SizeOf)];
        TaskCompletionSource signal;
        lock (gate)
        {
            var segment = segments[^1];
            if (segment.Length >= segmentSize)
                segments.Add(segment = LogSegment.Create(folder, nextSequenceNumber, segment.BaseOffset + segment.Length));
            var now = clock.GetUtcNow();
            var position = 0;
            for (var i = 0; i < events.Count; i++)
            {
                var size = EventRecord.SizeOf(events[i]);
                EventRecord.Write(buffer.AsSpan(position, size), events[i], nextSequenceNumber + i, now);
                position += size;
            }
            RandomAccess.Write(segment.Handle, buffer, segment.Length);
            segment.Length += buffer.Length;
            Volatile.Write(ref nextSequenceNumber, nextSequenceNumber + events.Count);
            signal = grown;
            grown = NewSignal();
        }
        signal.SetResult();
    }

    /// <summary>Returns when the event with this number is there.</summary>
    public async Task WaitForAsync(long sequenceNumber, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change;
            lock (gate)
            {
                if (nextSequenceNumber > sequenceNumber)
                    return;
                change = grown.Task;
            }
            await change.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The segment that holds a number, and how much of it is whole. The first segment when the number is gone.</summary>
    public (LogSegment Segment, long Length) FindSegment(long sequenceNumber)
    {
        lock (gate)
        {
            var segment = segments.FindLast(segment => segment.FirstSequenceNumber <= sequenceNumber) ?? segments[0];
            return (segment, segment.Length);
        }
    }

    /// <summary>Deletes the oldest segments whose events all lie before the number, while more than <paramref name="keepBytes"/> are held.</summary>
    public void Trim(long beforeSequenceNumber, long keepBytes)
    {
        lock (gate)
        {
            while (segments.Count > 1 && segments[1].FirstSequenceNumber <= beforeSequenceNumber && segments.Sum(static segment => segment.Length) > keepBytes)
            {
                segments[0].Dispose();
                File.Delete(segments[0].Path);
                segments.RemoveAt(0);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
            segments.ForEach(static segment => segment.Dispose());
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

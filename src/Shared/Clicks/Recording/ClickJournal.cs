using System.Globalization;

namespace Smartlinks.Clicks;

/// <summary>
/// The clicks of this process that the hub has not yet taken, in files of <see cref="ClickOptions.JournalFolder"/>. A click
/// is one write to the page cache, so it outlives the process; the files stay behind when the process is killed, and any
/// other process of the folder sends them under this producer's name and numbers.
/// </summary>
/// <remarks>Appending is safe from any thread and allocates nothing. Reading and acknowledging is the one sender's.</remarks>
public sealed class ClickJournal(ClickOptions options, TimeProvider time, Func<string>? newProducerId = null) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ResentRequests _resent = ResentRequests.Find(options.JournalFolder, time);
    private readonly List<JournalSegment> _segments = [];
    private readonly byte[] _buffer = new byte[JournalSegment.RecordHeaderLength + ClickRecord.MaxLength];
    private readonly SemaphoreSlim _arrived = new(0);
    private int _senderWaits;
    private int _files;
    private long _nextSequence = 1;
    private long _unsentBytes;
    private bool _disposed;

    /// <summary>This process start's name.</summary>
    public string Producer { get; } = (newProducerId ?? ProducerId.Create)();

    /// <summary>Bytes neither hub nor queue has taken.</summary>
    public long UnsentBytes => Volatile.Read(ref _unsentBytes);

    /// <summary>
    /// True once the click outlives this process. False when the disk refuses it or <see cref="ClickOptions.MaximumJournalBytes"/>
    /// is reached: the click is not in the journal then, and its number goes to the next one.
    /// </summary>
    public bool TryAppend(in Click click)
    {
        try
        {
            lock (_gate)
            {
                if (_disposed || _unsentBytes >= options.MaximumJournalBytes)
                    return false;
                if (_resent.IsRecorded(click.RequestId))
                    return true;
                int length = JournalSegment.RecordHeaderLength + ClickRecord.Encode(click, _buffer.AsSpan(JournalSegment.RecordHeaderLength));
                SegmentFor(length).Append(_buffer.AsSpan(0, length), click.RequestId);
                _nextSequence++;
                _unsentBytes += length;
                ClickMetrics.Backlog.Add(length);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        // The write above must be seen by a sender that raises its flag after the read below.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _senderWaits) == 1 && Interlocked.Exchange(ref _senderWaits, 0) == 1)
            _arrived.Release();
        return true;
    }

    /// <summary>Ends when there is something to send.</summary>
    internal async Task WaitForClicksAsync(CancellationToken cancellationToken)
    {
        // The flag goes up before the look, so a click that comes in between is either seen or signaled.
        Interlocked.Exchange(ref _senderWaits, 1);
        if (UnsentBytes > 0 && Interlocked.Exchange(ref _senderWaits, 0) == 1)
            return;
        await _arrived.WaitAsync(cancellationToken);
    }

    /// <summary>The oldest file with something to send; null when all is sent.</summary>
    internal JournalSegment? FindUnsent()
    {
        lock (_gate)
        {
            return _disposed ? null : _segments.Find(segment => segment.UnsentBytes > 0);
        }
    }

    /// <summary>Marks records of <paramref name="segment"/> as taken and deletes files that are done.</summary>
    internal void Acknowledge(JournalSegment segment, int clicks, long bytes)
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            segment.Acknowledge(clicks, bytes);
            _unsentBytes -= bytes;
            ClickMetrics.Backlog.Add(-bytes);
            if (segment.UnsentBytes == 0 && segment != _segments[^1])
            {
                _segments.Remove(segment);
                segment.Delete();
            }
        }
    }

    internal bool IsOwn(string path) => Path.GetFileName(path.AsSpan()).StartsWith(Producer);

    /// <summary>Closes the files. Those with unsent clicks stay for the next process.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            foreach (var segment in _segments)
            {
                if (segment.UnsentBytes == 0)
                    segment.Delete();
                else
                    segment.Dispose();
            }
            ClickMetrics.Backlog.Add(-_unsentBytes);
        }
        _arrived.Dispose();
    }

    private JournalSegment SegmentFor(int length)
    {
        if (_segments.Count > 0 && (_segments[^1].Length + length <= options.SegmentBytes || _segments[^1].Length == JournalSegment.HeaderLength))
            return _segments[^1];
        Directory.CreateDirectory(options.JournalFolder);
        string name = string.Create(CultureInfo.InvariantCulture, $"{Producer}-{++_files:D8}{JournalSegment.Extension}");
        var segment = JournalSegment.Create(Path.Combine(options.JournalFolder, name), Producer, _nextSequence, time.GetUtcNow());
        // The file before it may have been sent whole already; nobody else would delete it.
        if (_segments.Count > 0 && _segments[^1].UnsentBytes == 0)
        {
            _segments[^1].Delete();
            _segments.RemoveAt(_segments.Count - 1);
        }
        _segments.Add(segment);
        return segment;
    }
}

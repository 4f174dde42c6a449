using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Smartlinks.Clicks;

/// <summary>
/// One journal file of one producer, held open under an exclusive lock (flock) that the kernel releases when the process
/// ends, however it ends: a file that can be locked belongs to nobody.
/// </summary>
/// <remarks>
/// Layout, little endian: 80 bytes of header — "SLJ2", 4 unused, first sequence, creation (Unix ms), producer (32 bytes
/// ASCII, zero filled), CRC32C of all that, 4 unused, acknowledged sequence, 8 unused — then records of length (4 bytes),
/// CRC32C of what follows (4 bytes), request id (8 bytes) and payload. The first record that does not check out ends the file: it is the torn end
/// of a write that was never acknowledged. A length never looks like text, so no visitor can forge a record inside one.
/// </remarks>
internal sealed class JournalSegment : IDisposable
{
    public const int HeaderLength = 80;
    public const int RecordHeaderLength = 16;
    public const int RequestIdAt = 8;
    public const string Extension = ".journal";

    private const int ChecksumAt = 56;
    private const int AcknowledgedAt = 64;

    private readonly SafeFileHandle _file;
    private long _end;
    private long _lastSequence;
    private long _acknowledgedEnd;
    private bool _disposed;

    private JournalSegment(SafeFileHandle file, string path, string producer, long firstSequence)
    {
        (_file, Path, Producer, FirstSequence) = (file, path, producer, firstSequence);
        _end = _acknowledgedEnd = HeaderLength;
        _lastSequence = AcknowledgedSequence = firstSequence - 1;
    }

    public string Path { get; }

    public string Producer { get; }

    public long FirstSequence { get; }

    /// <summary>Of the last whole record; <see cref="FirstSequence"/> - 1 when there is none.</summary>
    public long LastSequence => Volatile.Read(ref _lastSequence);

    /// <summary>Everything up to here has been taken by the hub or the queue.</summary>
    public long AcknowledgedSequence { get; private set; }

    public long Length => Volatile.Read(ref _end);

    public long UnsentBytes => Volatile.Read(ref _end) - Volatile.Read(ref _acknowledgedEnd);

    public static JournalSegment Create(string path, string producer, long firstSequence, DateTimeOffset now)
    {
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        try
        {
            Span<byte> header = stackalloc byte[HeaderLength];
            header.Clear();
            "SLJ2"u8.CopyTo(header);
            BinaryPrimitives.WriteInt64LittleEndian(header[8..], firstSequence);
            BinaryPrimitives.WriteInt64LittleEndian(header[16..], now.ToUnixTimeMilliseconds());
            Encoding.ASCII.GetBytes(producer, header.Slice(24, ProducerId.MaxLength));
            BinaryPrimitives.WriteUInt32LittleEndian(header[ChecksumAt..], Checksum(header[..ChecksumAt]));
            BinaryPrimitives.WriteInt64LittleEndian(header[AcknowledgedAt..], firstSequence - 1);
            RandomAccess.Write(file, header, 0);
            return new JournalSegment(file, path, producer, firstSequence);
        }
        catch
        {
            // Nothing was recorded in it yet.
            File.Delete(path);
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes over the file of a process that is gone. Null when its process lives (or another one was quicker), or when it
    /// holds nothing readable: then it is deleted if it ended inside its header, and set aside as <c>.unreadable</c> otherwise.
    /// </summary>
    public static JournalSegment? TryAdopt(string path)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        try
        {
            Span<byte> header = stackalloc byte[HeaderLength];
            int read = ReadFully(file, header, 0);
            if (read < HeaderLength)
            {
                File.Delete(path);
                file.Dispose();
                return null;
            }
            string producer = Encoding.ASCII.GetString(header.Slice(24, ProducerId.MaxLength)).TrimEnd('\0');
            if (!header.StartsWith("SLJ2"u8) || BinaryPrimitives.ReadUInt32LittleEndian(header[ChecksumAt..]) != Checksum(header[..ChecksumAt])
                || !ProducerId.IsValid(producer))
            {
                File.Move(path, path + ".unreadable", overwrite: true);
                ClickMetrics.Unreadable.Add(1);
                file.Dispose();
                return null;
            }
            var segment = new JournalSegment(file, path, producer, BinaryPrimitives.ReadInt64LittleEndian(header[8..]));
            segment.Scan(BinaryPrimitives.ReadInt64LittleEndian(header[AcknowledgedAt..]));
            return segment;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes one record whose payload starts at <see cref="RecordHeaderLength"/> of <paramref name="record"/>. One write of
    /// the page cache: it outlives the process, not the machine. Throws <see cref="IOException"/> when the disk refuses;
    /// the next append goes to the same place. Callers take turns.
    /// </summary>
    public void Append(Span<byte> record, ulong requestId)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - RecordHeaderLength);
        BinaryPrimitives.WriteUInt64LittleEndian(record[RequestIdAt..], requestId);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Checksum(record[RequestIdAt..]));
        RandomAccess.Write(_file, record, _end);
        _lastSequence++;
        // Last: what a reader sees of the end, it can read.
        Volatile.Write(ref _end, _end + record.Length);
    }

    /// <summary>Reads raw bytes from the first unacknowledged record on, whole records or not.</summary>
    public int ReadUnsent(Span<byte> into)
    {
        long unsent = UnsentBytes;
        return ReadFully(_file, into[..(int)Math.Min(into.Length, unsent)], _acknowledgedEnd);
    }

    /// <summary>
    /// Remembers, for this process and the next, that <paramref name="clicks"/> more records of <paramref name="bytes"/> are
    /// taken. A note lost to a crash makes them be sent again, which the aggregator sees.
    /// </summary>
    public void Acknowledge(int clicks, long bytes)
    {
        AcknowledgedSequence += clicks;
        Volatile.Write(ref _acknowledgedEnd, _acknowledgedEnd + bytes);
        Span<byte> note = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(note, AcknowledgedSequence);
        try
        {
            RandomAccess.Write(_file, note, AcknowledgedAt);
        }
        catch (IOException)
        {
            // A disk that refuses the note must not stop the sending.
        }
    }

    /// <summary>Splits one record off; false when what is left is not a whole, intact one.</summary>
    public static bool TryReadRecord(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> payload) => TryReadRecord(ref bytes, out payload, out _);

    /// <inheritdoc cref="TryReadRecord(ref ReadOnlySpan{byte}, out ReadOnlySpan{byte})"/>
    public static bool TryReadRecord(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> payload, out ulong requestId)
    {
        payload = default;
        requestId = 0;
        if (bytes.Length < RecordHeaderLength)
            return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length is <= 0 or > ClickRecord.MaxLength || length > bytes.Length - RecordHeaderLength)
            return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Checksum(bytes[RequestIdAt..(RecordHeaderLength + length)]))
            return false;
        requestId = BinaryPrimitives.ReadUInt64LittleEndian(bytes[RequestIdAt..]);
        payload = bytes.Slice(RecordHeaderLength, length);
        bytes = bytes[(RecordHeaderLength + length)..];
        return true;
    }

    /// <summary>The request ids of the last <paramref name="most"/> records of a file, whoever holds it; empty when it cannot be read.</summary>
    public static IEnumerable<ulong> ReadRequestIds(string path, int most)
    {
        byte[] file;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file = new byte[stream.Length];
            stream.ReadExactly(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
        var ids = new Queue<ulong>();
        ReadOnlySpan<byte> rest = file.AsSpan(Math.Min(HeaderLength, file.Length));
        while (TryReadRecord(ref rest, out _, out ulong id))
        {
            if (id == 0)
                continue;
            ids.Enqueue(id);
            if (ids.Count > most)
                ids.Dequeue();
        }
        return ids;
    }

    /// <summary>Removes the file. The name goes before the lock, so nobody can adopt it in between.</summary>
    public void Delete()
    {
        File.Delete(Path);
        Dispose();
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _file.Dispose();
    }

    private void Scan(long acknowledged)
    {
        byte[] buffer = new byte[1024 * 1024];
        for (; ; )
        {
            int read = ReadFully(_file, buffer, _end);
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, read);
            bool any = false;
            while (TryReadRecord(ref bytes, out var payload))
            {
                any = true;
                _end += RecordHeaderLength + payload.Length;
                _lastSequence++;
                if (_lastSequence <= acknowledged)
                    (AcknowledgedSequence, _acknowledgedEnd) = (_lastSequence, _end);
            }
            if (!any)
                return;
        }
    }

    private static int ReadFully(SafeFileHandle file, Span<byte> into, long offset)
    {
        int total = 0;
        while (total < into.Length)
        {
            int read = RandomAccess.Read(file, into[total..], offset + total);
            if (read == 0)
                break;
            total += read;
        }
        return total;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}

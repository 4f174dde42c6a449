using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Smartlinks.LocalHost.Host;

/// <summary>One file of a partition's log. Its name holds the first sequence number and the offset of its first byte.</summary>
internal sealed class LogSegment : IDisposable
{
    private LogSegment(string path, long firstSequenceNumber, long baseOffset)
    {
        Path = path;
        FirstSequenceNumber = firstSequenceNumber;
        BaseOffset = baseOffset;
        Handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        Length = RandomAccess.GetLength(Handle);
    }

    public string Path { get; }

    public long FirstSequenceNumber { get; }

    public long BaseOffset { get; }

    public SafeFileHandle Handle { get; }

    /// <summary>How far the file holds whole records.</summary>
    public long Length { get; set; }

    public static LogSegment Create(string folder, long firstSequenceNumber, long baseOffset) =>
        new(System.IO.Path.Combine(folder, $"{firstSequenceNumber:D20}-{baseOffset:D20}.log"), firstSequenceNumber, baseOffset);

    public static LogSegment Open(string path)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        return new LogSegment(path, long.Parse(name.AsSpan(0, 20), CultureInfo.InvariantCulture), long.Parse(name.AsSpan(21), CultureInfo.InvariantCulture));
    }

    /// <summary>Cuts off a torn tail. Returns the sequence number after the last whole record.</summary>
    public long Recover()
    {
        var data = new byte[Length];
        var read = RandomAccess.Read(Handle, data, 0);
        var next = FirstSequenceNumber;
        var position = 0;
        while (EventRecord.TryRead(data.AsSpan(position, read - position), BaseOffset + position, out var item, out var size))
        {
            position += size;
            next = item.SequenceNumber + 1;
        }
        if (position < Length)
            RandomAccess.SetLength(Handle, position);
        Length = position;
        return next;
    }

    public void Dispose() => Handle.Dispose();
}

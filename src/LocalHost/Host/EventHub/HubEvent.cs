using System.Buffers.Binary;
using System.Text;

namespace Smartlinks.LocalHost.Host;

/// <summary>One event as the hub holds it.</summary>
/// <param name="SequenceNumber">From 0 in each partition, without a gap.</param>
/// <param name="Offset">Where it lies in the partition's log, in bytes; it grows, and that is all a reader may assume.</param>
/// <param name="PartitionKey">Null when the hub chose the partition.</param>
/// <param name="Properties">The sender's properties as a JSON object.</param>
public sealed record HubEvent(long SequenceNumber, long Offset, DateTimeOffset EnqueuedAt, string? PartitionKey, byte[] Properties, byte[] Body);

/// <summary>What a sender hands over: the hub adds its own position and time.</summary>
internal sealed record NewEvent(byte[] Body, byte[] Properties, string? PartitionKey);

/// <summary>
/// The form of one event in a partition's log: length, CRC-32C of the payload, payload. A record that is cut short or does not match its
/// checksum is the torn end of the log.
/// </summary>
internal static class EventRecord
{
    public const int HeadSize = 8;
    private const int FixedSize = 8 + 8 + 4 + 4;

    public static int SizeOf(NewEvent item) =>
        HeadSize + FixedSize + (item.PartitionKey is null ? 0 : Encoding.UTF8.GetByteCount(item.PartitionKey)) + item.Properties.Length + item.Body.Length;

    public static void Write(Span<byte> record, NewEvent item, long sequenceNumber, DateTimeOffset enqueuedAt)
    {
        var payload = record[HeadSize..];
        BinaryPrimitives.WriteInt64LittleEndian(payload, sequenceNumber);
        BinaryPrimitives.WriteInt64LittleEndian(payload[8..], enqueuedAt.UtcTicks);
        var keyLength = item.PartitionKey is null ? -1 : Encoding.UTF8.GetBytes(item.PartitionKey, payload[FixedSize..]);
        BinaryPrimitives.WriteInt32LittleEndian(payload[16..], keyLength);
        BinaryPrimitives.WriteInt32LittleEndian(payload[20..], item.Properties.Length);
        var rest = payload[(FixedSize + Math.Max(keyLength, 0))..];
        item.Properties.CopyTo(rest);
        item.Body.CopyTo(rest[item.Properties.Length..]);
        BinaryPrimitives.WriteInt32LittleEndian(record, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Checksum(payload));
    }

    /// <summary>Reads the record at the start of <paramref name="data"/>; false when it is cut short or damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, long offset, out HubEvent item, out int size)
    {
        item = null!;
        size = 0;
        if (data.Length < HeadSize + FixedSize)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(data);
        if (length < FixedSize || length > data.Length - HeadSize)
            return false;
        var payload = data.Slice(HeadSize, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(data[4..]) != Checksum(payload))
            return false;

        var keyLength = BinaryPrimitives.ReadInt32LittleEndian(payload[16..]);
        var propertiesLength = BinaryPrimitives.ReadInt32LittleEndian(payload[20..]);
        var rest = payload[FixedSize..];
        var key = keyLength < 0 ? null : Encoding.UTF8.GetString(rest[..keyLength]);
        rest = rest[Math.Max(keyLength, 0)..];
        item = new HubEvent(BinaryPrimitives.ReadInt64LittleEndian(payload), offset,
            new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(payload[8..]), TimeSpan.Zero), key,
            rest[..propertiesLength].ToArray(), rest[propertiesLength..].ToArray());
        size = HeadSize + length;
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        for (; data.Length >= 8; data = data[8..])
            crc = System.Numerics.BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (var value in data)
            crc = System.Numerics.BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}

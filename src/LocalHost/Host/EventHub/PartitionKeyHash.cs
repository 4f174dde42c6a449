using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Smartlinks.LocalHost.Host;

/// <summary>
/// Which partition a key goes to: Bob Jenkins' lookup3 (<c>hashlittle2</c>, seeds 0) over the key's UTF-8, both halves XORed and cut to 16
/// bits, modulo the number of partitions. It is the hash Azure's own clients document for local assignment, and does not change between versions here.
/// </summary>
public static class PartitionKeyHash
{
    public static int PartitionOf(string partitionKey, int partitionCount)
    {
        var (first, second) = Lookup3(Encoding.UTF8.GetBytes(partitionKey));
        return Math.Abs((short)(first ^ second) % partitionCount);
    }

    /// <summary>hashlittle2 with both seeds 0; see burtleburtle.net/bob/c/lookup3.c (public domain).</summary>
    public static (uint First, uint Second) Lookup3(ReadOnlySpan<byte> data)
    {
        uint a, b, c;
        a = b = c = 0xdeadbeef + (uint)data.Length;
        while (data.Length > 12)
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(data);
            b += BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(data[8..]);
            (a, b, c) = Mix(a, b, c);
            data = data[12..];
        }
        if (data.IsEmpty)
            return (c, b);

        Span<byte> tail = stackalloc byte[12];
        tail.Clear();
        data.CopyTo(tail);
        a += BinaryPrimitives.ReadUInt32LittleEndian(tail);
        b += BinaryPrimitives.ReadUInt32LittleEndian(tail[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(tail[8..]);
        return Finish(a, b, c);
    }

    private static (uint A, uint B, uint C) Mix(uint a, uint b, uint c)
    {
        a -= c; a ^= BitOperations.RotateLeft(c, 4); c += b;
        b -= a; b ^= BitOperations.RotateLeft(a, 6); a += c;
        c -= b; c ^= BitOperations.RotateLeft(b, 8); b += a;
        a -= c; a ^= BitOperations.RotateLeft(c, 16); c += b;
        b -= a; b ^= BitOperations.RotateLeft(a, 19); a += c;
        c -= b; c ^= BitOperations.RotateLeft(b, 4); b += a;
        return (a, b, c);
    }

    private static (uint First, uint Second) Finish(uint a, uint b, uint c)
    {
        c ^= b; c -= BitOperations.RotateLeft(b, 14);
        a ^= c; a -= BitOperations.RotateLeft(c, 11);
        b ^= a; b -= BitOperations.RotateLeft(a, 25);
        c ^= b; c -= BitOperations.RotateLeft(b, 16);
        a ^= c; a -= BitOperations.RotateLeft(c, 4);
        b ^= a; b -= BitOperations.RotateLeft(a, 14);
        c ^= b; c -= BitOperations.RotateLeft(b, 24);
        return (c, b);
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Smartlinks.Clicks;

/// <summary>
/// What one hub partition has counted of each producer. A producer silent for longer than <paramref name="remember"/>, by
/// the events' own time, is unknown again: decided per event, so that it does not matter how events were cut into batches.
/// </summary>
internal sealed class ProducerPositions(TimeSpan remember)
{
    /// <summary>Most bytes kept over all properties; a table row holds 1 MiB.</summary>
    public const int MaxBytes = 700_000;

    /// <summary>Below the 64 KiB of one property.</summary>
    private const int ChunkBytes = 60_000;

    private readonly Dictionary<string, Producer> _producers = new(StringComparer.Ordinal);

    public int Count => _producers.Count;

    /// <summary>The newest event's time, Unix ms.</summary>
    public long Clock { get; private set; }

    /// <summary>Clicks known to exist by their numbers that never came, of producers that are forgotten or too scattered.</summary>
    public long Missing { get; private set; }

    /// <summary>Appends to <paramref name="fresh"/> those numbers of the producer that have not been counted, and marks them.</summary>
    public void Admit(string producer, long first, int count, long at, List<(long From, long To)> fresh)
    {
        Clock = Math.Max(Clock, at);
        if (_producers.TryGetValue(producer, out var known) && IsForgotten(known))
        {
            Missing += known.Seen.Missing;
            known = null;
        }
        if (known is null)
            _producers[producer] = known = new Producer(new SequenceRanges());
        known.LastSeen = Math.Max(known.LastSeen, at);
        Missing += known.Seen.Add(first, first + count - 1, fresh);
    }

    /// <summary>The stored form, without producers that are forgotten. When all do not fit, the longest silent are dropped and their number returned.</summary>
    public (IReadOnlyList<byte[]> Chunks, int Dropped) ToChunks()
    {
        foreach (var (id, producer) in _producers)
        {
            if (IsForgotten(producer))
            {
                Missing += producer.Seen.Missing;
                _producers.Remove(id);
            }
        }
        int dropped = DropSilent();
        List<byte[]> chunks = [];
        byte[] chunk = new byte[ChunkBytes];
        int length = 0;
        foreach (var (id, producer) in _producers)
        {
            if (length + producer.MaxSize(id) > ChunkBytes)
            {
                chunks.Add(chunk[..length]);
                length = 0;
            }
            length += producer.Write(id, chunk.AsSpan(length));
        }
        if (length > 0)
            chunks.Add(chunk[..length]);
        return (chunks, dropped);
    }

    public static ProducerPositions From(TimeSpan remember, long clock, long missing, IEnumerable<byte[]> chunks)
    {
        var positions = new ProducerPositions(remember) { Clock = clock, Missing = missing };
        foreach (byte[] chunk in chunks)
        {
            for (ReadOnlySpan<byte> rest = chunk; !rest.IsEmpty;)
            {
                var producer = Producer.Read(ref rest, out string id);
                positions._producers[id] = producer;
            }
        }
        return positions;
    }

    private bool IsForgotten(Producer producer) => Clock - producer.LastSeen > remember.TotalMilliseconds;

    private int DropSilent()
    {
        int size = _producers.Sum(pair => pair.Value.MaxSize(pair.Key));
        if (size <= MaxBytes)
            return 0;
        int dropped = 0;
        foreach (var (id, producer) in _producers.OrderBy(pair => pair.Value.LastSeen).ThenBy(pair => pair.Key, StringComparer.Ordinal).ToList())
        {
            if (size <= MaxBytes)
                break;
            size -= producer.MaxSize(id);
            Missing += producer.Seen.Missing;
            _producers.Remove(id);
            dropped++;
        }
        return dropped;
    }

    /// <summary>Stored as: length and ASCII of the id, last seen (8 bytes), number of ranges (2), then each range as two varints from the one before.</summary>
    private sealed class Producer(SequenceRanges seen)
    {
        public SequenceRanges Seen { get; } = seen;

        public long LastSeen { get; set; }

        public int MaxSize(string id)
        {
            int size = 1 + id.Length + 10;
            long at = 0;
            foreach (var (from, to) in Seen.Ranges)
            {
                size += VarintSize(from - at) + VarintSize(to - from);
                at = to;
            }
            return size;
        }

        public int Write(string id, Span<byte> to)
        {
            to[0] = (byte)id.Length;
            int length = 1 + Encoding.ASCII.GetBytes(id, to[1..]);
            BinaryPrimitives.WriteInt64LittleEndian(to[length..], LastSeen);
            BinaryPrimitives.WriteUInt16LittleEndian(to[(length + 8)..], (ushort)Seen.Ranges.Count);
            length += 10;
            long at = 0;
            foreach (var range in Seen.Ranges)
            {
                WriteVarint(range.From - at, to, ref length);
                WriteVarint(range.To - range.From, to, ref length);
                at = range.To;
            }
            return length;
        }

        public static Producer Read(ref ReadOnlySpan<byte> from, out string id)
        {
            int idLength = from[0];
            id = Encoding.ASCII.GetString(from.Slice(1, idLength));
            from = from[(1 + idLength)..];
            long lastSeen = BinaryPrimitives.ReadInt64LittleEndian(from);
            var ranges = new (long, long)[BinaryPrimitives.ReadUInt16LittleEndian(from[8..])];
            from = from[10..];
            long at = 0;
            for (int i = 0; i < ranges.Length; i++)
            {
                long first = at + ReadVarint(ref from);
                at = first + ReadVarint(ref from);
                ranges[i] = (first, at);
            }
            return new Producer(SequenceRanges.From(ranges)) { LastSeen = lastSeen };
        }

        private static int VarintSize(long value)
        {
            int size = 1;
            for (; value >= 128; value >>= 7)
                size++;
            return size;
        }

        private static void WriteVarint(long value, Span<byte> to, ref int at)
        {
            for (; value >= 128; value >>= 7)
                to[at++] = (byte)(value | 128);
            to[at++] = (byte)value;
        }

        private static long ReadVarint(ref ReadOnlySpan<byte> from)
        {
            long value = 0;
            int i = 0;
            for (; from[i] >= 128; i++)
                value |= (long)(from[i] & 127) << (7 * i);
            value |= (long)from[i] << (7 * i);
            from = from[(i + 1)..];
            return value;
        }
    }
}

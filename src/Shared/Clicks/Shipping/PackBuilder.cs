using System.Globalization;
using System.Text;

namespace Smartlinks.Clicks;

/// <summary>Some whole packs cut from the front of what a journal file has unsent.</summary>
/// <param name="Packs">Empty when nothing readable is left.</param>
/// <param name="Bytes">Their size in the journal.</param>
internal readonly record struct PackBatch(IReadOnlyList<string> Packs, int Clicks, long Bytes);

/// <summary>Cuts journal records into packs. Its buffers are reused: one builder serves one file at a time.</summary>
internal sealed class PackBuilder(int packBytes, int batchBytes)
{
    // What one event adds to the JSON of a batch: body and partition key under their names, and some room.
    private const int EnvelopeBytes = 160;

    // The longest record fits even where packs are to be small.
    private readonly byte[] _pack = new byte[Math.Max(packBytes, ClickRecord.MaxLength + 64)];
    private byte[] _read = [];

    public PackBatch Build(JournalSegment segment)
    {
        int wanted = (int)Math.Min(segment.UnsentBytes, batchBytes + ClickRecord.MaxLength);
        if (_read.Length < wanted)
            _read = new byte[Math.Min(batchBytes + ClickRecord.MaxLength, Math.Max(wanted, 64 * 1024))];
        ReadOnlySpan<byte> unsent = _read.AsSpan(0, segment.ReadUnsent(_read.AsSpan(0, wanted)));

        List<string> packs = [];
        long sequence = segment.AcknowledgedSequence + 1;
        int clicks = 0, length = 0, batchLength = 0;
        long bytes = 0;
        for (var rest = unsent; JournalSegment.TryReadRecord(ref rest, out var record);)
        {
            if (length > 0 && length + 1 + record.Length > packBytes)
            {
                packs.Add(Encoding.ASCII.GetString(_pack, 0, length));
                batchLength += length + EnvelopeBytes;
                length = 0;
            }
            if (length == 0)
            {
                // A pack may come out smaller than it could; a batch never larger.
                if (batchLength + packBytes + EnvelopeBytes > batchBytes && packs.Count > 0)
                    return new PackBatch(packs, clicks, bytes);
                length = StartPack(segment.Producer, sequence + clicks);
            }
            _pack[length++] = (byte)';';
            record.CopyTo(_pack.AsSpan(length));
            length += record.Length;
            clicks++;
            bytes += JournalSegment.RecordHeaderLength + record.Length;
        }
        if (length > 0)
            packs.Add(Encoding.ASCII.GetString(_pack, 0, length));
        return new PackBatch(packs, clicks, bytes);
    }

    private int StartPack(string producer, long first)
    {
        int length = Encoding.ASCII.GetBytes("1;", _pack);
        length += Encoding.ASCII.GetBytes(producer, _pack.AsSpan(length));
        _pack[length++] = (byte)';';
        first.TryFormat(_pack.AsSpan(length), out int digits, default, CultureInfo.InvariantCulture);
        return length + digits;
    }
}

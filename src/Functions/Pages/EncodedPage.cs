using System.IO.Compression;

namespace Smartlinks.Functions.Pages;

/// <summary>The encodings a page is sent in.</summary>
public enum PageEncoding
{
    Identity,
    Gzip,
    Brotli,
}

/// <summary>
/// A page as it is sent, in two pieces. In Brotli the first is what all pages share up to the end of their style, compressed once and kept once:
/// the encoder is flushed there, so what follows fits behind the same bytes on every page. In the other encodings it is empty.
/// </summary>
public sealed class EncodedPage
{
    private const int BrotliQuality = 6;

    /// <summary>64 KiB, no page is larger: the encoder's own memory would otherwise be megabytes each time.</summary>
    private const int BrotliWindowBits = 16;

    private static byte[] s_sharedHead = [];

    private EncodedPage(PageEncoding encoding, byte[] head, byte[] tail) => (Encoding, Head, Tail) = (encoding, head, tail);

    public PageEncoding Encoding { get; }

    public byte[] Head { get; }

    public byte[] Tail { get; }

    public int Length => Head.Length + Tail.Length;

    /// <summary>What this page alone takes in memory.</summary>
    public int OwnLength => Tail.Length;

    public static EncodedPage Of(byte[] page, PageEncoding encoding) => encoding switch
    {
        PageEncoding.Identity => new EncodedPage(encoding, [], page),
        PageEncoding.Gzip => new EncodedPage(encoding, [], Gzip(page)),
        PageEncoding.Brotli => Brotli(page),
    };

    private static byte[] Gzip(byte[] page)
    {
        using var output = new MemoryStream();
        using (var packer = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true)) packer.Write(page);
        return output.ToArray();
    }

    private static EncodedPage Brotli(byte[] page)
    {
        var end = Math.Max(page.AsSpan().IndexOf("</style>"u8), 0);
        var shared = page.AsSpan(0, end);
        var own = page.AsSpan(end);
        using var encoder = new BrotliEncoder(BrotliQuality, BrotliWindowBits);
        Span<byte> packed = new byte[BrotliEncoder.GetMaxCompressedLength(page.Length) + 64];
        encoder.Compress(shared, packed, out _, out var compressed, isFinalBlock: false);
        encoder.Flush(packed[compressed..], out var flushed);
        var head = Share(packed[..(compressed + flushed)]);
        packed = packed[(compressed + flushed)..];
        return encoder.Compress(own, packed, out var taken, out var length, isFinalBlock: true) == System.Buffers.OperationStatus.Done && taken == own.Length
            ? new EncodedPage(PageEncoding.Brotli, head, packed[..length].ToArray())
            : throw new InvalidOperationException("A page could not be compressed.");
    }

    /// <summary>The array kept for these bytes; pages of another head (there is one style) replace it for the next.</summary>
    private static byte[] Share(ReadOnlySpan<byte> head)
    {
        var known = s_sharedHead;
        return head.SequenceEqual(known) ? known : s_sharedHead = head.ToArray();
    }
}

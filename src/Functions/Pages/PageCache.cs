using System.Collections.Concurrent;
using System.IO.Compression;

namespace Smartlinks.Functions.Pages;

/// <summary>The encodings a page is sent in.</summary>
public enum PageEncoding
{
    Identity,
    Gzip,
    Brotli,
}

/// <summary>Which form of a link's page: everything its bytes depend on.</summary>
public readonly record struct PageForm(Smartlinks.Pages.PagePhase Phase, string? Remembered, string Origin, string Carried, PageEncoding Encoding);

/// <summary>
/// Pages rendered and compressed once per change, up to <see cref="MostBytes"/> in all; the least used leave. A page belongs to one
/// <see cref="ShownLink"/>, so a changed link never shows an old page.
/// </summary>
public sealed class PageCache
{
    private const int BrotliQuality = 6;
    private const int BrotliWindowBits = 16;

    public const long MostBytes = 48L * 1024 * 1024;

    private readonly ConcurrentDictionary<(ShownLink Link, PageForm Form), Kept> _pages = new();
    private long _bytes;
    private long _clock;
    private int _trimming;

    public ValueTask<byte[]> GetAsync(ShownLink link, PageForm form, Func<Task<byte[]>> render)
    {
        if (_pages.TryGetValue((link, form), out var kept))
        {
            kept.UsedAt = Interlocked.Increment(ref _clock);
            return new(kept.Bytes);
        }

        return new(MakeAsync(link, form, render));
    }

    public static byte[] Compress(byte[] page, PageEncoding encoding)
    {
        if (encoding == PageEncoding.Identity) return page;
        if (encoding == PageEncoding.Brotli)
        {
            // A window no larger than a page: the encoder's own memory would otherwise be megabytes each time.
            var packed = new byte[BrotliEncoder.GetMaxCompressedLength(page.Length)];
            if (BrotliEncoder.TryCompress(page, packed, out var length, BrotliQuality, BrotliWindowBits)) return packed[..length];
            throw new InvalidOperationException("A page could not be compressed.");
        }

        using var output = new MemoryStream();
        using (var packer = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true)) packer.Write(page);
        return output.ToArray();
    }

    private async Task<byte[]> MakeAsync(ShownLink link, PageForm form, Func<Task<byte[]>> render)
    {
        var bytes = Compress(await render(), form.Encoding);
        if (_pages.TryAdd((link, form), new Kept(bytes) { UsedAt = Interlocked.Increment(ref _clock) })
            && Interlocked.Add(ref _bytes, bytes.Length) > MostBytes && Interlocked.Exchange(ref _trimming, 1) == 0)
        {
            Trim();
            Volatile.Write(ref _trimming, 0);
        }

        return bytes;
    }

    private void Trim()
    {
        foreach (var (key, kept) in _pages.OrderBy(pair => pair.Value.UsedAt).ToList())
        {
            if (Interlocked.Read(ref _bytes) <= MostBytes * 3 / 4) return;
            if (_pages.TryRemove(key, out _)) Interlocked.Add(ref _bytes, -kept.Bytes.Length);
        }
    }

    private sealed class Kept(byte[] bytes)
    {
        public readonly byte[] Bytes = bytes;
        public long UsedAt;
    }
}

using System.Collections.Concurrent;

namespace Smartlinks.Functions.Pages;

/// <summary>Which form of a link's page: everything its bytes depend on.</summary>
/// <param name="Offer">One and the same for all fans unless the link has territories: then one for each set of services that some country has.</param>
public readonly record struct PageForm(Smartlinks.Pages.PagePhase Phase, Offer Offer, string? Remembered, string? Refused, string Origin, string Carried, PageEncoding Encoding);

/// <summary>
/// Pages rendered and compressed once per change, up to <see cref="MostBytes"/> in all; the least used leave. A page belongs to one
/// <see cref="ShownLink"/>, so a changed link never shows an old page.
/// </summary>
public sealed class PageCache
{
    public const long MostBytes = 48L * 1024 * 1024;

    private readonly ConcurrentDictionary<(ShownLink Link, PageForm Form), Kept> _pages = new();
    private long _rendered;
    private long _bytes;
    private long _clock;
    private int _trimming;

    /// <summary>Pages rendered since the start.</summary>
    public long Rendered => Interlocked.Read(ref _rendered);

    public ValueTask<EncodedPage> GetAsync(ShownLink link, PageForm form, Func<Task<byte[]>> render)
    {
        if (_pages.TryGetValue((link, form), out var kept))
        {
            kept.UsedAt = Interlocked.Increment(ref _clock);
            return new(kept.Page);
        }

        return new(MakeAsync(link, form, render));
    }

    private async Task<EncodedPage> MakeAsync(ShownLink link, PageForm form, Func<Task<byte[]>> render)
    {
        Interlocked.Increment(ref _rendered);
        var page = EncodedPage.Of(await render(), form.Encoding);
        if (_pages.TryAdd((link, form), new Kept(page) { UsedAt = Interlocked.Increment(ref _clock) })
            && Interlocked.Add(ref _bytes, page.OwnLength) > MostBytes && Interlocked.Exchange(ref _trimming, 1) == 0)
        {
            Trim();
            Volatile.Write(ref _trimming, 0);
        }

        return page;
    }

    private void Trim()
    {
        foreach (var (key, kept) in _pages.OrderBy(pair => pair.Value.UsedAt).ToList())
        {
            if (Interlocked.Read(ref _bytes) <= MostBytes * 3 / 4) return;
            if (_pages.TryRemove(key, out _)) Interlocked.Add(ref _bytes, -kept.Page.OwnLength);
        }
    }

    private sealed class Kept(EncodedPage page)
    {
        public readonly EncodedPage Page = page;
        public long UsedAt;
    }
}

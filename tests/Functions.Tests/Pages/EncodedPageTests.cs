using System.IO.Compression;
using System.Text;
using Smartlinks.Functions.Pages;

namespace Smartlinks.Tests.Functions.Pages;

public sealed class EncodedPageTests
{
    [Theory]
    [InlineData(PageEncoding.Identity)]
    [InlineData(PageEncoding.Gzip)]
    [InlineData(PageEncoding.Brotli)]
    public async Task Every_encoding_gives_back_the_page(PageEncoding encoding)
    {
        foreach (var html in new[] { await PageRenderer.RenderGoneAsync(), await PageRenderer.RenderNotFoundAsync("some-slug"), Encoding.UTF8.GetBytes("no style here"), [] })
            Assert.Equal(html, Decode(EncodedPage.Of(html, encoding)));
    }

    [Fact]
    public async Task Pages_keep_what_they_share_once()
    {
        var one = EncodedPage.Of(await PageRenderer.RenderNotFoundAsync("one"), PageEncoding.Brotli);
        var other = EncodedPage.Of(await PageRenderer.RenderNotFoundAsync("other"), PageEncoding.Brotli);

        Assert.Same(one.Head, other.Head);
        Assert.True(one.OwnLength < one.Length / 2);
    }

    private static byte[] Decode(EncodedPage encoded)
    {
        using var sent = new MemoryStream([.. encoded.Head, .. encoded.Tail]);
        using Stream stream = encoded.Encoding switch
        {
            PageEncoding.Identity => sent,
            PageEncoding.Gzip => new GZipStream(sent, CompressionMode.Decompress),
            PageEncoding.Brotli => new BrotliStream(sent, CompressionMode.Decompress),
        };
        using var page = new MemoryStream();
        stream.CopyTo(page);
        return page.ToArray();
    }
}

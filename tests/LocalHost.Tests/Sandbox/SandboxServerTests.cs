using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Text;
using Smartlinks.LocalHost.Sandbox.Artwork;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Tests.Sandbox;

public sealed class SandboxServerTests
{
    [Fact]
    public async Task Two_starts_give_the_same_answers()
    {
        var answers = new List<string>();
        for (var start = 0; start < 2; start++)
        {
            await using var sandbox = await SandboxFixture.StartAsync();
            var track = await sandbox.GetAsync("deezer/track/isrc:USWB10300474");
            var found = await sandbox.SpotifyTracksAsync("isrc:USWB10300474");
            answers.Add((track.ToJsonString() + found.ToJsonString()).Replace(sandbox.Server.BaseAddress.Authority, "sandbox", StringComparison.Ordinal));
        }

        Assert.Equal(answers[0], answers[1]);
    }

    [Fact]
    public async Task Files_add_to_the_built_in_catalogue()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        await File.WriteAllTextAsync(file, "isrc,title,album,artists,released\nQZSLT2699901,One,Single,Somebody,2020-02-02\n");
        try
        {
            await using var sandbox = await SandboxFixture.StartAsync(file);

            Assert.Equal("One", (string)(await sandbox.GetAsync("deezer/track/isrc:QZSLT2699901"))["title"]!);
            Assert.Null((await sandbox.GetAsync("deezer/track/isrc:USUM72409273"))["error"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_bad_file_stops_the_start()
    {
        await Assert.ThrowsAsync<CatalogueException>(() => SandboxFixture.StartAsync("no-such-file.csv"));
    }

    [Fact]
    public async Task The_cover_in_an_answer_is_a_picture_of_the_size_it_says()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var album = await sandbox.SpotifyAsync("albums/10FLjwfpbxLmW8c25Xyc2N?market=US");

        foreach (var image in album["images"]!.AsArray())
        {
            using var response = await sandbox.Http.GetAsync(new Uri((string)image!["url"]!));
            var png = await response.Content.ReadAsByteArrayAsync();
            Assert.Equal("image/png", response.Content.Headers.ContentType!.MediaType);
            Assert.True(response.Headers.CacheControl!.MaxAge >= TimeSpan.FromDays(30));
            Assert.Equal((int)image["width"]!, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
            Assert.Equal((int)image["height"]!, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        }
    }

    [Theory]
    [InlineData("artwork/..%2Fsecret.png")]
    [InlineData("artwork/key.jpg")]
    [InlineData("artwork/key.png?size=5000")]
    [InlineData("artwork/key.png?size=x")]
    public async Task A_picture_nobody_draws_is_not_found(string path)
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        using var response = await sandbox.Http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public void A_cover_is_the_same_for_its_key_and_unlike_others()
    {
        var covers = Enumerable.Range(0, 20).Select(i => Convert.ToHexString(CoverArt.Draw($"key-{i}", 64))).ToList();

        Assert.Equal(20, covers.Distinct().Count());
        Assert.Equal(covers[3], Convert.ToHexString(CoverArt.Draw("key-3", 64)));
    }

    [Fact]
    public void A_png_holds_the_pixels_it_was_given()
    {
        var pixels = Enumerable.Range(0, 5 * 4 * 3).Select(i => (byte)(i * 37)).ToArray();

        var png = PngEncoder.Encode(pixels, 5, 4);

        Assert.Equal("IHDR", Encoding.ASCII.GetString(png, 12, 4));
        // The checksum of an empty IEND is known.
        Assert.Equal(0xAE426082, BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(png.Length - 4)));
        Assert.Equal(pixels, Decode(png, 5 * 3));
    }

    [Fact]
    public async Task The_last_requests_are_listed_by_service_up_to_a_bound()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.GetAsync("deezer/track/1");
        await sandbox.SpotifyTracksAsync("love");

        var deezer = (await sandbox.GetAsync("requests?service=deezer"))["items"]!.AsArray();
        Assert.Equal(("GET", "/deezer/track/1", 200), ((string)deezer[0]!["method"]!, (string)deezer[0]!["path"]!, (int)deezer[0]!["status"]!));
        Assert.Equal(3, (await sandbox.GetAsync("requests"))["items"]!.AsArray().Count);

        for (var i = 0; i < RequestLog.Capacity; i++)
        {
            await sandbox.GetAsync("deezer/track/2");
        }

        Assert.Equal(RequestLog.Capacity, sandbox.Server.Requests.List("deezer").Count);
        using var cleared = await sandbox.Http.DeleteAsync(new Uri("requests", UriKind.Relative));
        Assert.Empty(sandbox.Server.Requests.List(null));
    }

    [Fact]
    public async Task The_front_page_says_what_there_is()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var html = await sandbox.Http.GetStringAsync(new Uri("", UriKind.Relative));

        Assert.Contains("/spotify/v1/search", html, StringComparison.Ordinal);
        Assert.Contains("YouTube Music", html, StringComparison.Ordinal);
    }

    private static byte[] Decode(byte[] png, int stride)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        using var lines = new MemoryStream();
        zlib.CopyTo(lines);
        var filtered = lines.ToArray();
        var pixels = new byte[filtered.Length / (stride + 1) * stride];
        for (var i = 0; i < pixels.Length; i++)
        {
            var line = i / stride;
            var above = filtered[line * (stride + 1)] == 2 ? pixels[i - stride] : 0;
            pixels[i] = (byte)(filtered[(line * (stride + 1)) + 1 + (i % stride)] + above);
        }

        return pixels;
    }
}

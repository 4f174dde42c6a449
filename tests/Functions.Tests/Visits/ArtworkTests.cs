using Smartlinks.Releases;
using Smartlinks.Storage;

namespace Smartlinks.Tests.Functions.Visits;

public sealed class ArtworkTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private static readonly byte[] s_picture = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Enumerable.Range(0, 70_000).Select(number => (byte)number)];

    [Fact]
    public async Task A_kept_picture_is_sent_whole_and_may_be_kept_for_good()
    {
        await using var app = await StartAsync();

        var answer = await app.VisitAsync($"/assets/artwork/{Key}");

        Assert.Equal((200, "image/png"), (answer.Status, answer.ContentType));
        Assert.Equal(s_picture, answer.Bytes);
        Assert.Equal("public, max-age=31536000, immutable", answer["Cache-Control"]);
        Assert.Equal("cross-origin", answer["Cross-Origin-Resource-Policy"]);
        Assert.Null(answer["Set-Cookie"]);
    }

    [Fact]
    public async Task A_head_request_gets_its_length_and_no_body()
    {
        await using var app = await StartAsync();

        var answer = await app.VisitAsync(HttpMethod.Head, $"/assets/artwork/{Key}");

        Assert.Equal((200, "", $"{s_picture.Length}"), (answer.Status, answer.Text, answer["Content-Length"]));
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdee")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("x")]
    [InlineData("..%2f..")]
    public async Task An_unknown_picture_is_not_found_and_that_is_not_kept(string key)
    {
        await using var app = await StartAsync();

        (await app.VisitAsync($"/assets/artwork/{key}", ("Accept", "image/*"))).IsProblem(404, "not-found");
    }

    [Fact]
    public async Task Storage_that_is_down_is_a_503()
    {
        await using var app = await StartAsync();
        app.StopStorage();

        (await app.VisitAsync($"/assets/artwork/{Key}")).IsProblem(503, "storage-unavailable");
    }

    private static async Task<AppFixture> StartAsync()
    {
        var app = await AppFixture.StartAsync();
        await app.Tables[ArtworkKeeper.Table].AddEntityAsync(new TableEntity(Key, "picture")
        {
            ["ContentType"] = "image/png", ["Parts"] = 2, ["Part0"] = s_picture[..65_536], ["Part1"] = s_picture[65_536..],
        });
        return app;
    }
}

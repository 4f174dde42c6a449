using System.IO.Compression;
using System.Text;
using Smartlinks.Functions.Pages;
using Smartlinks.Links;
using Smartlinks.Organizations;

namespace Smartlinks.Tests.Functions.Visits;

/// <summary>What a visit costs, and how it is sent.</summary>
public sealed class ServingVisitsTests
{
    [Fact]
    public async Task A_cold_visit_reads_storage_once_besides_an_organization_that_is_new_to_the_process_and_a_warm_one_not_at_all()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song");
        await app.CreateLinkAsync("another-song");
        await app.GiveAwayAsync("a-song", "another-song");
        app.ForgetCalls();

        (await app.VisitAsync("/a-song")).IsPage(200);
        Assert.Equal((1, 1, 2), (app.Tables[LinkRow.Table].Faults.TotalCalls, app.Tables[OrganizationRow.Table].Faults.TotalCalls, app.StorageCalls));
        (await app.VisitAsync("/another-song")).IsPage(200);
        Assert.Equal(3, app.StorageCalls);
        foreach (var path in new[] { "/a-song", "/a-song?choose&utm_source=a", "/a-song/spotify" }) await app.VisitAsync(path, ("Cookie", "sl_service=deezer"));
        Assert.Equal(3, app.StorageCalls);
    }

    [Theory]
    [InlineData("/nobody-has-this", 404)]
    [InlineData("/old-name", 301)]
    [InlineData("/deleted", 410)]
    public async Task What_is_not_there_is_remembered_as_well(string path, int status)
    {
        await using var app = await AppFixture.StartAsync();
        await app.ApiAsync(HttpMethod.Patch, $"{app.LinksPath}/{(await app.CreateLinkAsync("old-name")).GetProperty("id").GetString()}", """{ "slug": "new-name" }""");
        await app.ApiAsync(HttpMethod.Delete, $"{app.LinksPath}/{(await app.CreateLinkAsync("deleted")).GetProperty("id").GetString()}");
        app.ForgetCalls();

        for (var time = 0; time < 3; time++) Assert.Equal(status, (await app.VisitAsync(path)).Status);

        Assert.Equal(1, app.StorageCalls);
    }

    [Theory]
    [InlineData("/no_slug")]
    [InlineData("/api.txt")]
    [InlineData("/administrator")]
    public async Task What_can_be_no_slug_is_not_looked_up(string path)
    {
        await using var app = await AppFixture.StartAsync();

        (await app.VisitAsync(path)).IsPage(404);

        Assert.Equal(0, app.StorageCalls);
    }

    [Fact]
    public async Task A_link_just_changed_here_is_shown_changed()
    {
        await using var app = await AppFixture.StartAsync();
        var id = (await app.CreateLinkAsync("a-song")).GetProperty("id").GetString();
        await app.VisitAsync("/a-song");

        await app.ApiAsync(HttpMethod.Patch, $"{app.LinksPath}/{id}", """{ "title": "Another title" }""");

        Assert.Contains("Another title", (await app.VisitAsync("/a-song")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warm_link_is_served_while_storage_is_down_however_long()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song");
        await app.VisitAsync("/a-song");
        app.StopStorage();

        foreach (var age in new[] { TimeSpan.FromSeconds(6), LinkCache<ShownLink>.StaleFor, TimeSpan.FromHours(1) })
        {
            app.Time.Advance(age);
            (await app.VisitAsync("/a-song")).IsPage(200);
            (await app.VisitAsync("/a-song/spotify")).LeadsTo("https://open.spotify.com/track/1");
        }
    }

    [Fact]
    public async Task A_cold_link_is_a_page_that_says_so_while_storage_is_down()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song");
        app.StopStorage();

        var page = (await app.VisitAsync("/a-song")).IsPage(503);
        var chosen = (await app.VisitAsync("/a-song/spotify")).IsPage(503);
        var head = await app.VisitAsync(HttpMethod.Head, "/a-song");
        var problem = (await app.VisitAsync("/a-song", ("Accept", "*/*"))).IsProblem(503, "storage-unavailable");
        app.StopStorage(false);

        Assert.All(new[] { page, chosen, head, problem }, answer => Assert.Equal(("5", "no-store"), (answer["Retry-After"], answer["Cache-Control"])));
        Assert.Contains("That is our fault", page.Text, StringComparison.Ordinal);
        Assert.Equal(PageRenderer.ContentSecurityPolicy, page["Content-Security-Policy"]);
        Assert.Equal((503, "", page["Content-Length"]), (head.Status, head.Text, head["Content-Length"]));
        (await app.VisitAsync("/a-song")).IsPage(200);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers_and_a_policy()
    {
        await using var app = await AppFixture.StartAsync();
        await app.ApiAsync(HttpMethod.Patch, $"{app.LinksPath}/{(await app.CreateLinkAsync("old-name")).GetProperty("id").GetString()}", """{ "slug": "new-name" }""");
        const string nothing = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

        foreach (var (path, policy) in new[] { ("/new-name", PageRenderer.ContentSecurityPolicy), ("/nobody", PageRenderer.ContentSecurityPolicy), ("/new-name/spotify", nothing), ("/old-name", nothing), ("/", nothing), ("/assets/artwork/x", nothing), ("/api/x", nothing) })
        {
            var answer = await app.VisitAsync(path);
            Assert.Equal((path, policy, "nosniff", "strict-origin-when-cross-origin", "same-origin"),
                (path, answer["Content-Security-Policy"], answer["X-Content-Type-Options"], answer["Referrer-Policy"], answer["Cross-Origin-Opener-Policy"]));
            Assert.Null(answer["Server"]);
        }
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("GZIP;q=0.5", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("br; q=0.0, gzip;q=0.000", null)]
    [InlineData("br;q=0.001", "br")]
    [InlineData("identity", null)]
    [InlineData("brotli", null)]
    [InlineData("deflate, zstd", null)]
    public async Task A_page_is_sent_as_the_browser_takes_it(string accepted, string? encoding)
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song");

        foreach (var path in new[] { "/a-song", "/nobody-has-this" })
        {
            var answer = await app.VisitAsync(path, ("Accept-Encoding", accepted));

            Assert.Equal(encoding, answer["Content-Encoding"]);
            Assert.Equal("Accept-Encoding, Cookie", answer["Vary"]);
            Assert.Equal("private, no-cache", answer["Cache-Control"]);
            Assert.Equal($"{answer.Bytes.Length}", answer["Content-Length"]);
            Assert.StartsWith("<!DOCTYPE html>", Decoded(answer), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("/a-song")]
    [InlineData("/nobody-has-this")]
    public async Task A_head_request_gets_the_headers_of_the_page_and_no_body(string path)
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song");

        var page = await app.VisitAsync(path);
        var head = await app.VisitAsync(HttpMethod.Head, path);

        Assert.Equal("", head.Text);
        Assert.Equal(page.Status, head.Status);
        Assert.Equal(Headers(page), Headers(head));

        static IEnumerable<string> Headers(Answer answer) => answer.Headers.Where(header => header.Key != "Date").Select(header => $"{header.Key}: {header.Value}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_never_kept_for_another_fan()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song");

        var answer = await app.VisitAsync("/a-song", ("Cookie", "sl_service=spotify"));

        Assert.Equal(("private, no-cache", "Cookie", "0"), (answer["Cache-Control"], answer["Vary"], answer["Content-Length"]));
    }

    private static string Decoded(Answer answer)
    {
        using Stream stream = answer["Content-Encoding"] switch
        {
            "br" => new BrotliStream(new MemoryStream(answer.Bytes), CompressionMode.Decompress),
            "gzip" => new GZipStream(new MemoryStream(answer.Bytes), CompressionMode.Decompress),
            _ => new MemoryStream(answer.Bytes),
        };
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}

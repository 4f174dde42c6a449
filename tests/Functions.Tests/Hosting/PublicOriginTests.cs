namespace Smartlinks.Tests.Functions.Hosting;

/// <summary>Where the app thinks it is: what it prints into links.</summary>
public sealed class PublicOriginTests
{
    [Theory]
    [InlineData("links.example", "https", "https://links.example")]
    [InlineData("Links.Example", "HTTPS", "https://links.example")]
    [InlineData("links.example:8443", "https", "https://links.example:8443")]
    [InlineData("127.0.0.1:7071", "http", "http://127.0.0.1:7071")]
    [InlineData("[::1]:7071", "http", "http://[::1]:7071")]
    [InlineData("links.example", "javascript", "http://links.example")]
    public async Task It_is_what_the_host_was_asked_for(string host, string proto, string origin)
    {
        await using var app = await AppFixture.StartAsync();

        Assert.Equal($"{origin}/a-song", await UrlAsync(app, host, proto));
    }

    [Theory]
    [InlineData("evil.example/path")]
    [InlineData("evil.example?x")]
    [InlineData("evil.example#x")]
    [InlineData("user@evil.example")]
    [InlineData("evil.example:99999")]
    [InlineData("evil.example, links.example")]
    [InlineData("evil example")]
    [InlineData("evil\"><script>")]
    [InlineData("évil.example")]
    [InlineData("127.1")]
    [InlineData("..")]
    [InlineData("")]
    public async Task It_is_never_text_that_is_no_host_name(string host)
    {
        await using var app = await AppFixture.StartAsync();

        Assert.Equal("http://localhost/a-song", await UrlAsync(app, host, "https"));
    }

    [Fact]
    public async Task It_is_never_the_Host_header()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("seen-song");

        var page = await app.VisitAsync("/seen-song", ("Host", "evil.example"));
        var url = await UrlAsync(app, "links.example", "https", ("Host", "evil.example"));

        Assert.Equal("https://links.example/a-song", url);
        Assert.Contains("https://links.example/seen-song", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_one_wins()
    {
        await using var app = await AppFixture.StartAsync(new() { ["App:PublicUrl"] = "https://go.label.example/" });

        Assert.Equal("https://go.label.example/a-song", await UrlAsync(app, "links.example", "http"));
    }

    [Fact]
    public async Task Behind_a_front_end_that_says_so_it_is_what_the_front_end_was_asked_for()
    {
        await using var app = await AppFixture.StartAsync(new() { ["App:HostHeader"] = "X-Visitor-Host", ["App:Domains:0"] = "go.label.example" });
        await app.ApiAsync(HttpMethod.Post, app.LinksPath, """{ "slug": "here", "domain": "go.label.example", "title": "On the domain", "url": "https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe" }""");

        Assert.Equal("https://links.example/a-song", await UrlAsync(app, "func-1.azurewebsites.net", "https", ("X-Visitor-Host", "links.example")));
        Assert.Contains("On the domain", (await app.VisitAsync("/here", ("X-Visitor-Host", "GO.label.example"))).Text, StringComparison.Ordinal);
        Assert.Equal(404, (await app.VisitAsync("/here", ("X-Visitor-Host", "links.example"))).Status);
    }

    [Fact]
    public async Task A_header_that_no_setting_names_says_nothing()
    {
        await using var app = await AppFixture.StartAsync();

        Assert.Equal("https://links.example/a-song", await UrlAsync(app, "links.example", "https", ("X-Visitor-Host", "evil.example")));
    }

    private static async Task<string?> UrlAsync(AppFixture app, string host, string proto, params (string, string)[] more)
    {
        var answer = await app.SendAsync(HttpMethod.Post, app.LinksPath,
            new StringContent("""{ "slug": "a-song", "url": "https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe" }""", System.Text.Encoding.UTF8, "application/json"),
            [("Authorization", $"Bearer {app.Key}"), ("X-Forwarded-Host", host), ("X-Forwarded-Proto", proto), .. more]);
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Json.GetProperty("url").GetString();
    }
}

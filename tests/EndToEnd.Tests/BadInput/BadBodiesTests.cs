using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.BadInput;

/// <summary>Whatever is sent to the API: a problem with a stable type, and nothing half-written.</summary>
[Collection(nameof(RunningLocalHost))]
public sealed class BadBodiesTests(RunningLocalHost running)
{
    private readonly Api _api = running.Host.Api;

    /// <summary>What is wrong, the body (Latin-1 for bytes), and the problem's type.</summary>
    public static TheoryData<string, string, string> Bodies { get; } = new()
    {
        { "nothing", "", "malformed-json" },
        { "cut off", """{"isrc":"GBDUW00000""", "malformed-json" },
        { "trailing comma", """{"isrc":"GBDUW0000057",}""", "malformed-json" },
        { "comment", """{"isrc":"GBDUW0000057"/* */}""", "malformed-json" },
        { "two values", """{"isrc":"GBDUW0000057"}{}""", "malformed-json" },
        { "not an object", """["GBDUW0000057"]""", "malformed-json" },
        { "null", "null", "malformed-json" },
        { "a property twice", """{"isrc":"GBDUW0000057","isrc":"GBDUW0000058"}""", "malformed-json" },
        { "invalid UTF-8", "{\"isrc\":\"GBDUW0000057\",\"title\":\"\u00ff\u00fe\"}", "malformed-json" },
        { "an overlong UTF-8 form", "{\"isrc\":\"GBDUW0000057\",\"title\":\"\u00c0\u00af\"}", "malformed-json" },
        { "UTF-16", "{\0\"\0i\0s\0r\0c\0\"\0:\0\"\0G\0\"\0}\0", "malformed-json" },
        { "deep nesting", $$"""{"isrc":"GBDUW0000057","title":{{new string('[', 20_000)}}{{new string(']', 20_000)}}}""", "malformed-json" },
        { "half a surrogate pair", """{"isrc":"GBDUW0000057","title":"\ud83d"}""", "invalid-request" },
        { "half a surrogate pair in a name", """{"isrc":"GBDUW0000057","\udc00":1}""", "malformed-json" },
        { "half a surrogate pair in an inner name", """{"destinations":{"\udc00":"x"}}""", "malformed-json" },
        { "a control character", """{"isrc":"GBDUW0000057","title":"a\u0000b"}""", "invalid-request" },
        { "no source", "{}", "invalid-request" },
        { "two sources", """{"isrc":"GBDUW0000057","upc":"724384960650"}""", "invalid-request" },
        { "an unknown field", """{"isrc":"GBDUW0000057","tittle":"x"}""", "invalid-request" },
        { "isrc: number", """{"isrc":123}""", "invalid-request" },
        { "isrc: nonsense", """{"isrc":"GBDUW00000571"}""", "invalid-request" },
        { "isrc: other digits", """{"isrc":"GBDUW000005\u0667"}""", "invalid-request" },
        { "upc: number", """{"upc":724384960650}""", "invalid-request" },
        { "upc: wrong check digit", """{"upc":"724384960651"}""", "invalid-request" },
        { "url: list", """{"url":["https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe"]}""", "invalid-request" },
        { "destinations: text", """{"destinations":"spotify"}""", "invalid-request" },
        { "destinations: empty", """{"destinations":{}}""", "invalid-request" },
        { "destinations: null in it", """{"destinations":{"spotify":null}}""", "invalid-request" },
        { "destinations: unknown service", """{"destinations":{"napster":"https://napster.com/x"}}""", "invalid-request" },
        { "slug: number", """{"isrc":"GBDUW0000057","slug":1}""", "invalid-request" },
        { "slug: reserved", """{"isrc":"GBDUW0000057","slug":"admin"}""", "invalid-request" },
        { "slug: a function's name", """{"isrc":"GBDUW0000057","slug":"resolverelease"}""", "invalid-request" },
        { "slug: Cyrillic a", """{"isrc":"GBDUW0000057","slug":"\u0430pple"}""", "invalid-request" },
        { "slug: Kelvin sign", """{"isrc":"GBDUW0000057","slug":"\u212aelvin"}""", "invalid-request" },
        { "slug: path", """{"isrc":"GBDUW0000057","slug":"../x"}""", "invalid-request" },
        { "slug: long", $$"""{"isrc":"GBDUW0000057","slug":"{{new string('a', 10_000)}}"}""", "invalid-request" },
        { "title: list", """{"isrc":"GBDUW0000057","title":["x"]}""", "invalid-request" },
        { "title: long", $$"""{"isrc":"GBDUW0000057","title":"{{new string('a', 201)}}"}""", "invalid-request" },
        { "artists: text", """{"isrc":"GBDUW0000057","artists":"x"}""", "invalid-request" },
        { "artists: numbers", """{"isrc":"GBDUW0000057","artists":[1]}""", "invalid-request" },
        { "artists: many", $$"""{"isrc":"GBDUW0000057","artists":[{{string.Join(',', Enumerable.Repeat("\"x\"", 21))}}]}""", "invalid-request" },
        { "artworkUrl: file", """{"isrc":"GBDUW0000057","artworkUrl":"file:///etc/passwd"}""", "invalid-request" },
        { "artworkUrl: http", """{"isrc":"GBDUW0000057","artworkUrl":"http://example.com/a.png"}""", "invalid-request" },
        { "mode: unknown", """{"isrc":"GBDUW0000057","mode":"auto"}""", "invalid-request" },
        { "mode: true", """{"isrc":"GBDUW0000057","mode":true}""", "invalid-request" },
        { "domain: another's", """{"isrc":"GBDUW0000057","domain":"links.example"}""", "invalid-request" },
        { "release: text", """{"isrc":"GBDUW0000057","release":"2026-12-04"}""", "invalid-request" },
        { "release: empty", """{"isrc":"GBDUW0000057","release":{}}""", "invalid-request" },
        { "release: both", """{"isrc":"GBDUW0000057","release":{"on":"2026-12-04","at":"2026-12-04T00:00:00Z"}}""", "invalid-request" },
        { "release: no such day", """{"isrc":"GBDUW0000057","release":{"on":"2026-02-30"}}""", "invalid-request" },
        { "release: no such zone", """{"isrc":"GBDUW0000057","release":{"on":"2026-12-04","zone":"../../etc/passwd"}}""", "invalid-request" },
        { "release: far", """{"isrc":"GBDUW0000057","release":{"at":"9999-12-31T23:59:59-14:00"}}""", "invalid-request" },
        { "too long", $$"""{"isrc":"GBDUW0000057","title":"{{new string('a', 70_000)}}"}""", "body-too-large" },
    };

    /// <summary>Where a fan must not be sent: the field it is given in, and the address.</summary>
    public static TheoryData<string, string> ForeignAddresses { get; } = new()
    {
        { "spotify", "http://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe" },
        { "spotify", "https://evil.example/track/2plbrEY59IikOBgBGLjaoe" },
        { "spotify", "https://open.spotify.com.evil.example/track/1" },
        { "spotify", "https://evil.example/https://open.spotify.com/track/1" },
        { "spotify", "https://open.spotify.com@evil.example/track/1" },
        { "spotify", "https://user:password@open.spotify.com/track/1" },
        { "spotify", "https://open.spotify.com:8443/track/1" },
        { "spotify", "https://open.spotify.com\\@evil.example/track/1" },
        { "spotify", "https://open.spotify.com/track/1\r\nX-Injected: 1" },
        { "spotify", "https://\u043epen.spotify.com/track/1" },
        { "spotify", "https://xn--pen-qdd.spotify.com/track/1" },
        { "spotify", "https://open.spotify\u3002com/track/1" },
        { "spotify", "https://www.deezer.com/track/1" },
        { "spotify", "//open.spotify.com/track/1" },
        { "spotify", "javascript:alert(1)//open.spotify.com" },
        { "spotify", "data:text/html,https://open.spotify.com" },
        { "spotify", "https://spotify.link/abc" },
        { "spotify", "https://127.0.0.1/track/1" },
        { "youtube-music", "https://www.youtube.com/redirect?q=https://evil.example" },
        { "youtube-music", "https://www.youtube.com/watch/../redirect?q=https://evil.example" },
        { "youtube-music", "https://accounts.youtube.com/watch?v=1" },
        { "bandcamp", "https://bandcamp.com.evil.example/album/x" },
        { "bandcamp", "https://evilbandcamp.com/album/x" },
    };

    [Theory]
    [MemberData(nameof(Bodies), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_body_is_a_problem_and_leaves_nothing(string what, string body, string type)
    {
        var before = await _api.ListIdsAsync();

        using var answer = await SendAsync(HttpMethod.Post, _api.LinksPath, new ByteArrayContent(Encoding.Latin1.GetBytes(body)));

        await AssertProblemAsync(answer, type, what);
        Assert.Equal(before, await _api.ListIdsAsync());
    }

    [Theory]
    [MemberData(nameof(Bodies), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_change_is_a_problem_and_changes_nothing(string what, string body, string type)
    {
        // What only a new link needs is fine, or another mistake, in a change.
        if (what is "no source" or "two sources") return;
        var id = (await _api.ListIdsAsync())[0];
        var before = await _api.GetLinkAsync(id);

        using var answer = await SendAsync(HttpMethod.Patch, $"{_api.LinksPath}/{id}", new ByteArrayContent(Encoding.Latin1.GetBytes(body)));

        await AssertProblemAsync(answer, type, what);
        Assert.Equal(before.Text("title"), (await _api.GetLinkAsync(id)).Text("title"));
    }

    [Theory]
    [MemberData(nameof(ForeignAddresses), DisableDiscoveryEnumeration = true)]
    public async Task A_fan_can_be_sent_to_a_services_own_hosts_only(string service, string url)
    {
        var before = await _api.ListIdsAsync();

        using var byUrl = await _api.SendAsync(HttpMethod.Post, _api.LinksPath, new { url });
        using var byDestination = await _api.SendAsync(HttpMethod.Post, _api.LinksPath, new { destinations = new Dictionary<string, string> { [service] = url } });
        using var set = await _api.SendAsync(HttpMethod.Put, $"{_api.LinksPath}/{before[0]}/destinations/{service}", new { url });

        // A share link makes a fine link; it is no destination, and neither is a Deezer address Spotify's.
        if (!url.StartsWith("https://www.deezer.com/", StringComparison.Ordinal) && !url.StartsWith("https://spotify.link/", StringComparison.Ordinal)) await AssertProblemAsync(byUrl, "invalid-request", url);
        await AssertProblemAsync(byDestination, "invalid-request", url);
        await AssertProblemAsync(set, "invalid-request", url);
        Assert.Equal(byUrl.IsSuccessStatusCode ? before.Count + 1 : before.Count, (await _api.ListIdsAsync()).Count);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonx")]
    [InlineData(null)]
    public async Task A_body_of_another_type_is_refused(string? contentType)
    {
        using var answer = await SendAsync(HttpMethod.Post, _api.LinksPath, new ByteArrayContent("""{"isrc":"GBDUW0000057"}"""u8.ToArray()), contentType);

        await AssertProblemAsync(answer, "unsupported-media-type", contentType ?? "no type");
    }

    [Fact]
    public async Task A_body_over_the_limit_that_did_not_say_its_length_is_refused()
    {
        var raw = new RawHttp(running.Host.Url);
        var chunk = $"4000\r\n{new string(' ', 0x4000)}\r\n";
        var answer = await raw.SendAsync($"POST {_api.LinksPath} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {running.Host.ApiKey}\r\nContent-Type: application/json\r\n"
            + $"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{string.Concat(Enumerable.Repeat(chunk, 64))}0\r\n\r\n");

        Assert.Equal(413, answer.Status);
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Contains("urn:smartlinks:body-too-large", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer sl_short")]
    [InlineData("Bearer sl_2222222222_22222222222222222222222222222222")]
    [InlineData("Basic c2w6c2w=")]
    [InlineData("Bearer sl_\u00ff")]
    public async Task Without_a_key_of_the_organization_everything_is_the_same_401(string? authorization)
    {
        foreach (var path in new[] { _api.LinksPath, $"{_api.LinksPath}/lnk_x", "/api/organizations/org_x/links", $"/api/organizations/{new string('a', 2_000)}/links" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization.Replace('\u00ff', 'y'));
            using var answer = await running.Host.Http.SendAsync(request);
            await AssertProblemAsync(answer, "unauthenticated", path);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().ToString());
        }
    }

    [Fact]
    public async Task A_key_opens_its_own_organization_only()
    {
        using var answer = await _api.SendAsync(HttpMethod.Get, "/api/organizations/org_01m7x9zcabyd5z2k7kqxndb0xg/links");

        await AssertProblemAsync(answer, "unauthenticated", "another organization");
    }

    [Theory]
    [InlineData("GET", "/lnk_nonsense", 404)]
    [InlineData("GET", "/lnk_01m7xa53a8xr3j2jxcgsqgkt2f", 404)]
    [InlineData("GET", "/lnk_01m7xa53a8xr3j2jxcgsqgkt2f/report", 404)]
    [InlineData("GET", "/lnk_01m7xa53a8xr3j2jxcgsqgkt2f/report?from=yesterday", 400)]
    [InlineData("GET", "/lnk_01m7xa53a8xr3j2jxcgsqgkt2f/report?from=2026-02-30", 400)]
    [InlineData("GET", "/lnk_01m7xa53a8xr3j2jxcgsqgkt2f/report?from=0001-01-01&to=9999-12-31", 400)]
    [InlineData("GET", "/lnk_01m7xa53a8xr3j2jxcgsqgkt2f/report?from=2026-11-02&to=2026-11-01", 400)]
    [InlineData("GET", "?pageSize=0", 400)]
    [InlineData("GET", "?pageSize=99999999999999999999", 400)]
    [InlineData("GET", "?continuation=%F0%28%8C%28", 400)]
    [InlineData("GET", "?continuation=AAAA", 400)]
    [InlineData("GET", "/lnk_01m7xa53a8xr3j2jxcgsqgkt2f/destinations/spotify", 405)]
    [InlineData("PUT", "", 405)]
    [InlineData("DELETE", "", 405)]
    [InlineData("BREW", "", 405)]
    [InlineData("DELETE", "/lnk_01m7xa53a8xr3j2jxcgsqgkt2f", 404)]
    [InlineData("DELETE", "/lnk_01m7xa53a8xr3j2jxcgsqgkt2f/destinations/napster", 404)]
    [InlineData("GET", "/lnk_01m7xa53a8xr3j2jxcgsqgkt2f/more/of/this", 404)]
    public async Task A_request_for_what_is_not_there_is_a_problem(string method, string rest, int status)
    {
        using var answer = await _api.SendAsync(new HttpMethod(method), _api.LinksPath + rest);

        Assert.Equal(status, (int)answer.StatusCode);
        await AssertProblemAsync(answer, null, rest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("long")]
    public async Task A_bad_idempotency_key_is_refused(string key)
    {
        using var answer = await _api.SendAsync(HttpMethod.Post, _api.LinksPath, new { isrc = "GBDUW0000057" }, ("Idempotency-Key", key == "long" ? new string('k', 256) : key));

        await AssertProblemAsync(answer, "invalid-request", key);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent content, string? contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", running.Host.ApiKey);
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await running.Host.Http.SendAsync(request);
    }

    private static async Task AssertProblemAsync(HttpResponseMessage answer, string? type, string what)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{what}: {(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(text);
        Assert.StartsWith($"urn:smartlinks:{type}", problem.RootElement.Text("type"), StringComparison.Ordinal);
        Assert.Equal((int)answer.StatusCode, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(problem.RootElement.Text("type") == "urn:smartlinks:invalid-request", problem.RootElement.TryGetProperty("errors", out _));
    }
}

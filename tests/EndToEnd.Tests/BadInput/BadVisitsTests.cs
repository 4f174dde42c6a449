using System.Text;

namespace Smartlinks.EndToEnd.Tests.BadInput;

/// <summary>Whatever comes at the fan's door, byte by byte: an answer at once, never a fault, and nothing of it in a header of ours.</summary>
[Collection(nameof(RunningLocalHost))]
public sealed class BadVisitsTests(RunningLocalHost running)
{
    private readonly RawHttp _raw = new(running.Host.Url);

    public static TheoryData<string> Paths { get; } =
    [
        "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/die-with-a-smile/../../etc/passwd", "/die-with-a-smile/%2e%2e%2fspotify", "//evil.example/", "//",
        "///evil.example", "/%2f%2fevil.example", "/die-with-a-smile%2fspotify", "/die-with-a-smile//spotify", "/die-with-a-smile/spotify/more", "/%00", "/die-with-a-smile%00",
        "/die-with-a-smile/%00", "/\\evil.example", "/die-with-a-smile\\spotify", "/%5cevil.example", "/%ff%fe", "/%c0%ae%c0%ae/", "/%", "/%zz", "/%u0041", "/die-with-a-smile/%ed%a0%80",
        "/die-with-a-smile%0d%0aX-Injected:1", "/die-with-a-smile/%0d%0aX-Injected:1", "/a|b", "/a'b\"c", "/{slug}", "/.well-known/x", "/favicon.ico", "/robots.txt.", "/admin", "/assets/../api",
        "/assets/artwork/../../host.json", "/assets/artwork/%2e%2e%2f%2e%2e%2fhost.json", "/assets/artwork/x", "/host.json", "/appsettings.json", "/api", "/api/", "/api/organizations",
        "/api/organizations/x/links/../../..", "/" + new string('a', 10_000), "/die-with-a-smile/" + new string('a', 10_000), "/" + string.Concat(Enumerable.Repeat("a/", 3_000)),
        "/" + string.Concat(Enumerable.Repeat("%F0%9F%98%80", 600)), "http://evil.example/x-y-z", "/die-with-a-smile/Spotify%20", "/\u00e4\u00f6\u00fc",
    ];

    /// <summary>Header lines on a live link: the page, or a refusal that is the caller's own fault.</summary>
    public static TheoryData<string> Headers { get; } =
    [
        $"Cookie: sl_service={new string('x', 7_000)}\r\n", $"Cookie: {string.Join("; ", Enumerable.Range(0, 500).Select(i => $"c{i}=v"))}\r\n", $"Cookie: {new string('x', 40_000)}\r\n",
        string.Concat(Enumerable.Range(0, 90).Select(i => $"Cookie: c{i}=v\r\n")), string.Concat(Enumerable.Range(0, 300).Select(i => $"X-H{i}: v\r\n")),
        "Cookie: sl_service=../../evil\r\n", "Cookie: sl_service=//evil.example\r\n", "Cookie: sl_service=\u00ff\u00fe; ;;=;\r\n", "Cookie: sl_service=\r\n",
        "Accept-Encoding: \u00ff, br;q=x, gzip;q=-1, ;;;,*\r\n", "Accept-Encoding: br;q=0, gzip;q=0, identity;q=0\r\n", $"Accept-Encoding: {new string(',', 5_000)}\r\n",
        "Accept: \u00ff/\u00fe;q=2,,\r\n", "Accept-Language: \u00ff-\u00ff, *;q=nan\r\n", "Referer: \u00ff\u00fe://\u00fd\r\n", "Referer: http://[::1\r\n", $"Referer: https://{new string('a', 7_000)}/\r\n",
        "Referer: javascript:alert(1)\r\n", "User-Agent: \u00ff\u00fe\u0080\r\n", $"User-Agent: {new string('(', 7_000)}\r\n", "X-Forwarded-Host: evil.example\r\nX-Forwarded-For: evil\r\nX-Forwarded-Prefix: /evil\r\n",
        "X-Forwarded-Proto: javascript\r\n", "Forwarded: host=evil.example;proto=https\r\n", "X-Original-URL: /admin\r\nX-Rewrite-URL: /admin\r\n", "X-HTTP-Method-Override: DELETE\r\n",
        "x-ms-invocation-id: forged\r\n", "CLIENT-IP: not-an-address\r\n", "CLIENT-IP: 999.999.999.999:99999, ::1\r\n", $"CLIENT-IP: {new string('1', 7_000)}\r\n", "If-None-Match: \"\u00ff\r\n", "Range: bytes=-1,5-2\r\n",
        "Expect: 100-continue\r\n", "Upgrade: websocket\r\n", "Sec-Purpose: \u00ff\r\n", "X-Bad: a\0b\r\n", "X-Folded: a\r\n b\r\n", "No colon here\r\n", "Bad Name: x\r\n", ": x\r\n", "Content-Length: -1\r\n",
        "Transfer-Encoding: nonsense\r\n", "Host: evil.example\r\n",
    ];

    public static TheoryData<string> Queries { get; } =
    [
        "utm_source=" + new string('a', 10_000), "utm_source=" + new string('a', 5_000), "utm_source=a%0d%0aX-Injected:%201", "utm_source=a%0aSet-Cookie:%20x=y", "utm_source=%00", "utm_source=%ff%fe", "utm_source=%", "utm_source=\u00ff\u00fe",
        "utm_source=<script>alert(1)</script>", "utm_source=\"><script>", "utm_source=a#b", "utm_%0d%0a=x", "utm_source", "utm_source=&utm_source=&&&", "&&&=&=", "?", "=", "choose=%0d%0a", "utm_source=http://evil.example", "utm_source=a;b|c\\d^e`f",
        string.Join('&', Enumerable.Range(0, 1_000).Select(i => $"a{i}=b")), string.Join('&', Enumerable.Range(0, 300).Select(i => $"utm_{i}=b")),
    ];

    [Theory]
    [MemberData(nameof(Paths), DisableDiscoveryEnumeration = true)]
    public async Task A_tricky_path_is_never_a_fault_and_never_leads_out(string path)
    {
        AssertAnswered(await _raw.GetAsync(path), path, accept: false);
        AssertAnswered(await _raw.GetAsync(path, "Accept: text/html\r\n"), path, accept: true);
    }

    [Theory]
    [MemberData(nameof(Headers), DisableDiscoveryEnumeration = true)]
    public async Task Hostile_headers_change_nothing(string headers)
    {
        foreach (var path in new[] { "/die-with-a-smile?choose", "/die-with-a-smile/spotify", "/no-such-link-here" })
        {
            var answer = await _raw.GetAsync(path, headers);

            AssertAnswered(answer, headers, accept: false);
            Assert.DoesNotContain("evil", answer.Head + answer.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Queries), DisableDiscoveryEnumeration = true)]
    public async Task A_hostile_query_stays_inside_the_query(string query)
    {
        foreach (var path in new[] { "/die-with-a-smile", "/die-with-a-smile/spotify", "/no-such-link-here" })
        {
            var answer = await _raw.GetAsync($"{path}?{query}");

            AssertAnswered(answer, query, accept: false);
            Assert.Null(answer.Header("X-Injected"));
            Assert.DoesNotContain("<script", answer.Body, StringComparison.OrdinalIgnoreCase);
            if (answer.Header("Location") is { } location) Assert.Matches("^https://open\\.spotify\\.com/track/[A-Za-z0-9]+(\\?utm_[!-~]*)?$", location);
        }
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("BREW")]
    public async Task Another_method_is_refused(string method)
    {
        var answer = await _raw.GetAsync("/die-with-a-smile", "Content-Length: 0\r\n", method);

        Assert.Equal(405, answer.Status);
        Assert.Equal("GET, HEAD", answer.Header("Allow"));
        Assert.Contains("urn:smartlinks:method-not-allowed", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ResolveRelease")]
    [InlineData("AggregateClicks")]
    [InlineData("ReplaySpilledClicks")]
    [InlineData("resolverelease")]
    public async Task The_hosts_own_doors_do_not_exist_for_others(string function)
    {
        const string body = """{"Data":{"item":"\"x\"","events":"[]"},"Metadata":{}}""";
        foreach (var spoof in new[] { "", "X-Forwarded-Proto:\r\n", "x-ms-invocation-id: 00000000-0000-0000-0000-000000000000\r\n", "Connection: close, X-Forwarded-Proto, x-ms-invocation-id\r\n" })
        {
            var answer = await _raw.SendAsync($"POST /{function} HTTP/1.1\r\nHost: {running.Host.Url.Authority}\r\n{spoof}Content-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");

            Assert.True(answer.Status is 404 or 405, $"{spoof}{answer.Head}");
            Assert.DoesNotContain("Outputs", answer.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("GET /x HTTP/9.9\r\nHost: x\r\n\r\n")]
    [InlineData("GET /x HTTP/1.1\r\n\r\n")]
    [InlineData("GET  /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /x y HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("\0\0\0\0\r\n\r\n")]
    [InlineData("POST /die-with-a-smile HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")]
    public async Task What_is_not_HTTP_is_a_4xx(string request)
    {
        var answer = await _raw.SendAsync(request);

        // 505 is HTTP's own word for a version nobody speaks.
        Assert.True(answer.Status is >= 400 and < 500 or 505, answer.Head);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/die-with-a-smile/")]
    [InlineData("/api/organizations/")]
    public async Task An_address_of_ten_thousand_characters_is_refused_by_name(string start)
    {
        var answer = await _raw.GetAsync(start + new string('a', 10_000));

        Assert.Equal(414, answer.Status);
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Contains("urn:smartlinks:uri-too-long", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_all_of_it_the_same_process_still_answers()
    {
        var handler = running.Host.HandlerProcessId;
        foreach (string path in Paths) await _raw.GetAsync(path);

        Assert.Equal(handler, running.Host.HandlerProcessId);
        Assert.Equal(200, (await _raw.GetAsync("/die-with-a-smile")).Status);
    }

    /// <summary>An answer below 500; where it refuses, the app's own are problems or pages, and a redirect never leads to another's host.</summary>
    private static void AssertAnswered(RawAnswer answer, string what, bool accept)
    {
        var shown = what.Length > 200 ? what[..200] : what;
        Assert.True(answer.Status is >= 200 and < 500, $"{shown}: {answer.Head}");
        Assert.DoesNotContain("\r\nX-Injected", answer.Head, StringComparison.OrdinalIgnoreCase);
        if (answer.Header("Location") is { } location)
            Assert.True((location[0] == '/' && !location.StartsWith("//", StringComparison.Ordinal) && !location.StartsWith("/\\", StringComparison.Ordinal))
                || location.StartsWith("https://open.spotify.com/", StringComparison.Ordinal), $"{shown}: {location}");
        // The server's own parser answers with nothing at all.
        if (answer.Status < 400 || answer.Header("Content-Length") == "0") return;
        Assert.NotNull(answer.Header("Content-Security-Policy"));
        if (answer.Header("Content-Type") == "application/problem+json") Assert.Contains("\"urn:smartlinks:", answer.Body, StringComparison.Ordinal);
        else Assert.True(answer.Header("Content-Type") == "text/html; charset=utf-8", $"{shown} ({accept}, {Encoding.Latin1.GetByteCount(answer.Body)}): {answer.Head}");
    }
}

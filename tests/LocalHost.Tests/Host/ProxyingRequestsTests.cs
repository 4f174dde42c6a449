using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Smartlinks.LocalHost.Host;

namespace Smartlinks.LocalHost.Tests.Host;

public sealed class ProxyingRequestsTests : IAsyncLifetime
{
    private readonly AppFolder app = new();
    private RunningHost host = null!;

    public async Task InitializeAsync()
    {
        app.WithHttp("api", "api/{*path}").WithHttp("get-only", "only/{id:int}", """["get"]""").WithHttp("keyed", "keyed", authLevel: "function").WithHttp("zz-all", "{slug:length(3)}");
        app.With("enveloped", """
            { "bindings": [
              { "type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous", "route": "enveloped/{id}" },
              { "type": "http", "direction": "out", "name": "res" },
              { "type": "queue", "direction": "out", "name": "jobs", "queueName": "jobs" } ] }
            """);
        host = await RunningHost.StartAsync(app, static setup => setup.Settings["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = "40000000");
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        app.Dispose();
    }

    [Theory]
    [InlineData("/api/a%2Fb/../c?a=1&a=2&b=%20x+y&c")]
    [InlineData("/api/%C3%A4%ff//double?")]
    [InlineData("/api/x?q=[]{}|'\"<>")]
    public async Task Path_and_query_arrive_verbatim(string target)
    {
        var answer = await host.SendRawAsync($"GET {target} HTTP/1.1\r\nHost: links.example\r\nConnection: close\r\n\r\n");

        Assert.Contains(JsonSerializer.Serialize(new { target })[1..^1], answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forwarding_headers_are_overwritten_and_the_invocation_is_named()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/echo");
        request.Headers.Host = "links.example:8443";
        foreach (var name in new[] { "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Prefix", "Forwarded", "x-ms-invocation-id", "X-Azure-Functions-InvocationId" })
            request.Headers.TryAddWithoutValidation(name, "forged");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        request.Headers.TryAddWithoutValidation("User-Agent", "some/1");
        request.Headers.TryAddWithoutValidation("Keep-Alive", "5");

        var seen = (await EchoAsync(request)).GetProperty("headers");

        Assert.Equal($"127.0.0.1:{host.Host.HandlerPort}", Single(seen, "Host"));
        Assert.Equal("127.0.0.1", Single(seen, "X-Forwarded-For"));
        Assert.Equal("links.example:8443", Single(seen, "X-Forwarded-Host"));
        Assert.Equal("https", Single(seen, "X-Forwarded-Proto"));
        Assert.Equal("some/1", Single(seen, "User-Agent"));
        Assert.True(Guid.TryParse(Single(seen, "x-ms-invocation-id"), out _));
        Assert.Equal(Single(seen, "x-ms-invocation-id"), Single(seen, "X-Azure-Functions-InvocationId"));
        Assert.StartsWith("4.", Single(seen, "X-Azure-Functions-HostVersion"), StringComparison.Ordinal);
        foreach (var dropped in new[] { "Forwarded", "X-Forwarded-Prefix", "Keep-Alive" })
            Assert.False(seen.TryGetProperty(dropped, out _), dropped);
    }

    [Fact]
    public async Task A_post_to_a_functions_own_path_from_outside_carries_the_marks_of_an_outside_request()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api");
        var seen = (await EchoRecordedAsync(request)).Json.GetProperty("headers");

        Assert.True(seen.TryGetProperty("X-Forwarded-Proto", out _));
        Assert.True(seen.TryGetProperty("x-ms-invocation-id", out _));
    }

    [Fact]
    public async Task A_chunked_upload_and_one_of_more_than_30_MB_arrive_whole()
    {
        using var chunked = new HttpRequestMessage(HttpMethod.Put, "/api/echo") { Content = new StreamContent(new Endless(31_000_000)) };
        chunked.Headers.TransferEncodingChunked = true;

        var seen = await EchoAsync(chunked);

        Assert.Equal(31_000_000, seen.GetProperty("bodyLength").GetInt64());
        Assert.Equal("PUT", seen.GetProperty("method").GetString());
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413_announced_or_not()
    {
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/api/echo") { Content = new StreamContent(new Endless(50_000_000)) };
        chunked.Headers.TransferEncodingChunked = true;
        chunked.Headers.ExpectContinue = false;

        Assert.StartsWith("HTTP/1.1 413", await host.SendRawAsync("POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 40000001\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await StatusOrClosedAsync(chunked));
    }

    [Fact]
    public async Task A_target_over_16_thousand_characters_is_414()
    {
        Assert.Equal(HttpStatusCode.RequestUriTooLong, (await host.Client.GetAsync("/api/" + new string('a', 16_384))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/api/" + new string('a', 8000))).StatusCode);
    }

    [Fact]
    public async Task Odd_header_bytes_pass_both_ways()
    {
        var sent = await host.SendRawAsync("GET /api/echo HTTP/1.1\r\nHost: x\r\nX-Odd: \u00ff\u00e4\u0080\r\nConnection: close\r\n\r\n");
        Assert.Contains("\\u00FF\\u00E4\\u0080", sent, StringComparison.Ordinal);

        var answered = await host.SendRawAsync("GET /api/answer?status=200&header=X-Odd:%C3%BF HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Contains("X-Odd: \u00ff\r\n", answered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_stream_arrives_piece_by_piece()
    {
        using var answer = await host.Client.GetAsync("/api/stream", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Assert.Equal("data: first", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)));
        await host.Client.GetAsync("/api/release");
        Assert.Contains("data: second", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_goes_away_is_gone_for_the_handler_too()
    {
        using var leaving = new CancellationTokenSource();
        var hanging = host.Client.GetAsync("/api/hang", leaving.Token);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/api/hanging")).StatusCode);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/api/aborted")).StatusCode);
    }

    [Fact]
    public async Task Redirects_cookies_and_any_status_pass_through()
    {
        var redirect = await host.Client.GetAsync("/api/answer?status=302&header=Location:/elsewhere&header=Set-Cookie:a=1&header=Set-Cookie:b=2");
        Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
        Assert.Equal("/elsewhere", redirect.Headers.Location!.OriginalString);
        Assert.Equal(["a=1", "b=2"], redirect.Headers.GetValues("Set-Cookie"));
        Assert.False((await host.GetJsonAsync("/api/echo")).GetProperty("headers").TryGetProperty("Cookie", out _));

        var failure = await host.Client.GetAsync("/api/answer?status=503&body=down");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failure.StatusCode);
        Assert.Equal("down", await failure.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.GetAsync("/api/answer?status=204")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/answer?status=200"))).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/only/5", HttpStatusCode.OK)]
    [InlineData("POST", "/only/5", HttpStatusCode.NotFound)]
    [InlineData("GET", "/only/five", HttpStatusCode.NotFound)]
    [InlineData("GET", "/abc", HttpStatusCode.OK)]
    [InlineData("GET", "/abcd", HttpStatusCode.NotFound)]
    [InlineData("GET", "/keyed", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/keyed?code=wrong", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/keyed?code=master", HttpStatusCode.OK)]
    [InlineData("GET", "/admin/anything", HttpStatusCode.NotFound)]
    [InlineData("GET", "/runtime/webhooks/x", HttpStatusCode.NotFound)]
    public async Task Routes_methods_constraints_and_keys_decide(string method, string target, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target);

        Assert.Equal(expected, (await host.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task The_home_page_answers_where_no_function_does() => Assert.Equal("<p>home</p>", await host.Client.GetStringAsync("/"));

    [Fact]
    public async Task A_function_with_a_further_binding_gets_the_envelope_and_answers_through_its_output()
    {
        app.Behave("http");
        using var body = new StringContent("{\"n\":1}", Encoding.UTF8, "application/json");

        var answer = await host.Client.PostAsync("/enveloped/7?q=a", body);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("accepted", await answer.Content.ReadAsStringAsync());
        Assert.Equal("payload", answer.Headers.GetValues("X-Made-By").Single());
        var seen = Assert.Single(app.Records());
        Assert.Equal("enveloped", seen.Function);
        Assert.Equal("7", seen.Data.GetProperty("req").GetProperty("Params").GetProperty("id").GetString());
        Assert.Equal("{\"n\":1}", seen.Data.GetProperty("req").GetProperty("Body").GetString());
    }

    [Fact]
    public async Task The_admin_addresses_tell_what_runs()
    {
        Assert.Equal("Running", (await host.GetJsonAsync("/admin/host/status")).GetProperty("state").GetString());
        Assert.Equal("api", (await host.GetJsonAsync("/admin/functions/api")).GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.OK, (await host.Client.PostAsync("/admin/host/ping", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/admin/functions/none")).StatusCode);
    }

    private async Task<JsonElement> EchoAsync(HttpRequestMessage request)
    {
        using var answer = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private async Task<RecordedEvent> EchoRecordedAsync(HttpRequestMessage request)
    {
        request.Content = new StringContent("{\"Data\":{},\"Metadata\":{}}");
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync(request)).StatusCode);
        return Assert.Single(app.Records());
    }

    private async Task<HttpStatusCode> StatusOrClosedAsync(HttpRequestMessage request)
    {
        try
        {
            return (await host.Client.SendAsync(request)).StatusCode;
        }
        catch (HttpRequestException)
        {
            // The server may close while the body is still on its way; that it refused is in its log.
            await host.LoggedAsync(Microsoft.Extensions.Logging.LogLevel.Error, "too large");
            return HttpStatusCode.RequestEntityTooLarge;
        }
    }

    private static string Single(JsonElement headers, string name) => Assert.Single(headers.GetProperty(name).EnumerateArray()).GetString()!;

    private sealed class Endless(long length) : Stream
    {
        private long left = length;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(left, count);
            left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

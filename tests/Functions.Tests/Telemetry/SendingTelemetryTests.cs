using System.Text;
using Smartlinks.LocalHost.Host;
using Smartlinks.Support;
using Smartlinks.Tests.Functions.Hosting;

namespace Smartlinks.Tests.Functions.Telemetry;

/// <summary>The built app, started, really sends: what it did, joined with the host's invocation, and nothing of anybody. Bugs these hunt: a fan's pass in a span, a trace nobody can find, a cost nobody asked for.</summary>
public sealed class SendingTelemetryTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string HostSpan = "b7ad6b7169203331";
    private const string Invocation = "5f0cc1b2-0000-4000-8000-00000000cafe";

    /// <summary>What a request brings that must not be sent on.</summary>
    private static readonly string[] s_private = ["quiet-slug", "ada@letters.example", "203.0.113.77", "Secretive/7.0", "fan_0123456789abcdef", "sl_abcdefgh_secretkey", "a-campaign"];

    private static readonly HttpClient s_http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null });

    [Fact]
    public async Task What_was_done_is_sent_to_a_collector_below_the_hosts_own_span()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var app = await StartAsync(collector.Environment);

        await Until.TrueAsync(async () =>
        {
            await VisitAsync(app.Port);
            await InvokeAsync(app.Port, "AggregateClicks", HostCall.EventBatch(0, []));
            await InvokeAsync(app.Port, "SendMail", "not json");
            return collector.Spans.Count(span => span.Source == "Smartlinks.Functions") > 1 && collector.Measurements.Any(each => each.Name == "Smartlinks.Functions/duration");
        }, "spans and metrics of functions are sent");

        var visit = collector.Spans.First(span => span.Name == "GET /{slug}");
        Assert.Equal((Trace, HostSpan, Invocation, 2), (visit.Trace, visit.Parent, visit.Tags["faas.invocation_id"], visit.Kind));
        Assert.Equal(("503", "/{slug}"), (visit.Tags["http.response.status_code"], visit.Tags["http.route"]));
        var run = collector.Spans.First(span => span.Source == "Smartlinks.Functions" && span.Name == "AggregateClicks");
        Assert.Equal((Trace, "pubsub", "0", 5), (run.Trace, run.Tags["faas.trigger"], run.Tags["messaging.batch.message_count"], run.Kind));
        var request = collector.Spans.First(span => span.Id == run.Parent);
        Assert.Equal(("POST /AggregateClicks", HostSpan, Invocation), (request.Name, request.Parent, request.Tags["faas.invocation_id"]));
        Assert.NotEmpty(collector.Spans.First(span => span.Name == "SendMail").Tags["error.type"]);
    }

    [Fact]
    public async Task Metrics_of_the_platform_and_of_the_app_are_sent_by_pattern_and_function()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var app = await StartAsync(collector.Environment);

        await Until.TrueAsync(async () =>
        {
            await VisitAsync(app.Port);
            await InvokeAsync(app.Port, "AggregateClicks", "not json");
            return new[] { "Microsoft.AspNetCore.Hosting/http.server.request.duration", "System.Runtime/dotnet.process.memory.working_set", "Smartlinks.Functions/duration" }.All(name => collector.Measurements.Any(each => each.Name == name));
        }, "metrics are sent");

        Assert.Contains(collector.Measurements, each => each.Name.EndsWith("http.server.request.duration", StringComparison.Ordinal) && each.Tags.GetValueOrDefault("http.route") == "/{slug}");
        Assert.Contains(collector.Measurements, each => each.Name == "Smartlinks.Functions/duration" && each.Tags["function"] == "AggregateClicks" && each.Tags["outcome"] == "failed");
        Assert.DoesNotContain(collector.Measurements, each => each.Name.StartsWith("System.Runtime/dotnet.jit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_of_a_visitor_or_a_caller_is_sent()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var app = await StartAsync(collector.Environment);

        await Until.TrueAsync(async () =>
        {
            await VisitAsync(app.Port);
            foreach (var path in new[] { "/quiet-slug/spotify?email=ada@letters.example", "/presave/quiet-slug/spotify", "/presave/mine?pass=fan_0123456789abcdef.x", "/api/organizations/org_quiet-slug/links/quiet-slug", "/auth/callback?code=fan_0123456789abcdef" })
                await GetAsync(app.Port, path);
            return collector.Spans.Any(span => span.Name == "GET /api/organizations/{organization}/links/{link}") && collector.Spans.Any(span => span.Name == "GET /auth/{*path}") && collector.Measurements.Count > 0;
        }, "all of it is sent");

        Assert.All(s_private, text => Assert.DoesNotContain(text, collector.Everything, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("url.", string.Join(' ', collector.Spans.SelectMany(span => span.Tags.Keys).Where(tag => tag != "url.scheme")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_target_nothing_of_it_is_loaded()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var off = await StartAsync(new Dictionary<string, string>());
        await using var on = await StartAsync(collector.Environment);
        await VisitAsync(off.Port);
        await InvokeAsync(off.Port, "AggregateClicks", "not json");

        await Until.TrueAsync(() => Maps(on.App).Contains("/OpenTelemetry", StringComparison.Ordinal), "it is loaded where it sends");

        Assert.DoesNotContain("/OpenTelemetry", Maps(off.App), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_harms_nobody()
    {
        await using var app = await StartAsync(new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{LoopbackPort.PickFree()}", ["Telemetry__TraceInterval"] = "00:00:01", ["Telemetry__MetricInterval"] = "00:00:01" });

        for (var number = 0; number < 20; number++) Assert.Equal(503, await VisitAsync(app.Port));

        Assert.Equal("", app.App.Errors);
    }

    internal static async Task<StartedApp> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var port = LoopbackPort.PickFree();
        var environment = AppProcess.Environment(port);
        foreach (var (name, value) in settings) environment[name] = value;
        var app = AppProcess.Start(environment);
        await app.WaitForPortAsync(port);
        return new StartedApp(app, port);
    }

    internal static Task<int> VisitAsync(int port) => GetAsync(port, "/quiet-slug?utm_campaign=a-campaign&email=ada@letters.example");

    internal static Task InvokeAsync(int port, string function, string body) => SendAsync(new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/{function}") { Content = new StringContent(body, Encoding.UTF8, "application/json") });

    private static Task<int> GetAsync(int port, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}{path}");
        foreach (var (name, value) in new[]
        {
            ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "quiet-slug.example"), ("x-ms-invocation-id", Invocation), ("CLIENT-IP", "203.0.113.77"), ("User-Agent", "Secretive/7.0"),
            ("Cookie", "sl_fan=fan_0123456789abcdef.signature; sl_service=spotify"), ("Authorization", "Bearer sl_abcdefgh_secretkey"), ("Referer", "https://letters.example/?ada@letters.example"),
        }) request.Headers.TryAddWithoutValidation(name, value);
        return SendAsync(request);
    }

    private static async Task<int> SendAsync(HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("X-Azure-Functions-InvocationId", Invocation);
        // The host's flag says that it did not record: nobody asks for that.
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{Trace}-{HostSpan}-00");
        using (request)
        using (var answer = await s_http.SendAsync(request))
        {
            return (int)answer.StatusCode;
        }
    }

    private static string Maps(AppProcess app) => File.ReadAllText($"/proc/{app.Id}/maps");
}

/// <summary>An app and where it listens.</summary>
internal sealed record StartedApp(AppProcess App, int Port) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => App.DisposeAsync();
}

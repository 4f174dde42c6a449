using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Telemetry;

/// <summary>What Application Insights gets: envelopes of its ingestion's form, for the resource that the setting names, by the app's identity where the resource wants that.</summary>
public sealed class ApplicationInsightsTests
{
    private const string Key = "11111111-2222-3333-4444-555555555555";
    private const string Identity = "99999999-0000-4000-8000-000000000001";

    [Fact]
    public async Task Requests_functions_and_metrics_are_sent_in_its_form()
    {
        await using var ingestion = await AnsweringAsync(200);
        await using var app = await SendingTelemetryTests.StartAsync(Settings(ingestion));

        await Until.TrueAsync(async () =>
        {
            await SendingTelemetryTests.VisitAsync(app.Port);
            await SendingTelemetryTests.InvokeAsync(app.Port, "AggregateClicks", HostCall.EventBatch(0, []));
            var sent = Items(ingestion);
            return sent.Any(IsVisit) && sent.Any(item => Kind(item) == "RemoteDependencyData") && sent.Any(IsDuration);
        }, "items of each kind are sent");

        var items = Items(ingestion);
        Assert.All(items, item => Assert.Equal((Key, "0.0.0.0", "smartlinks"), (item.GetProperty("iKey").GetString(), Tag(item, "ai.location.ip"), Tag(item, "ai.cloud.role"))));
        Assert.All(ingestion.Received, request => Assert.Equal(("POST", "/v2.1/track", "application/x-json-stream", "gzip"), (request.Method, request.Target, request.Headers["Content-Type"], request.Headers["Content-Encoding"])));
        var visit = items.First(IsVisit);
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"), (Tag(visit, "ai.operation.id"), Tag(visit, "ai.operation.parentId")));
        Assert.Equal(("503", false), (Body(visit).GetProperty("responseCode").GetString(), Body(visit).GetProperty("success").GetBoolean()));
        Assert.Matches(@"^\d+\.\d{2}:\d{2}:\d{2}\.\d{7}$", Body(visit).GetProperty("duration").GetString());
        var run = items.First(item => Kind(item) == "RemoteDependencyData");
        Assert.Equal(("AggregateClicks", "InProc", "5f0cc1b2-0000-4000-8000-00000000cafe"),
            (Body(run).GetProperty("name").GetString(), Body(run).GetProperty("type").GetString(), Body(run).GetProperty("properties").GetProperty("InvocationId").GetString()));
        var metric = items.First(IsDuration);
        Assert.True(Metric(metric).GetProperty("count").GetInt64() > 0 && Metric(metric).GetProperty("max").GetDouble() >= Metric(metric).GetProperty("min").GetDouble());
        Assert.Equal("done", Body(metric).GetProperty("properties").GetProperty("outcome").GetString());
        Assert.DoesNotContain("quiet-slug", string.Join('\n', items.Select(item => item.GetRawText())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_an_identity_it_shows_a_token_for_the_monitor_and_nobody_elses()
    {
        await using var identity = await ManagedIdentityEndpoint.StartAsync(Identity);
        await using var ingestion = await AnsweringAsync(200);
        await using var app = await SendingTelemetryTests.StartAsync(new Dictionary<string, string>(Settings(ingestion).Concat(identity.Environment))
        {
            ["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = $"Authorization=AAD;ClientId={Identity}",
        });

        await Until.TrueAsync(async () =>
        {
            await SendingTelemetryTests.VisitAsync(app.Port);
            return ingestion.Received.Count > 0;
        }, "something is sent");

        Assert.All(ingestion.Received, request => Assert.StartsWith("https://monitor.azure.com", EntraToken.AudienceOf(request.Headers["Authorization"]["Bearer ".Length..]), StringComparison.Ordinal));
        Assert.Empty(identity.Refused);
    }

    [Fact]
    public async Task What_it_does_not_take_is_said_once_and_harms_nobody()
    {
        await using var ingestion = await AnsweringAsync(402);
        await using var app = await SendingTelemetryTests.StartAsync(Settings(ingestion));

        await Until.TrueAsync(async () =>
        {
            Assert.Equal(503, await SendingTelemetryTests.VisitAsync(app.Port));
            return ingestion.Received.Count > 4;
        }, "it was tried several times");

        Assert.Single(app.App.Output.Split('\n'), line => line.Contains("Application Insights did not take", StringComparison.Ordinal));
        Assert.DoesNotContain(Key, app.App.Output, StringComparison.Ordinal);
    }

    private static bool IsVisit(JsonElement item) => Kind(item) == "RequestData" && Body(item).GetProperty("name").GetString() == "GET /{slug}";

    private static bool IsDuration(JsonElement item) => Kind(item) == "MetricData" && Metric(item).GetProperty("name").GetString() == "Smartlinks.Functions.duration";

    private static Task<LoopbackServer> AnsweringAsync(int status) => LoopbackServer.StartAsync((_, _, context) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    private static Dictionary<string, string> Settings(LoopbackServer ingestion) => new()
    {
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = $"InstrumentationKey={Key};IngestionEndpoint={ingestion.Address};LiveEndpoint=https://live.example/",
        ["Telemetry__TraceInterval"] = "00:00:01",
        ["Telemetry__MetricInterval"] = "00:00:01",
        ["Telemetry__TracesPerSecond"] = "1000",
    };

    private static List<JsonElement> Items(LoopbackServer ingestion) => [.. ingestion.Received.SelectMany(request => Unpack(request.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string Unpack(ReadOnlyMemory<byte> bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static string? Kind(JsonElement item) => item.GetProperty("data").GetProperty("baseType").GetString();

    private static JsonElement Body(JsonElement item) => item.GetProperty("data").GetProperty("baseData");

    private static JsonElement Metric(JsonElement item) => Body(item).GetProperty("metrics")[0];

    private static string? Tag(JsonElement item, string name) => item.GetProperty("tags").TryGetProperty(name, out var value) ? value.GetString() : null;
}

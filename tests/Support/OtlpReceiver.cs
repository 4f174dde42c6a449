using System.Text;

namespace Smartlinks.Support;

/// <summary>A span as it came. Kinds as OTLP numbers them: 2 server, 3 client, 5 consumer.</summary>
public sealed record ReceivedSpan(string Source, string Name, string Trace, string Id, string Parent, int Kind, IReadOnlyDictionary<string, string> Tags);

/// <summary>A collector that takes OTLP over HTTP (field numbers: opentelemetry-proto, trace/v1 and metrics/v1).</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly LoopbackServer _server;

    private OtlpReceiver(LoopbackServer server) => _server = server;

    /// <summary>For an app that is to send here, as often as it can.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _server.Address.AbsoluteUri.TrimEnd('/'),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["Telemetry__TraceInterval"] = "00:00:01",
        ["Telemetry__MetricInterval"] = "00:00:01",
        ["Telemetry__TracesPerSecond"] = "1000",
    };

    public IReadOnlyList<ReceivedSpan> Spans =>
    [
        .. Bodies("/v1/traces").SelectMany(body => body.Messages(1)).SelectMany(resource => resource.Messages(2))
            .SelectMany(scope => scope.Messages(2).Select(span => new ReceivedSpan(scope.Messages(1).First().Text(1), span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4), (int)span.Value(6), Tags(span.Messages(9))))),
    ];

    /// <summary>As <c>meter/instrument</c>, with the tags of its measurements.</summary>
    public IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Tags)> Measurements =>
    [
        .. Bodies("/v1/metrics").SelectMany(body => body.Messages(1)).SelectMany(resource => resource.Messages(2))
            .SelectMany(scope => scope.Messages(2).SelectMany(metric => Points(metric).Select(tags => ($"{scope.Messages(1).First().Text(1)}/{metric.Text(1)}", tags)))),
    ];

    /// <summary>All that came, bytes as Latin-1.</summary>
    public string Everything => string.Join('\n', _server.Received.Select(request => $"{request.Target} {string.Join(' ', request.Headers)} {Encoding.Latin1.GetString(request.Bytes.Span)}"));

    public static async Task<OtlpReceiver> StartAsync() => new(await LoopbackServer.StartAsync((_, _, context) =>
    {
        context.Response.ContentType = "application/x-protobuf";
        return Task.CompletedTask;
    }));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>Of a gauge (5), a sum (7) or a histogram (9).</summary>
    private static IEnumerable<IReadOnlyDictionary<string, string>> Points(ProtobufMessage metric) =>
        new[] { 5, 7, 9 }.SelectMany(kind => metric.Messages(kind).SelectMany(data => data.Messages(1)).Select(point => (IReadOnlyDictionary<string, string>)Tags(point.Messages(kind == 9 ? 9 : 7))));

    private IEnumerable<ProtobufMessage> Bodies(string path) => _server.Received.Where(request => request.Target == path).Select(request => new ProtobufMessage(request.Bytes));

    private static Dictionary<string, string> Tags(IEnumerable<ProtobufMessage> attributes)
    {
        var tags = new Dictionary<string, string>();
        foreach (var attribute in attributes)
        {
            var value = attribute.Messages(2).First();
            tags[attribute.Text(1)] = value.Has(3) ? $"{(long)value.Value(3)}" : value.Has(2) ? $"{value.Value(2) == 1}" : value.Text(1);
        }

        return tags;
    }
}

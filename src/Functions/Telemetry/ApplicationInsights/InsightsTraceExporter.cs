using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OpenTelemetry;

namespace Smartlinks.Functions.Telemetry.ApplicationInsights;

/// <summary>
/// Spans as Application Insights has them: a request for what came from outside, a dependency for what the app did for it. The host's own request of the same invocation is their parent; <c>InvocationId</c>
/// is what the host calls it there.
/// </summary>
public sealed class InsightsTraceExporter(InsightsSender sender, TelemetryTargets source) : BaseExporter<Activity>
{
    public override ExportResult Export(in Batch<Activity> batch)
    {
        var lines = new ArrayBufferWriter<byte>(4 * 1024);
        var count = 0;
        foreach (var span in batch)
        {
            Write(lines, span);
            count++;
        }

        return sender.Send(lines.WrittenMemory, count) ? ExportResult.Success : ExportResult.Failure;
    }

    private void Write(ArrayBufferWriter<byte> lines, Activity span)
    {
        var root = span;
        while (root.Parent is { } outer) root = outer;
        var isRequest = span.Kind == ActivityKind.Server;
        var parent = span.ParentSpanId == default ? null : span.ParentSpanId.ToHexString();
        InsightsItem.Write(lines, sender.Connection, source, isRequest ? "RequestData" : "RemoteDependencyData", span.StartTimeUtc, root.GetTagItem(RateSampler.Weight) as long? ?? 1,
            [("ai.operation.id", span.TraceId.ToHexString()), ("ai.operation.parentId", parent), ("ai.operation.name", root.DisplayName)], json => WriteBody(json, span, root, isRequest));
    }

    private static void WriteBody(Utf8JsonWriter json, Activity span, Activity root, bool isRequest)
    {
        json.WriteString("id", span.SpanId.ToHexString());
        json.WriteString("name", span.DisplayName);
        json.WriteString("duration", InsightsItem.Text(span.Duration));
        json.WriteBoolean("success", span.Status != ActivityStatusCode.Error);
        json.WriteString(isRequest ? "responseCode" : "resultCode", Convert.ToString(span.GetTagItem("http.response.status_code") ?? 0, CultureInfo.InvariantCulture));
        if (!isRequest)
        {
            json.WriteString("type", span.Kind == ActivityKind.Client ? "HTTP" : "InProc");
            if (span.GetTagItem("server.address") is string host) json.WriteString("target", host);
        }

        var properties = span.TagObjects.Where(tag => tag.Key is not (RequestTrace.Invocation or RateSampler.Weight));
        InsightsItem.WriteProperties(json, root.GetTagItem(RequestTrace.Invocation) is { } invocation ? properties.Append(new("InvocationId", invocation)) : properties);
    }
}

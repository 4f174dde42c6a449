using System.Buffers;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Smartlinks.Functions.Telemetry.ApplicationInsights;

/// <summary>
/// Measurements as Application Insights' <c>customMetrics</c>: what was added since the last time. An instrument of this app goes by meter and name (<c>Smartlinks.Clicks.gaps</c>), one of the platform by its name.
/// </summary>
public sealed class InsightsMetricExporter(InsightsSender sender, TelemetryTargets source) : BaseExporter<Metric>
{
    public override ExportResult Export(in Batch<Metric> batch)
    {
        var lines = new ArrayBufferWriter<byte>(4 * 1024);
        var count = 0;
        foreach (var metric in batch)
        {
            var name = metric.MeterName.StartsWith("Smartlinks.", StringComparison.Ordinal) ? $"{metric.MeterName}.{metric.Name}" : metric.Name;
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                Write(lines, name, Reading.Of(metric.MetricType, point), point);
                count++;
            }
        }

        return count == 0 || sender.Send(lines.WrittenMemory, count) ? ExportResult.Success : ExportResult.Failure;
    }

    private void Write(ArrayBufferWriter<byte> lines, string name, Reading reading, in MetricPoint point)
    {
        var tags = new List<KeyValuePair<string, object?>>();
        foreach (var tag in point.Tags) tags.Add(tag);
        InsightsItem.Write(lines, sender.Connection, source, "MetricData", point.EndTime, 1, [], json =>
        {
            json.WriteStartArray("metrics");
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("value", reading.Sum);
            if (reading.Count is { } count)
            {
                json.WriteNumber("count", count);
                json.WriteNumber("min", reading.Least);
                json.WriteNumber("max", reading.Most);
            }

            json.WriteEndObject();
            json.WriteEndArray();
            InsightsItem.WriteProperties(json, tags);
        });
    }

    /// <param name="Count">Null: a single value.</param>
    private sealed record Reading(double Sum, long? Count, double Least, double Most)
    {
        public static Reading Of(MetricType type, in MetricPoint point)
        {
            switch (type)
            {
                case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                    return new(point.GetSumLong(), null, 0, 0);
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    return new(point.GetSumDouble(), null, 0, 0);
                case MetricType.LongGauge:
                    return new(point.GetGaugeLastValueLong(), null, 0, 0);
                case MetricType.DoubleGauge:
                    return new(point.GetGaugeLastValueDouble(), null, 0, 0);
                default:
                    point.TryGetHistogramMinMaxValues(out var least, out var most);
                    return new(point.GetHistogramSum(), point.GetHistogramCount(), least, most);
            }
        }
    }
}

using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Smartlinks.Functions.Telemetry.ApplicationInsights;

namespace Smartlinks.Functions.Telemetry;

/// <summary>What is listened to, what is left of it, and who gets it (ADR 0020). Everything of OpenTelemetry's is behind this type.</summary>
public sealed class TelemetryPipeline : IDisposable
{
    private const int FlushMilliseconds = 2_000;

    /// <summary>Of the platform's many instruments those that say how the app does; each further one costs with every instance and interval.</summary>
    private static readonly HashSet<string> s_platform =
    [
        "http.server.request.duration", "http.client.request.duration", "dotnet.process.memory.working_set", "dotnet.process.cpu.time", "dotnet.gc.pause.time", "dotnet.thread_pool.queue.length", "dotnet.exceptions",
    ];

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;
    private readonly InsightsSender? _insights;

    public TelemetryPipeline(TelemetryTargets targets, TelemetryOptions options, InsightsSender? insights)
    {
        _insights = insights;
        var resource = ResourceBuilder.CreateDefault().AddService(targets.Name, autoGenerateServiceInstanceId: targets.Instance is null, serviceInstanceId: targets.Instance);
        _traces = BuildTraces(targets, options, resource);
        _metrics = BuildMetrics(targets, options, resource);
    }

    public void Flush()
    {
        _traces.ForceFlush(FlushMilliseconds);
        _metrics.ForceFlush(FlushMilliseconds);
    }

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
        _insights?.Dispose();
    }

    private TracerProvider BuildTraces(TelemetryTargets targets, TelemetryOptions options, ResourceBuilder resource)
    {
        var interval = (int)options.TraceInterval.TotalMilliseconds;
        var builder = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource("Microsoft.AspNetCore", "System.Net.Http", FunctionRuns.Name)
            .SetSampler(new RateSampler(options.TracesPerSecond, TimeProvider.System))
            .AddProcessor(new KnownTagsOnly());
        if (targets.Otlp is not null) builder.AddOtlpExporter(otlp => otlp.BatchExportProcessorOptions.ScheduledDelayMilliseconds = interval);
        if (_insights is not null) builder.AddProcessor(new BatchActivityExportProcessor(new InsightsTraceExporter(_insights, targets), scheduledDelayMilliseconds: interval));
        return builder.Build();
    }

    private MeterProvider BuildMetrics(TelemetryTargets targets, TelemetryOptions options, ResourceBuilder resource)
    {
        var interval = (int)options.MetricInterval.TotalMilliseconds;
        var builder = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter("Smartlinks.*", "Microsoft.AspNetCore.Hosting", "System.Net.Http", "System.Runtime")
            .AddView(instrument => IsWanted(instrument) ? null : MetricStreamConfiguration.Drop);
        if (targets.Otlp is not null) builder.AddOtlpExporter((_, reader) => reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = interval);
        if (_insights is not null)
            builder.AddReader(new PeriodicExportingMetricReader(new InsightsMetricExporter(_insights, targets), interval) { TemporalityPreference = MetricReaderTemporalityPreference.Delta });
        return builder.Build();
    }

    private static bool IsWanted(Instrument instrument) => instrument.Meter.Name.StartsWith("Smartlinks.", StringComparison.Ordinal) || s_platform.Contains(instrument.Name);
}

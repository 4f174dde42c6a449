using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;

namespace Smartlinks.LocalHost.Tests.Sandbox.Fans;

/// <summary>Listens to what the platform itself tells of HTTP requests: its traces and its events, as a collector of telemetry would. Hears other tests as well.</summary>
internal sealed class HeardOfHttp : EventListener
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ActivityListener _traces;

    public HeardOfHttp()
    {
        _traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _lines.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))} {string.Join(' ', activity.Events.Select(each => string.Join(' ', each.Tags)))}"),
        };
        ActivitySource.AddActivityListener(_traces);
    }

    public IReadOnlyList<string> Lines => [.. _lines];

    public override void Dispose()
    {
        _traces.Dispose();
        base.Dispose();
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Net.Http") EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
    }

    // Called while the base constructor runs, before there is a list.
    protected override void OnEventWritten(EventWrittenEventArgs eventData) => _lines?.Enqueue($"{eventData.EventName} {string.Join(' ', eventData.Payload ?? (IReadOnlyCollection<object?>)[])}");
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using Smartlinks.Functions.Hosting;

namespace Smartlinks.Functions.Telemetry;

/// <summary>
/// The source and the meter <c>Smartlinks.Functions</c>: one span and one measurement for each run of a function that is not HTTP. Tells which function, what kind of trigger, how long and how it ended;
/// nothing of what it worked on.
/// </summary>
public static class FunctionRuns
{
    public const string Name = "Smartlinks.Functions";

    private static readonly ActivitySource s_source = new(Name);
    private static readonly Meter s_meter = new(Name);
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>("duration", "s", "How long a function ran, by its name and outcome.");

    /// <summary>Null when nobody listens.</summary>
    public static Activity? Begin(string function) => s_source.StartActivity(function, ActivityKind.Consumer);

    public static void Describe(Activity? run, string function, Invocation invocation)
    {
        if (run is not { IsAllDataRequested: true }) return;
        run.SetTag("faas.name", function);
        run.SetTag("faas.trigger", invocation.Trigger == TriggerKind.Timer ? "timer" : "pubsub");
        if (invocation.Trigger == TriggerKind.EventHub) run.SetTag("messaging.batch.message_count", invocation.Numbers("SequenceNumberArray").Count);
    }

    /// <param name="failure">Null: it did its work.</param>
    public static void End(Activity? run, string function, TimeSpan took, Exception? failure)
    {
        if (failure is not null)
        {
            run?.SetTag("error.type", failure.GetType().FullName);
            run?.SetStatus(ActivityStatusCode.Error);
        }

        s_duration.Record(took.TotalSeconds, new("function", function), new("outcome", failure is null ? "done" : "failed"));
    }
}

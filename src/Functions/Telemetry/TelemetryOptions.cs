using System.ComponentModel.DataAnnotations;

namespace Smartlinks.Functions.Telemetry;

/// <summary>What is written down of the app's work, and how often; section <c>Telemetry</c>. Where traces and metrics go to is said by the settings that OpenTelemetry and Application Insights have for it.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>How log entries are written to standard output: <c>json</c> or <c>text</c>, each one line. Null: <c>text</c> where AZURE_FUNCTIONS_ENVIRONMENT is Development, else <c>json</c>.</summary>
    [RegularExpression("^(json|text)$")]
    public string? LogFormat { get; set; }

    /// <summary>Requests and functions that one instance traces in a second, 0 to 1,000; 0: none. A trace tells for how many it stands. Metrics count all.</summary>
    [Range(0, 1_000)]
    public int TracesPerSecond { get; set; } = 5;

    /// <summary>How long traces are gathered before they are sent: 1 s to 1 min. Those of an instance that is ended meanwhile are lost.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan TraceInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often metrics are sent: 1 s to 10 min. What an instance that is ended counted since is lost.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan MetricInterval { get; set; } = TimeSpan.FromSeconds(30);

    public bool WritesJson(bool isOnThisMachine) => LogFormat is null ? !isOnThisMachine : LogFormat == "json";
}

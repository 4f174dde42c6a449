using System.Diagnostics.Metrics;

namespace Smartlinks.Clicks;

/// <summary>The meter <c>Smartlinks.Clicks</c>. <c>lost</c>, <c>unreadable</c> and <c>gaps</c> are alarms: anything above zero wants a look.</summary>
public static class ClickMetrics
{
    public const string MeterName = "Smartlinks.Clicks";

    private static readonly Meter s_meter = new(MeterName);

    internal static readonly Counter<long> Recorded = s_meter.CreateCounter<long>("recorded", "{click}", "Clicks that outlive their process.");
    internal static readonly Counter<long> Sent = s_meter.CreateCounter<long>("sent", "{click}", "Clicks the hub has taken.");
    internal static readonly Counter<long> Spilled = s_meter.CreateCounter<long>("spilled", "{click}", "Clicks put on the queue because the hub refused.");
    internal static readonly Counter<long> Lost = s_meter.CreateCounter<long>("lost", "{click}", "Clicks neither the disk nor the hub took in time.");
    internal static readonly Counter<long> Unreadable = s_meter.CreateCounter<long>("unreadable", "{event}", "Hub events or journal files that could not be read.");
    internal static readonly Counter<long> Gaps = s_meter.CreateCounter<long>("gaps", "{gap}", "Breaks in hub sequence numbers or in a producer's.");

    /// <summary>Unsent bytes in the journals of this process. A counter of both signs, so that several journals add up.</summary>
    internal static readonly UpDownCounter<long> Backlog = s_meter.CreateUpDownCounter<long>("backlog", "By", "Bytes not yet taken by hub or queue.");
}

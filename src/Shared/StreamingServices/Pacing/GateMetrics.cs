using System.Diagnostics.Metrics;

namespace Smartlinks.StreamingServices.Pacing;

/// <summary>The meter <c>Smartlinks.Pacing</c>. Every measurement but <c>lostTurns</c> carries the pace's name as <c>pace</c>.</summary>
public static class GateMetrics
{
    public const string MeterName = "Smartlinks.Pacing";

    private static readonly Meter s_meter = new(MeterName);

    internal static readonly Counter<long> Passed = s_meter.CreateCounter<long>("passed", "{request}", "Requests let through.");
    internal static readonly Counter<long> Refused = s_meter.CreateCounter<long>("refused", "{request}", "Requests put off, by reason.");
    internal static readonly Counter<long> Reservations = s_meter.CreateCounter<long>("reservations", "{write}", "Times that turns were reserved in storage.");
    internal static readonly Counter<long> LostTurns = s_meter.CreateCounter<long>("lostTurns", "{turn}", "Turns reserved and not used.");
    internal static readonly Counter<long> Openings = s_meter.CreateCounter<long>("openings", "{opening}", "Times this instance opened a circuit.");
}

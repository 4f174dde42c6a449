using System.Diagnostics.Metrics;

namespace Smartlinks.Billing;

/// <summary>The meter <c>Smartlinks.Billing</c>. <c>ungiven</c> is an alarm: anything above zero wants a look.</summary>
public static class BillingMetrics
{
    public const string MeterName = "Smartlinks.Billing";

    private static readonly Meter s_meter = new(MeterName);

    internal static readonly Counter<long> Ungiven = s_meter.CreateCounter<long>("ungiven", "{purchase}", "Purchases that are paid and whose entitlement was not given, as something else is held under their id.");
}

using System.Diagnostics.Metrics;

namespace Smartlinks.Credits;

/// <summary>The meter <c>Smartlinks.Credits</c>. <c>unproven</c> is an alarm: anything above zero wants a look.</summary>
public static class CreditMetrics
{
    public const string MeterName = "Smartlinks.Credits";

    private static readonly Meter s_meter = new(MeterName);

    internal static readonly Counter<long> Proven = s_meter.CreateCounter<long>("proven", "{ledger}", "Ledgers whose balance was shown to be the sum of their entries.");
    internal static readonly Counter<long> Unproven = s_meter.CreateCounter<long>("unproven", "{ledger}", "Ledgers that do not add up.");
}

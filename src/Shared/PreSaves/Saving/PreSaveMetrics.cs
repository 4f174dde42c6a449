using System.Diagnostics.Metrics;

namespace Smartlinks.PreSaves.Saving;

/// <summary>The meter <c>Smartlinks.PreSaves</c>: what became of pre-saves, by service, state and reason. Rehearsals are not in it.</summary>
public static class PreSaveMetrics
{
    public const string MeterName = "Smartlinks.PreSaves";

    private static readonly Meter s_meter = new(MeterName);
    private static readonly Counter<long> s_ended = s_meter.CreateCounter<long>("ended", "{preSave}", "Pre-saves that came to their end.");
    private static readonly Counter<long> s_failed = s_meter.CreateCounter<long>("failed", "{preSave}", "Those of them without the music in the library, not by anybody's wish.");

    internal static void Note(PreSave preSave)
    {
        var (service, state, reason) = (Tag("service", preSave.Service.Id), Tag("state", preSave.State.ToString()), Tag("reason", preSave.Reason ?? ""));
        s_ended.Add(1, service, state, reason);
        if (preSave.HasFailed) s_failed.Add(1, service, state, reason);
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}

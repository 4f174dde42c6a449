using System.Globalization;
using Smartlinks.Storage;

namespace Smartlinks.StreamingServices.Pacing;

/// <summary>Columns of the table <c>servicePaces</c>: partition is the pace's name, row is <c>state</c>, or <c>quota|{yyyy-MM-dd}</c> in the zone the quota is reset in.</summary>
public static class PaceRow
{
    public const string TableName = "servicePaces";

    public const string StateKey = "state";

    public static string QuotaKey(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"quota|{day:yyyy-MM-dd}");

    /// <summary>The quota rows of all days before <paramref name="day"/>.</summary>
    public static string QuotasBefore(string pace, DateOnly day) => TableFilter.RowRange(pace, "quota|", QuotaKey(day));

    public static TableEntity From(string pace, PaceState state) => new(pace, StateKey)
    {
        ["takenUntil"] = state.TakenUntil,
        ["writtenAt"] = state.WrittenAt,
        ["blockedUntil"] = state.BlockedUntil,
        ["blockedReason"] = state.BlockedReason,
        ["blockedTimes"] = state.BlockedTimes,
        ["quotaUntil"] = state.QuotaUntil,
        ["quotaTimes"] = state.QuotaTimes,
        ["openUntil"] = state.OpenUntil,
        ["openedTimes"] = state.OpenedTimes,
        ["trialUntil"] = state.TrialUntil,
    };

    public static PaceState Read(TableEntity row) => new()
    {
        TakenUntil = row.GetDateTimeOffset("takenUntil") ?? DateTimeOffset.UnixEpoch,
        WrittenAt = row.GetDateTimeOffset("writtenAt") ?? DateTimeOffset.UnixEpoch,
        BlockedUntil = row.GetDateTimeOffset("blockedUntil"),
        BlockedReason = row.GetString("blockedReason"),
        BlockedTimes = row.GetInt32("blockedTimes") ?? 0,
        QuotaUntil = row.GetDateTimeOffset("quotaUntil"),
        QuotaTimes = row.GetInt32("quotaTimes") ?? 0,
        OpenUntil = row.GetDateTimeOffset("openUntil"),
        OpenedTimes = row.GetInt32("openedTimes") ?? 0,
        TrialUntil = row.GetDateTimeOffset("trialUntil"),
    };

    public static TableEntity FromUsed(string pace, DateOnly day, int used) => new(pace, QuotaKey(day)) { ["used"] = used };

    public static int ReadUsed(TableEntity row) => row.GetInt32("used") ?? 0;
}

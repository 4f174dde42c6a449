using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves;

/// <summary>
/// Pre-saves in table <c>preSaves</c>: partition <c>{link}|{zone}|{bucket}</c>, a zone's <c>/</c> as <c>~</c>; row <c>{service}|{fan}</c>, from the second round on
/// <c>{service}|{fan}|{round}</c>. Row <c>bucket</c> of the same partition is <see cref="BucketRow"/>'s.
/// </summary>
public static class PreSaveRow
{
    public const string Table = "preSaves";

    public static string PartitionKey(PreSaveKey key) => FormattableString.Invariant($"{key.Link}|{ZoneKey(key.Zone)}|{key.Bucket}");

    public static string RowKey(StreamingService service, FanId fan, int round) =>
        round == 1 ? $"{service}|{fan}" : FormattableString.Invariant($"{service}|{fan}|{round}");

    /// <summary>A zone's name where keys may have no slash.</summary>
    public static string ZoneKey(string zone) => zone.Replace('/', '~');

    public static string Zone(string key) => key.Replace('~', '/');

    public static PreSaveKey Key(string partitionKey)
    {
        var parts = partitionKey.Split('|');
        return new PreSaveKey(LinkId.Parse(parts[0]), Zone(parts[1]), int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Every bucket of a link, as a range of partitions.</summary>
    public static string AllOf(LinkId link) => $"PartitionKey ge {TableFilter.Quote($"{link}|")} and PartitionKey lt {TableFilter.Quote($"{link}}}")}";

    /// <summary>A bucket's pre-saves that have not ended.</summary>
    public static string OpenIn(PreSaveKey key) => $"{TableFilter.Partition(PartitionKey(key))} and (State eq '{nameof(PreSaveState.Queued)}' or State eq '{nameof(PreSaveState.Saving)}')";

    public static TableEntity ToEntity(PreSave preSave) => new(PartitionKey(preSave.Key), RowKey(preSave.Service, preSave.Fan, preSave.Round))
    {
        ["State"] = preSave.State.ToString(),
        ["Reason"] = preSave.Reason,
        ["StateAt"] = preSave.StateAt,
        ["QueuedAt"] = preSave.QueuedAt,
        ["Country"] = preSave.Country,
        ["Follows"] = preSave.Follows,
        ["GrantEndsAt"] = preSave.GrantEndsAt,
        ["Attempts"] = preSave.Attempts,
        ["NextAt"] = preSave.NextAt,
        ["Item"] = preSave.Item,
        ["Unanswered"] = preSave.Unanswered ? true : null,
        ["GrantFault"] = preSave.GrantFault?.ToString(),
        ["NudgedAt"] = preSave.NudgedAt,
    };

    public static PreSave FromEntity(TableEntity row)
    {
        var parts = row.RowKey.Split('|');
        return new PreSave(Key(row.PartitionKey), StreamingService.Parse(parts[0]), FanId.Parse(parts[1]),
            Enum.Parse<PreSaveState>(row.GetString("State") ?? ""), row.GetString("Reason"), row.GetDateTimeOffset("StateAt") ?? default, row.GetDateTimeOffset("QueuedAt") ?? default,
            row.GetString("Country"), row.GetBoolean("Follows") ?? false, row.GetDateTimeOffset("GrantEndsAt"), row.GetInt32("Attempts") ?? 0, row.GetDateTimeOffset("NextAt"),
            row.GetString("Item"), parts.Length > 2 ? int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture) : 1,
            row.GetBoolean("Unanswered") ?? false, row.ETag)
        {
            GrantFault = row.GetString("GrantFault") is { } fault ? Enum.Parse<GrantFault>(fault) : null,
            NudgedAt = row.GetDateTimeOffset("NudgedAt"),
        };
    }
}

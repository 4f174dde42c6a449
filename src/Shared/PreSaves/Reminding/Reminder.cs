using Azure;
using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves.Reminding;

/// <summary>How a reminder ended.</summary>
public enum ReminderEnd
{
    /// <summary>Its mail is on the way.</summary>
    Sent,

    /// <summary>The fan had not confirmed the address an hour after the moment.</summary>
    NotConfirmed,

    /// <summary>The fan took the consent back.</summary>
    Withdrawn,

    /// <summary>The link was deleted, or archived an hour after the moment.</summary>
    LinkGone,
}

/// <summary>One fan's wish to be written to once, when one link is out. The address is the organization's: <see cref="Fans.Addresses.FanAddresses"/> has it.</summary>
/// <param name="Zone">IANA id, in whose midnight the fan is written to.</param>
/// <param name="ConsentText">What the fan was shown and ticked, word for word.</param>
public sealed record Reminder(FanId Fan, LinkId Link, OrganizationId Organization, LinkAddress Address, string Zone, string ConsentText, DateTimeOffset AskedAt)
{
    /// <summary>Over how many partitions the reminders of a link and zone are spread.</summary>
    public const int Buckets = 16;

    /// <summary>Until when one instance has it to itself for putting its mail; null: none had.</summary>
    public DateTimeOffset? TakenUntil { get; init; }

    /// <summary>Null: it waits.</summary>
    public ReminderEnd? End { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public ETag ETag { get; init; }

    public PreSaveKey Key => new(Link, Zone, (int)(Slot.Spread(Fan) % Buckets));

    public override string ToString() => $"{nameof(Reminder)} of {Fan} for {Link}";
}

/// <summary>A reminder to look at. An index: whether it waits, its own row tells.</summary>
public sealed record DueReminder(FanId Fan, DateTimeOffset AskedAt);

/// <summary>
/// Rows of table <c>reminders</c>: partition = fan, row = link: the reminder. Partition = <c>{link}|{zone}|{bucket}</c>, row = fan: that it is to be looked at, written before it
/// and deleted after it ended.
/// </summary>
public static class ReminderRow
{
    public const string Table = "reminders";

    public static TableEntity ToEntity(Reminder reminder) => new(reminder.Fan.ToString(), reminder.Link.ToString())
    {
        ["Organization"] = reminder.Organization.ToString(),
        ["Domain"] = reminder.Address.Domain,
        ["Slug"] = reminder.Address.Slug.ToString(),
        ["Zone"] = reminder.Zone,
        ["ConsentText"] = reminder.ConsentText,
        ["AskedAt"] = reminder.AskedAt,
        ["TakenUntil"] = reminder.TakenUntil,
        ["End"] = reminder.End?.ToString(),
        ["EndedAt"] = reminder.EndedAt,
    };

    public static Reminder Read(TableEntity row) => new(FanId.Parse(row.PartitionKey), LinkId.Parse(row.RowKey), OrganizationId.Parse(row.GetString("Organization") ?? ""),
        new LinkAddress(row.GetString("Domain") ?? LinkAddress.OwnDomain, Slug.Parse(row.GetString("Slug") ?? "")), row.GetString("Zone") ?? "UTC", row.GetString("ConsentText") ?? "",
        row.GetDateTimeOffset("AskedAt") ?? default)
    {
        TakenUntil = row.GetDateTimeOffset("TakenUntil"),
        End = row.GetString("End") is { } end ? Enum.Parse<ReminderEnd>(end) : null,
        EndedAt = row.GetDateTimeOffset("EndedAt"),
        ETag = row.ETag,
    };

    public static TableEntity ToDue(Reminder reminder) => new(PreSaveRow.PartitionKey(reminder.Key), reminder.Fan.ToString()) { ["AskedAt"] = reminder.AskedAt };

    public static DueReminder ReadDue(TableEntity row) => new(FanId.Parse(row.RowKey), row.GetDateTimeOffset("AskedAt") ?? default);
}

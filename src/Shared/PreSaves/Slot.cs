using Azure;
using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves;

/// <summary>One link in one zone: its fans are served at one moment. It has buckets 0 to <paramref name="Buckets"/> - 1; their number is a power of 2.</summary>
/// <param name="MomentAt">The moment that was last put down for the timer; of a link without a release moment (it is out), the moment itself.</param>
public sealed record Slot(LinkId Link, string Zone, OrganizationId Organization, LinkAddress Address, int Buckets, DateTimeOffset? MomentAt, ETag ETag = default)
{
    /// <summary>Whether somebody ever asked to be reminded here.</summary>
    public bool HasReminders { get; init; }

    /// <summary>When its grants were last looked at for fans to be asked anew; null: never.</summary>
    public DateTimeOffset? NudgedAt { get; init; }

    public IEnumerable<PreSaveKey> Keys => Enumerable.Range(0, Buckets).Select(bucket => new PreSaveKey(Link, Zone, bucket));

    /// <summary>When the slot's fans are served, as the link tells it; null: the link is out, and nobody saw that yet.</summary>
    public DateTimeOffset? MomentOf(Link link) => link.Release is { } release ? release.InstantIn(TimeZoneInfo.FindSystemTimeZoneById(Zone)) : MomentAt;

    /// <summary>Where a new pre-save goes: the half that was opened last, spread by fan. The older half is full.</summary>
    public int BucketFor(FanId fan)
    {
        if (Buckets == 1) return 0;
        var half = Buckets / 2;
        return half + (int)(Spread(fan) % (uint)half);
    }

    /// <summary>The zone's IANA id.</summary>
    public static string NameOf(TimeZoneInfo zone) => !zone.HasIanaId && TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var name) ? name : zone.Id;

    /// <summary>The same number for the same fan, for good: rows are found by it (FNV-1a).</summary>
    internal static uint Spread(FanId fan)
    {
        var hash = 2166136261u;
        foreach (var letter in fan.ToString()) hash = (hash ^ letter) * 16777619u;
        return hash >> 4;
    }
}

/// <summary>Rows of table <c>preSaveSlots</c>: partition = link, row = zone, its <c>/</c> as <c>~</c>.</summary>
public static class SlotRow
{
    public const string Table = "preSaveSlots";

    public static TableEntity ToEntity(Slot slot) => new(slot.Link.ToString(), PreSaveRow.ZoneKey(slot.Zone))
    {
        ["Organization"] = slot.Organization.ToString(),
        ["Domain"] = slot.Address.Domain,
        ["Slug"] = slot.Address.Slug.ToString(),
        ["Buckets"] = slot.Buckets,
        ["MomentAt"] = slot.MomentAt,
        ["HasReminders"] = slot.HasReminders ? true : null,
        ["NudgedAt"] = slot.NudgedAt,
    };

    public static Slot FromEntity(TableEntity row) => new(LinkId.Parse(row.PartitionKey), PreSaveRow.Zone(row.RowKey), OrganizationId.Parse(row.GetString("Organization") ?? ""),
        new LinkAddress(row.GetString("Domain") ?? LinkAddress.OwnDomain, Slug.Parse(row.GetString("Slug") ?? "")), row.GetInt32("Buckets") ?? 1, row.GetDateTimeOffset("MomentAt"), row.ETag)
    {
        HasReminders = row.GetBoolean("HasReminders") ?? false,
        NudgedAt = row.GetDateTimeOffset("NudgedAt"),
    };
}

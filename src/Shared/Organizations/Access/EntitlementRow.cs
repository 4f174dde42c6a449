using Smartlinks.Storage;

namespace Smartlinks.Organizations.Access;

/// <summary>
/// Rows of table <c>entitlements</c>: partition <c>{organization}|{owner}</c>; <c>held|{link, or -}|{id}</c> is what the owner holds, <c>use|{link}</c> the release of a package that a link used,
/// <c>published|{id}|{link}</c> a link that something the owner holds let be published. A held row without a <c>Kind</c> was taken back before it was given.
/// </summary>
public static class EntitlementRow
{
    public const string Table = "entitlements";
    public const string HeldPrefix = "held|";
    private const string AllLinks = "-";

    public static string Partition(OrganizationId organization, OwnerId owner) => $"{organization}|{owner}";

    /// <param name="link">Null: of those for all of the owner's links.</param>
    public static string HeldPrefixOf(string? link) => $"{HeldPrefix}{link ?? AllLinks}|";

    public static string HeldKey(string? link, EntitlementId id) => HeldPrefixOf(link) + id;

    public static string UseKey(string link) => $"use|{link}";

    public static string PublishedPrefix(EntitlementId id) => $"published|{id}|";

    public static string PublishedKey(EntitlementId id, string link) => PublishedPrefix(id) + link;

    public static TableEntity ToHeld(string partition, Entitlement entitlement) => new(partition, HeldKey(entitlement.Link, entitlement.Id))
    {
        ["Kind"] = entitlement.Kind.ToString(),
        ["Offer"] = entitlement.Offer,
        ["Releases"] = entitlement.Kind == EntitlementKind.Package ? entitlement.Releases : null,
        ["Used"] = entitlement.Kind == EntitlementKind.Package ? entitlement.Used : null,
        ["PaidAmount"] = entitlement.Paid?.MinorUnits,
        ["PaidCurrency"] = entitlement.Paid?.Currency.ToString(),
        ["EndsAt"] = entitlement.EndsAt,
        ["TakenBack"] = entitlement.TakenBack > 0 ? entitlement.TakenBack : null,
        ["Returned"] = entitlement.Returned > 0 ? entitlement.Returned : null,
        ["RevokedAt"] = entitlement.RevokedAt,
        ["Note"] = entitlement.Note,
        ["GivenAt"] = entitlement.GivenAt,
    };

    public static TableEntity ToRevokedAhead(string partition, string? link, EntitlementId id, DateTimeOffset now) => new(partition, HeldKey(link, id)) { ["RevokedAt"] = now };

    /// <summary>Only the totals: to be merged, or ahead of the gift.</summary>
    public static TableEntity ToTotals(string partition, string? link, EntitlementId id, long takenBack, long returned) =>
        new(partition, HeldKey(link, id)) { ["TakenBack"] = takenBack > 0 ? takenBack : null, ["Returned"] = returned > 0 ? returned : null };

    public static (long TakenBack, long Returned) Totals(TableEntity row) => (row.GetInt64("TakenBack") ?? 0, row.GetInt64("Returned") ?? 0);

    /// <summary>Null: it was taken back and never given.</summary>
    public static Entitlement? ToEntitlement(TableEntity row)
    {
        if (row.GetString("Kind") is not { } kind) return null;
        var parts = row.RowKey.Split('|');
        return new Entitlement(EntitlementId.Parse(parts[2]), Enum.Parse<EntitlementKind>(kind), parts[1] == AllLinks ? null : parts[1], row.GetDateTimeOffset("GivenAt") ?? default)
        {
            Offer = row.GetString("Offer"),
            Releases = row.GetInt32("Releases") ?? 0,
            Used = row.GetInt32("Used") ?? 0,
            Paid = row.GetInt64("PaidAmount") is { } amount ? new Money(amount, Currency.Parse(row.GetString("PaidCurrency") ?? "")) : null,
            EndsAt = row.GetDateTimeOffset("EndsAt"),
            TakenBack = Totals(row).TakenBack,
            Returned = Totals(row).Returned,
            RevokedAt = row.GetDateTimeOffset("RevokedAt"),
            Note = row.GetString("Note"),
        };
    }

    public static DateTimeOffset? RevokedAt(TableEntity row) => row.GetDateTimeOffset("RevokedAt");

    public static TableEntity ToUse(string partition, string link, PackageUse use) => new(partition, UseKey(link))
    {
        ["Entitlement"] = use.Entitlement?.ToString(),
        ["GivenBackAt"] = use.GivenBackAt,
    };

    public static PackageUse FromUse(TableEntity row) =>
        new(row.GetString("Entitlement") is { } id ? EntitlementId.Parse(id) : null, row.GetDateTimeOffset("GivenBackAt"));
}

using Smartlinks.Billing;
using Smartlinks.Clicks;
using Smartlinks.Credits;
using Smartlinks.Fans.Addresses;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.Members;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Rehearsing;
using Smartlinks.Releases;
using Smartlinks.Storage;

namespace Smartlinks.Records.Exporting;

/// <summary>What an export holds, in this order (docs/records.md tells what each is). Of fans, only what they gave the organization: a fan's pre-saves are counted, not named.</summary>
public static class ExportedSections
{
    public static IReadOnlyList<ExportedSection> All { get; } =
    [
        new("profile", OrganizationRow.Table, RecordPlace.Row("profile"), Nothing),
        new("plan", OrganizationRow.Table, RecordPlace.Row("plan"), Nothing),
        new("members", OrganizationRow.Table, RecordPlace.StartingWith("member|"), row => [("person", After(row.RowKey))])
        {
            Joined = (PersonDirectory.Table, row => (After(row.RowKey), "profile")),
        },
        new("invitations", OrganizationRow.Table, RecordPlace.StartingWith("invitation|"), row => [("id", After(row.RowKey))]),
        new("keys", OrganizationRow.Table, RecordPlace.StartingWith("apiKey|"), row => [("id", After(row.RowKey))]),
        new("links", LinkRow.Table, RecordPlace.OfAddress, row => [("domain", Before(row.PartitionKey)), ("slug", After(row.PartitionKey))], IsOfLinks: true) { NeedsAddress = true, Withheld = ["Organization"] },
        new("releases", ReleaseRow.Table, RecordPlace.InPartition, row => [("link", row.RowKey)]),
        new("rehearsals", Rehearsals.Table, RecordPlace.InPartition, row => [("link", row.RowKey)]),
        new("clicks", RollupRow.TableName, RecordPlace.OfLink, row => [("link", row.PartitionKey), ("on", Before(row.RowKey)), ("hubPartition", After(row.RowKey))], IsOfLinks: true) { Columns = ExportedSection.WriteClicks },
        new("preSaves", PreSaveRow.Table, place => $"{RecordPlace.UnderLink(place)} and RowKey eq '{BucketRow.RowKey}'",
            row => [("link", PreSaveRow.Key(row.PartitionKey).Link.ToString()), ("zone", PreSaveRow.Key(row.PartitionKey).Zone), ("bucket", $"{PreSaveRow.Key(row.PartitionKey).Bucket}")], IsOfLinks: true)
        {
            Withheld = ["Holder", "HeldUntil", "Turn", "LookAt", "FirstLookAt"],
        },
        new("addresses", FanAddressRow.Table, place => FanAddressRow.ConfirmedOf(place.Organization), Nothing) { Withheld = ["Code", "Origin"] },
        new("entitlements", EntitlementRow.Table, RecordPlace.UnderOrganization, row => [("owner", After(row.PartitionKey)), ("key", row.RowKey)]),
        new("balance", LedgerRow.Table, RecordPlace.Row(LedgerRow.BalanceKey), Nothing),
        new("statement", LedgerRow.Table, RecordPlace.StartingWith(LedgerRow.EntryPrefix), Nothing),
        new("purchases", BillingRow.Table, RecordPlace.StartingWith(BillingRow.PurchasePrefix), Nothing),
        new("invoices", BillingRow.Table, RecordPlace.StartingWith(BillingRow.InvoicePrefix), Nothing),
        new("subscriptions", BillingRow.Table, RecordPlace.StartingWith(BillingRow.SubscriptionPrefix), row => [("id", After(row.RowKey))]),
        new("paymentAccount", BillingRow.Table, RecordPlace.Row(BillingRow.AccountRow), Nothing),
        new("customer", BillingRow.Table, RecordPlace.Row(BillingRow.CustomerRow), Nothing),
    ];

    /// <summary>What of an organization is not exported, by table, and why.</summary>
    public static IReadOnlyDictionary<string, string> LeftOut { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [OrganizationLinkRow.Table] = "where links lie, and marks of requests: the links say it themselves",
        [Reviews.Table] = "an index of what the releases say",
        [DueLookUps.Table] = "when a link is looked at again",
        [SlotRow.Table] = "where a link's pre-saves lie",
        [Smartlinks.PreSaves.Moments.SaveMoments.Table] = "when a slot is looked at",
        [Smartlinks.PreSaves.Taking.FanIndex.Table] = "the fans' own",
        [Smartlinks.PreSaves.Reminding.ReminderRow.Table] = "the fans' own",
        [Smartlinks.Credits.Spending.WaitingLinks.Table] = "an index of what the links say",
        [RecordJobRow.Table] = "the exports themselves",
    };

    private static IEnumerable<(string, string)> Nothing(TableEntity row) => [];

    private static string Before(string key) => key[..key.IndexOf('|', StringComparison.Ordinal)];

    private static string After(string key) => key[(key.IndexOf('|', StringComparison.Ordinal) + 1)..];
}

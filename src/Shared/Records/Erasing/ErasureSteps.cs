using Smartlinks.Billing;
using Smartlinks.Clicks;
using Smartlinks.Credits;
using Smartlinks.Credits.Spending;
using Smartlinks.Fans.Addresses;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.Members;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Rehearsing;
using Smartlinks.PreSaves.Reminding;
using Smartlinks.PreSaves.Taking;
using Smartlinks.Releases;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;

namespace Smartlinks.Records.Erasing;

/// <summary>Rows that an erasure deletes, in one step.</summary>
/// <param name="IsOfLinks">Whether each link has such rows.</param>
public sealed record ErasedRows(string Table, Func<RecordPlace, string> Filter, bool IsOfLinks = false)
{
    /// <summary>Rows elsewhere that point to one.</summary>
    public Func<TableEntity, IEnumerable<RowAddress>>? Mirrors { get; init; }
}

/// <summary>One step of a walk.</summary>
public abstract record ErasureStep
{
    private ErasureStep()
    {
    }

    /// <summary>Every link gets a bare tombstone, and is noted: fans get no more of it, and nobody else its printed address.</summary>
    public sealed record BuryLinks : ErasureStep;

    /// <summary>What belongs to the links that were noted.</summary>
    public sealed record OfLinks(IReadOnlyList<ErasedRows> Rows) : ErasureStep;

    public sealed record OfOrganization(ErasedRows Rows) : ErasureStep;
}

/// <summary>What an erasure goes through, in order: first who could begin something new, last what the rest is found by.</summary>
public static class ErasureSteps
{
    public static IReadOnlyList<ErasureStep> All { get; } =
    [
        Of(OrganizationRow.Table, RecordPlace.StartingWith("apiKey|")),
        Of(OrganizationRow.Table, RecordPlace.StartingWith("invitation|")),
        new ErasureStep.OfOrganization(new ErasedRows(OrganizationRow.Table, RecordPlace.StartingWith("member|")) { Mirrors = row => [new(PersonDirectory.Table, After(row.RowKey), PersonDirectory.IndexRow(row.PartitionKey))] }),
        new ErasureStep.BuryLinks(),
        new ErasureStep.OfLinks(
        [
            new ErasedRows(PreSaveRow.Table, RecordPlace.UnderLink, true) { Mirrors = PreSaveMirrors },
            new ErasedRows(ReminderRow.Table, RecordPlace.UnderLink, true) { Mirrors = row => [new(ReminderRow.Table, row.RowKey, PreSaveRow.Key(row.PartitionKey).Link.ToString())] },
            new ErasedRows(SlotRow.Table, RecordPlace.OfLink, true),
            new ErasedRows(RollupRow.TableName, RecordPlace.OfLink, true),
        ]),
        // What has no row left that leads to it: a reminder that ended, a mark a kill left.
        Of(ReminderRow.Table, RecordPlace.Naming),
        Of(FanIndex.Table, RecordPlace.Naming),
        Of(SaveMoments.Table, RecordPlace.Naming),
        Of(DueLookUps.Table, RecordPlace.Naming),
        Of(ReleaseRow.Table, RecordPlace.InPartition),
        Of(Reviews.Table, RecordPlace.InPartition),
        Of(Rehearsals.Table, RecordPlace.InPartition),
        Of(WaitingLinks.Table, RecordPlace.InPartition),
        new ErasureStep.OfOrganization(new ErasedRows(FanAddressRow.Table, RecordPlace.InPartition) { Mirrors = row => [new(FanAddressRow.Table, row.RowKey, row.PartitionKey)] }),
        Of(EntitlementRow.Table, RecordPlace.UnderOrganization),
        Of(LedgerRow.Table, RecordPlace.InPartition),
        Of(BillingRow.Table, RecordPlace.InPartition),
        Of(RecordJobRow.Table, RecordPlace.StartingWith(RecordJobRow.ExportPrefix)),
        Of(RecordJobRow.Table, RecordPlace.StartingWith("part|")),
        Of(OrganizationLinkRow.Table, RecordPlace.InPartition),
        Of(OrganizationRow.Table, RecordPlace.InPartition),
    ];

    /// <summary>What is kept, and why: the receipt says it.</summary>
    public static IReadOnlyList<(string What, string Why)> Kept { get; } =
    [
        ("tombstones of links", "Addresses that were printed are never given to another; of a link its id and its address stay."),
        ("this receipt", "It says who asked for the erasure, when, and how many rows went."),
        ("what fans allowed at streaming services", "It is the fans' own, for all organizations; a fan takes it back on the own page."),
        ("people who sign in", "They are no property of the organization; that they belonged to it is erased."),
        ("pictures that were fetched from public addresses", "They are kept by their address, whoever's link shows them, and name no organization."),
        ("what Stripe keeps", "Payments and invoices at Stripe are kept there as the law asks of Stripe and of the account's owner."),
    ];

    /// <summary>Tables that hold nothing of an organization, and why.</summary>
    public static IReadOnlyDictionary<string, string> NothingIn { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [ArtworkKeeper.Table] = "pictures by their public address",
        ["servicePaces"] = "how fast services may be asked",
        ["serviceTokens"] = "the deployment's own tokens",
        ["serviceSightings"] = "what services answered",
        ["fanGrants"] = "the fans' own",
        ["mailCounts"] = "counts by a keyed hash of an address, for a day",
        ["stripeEvents"] = "ids of events, without what they said",
        ["clickStreams"] = "positions of the click stream",
        ["sessions"] = "who is signed in, of which organization does not matter",
        ["sharedSecrets"] = "the deployment's own",
        [LinkRow.Table] = "tombstones, which BuryLinks leaves",
    };

    private static ErasureStep.OfOrganization Of(string table, Func<RecordPlace, string> filter) => new(new ErasedRows(table, filter));

    private static IEnumerable<RowAddress> PreSaveMirrors(TableEntity row)
    {
        if (row.RowKey == BucketRow.RowKey) yield break;
        var parts = row.RowKey.Split('|');
        yield return new(FanIndex.Table, parts[1], FanIndex.RowKey(PreSaveRow.Key(row.PartitionKey).Link, StreamingService.Parse(parts[0])));
    }

    private static string After(string key) => key[(key.IndexOf('|', StringComparison.Ordinal) + 1)..];
}

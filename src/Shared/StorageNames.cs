using Smartlinks.Billing;
using Smartlinks.Billing.Webhooks;
using Smartlinks.Clicks;
using Smartlinks.Credits;
using Smartlinks.Credits.Spending;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Grants;
using Smartlinks.Fans.Mails;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.Members;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Nudging;
using Smartlinks.PreSaves.Reminding;
using Smartlinks.PreSaves.Rehearsing;
using Smartlinks.PreSaves.Renewing;
using Smartlinks.PreSaves.Taking;
using Smartlinks.Records;
using Smartlinks.Releases;
using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.StreamingServices.Pacing;

namespace Smartlinks;

/// <summary>Every table, queue and hub of a deployment: whoever prepares a storage account makes these.</summary>
public static class StorageNames
{
    public const string ClickStreams = StreamStateRow.TableName;
    public const string ClickRollups = RollupRow.TableName;
    public const string SpilledClicks = SpilledClicksReplayer.QueueName;
    public const string UnreadableClicks = Clicks.UnreadableClicks.QueueName;

    /// <summary>The hub clicks go to.</summary>
    public const string ClickHub = "clicks";

    /// <summary>The consumer group by which the aggregator reads it.</summary>
    public const string CountingGroup = "counting";

    public static IReadOnlyList<string> Tables { get; } =
        [LinkRow.Table, OrganizationLinkRow.Table, OrganizationRow.Table, EntitlementRow.Table, ReleaseRow.Table, Reviews.Table, DueLookUps.Table, ArtworkKeeper.Table, PaceRow.TableName, SharedToken.Table, SeenCapabilities.Table, ClickStreams, ClickRollups,
        PreSaveRow.Table, SlotRow.Table, SaveMoments.Table, FanIndex.Table, ReminderRow.Table, Rehearsals.Table, GrantRow.Table, FanAddressRow.Table, MailCounts.Table, BillingRow.Table, StripeEvents.Table, LedgerRow.Table, WaitingLinks.Table,
        PersonDirectory.Table, Sessions.Table, SealedRing.Table, RecordJobRow.Table];

    public static IReadOnlyList<string> Queues { get; } = [ResolveRequests.Name, SaveRequests.QueueName, ReminderRequests.QueueName, NudgeRequests.QueueName, RenewalRequests.QueueName, RehearsalRequests.QueueName, MailRequests.QueueName, StripeEventRequests.QueueName, SpendRequests.QueueName, RecordRequests.QueueName, SpilledClicks, UnreadableClicks];
}

using Smartlinks.Clicks;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Grants;
using Smartlinks.Fans.Mails;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Nudging;
using Smartlinks.PreSaves.Reminding;
using Smartlinks.PreSaves.Rehearsing;
using Smartlinks.PreSaves.Taking;
using Smartlinks.Releases;
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

    public static IReadOnlyList<string> Tables { get; } =
        [LinkRow.Table, OrganizationLinkRow.Table, OrganizationRow.Table, EntitlementRow.Table, ReleaseRow.Table, Reviews.Table, DueLookUps.Table, ArtworkKeeper.Table, PaceRow.TableName, SharedToken.Table, SeenCapabilities.Table, ClickStreams, ClickRollups,
        PreSaveRow.Table, SlotRow.Table, SaveMoments.Table, FanIndex.Table, ReminderRow.Table, Rehearsals.Table, GrantRow.Table, FanAddressRow.Table, MailCounts.Table];

    public static IReadOnlyList<string> Queues { get; } = [ResolveRequests.Name, SaveRequests.QueueName, ReminderRequests.QueueName, NudgeRequests.QueueName, RehearsalRequests.QueueName, MailRequests.QueueName, SpilledClicks, UnreadableClicks];
}

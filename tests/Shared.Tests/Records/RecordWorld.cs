using System.Text;
using Azure;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Billing;
using Smartlinks.Billing.Purchases;
using Smartlinks.Clicks;
using Smartlinks.Credits;
using Smartlinks.Credits.Spending;
using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.ApiKeys;
using Smartlinks.Organizations.Members;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Rehearsing;
using Smartlinks.PreSaves.Reminding;
using Smartlinks.PreSaves.Taking;
using Smartlinks.Records;
using Smartlinks.Records.Erasing;
using Smartlinks.Records.Exporting;
using Smartlinks.Releases;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Records;

/// <summary>A deployment over storage in memory, with organizations that have something in every table there is.</summary>
internal sealed class RecordWorld
{
    private readonly RandomIdSource _ids;
    private readonly Dictionary<string, InMemoryTableClient> _tables = StorageNames.Tables.ToDictionary(name => name, name => new InMemoryTableClient(name));

    public RecordWorld()
    {
        _ids = new RandomIdSource(Time);
        Queue = new InMemoryQueueClient(Time, RecordRequests.QueueName);
    }

    public ManualTime Time { get; } = new();

    public RecordOptions Options { get; } = new();

    public InMemoryQueueClient Queue { get; }

    public IReadOnlyDictionary<string, InMemoryTableClient> Tables => _tables;

    public IEnumerable<FaultSwitch> Faults => _tables.Values.Select(table => table.Faults).Append(Queue.Faults);

    public PersonId Owner { get; } = PersonId.Of("test", "owner");

    public Erasures Erasures => new(RecordTables, new RecordRequests(Queue), Options, _ids, Time);

    public Exporter Exporter => new(_tables[RecordJobRow.Table], new RecordRequests(Queue), Parts, new ExportWriter(RecordTables, Pointers, Store, Time), Options, _ids, Time);

    public ExportParts Parts => new(_tables[RecordJobRow.Table]);

    public LinkStore Store => new(_tables[LinkRow.Table], _tables[OrganizationLinkRow.Table]);

    private Eraser Eraser => new(RecordTables, Erasures, Pointers, Store, new RecordRequests(Queue), Time, NullLogger<Eraser>.Instance);

    private RecordTables RecordTables => new(name => _tables[name]);

    private OrganizationLinks Pointers => new(_tables[OrganizationLinkRow.Table]);

    /// <summary>An organization with rows in every table, two links and two fans each.</summary>
    public async Task<OrganizationId> FillAsync(string name, int links = 2)
    {
        var (organization, _) = await new OrganizationCreator(_tables[OrganizationRow.Table], _ids, Time).CreateAsync(name, default);
        var id = organization.Id;
        var people = new PersonDirectory(_tables[PersonDirectory.Table], Time);
        var members = new MemberRoll(_tables[OrganizationRow.Table], people, Time);
        await people.NoteAsync(new Person(Owner, "Olu Owner", "olu@label.example"), default);
        await members.PutOwnerAsync(id, Owner, default);
        await new Invitations(_tables[OrganizationRow.Table], people, members, _ids, Time).CreateAsync(id, await members.FindAsync(id, Owner, default), Role.Member, TimeSpan.FromDays(3), "for Ari", default);
        await new ApiKeyRing(_tables[OrganizationRow.Table], _ids, Time).CreateAsync(id, "reports", ApiKeyScopes.Read, null, Owner, default);
        await PutAsync(OrganizationRow.Table, new TableEntity(id.ToString(), "plan") { ["Plan"] = "Pro", ["Since"] = Time.GetUtcNow() });
        for (var number = 0; number < links; number++) await FillLinkAsync(id, $"{name}-{number}".ToLowerInvariant());
        await FillMoneyAsync(id);
        await PutAsync(GrantRow.Table, new TableEntity("fan_of-everybody", "spotify") { ["State"] = "Good" });
        return id;
    }

    public async Task FillLinkAsync(OrganizationId organization, string slug)
    {
        var link = Some.Link(slug, LinkId.New(_ids), organization) with { Title = $"[{slug}] a song", Artists = ["Ari"] };
        Assert.True(await Store.TryReserveAsync(link, default));
        await PutAsync(OrganizationLinkRow.Table, OrganizationLinkRow.ToPointer(link));
        await PutAsync(OrganizationLinkRow.Table, OrganizationLinkRow.ToKey(organization, slug, "hash", link.Id, link.Address, Time.GetUtcNow()));
        await PutAsync(ReleaseRow.Table, ReleaseRow.ToEntity(link, ReleaseFacts.None, ReleaseRecord.Empty, Time.GetUtcNow()));
        await PutAsync(Reviews.Table, new TableEntity(organization.ToString(), OrganizationLinkRow.PointerKey(link.Id)) { ["Slug"] = slug });
        await new DueLookUps(_tables[DueLookUps.Table]).PutAsync(link, Time.GetUtcNow().AddDays(3), default);
        await new WaitingLinks(_tables[WaitingLinks.Table]).PutAsync(link, HoldReason.Credit, Time.GetUtcNow(), default);
        await new Rehearsals(_tables[Rehearsals.Table]).TryPutAsync(new Rehearsal(organization, link.Id, _ids.NewUlid(), RehearsalState.Passed, Time.GetUtcNow(), []), default);
        var rollup = new Rollup(link.Id.ToString(), new DateOnly(2026, 11, 20), "0") { Visits = 7, Clicks = 5 };
        rollup.Counts[(RollupDimension.Service, "spotify")] = 5;
        await PutAsync(RollupRow.TableName, RollupRow.From(rollup));
        await FillFansAsync(link);
    }

    /// <summary>What a fan's pre-save of a link leaves when it comes in late.</summary>
    public async Task FillFansAsync(Link link)
    {
        var slot = new Slot(link.Id, "Europe/Berlin", link.Organization, link.Address, 1, Time.GetUtcNow().AddDays(9));
        await PutAsync(SlotRow.Table, SlotRow.ToEntity(slot));
        await new SaveMoments(_tables[SaveMoments.Table]).PutAsync(SaveMoment.Of(slot, slot.MomentAt!.Value), default);
        var index = new FanIndex(_tables[FanIndex.Table]);
        for (var number = 0; number < 2; number++)
        {
            var fan = FanId.New(_ids);
            var key = new PreSaveKey(link.Id, slot.Zone, 0);
            Assert.NotNull(await index.TryPutAsync(new FanEntry(fan, link.Id, StreamingService.Spotify, link.Organization, link.Address, slot.Zone, 0, 1, Time.GetUtcNow()), default));
            var preSave = new PreSave(key, StreamingService.Spotify, fan, PreSaveState.Queued, null, Time.GetUtcNow(), Time.GetUtcNow(), "DE", false, null, 0, null, null);
            Assert.IsType<BucketWrite.Written>(await new Buckets(_tables[PreSaveRow.Table]).ChangeAsync(key, bucket => new BucketChange(bucket, [preSave], []), default));
            var reminder = new Reminder(fan, link.Id, link.Organization, link.Address, slot.Zone, "Yes, write to me.", Time.GetUtcNow());
            await PutAsync(ReminderRow.Table, ReminderRow.ToEntity(reminder));
            // The second one has ended: nothing points to it any more.
            if (number == 0) await PutAsync(ReminderRow.Table, ReminderRow.ToDue(reminder));
            var address = new FanAddress(link.Organization, fan, new AddressConsent(EmailAddress.Parse($"fan{number}@mail.example"), "Yes, write to me.", link.Id), Time.GetUtcNow(), "codecodecode") { ConfirmedAt = number == 0 ? Time.GetUtcNow() : null };
            await PutAsync(FanAddressRow.Table, FanAddressRow.ToMark(link.Organization, fan));
            await PutAsync(FanAddressRow.Table, FanAddressRow.ToEntity(address));
        }
    }

    /// <summary>All messages that are visible, one after the other, until there are none.</summary>
    public async Task WorkAsync()
    {
        for (var turns = 0; turns < 500; turns++)
        {
            if (await Queue.ReceiveMessagesAsync(1, TimeSpan.FromSeconds(10)) is not [var message]) return;
            await RunAsync(RecordRequest.TryRead(Encoding.UTF8.GetString(message.Body!))!);
            await Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }

        Assert.Fail("The work comes to no end.");
    }

    public Task RunAsync(RecordRequest message) => message.Work switch
    {
        RecordWork.Export => Exporter.RunAsync(message, default),
        RecordWork.DropExport => Exporter.DropAsync(message, default),
        _ => Eraser.RunAsync(message, default),
    };

    /// <summary>Rows that have the organization's id, or one of its links', anywhere.</summary>
    public IReadOnlyList<string> RowsOf(params string[] ids) =>
        [.. _tables.SelectMany(table => table.Value.Rows.Where(row => ids.Any(id => Names(row, id))).Select(row => $"{table.Key} {row.PartitionKey} {row.RowKey}"))];

    public IReadOnlyList<string> LinksOf(OrganizationId organization) =>
        [.. _tables[LinkRow.Table].Rows.Where(row => row.GetString("Organization") == organization.ToString()).Select(row => row.GetString("Id")!)];

    private static bool Names(TableEntity row, string id) =>
        row.PartitionKey.Contains(id, StringComparison.Ordinal) || row.RowKey.Contains(id, StringComparison.Ordinal) || row.Properties.Values.Any(value => value is string text && text.Contains(id, StringComparison.Ordinal));

    private async Task FillMoneyAsync(OrganizationId organization)
    {
        var ledger = new Ledger(_tables[LedgerRow.Table], new SpendRequests(new InMemoryQueueClient(Time)), Time);
        await ledger.ApplyAsync(organization, LedgerOperation.Grant("gift", 20, LedgerReason.Gift, null, "operator"), default);
        await ledger.ApplyAsync(organization, LedgerOperation.Spend("spend", 1, LedgerReason.SmartLink, "lnk_some", LedgerEntry.BySmartlinks), default);
        await PutAsync(BillingRow.Table, BillingRow.ToEntity(new Purchase(PurchaseId.New(_ids), organization, OfferKind.Credits, "pack", "20 credits", 20, 990, "eur", null, null, null, 0, Time.GetUtcNow())));
        await PutAsync(BillingRow.Table, BillingRow.ToCustomer(organization, "cus_1"));
        await PutAsync(BillingRow.Table, BillingRow.ToEntity(new Subscription("sub_1", organization, "canceled", "pro", null, Time.GetUtcNow())));
        await PutAsync(EntitlementRow.Table, EntitlementRow.ToHeld(EntitlementRow.Partition(organization, OwnerId.Of(organization)), new Entitlement(EntitlementId.Parse("gift-1"), EntitlementKind.Permit, null, Time.GetUtcNow())));
    }

    private Task<ETag> PutAsync(string table, TableEntity row) => _tables[table].UpsertEntityAsync(row, TableUpdateMode.Replace);
}

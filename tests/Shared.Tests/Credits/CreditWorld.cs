using System.Text;
using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Credits;
using Smartlinks.Credits.Plans;
using Smartlinks.Credits.Proving;
using Smartlinks.Credits.Spending;
using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Credits;

/// <summary>A deployment that charges for links, over storage in memory, with a fault switch for all of it.</summary>
internal sealed class CreditWorld
{
    private readonly InMemoryTableClient _links = new("links"), _pointers = new("organizationLinks"), _due = new("dueLookUps"), _waiting = new("waitingLinks"), _held = new("entitlements"), _organizations = new("organizations");

    public CreditWorld(bool isOn = true, int mostWaiting = 500)
    {
        Options = new CreditOptions { Enabled = isOn, MostWaiting = mostWaiting };
        (Queue, LookUps) = (new InMemoryQueueClient(Time, "credits-to-spend"), new InMemoryQueueClient(Time, "releases-to-resolve"));
        (Store, Requests, Waiting, Plans) = (new LinkStore(_links, _pointers), new SpendRequests(Queue), new WaitingLinks(_waiting), new OrganizationPlans(_organizations, Time));
        Ledger = NewLedger();
        FeeGate fees = (link, cancellationToken) => Gate(link, cancellationToken);
        var (resolve, due, terms) = (new ResolveRequests(LookUps), new DueLookUps(_due), new CreditTerms(Options, Plans, Ledger, Waiting, Requests, fees, Time));
        (Creator, Editor) = (new LinkCreator(Store, _pointers, resolve, due, new ScriptedIds(), Time, terms), new LinkEditor(Store, resolve, due, Time, terms));
        NewSpender = () => new CreditSpender(new LinkPublisher(Store, resolve, due, Waiting, NewLedger(), fees, FeeGates.NothingBack, Options, Time), Waiting, new PublishedLinks(_held), Store, Requests, Time);
    }

    public ManualTime Time { get; } = new();

    public CreditOptions Options { get; }

    public InMemoryTableClient Rows { get; } = new("credits");

    public InMemoryQueueClient Queue { get; }

    public InMemoryQueueClient LookUps { get; }

    public LinkStore Store { get; }

    public SpendRequests Requests { get; }

    public WaitingLinks Waiting { get; }

    public OrganizationPlans Plans { get; }

    public Ledger Ledger { get; }

    public LinkCreator Creator { get; }

    public LinkEditor Editor { get; }

    /// <summary>As another process has it.</summary>
    public Func<CreditSpender> NewSpender { get; }

    public FeeGate Gate { get; set; } = FeeGates.Open;

    private FaultSwitch[] Faults => [_links.Faults, _pointers.Faults, _due.Faults, _waiting.Faults, _organizations.Faults, Rows.Faults, Queue.Faults, LookUps.Faults];

    /// <summary>The calls of all of storage.</summary>
    public int Calls => Faults.Sum(faults => faults.TotalCalls);

    /// <summary>As another process has it.</summary>
    public Ledger NewLedger() => new(Rows, Requests, Time);

    public LedgerProver Prover(ILogger<LedgerProver>? log = null) => new(Rows, Ledger, Requests, Time, log ?? NullLogger<LedgerProver>.Instance);

    public Task<LedgerResult> GrantAsync(long amount, DateTimeOffset? expiresAt = null, string id = "grant", OrganizationId? organization = null) =>
        NewLedger().ApplyAsync(organization ?? Some.Organization, LedgerOperation.Grant(id, amount, LedgerReason.Gift, null, "operator", expiresAt), default);

    public Task<LedgerResult> SpendAsync(string id, long amount = 1, Ledger? ledger = null) =>
        (ledger ?? Ledger).ApplyAsync(Some.Organization, LedgerOperation.Spend(id, amount, LedgerReason.SmartLink, "lnk_some", LedgerEntry.BySmartlinks), default);

    public Task<LedgerResult> TakeBackAsync(string id, long amount) =>
        Ledger.ApplyAsync(Some.Organization, LedgerOperation.Adjust(id, -amount, LedgerReason.PaymentRefunded, null, "stripe"), default);

    public async Task BookAsync(Plan plan)
    {
        await _organizations.UpsertEntityAsync(OrganizationRow.ToProfile(new Organization(Some.Organization, "Some label", Time.GetUtcNow())));
        Assert.True(await Plans.TrySetAsync(Some.Organization, plan, "operator", default));
    }

    public async Task<long> BalanceAsync() => (await Ledger.GetBalanceAsync(Some.Organization, default)).Amount;

    /// <summary>All entries, oldest first.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> EntriesAsync(OrganizationId? organization = null)
    {
        var all = new List<LedgerEntry>();
        string? continuation = null;
        do
        {
            var page = await Ledger.ListAsync(organization ?? Some.Organization, DateTimeOffset.UnixEpoch, Time.GetUtcNow().AddYears(100), 1000, continuation, default);
            all.AddRange(page.Entries);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        all.Reverse();
        return all;
    }

    public async Task<Link> CreateAsync(LinkDraft? draft = null, string key = "key") =>
        Assert.IsType<CreateLinkResult.Created>(await Creator.CreateAsync(Some.Organization, draft ?? Some.Draft(), new IdempotencyKey(key, "hash"), default)).Link;

    public async Task<Link?> FindAsync(Link link) => await Store.FindAsync(Some.Organization, link.Id, default);

    public async Task<LinkState> StateAsync(Link link) => LinkStates.Of((await FindAsync(link))!, Time.GetUtcNow());

    /// <summary>Works off the messages that show, and then those that were hidden.</summary>
    public async Task WorkOffAsync()
    {
        var spender = NewSpender();
        for (var rounds = 0; rounds < 2; rounds++, Time.Advance(SpendRequests.Hidden + TimeSpan.FromSeconds(1)))
            while (await Queue.ReceiveMessagesAsync(1, TimeSpan.FromSeconds(20)) is [var message])
            {
                await spender.SpendAsync(SpendRequest.TryRead(Encoding.UTF8.GetString(message.Body!))!, default);
                await Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
    }

    /// <summary>Runs <paramref name="act"/> so that its process dies at the n-th storage call; false when it came to its end before.</summary>
    public async Task<bool> DiesAsync(int n, bool isCarriedOut, Func<Task> act)
    {
        var left = n;
        foreach (var faults in Faults)
            faults.BeforeCallAsync = (_, _) =>
            {
                var at = Interlocked.Decrement(ref left);
                if (at < 0 || (at == 0 && !isCarriedOut)) throw new ProcessDiedException();
                if (at == 0) faults.LoseNextAnswers();
                return Task.CompletedTask;
            };
        try
        {
            await act();
            return false;
        }
        catch (Exception failure) when (failure is ProcessDiedException or RequestFailedException { ErrorCode: "NoAnswer" })
        {
            return true;
        }
        finally
        {
            foreach (var faults in Faults) faults.BeforeCallAsync = null;
        }
    }

    /// <summary>Runs <paramref name="between"/> before the n-th storage call from now; the calls it makes are not counted.</summary>
    public void Before(int n, Func<Task> between)
    {
        var left = n;
        foreach (var faults in Faults) faults.BeforeCallAsync = (_, _) => Interlocked.Decrement(ref left) == 0 ? between() : Task.CompletedTask;
    }

    public void BeforeNothing()
    {
        foreach (var faults in Faults) faults.BeforeCallAsync = null;
    }

    internal sealed class ProcessDiedException : Exception;
}

using Microsoft.Extensions.Logging;
using Smartlinks.Credits.Spending;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Credits.Proving;

/// <summary>
/// Fired some times each night: walks through all ledgers once, takes back what expired, has waiting links looked at where there is credit, and proves that each balance is the sum of its
/// entries. What one firing does not get done the next goes on with, in the middle of a ledger if need be. A ledger that does not add up is an alarm: a critical log entry, a metric, and a row that
/// the API shows; nothing is changed for it.
/// </summary>
public sealed class LedgerProver(ITableClient credits, Ledger ledger, SpendRequests requests, TimeProvider time, ILogger<LedgerProver> log)
{
    public static readonly TimeSpan LongestFiring = TimeSpan.FromMinutes(5);

    /// <summary>From the end of one walk to the start of the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromHours(20);

    /// <summary>What the log calls a ledger that does not add up.</summary>
    public static readonly EventId DoesNotAddUp = new(5001, "LedgerDoesNotAddUp");

    private readonly LedgerRows _rows = new(credits);

    public async Task FireAsync(CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        var walk = ProofRow.FromWalk(await credits.GetEntityIfExistsAsync(ProofRow.StatePartition, ProofRow.RowKey, cancellationToken));
        if (walk.DoneAt is { } done && done <= began && began < done + Pause) return;
        if (walk.DoneAt is not null) walk = ProofWalk.Start;
        do
        {
            walk = walk.Current is null ? await NextAsync(walk, cancellationToken) : await GoOnAsync(walk, cancellationToken);
            await credits.UpsertEntityAsync(ProofRow.ToWalk(walk), TableUpdateMode.Replace, cancellationToken);
        }
        while (walk.DoneAt is null && time.GetUtcNow() < began + LongestFiring);
    }

    /// <summary>What the last proof came to; null: there was none yet.</summary>
    public async Task<ProofOutcome?> FindAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        await credits.GetEntityIfExistsAsync(organization.ToString(), ProofRow.RowKey, cancellationToken) is { } row ? ProofRow.FromOutcome(row) : null;

    private async Task<ProofWalk> NextAsync(ProofWalk walk, CancellationToken cancellationToken)
    {
        if (await FindAfterAsync(walk.Last, cancellationToken) is not { } organization) return ProofWalk.Start with { DoneAt = time.GetUtcNow() };
        await ledger.ExpireAsync(organization, cancellationToken);
        var balance = await _rows.GetBalanceAsync(organization, cancellationToken);
        if (balance.Amount > 0) await requests.PutAsync(SpendRequest.OfWaiting(organization), cancellationToken);
        return new ProofWalk(organization, LedgerProof.Begin(balance), null, null);
    }

    /// <summary>The next organization that has a ledger: its first row is any of its rows.</summary>
    private async Task<OrganizationId?> FindAfterAsync(OrganizationId? last, CancellationToken cancellationToken)
    {
        var filter = $"PartitionKey gt {TableFilter.Quote(last?.ToString() ?? OrganizationId.Prefix)} and PartitionKey lt 'org`'";
        string? continuation = null;
        do
        {
            var page = await credits.QueryPageAsync(filter, 1, continuation, ["Sequence"], cancellationToken);
            if (page.Items is [var row, ..]) return OrganizationId.Parse(row.PartitionKey);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return null;
    }

    /// <summary>One page of entries more.</summary>
    private async Task<ProofWalk> GoOnAsync(ProofWalk walk, CancellationToken cancellationToken)
    {
        var organization = walk.Current!.Organization;
        var filter = walk.After is { } after
            ? $"{TableFilter.Partition(organization.ToString())} and RowKey gt {TableFilter.Quote(after)} and RowKey lt {TableFilter.Quote(EndOfEntries)}"
            : TableFilter.RowRange(organization.ToString(), LedgerRow.EntryPrefix, EndOfEntries);
        var (proof, last) = (walk.Current, walk.After);
        string? continuation = null;
        do
        {
            var page = await credits.QueryPageAsync(filter, 1000, continuation, null, cancellationToken);
            proof = page.Items.Aggregate(proof, (sum, row) => sum.With(LedgerRow.FromEntry(row)));
            (last, continuation) = (page.Items.Count > 0 ? page.Items[^1].RowKey : last, page.Continuation);
        }
        while (last == walk.After && continuation is not null);
        if (continuation is not null && proof.Fault is null) return walk with { Current = proof, After = last };
        await TellAsync(proof.End(), cancellationToken);
        return new ProofWalk(organization, null, null, null);
    }

    private const string EndOfEntries = "entry}";

    private async Task TellAsync(LedgerProof proof, CancellationToken cancellationToken)
    {
        await credits.UpsertEntityAsync(ProofRow.ToOutcome(proof.Organization, new ProofOutcome(time.GetUtcNow(), proof.FirstSequence, proof.Fault)), TableUpdateMode.Replace, cancellationToken);
        if (proof.Fault is null)
        {
            CreditMetrics.Proven.Add(1);
            return;
        }

        CreditMetrics.Unproven.Add(1);
        log.LogCritical(DoesNotAddUp, "The ledger of {Organization} does not add up: {Fault}", proof.Organization, proof.Fault);
    }
}

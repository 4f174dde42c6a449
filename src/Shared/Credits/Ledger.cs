using System.Collections.Concurrent;
using Smartlinks.Credits.Spending;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Credits;

/// <summary>One page of a statement, newest first.</summary>
public sealed record Statement(IReadOnlyList<LedgerEntry> Entries, string? Continuation);

/// <summary>
/// Organizations' credit: append-only, each operation once. Whatever brings credit has the links looked at that wait for it, also when the process is killed right after the entry was
/// written: the request is announced before.
/// </summary>
public sealed class Ledger(ITableClient credits, SpendRequests requests, TimeProvider time)
{
    private const int MostLines = 10_000;

    private readonly LedgerRows _rows = new(credits);
    private readonly ConcurrentDictionary<OrganizationId, LedgerLine> _lines = new();

    /// <summary>Writes an operation once, however often it comes.</summary>
    /// <exception cref="LedgerConflictException">Its id was used for other content.</exception>
    public async Task<LedgerResult> ApplyAsync(OrganizationId organization, LedgerOperation operation, CancellationToken cancellationToken)
    {
        var receipt = operation.Amount > 0 ? await requests.AnnounceAsync(SpendRequest.OfWaiting(organization), cancellationToken) : null;
        var result = await LineOf(organization).AddAsync(operation).WaitAsync(cancellationToken);
        if (receipt is not null) await requests.ShowAsync(SpendRequest.OfWaiting(organization), receipt, cancellationToken);
        return result!;
    }

    /// <summary>Takes back what is left of credit whose time is over. Any operation does as well; this is for ledgers that rest.</summary>
    public async Task ExpireAsync(OrganizationId organization, CancellationToken cancellationToken) => await LineOf(organization).AddAsync(null).WaitAsync(cancellationToken);

    /// <summary>What may be spent now: without credit that has ended and is not taken back yet.</summary>
    public async Task<LedgerBalance> GetBalanceAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        LedgerRules.ExpireDue(await _rows.GetBalanceAsync(organization, cancellationToken), time.GetUtcNow()).After;

    /// <summary>What an operation came to; null: it was not written.</summary>
    public async Task<LedgerEntry?> FindAsync(OrganizationId organization, string operation, CancellationToken cancellationToken) =>
        await _rows.FindAsync(organization, operation, cancellationToken) is var (entry, _) ? entry : null;

    /// <param name="from">Included.</param>
    /// <param name="to">Excluded.</param>
    /// <param name="pageSize">1 to 1,000.</param>
    public async Task<Statement> ListAsync(OrganizationId organization, DateTimeOffset from, DateTimeOffset to, int pageSize, string? continuation, CancellationToken cancellationToken)
    {
        var (entries, next) = await _rows.ListAsync(organization, from, to, pageSize, continuation, cancellationToken);
        return new Statement(entries, next);
    }

    private LedgerLine LineOf(OrganizationId organization)
    {
        if (_lines.TryGetValue(organization, out var line)) return line;
        // One that is still at work ends by itself; two lines of one organization only take turns as two processes do.
        if (_lines.Count >= MostLines) _lines.Clear();
        return _lines.GetOrAdd(organization, _ => new LedgerLine(organization, _rows, time));
    }
}

using Azure;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Credits;

/// <summary>An operation and the entries that carry it out: its own, and what expired before it.</summary>
internal sealed record LedgerWrite(LedgerOperation? Operation, IReadOnlyList<LedgerEntry> Entries);

/// <summary>Reads and writes ledgers. Entries, operations' marks and the balance after them are one entity group transaction.</summary>
internal sealed class LedgerRows(ITableClient table)
{
    /// <summary>A transaction has 100 rows: the balance, and two for each entry.</summary>
    public const int MostEntries = 49;

    public async Task<LedgerBalance> GetBalanceAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(organization.ToString(), LedgerRow.BalanceKey, cancellationToken) is { } row ? LedgerRow.FromBalance(row) : LedgerBalance.Empty(organization);

    /// <summary>What an operation came to, with its content; null: it was not written.</summary>
    public async Task<(LedgerEntry Entry, string? Content)?> FindAsync(OrganizationId organization, string operation, CancellationToken cancellationToken)
    {
        if (await table.GetEntityIfExistsAsync(organization.ToString(), LedgerRow.OperationKey(operation), cancellationToken) is not { } mark) return null;
        var entry = await table.GetEntityIfExistsAsync(organization.ToString(), mark.GetString("Entry") ?? "", cancellationToken)
            ?? throw new InvalidDataException($"The ledger of {organization} names an entry for '{operation}' that is not there.");
        return (LedgerRow.FromEntry(entry), mark.GetString("Content"));
    }

    /// <summary>Entries from <paramref name="from"/> (included) to <paramref name="to"/> (excluded), newest first.</summary>
    public async Task<(IReadOnlyList<LedgerEntry> Entries, string? Continuation)> ListAsync(OrganizationId organization, DateTimeOffset from, DateTimeOffset to, int pageSize, string? continuation, CancellationToken cancellationToken)
    {
        // Newest first in the keys: the later bound comes first. All keys of the earliest millisecond are below the one of the millisecond before it.
        var filter = TableFilter.RowRange(organization.ToString(), LedgerRow.EntryKeyFrom(to.AddMilliseconds(-1)), LedgerRow.EntryKeyFrom(from.AddMilliseconds(-1)));
        TablePage page;
        do
        {
            page = await table.QueryPageAsync(filter, pageSize, continuation, null, cancellationToken);
            continuation = page.Continuation;
        }
        while (page.Items.Count == 0 && continuation is not null);
        return ([.. page.Items.Select(LedgerRow.FromEntry)], continuation);
    }

    /// <summary>Writes all or nothing onto the version of <paramref name="before"/>.</summary>
    /// <exception cref="TableTransactionFailedException">Index 0: the ledger was changed since. Another: an operation was written before.</exception>
    public async Task<LedgerBalance> WriteAsync(LedgerBalance before, LedgerBalance after, IReadOnlyList<LedgerWrite> writes, CancellationToken cancellationToken)
    {
        // The balance first: whether it was it that another changed is told by the index.
        List<TableTransactionAction> actions = [new(before.ETag == default ? TableTransactionActionType.Add : TableTransactionActionType.UpdateReplace, LedgerRow.ToBalance(after), before.ETag)];
        foreach (var write in writes)
            foreach (var entry in write.Entries)
            {
                actions.Add(new(TableTransactionActionType.Add, LedgerRow.ToEntry(entry)));
                actions.Add(new(TableTransactionActionType.Add, LedgerRow.ToOperation(entry, entry.Operation == write.Operation?.Id ? write.Operation.Content : null)));
            }

        return after with { ETag = (await table.SubmitTransactionAsync(actions, cancellationToken))[0] };
    }
}

using Azure;
using Smartlinks.Storage;

namespace Smartlinks.Records;

/// <summary>A row somewhere.</summary>
public sealed record RowAddress(string Table, string Partition, string Row);

/// <summary>Deletes the rows of a table that a filter finds, whatever their version. Safe to repeat and to run twice at once.</summary>
/// <param name="tables">Where rows of other tables go with them; null: none do.</param>
public sealed class RowEraser(ITableClient table, RecordTables? tables = null)
{
    private const int RowsPerPage = 1000;

    /// <summary>What a transaction holds.</summary>
    private const int MostAtOnce = 100;

    private const int MirrorsAtOnce = 16;

    /// <summary>All of them.</summary>
    /// <returns>How many rows were found.</returns>
    public async Task<long> EraseAsync(string filter, CancellationToken cancellationToken, Func<TableEntity, IEnumerable<RowAddress>>? mirrors = null) =>
        (await EraseAsync(filter, null, int.MaxValue, cancellationToken, mirrors)).Found;

    /// <param name="continuation">Where an earlier call ended; null: from the first.</param>
    /// <param name="mostPages">How far to go in one call.</param>
    /// <param name="mirrors">Rows that point to one, deleted before it: who finds none of it looks for none of them.</param>
    /// <returns>How many rows were found, and where to go on; null: there is no more.</returns>
    public async Task<(long Found, string? Continuation)> EraseAsync(string filter, string? continuation, int mostPages, CancellationToken cancellationToken, Func<TableEntity, IEnumerable<RowAddress>>? mirrors = null)
    {
        var found = 0L;
        for (var page = 0; page < mostPages; page++)
        {
            var rows = await table.QueryPageAsync(filter, RowsPerPage, continuation, [], cancellationToken);
            found += rows.Items.Count;
            if (mirrors is not null) await EraseMirrorsAsync(rows.Items.SelectMany(mirrors), cancellationToken);
            foreach (var partition in rows.Items.GroupBy(row => row.PartitionKey, StringComparer.Ordinal))
                foreach (var chunk in partition.Chunk(MostAtOnce)) await EraseAsync(chunk, cancellationToken);
            continuation = rows.Continuation;
            if (continuation is null) break;
        }

        return (found, continuation);
    }

    private Task EraseMirrorsAsync(IEnumerable<RowAddress> mirrors, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(mirrors, new ParallelOptions { MaxDegreeOfParallelism = MirrorsAtOnce, CancellationToken = cancellationToken },
            async (mirror, token) => await tables![mirror.Table].DeleteEntityAsync(mirror.Partition, mirror.Row, ETag.All, token));

    private async Task EraseAsync(TableEntity[] rows, CancellationToken cancellationToken)
    {
        try
        {
            await table.SubmitTransactionAsync([.. rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All))], cancellationToken);
        }
        catch (RequestFailedException gone) when (gone.Status is 404 or 412)
        {
            // Another took some of them meanwhile.
            foreach (var row in rows) await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
        }
    }
}

using Azure;

namespace Smartlinks.Storage;

/// <summary>How a write treats properties the stored row has and the written one has not.</summary>
public enum TableUpdateMode
{
    /// <summary>Keep them.</summary>
    Merge,

    /// <summary>Drop them.</summary>
    Replace,
}

/// <summary>One page of a query. An empty page with a continuation is legal: go on while there is one.</summary>
/// <param name="Continuation">Opaque; null on the last page.</param>
public sealed record TablePage(IReadOnlyList<TableEntity> Items, string? Continuation);

/// <summary>What one step of an entity group transaction does.</summary>
public enum TableTransactionActionType
{
    Add,
    UpdateMerge,
    UpdateReplace,
    UpsertMerge,
    UpsertReplace,
    Delete,
}

/// <summary>One step of an entity group transaction. Updates and deletes take <see cref="IfMatch"/> (default: any version).</summary>
public sealed record TableTransactionAction(TableTransactionActionType Type, TableEntity Entity, ETag IfMatch = default);

/// <summary>
/// One table. Verbs follow the Azure SDK's <c>TableClient</c>. Refusals of the service are
/// <see cref="RequestFailedException"/> with the service's error code (<c>EntityAlreadyExists</c> 409,
/// <c>UpdateConditionNotSatisfied</c> 412, <c>ResourceNotFound</c> 404, <c>TableNotFound</c> 404).
/// A row that breaks the service's limits is refused before it is sent, with <see cref="TableEntityRefusedException"/>.
/// </summary>
public interface ITableClient
{
    string Name { get; }

    /// <summary>Makes the table; does nothing when it is there.</summary>
    Task CreateIfNotExistsAsync(CancellationToken cancellationToken = default);

    /// <summary>A point read. Null when there is no such row; a missing table is an error.</summary>
    Task<TableEntity?> GetEntityIfExistsAsync(string partitionKey, string rowKey, CancellationToken cancellationToken = default);

    /// <summary>Inserts; 409 when the row exists. An insert whose first answer was lost may be reported as 409: compare before believing it.</summary>
    Task<ETag> AddEntityAsync(TableEntity entity, CancellationToken cancellationToken = default);

    /// <summary>Writes whether or not the row exists, whatever its version.</summary>
    Task<ETag> UpsertEntityAsync(TableEntity entity, TableUpdateMode mode = TableUpdateMode.Replace, CancellationToken cancellationToken = default);

    /// <summary>Writes the row only at version <paramref name="ifMatch"/> (<see cref="ETag.All"/>: any): 412 otherwise, 404 when it is gone.</summary>
    Task<ETag> UpdateEntityAsync(TableEntity entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Replace, CancellationToken cancellationToken = default);

    /// <summary>Deletes; false when there was no such row, 412 at another version.</summary>
    Task<bool> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch, CancellationToken cancellationToken = default);

    /// <summary>Rows in key order (ordinal). <paramref name="filter"/> is OData: build it with <see cref="TableFilter"/>.</summary>
    /// <param name="maxPerPage">1 to 1,000.</param>
    /// <param name="continuation">From the page before; null for the first.</param>
    /// <param name="properties">Property names to return besides the keys; null for all.</param>
    Task<TablePage> QueryPageAsync(string? filter, int maxPerPage = 1000, string? continuation = null,
        IReadOnlyList<string>? properties = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// An entity group transaction: all or nothing, 1 to 100 actions, one partition, each row once, 4 MiB.
    /// A failed step throws <see cref="TableTransactionFailedException"/> naming its index.
    /// </summary>
    Task<IReadOnlyList<ETag>> SubmitTransactionAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken = default);
}

/// <summary>A row or transaction that the Table service would refuse (size, key characters, property count); nothing was sent.</summary>
public sealed class TableEntityRefusedException(string message) : Exception(message);

/// <summary>A transaction of which one step was refused; nothing was applied.</summary>
public sealed class TableTransactionFailedException(int status, string? errorCode, int failedIndex, string message)
    : RequestFailedException(status, message, errorCode, null)
{
    /// <summary>Index into the submitted actions; -1 when the service did not say.</summary>
    public int FailedIndex { get; } = failedIndex;
}

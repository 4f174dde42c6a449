using System.Globalization;
using Azure;

namespace Smartlinks.Storage.InMemory;

/// <summary>
/// A table in memory that answers as the Table service does: versions, limits, filters, pages, transactions, error codes. For rehearsals and tests; the contract suite
/// that runs on Azurite runs on it as well. Rows are copied in and out. Thread-safe.
/// </summary>
public sealed class InMemoryTableClient(string name = "table", bool exists = true) : ITableClient
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, SortedDictionary<string, TableEntity>> _partitions = new(StringComparer.Ordinal);
    private long _version;

    public string Name { get; } = name;

    public FaultSwitch Faults { get; } = new();

    /// <summary>The most rows a page holds, whatever the caller asked for.</summary>
    public int LargestPage { get; set; } = 1000;

    /// <summary>While true each query first answers an empty page with a continuation, as the service may.</summary>
    public bool GivesEmptyPageFirst { get; set; }

    /// <summary>Copies of all rows, in key order.</summary>
    public IReadOnlyList<TableEntity> Rows
    {
        get
        {
            lock (_gate)
            {
                return [.. _partitions.Values.SelectMany(partition => partition.Values).Select(r => Copy(r))];
            }
        }
    }

    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        CallAsync("CreateIfNotExists", () => exists = true, cancellationToken, needsTable: false);

    public Task<TableEntity?> GetEntityIfExistsAsync(string partitionKey, string rowKey, CancellationToken cancellationToken = default)
    {
        TableLimits.CheckKeys(partitionKey, rowKey);
        return CallAsync("GetEntityIfExists", () => Find((partitionKey, rowKey)) is { } row ? Copy(row) : null, cancellationToken);
    }

    public Task<ETag> AddEntityAsync(TableEntity entity, CancellationToken cancellationToken = default) =>
        WriteAsync("AddEntity", new(TableTransactionActionType.Add, entity), cancellationToken);

    public Task<ETag> UpsertEntityAsync(TableEntity entity, TableUpdateMode mode = TableUpdateMode.Replace, CancellationToken cancellationToken = default) =>
        WriteAsync("UpsertEntity", new(mode == TableUpdateMode.Merge ? TableTransactionActionType.UpsertMerge : TableTransactionActionType.UpsertReplace, entity), cancellationToken);

    public Task<ETag> UpdateEntityAsync(TableEntity entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Replace, CancellationToken cancellationToken = default) =>
        WriteAsync("UpdateEntity",
            new(mode == TableUpdateMode.Merge ? TableTransactionActionType.UpdateMerge : TableTransactionActionType.UpdateReplace, entity, Given(ifMatch)), cancellationToken);

    public Task<bool> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch, CancellationToken cancellationToken = default)
    {
        TableLimits.CheckKeys(partitionKey, rowKey);
        var action = new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partitionKey, rowKey), Given(ifMatch));
        return CallAsync("DeleteEntity", () =>
        {
            var wasThere = Find((partitionKey, rowKey)) is not null;
            if (wasThere)
            {
                Apply(action);
            }

            return wasThere;
        }, cancellationToken);
    }

    public Task<TablePage> QueryPageAsync(string? filter, int maxPerPage = 1000, string? continuation = null,
        IReadOnlyList<string>? properties = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPerPage, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxPerPage, 1000);
        var matches = TableFilterParser.Parse(filter);
        var (partition, from) = (TableFilterParser.PartitionOf(filter), Position(continuation));
        return CallAsync("QueryPage", () => Page(Among(partition), matches, Math.Min(maxPerPage, LargestPage), from, properties), cancellationToken);
    }

    public async Task<IReadOnlyList<ETag>> SubmitTransactionAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken = default)
    {
        TableLimits.CheckTransaction(actions);
        TableLimits.CheckTransactionSize(actions, Name);
        var versions = await CallAsync("SubmitTransaction", () => ApplyAll(actions), cancellationToken);
        for (var i = 0; i < actions.Count; i++)
        {
            actions[i].Entity.ETag = versions[i];
        }

        return versions;
    }

    private static ETag Given(ETag ifMatch) =>
        ifMatch == default ? throw new ArgumentException("Give the version read, or ETag.All.", nameof(ifMatch)) : ifMatch;

    private static TableEntity Copy(TableEntity row, Func<string, bool>? isWanted = null)
    {
        var copy = new TableEntity(row.PartitionKey, row.RowKey) { ETag = row.ETag };
        foreach (var (name, value) in row.Properties)
        {
            if (value is not null && (isWanted is null || isWanted(name)))
            {
                copy[name] = value switch
                {
                    byte[] bytes => bytes.ToArray(),
                    DateTimeOffset at => at.ToUniversalTime(),
                    _ => value,
                };
            }
        }

        return copy;
    }

    private static (string Partition, string Row)? Position(string? continuation)
    {
        var parts = continuation?.Split('|');
        return parts is null ? null
            : parts.Length == 2 ? (Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1]))
            : throw new ArgumentException("Not a continuation of a table query.", nameof(continuation));
    }

    /// <summary>In key order; a filter that names its partition looks at no other, as the service has it.</summary>
    private IEnumerable<TableEntity> Among(string? partition) => partition is null ? _partitions.Values.SelectMany(rows => rows.Values)
        : _partitions.TryGetValue(partition, out var only) ? only.Values : [];

    private TableEntity? Find((string Partition, string Row) key) => _partitions.TryGetValue(key.Partition, out var rows) ? rows.GetValueOrDefault(key.Row) : null;

    private void Put((string Partition, string Row) key, TableEntity? row)
    {
        if (!_partitions.TryGetValue(key.Partition, out var rows)) _partitions[key.Partition] = rows = new(StringComparer.Ordinal);
        if (row is not null) rows[key.Row] = row;
        else rows.Remove(key.Row);
        if (rows.Count == 0) _partitions.Remove(key.Partition);
    }

    private TablePage Page(IEnumerable<TableEntity> among, Func<TableEntity, bool> matches, int size, (string Partition, string Row)? from, IReadOnlyList<string>? properties)
    {
        static string Token(string partition, string row) => $"{Uri.EscapeDataString(partition)}|{Uri.EscapeDataString(row)}";
        if (GivesEmptyPageFirst && from is null)
        {
            return new TablePage([], Token("", ""));
        }

        var found = among.Where(r => from is not { } start || Compare((r.PartitionKey, r.RowKey), start) >= 0)
            .Where(matches).Take(size + 1).ToList();
        var next = found.Count > size ? Token(found[size].PartitionKey, found[size].RowKey) : null;
        return new TablePage([.. found.Take(size).Select(r => Copy(r, properties is null ? null : properties.Contains))], next);
    }

    private async Task<ETag> WriteAsync(string operation, TableTransactionAction action, CancellationToken cancellationToken)
    {
        TableLimits.Check(action.Entity);
        return action.Entity.ETag = await CallAsync(operation, () => Apply(action), cancellationToken);
    }

    private ETag[] ApplyAll(IReadOnlyList<TableTransactionAction> actions)
    {
        var before = actions.Select(a => (a.Entity.PartitionKey, a.Entity.RowKey)).Select(k => (Key: k, Row: Find(k))).ToList();
        var versions = new ETag[actions.Count];
        for (var i = 0; i < actions.Count; i++)
        {
            try
            {
                versions[i] = Apply(actions[i]);
            }
            catch (RequestFailedException e)
            {
                Restore(before);
                throw new TableTransactionFailedException(e.Status, e.ErrorCode, i, $"{i}:{e.Message}");
            }
        }

        return versions;
    }

    private void Restore(List<((string, string) Key, TableEntity? Row)> before)
    {
        foreach (var (key, row) in before) Put(key, row);
    }

    // Stored rows are never changed in place, so that Restore can put the old ones back.
    private ETag Apply(TableTransactionAction action)
    {
        var (type, entity, ifMatch) = action;
        var key = (entity.PartitionKey, entity.RowKey);
        var stored = Find(key);
        Check(type, stored, ifMatch);
        if (type == TableTransactionActionType.Delete)
        {
            Put(key, null);
            return default;
        }

        var row = Copy(entity);
        if (type is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge && stored is not null)
        {
            foreach (var (name, value) in stored.Properties)
            {
                row.Properties.TryAdd(name, value);
            }

            CheckMerged(row);
        }

        row.ETag = new ETag(string.Create(CultureInfo.InvariantCulture, $"W/\"{++_version}\""));
        Put(key, row);
        return row.ETag;
    }

    // Each half may be in bounds and the whole not: then it is the service that refuses.
    private static void CheckMerged(TableEntity row)
    {
        if (row.Properties.Count > TableLimits.MaxProperties || TableLimits.SizeOf(row) > TableLimits.MaxEntityBytes)
        {
            throw new RequestFailedException(400, "The merged row is too large.", "EntityTooLarge", null);
        }
    }

    private static void Check(TableTransactionActionType type, TableEntity? stored, ETag ifMatch)
    {
        switch (type)
        {
            case TableTransactionActionType.Add when stored is not null:
                throw new RequestFailedException(409, "The row exists.", "EntityAlreadyExists", null);
            case TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace or TableTransactionActionType.Delete:
                if (stored is null)
                {
                    throw new RequestFailedException(404, "There is no such row.", "ResourceNotFound", null);
                }

                if (ifMatch != default && ifMatch != ETag.All && ifMatch != stored.ETag)
                {
                    throw new RequestFailedException(412, "The row has another version.", "UpdateConditionNotSatisfied", null);
                }

                break;
            default:
                break;
        }
    }

    private async Task<T> CallAsync<T>(string operation, Func<T> carryOut, CancellationToken cancellationToken, bool needsTable = true)
    {
        var isAnswerLost = await Faults.EnterAsync(operation, cancellationToken);
        T result;
        lock (_gate)
        {
            result = exists || !needsTable ? carryOut() : throw new RequestFailedException(404, $"There is no table {Name}.", "TableNotFound", null);
        }

        if (isAnswerLost)
        {
            FaultSwitch.LoseAnswer();
        }

        return result;
    }

    private static int Compare((string Partition, string Row) x, (string Partition, string Row) y)
    {
        var byPartition = string.CompareOrdinal(x.Partition, y.Partition);
        return byPartition != 0 ? byPartition : string.CompareOrdinal(x.Row, y.Row);
    }
}

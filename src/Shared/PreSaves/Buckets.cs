using Azure;
using Smartlinks.Fans;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves;

/// <summary>A pre-save as it was read, and as it is to be.</summary>
public sealed record PreSaveChange(PreSave Before, PreSave After);

/// <summary>What to change in a bucket at once: its row, and at most <see cref="Buckets.MostAtOnce"/> pre-saves. The counts follow by themselves.</summary>
public sealed record BucketChange(Bucket Bucket, IReadOnlyList<PreSave> Added, IReadOnlyList<PreSaveChange> Changed);

/// <summary>How changing a bucket ended.</summary>
public abstract record BucketWrite
{
    private BucketWrite()
    {
    }

    /// <param name="PreSaves">The added and the changed ones, in that order, as they are stored.</param>
    public sealed record Written(Bucket Bucket, IReadOnlyList<PreSave> PreSaves) : BucketWrite;

    /// <summary>The change did not want the bucket as it is.</summary>
    public sealed record Declined : BucketWrite;

    /// <summary>A pre-save is there already, or is not as it was read: nothing was written by this call. An earlier try whose answer was lost may have written it.</summary>
    public sealed record Outrun : BucketWrite;
}

/// <summary>Reads and changes buckets: whatever changes pre-saves changes the counts in the same entity group transaction.</summary>
public sealed class Buckets(ITableClient table)
{
    /// <summary>A transaction has 100 rows, and one is the bucket's.</summary>
    public const int MostAtOnce = 99;

    /// <summary>How often the newest version of a bucket is tried: other instances take turns with it.</summary>
    private const int MostTries = 50;

    /// <summary>Those of one instance change a bucket one after the other: together they would only outrun each other. Several buckets share a line.</summary>
    private readonly SemaphoreSlim[] _lines = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public async Task<Bucket?> FindAsync(PreSaveKey key, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(PreSaveRow.PartitionKey(key), BucketRow.RowKey, cancellationToken) is { } row ? BucketRow.FromEntity(row) : null;

    public async Task<PreSave?> FindAsync(PreSaveKey key, StreamingService service, FanId fan, int round, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(PreSaveRow.PartitionKey(key), PreSaveRow.RowKey(service, fan, round), cancellationToken) is { } row ? PreSaveRow.FromEntity(row) : null;

    /// <summary>All pre-saves of a bucket that have not ended.</summary>
    public async Task<IReadOnlyList<PreSave>> ListOpenAsync(PreSaveKey key, CancellationToken cancellationToken)
    {
        var open = new List<PreSave>();
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(PreSaveRow.OpenIn(key), 1000, continuation, null, cancellationToken);
            open.AddRange(page.Items.Select(PreSaveRow.FromEntity));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return open;
    }

    /// <summary>The open ones among the next rows of a bucket.</summary>
    /// <param name="after">The last row of the page before; null: from the first.</param>
    /// <param name="most">Rows that are read; at most 1,000.</param>
    /// <returns>With the row to go on after; null: there is no more.</returns>
    public async Task<(IReadOnlyList<PreSave> Open, string? Next)> ListOpenAsync(PreSaveKey key, string? after, int most, CancellationToken cancellationToken)
    {
        var filter = TableFilter.Partition(PreSaveRow.PartitionKey(key)) + (after is null ? "" : $" and RowKey gt {TableFilter.Quote(after)}");
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(filter, most, continuation, null, cancellationToken);
            if (page.Items.Count > 0)
                return ([.. page.Items.Where(row => row.RowKey != BucketRow.RowKey).Select(PreSaveRow.FromEntity).Where(preSave => !preSave.IsEnded)], page.Continuation is null ? null : page.Items[^1].RowKey);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return ([], null);
    }

    /// <summary>Applies a change to the newest version of the bucket, which is made when it is not there yet.</summary>
    /// <param name="change">Null: leave it. Called anew for each version.</param>
    public async Task<BucketWrite> ChangeAsync(PreSaveKey key, Func<Bucket, BucketChange?> change, CancellationToken cancellationToken)
    {
        var line = _lines[(uint)key.GetHashCode() % (uint)_lines.Length];
        await line.WaitAsync(cancellationToken);
        try
        {
            return await ChangeInTurnAsync(key, change, cancellationToken);
        }
        finally
        {
            line.Release();
        }
    }

    private async Task<BucketWrite> ChangeInTurnAsync(PreSaveKey key, Func<Bucket, BucketChange?> change, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var bucket = await FindAsync(key, cancellationToken) ?? new Bucket(key, BucketCounts.None);
            if (change(bucket) is not { } wanted) return new BucketWrite.Declined();
            try
            {
                return await WriteAsync(bucket, wanted, cancellationToken);
            }
            catch (TableTransactionFailedException refused) when (refused.Status is 404 or 409 or 412)
            {
                if (refused.FailedIndex != 0 && await IsOutrunAsync(wanted, cancellationToken)) return new BucketWrite.Outrun();
                if (tries == MostTries) throw new RequestFailedException(503, $"Others change {PreSaveRow.PartitionKey(key)} all the time.", refused);
            }
        }
    }

    private async Task<BucketWrite.Written> WriteAsync(Bucket bucket, BucketChange change, CancellationToken cancellationToken)
    {
        var counts = change.Changed.Aggregate(bucket.Counts, (sum, each) => sum.Without(each.Before).With(each.After));
        var after = change.Bucket with { Counts = change.Added.Aggregate(counts, (sum, each) => sum.With(each)), ETag = bucket.ETag };
        // The bucket first: whether it was it that another changed is told by the index.
        TableTransactionAction[] actions =
        [
            new(bucket.ETag == default ? TableTransactionActionType.Add : TableTransactionActionType.UpdateReplace, BucketRow.ToEntity(after), bucket.ETag),
            .. change.Added.Select(each => new TableTransactionAction(TableTransactionActionType.Add, PreSaveRow.ToEntity(each))),
            .. change.Changed.Select(each => new TableTransactionAction(TableTransactionActionType.UpdateReplace, PreSaveRow.ToEntity(each.After), each.Before.ETag)),
        ];
        var versions = await table.SubmitTransactionAsync(actions, cancellationToken);
        return new BucketWrite.Written(after with { ETag = versions[0] },
            [.. change.Added.Concat(change.Changed.Select(each => each.After)).Select((each, index) => each with { ETag = versions[index + 1] })]);
    }

    private async Task<bool> IsOutrunAsync(BucketChange change, CancellationToken cancellationToken)
    {
        foreach (var each in change.Added)
            if (await FindAsync(each.Key, each.Service, each.Fan, each.Round, cancellationToken) is not null) return true;
        foreach (var (before, _) in change.Changed)
            if (await FindAsync(before.Key, before.Service, before.Fan, before.Round, cancellationToken) is not { } there || there.ETag != before.ETag) return true;
        return false;
    }
}

namespace Smartlinks.PreSaves.Saving;

/// <summary>A bucket that one turn holds: what it writes is written only while nobody else took the bucket over. Keeps the open pre-saves as they are stored.</summary>
internal sealed class HeldBucket(Buckets buckets, PreSaveKey key, string holder, TimeProvider time)
{
    /// <summary>How long a bucket is held after each write: longer than a page of it takes.</summary>
    public static readonly TimeSpan Held = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, PreSave> _open = new(StringComparer.Ordinal);

    public IReadOnlyCollection<PreSave> Open => _open.Values;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var preSave in await buckets.ListOpenAsync(key, cancellationToken)) Keep(preSave);
    }

    /// <summary>Writes in transactions. False: somebody else holds the bucket now, and what is left to do is theirs.</summary>
    public async Task<bool> WriteAsync(IEnumerable<PreSaveChange> changes, CancellationToken cancellationToken)
    {
        foreach (var page in changes.Chunk(Buckets.MostAtOnce))
        {
            switch (await buckets.ChangeAsync(key, bucket => bucket.Holder == holder ? new BucketChange(bucket with { HeldUntil = time.GetUtcNow() + Held }, [], page) : null, cancellationToken))
            {
                case BucketWrite.Declined:
                    return false;
                case BucketWrite.Written written:
                    foreach (var preSave in written.PreSaves) Keep(preSave);
                    break;
                default:
                    // The fan canceled one, another turn has one as a sibling, or an earlier try wrote them whose answer was lost: what is stored counts, and the others are written.
                    var untouched = await RefreshAsync(page, cancellationToken);
                    if (untouched.Count > 0 && untouched.Count < page.Length && !await WriteAsync(untouched, cancellationToken)) return false;
                    break;
            }
        }

        return true;
    }

    /// <summary>Those that are stored as they were read.</summary>
    private async Task<IReadOnlyList<PreSaveChange>> RefreshAsync(PreSaveChange[] page, CancellationToken cancellationToken)
    {
        var untouched = new List<PreSaveChange>();
        foreach (var change in page)
        {
            var before = change.Before;
            if (await buckets.FindAsync(key, before.Service, before.Fan, before.Round, cancellationToken) is not { } stored) _open.Remove(NameOf(before));
            else if (stored.ETag == before.ETag) untouched.Add(change);
            else Keep(stored);
        }

        return untouched;
    }

    private void Keep(PreSave preSave)
    {
        if (preSave.IsEnded) _open.Remove(NameOf(preSave));
        else _open[NameOf(preSave)] = preSave;
    }

    private static string NameOf(PreSave preSave) => PreSaveRow.RowKey(preSave.Service, preSave.Fan, preSave.Round);
}

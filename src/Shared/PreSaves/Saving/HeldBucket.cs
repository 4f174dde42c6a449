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
                    // The fan canceled it, or an earlier try wrote it whose answer was lost: what is stored counts.
                    await RefreshAsync(page, cancellationToken);
                    break;
            }
        }

        return true;
    }

    private async Task RefreshAsync(PreSaveChange[] page, CancellationToken cancellationToken)
    {
        foreach (var (before, _) in page)
        {
            if (await buckets.FindAsync(key, before.Service, before.Fan, before.Round, cancellationToken) is { } stored) Keep(stored);
            else _open.Remove(NameOf(before));
        }
    }

    private void Keep(PreSave preSave)
    {
        if (preSave.IsEnded) _open.Remove(NameOf(preSave));
        else _open[NameOf(preSave)] = preSave;
    }

    private static string NameOf(PreSave preSave) => PreSaveRow.RowKey(preSave.Service, preSave.Fan, preSave.Round);
}

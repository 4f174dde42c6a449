using Azure;
using Smartlinks.Storage;

namespace Smartlinks.StreamingServices.Pacing;

/// <summary>Writes one row onto the version last seen, reading it again, after a moment, whenever another instance was first.</summary>
internal sealed class StoredVersion(ITableClient table, string partition, string key, TimeProvider time)
{
    private const int Tries = 10;
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_jitter = TimeSpan.FromMilliseconds(20);
    private bool _isKnown;
    private bool _isContended;
    private ETag _written;

    /// <summary>As stored when last seen; null: not there.</summary>
    public TableEntity? Seen { get; private set; }

    /// <summary>True: <paramref name="change"/> ran on the newest version and what it made is stored. False: storage did not do it, or did not say.</summary>
    /// <param name="change">Makes the row from the one stored; null: nothing is to be written. Runs once more after each conflict.</param>
    public async Task<bool> TryChangeAsync(Func<TableEntity?, TableEntity?> change, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(s_timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            // Where others write all the time, the version seen is never the newest: reading first saves a refused write.
            if (_isContended) _isKnown = false;
            for (var attempt = 0; attempt < Tries; attempt++)
            {
                if (await TryOnceAsync(change, both.Token)) return true;
                _isContended = true;
                await Task.Delay(s_jitter * (Random.Shared.NextDouble() * (attempt + 1)), time, both.Token);
            }

            return false;
        }
        catch (Exception failure) when (IsStorage(failure) && !cancellationToken.IsCancellationRequested)
        {
            _isKnown = false;
            return false;
        }
    }

    private async Task<bool> TryOnceAsync(Func<TableEntity?, TableEntity?> change, CancellationToken cancellationToken)
    {
        var wasKnown = _isKnown;
        if (!wasKnown)
        {
            Seen = await table.GetEntityIfExistsAsync(partition, key, cancellationToken);
            if (Seen is not null && Seen.ETag == _written) _isContended = false;
        }

        _isKnown = true;
        if (change(Seen) is not { } row)
        {
            // What was seen a while ago does not prove that nothing is to be done.
            _isKnown = !wasKnown;
            return !wasKnown || await TryOnceAsync(change, cancellationToken);
        }

        // Until the answer, which may be lost, the version is not known.
        _isKnown = false;
        try
        {
            row.ETag = Seen is null ? await table.AddEntityAsync(row, cancellationToken) : await table.UpdateEntityAsync(row, Seen.ETag, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException conflict) when (conflict.Status is 409 or 412 || (conflict.Status == 404 && conflict.ErrorCode == "ResourceNotFound"))
        {
            return false;
        }

        (Seen, _isKnown, _written) = (row, true, row.ETag);
        return true;
    }

    internal static bool IsStorage(Exception failure) => failure is RequestFailedException or AggregateException or OperationCanceledException or IOException or HttpRequestException or TimeoutException;
}

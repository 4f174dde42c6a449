using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Taking;

/// <summary>Takes a fan's no: only of what has not ended, and not while the service is being asked.</summary>
public sealed class PreSaveCanceler(FanIndex index, Buckets buckets, TimeProvider time)
{
    public async Task<CancelResult> CancelAsync(FanId fan, LinkId link, StreamingService service, CancellationToken cancellationToken) =>
        await index.FindAsync(fan, link, service, cancellationToken) is { } entry ? await CancelAsync(entry, cancellationToken) : new CancelResult.NotFound();

    /// <summary>Cancels what can be canceled of a fan: for who disconnects a service or wants to be forgotten.</summary>
    /// <param name="service">Null: at every service.</param>
    public async Task CancelAllAsync(FanId fan, StreamingService? service, CancellationToken cancellationToken)
    {
        foreach (var entry in await index.ListAsync(fan, cancellationToken))
            if (service is null || entry.Service == service) await CancelAsync(entry, cancellationToken);
    }

    /// <summary>Cancels all, and takes off what leads from the fan to the pre-saves. They stay, to be counted, under an id that means nobody any more.</summary>
    public async Task ForgetAsync(FanId fan, CancellationToken cancellationToken)
    {
        foreach (var entry in await index.ListAsync(fan, cancellationToken))
        {
            await CancelAsync(entry, cancellationToken);
            await index.DeleteAsync(entry, cancellationToken);
        }
    }

    private async Task<CancelResult> CancelAsync(FanEntry entry, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await buckets.FindAsync(entry.Key, entry.Service, entry.Fan, entry.Round, cancellationToken) is not { } preSave) return new CancelResult.NotFound();
            if (preSave.IsEnded) return new CancelResult.AlreadyEnded(preSave);
            if (preSave.State == PreSaveState.Saving) return new CancelResult.BeingSaved();
            var canceled = preSave with { State = PreSaveState.Canceled, Reason = PreSaveReasons.ByFan, StateAt = time.GetUtcNow(), NextAt = null };
            if (await buckets.ChangeAsync(entry.Key, bucket => new BucketChange(bucket, [], [new PreSaveChange(preSave, canceled)]), cancellationToken) is BucketWrite.Written written)
                return new CancelResult.Canceled(written.PreSaves[0]);
        }
    }
}

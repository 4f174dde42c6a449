using Smartlinks.Fans;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Taking;

/// <summary>Lets a new consent take over for what waits at its service: the end it knows of is the new one, and what waited because the old one was refused is tried at once.</summary>
public sealed class PreSaveRenewer(FanIndex index, Buckets buckets, TimeProvider time)
{
    /// <param name="grantEndsAt">Null: no end is known.</param>
    public async Task RenewAsync(FanId fan, StreamingService service, DateTimeOffset? grantEndsAt, CancellationToken cancellationToken)
    {
        foreach (var entry in await index.ListAsync(fan, cancellationToken))
            if (entry.Service == service) await RenewAsync(entry, grantEndsAt, cancellationToken);
    }

    private async Task RenewAsync(FanEntry entry, DateTimeOffset? grantEndsAt, CancellationToken cancellationToken)
    {
        while (await buckets.FindAsync(entry.Key, entry.Service, entry.Fan, entry.Round, cancellationToken) is { State: PreSaveState.Queued } preSave)
        {
            var renewed = preSave with { GrantEndsAt = grantEndsAt, GrantFault = null };
            if (preSave.Reason == PreSaveReasons.GrantRefused) renewed = renewed with { Reason = null, StateAt = time.GetUtcNow(), NextAt = null };
            if (renewed == preSave || await buckets.ChangeAsync(entry.Key, bucket => new BucketChange(bucket, [], [new PreSaveChange(preSave, renewed)]), cancellationToken) is BucketWrite.Written) return;
        }
    }
}

using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.PreSaves.Moments;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Taking;

/// <summary>
/// Takes a fan's yes: slot → where it will lie → the timer's row → the pre-save with the counts. A kill between two steps leaves nothing that counts, and a second yes
/// goes on where the first one ended: no pre-save is there that the timer does not know, and none twice.
/// </summary>
public sealed class PreSaveTaker(FanIndex index, Slots slots, Buckets buckets, MomentFollower follower, TimeProvider time)
{
    /// <param name="zone">The fan's: local midnight is meant there.</param>
    /// <param name="country">ISO 3166-1 alpha-2 of the account, else of the fan; null: not known.</param>
    /// <param name="follows">Whether the fan chose to follow the artist as well.</param>
    public async Task<TakeResult> TakeAsync(Link link, StreamingService service, FanId fan, TimeZoneInfo zone, string? country, bool follows, DateTimeOffset? grantEndsAt, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entry = await index.FindAsync(fan, link.Id, service, cancellationToken);
            var there = entry is null ? null : await buckets.FindAsync(entry.Key, service, fan, entry.Round, cancellationToken);
            var mayTakeAnew = there is { State: PreSaveState.Canceled, Reason: PreSaveReasons.ByFan };
            if (there is not null && !mayTakeAnew) return new TakeResult.AlreadyThere(there);
            // What was begun is completed where it was begun: whoever began it may still be at it.
            var place = mayTakeAnew || entry is null ? Slot.NameOf(zone) : entry.Zone;
            if (Refusal(link, service, TimeZoneInfo.FindSystemTimeZoneById(place)) is { } refused) return refused;
            var slot = await slots.OpenAsync(link, place, cancellationToken);
            if (await PlaceAsync(entry, mayTakeAnew, link, service, fan, slot, cancellationToken) is not { } placed) continue;
            await follower.FollowAsync(link, slot, cancellationToken);
            var now = time.GetUtcNow();
            var preSave = new PreSave(placed.Key, service, fan, PreSaveState.Queued, null, now, now, country, follows, grantEndsAt, 0, null, null, placed.Round);
            if (await buckets.ChangeAsync(placed.Key, bucket => new BucketChange(bucket, [preSave], []), cancellationToken) is not BucketWrite.Written written) continue;
            await GrowAsync(slot, written.Bucket, cancellationToken);
            return new TakeResult.Taken(written.PreSaves[0], await follower.SettleAsync(link, slot, cancellationToken));
        }
    }

    private TakeResult? Refusal(Link link, StreamingService service, TimeZoneInfo zone) => link switch
    {
        { IsAtRest: true } => new TakeResult.LinkIsClosed(),
        { Release: null } => new TakeResult.LinkIsOut(),
        { Release: var release } when release.IsOut(time.GetUtcNow(), zone) => new TakeResult.LinkIsOut(),
        _ => link.Find(service) is { Removed: false } ? null : new TakeResult.ServiceNotOnLink(),
    };

    /// <summary>Says where the pre-save will lie, before it is there. Null when another request said so first.</summary>
    private async Task<FanEntry?> PlaceAsync(FanEntry? entry, bool isAnew, Link link, StreamingService service, FanId fan, Slot slot, CancellationToken cancellationToken)
    {
        if (entry is not null && !isAnew) return entry;
        return await index.TryPutAsync(new FanEntry(fan, link.Id, service, link.Organization, link.Address, slot.Zone, slot.BucketFor(fan), (entry?.Round ?? 0) + 1, time.GetUtcNow(), entry?.ETag ?? default), cancellationToken);
    }

    /// <summary>Opens as many buckets again when one is full.</summary>
    private async Task GrowAsync(Slot slot, Bucket bucket, CancellationToken cancellationToken)
    {
        if (bucket.Counts.Total < Bucket.Full || bucket.Key.Bucket < slot.Buckets / 2) return;
        await slots.ChangeAsync(slot.Link, slot.Zone, current => current.Buckets == slot.Buckets ? current with { Buckets = current.Buckets * 2 } : null, cancellationToken);
    }
}

using Azure;
using Microsoft.Extensions.Logging;
using Smartlinks.Links;
using Smartlinks.PreSaves.Moments;

namespace Smartlinks.PreSaves.Saving;

/// <summary>
/// Works in a bucket: takes it for a turn, has the turn done, and puts a message for the next one while something is left. Kills, late and double messages are safe:
/// what a turn writes of its bucket is written only while it holds it, and a message of an earlier turn ends. What others change meanwhile (a fan who cancels, a sibling that
/// another bucket's call took along, a note of a nudge) they change by the pre-save's own version.
/// </summary>
public sealed class BucketSaver(Buckets buckets, Slots slots, LinkStore links, MomentFollower follower, SaveRequests queue, FanLibraries libraries, FanSaver saver, FanSiblings siblings, PaceWatch watch,
    PreSaveOptions options, IIdSource ids, TimeProvider time, ILogger<BucketSaver> log, PreSaveNotices? notices = null) : IDisposable
{
    /// <summary>A message for the next turn that comes while the last one is just being let go comes back so soon.</summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turns = new(options.Turns);

    public async Task SaveAsync(SavesDue message, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            await SaveInTurnAsync(message, cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task SaveInTurnAsync(SavesDue message, CancellationToken cancellationToken)
    {
        if (await buckets.FindAsync(message.Key, cancellationToken) is not { Counts.Open: > 0 } bucket || message.Turn < bucket.Turn) return;
        var (isKnown, link, moment) = await ReadLinkAsync(message, cancellationToken);
        if (!isKnown) return;
        var holder = ids.NewUlid();
        if (await TakeAsync(message, holder, cancellationToken) is not { } held) return;
        try
        {
            var dueAt = held.FirstLookAt > moment ? held.FirstLookAt.Value : moment;
            await WorkAsync(message, held, holder, link, dueAt, cancellationToken);
        }
        catch
        {
            await LetGoAsync(message.Key, holder);
            throw;
        }
    }

    /// <summary>The link, null when it was deleted, and the slot's moment. Not known: nothing is to be done now, and the timer has the slot.</summary>
    private async Task<(bool IsKnown, Link? Link, DateTimeOffset Moment)> ReadLinkAsync(SavesDue message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var stored = await links.FollowAsync(message.Address, cancellationToken);
        if (stored is StoredLink.Deleted deleted && deleted.Id == message.Key.Link) return (true, null, now);
        if (stored is not StoredLink.Found { Link: var link } || link.Id != message.Key.Link || await slots.FindAsync(message.Key.Link, message.Key.Zone, cancellationToken) is not { } slot)
        {
            log.LogWarning("A bucket of {Link} is due, and the link is not found", message.Key.Link);
            return default;
        }

        if (slot.MomentOf(link) is { } moment && moment <= now) return (true, link, moment);
        // The date was moved since the message was put, or the clocks of queue and app differ by a little.
        await follower.FollowAsync(link, slot, cancellationToken);
        if (slot.MomentOf(link) is { } soon && soon - now <= SaveTimer.Ahead) await queue.PutAsync(message, soon - now, cancellationToken);
        return default;
    }

    /// <summary>Null: another has it. It may be dead: the message comes back when it would be, and the next turn's, which the last one puts before it lets go, soon.</summary>
    private async Task<Bucket?> TakeAsync(SavesDue message, string holder, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await buckets.ChangeAsync(message.Key, newest => Take(newest, message, holder), cancellationToken) is BucketWrite.Written { Bucket: var held }) return held;
            if (await buckets.FindAsync(message.Key, cancellationToken) is not { } bucket || message.Turn < bucket.Turn) return null;
            var now = time.GetUtcNow();
            // Else it was let go between the two.
            if (!bucket.IsHeldByAnother(holder, now)) continue;
            await queue.PutAsync(message, message.Turn > bucket.Turn ? s_soon : bucket.HeldUntil!.Value - now + TimeSpan.FromSeconds(1), cancellationToken);
            return null;
        }
    }

    private BucketChange? Take(Bucket bucket, SavesDue message, string holder)
    {
        var now = time.GetUtcNow();
        if (message.Turn < bucket.Turn || bucket.IsHeldByAnother(holder, now)) return null;
        return new BucketChange(bucket with { Holder = holder, HeldUntil = now + HeldBucket.Held, Turn = message.Turn, LookAt = null, FirstLookAt = bucket.FirstLookAt ?? now }, [], []);
    }

    private async Task WorkAsync(SavesDue message, Bucket held, string holder, Link? link, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        var bucket = new HeldBucket(buckets, message.Key, holder, time);
        var turn = new SaveTurn(bucket, libraries, saver, siblings, watch, options, message.OrganizationBuckets, time, notices);
        var isHeld = await turn.RunAsync(link, dueAt, cancellationToken);
        // An alarm is made of these lines (infra/alerts.bicep): too many of all that ended, not one fan's revoked permission.
        if (turn.Ended > 0) log.LogInformation("{Failed} of {Ended} pre-saves of {Link} ended without the music", turn.Failed, turn.Ended, message.Key.Link);
        if (!isHeld) return;
        var now = time.GetUtcNow();
        DateTimeOffset? lookAt = null;
        if (turn.NextLook(now) is { } next)
        {
            // Before the bucket says so: of a kill between the two, this message comes again and the timer after it; none of them does harm.
            lookAt = next > now ? next : now;
            await queue.PutAsync(message with { Turn = held.Turn + 1 }, lookAt.Value - now, cancellationToken);
        }

        await buckets.ChangeAsync(message.Key, newest => newest.Holder != holder ? null
            : new BucketChange(newest with { Holder = null, HeldUntil = null, Turn = held.Turn + 1, LookAt = lookAt }, [], []), cancellationToken);
    }

    /// <summary>So that the next try need not wait until the bucket is free by itself.</summary>
    private async Task LetGoAsync(PreSaveKey key, string holder)
    {
        try
        {
            await buckets.ChangeAsync(key, newest => newest.Holder != holder ? null : new BucketChange(newest with { Holder = null, HeldUntil = null }, [], []), CancellationToken.None);
        }
        catch (RequestFailedException refused)
        {
            log.LogDebug(refused, "A bucket is free only when its time is over");
        }
    }
}

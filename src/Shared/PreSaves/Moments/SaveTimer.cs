using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.PreSaves.Reminding;

namespace Smartlinks.PreSaves.Moments;

/// <summary>
/// Fired every minute: has the buckets worked in whose moment comes within the next one, and the reminders looked at. A slot's row stays until its buckets have nothing left, put off about ten
/// minutes each time: lost messages, missed minutes and two timers at once cost a look, never a pre-save.
/// </summary>
public sealed class SaveTimer(SaveMoments moments, Slots slots, Buckets buckets, LinkStore links, MomentFollower follower, SaveRequests queue, TimeProvider time, ILogger<SaveTimer> log,
    ReminderRequests? reminders = null)
{
    /// <summary>Slots that one firing takes at about most; the rest follows a minute later.</summary>
    public const int MostAtOnce = 2_000;

    /// <summary>How long before its moment a slot is taken: its messages wait in the queue for it, so that nobody waits for the timer.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    /// <summary>How long a row stays though nothing is left: a pre-save that was begun before the moment is in by then.</summary>
    public static readonly TimeSpan Afterwards = TimeSpan.FromHours(1);

    /// <summary>A message so late is believed lost.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_step = TimeSpan.FromMinutes(10);
    private const int Concurrency = 16;

    public async Task FireAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Those put off lie within a step and a half: they tell what each organization has under way.
        var listed = await moments.ListAsync(now, now + s_step + s_step, MostAtOnce, cancellationToken);
        var looks = new ConcurrentBag<SlotLook>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(listed.Where(each => each.FiresAt <= now + Ahead), parallel, async (each, token) =>
        {
            if (await LookAsync(each, now, token) is { } look) looks.Add(look);
        });
        var underWay = looks.Select(look => (look.Taken.Organization, look.Open.Count))
            .Concat(listed.Where(each => each.FiresAt > now + Ahead).Select(each => (each.Organization, Count: each.OpenBuckets)))
            .GroupBy(each => each.Organization).ToDictionary(each => each.Key, each => each.Sum(one => one.Count));
        await Parallel.ForEachAsync(looks, parallel, async (look, token) => await QueueAsync(look, underWay[look.Taken.Organization], now, token));
        if (listed.Count >= MostAtOnce) log.LogWarning("{Count} slots are due or will be soon; the rest follows in a minute", listed.Count);
    }

    /// <summary>Null when there is nothing to queue: the row is where it should be.</summary>
    private async Task<SlotLook?> LookAsync(SaveMoment taken, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var slot = await slots.FindAsync(taken.Link, taken.Zone, cancellationToken);
        var stored = await links.FollowAsync(taken.Address, cancellationToken);
        var link = stored is StoredLink.Found { Link: var found } && found.Id == taken.Link ? found : null;
        var isGone = stored is StoredLink.Deleted deleted && deleted.Id == taken.Link;
        if (slot is null || (link is null && !isGone))
        {
            log.LogWarning("The slot {Zone} of {Link} cannot be looked at: the link is not found", taken.Zone, taken.Link);
            await moments.PutOffAsync(taken, taken with { FiresAt = Next(now), IsRenewed = true }, cancellationToken);
            return null;
        }

        if (link is not null) await follower.FollowAsync(link, slot, cancellationToken);
        var moment = link is null ? now : slot.MomentOf(link) ?? now;
        if (moment > now + Ahead)
        {
            // The date was moved: the link tells when.
            await moments.PutOffAsync(taken, SaveMoment.Of(slot, moment), cancellationToken);
            return null;
        }

        var open = await ListOpenAsync(slot, cancellationToken);
        var reminded = reminders is null ? [] : await reminders.ListDueAsync(slot, cancellationToken);
        if (open.Count > 0 || reminded.Count > 0) return new SlotLook(taken, moment, open, reminded);
        if (now > moment + Afterwards || isGone) await moments.DeleteAsync(taken, cancellationToken);
        else await moments.PutOffAsync(taken, taken with { FiresAt = Next(moment > now ? moment : now), OpenBuckets = 0, IsRenewed = true }, cancellationToken);
        return null;
    }

    private async Task<IReadOnlyList<Bucket>> ListOpenAsync(Slot slot, CancellationToken cancellationToken)
    {
        var open = new ConcurrentBag<Bucket>();
        await Parallel.ForEachAsync(slot.Keys, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, async (key, token) =>
        {
            if (await buckets.FindAsync(key, token) is { Counts.Open: > 0 } bucket) open.Add(bucket);
        });
        return [.. open.OrderBy(bucket => bucket.Key.Bucket)];
    }

    private async Task QueueAsync(SlotLook look, int organizationBuckets, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var taken = look.Taken;
        // In this order: a kill between two steps repeats one, and loses none.
        var next = taken with { FiresAt = Next(look.Moment > now ? look.Moment : now), OpenBuckets = look.Open.Count, IsRenewed = true };
        await moments.PutAsync(next, cancellationToken);
        foreach (var bucket in look.Open.Where(bucket => !(bucket.LookAt + s_patience > now)))
            await queue.PutAsync(new SavesDue(taken.Organization, taken.Address, bucket.Key, bucket.Turn, organizationBuckets), look.Moment - now, cancellationToken);
        foreach (var key in look.Reminders) await reminders!.PutAsync(new BucketPage(taken.Address, key, null), look.Moment - now, cancellationToken);
        if (next.FiresAt != taken.FiresAt) await moments.DeleteAsync(taken, cancellationToken);
    }

    /// <summary>5 to 15 minutes ahead, on full ten minutes: two timers that take one row put it off to the same place.</summary>
    private static DateTimeOffset Next(DateTimeOffset from)
    {
        var ahead = from + s_step + (s_step / 2);
        return new DateTimeOffset(ahead.UtcTicks - (ahead.UtcTicks % s_step.Ticks), TimeSpan.Zero);
    }

    private sealed record SlotLook(SaveMoment Taken, DateTimeOffset Moment, IReadOnlyList<Bucket> Open, IReadOnlyList<PreSaveKey> Reminders);
}

using System.Collections.Concurrent;
using Smartlinks.PreSaves.Moments;

namespace Smartlinks.PreSaves.Renewing;

/// <summary>
/// Fired every minute: has the grants of slots renewed whose moment comes within <see cref="Ahead"/>, so that the moment's own time goes into saving. What is left out, for
/// whatever reason, is renewed when it is saved with: this only ever saves time. Twice at once, and killed between two steps, costs a look.
/// </summary>
public sealed class RenewalTimer(SaveMoments moments, Slots slots, Buckets buckets, RenewalRequests queue, TimeProvider time)
{
    /// <summary>How long before their moment grants are renewed: tokens of the services that have to be renewed are good for an hour or longer.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(30);

    /// <summary>Slots that one firing takes at most; the rest follows a minute later.</summary>
    public const int MostAtOnce = 2_000;

    private const int Concurrency = 16;

    public async Task FireAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var coming = await moments.ListComingAsync(now + SaveTimer.Ahead, now + Ahead, MostAtOnce, cancellationToken);
        await Parallel.ForEachAsync(coming, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, async (each, token) => await QueueAsync(each, token));
    }

    private async Task QueueAsync(SaveMoment coming, CancellationToken cancellationToken)
    {
        if (await slots.FindAsync(coming.Link, coming.Zone, cancellationToken) is { } slot)
            foreach (var key in await ListOpenAsync(slot, cancellationToken)) await queue.PutAsync(new BucketPage(coming.Address, key, null), TimeSpan.Zero, cancellationToken);
        // In this order: a kill in between repeats the messages, and what is renewed is not renewed again.
        await moments.MarkRenewedAsync(coming, cancellationToken);
    }

    private async Task<IEnumerable<PreSaveKey>> ListOpenAsync(Slot slot, CancellationToken cancellationToken)
    {
        var open = new ConcurrentBag<PreSaveKey>();
        await Parallel.ForEachAsync(slot.Keys, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, async (key, token) =>
        {
            if (await buckets.FindAsync(key, token) is { Counts.Open: > 0 }) open.Add(key);
        });
        return open.OrderBy(key => key.Bucket);
    }
}

using Smartlinks.Fans.Grants;
using Smartlinks.Links;

namespace Smartlinks.PreSaves.Renewing;

/// <summary>
/// Renews the tokens of a page of a bucket's pre-saves that would have to be renewed at their moment, at the services' pace. Where a service is short, the page comes back when its turns are, as
/// long as the moment has not come.
/// </summary>
public sealed class EarlyRenewer(Buckets buckets, Slots slots, LinkStore links, GrantKeeper grants, RenewalRequests queue, TimeProvider time)
{
    /// <summary>How long after the moment tokens are to be good.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromMinutes(20);

    // Many buckets are looked at side by side, and nobody waits for it.
    private const int Concurrency = 4;

    public async Task RenewAsync(BucketPage message, CancellationToken cancellationToken)
    {
        var key = message.Key;
        if (await links.FindFollowingAsync(message.Address, cancellationToken) is not { Archived: false } link || link.Id != key.Link) return;
        if (await slots.FindAsync(key.Link, key.Zone, cancellationToken) is not { } slot || slot.MomentOf(link) is not { } moment || !IsNear(moment)) return;
        var (page, next) = await buckets.ListOpenAsync(key, message.After, Buckets.MostAtOnce, cancellationToken);
        if (next is not null) await queue.PutAsync(message with { After = next }, TimeSpan.Zero, cancellationToken);
        var wait = await RenewAsync(page, moment + Reach, cancellationToken);
        if (wait > TimeSpan.Zero && time.GetUtcNow() + wait < moment) await queue.PutAsync(message, wait, cancellationToken);
    }

    /// <summary>Not when the date was moved away, or the moment has come.</summary>
    private bool IsNear(DateTimeOffset moment) => moment > time.GetUtcNow() && moment <= time.GetUtcNow() + RenewalTimer.Ahead + TimeSpan.FromMinutes(1);

    /// <returns>How long the last of those has to wait that the service's pace has no turn for now; zero: none has.</returns>
    private async Task<TimeSpan> RenewAsync(IEnumerable<PreSave> page, DateTimeOffset goodUntil, CancellationToken cancellationToken)
    {
        var longest = 0L;
        await Parallel.ForEachAsync(page, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, async (preSave, token) =>
        {
            if (await grants.RenewAheadAsync(preSave.Fan, preSave.Service, goodUntil, token) is not GrantAccess.Waits { Reason: GrantReasons.RateLimited, RetryAfter: { } wait }) return;
            for (long known; wait.Ticks > (known = Interlocked.Read(ref longest)) && Interlocked.CompareExchange(ref longest, wait.Ticks, known) != known;);
        });
        return TimeSpan.FromTicks(longest);
    }
}

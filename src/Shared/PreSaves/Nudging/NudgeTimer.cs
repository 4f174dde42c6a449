using Smartlinks.Fans.Grants;
using Smartlinks.PreSaves.Moments;

namespace Smartlinks.PreSaves.Nudging;

/// <summary>
/// Fired every hour: walks through the slots whose moment comes within 30 days, and has the grants looked at in those where a day to ask has come since the last time. What one
/// firing does not get done the next goes on with. Twice at once, and killed between two steps, costs a look.
/// </summary>
public sealed class NudgeTimer(SaveMoments moments, Slots slots, Buckets buckets, NudgeRequests queue, TimeProvider time)
{
    /// <summary>Rows that one firing looks at about at most.</summary>
    public const int MostAtOnce = 5_000;

    private const int Concurrency = 16;

    public async Task FireAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = now.AddDays(GrantForecast.DaysBefore[0]);
        for (var looked = 0; looked < MostAtOnce;)
        {
            var (page, isLast) = await moments.WalkAsync(now, until, cancellationToken);
            var rows = page.DistinctBy(each => (each.Link, each.Zone));
            await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, async (row, token) => await LookAsync(row, now, token));
            // Only now: a kill before it costs a second look.
            await moments.WalkedAsync(isLast ? null : page[^1], cancellationToken);
            if (isLast) return;
            looked += page.Count;
        }
    }

    private async Task LookAsync(SaveMoment row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await slots.FindAsync(row.Link, row.Zone, cancellationToken) is not { MomentAt: { } moment } slot || !IsDue(slot, moment, now)) return;
        foreach (var key in slot.Keys)
            if (await buckets.FindAsync(key, cancellationToken) is { Counts.Open: > 0 }) await queue.PutAsync(new BucketPage(row.Address, key, null), cancellationToken);
        // In this order: a kill in between repeats the messages, and who was asked is marked.
        await slots.ChangeAsync(slot.Link, slot.Zone, current => current.NudgedAt >= now ? null : current with { NudgedAt = now }, cancellationToken);
    }

    private static bool IsDue(Slot slot, DateTimeOffset moment, DateTimeOffset now) => GrantForecast.Of(moment, DateTimeOffset.MinValue).IsDue(now, slot.NudgedAt ?? DateTimeOffset.MinValue);
}

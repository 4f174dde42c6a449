using System.Collections.Concurrent;
using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Reporting;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Rehearsing;

/// <summary>Reads what a rehearsal plays with. Writes nothing, and reads no grant's secret: only the columns in clear.</summary>
/// <param name="grants">Null: this deployment has no keys to open grants.</param>
public sealed class RehearsalCopier(Slots slots, SaveMoments moments, Buckets buckets, PreSaveReport report, TimeProvider time, FanGrants? grants = null)
{
    /// <summary>More pre-saves are not held in memory.</summary>
    public const int MostPreSaves = 10_000;

    private const int Concurrency = 16;

    /// <summary>Whether fans' grants can be opened here at all.</summary>
    public bool CanOpenGrants => grants is not null;

    public async Task<RehearsalCopy> TakeAsync(Link link, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var all = await slots.ListAsync(link.Id, cancellationToken);
        var (sample, open, total) = (new PreSaveSample(MostPreSaves), new Dictionary<(string, StreamingService), int>(), 0);
        string? continuation = null;
        do
        {
            var page = await report.ListAsync(link.Id, 1000, continuation, cancellationToken);
            foreach (var preSave in page.Items)
            {
                sample.Add(preSave);
                total++;
                var place = (preSave.Key.Zone, preSave.Service);
                if (!preSave.IsEnded) open[place] = open.GetValueOrDefault(place) + 1;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        var (rows, looks) = await ReadSlotsAsync(link, all, now, cancellationToken);
        return new RehearsalCopy(now, link, all, rows, looks, sample.Kept, await ReadGrantsAsync(sample.Kept, cancellationToken), open, total);
    }

    private async Task<(IReadOnlyList<SaveMoment> Moments, IReadOnlyDictionary<PreSaveKey, DateTimeOffset> FirstLooks)> ReadSlotsAsync(
        Link link, IReadOnlyList<Slot> all, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (rows, looks) = (new ConcurrentBag<SaveMoment>(), new ConcurrentDictionary<PreSaveKey, DateTimeOffset>());
        await Parallel.ForEachAsync(all, InParallel(cancellationToken), async (slot, token) =>
        {
            // Where the timer's row of a moment that has come was put off to is not known from here: it is looked at at once.
            if (slot.MomentAt is not { } at || at <= now) rows.Add(SaveMoment.Of(slot, now));
            else if (await moments.FindAsync(SaveMoment.Of(slot, at), token) is { } row) rows.Add(row);
            if (slot.MomentOf(link) > now) return;
            foreach (var key in slot.Keys)
                if (await buckets.FindAsync(key, token) is { FirstLookAt: { } firstLookAt }) looks[key] = firstLookAt;
        });
        return ([.. rows], looks);
    }

    private async Task<IReadOnlyDictionary<(FanId, StreamingService), CopiedGrant>> ReadGrantsAsync(IEnumerable<PreSave> preSaves, CancellationToken cancellationToken)
    {
        var copied = new ConcurrentDictionary<(FanId, StreamingService), CopiedGrant>();
        if (grants is null) return copied;
        await Parallel.ForEachAsync(preSaves.Where(preSave => !preSave.IsEnded).Select(preSave => preSave.Fan).Distinct(), InParallel(cancellationToken), async (fan, token) =>
        {
            foreach (var grant in await grants.ListAsync(fan, token)) copied[(fan, grant.Service)] = new CopiedGrant(grant.EndsAt, grant.Ended);
        });
        return copied;
    }

    private static ParallelOptions InParallel(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
}

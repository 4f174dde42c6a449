using Smartlinks.Links;
using Smartlinks.PreSaves.Saving;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Reporting;

/// <summary>How far a link's pre-saves are. Always adds up: each pre-save is in exactly one count.</summary>
/// <param name="NextMoments">What is to come, the earliest first, at most <see cref="PreSaveProgressReader.MostMoments"/>.</param>
/// <param name="EstimatedFinishAt">When the last open one will have been asked for, at the services' pace, if nothing fails; null: none is open.</param>
public sealed record PreSaveProgress(BucketCounts Counts, IReadOnlyList<NextMoment> NextMoments, DateTimeOffset? EstimatedFinishAt);

/// <param name="Zones">In whose midnight the fans are served then, sorted.</param>
public sealed record NextMoment(DateTimeOffset At, IReadOnlyList<string> Zones, int Open);

/// <summary>Reads a link's progress: its slots, and one row a bucket.</summary>
public sealed class PreSaveProgressReader(Slots slots, Buckets buckets, FanLibraries libraries, TimeProvider time)
{
    public const int MostMoments = 50;

    private const int Concurrency = 16;

    public async Task<PreSaveProgress> GetAsync(Link link, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var all = await slots.ListAsync(link.Id, cancellationToken);
        var counted = new (DateTimeOffset At, string Zone, BucketCounts Counts)[all.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, all.Count), new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (index, token) => counted[index] = (all[index].MomentOf(link) ?? now, all[index].Zone, await SumAsync(all[index], token)));
        var next = counted.Where(slot => slot.At > now && slot.Counts.Open > 0).GroupBy(slot => slot.At).OrderBy(group => group.Key).Take(MostMoments)
            .Select(group => new NextMoment(group.Key, [.. group.Select(slot => slot.Zone).Order(StringComparer.Ordinal)], group.Sum(slot => slot.Counts.Open)));
        return new PreSaveProgress(counted.Aggregate(BucketCounts.None, (sum, slot) => sum.Plus(slot.Counts)), [.. next], Finish([.. counted.Select(slot => (slot.At, slot.Counts))], now));
    }

    private async Task<BucketCounts> SumAsync(Slot slot, CancellationToken cancellationToken)
    {
        var sum = BucketCounts.None;
        foreach (var key in slot.Keys)
            if (await buckets.FindAsync(key, cancellationToken) is { } bucket) sum = sum.Plus(bucket.Counts);
        return sum;
    }

    /// <summary>Each service at its own pace.</summary>
    private DateTimeOffset? Finish(IReadOnlyList<(DateTimeOffset At, BucketCounts Counts)> counted, DateTimeOffset now) =>
        counted.SelectMany(slot => slot.Counts.All).Where(count => !count.IsEnded).Select(count => count.Service).Distinct()
            .Max(service => FinishForecast.Of(counted.Select(slot => (slot.At, slot.Counts.All.Where(count => !count.IsEnded && count.Service == service).Sum(count => count.Count))), libraries.Find(service)?.Pace, now)?.FinishAt);
}

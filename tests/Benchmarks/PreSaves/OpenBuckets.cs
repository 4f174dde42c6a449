using System.Collections.Concurrent;
using Azure;
using Smartlinks.Links;
using Smartlinks.PreSaves;

namespace Smartlinks.Benchmarks.PreSaves;

/// <summary>The buckets of a night that have something left, as storage has them.</summary>
internal sealed class OpenBuckets(NightMachine machine, IReadOnlyList<(Link Link, Slot Slot)> slots)
{
    private static readonly ParallelOptions s_parallel = new() { MaxDegreeOfParallelism = 16 };
    private readonly ConcurrentDictionary<PreSaveKey, DateTimeOffset> _left = new(slots.SelectMany(each => each.Slot.Keys.Select(key => KeyValuePair.Create(key, each.Slot.MomentOf(each.Link)!.Value))));

    public int Count => _left.Count;

    /// <summary>Looks at those whose moment has come; a look that storage does not answer in time is not one.</summary>
    /// <returns>Whether a turn is under way or about to begin; when the earliest of the others has its next turn; and how many pre-saves are open, in buckets whose moment has come.</returns>
    public async Task<(bool IsBusy, DateTimeOffset? NextLook, long Open)> LookAsync()
    {
        while (true)
        {
            try
            {
                return await LookOnceAsync();
            }
            catch (RequestFailedException refused) when (refused.Status == 0)
            {
                await Console.Error.WriteLineAsync(refused.Message);
            }
        }
    }

    private async Task<(bool IsBusy, DateTimeOffset? NextLook, long Open)> LookOnceAsync()
    {
        var (now, found) = (machine.Clock.GetUtcNow(), new ConcurrentBag<Bucket>());
        await Parallel.ForEachAsync(_left.Where(each => each.Value <= now), s_parallel, async (each, token) =>
        {
            // A bucket that nobody came to before the moment is none.
            if (await machine.Buckets.FindAsync(each.Key, token) is { Counts.Open: > 0 } bucket) found.Add(bucket);
            else _left.TryRemove(each.Key, out _);
        });
        var isBusy = found.Any(bucket => bucket.Holder is not null || bucket.LookAt is null || bucket.LookAt < now.AddSeconds(5));
        return (isBusy, found.Where(bucket => bucket.LookAt > now).Min(bucket => bucket.LookAt), found.Sum(bucket => (long)bucket.Counts.Open));
    }
}

using Smartlinks.Links;
using Smartlinks.PreSaves.Taking;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Saving;

/// <summary>Another pre-save of the same fan at the same service, marked as being asked for.</summary>
/// <param name="Before">As it was.</param>
/// <param name="Marked">As it is stored now.</param>
/// <param name="DueAt">Since when it is tried.</param>
internal sealed record FanSibling(Link Link, PreSave Before, PreSave Marked, SaveItem Item, DateTimeOffset DueAt);

/// <summary>
/// Finds what else a fan waits for at a service, so that one call saves it all where calls are scarce. It lies in buckets of other turns: each is marked and written by its own
/// version, so that of two who want it one has it; what a kill leaves marked, its own bucket's turn asks for.
/// </summary>
public sealed class FanSiblings(FanIndex index, Buckets buckets, Slots slots, LinkStore links, TimeProvider time)
{
    /// <summary>Entries that are looked at, at most: a fan who pre-saves everything is not read through for each.</summary>
    private const int MostLookedAt = 50;

    /// <param name="most">How many the call still takes; 0 or more.</param>
    internal async Task<IReadOnlyList<FanSibling>> MarkAsync(PreSave preSave, int most, CancellationToken cancellationToken)
    {
        var marked = new List<FanSibling>();
        foreach (var entry in (await index.ListAsync(preSave.Fan, cancellationToken)).Where(each => each.Service == preSave.Service && each.Link != preSave.Key.Link).OrderByDescending(each => each.At).Take(MostLookedAt))
        {
            if (marked.Count == most) break;
            if (await MarkAsync(entry, cancellationToken) is { } sibling) marked.Add(sibling);
        }

        return marked;
    }

    /// <summary>False: somebody else changed it meanwhile, and what is stored counts.</summary>
    internal async Task<bool> WriteAsync(FanSibling sibling, PreSave after, CancellationToken cancellationToken) =>
        await buckets.ChangeAsync(sibling.Marked.Key, bucket => new BucketChange(bucket, [], [new PreSaveChange(sibling.Marked, after)]), cancellationToken) is BucketWrite.Written;

    /// <summary>Null: it is not there, not due, or somebody is at it.</summary>
    private async Task<FanSibling?> MarkAsync(FanEntry entry, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await buckets.FindAsync(entry.Key, entry.Service, entry.Fan, entry.Round, cancellationToken) is not { State: PreSaveState.Queued } preSave || preSave.NextAt > now) return null;
        if (await links.FindFollowingAsync(entry.Address, cancellationToken) is not { Archived: false } link || link.Id != entry.Link || SaveItem.Of(link, entry.Service) is not { } item) return null;
        if (await slots.FindAsync(entry.Link, entry.Zone, cancellationToken) is not { } slot || slot.MomentOf(link) is not { } moment || moment > now) return null;
        var mark = new PreSaveChange(preSave, PreSaveRules.Mark(preSave, item.Item.Id));
        if (await buckets.ChangeAsync(entry.Key, bucket => new BucketChange(bucket, [], [mark]), cancellationToken) is not BucketWrite.Written written) return null;
        return new FanSibling(link, preSave, written.PreSaves[0], item, written.Bucket.FirstLookAt > moment ? written.Bucket.FirstLookAt.Value : moment);
    }
}

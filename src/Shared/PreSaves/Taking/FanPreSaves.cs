using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Taking;

/// <summary>One of a fan's pre-saves, as the fan's page shows it.</summary>
/// <param name="Link">Null: it was deleted.</param>
/// <param name="MomentAt">When it is or was due; null: not known any more.</param>
public sealed record FanPreSave(PreSave PreSave, LinkAddress Address, Link? Link, DateTimeOffset? MomentAt);

/// <summary>What a fan asked for, at all services and organizations.</summary>
public sealed class FanPreSaves(FanIndex index, Buckets buckets, Slots slots, LinkStore links)
{
    private const int Concurrency = 8;

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<FanPreSave>> ListAsync(FanId fan, CancellationToken cancellationToken)
    {
        var entries = await index.ListAsync(fan, cancellationToken);
        var shown = new FanPreSave?[entries.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, entries.Count), new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (at, token) => shown[at] = await ReadAsync(entries[at], token));
        return [.. shown.OfType<FanPreSave>().OrderByDescending(each => each.PreSave.QueuedAt)];
    }

    /// <summary>Whether the fan has a pre-save there that waits for its moment or the next try.</summary>
    public async Task<bool> IsWaitingAsync(FanId fan, LinkId link, StreamingService service, CancellationToken cancellationToken) => await index.FindAsync(fan, link, service, cancellationToken) is { } entry
        && await buckets.FindAsync(entry.Key, service, fan, entry.Round, cancellationToken) is { State: PreSaveState.Queued };

    /// <summary>Null: it was begun, and never taken.</summary>
    private async Task<FanPreSave?> ReadAsync(FanEntry entry, CancellationToken cancellationToken)
    {
        if (await buckets.FindAsync(entry.Key, entry.Service, entry.Fan, entry.Round, cancellationToken) is not { } preSave) return null;
        var link = await links.FindFollowingAsync(entry.Address, cancellationToken) is { } found && found.Id == entry.Link ? found : null;
        var slot = await slots.FindAsync(entry.Link, entry.Zone, cancellationToken);
        return new FanPreSave(preSave, link?.Address ?? entry.Address, link, slot is null ? null : link is null ? slot.MomentAt : slot.MomentOf(link));
    }
}

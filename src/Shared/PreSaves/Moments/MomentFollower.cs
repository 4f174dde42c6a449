using Smartlinks.Links;

namespace Smartlinks.PreSaves.Moments;

/// <summary>
/// Keeps the timer's rows where the link's release moment is: the row first, then the slot says so. A row at an old moment stays, fires, and is led to the right one.
/// Safe to repeat and to be killed.
/// </summary>
public sealed class MomentFollower(LinkStore links, Slots slots, SaveMoments moments, TimeProvider time)
{
    /// <summary>Looks at a link that was edited or deleted; does nothing for one without pre-saves.</summary>
    public async Task FollowAsync(LinkAddress address, LinkId id, CancellationToken cancellationToken)
    {
        switch (await links.FollowAsync(address, cancellationToken))
        {
            case StoredLink.Found { Link: var link } when link.Id == id:
                await FollowAsync(link, cancellationToken);
                break;
            case StoredLink.Deleted deleted when deleted.Id == id:
                // Nothing waits for a release that nobody will tell of: all slots are looked at now.
                foreach (var slot in await slots.ListAsync(id, cancellationToken)) await moments.PutAsync(SaveMoment.Of(slot, time.GetUtcNow()), cancellationToken);
                break;
            default:
                break;
        }
    }

    public async Task FollowAsync(Link link, CancellationToken cancellationToken)
    {
        foreach (var slot in await slots.ListAsync(link.Id, cancellationToken)) await FollowAsync(link, slot, cancellationToken);
    }

    public async Task FollowAsync(Link link, Slot slot, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // A link whose moment was taken off is out from now on, or since the moment it had.
        var moment = link.Release is null && !(slot.MomentAt <= now) ? now : slot.MomentOf(link);
        if (moment is not { } at || slot.MomentAt == at) return;
        await PutAsync(slot, at, cancellationToken);
    }

    /// <summary>After something was put into a slot: the link may have been moved since it was read, and its slots before this one was there.</summary>
    /// <returns>The slot's moment.</returns>
    public async Task<DateTimeOffset> SettleAsync(Link link, Slot slot, CancellationToken cancellationToken)
    {
        var newest = await links.FindFollowingAsync(link.Address, cancellationToken) is { } found && found.Id == link.Id ? found : link;
        if (await slots.FindAsync(slot.Link, slot.Zone, cancellationToken) is { } stored) await FollowAsync(newest, stored, cancellationToken);
        return slot.MomentOf(newest) ?? time.GetUtcNow();
    }

    /// <summary>Has the timer look at the slot at its moment.</summary>
    public async Task PutAsync(Slot slot, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // The timer does not look behind itself.
        await moments.PutAsync(SaveMoment.Of(slot, at > now ? at : now), cancellationToken);
        await slots.ChangeAsync(slot.Link, slot.Zone, current => current.MomentAt == at ? null : current with { MomentAt = at }, cancellationToken);
    }
}

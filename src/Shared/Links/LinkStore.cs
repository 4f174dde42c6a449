using Azure;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Links;

/// <summary>One page of an organization's links, newest first.</summary>
public sealed record LinkList(IReadOnlyList<Link> Items, string? Continuation);

/// <summary>How an attempt to move a link ended.</summary>
public enum LinkMove
{
    Moved,

    /// <summary>The address is somebody else's.</summary>
    Taken,

    /// <summary>The link changed meanwhile: read it again and repeat.</summary>
    Outrun,
}

/// <summary>Reads and writes links. The row in <c>links</c> is the truth; the one in <c>organizationLinks</c> points to it.</summary>
public sealed class LinkStore(ITableClient links, ITableClient organizationLinks)
{
    /// <summary>How many forwarding marks are followed from the first printed slug to the link.</summary>
    private const int MostRenames = 100;

    /// <summary>Tells what was written by this process, so that its cache forgets it.</summary>
    public event Action<LinkAddress>? Changed;

    /// <summary>What a visit needs: one point read.</summary>
    public async Task<StoredLink?> FindAsync(LinkAddress address, CancellationToken cancellationToken)
    {
        var row = await links.GetEntityIfExistsAsync(address.ToString(), LinkRow.RowKey, cancellationToken);
        return row is null ? null : LinkRow.FromEntity(row);
    }

    /// <summary>An organization's link by id; null when it has none of that id.</summary>
    public async Task<Link?> FindAsync(OrganizationId organization, LinkId id, CancellationToken cancellationToken)
    {
        var pointer = await organizationLinks.GetEntityIfExistsAsync(organization.ToString(), OrganizationLinkRow.PointerKey(id), cancellationToken);
        return pointer is not null && await FindFollowingAsync(OrganizationLinkRow.Address(pointer), cancellationToken) is { } link
            && link.Id == id && link.Organization == organization ? link : null;
    }

    /// <summary>The link that forwarding marks lead to, if there is one.</summary>
    public async Task<Link?> FindFollowingAsync(LinkAddress address, CancellationToken cancellationToken) =>
        await FollowAsync(address, cancellationToken) is StoredLink.Found found ? found.Link : null;

    /// <summary>What forwarding marks lead to: a link, a tombstone, or nothing.</summary>
    public async Task<StoredLink?> FollowAsync(LinkAddress address, CancellationToken cancellationToken)
    {
        for (var hops = 0; hops < MostRenames; hops++)
        {
            var stored = await FindAsync(address, cancellationToken);
            if (stored is not StoredLink.Moved moved) return stored;
            address = address with { Slug = moved.To };
        }

        return null;
    }

    /// <summary>Reserves the address; false when it is taken (by anything, a tombstone too).</summary>
    public async Task<bool> TryReserveAsync(Link link, CancellationToken cancellationToken)
    {
        // An insert whose answer was lost is repeated and told that the row exists: it may be this very link.
        return await TryAddAsync(link, cancellationToken) is not null
            || (await FindAsync(link.Address, cancellationToken) is StoredLink.Found { Link: var there } && there.Id == link.Id);
    }

    /// <summary>Whether the address was ever given to this link: it, its forwarding mark or its tombstone lies there.</summary>
    public async Task<bool> WasReservedAsync(LinkAddress address, LinkId id, CancellationToken cancellationToken) => await FindAsync(address, cancellationToken) switch
    {
        StoredLink.Found found => found.Link.Id == id,
        StoredLink.Moved moved => moved.Id == id,
        StoredLink.Deleted deleted => deleted.Id == id,
        _ => false,
    };

    /// <summary>Makes the link findable by id and in the list; safe to repeat.</summary>
    public Task PointToAsync(Link link, CancellationToken cancellationToken) =>
        organizationLinks.UpsertEntityAsync(OrganizationLinkRow.ToPointer(link), TableUpdateMode.Merge, cancellationToken);

    /// <summary>Writes the link at the version it was read; null when somebody else was faster.</summary>
    public async Task<Link?> TryUpdateAsync(Link link, CancellationToken cancellationToken)
    {
        var row = LinkRow.ToEntity(link);
        return await TryReplaceAsync(row, link.ETag, cancellationToken) ? link with { ETag = row.ETag } : null;
    }

    /// <summary>
    /// Reads and changes until the change is applied to the newest version; null when the link is gone or <paramref name="change"/> gives null. A change that nobody
    /// sees leaves <see cref="Link.UpdatedAt"/>.
    /// </summary>
    public async Task<Link?> ChangeAsync(LinkAddress address, LinkId id, Func<Link, Link?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await FindFollowingAsync(address, cancellationToken) is not { } current || current.Id != id || change(current) is not { } changed) return null;
            if (ReferenceEquals(changed, current)) return current;
            if (await TryUpdateAsync(LinkVersion.Date(current, changed), cancellationToken) is { } written) return written;
        }
    }

    /// <summary>
    /// Moves the link to <paramref name="to"/>'s address, as <paramref name="to"/>: says in the pointer where it goes, writes it there, puts a forwarding mark
    /// in the old row, then points to the new one. A kill between two steps leaves the old row in force or the mark leading on; a copy
    /// left behind is found by the pointer and withdrawn by the next move or deletion.
    /// </summary>
    public async Task<(LinkMove Outcome, Link? Moved)> MoveAsync(Link from, Link to, CancellationToken cancellationToken)
    {
        if (await WithdrawCopiesAsync(from, to.Address, cancellationToken) is not { } settled) return (LinkMove.Outrun, null);
        await organizationLinks.UpsertEntityAsync(OrganizationLinkRow.ToMovingPointer(from, to.Address), TableUpdateMode.Replace, cancellationToken);
        Link? written;
        switch (await FindAsync(to.Address, cancellationToken))
        {
            case null:
                written = await TryAddAsync(to, cancellationToken);
                break;
            case StoredLink.Moved mark when mark.Id == from.Id:
                written = await TryUpdateAsync(to with { ETag = mark.ETag }, cancellationToken);
                break;
            case StoredLink.Found { Link: var copy } when copy.Id == from.Id:
                written = null;
                break;
            default:
                return (LinkMove.Taken, null);
        }

        // Another took the address, or moves the link there at the same time: looking again tells which.
        if (written is null) return (LinkMove.Outrun, null);
        if (!await TryReplaceAsync(LinkRow.ToForwarding(from.Address, to.Address, from.Id, from.Organization), settled.ETag, cancellationToken))
        {
            await TryReplaceAsync(LinkRow.ToForwarding(to.Address, from.Address, from.Id, from.Organization), written.ETag, cancellationToken);
            return (LinkMove.Outrun, null);
        }

        await organizationLinks.UpsertEntityAsync(OrganizationLinkRow.ToPointer(written), TableUpdateMode.Replace, cancellationToken);
        return (LinkMove.Moved, written);
    }

    /// <summary>Puts a tombstone in the link's place; false when it changed since it was read.</summary>
    /// <param name="givesBack">False where the organization goes with its links: there is nobody to give back to.</param>
    public async Task<bool> TryDeleteAsync(Link link, DateTimeOffset now, CancellationToken cancellationToken, bool givesBack = true)
    {
        if (await WithdrawCopiesAsync(link, null, cancellationToken) is not { } settled
            || !await TryReplaceAsync(LinkRow.ToTombstone(link, now, givesBack), settled.ETag, cancellationToken)) return false;
        await UnpointAsync(link.Organization, link.Id, cancellationToken);
        return true;
    }

    /// <summary>Takes the pointer of a link off that is deleted, where the process that deleted it died before.</summary>
    public Task UnpointAsync(OrganizationId organization, LinkId id, CancellationToken cancellationToken) =>
        organizationLinks.DeleteEntityAsync(organization.ToString(), OrganizationLinkRow.PointerKey(id), ETag.All, cancellationToken);

    /// <param name="pageSize">1 to 100.</param>
    public async Task<LinkList> ListAsync(OrganizationId organization, int pageSize, string? continuation, CancellationToken cancellationToken)
    {
        var filter = TableFilter.RowPrefix(organization.ToString(), OrganizationLinkRow.LinkPrefix);
        TablePage pointers;
        do
        {
            pointers = await organizationLinks.QueryPageAsync(filter, pageSize, continuation, null, cancellationToken);
            continuation = pointers.Continuation;
        }
        while (pointers.Items.Count == 0 && continuation is not null);

        var found = await Task.WhenAll(pointers.Items.Select(pointer => FindFollowingAsync(OrganizationLinkRow.Address(pointer), cancellationToken)));
        return new LinkList([.. found.OfType<Link>().Where(link => link.Organization == organization)], continuation);
    }

    /// <summary>
    /// Turns copies of the link, left by a move that did not end, into forwarding marks. The link's own row is written anew first, so that a move still
    /// under way cannot end either. Null when the link changed since it was read.
    /// </summary>
    private async Task<Link?> WithdrawCopiesAsync(Link link, LinkAddress? goingTo, CancellationToken cancellationToken)
    {
        var pointer = await organizationLinks.GetEntityIfExistsAsync(link.Organization.ToString(), OrganizationLinkRow.PointerKey(link.Id), cancellationToken);
        LinkAddress?[] places = [pointer is null ? null : OrganizationLinkRow.MovingTo(pointer), goingTo];
        foreach (var place in places.OfType<LinkAddress>().Distinct().Where(place => place != link.Address))
        {
            if (await FindAsync(place, cancellationToken) is not StoredLink.Found { Link: var copy } || copy.Id != link.Id) continue;
            if (await TryUpdateAsync(link, cancellationToken) is not { } written) return null;
            link = written;
            await TryReplaceAsync(LinkRow.ToForwarding(place, link.Address, link.Id, link.Organization), copy.ETag, cancellationToken);
        }

        return link;
    }

    private async Task<Link?> TryAddAsync(Link link, CancellationToken cancellationToken)
    {
        try
        {
            var written = link with { ETag = await links.AddEntityAsync(LinkRow.ToEntity(link), cancellationToken) };
            Changed?.Invoke(link.Address);
            return written;
        }
        catch (RequestFailedException refused) when (refused.Status == 409)
        {
            return null;
        }
    }

    private async Task<bool> TryReplaceAsync(TableEntity row, ETag ifMatch, CancellationToken cancellationToken)
    {
        try
        {
            await links.UpdateEntityAsync(row, ifMatch, TableUpdateMode.Replace, cancellationToken);
            Changed?.Invoke(LinkRow.Address(row));
            return true;
        }
        catch (RequestFailedException refused) when (refused.Status is 412 or 404)
        {
            return false;
        }
    }
}

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

    /// <summary>Follows forwarding marks, as long as they belong to the same link.</summary>
    public async Task<Link?> FindFollowingAsync(LinkAddress address, CancellationToken cancellationToken)
    {
        for (var hops = 0; hops < 10; hops++)
        {
            switch (await FindAsync(address, cancellationToken))
            {
                case StoredLink.Found found: return found.Link;
                case StoredLink.Moved moved: address = address with { Slug = moved.To }; break;
                default: return null;
            }
        }

        return null;
    }

    /// <summary>Reserves the address; false when it is taken (by anything, a tombstone too).</summary>
    public async Task<bool> TryReserveAsync(Link link, CancellationToken cancellationToken)
    {
        try
        {
            await links.AddEntityAsync(LinkRow.ToEntity(link), cancellationToken);
            Changed?.Invoke(link.Address);
            return true;
        }
        catch (RequestFailedException refused) when (refused.Status == 409)
        {
            return await FindAsync(link.Address, cancellationToken) is StoredLink.Found { Link: var there } && there.Id == link.Id;
        }
    }

    /// <summary>Makes the link findable by id and in the list; safe to repeat.</summary>
    public Task PointToAsync(Link link, CancellationToken cancellationToken) =>
        organizationLinks.UpsertEntityAsync(OrganizationLinkRow.ToPointer(link), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Writes the link at the version it was read; null when somebody else was faster.</summary>
    public async Task<Link?> TryUpdateAsync(Link link, CancellationToken cancellationToken)
    {
        try
        {
            var written = link with { ETag = await links.UpdateEntityAsync(LinkRow.ToEntity(link), link.ETag, TableUpdateMode.Replace, cancellationToken) };
            Changed?.Invoke(link.Address);
            return written;
        }
        catch (RequestFailedException refused) when (refused.Status is 412 or 404)
        {
            return null;
        }
    }

    /// <summary>Reads and changes until the change is applied to the newest version; null when the link is gone or <paramref name="change"/> gives null.</summary>
    public async Task<Link?> ChangeAsync(LinkAddress address, LinkId id, Func<Link, Link?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await FindFollowingAsync(address, cancellationToken) is not { } current || current.Id != id || change(current) is not { } changed) return null;
            if (ReferenceEquals(changed, current)) return current;
            if (await TryUpdateAsync(changed, cancellationToken) is { } written) return written;
        }
    }

    /// <summary>
    /// Moves the link: writes it at <paramref name="to"/>, puts a forwarding mark in the old row, then points to the new one. A kill between two steps
    /// leaves the old row in force or the mark leading on; calling it again goes on from there.
    /// </summary>
    public async Task<(LinkMove Outcome, Link? Moved)> MoveAsync(Link link, LinkAddress to, CancellationToken cancellationToken)
    {
        var moved = link with { Address = to };
        switch (await FindAsync(to, cancellationToken))
        {
            case null when await TryReserveAsync(moved, cancellationToken):
                break;
            case StoredLink.Found { Link: var copy } when copy.Id == link.Id && await TryUpdateAsync(moved with { ETag = copy.ETag }, cancellationToken) is not null:
                break;
            case StoredLink.Moved mark when mark.Id == link.Id && await TryUpdateAsync(moved with { ETag = mark.ETag }, cancellationToken) is not null:
                break;
            case StoredLink.Found { Link: var copy } when copy.Id == link.Id:
            case StoredLink.Moved mark when mark.Id == link.Id:
                return (LinkMove.Outrun, null);
            default:
                return (LinkMove.Taken, null);
        }

        try
        {
            await links.UpdateEntityAsync(LinkRow.ToForwarding(link.Address, to, link.Id, link.Organization), link.ETag, TableUpdateMode.Replace, cancellationToken);
            Changed?.Invoke(link.Address);
        }
        catch (RequestFailedException refused) when (refused.Status is 412 or 404)
        {
            return (LinkMove.Outrun, null);
        }

        await PointToAsync(moved, cancellationToken);
        return (LinkMove.Moved, await FindAsync(to, cancellationToken) is StoredLink.Found { Link: var there } ? there : moved);
    }

    /// <summary>Puts a tombstone in the link's place; false when it changed since it was read.</summary>
    public async Task<bool> TryDeleteAsync(Link link, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await links.UpdateEntityAsync(LinkRow.ToTombstone(link, now), link.ETag, TableUpdateMode.Replace, cancellationToken);
            Changed?.Invoke(link.Address);
        }
        catch (RequestFailedException refused) when (refused.Status is 412 or 404)
        {
            return false;
        }

        await organizationLinks.DeleteEntityAsync(link.Organization.ToString(), OrganizationLinkRow.PointerKey(link.Id), ETag.All, cancellationToken);
        return true;
    }

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
}

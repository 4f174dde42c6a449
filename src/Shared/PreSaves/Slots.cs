using Azure;
using Smartlinks.Links;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves;

/// <summary>Reads and writes slots.</summary>
public sealed class Slots(ITableClient table)
{
    public async Task<Slot?> FindAsync(LinkId link, string zone, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(link.ToString(), PreSaveRow.ZoneKey(zone), cancellationToken) is { } row ? SlotRow.FromEntity(row) : null;

    /// <summary>All slots of a link: as many as there are zones its fans live in.</summary>
    public async Task<IReadOnlyList<Slot>> ListAsync(LinkId link, CancellationToken cancellationToken)
    {
        var slots = new List<Slot>();
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(TableFilter.Partition(link.ToString()), 1000, continuation, null, cancellationToken);
            slots.AddRange(page.Items.Select(SlotRow.FromEntity));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return slots;
    }

    /// <summary>The slot as it is, or with one bucket when it is new.</summary>
    public async Task<Slot> OpenAsync(Link link, string zone, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await FindAsync(link.Id, zone, cancellationToken) is { } there) return there;
            try
            {
                var slot = new Slot(link.Id, zone, link.Organization, link.Address, 1, null);
                return slot with { ETag = await table.AddEntityAsync(SlotRow.ToEntity(slot), cancellationToken) };
            }
            catch (RequestFailedException refused) when (refused.Status == 409)
            {
            }
        }
    }

    /// <summary>Reads and changes until the change is applied to the newest version; null when the slot is not there or <paramref name="change"/> gives null.</summary>
    public async Task<Slot?> ChangeAsync(LinkId link, string zone, Func<Slot, Slot?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await FindAsync(link, zone, cancellationToken) is not { } slot || change(slot) is not { } changed) return null;
            try
            {
                return changed with { ETag = await table.UpdateEntityAsync(SlotRow.ToEntity(changed), slot.ETag, TableUpdateMode.Replace, cancellationToken) };
            }
            catch (RequestFailedException refused) when (refused.Status == 412)
            {
            }
        }
    }
}

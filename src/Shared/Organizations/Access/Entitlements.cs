using Azure;
using Smartlinks.Storage;

namespace Smartlinks.Organizations.Access;

/// <summary>How giving ended.</summary>
public abstract record GiveResult
{
    private GiveResult()
    {
    }

    /// <param name="IsNew">False: it was given under this id before, and stands as it has become since.</param>
    public sealed record Given(Entitlement Entitlement, bool IsNew) : GiveResult;

    /// <summary>Something else was given under this id.</summary>
    public sealed record Differs(Entitlement There) : GiveResult;
}

/// <summary>One page of what an owner holds, by link and id.</summary>
public sealed record EntitlementList(IReadOnlyList<Entitlement> Items, string? Continuation);

/// <summary>
/// What owners hold at organizations. Giving and revoking are idempotent by the entitlement's id and come in any order: what was revoked stays so, also when the news of its purchase
/// comes later or again.
/// </summary>
public sealed class Entitlements(ITableClient table)
{
    public async Task<GiveResult> GiveAsync(OrganizationId organization, OwnerId owner, Entitlement entitlement, CancellationToken cancellationToken)
    {
        var partition = EntitlementRow.Partition(organization, owner);
        while (true)
        {
            var there = await table.GetEntityIfExistsAsync(partition, EntitlementRow.HeldKey(entitlement.Link, entitlement.Id), cancellationToken);
            if (there is not null && EntitlementRow.ToEntitlement(there) is { } held) return held.IsSameGift(entitlement) ? new GiveResult.Given(held, IsNew: false) : new GiveResult.Differs(held);
            var given = entitlement with { Used = 0, RevokedAt = there is null ? null : EntitlementRow.RevokedAt(there) };
            var row = EntitlementRow.ToHeld(partition, given);
            if (await TryAsync(there is null ? () => table.AddEntityAsync(row, cancellationToken) : () => table.UpdateEntityAsync(row, there.ETag, TableUpdateMode.Replace, cancellationToken)))
                return new GiveResult.Given(given, IsNew: true);
        }
    }

    /// <summary>Takes it back for good. What was not given yet is revoked ahead.</summary>
    /// <param name="link">The link it is for; null: for all of the owner's.</param>
    /// <returns>What was revoked, now or before; null: nothing was given under this id yet.</returns>
    public async Task<Entitlement?> RevokeAsync(OrganizationId organization, OwnerId owner, string? link, EntitlementId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var partition = EntitlementRow.Partition(organization, owner);
        while (true)
        {
            var row = await table.GetEntityIfExistsAsync(partition, EntitlementRow.HeldKey(link, id), cancellationToken);
            if (row is null)
            {
                if (await TryAsync(() => table.AddEntityAsync(EntitlementRow.ToRevokedAhead(partition, link, id, now), cancellationToken))) return null;
                continue;
            }

            var there = EntitlementRow.ToEntitlement(row);
            if (EntitlementRow.RevokedAt(row) is not null) return there;
            var revoked = there! with { RevokedAt = now };
            if (await TryAsync(() => table.UpdateEntityAsync(EntitlementRow.ToHeld(partition, revoked), row.ETag, TableUpdateMode.Replace, cancellationToken))) return revoked;
        }
    }

    public async Task<Entitlement?> FindAsync(OrganizationId organization, OwnerId owner, string? link, EntitlementId id, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(EntitlementRow.Partition(organization, owner), EntitlementRow.HeldKey(link, id), cancellationToken) is { } row ? EntitlementRow.ToEntitlement(row) : null;

    /// <param name="pageSize">1 to 1,000; a page may have fewer, and none, while there is a continuation.</param>
    public async Task<EntitlementList> ListAsync(OrganizationId organization, OwnerId owner, int pageSize, string? continuation, CancellationToken cancellationToken)
    {
        var page = await table.QueryPageAsync(TableFilter.RowPrefix(EntitlementRow.Partition(organization, owner), EntitlementRow.HeldPrefix), pageSize, continuation, null, cancellationToken);
        return new EntitlementList([.. page.Items.Select(EntitlementRow.ToEntitlement).OfType<Entitlement>()], page.Continuation);
    }

    /// <summary>What may count for one link: three reads at once.</summary>
    public async Task<Holdings> HoldAsync(OrganizationId organization, OwnerId owner, string link, CancellationToken cancellationToken)
    {
        var partition = EntitlementRow.Partition(organization, owner);
        var use = table.GetEntityIfExistsAsync(partition, EntitlementRow.UseKey(link), cancellationToken);
        var held = await Task.WhenAll(ReadAsync(partition, EntitlementRow.HeldPrefixOf(null), cancellationToken), ReadAsync(partition, EntitlementRow.HeldPrefixOf(link), cancellationToken));
        return new Holdings([.. held.SelectMany(each => each)], await use is { } row ? EntitlementRow.FromUse(row) : null);
    }

    /// <summary>Uses a release of a package for a link, both rows at once; false when one of them changed meanwhile: hold anew, and decide again.</summary>
    public async Task<bool> TryUseAsync(OrganizationId organization, OwnerId owner, string link, Entitlement package, CancellationToken cancellationToken)
    {
        var partition = EntitlementRow.Partition(organization, owner);
        var row = await table.GetEntityIfExistsAsync(partition, EntitlementRow.HeldKey(null, package.Id), cancellationToken);
        // As it was decided upon: another's use, or a refund, may have come between.
        if (row is null || EntitlementRow.ToEntitlement(row) != package) return false;
        return await TryAsync(() => table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.UpdateReplace, EntitlementRow.ToHeld(partition, package with { Used = package.Used + 1 }), row.ETag),
            new(TableTransactionActionType.Add, EntitlementRow.ToUse(partition, link, new PackageUse(package.Id, null))),
        ], cancellationToken));
    }

    /// <summary>The link was deleted: what it used is given back, once, and nothing is used for it again.</summary>
    public async Task GiveBackAsync(OrganizationId organization, OwnerId owner, string link, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var partition = EntitlementRow.Partition(organization, owner);
        while (true)
        {
            var used = await table.GetEntityIfExistsAsync(partition, EntitlementRow.UseKey(link), cancellationToken);
            var use = used is null ? new PackageUse(null, null) : EntitlementRow.FromUse(used);
            if (use.GivenBackAt is not null) return;
            var mark = EntitlementRow.ToUse(partition, link, use with { GivenBackAt = now });
            var actions = new List<TableTransactionAction> { used is null ? new(TableTransactionActionType.Add, mark) : new(TableTransactionActionType.UpdateReplace, mark, used.ETag) };
            if (use.Entitlement is { } id && await table.GetEntityIfExistsAsync(partition, EntitlementRow.HeldKey(null, id), cancellationToken) is { } row && EntitlementRow.ToEntitlement(row) is { } package)
                actions.Add(new(TableTransactionActionType.UpdateReplace, EntitlementRow.ToHeld(partition, package with { Used = package.Used - 1 }), row.ETag));
            if (await TryAsync(() => table.SubmitTransactionAsync(actions, cancellationToken))) return;
        }
    }

    private async Task<IReadOnlyList<Entitlement>> ReadAsync(string partition, string prefix, CancellationToken cancellationToken)
    {
        var (found, continuation) = (new List<Entitlement>(), (string?)null);
        do
        {
            var page = await table.QueryPageAsync(TableFilter.RowPrefix(partition, prefix), 1_000, continuation, null, cancellationToken);
            found.AddRange(page.Items.Select(EntitlementRow.ToEntitlement).OfType<Entitlement>());
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return found;
    }

    /// <summary>False when somebody else was faster.</summary>
    private static async Task<bool> TryAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (RequestFailedException refused) when (refused.Status is 404 or 409 or 412)
        {
            return false;
        }
    }
}

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
            var given = entitlement with { Used = 0, TakenBack = 0, Returned = 0, RevokedAt = null };
            // What was taken back ahead of it.
            if (there is not null) given = given with { RevokedAt = EntitlementRow.RevokedAt(there), TakenBack = EntitlementRow.Totals(there).TakenBack, Returned = EntitlementRow.Totals(there).Returned };
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

    /// <summary>So many units of it were taken back, and so many of those came back: totals, of which the larger counts, also ahead of the gift. What they come to is not for good, as a revocation is.</summary>
    public async Task RaiseAsync(OrganizationId organization, OwnerId owner, string? link, EntitlementId id, long takenBack, long returned, CancellationToken cancellationToken)
    {
        var partition = EntitlementRow.Partition(organization, owner);
        while (true)
        {
            var there = await table.GetEntityIfExistsAsync(partition, EntitlementRow.HeldKey(link, id), cancellationToken);
            var known = there is null ? (TakenBack: 0L, Returned: 0L) : EntitlementRow.Totals(there);
            var next = (TakenBack: Math.Max(known.TakenBack, takenBack), Returned: Math.Max(known.Returned, returned));
            if (next == known) return;
            var row = EntitlementRow.ToTotals(partition, link, id, next.TakenBack, next.Returned);
            if (await TryAsync(there is null ? () => table.AddEntityAsync(row, cancellationToken) : () => table.UpdateEntityAsync(row, there.ETag, TableUpdateMode.Merge, cancellationToken))) return;
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

    /// <summary>Uses a release of a package for a link, all rows at once; false when one of them changed meanwhile: hold anew, and decide again.</summary>
    /// <param name="replaced">The use that was decided upon: of a package that was taken back, which gets its release back; null: there was none.</param>
    public async Task<bool> TryUseAsync(OrganizationId organization, OwnerId owner, string link, Entitlement package, PackageUse? replaced, CancellationToken cancellationToken)
    {
        var partition = EntitlementRow.Partition(organization, owner);
        var row = await table.GetEntityIfExistsAsync(partition, EntitlementRow.HeldKey(null, package.Id), cancellationToken);
        // As it was decided upon: another's use, or a refund, may have come between.
        if (row is null || EntitlementRow.ToEntitlement(row) != package) return false;
        var used = await table.GetEntityIfExistsAsync(partition, EntitlementRow.UseKey(link), cancellationToken);
        if ((used is null ? null : EntitlementRow.FromUse(used)) != replaced) return false;
        var use = EntitlementRow.ToUse(partition, link, new PackageUse(package.Id, null));
        return await TryAsync(async () => await table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.UpdateReplace, EntitlementRow.ToHeld(partition, package with { Used = package.Used + 1 }), row.ETag),
            used is null ? new(TableTransactionActionType.Add, use) : new(TableTransactionActionType.UpdateReplace, use, used.ETag),
            .. await ReleasesBackAsync(partition, replaced?.Entitlement, cancellationToken),
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
            actions.AddRange(await ReleasesBackAsync(partition, use.Entitlement, cancellationToken));
            if (await TryAsync(() => table.SubmitTransactionAsync(actions, cancellationToken))) return;
        }
    }

    private async Task<IReadOnlyList<TableTransactionAction>> ReleasesBackAsync(string partition, EntitlementId? id, CancellationToken cancellationToken) =>
        id is { } used && await table.GetEntityIfExistsAsync(partition, EntitlementRow.HeldKey(null, used), cancellationToken) is { } row && EntitlementRow.ToEntitlement(row) is { } package
            ? [new(TableTransactionActionType.UpdateReplace, EntitlementRow.ToHeld(partition, package with { Used = package.Used - 1 }), row.ETag)] : [];

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

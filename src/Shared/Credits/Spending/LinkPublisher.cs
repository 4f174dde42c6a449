using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Credits.Spending;

/// <summary>Where a link stands once it was settled.</summary>
public enum Settlement
{
    /// <summary>It is published and stays so, or it is deleted.</summary>
    Done,

    /// <summary>It is not there: not yet, or it never came to be.</summary>
    Missing,

    /// <summary>There is no credit for it.</summary>
    AwaitsCredit,

    /// <summary>It is archived, or its access mode wants something.</summary>
    Waits,
}

/// <summary>
/// Takes what a link costs and publishes it: the credit first, then the look-up announced, then the link without its hold. A kill between two steps repeats one: the credit is taken once
/// by the link's id, and a link without its hold is paid. One whose grant was taken back is held again, and costs no second credit when it comes back. A link that was deleted before anybody had
/// anything of it gives back its credit and the release it used.
/// </summary>
public sealed class LinkPublisher(LinkStore links, ResolveRequests lookUps, DueLookUps due, WaitingLinks waiting, Ledger ledger, FeeGate fees, FeeReturn giveBack, CreditOptions options, TimeProvider time)
{
    public async Task<Settlement> SettleAsync(OrganizationId organization, LinkId id, LinkAddress address, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (await links.FollowAsync(address, cancellationToken))
            {
                case StoredLink.Found { Link: var link } when link.Id == id && link.Organization == organization:
                    await links.PointToAsync(link, cancellationToken);
                    // Null: it changed meanwhile in what matters here.
                    if (await SettleAsync(link, cancellationToken) is { } settlement) return settlement;
                    break;
                case StoredLink.Deleted deleted when deleted.Id == id:
                    if (deleted.IsUnused) await RefundAsync(organization, id, cancellationToken);
                    if (deleted.IsUnused || deleted.WasHeld) await giveBack(organization, deleted.Owner ?? OwnerId.Of(organization), id, cancellationToken);
                    await waiting.RemoveAsync(organization, id, cancellationToken);
                    return Settlement.Done;
                default:
                    return Settlement.Missing;
            }
        }
    }

    private async Task<Settlement?> SettleAsync(Link link, CancellationToken cancellationToken)
    {
        if (link.Hold is null) return await KeepAsync(link, cancellationToken);
        if (link.Archived) return Settlement.Waits;
        var fee = await fees(link, cancellationToken);
        if (fee is FeeDecision.Awaits missing)
            return await HoldAsync(link, new LinkHold(HoldReason.Fee, link.Hold.Reason == HoldReason.Fee ? link.Hold.Since : time.GetUtcNow(), missing.Why, missing.How), cancellationToken) ? Settlement.Waits : null;
        if (options.Enabled && !await PayAsync(link, cancellationToken))
        {
            // Into the index first, if it is not there, and then once more: credit that comes after this finds it.
            await waiting.PutAsync(link, HoldReason.Credit, link.Hold.Since, cancellationToken);
            if (!await PayAsync(link, cancellationToken)) return await HoldAsync(link, LinkHold.ForCredit(link.Hold.Since), cancellationToken) ? Settlement.AwaitsCredit : null;
        }

        var by = (fee as FeeDecision.Granted)?.By;
        // What grants it may have been taken back in this moment, by somebody who found the link held: it is looked at once more as a published one.
        return await PublishAsync(link, by, cancellationToken) && by is null ? Settlement.Done : null;
    }

    /// <summary>A published link stays so as long as what it was published by was not taken back.</summary>
    private async Task<Settlement?> KeepAsync(Link link, CancellationToken cancellationToken)
    {
        // Off the index before anything is asked: who holds it again from now on puts it back after this.
        await waiting.RemoveAsync(link.Organization, link.Id, cancellationToken);
        if (link.GrantedBy is not { } by) return Settlement.Done;
        if (await fees(link, cancellationToken) is FeeDecision.Granted granted)
            return granted.By == by || await ChangePublishedAsync(link, current => current with { GrantedBy = granted.By }, cancellationToken) ? Settlement.Done : null;
        // Into the index first, and then asked once more: what is bought after this finds it.
        var now = time.GetUtcNow();
        await waiting.PutAsync(link, HoldReason.Fee, now, cancellationToken);
        if (await fees(link, cancellationToken) is not FeeDecision.Awaits missing) return null;
        return await ChangePublishedAsync(link, current => current with
        {
            Hold = new LinkHold(HoldReason.Fee, now, missing.Why, missing.How) { IsAgain = true }, LookUpDueAt = null, UpdatedAt = now,
        }, cancellationToken) ? Settlement.Waits : null;
    }

    /// <summary>False: it is not published any more, or by something else.</summary>
    private async Task<bool> ChangePublishedAsync(Link link, Func<Link, Link> change, CancellationToken cancellationToken) =>
        await links.ChangeAsync(link.Address, link.Id, current => current.Hold is null && current.GrantedBy == link.GrantedBy ? change(current) : null, cancellationToken) is not null;

    private async Task<bool> PayAsync(Link link, CancellationToken cancellationToken)
    {
        // Looked up first: what it was bought as may read otherwise by now, when its release has come or was moved.
        if (await ledger.FindAsync(link.Organization, LinkPrice.OperationOf(link.Id), cancellationToken) is not null) return true;
        return await ledger.ApplyAsync(link.Organization, LinkPrice.Spend(link, time.GetUtcNow()), cancellationToken) is not LedgerResult.InsufficientCredit;
    }

    /// <summary>False: the link went away, or was published meanwhile.</summary>
    private async Task<bool> PublishAsync(Link link, EntitlementId? by, CancellationToken cancellationToken)
    {
        var dueAt = time.GetUtcNow() + LookUpAgenda.Patience;
        var receipt = await lookUps.AnnounceAsync(new ResolveRequest(link.Organization, link.Id, link.Address), cancellationToken);
        await due.PutAsync(link, dueAt, cancellationToken);
        var published = await links.ChangeAsync(link.Address, link.Id, current => current.Hold is null ? null : current with { Hold = null, GrantedBy = by, LookUpDueAt = current.Archived ? null : dueAt, UpdatedAt = time.GetUtcNow() }, cancellationToken);
        if (published is null) return false;
        await lookUps.ShowAsync(receipt, cancellationToken);
        await waiting.RemoveAsync(link.Organization, link.Id, cancellationToken);
        return true;
    }

    /// <summary>False: the link is not as it was.</summary>
    private async Task<bool> HoldAsync(Link link, LinkHold hold, CancellationToken cancellationToken)
    {
        hold = hold with { IsAgain = link.Hold is { IsAgain: true } };
        await waiting.PutAsync(link, hold.Reason, hold.Since, cancellationToken);
        return await links.ChangeAsync(link.Address, link.Id, current => current.Hold is null ? null : current.Hold == hold ? current : current with { Hold = hold, UpdatedAt = time.GetUtcNow() }, cancellationToken) is not null;
    }

    private async Task RefundAsync(OrganizationId organization, LinkId id, CancellationToken cancellationToken)
    {
        if (!options.Enabled || await ledger.FindAsync(organization, LinkPrice.OperationOf(id), cancellationToken) is not { } spent) return;
        await ledger.ApplyAsync(organization, LedgerOperation.Refund(LinkPrice.RefundOf(id), spent, LedgerReason.LinkDeleted, LedgerEntry.BySmartlinks), cancellationToken);
    }
}

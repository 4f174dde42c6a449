using Smartlinks.Credits.Plans;
using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Credits.Spending;

/// <summary>The terms of a deployment: what plans allow, what links cost, and what access modes want. Where credits are off only the last is left.</summary>
public sealed class CreditTerms(CreditOptions options, OrganizationPlans plans, Ledger ledger, WaitingLinks waiting, SpendRequests requests, FeeGate fees, TimeProvider time) : ILinkTerms
{
    public async Task<LinkRefusal?> FindRefusalAsync(OrganizationId organization, LinkWish wish, CancellationToken cancellationToken)
    {
        if (!options.Enabled) return null;
        var plan = (await plans.GetAsync(organization, cancellationToken)).Plan;
        if (Missing(plan, wish) is { } feature) return new LinkRefusal.PlanNeeded(feature, PlanTerms.LeastFor(feature).ToString());
        if (!wish.IsNew) return null;
        var balance = (await ledger.GetBalanceAsync(organization, cancellationToken)).Amount;
        if (balance < 0) return new LinkRefusal.NegativeBalance(balance);
        if (balance >= LinkPrice.Credits) return null;
        var waits = await waiting.ListAsync(organization, null, options.MostWaiting, cancellationToken);
        return waits.Count < options.MostWaiting ? null : new LinkRefusal.TooManyWaiting(waits.Count);
    }

    public async ValueTask<LinkHold?> HoldAsync(Link link, CancellationToken cancellationToken) => await fees(link, cancellationToken) switch
    {
        FeeDecision.Awaits missing => new LinkHold(HoldReason.Fee, time.GetUtcNow(), missing.Why, missing.How),
        _ => options.Enabled ? LinkHold.ForPayment(time.GetUtcNow()) : null,
    };

    /// <summary>Where credits are off only a link that is held, or was published by something its owner holds, has anything to settle.</summary>
    public async Task<SendReceipt?> AnnounceAsync(Link link, CancellationToken cancellationToken)
    {
        // Also into the index: a request that fails each time it is tried does not leave the link behind.
        if (link.Hold is { } hold) await waiting.PutAsync(link, hold.Reason, hold.Since, cancellationToken);
        return options.Enabled || link.Hold is not null || link.GrantedBy is not null ? await requests.AnnounceAsync(SpendRequest.OfLink(link), cancellationToken) : null;
    }

    public Task SettleAsync(Link link, SendReceipt? receipt, CancellationToken cancellationToken) => receipt is null
        ? requests.PutAsync(SpendRequest.OfLink(link), cancellationToken) : requests.ShowAsync(SpendRequest.OfLink(link), receipt, cancellationToken);

    private static LinkFeature? Missing(Plan plan, LinkWish wish)
    {
        if (wish.CustomSlug && !PlanTerms.Allows(plan, LinkFeature.CustomSlugs)) return LinkFeature.CustomSlugs;
        return wish.PreSave && !PlanTerms.Allows(plan, LinkFeature.PreSaves) ? LinkFeature.PreSaves : null;
    }
}

using Smartlinks.Billing.Stripe;
using Smartlinks.Organizations;

namespace Smartlinks.Billing;

/// <summary>Keeps an organization's subscriptions as Stripe has them: our row is read before Stripe is, and written at that version.</summary>
public sealed class SubscriptionKeeper(BillingStore store, StripeApi stripe, IOffers offers, IEntitlements entitlements)
{
    /// <summary>The organization it belongs to; null: it is none of ours, or gone.</summary>
    public async Task<OrganizationId?> LookAgainAsync(string id, CancellationToken cancellationToken)
    {
        if (await OwnerOfAsync(id, cancellationToken) is not { } organization) return null;
        while (true)
        {
            var stored = await store.FindSubscriptionAsync(organization, id, cancellationToken) ?? new Subscription(id, organization, "", null, null, null);
            var read = await stripe.GetSubscriptionAsync(id, cancellationToken);
            if (await store.TryPutAsync(stored.After(read, offers), cancellationToken)) break;
            cancellationToken.ThrowIfCancellationRequested();
        }

        await entitlements.PlanChangedAsync(organization, cancellationToken);
        return organization;
    }

    private async Task<OrganizationId?> OwnerOfAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var read = await stripe.GetSubscriptionAsync(id, cancellationToken);
            return OrganizationId.TryParse(read.Metadata?.GetValueOrDefault(CheckoutDesk.OrganizationMark), out var organization) ? organization : null;
        }
        catch (StripeFailureException missing) when (missing.IsMissing)
        {
            return null;
        }
    }
}

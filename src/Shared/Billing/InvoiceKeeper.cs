using Smartlinks.Billing.Purchases;
using Smartlinks.Billing.Stripe;
using Smartlinks.Organizations;

namespace Smartlinks.Billing;

/// <summary>Follows a plan's invoices: one that pays for a period gives the credits that come with the plan, as a purchase under the invoice's own id.</summary>
public sealed class InvoiceKeeper(BillingStore store, StripeApi stripe, IOffers offers, SubscriptionKeeper subscriptions, PurchaseKeeper purchases)
{
    public async Task LookAgainAsync(string id, CancellationToken cancellationToken)
    {
        var invoice = await stripe.GetInvoiceAsync(id, cancellationToken);
        if (invoice.Subscription is not { } subscription || await subscriptions.LookAgainAsync(subscription, cancellationToken) is not { } organization) return;
        if (!PurchaseId.TryParse(invoice.Id, out var purchase)) return;
        if (await store.FindPurchaseAsync(organization, purchase, cancellationToken) is null)
        {
            // A change of plan in the middle of a period is billed by invoices of its own; those bring no second lot of credits.
            if (invoice is not { Status: "paid", BillingReason: "subscription_create" or "subscription_cycle" } || PlanOf(invoice) is not { Units: > 0 } plan) return;
            await store.TryAddAsync(New(purchase, organization, plan, invoice), null, cancellationToken);
        }

        await purchases.LookAgainAsync(organization, purchase, null, null, cancellationToken);
    }

    private Offer? PlanOf(StripeInvoice invoice) =>
        (invoice.Lines?.Data ?? []).Where(line => line.Amount >= 0).Select(line => line.Pricing?.PriceDetails?.Price).OfType<string>().Select(offers.FindPlan).FirstOrDefault(plan => plan is not null);

    private static Purchase New(PurchaseId id, OrganizationId organization, Offer plan, StripeInvoice invoice) => new(id, organization, OfferKind.Plan, plan.Id, plan.Name, plan.Units, invoice.AmountPaid, invoice.Currency ?? "",
        plan.PriceId, null, null, 0, DateTimeOffset.FromUnixTimeSeconds(invoice.Created)) { Subscription = invoice.Subscription };
}

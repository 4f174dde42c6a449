using Smartlinks.Billing.Purchases;
using Smartlinks.Billing.Stripe;
using Smartlinks.Organizations;

namespace Smartlinks.Billing;

/// <summary>Follows a plan's invoices: one that pays for a period gives the credits that come with the plan, as a purchase under the invoice's own id.</summary>
public sealed class InvoiceKeeper(BillingStore store, StripeApi stripe, IOffers offers, SubscriptionKeeper subscriptions, PurchaseKeeper purchases)
{
    /// <summary>How long a period's credits outlast it. The next period is charged an hour after it began, and tried again over days: nobody is to be without credit for that.</summary>
    public static readonly TimeSpan CreditsOutlast = TimeSpan.FromDays(3);

    public async Task LookAgainAsync(string id, CancellationToken cancellationToken)
    {
        var invoice = await stripe.GetInvoiceAsync(id, cancellationToken);
        if (invoice.Subscription is not { } subscription || await subscriptions.LookAgainAsync(subscription, cancellationToken) is not { } organization) return;
        if (!PurchaseId.TryParse(invoice.Id, out var purchase)) return;
        if (await store.FindPurchaseAsync(organization, purchase, cancellationToken) is null)
        {
            // A change of plan in the middle of a period is billed by invoices of its own; those bring no second lot of credits.
            if (invoice is not { Status: "paid", BillingReason: "subscription_create" or "subscription_cycle" } || PlanOf(invoice) is not ({ Units: > 0 } plan, var line)) return;
            await store.TryAddAsync(New(purchase, organization, plan, invoice, line), null, cancellationToken);
        }

        await purchases.LookAgainAsync(organization, purchase, null, null, cancellationToken);
    }

    private (Offer? Plan, StripeInvoiceLine Line) PlanOf(StripeInvoice invoice) => (invoice.Lines?.Data ?? []).Where(line => line.Amount >= 0)
        .Select(line => (Plan: line.Pricing?.PriceDetails?.Price is { } price ? offers.FindPlan(price) : null, Line: line)).FirstOrDefault(each => each.Plan is not null);

    private static Purchase New(PurchaseId id, OrganizationId organization, Offer plan, StripeInvoice invoice, StripeInvoiceLine line) => new(id, organization, OfferKind.Plan, plan.Id, plan.Name, plan.Units, invoice.AmountPaid, invoice.Currency ?? "",
        plan.PriceId, null, null, 0, DateTimeOffset.FromUnixTimeSeconds(invoice.Created))
    {
        Subscription = invoice.Subscription,
        EndsAt = line.Period?.End is { } end ? DateTimeOffset.FromUnixTimeSeconds(end) + CreditsOutlast : null,
    };
}

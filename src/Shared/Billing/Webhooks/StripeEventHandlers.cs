using Smartlinks.Billing.Purchases;
using Smartlinks.Billing.Stripe;
using Smartlinks.Organizations;

namespace Smartlinks.Billing.Webhooks;

/// <summary>One handler per type of event. None believes the event: each reads what it is about anew, and finds by it what of ours has to be looked at again.</summary>
public sealed class StripeEventHandlers(StripeApi stripe, PurchaseKeeper purchases, SubscriptionKeeper subscriptions, InvoiceKeeper invoices, AccountKeeper accounts)
{
    public Task HandleAsync(StripeEvent news, CancellationToken cancellationToken) => news.Type switch
    {
        StripeEventTypes.CheckoutCompleted => SessionCompletedAsync(news, cancellationToken),
        StripeEventTypes.CheckoutExpired or StripeEventTypes.CheckoutPaidLater or StripeEventTypes.CheckoutFailedLater => SessionChangedAsync(news, cancellationToken),
        StripeEventTypes.SubscriptionCreated or StripeEventTypes.SubscriptionUpdated or StripeEventTypes.SubscriptionDeleted => OnPlatform(news, id => subscriptions.LookAgainAsync(id, cancellationToken)),
        StripeEventTypes.InvoicePaid or StripeEventTypes.InvoiceFailed => OnPlatform(news, id => invoices.LookAgainAsync(id, cancellationToken)),
        StripeEventTypes.ChargeRefunded => ChargeRefundedAsync(news, cancellationToken),
        StripeEventTypes.RefundUpdated or StripeEventTypes.RefundFailed => RefundChangedAsync(news, cancellationToken),
        StripeEventTypes.DisputeCreated or StripeEventTypes.DisputeUpdated or StripeEventTypes.DisputeClosed => DisputeChangedAsync(news, cancellationToken),
        // It comes from the account it is about; what the object says its id is does not count.
        StripeEventTypes.AccountUpdated => news.Account is { } account ? accounts.LookAgainAsync(account, cancellationToken) : Task.CompletedTask,
        _ => Task.CompletedTask,
    };

    /// <summary>Plans are the platform's; what a connected account does with subscriptions of its own is not ours.</summary>
    private static Task OnPlatform(StripeEvent news, Func<string, Task> look) => news.Account is null ? look(news.ObjectId) : Task.CompletedTask;

    private async Task SessionCompletedAsync(StripeEvent news, CancellationToken cancellationToken)
    {
        // The subscription that came of it may have its own news lost or late.
        if (await SessionChangedAsync(news, cancellationToken) is { Subscription: { } subscription, Account: null }) await subscriptions.LookAgainAsync(subscription, cancellationToken);
    }

    private async Task<Purchase?> SessionChangedAsync(StripeEvent news, CancellationToken cancellationToken)
    {
        var session = await stripe.GetSessionAsync(news.ObjectId, news.Account, cancellationToken);
        return await LookAgainAsync(session.Metadata, news.Account, session.Id, cancellationToken);
    }

    private async Task ChargeRefundedAsync(StripeEvent news, CancellationToken cancellationToken) =>
        await PaymentChangedAsync((await stripe.GetChargeAsync(news.ObjectId, news.Account, cancellationToken)).PaymentIntent, news.Account, cancellationToken);

    private async Task RefundChangedAsync(StripeEvent news, CancellationToken cancellationToken) =>
        await PaymentChangedAsync((await stripe.GetRefundAsync(news.ObjectId, news.Account, cancellationToken)).PaymentIntent, news.Account, cancellationToken);

    private async Task DisputeChangedAsync(StripeEvent news, CancellationToken cancellationToken)
    {
        var dispute = await stripe.GetDisputeAsync(news.ObjectId, news.Account, cancellationToken);
        var payment = dispute.PaymentIntent ?? (dispute.Charge is { } charge ? (await stripe.GetChargeAsync(charge, news.Account, cancellationToken)).PaymentIntent : null);
        await PaymentChangedAsync(payment, news.Account, cancellationToken);
    }

    /// <summary>A payment carries our marks, or it paid an invoice.</summary>
    private async Task PaymentChangedAsync(string? id, string? account, CancellationToken cancellationToken)
    {
        if (id is null) return;
        var payment = await stripe.GetPaymentIntentAsync(id, account, cancellationToken);
        if (payment.Metadata?.ContainsKey(CheckoutDesk.PurchaseMark) == true) await LookAgainAsync(payment.Metadata, account, null, cancellationToken);
        else if (account is null)
            foreach (var invoice in (await stripe.ListInvoicesOfPaymentAsync(id, cancellationToken)).Select(paid => paid.Invoice).OfType<string>().Distinct(StringComparer.Ordinal)) await invoices.LookAgainAsync(invoice, cancellationToken);
    }

    private async Task<Purchase?> LookAgainAsync(Dictionary<string, string>? marks, string? account, string? session, CancellationToken cancellationToken) =>
        OrganizationId.TryParse(marks?.GetValueOrDefault(CheckoutDesk.OrganizationMark), out var organization) && PurchaseId.TryParse(marks?.GetValueOrDefault(CheckoutDesk.PurchaseMark), out var purchase)
            ? await purchases.LookAgainAsync(organization, purchase, account, session, cancellationToken)
            : null;
}

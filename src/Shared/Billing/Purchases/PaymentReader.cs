using Smartlinks.Billing.Stripe;

namespace Smartlinks.Billing.Purchases;

/// <summary>Reads at Stripe how the payment of a purchase stands.</summary>
public sealed class PaymentReader(StripeApi stripe)
{
    public async Task<PaymentReading> ReadAsync(Purchase purchase, CancellationToken cancellationToken) =>
        purchase.Id.IsInvoice ? await ReadInvoiceAsync(purchase, cancellationToken) : await ReadSessionAsync(purchase, cancellationToken);

    private async Task<PaymentReading> ReadSessionAsync(Purchase purchase, CancellationToken cancellationToken)
    {
        var session = await stripe.GetSessionAsync(purchase.Session!, purchase.Account, cancellationToken);
        var total = session.AmountTotal ?? purchase.Amount;
        var stage = await StageOfAsync(session, purchase.Account, cancellationToken);
        if (stage != PaymentStage.Paid || session.PaymentIntent is not { } payment) return PaymentReading.Of(stage, total, [], [], session.PaymentIntent, session.Subscription);
        var refunds = await stripe.ListRefundsAsync(payment, purchase.Account, cancellationToken);
        return PaymentReading.Of(stage, total, refunds, await stripe.ListDisputesAsync(payment, purchase.Account, cancellationToken), payment);
    }

    private async Task<PaymentStage> StageOfAsync(StripeSession session, string? account, CancellationToken cancellationToken)
    {
        if (session.PaymentStatus is "paid" or "no_payment_required") return PaymentStage.Paid;
        if (session.Status == "expired") return PaymentStage.Expired;
        if (session.Status != "complete") return PaymentStage.Open;
        // A payment that comes later and did not: only the payment itself tells.
        var payment = session.PaymentIntent is { } id ? await stripe.GetPaymentIntentAsync(id, account, cancellationToken) : null;
        return payment?.Status is "requires_payment_method" or "canceled" ? PaymentStage.Failed : PaymentStage.Processing;
    }

    private async Task<PaymentReading> ReadInvoiceAsync(Purchase purchase, CancellationToken cancellationToken)
    {
        var invoice = await stripe.GetInvoiceAsync(purchase.Id.ToString(), cancellationToken);
        if (invoice.Status != "paid") return PaymentReading.Of(PaymentStage.Open, invoice.AmountPaid, [], []);
        var (refunds, disputes) = (new List<StripeRefund>(), new List<StripeDispute>());
        var payments = (await stripe.ListPaymentsOfInvoiceAsync(purchase.Id.ToString(), cancellationToken)).Select(payment => payment.Payment?.PaymentIntent).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        foreach (var payment in payments)
        {
            refunds.AddRange(await stripe.ListRefundsAsync(payment, null, cancellationToken));
            disputes.AddRange(await stripe.ListDisputesAsync(payment, null, cancellationToken));
        }

        return PaymentReading.Of(PaymentStage.Paid, invoice.AmountPaid, refunds, disputes, payments.FirstOrDefault());
    }
}

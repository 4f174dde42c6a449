namespace Smartlinks.Billing.Webhooks;

/// <summary>The events that are listened to; the endpoint at Stripe has to be subscribed to these.</summary>
public static class StripeEventTypes
{
    public const string CheckoutCompleted = "checkout.session.completed";
    public const string CheckoutExpired = "checkout.session.expired";
    public const string CheckoutPaidLater = "checkout.session.async_payment_succeeded";
    public const string CheckoutFailedLater = "checkout.session.async_payment_failed";
    public const string SubscriptionCreated = "customer.subscription.created";
    public const string SubscriptionUpdated = "customer.subscription.updated";
    public const string SubscriptionDeleted = "customer.subscription.deleted";
    public const string InvoicePaid = "invoice.paid";
    public const string InvoiceFailed = "invoice.payment_failed";
    public const string ChargeRefunded = "charge.refunded";
    public const string RefundUpdated = "refund.updated";
    public const string RefundFailed = "refund.failed";
    public const string DisputeCreated = "charge.dispute.created";
    public const string DisputeUpdated = "charge.dispute.updated";
    public const string DisputeClosed = "charge.dispute.closed";
    public const string AccountUpdated = "account.updated";

    public static IReadOnlyList<string> All { get; } =
    [
        CheckoutCompleted, CheckoutExpired, CheckoutPaidLater, CheckoutFailedLater, SubscriptionCreated, SubscriptionUpdated, SubscriptionDeleted, InvoicePaid, InvoiceFailed,
        ChargeRefunded, RefundUpdated, RefundFailed, DisputeCreated, DisputeUpdated, DisputeClosed, AccountUpdated,
    ];
}

using System.Text.Json.Serialization;

namespace Smartlinks.Billing.Stripe;

/// <summary>What is paid for again and again.</summary>
/// <param name="Status"><c>incomplete</c>, <c>incomplete_expired</c>, <c>trialing</c>, <c>active</c>, <c>past_due</c>, <c>unpaid</c>, <c>paused</c> or <c>canceled</c>.</param>
public sealed record StripeSubscription(string? Id, string? Status, [property: JsonConverter(typeof(StripeReference))] string? Customer, bool CancelAtPeriodEnd, long? CancelAt, long? EndedAt,
    StripeList<StripeSubscriptionItem>? Items, Dictionary<string, string>? Metadata) : StripeObject
{
    public override bool IsWhole => Id is { Length: > 0 } && Status is not null;
}

/// <param name="CurrentPeriodEnd">Seconds since 1970.</param>
public sealed record StripeSubscriptionItem(string? Id, StripePrice? Price, long? CurrentPeriodEnd);

public sealed record StripePrice([property: JsonConverter(typeof(StripeReference))] string? Id);

/// <summary>What was asked for at one time.</summary>
/// <param name="Status"><c>draft</c>, <c>open</c>, <c>paid</c>, <c>uncollectible</c> or <c>void</c>.</param>
/// <param name="BillingReason">Such as <c>subscription_create</c> and <c>subscription_cycle</c>.</param>
public sealed record StripeInvoice(string? Id, string? Status, string? BillingReason, long AmountPaid, string? Currency, long Created, StripeInvoiceParent? Parent, StripeList<StripeInvoiceLine>? Lines) : StripeObject
{
    public override bool IsWhole => Id is { Length: > 0 };

    /// <summary>Null: it is of no subscription.</summary>
    [JsonIgnore]
    public string? Subscription => Parent?.SubscriptionDetails?.Subscription;
}

public sealed record StripeInvoiceParent(StripeInvoiceSubscription? SubscriptionDetails);

public sealed record StripeInvoiceSubscription([property: JsonConverter(typeof(StripeReference))] string? Subscription);

/// <param name="Period">What it pays for.</param>
public sealed record StripeInvoiceLine(long Amount, StripeLinePricing? Pricing, StripeLinePeriod? Period = null);

/// <param name="End">Seconds since 1970.</param>
public sealed record StripeLinePeriod(long? End);

public sealed record StripeLinePricing(StripeLinePrice? PriceDetails);

public sealed record StripeLinePrice([property: JsonConverter(typeof(StripeReference))] string? Price);

/// <summary>Which payment paid which invoice.</summary>
public sealed record StripeInvoicePayment(string? Id, [property: JsonConverter(typeof(StripeReference))] string? Invoice, string? Status, StripeInvoicePaymentSource? Payment) : StripeObject
{
    public override bool IsWhole => Id is { Length: > 0 };
}

public sealed record StripeInvoicePaymentSource([property: JsonConverter(typeof(StripeReference))] string? PaymentIntent);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StripeSession))]
[JsonSerializable(typeof(StripePaymentIntent))]
[JsonSerializable(typeof(StripeCharge))]
[JsonSerializable(typeof(StripeRefund))]
[JsonSerializable(typeof(StripeDispute))]
[JsonSerializable(typeof(StripeCustomer))]
[JsonSerializable(typeof(StripePage))]
[JsonSerializable(typeof(StripeAccount))]
[JsonSerializable(typeof(StripeSubscription))]
[JsonSerializable(typeof(StripeInvoice))]
[JsonSerializable(typeof(StripeList<StripeRefund>))]
[JsonSerializable(typeof(StripeList<StripeDispute>))]
[JsonSerializable(typeof(StripeList<StripeInvoicePayment>))]
internal sealed partial class StripeJson : JsonSerializerContext;

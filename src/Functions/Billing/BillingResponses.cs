using System.Text.Json.Serialization;
using Smartlinks.Billing;
using Smartlinks.Billing.Purchases;

namespace Smartlinks.Functions.Billing;

/// <param name="On">Whether anything can be bought here.</param>
/// <param name="Plan">The plan in force; null: the free one.</param>
/// <param name="Purchases">The newest first.</param>
public sealed record BillingResponse(bool On, bool Livemode, string? Plan, IReadOnlyList<OfferResponse> Offers, IReadOnlyList<SubscriptionResponse> Subscriptions, AccountResponse Account, IReadOnlyList<PurchaseResponse> Purchases);

/// <param name="Amount">In the currency's smallest unit; null with a plan, whose price Stripe's page shows.</param>
/// <param name="Days">Of packages and memberships: how long it is good for; null: without end.</param>
public sealed record OfferResponse(string Kind, string Id, string Name, long Units, long? Amount, string? Currency, int? Days)
{
    public static OfferResponse From(Offer offer) => offer.Kind == OfferKind.Plan
        ? new(Spell.Kind(offer.Kind), offer.Id, offer.Name, offer.Units, null, null, null)
        : new(Spell.Kind(offer.Kind), offer.Id, offer.Name, offer.Units, offer.Amount, offer.Currency, offer.Days);
}

/// <param name="Status">Stripe's word for how it stands.</param>
public sealed record SubscriptionResponse(string? Plan, string Status, bool InForce, DateTimeOffset? PaidUntil, DateTimeOffset? EndsAt)
{
    public static SubscriptionResponse From(Subscription subscription) => new(subscription.Plan, subscription.Status, subscription.IsInForce, subscription.PaidUntil, subscription.EndsAt);
}

/// <param name="State"><c>none</c>, <c>incomplete</c> or <c>ready</c>.</param>
/// <param name="Missing">What Stripe waits for.</param>
public sealed record AccountResponse(string State, bool PayoutsEnabled, IReadOnlyList<string> Missing)
{
    public static AccountResponse From(ConnectedAccount? account) => account is null
        ? new("none", false, [])
        : new(account.ChargesEnabled ? "ready" : "incomplete", account.PayoutsEnabled, account.Missing.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

/// <param name="Link">With a base fee: what it is for.</param>
/// <param name="Owner">Who holds a package, a membership or a fee; null: the organization.</param>
/// <param name="TakenBackFor"><c>refund</c> or <c>dispute</c>; null: nothing was taken back.</param>
/// <param name="EndsAt">When what it gives ends; null: never.</param>
public sealed record PurchaseResponse(string Id, string Kind, string Item, string Name, string? Link, string? Owner, string State, long Units, long Given, long TakenBack, string? TakenBackFor, long Amount, string Currency, DateTimeOffset CreatedAt, DateTimeOffset? EndsAt)
{
    public static PurchaseResponse From(Purchase purchase) => new(purchase.Id.ToString(), Spell.Kind(purchase.Kind), purchase.Item, purchase.Name, purchase.Link, purchase.Owner?.ToString(), Spell.State(purchase.State), purchase.Units, purchase.Given,
        purchase.TakenBack, purchase.TakenBackFor, purchase.Amount, purchase.Currency, purchase.CreatedAt, purchase.EndsAt);
}

/// <summary>All that was bought, the newest first: what was paid by a page, and the paid periods of plans.</summary>
public sealed record PurchaseListResponse(IReadOnlyList<PurchaseResponse> Items, string? Continuation);

/// <param name="Url">Stripe's payment page.</param>
public sealed record CheckoutResponse(string Purchase, string Url);

/// <param name="Url">A page of Stripe's, good once and for minutes.</param>
public sealed record StripePageResponse(string Url);

/// <summary>How cases are spelled in JSON.</summary>
internal static class Spell
{
    public static string Kind(OfferKind kind) => kind switch
    {
        OfferKind.Credits => "credits",
        OfferKind.Plan => "plan",
        OfferKind.Package => "package",
        OfferKind.Membership => "membership",
        OfferKind.BaseFee => "baseFee",
    };

    public static string State(PurchaseState state) => state switch
    {
        PurchaseState.Open => "open",
        PurchaseState.Processing => "processing",
        PurchaseState.Paid => "paid",
        PurchaseState.Expired => "expired",
        PurchaseState.Failed => "failed",
        PurchaseState.PartlyRefunded => "partlyRefunded",
        PurchaseState.Refunded => "refunded",
        PurchaseState.Disputed => "disputed",
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BillingResponse))]
[JsonSerializable(typeof(PurchaseListResponse))]
[JsonSerializable(typeof(CheckoutResponse))]
[JsonSerializable(typeof(StripePageResponse))]
internal sealed partial class BillingJson : JsonSerializerContext;

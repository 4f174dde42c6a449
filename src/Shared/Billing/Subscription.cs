using Azure;
using Smartlinks.Billing.Stripe;
using Smartlinks.Organizations;

namespace Smartlinks.Billing;

/// <summary>An organization's subscription to a plan, as Stripe told it last.</summary>
/// <param name="Status">Stripe's own word; new ones may come.</param>
/// <param name="Plan">The plan its price stands for; null: none of ours any more.</param>
/// <param name="PaidUntil">End of the period that is under way.</param>
/// <param name="EndsAt">When it was or will be canceled; null: it goes on.</param>
public sealed record Subscription(string Id, OrganizationId Organization, string Status, string? Plan, DateTimeOffset? PaidUntil, DateTimeOffset? EndsAt, ETag ETag = default)
{
    /// <summary>Whether its plan counts now. A payment that is late is still asked for; the plan stays until Stripe gives up.</summary>
    public bool IsInForce => Plan is not null && Status is "active" or "trialing" or "past_due";

    public Subscription After(StripeSubscription read, IOffers offers)
    {
        var item = read.Items?.Data is [var first, ..] ? first : null;
        var plan = item?.Price?.Id is { } price ? offers.FindPlan(price)?.Id : null;
        var period = At(item?.CurrentPeriodEnd);
        return this with { Status = read.Status!, Plan = plan, PaidUntil = period, EndsAt = At(read.EndedAt) ?? At(read.CancelAt) ?? (read.CancelAtPeriodEnd ? period : null) };
    }

    private static DateTimeOffset? At(long? seconds) => seconds is { } known ? DateTimeOffset.FromUnixTimeSeconds(known) : null;
}

using Smartlinks.Billing.Purchases;
using Smartlinks.Organizations;

namespace Smartlinks.Billing;

/// <summary>
/// Where what is paid for goes: credits to the ledger, packages and fees to the access rules. Totals count from the purchase's first day and never go down, so that one that was
/// seen, or is smaller than one that was seen, changes nothing: a call may come twice, late, or after a later one.
/// </summary>
public interface IEntitlements
{
    /// <param name="total">Units given so far, this time's included.</param>
    Task GiveAsync(Purchase purchase, long total, CancellationToken cancellationToken);

    /// <param name="total">Units taken back so far, this time's included.</param>
    /// <param name="reasonCode"><c>refund</c> or <c>dispute</c>.</param>
    Task TakeBackAsync(Purchase purchase, long total, string reasonCode, CancellationToken cancellationToken);

    /// <summary>The organization's plan may have changed: <see cref="BillingStore.FindPlanAsync"/> tells which it is now.</summary>
    Task PlanChangedAsync(OrganizationId organization, CancellationToken cancellationToken);
}

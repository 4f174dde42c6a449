using Microsoft.Extensions.Logging;
using Smartlinks.Organizations;

namespace Smartlinks.Billing.Purchases;

/// <summary>
/// Brings a purchase to where its payment is: reads our row, then Stripe, then writes that row's version, so that an older reading never takes the place of a newer one; then gives and
/// takes back what the totals say. Killed anywhere, the next time does the rest.
/// </summary>
public sealed class PurchaseKeeper(BillingStore store, PaymentReader payments, IEntitlements entitlements, ILogger<PurchaseKeeper> log)
{
    /// <param name="account">The account the news is of: a purchase on another is none of its business.</param>
    /// <param name="session">The page the news is of, for a purchase whose creation was cut short before its page was noted; null: unknown.</param>
    public async Task<Purchase?> LookAgainAsync(OrganizationId organization, PurchaseId id, string? account, string? session, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await store.FindPurchaseAsync(organization, id, cancellationToken) is not { } purchase || purchase.Account != account)
            {
                log.LogWarning("There is news of purchase {Purchase}, which {Organization} does not have on that account", id, organization);
                return null;
            }

            if (purchase.Session is null && !id.IsInvoice)
            {
                if (session is null) return purchase;
                purchase = purchase with { Session = session };
            }

            if (await KeepAsync(purchase, cancellationToken) is { } kept) return kept;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Null: the row has changed since.</summary>
    private async Task<Purchase?> KeepAsync(Purchase purchase, CancellationToken cancellationToken)
    {
        // Written even when nothing is new: whoever holds an older reading has to notice.
        var after = await store.TryUpdateAsync(purchase.After(await payments.ReadAsync(purchase, cancellationToken)), cancellationToken);
        if (after is null) return null;
        if (after.Given > 0) await entitlements.GiveAsync(after, after.Given, cancellationToken);
        if (after.TakenBack > 0) await entitlements.TakeBackAsync(after, after.TakenBack, after.TakenBackFor!, cancellationToken);
        return after;
    }
}

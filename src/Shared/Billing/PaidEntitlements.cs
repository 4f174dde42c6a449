using System.Globalization;
using Smartlinks.Billing.Purchases;
using Smartlinks.Credits;
using Smartlinks.Credits.Plans;
using Smartlinks.Credits.Spending;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Billing;

/// <summary>
/// Brings what is paid for where it counts: credits into the ledger, packages and fees to what owners hold, plans to what the organization has booked. Each step towards a total is an operation
/// named by where it begins: of two that go the same way at once one writes it, and the other finds it.
/// </summary>
public sealed class PaidEntitlements(Ledger ledger, Entitlements held, OrganizationPlans plans, BillingStore store, OrganizationSettingsStore settings, SpendRequests requests, TimeProvider time) : IEntitlements
{
    private const string By = "stripe";

    public async Task GiveAsync(Purchase purchase, long total, CancellationToken cancellationToken)
    {
        if (IsCredit(purchase))
        {
            await ReachAsync(purchase, "given", total, (id, from) => from < purchase.Units
                ? LedgerOperation.Grant(id, Step(from, Math.Min(total, purchase.Units)), purchase.Kind == OfferKind.Plan ? LedgerReason.PlanPeriod : LedgerReason.CreditPack, purchase.Id.ToString(), By)
                : LedgerOperation.Adjust(id, Step(from, total), LedgerReason.DisputeWon, purchase.Id.ToString(), By), cancellationToken);
            return;
        }

        await HoldAsync(purchase, purchase.Id.ToString(), purchase.Units, cancellationToken);
        // What was taken back stays so: what comes back is held anew. A payment is disputed, and won, once.
        if (total > purchase.Units) await HoldAsync(purchase, string.Create(CultureInfo.InvariantCulture, $"{purchase.Id}.returned"), total - purchase.Units, cancellationToken);
        await requests.PutAsync(SpendRequest.OfWaiting(purchase.Organization), cancellationToken);
    }

    public async Task TakeBackAsync(Purchase purchase, long total, string reasonCode, CancellationToken cancellationToken)
    {
        var reason = reasonCode == "dispute" ? LedgerReason.PaymentDisputed : LedgerReason.PaymentRefunded;
        if (IsCredit(purchase)) await ReachAsync(purchase, "takenBack", total, (id, from) => LedgerOperation.Adjust(id, -Step(from, total), reason, purchase.Id.ToString(), By), cancellationToken);
        // Releases are taken back with the whole price: what was refunded in part still pays for what it paid for.
        else if (total >= purchase.Units) await held.RevokeAsync(purchase.Organization, OwnerOf(purchase), LinkOf(purchase), EntitlementId.Parse(purchase.Id.ToString()), time.GetUtcNow(), cancellationToken);
    }

    /// <summary>A plan that is not one of ours is none.</summary>
    public async Task PlanChangedAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        await plans.TrySetAsync(organization, Enum.TryParse<Plan>(await store.FindPlanAsync(organization, cancellationToken), ignoreCase: true, out var plan) ? plan : Plan.Free, By, cancellationToken);

    private async Task ReachAsync(Purchase purchase, string way, long total, Func<string, long, LedgerOperation> next, CancellationToken cancellationToken)
    {
        for (var from = 0L; from < total;)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{By}.{purchase.Id}.{way}.{from}");
            if (await ledger.FindAsync(purchase.Organization, id, cancellationToken) is not { } entry)
            {
                try
                {
                    entry = await ledger.ApplyAsync(purchase.Organization, next(id, from), cancellationToken) switch
                    {
                        LedgerResult.Applied applied => applied.Entry,
                        LedgerResult.AlreadyApplied already => already.Entry,
                        var other => throw new InvalidOperationException($"A payment's credit could not be written: {other}."),
                    };
                }
                catch (LedgerConflictException)
                {
                    // A step of another length was written in this moment: it is found now.
                    continue;
                }
            }

            from += Math.Abs(entry.Amount);
        }
    }

    private async Task HoldAsync(Purchase purchase, string id, long releases, CancellationToken cancellationToken)
    {
        var isPackage = purchase.Kind == OfferKind.Package;
        var package = isPackage ? (await settings.RecallAsync(purchase.Organization, cancellationToken)).Access.Packages.FirstOrDefault(each => each.Id == purchase.Item) : null;
        var entitlement = new Entitlement(EntitlementId.Parse(id), isPackage ? EntitlementKind.Package : EntitlementKind.BaseFee, LinkOf(purchase), purchase.CreatedAt)
        {
            Offer = isPackage ? purchase.Item : null,
            Releases = isPackage ? (int)releases : 0,
            EndsAt = package?.Days is { } days ? purchase.CreatedAt.AddDays(days) : null,
            Paid = Currency.TryParse(purchase.Currency, out var currency) ? new Money(purchase.Amount, currency) : null,
        };
        await held.GiveAsync(purchase.Organization, OwnerOf(purchase), entitlement, cancellationToken);
    }

    private static bool IsCredit(Purchase purchase) => purchase.Kind is OfferKind.Credits or OfferKind.Plan;

    private static string? LinkOf(Purchase purchase) => purchase.Kind == OfferKind.BaseFee ? purchase.Link : null;

    private static OwnerId OwnerOf(Purchase purchase) => OwnerId.Of(purchase.Organization);

    private static long Step(long from, long to) => Math.Min(to - from, LedgerOperation.MostAmount);
}

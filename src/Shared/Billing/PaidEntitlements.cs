using System.Globalization;
using Microsoft.Extensions.Logging;
using Smartlinks.Billing.Purchases;
using Smartlinks.Credits;
using Smartlinks.Credits.Plans;
using Smartlinks.Credits.Spending;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Billing;

/// <summary>
/// Brings what is paid for where it counts: credits into the ledger, memberships, packages and fees to what owners hold, plans to what the organization has booked. Each step towards a total of
/// credit is an operation named by where it begins: of two that go the same way at once one writes it, and the other finds it. What owners hold has the totals themselves, of which the larger counts.
/// </summary>
public sealed class PaidEntitlements(Ledger ledger, Entitlements held, OrganizationPlans plans, BillingStore store, SpendRequests requests, ILogger<PaidEntitlements> log) : IEntitlements
{
    /// <summary>What the log calls a purchase that is paid and gives nothing.</summary>
    public static readonly EventId NotGiven = new(5101, "PurchaseNotGiven");

    private const string By = "stripe";

    public async Task GiveAsync(Purchase purchase, long total, CancellationToken cancellationToken)
    {
        if (IsCredit(purchase))
        {
            await ReachAsync(purchase, "given", total, (id, from) => from < purchase.Units
                ? LedgerOperation.Grant(id, Step(from, Math.Min(total, purchase.Units)), purchase.Kind == OfferKind.Plan ? LedgerReason.PlanPeriod : LedgerReason.CreditPack, purchase.Id.ToString(), By, purchase.EndsAt)
                : LedgerOperation.Adjust(id, Step(from, total), LedgerReason.DisputeWon, purchase.Id.ToString(), By, purchase.EndsAt), cancellationToken);
            return;
        }

        // What is known to be taken back comes before the gift: nothing goes live by what was refunded long ago.
        await RaiseAsync(purchase, purchase.TakenBack, total - purchase.Units, cancellationToken);
        await HoldAsync(purchase, cancellationToken);
        await requests.PutAsync(SpendRequest.OfWaiting(purchase.Organization), cancellationToken);
    }

    public async Task TakeBackAsync(Purchase purchase, long total, string reasonCode, CancellationToken cancellationToken)
    {
        if (IsCredit(purchase))
        {
            var reason = reasonCode == "dispute" ? LedgerReason.PaymentDisputed : LedgerReason.PaymentRefunded;
            await ReachAsync(purchase, "takenBack", total, (id, from) => LedgerOperation.Adjust(id, -Step(from, total), reason, purchase.Id.ToString(), By), cancellationToken);
            return;
        }

        await RaiseAsync(purchase, total, 0, cancellationToken);
        // Also when it was taken back before: of a kill after the first try the request is missing.
        await requests.PutAsync(SpendRequest.OfTakenBack(purchase.Organization, OwnerOf(purchase), IdOf(purchase)), cancellationToken);
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

    private Task RaiseAsync(Purchase purchase, long takenBack, long returned, CancellationToken cancellationToken) =>
        held.RaiseAsync(purchase.Organization, OwnerOf(purchase), LinkOf(purchase), IdOf(purchase), takenBack, returned, cancellationToken);

    private async Task HoldAsync(Purchase purchase, CancellationToken cancellationToken)
    {
        var kind = KindOf(purchase.Kind);
        var entitlement = new Entitlement(IdOf(purchase), kind, LinkOf(purchase), purchase.CreatedAt)
        {
            Offer = kind == EntitlementKind.BaseFee ? null : purchase.Item,
            Releases = kind == EntitlementKind.Package ? (int)purchase.Units : 0,
            EndsAt = purchase.EndsAt,
            Paid = Currency.TryParse(purchase.Currency, out var currency) ? new Money(purchase.Amount, currency) : null,
        };
        if (await held.GiveAsync(purchase.Organization, OwnerOf(purchase), entitlement, cancellationToken) is not GiveResult.Differs differs) return;
        BillingMetrics.Ungiven.Add(1);
        log.LogCritical(NotGiven, "Purchase {Purchase} of {Organization} is paid and gives nothing: something else ({Kind}, given {GivenAt:O}) is held under its id. Give by hand what was bought, under another id, or refund the purchase",
            purchase.Id, purchase.Organization, differs.There.Kind, differs.There.GivenAt);
    }

    private static EntitlementKind KindOf(OfferKind kind) => kind switch
    {
        OfferKind.Package => EntitlementKind.Package,
        OfferKind.Membership => EntitlementKind.Membership,
        OfferKind.BaseFee => EntitlementKind.BaseFee,
        OfferKind.Credits or OfferKind.Plan => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Credit is not held by owners."),
    };

    private static EntitlementId IdOf(Purchase purchase) => EntitlementId.Parse(purchase.Id.ToString());

    private static bool IsCredit(Purchase purchase) => purchase.Kind is OfferKind.Credits or OfferKind.Plan;

    private static string? LinkOf(Purchase purchase) => purchase.Kind == OfferKind.BaseFee ? purchase.Link : null;

    private static OwnerId OwnerOf(Purchase purchase) => purchase.Owner ?? OwnerId.Of(purchase.Organization);

    private static long Step(long from, long to) => Math.Min(to - from, LedgerOperation.MostAmount);
}

using Azure;
using Smartlinks.Billing.Purchases;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Billing;

/// <summary>
/// What purchases gave and took back, in table <c>billing</c>: entries are only added, each in one transaction with the mark that tells how far the purchase is, so that none is
/// counted twice.
/// </summary>
public sealed class BillingOutcomes(ITableClient table, TimeProvider time) : IEntitlements
{
    public const string Given = "given";
    public const string TakenBack = "takenBack";

    public Task GiveAsync(Purchase purchase, long total, CancellationToken cancellationToken) => AppendAsync(purchase, Given, total, null, cancellationToken);

    public Task TakeBackAsync(Purchase purchase, long total, string reasonCode, CancellationToken cancellationToken) => AppendAsync(purchase, TakenBack, total, reasonCode, cancellationToken);

    /// <summary>The subscription's row says it already.</summary>
    public Task PlanChangedAsync(OrganizationId organization, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What a purchase came to so far: units given less units taken back.</summary>
    public async Task<long> NetAsync(OrganizationId organization, PurchaseId purchase, CancellationToken cancellationToken) =>
        await TotalAsync(organization, purchase, Given, cancellationToken) - await TotalAsync(organization, purchase, TakenBack, cancellationToken);

    private async Task<long> TotalAsync(OrganizationId organization, PurchaseId purchase, string direction, CancellationToken cancellationToken) =>
        (await table.GetEntityIfExistsAsync(organization.ToString(), BillingRow.MarkKey(purchase, direction), cancellationToken))?.GetInt64("Total") ?? 0;

    private async Task AppendAsync(Purchase purchase, string direction, long total, string? reason, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await table.GetEntityIfExistsAsync(purchase.Organization.ToString(), BillingRow.MarkKey(purchase.Id, direction), cancellationToken);
            var before = stored?.GetInt64("Total") ?? 0;
            if (total <= before) return;
            var (mark, entry) = BillingRow.ToOutcome(purchase, direction, total, before, reason, time.GetUtcNow());
            try
            {
                await table.SubmitTransactionAsync(
                [
                    stored is null ? new(TableTransactionActionType.Add, mark) : new(TableTransactionActionType.UpdateReplace, mark, stored.ETag),
                    new(TableTransactionActionType.Add, entry),
                ], cancellationToken);
                return;
            }
            catch (RequestFailedException refused) when (refused.Status is 409 or 412)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}

using Azure;
using Smartlinks.Billing.Purchases;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Billing;

/// <summary>One page of what an organization bought, newest first.</summary>
public sealed record PurchaseList(IReadOnlyList<Purchase> Items, string? Continuation);

/// <summary>Table <c>billing</c>. Every write is of the version that was read: nothing older than what is there takes its place.</summary>
public sealed class BillingStore(ITableClient table)
{
    /// <summary>More plans at a time nobody has.</summary>
    private const int MostSubscriptions = 100;

    public async Task<Purchase?> FindPurchaseAsync(OrganizationId organization, PurchaseId id, CancellationToken cancellationToken) =>
        await FindAsync(organization, BillingRow.RowKey(id), BillingRow.ToPurchase, cancellationToken);

    /// <summary>Adds a purchase under its key and to the list, together; false: the key is taken, or the purchase is there.</summary>
    /// <param name="key">Null: it has none.</param>
    public async Task<bool> TryAddAsync(Purchase purchase, TableEntity? key, CancellationToken cancellationToken)
    {
        TableEntity?[] rows = [key, BillingRow.ToEntity(purchase), purchase.Id.IsInvoice ? BillingRow.ToListed(purchase) : null];
        try
        {
            await table.SubmitTransactionAsync([.. rows.OfType<TableEntity>().Select(row => new TableTransactionAction(TableTransactionActionType.Add, row))], cancellationToken);
            return true;
        }
        catch (RequestFailedException taken) when (taken.Status == 409)
        {
            return false;
        }
    }

    public async Task<(PurchaseId Purchase, string Fingerprint)?> FindKeyAsync(OrganizationId organization, string hash, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(organization.ToString(), BillingRow.RowKeyOfKey(hash), cancellationToken) is { } row ? BillingRow.ToKeyed(row) : null;

    /// <summary>Null: somebody else was faster.</summary>
    public async Task<Purchase?> TryUpdateAsync(Purchase purchase, CancellationToken cancellationToken) =>
        await TryWriteAsync(BillingRow.ToEntity(purchase), purchase.ETag, cancellationToken) is { } version ? purchase with { ETag = version } : null;

    public async Task<Subscription?> FindSubscriptionAsync(OrganizationId organization, string id, CancellationToken cancellationToken) =>
        await FindAsync(organization, BillingRow.SubscriptionPrefix + id, BillingRow.ToSubscription, cancellationToken);

    /// <summary>Adds what has no version yet. False: somebody else was faster.</summary>
    public async Task<bool> TryPutAsync(Subscription subscription, CancellationToken cancellationToken) => await TryWriteAsync(BillingRow.ToEntity(subscription), subscription.ETag, cancellationToken) is not null;

    public Task<ConnectedAccount?> FindAccountAsync(OrganizationId organization, CancellationToken cancellationToken) => FindAsync(organization, BillingRow.AccountRow, BillingRow.ToAccount, cancellationToken);

    /// <summary>Adds what has no version yet. False: somebody else was faster.</summary>
    public async Task<bool> TryPutAsync(ConnectedAccount account, CancellationToken cancellationToken) => await TryWriteAsync(BillingRow.ToEntity(account), account.ETag, cancellationToken) is not null;

    public Task<string?> FindCustomerAsync(OrganizationId organization, CancellationToken cancellationToken) => FindAsync(organization, BillingRow.CustomerRow, BillingRow.ToCustomer, cancellationToken);

    public async Task<bool> TryAddCustomerAsync(OrganizationId organization, string customer, CancellationToken cancellationToken) =>
        await TryWriteAsync(BillingRow.ToCustomer(organization, customer), default, cancellationToken) is not null;

    public async Task<IReadOnlyList<Subscription>> ListSubscriptionsAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        [.. (await ListAsync(organization, BillingRow.SubscriptionPrefix, MostSubscriptions, cancellationToken)).Select(BillingRow.ToSubscription)];

    /// <summary>All that was bought, the periods of plans among it, the newest first.</summary>
    /// <param name="pageSize">1 to 1,000.</param>
    public async Task<PurchaseList> ListPurchasesAsync(OrganizationId organization, int pageSize, string? continuation, CancellationToken cancellationToken)
    {
        TablePage page;
        do
        {
            page = await table.QueryPageAsync(TableFilter.RowPrefix(organization.ToString(), BillingRow.PurchasePrefix), pageSize, continuation, null, cancellationToken);
            continuation = page.Continuation;
        }
        while (page.Items.Count == 0 && continuation is not null);
        var found = await Task.WhenAll(page.Items.Select(row => BillingRow.ListedInvoice(row) is { } invoice
            ? FindPurchaseAsync(organization, invoice, cancellationToken) : Task.FromResult<Purchase?>(BillingRow.ToPurchase(row))));
        return new PurchaseList([.. found.OfType<Purchase>()], continuation);
    }

    /// <summary>The plan in force: of several, the one that is paid for longest; null: none, which is the free one.</summary>
    public async Task<string?> FindPlanAsync(OrganizationId organization, CancellationToken cancellationToken) =>
        (await ListSubscriptionsAsync(organization, cancellationToken)).Where(subscription => subscription.IsInForce).MaxBy(subscription => (subscription.PaidUntil ?? default, subscription.Id))?.Plan;

    private async Task<List<TableEntity>> ListAsync(OrganizationId organization, string prefix, int most, CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(TableFilter.RowPrefix(organization.ToString(), prefix), most - rows.Count, continuation, null, cancellationToken);
            rows.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null && rows.Count < most);
        return rows;
    }

    private async Task<T?> FindAsync<T>(OrganizationId organization, string row, Func<TableEntity, T> read, CancellationToken cancellationToken)
        where T : class =>
        await table.GetEntityIfExistsAsync(organization.ToString(), row, cancellationToken) is { } found ? read(found) : null;

    private async Task<ETag?> TryWriteAsync(TableEntity row, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            return version == default ? await table.AddEntityAsync(row, cancellationToken) : await table.UpdateEntityAsync(row, version, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException refused) when (refused.Status is 404 or 409 or 412)
        {
            return null;
        }
    }
}

using System.Security.Cryptography;
using System.Text;
using Smartlinks.Billing.Purchases;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Storage;

namespace Smartlinks.Billing;

/// <summary>
/// Rows of table <c>billing</c>: partition = organization; <c>purchase|{newest-first id}</c>, <c>invoice|{Stripe id}</c> (a paid period of a plan; a row among the purchases names it), <c>key|{SHA-256}</c> (what a retry with
/// the same <c>Idempotency-Key</c> comes to), <c>subscription|{Stripe id}</c>, <c>account</c>, <c>customer</c>.
/// </summary>
public static class BillingRow
{
    public const string Table = "billing";
    public const string PurchasePrefix = "purchase|";
    public const string InvoicePrefix = "invoice|";
    public const string SubscriptionPrefix = "subscription|";
    public const string AccountRow = "account";
    public const string CustomerRow = "customer";

    public static string RowKey(PurchaseId id) => id.IsInvoice ? InvoicePrefix + id : PurchasePrefix + Ulid.Invert(id.UlidPart);

    /// <summary>Where an invoice is named in the list of purchases: by when it was made, and by its id for what was made in the same second.</summary>
    public static string ListKey(Purchase invoice) =>
        PurchasePrefix + Ulid.Invert(Ulid.Write(invoice.CreatedAt.ToUnixTimeMilliseconds(), SHA256.HashData(Encoding.UTF8.GetBytes(invoice.Id.ToString())).AsSpan(0, 10)));

    public static TableEntity ToListed(Purchase invoice) => new(invoice.Organization.ToString(), ListKey(invoice)) { ["Invoice"] = invoice.Id.ToString() };

    /// <summary>The invoice that stands here in the list; null: a purchase itself does.</summary>
    public static PurchaseId? ListedInvoice(TableEntity row) => row.GetString("Invoice") is { } id ? PurchaseId.Parse(id) : null;

    public static string RowKeyOfKey(string hash) => $"key|{hash}";

    public static TableEntity ToEntity(Purchase purchase) => new(purchase.Organization.ToString(), RowKey(purchase.Id))
    {
        ["Id"] = purchase.Id.ToString(),
        ["Kind"] = purchase.Kind.ToString(),
        ["Item"] = purchase.Item,
        ["Name"] = purchase.Name,
        ["Units"] = purchase.Units,
        ["Amount"] = purchase.Amount,
        ["Currency"] = purchase.Currency,
        ["PriceId"] = purchase.PriceId,
        ["Link"] = purchase.Link,
        ["Owner"] = purchase.Owner?.ToString(),
        ["Account"] = purchase.Account,
        ["Fee"] = purchase.Fee,
        ["CreatedAt"] = purchase.CreatedAt,
        ["EndsAt"] = purchase.EndsAt,
        ["Session"] = purchase.Session,
        ["PaymentIntent"] = purchase.PaymentIntent,
        ["Subscription"] = purchase.Subscription,
        ["State"] = purchase.State.ToString(),
        ["Given"] = purchase.Given,
        ["TakenBack"] = purchase.TakenBack,
        ["TakenBackFor"] = purchase.TakenBackFor,
    };

    public static Purchase ToPurchase(TableEntity row) => new(PurchaseId.Parse(Text(row, "Id")), OrganizationId.Parse(row.PartitionKey), Enum.Parse<OfferKind>(Text(row, "Kind")), Text(row, "Item"), Text(row, "Name"),
        row.GetInt64("Units") ?? 0, row.GetInt64("Amount") ?? 0, Text(row, "Currency"), row.GetString("PriceId"), row.GetString("Link"), row.GetString("Account"), row.GetInt64("Fee") ?? 0, row.GetDateTimeOffset("CreatedAt") ?? default)
    {
        Owner = row.GetString("Owner") is { } owner ? OwnerId.Parse(owner) : null,
        EndsAt = row.GetDateTimeOffset("EndsAt"),
        Session = row.GetString("Session"),
        PaymentIntent = row.GetString("PaymentIntent"),
        Subscription = row.GetString("Subscription"),
        State = Enum.Parse<PurchaseState>(Text(row, "State")),
        Given = row.GetInt64("Given") ?? 0,
        TakenBack = row.GetInt64("TakenBack") ?? 0,
        TakenBackFor = row.GetString("TakenBackFor"),
        ETag = row.ETag,
    };

    public static TableEntity ToKey(OrganizationId organization, string hash, PurchaseId purchase, string fingerprint) =>
        new(organization.ToString(), RowKeyOfKey(hash)) { ["Purchase"] = purchase.ToString(), ["Fingerprint"] = fingerprint };

    public static (PurchaseId Purchase, string Fingerprint) ToKeyed(TableEntity row) => (PurchaseId.Parse(Text(row, "Purchase")), Text(row, "Fingerprint"));

    public static TableEntity ToEntity(Subscription subscription) => new(subscription.Organization.ToString(), SubscriptionPrefix + subscription.Id)
    {
        ["Status"] = subscription.Status,
        ["Plan"] = subscription.Plan,
        ["PaidUntil"] = subscription.PaidUntil,
        ["EndsAt"] = subscription.EndsAt,
    };

    public static Subscription ToSubscription(TableEntity row) => new(row.RowKey[SubscriptionPrefix.Length..], OrganizationId.Parse(row.PartitionKey), Text(row, "Status"), row.GetString("Plan"),
        row.GetDateTimeOffset("PaidUntil"), row.GetDateTimeOffset("EndsAt"), row.ETag);

    public static TableEntity ToEntity(ConnectedAccount account) => new(account.Organization.ToString(), AccountRow)
    {
        ["Account"] = account.Id,
        ["ChargesEnabled"] = account.ChargesEnabled,
        ["PayoutsEnabled"] = account.PayoutsEnabled,
        ["DetailsSubmitted"] = account.DetailsSubmitted,
        ["Missing"] = account.Missing,
    };

    public static ConnectedAccount ToAccount(TableEntity row) => new(Text(row, "Account"), OrganizationId.Parse(row.PartitionKey), row.GetBoolean("ChargesEnabled") ?? false, row.GetBoolean("PayoutsEnabled") ?? false,
        row.GetBoolean("DetailsSubmitted") ?? false, Text(row, "Missing"), row.ETag);

    public static TableEntity ToCustomer(OrganizationId organization, string customer) => new(organization.ToString(), CustomerRow) { ["Customer"] = customer };

    public static string ToCustomer(TableEntity row) => Text(row, "Customer");

    private static string Text(TableEntity row, string name) => row.GetString(name) ?? "";
}

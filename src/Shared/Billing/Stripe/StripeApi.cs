using System.Text.Json.Serialization.Metadata;

namespace Smartlinks.Billing.Stripe;

/// <summary>The operations of Stripe's API that are used here. <c>account</c> is the connected account an operation is done on; null: the platform's own.</summary>
public sealed class StripeApi(StripeClient client)
{
    private const int PageSize = 100;

    /// <summary>More pages of one payment's refunds than that are no payment of ours.</summary>
    private const int MostPages = 20;

    public Task<StripeSession> CreateSessionAsync(CheckoutRequest request, string idempotencyKey, string? account, CancellationToken cancellationToken) =>
        PostAsync("v1/checkout/sessions", request.ToForm(), idempotencyKey, account, StripeJson.Default.StripeSession, cancellationToken);

    public Task<StripeSession> GetSessionAsync(string id, string? account, CancellationToken cancellationToken) => GetAsync($"v1/checkout/sessions/{StripeCall.Name(id)}", account, StripeJson.Default.StripeSession, cancellationToken);

    public Task<StripeSession> ExpireSessionAsync(string id, string idempotencyKey, string? account, CancellationToken cancellationToken) =>
        PostAsync($"v1/checkout/sessions/{StripeCall.Name(id)}/expire", new StripeForm(), idempotencyKey, account, StripeJson.Default.StripeSession, cancellationToken);

    public Task<StripePaymentIntent> GetPaymentIntentAsync(string id, string? account, CancellationToken cancellationToken) =>
        GetAsync($"v1/payment_intents/{StripeCall.Name(id)}", account, StripeJson.Default.StripePaymentIntent, cancellationToken);

    public Task<StripeCharge> GetChargeAsync(string id, string? account, CancellationToken cancellationToken) => GetAsync($"v1/charges/{StripeCall.Name(id)}", account, StripeJson.Default.StripeCharge, cancellationToken);

    public Task<StripeRefund> GetRefundAsync(string id, string? account, CancellationToken cancellationToken) => GetAsync($"v1/refunds/{StripeCall.Name(id)}", account, StripeJson.Default.StripeRefund, cancellationToken);

    public Task<StripeDispute> GetDisputeAsync(string id, string? account, CancellationToken cancellationToken) => GetAsync($"v1/disputes/{StripeCall.Name(id)}", account, StripeJson.Default.StripeDispute, cancellationToken);

    public Task<IReadOnlyList<StripeRefund>> ListRefundsAsync(string paymentIntent, string? account, CancellationToken cancellationToken) =>
        ListAsync("v1/refunds", () => new StripeForm().Add("payment_intent", paymentIntent), refund => refund.Id, account, StripeJson.Default.StripeListStripeRefund, cancellationToken);

    public Task<IReadOnlyList<StripeDispute>> ListDisputesAsync(string paymentIntent, string? account, CancellationToken cancellationToken) =>
        ListAsync("v1/disputes", () => new StripeForm().Add("payment_intent", paymentIntent), dispute => dispute.Id, account, StripeJson.Default.StripeListStripeDispute, cancellationToken);

    public Task<StripeSubscription> GetSubscriptionAsync(string id, CancellationToken cancellationToken) => GetAsync($"v1/subscriptions/{StripeCall.Name(id)}", null, StripeJson.Default.StripeSubscription, cancellationToken);

    public Task<StripeInvoice> GetInvoiceAsync(string id, CancellationToken cancellationToken) => GetAsync($"v1/invoices/{StripeCall.Name(id)}", null, StripeJson.Default.StripeInvoice, cancellationToken);

    /// <summary>With what an invoice was paid.</summary>
    public Task<IReadOnlyList<StripeInvoicePayment>> ListPaymentsOfInvoiceAsync(string invoice, CancellationToken cancellationToken) =>
        ListAsync("v1/invoice_payments", () => new StripeForm().Add("invoice", invoice), payment => payment.Id, null, StripeJson.Default.StripeListStripeInvoicePayment, cancellationToken);

    /// <summary>Which invoices a payment paid.</summary>
    public Task<IReadOnlyList<StripeInvoicePayment>> ListInvoicesOfPaymentAsync(string paymentIntent, CancellationToken cancellationToken) =>
        ListAsync("v1/invoice_payments", () => new StripeForm().Add("payment[type]", "payment_intent").Add("payment[payment_intent]", paymentIntent), payment => payment.Id, null,
            StripeJson.Default.StripeListStripeInvoicePayment, cancellationToken);

    public Task<StripeCustomer> CreateCustomerAsync(string? name, string? email, IReadOnlyDictionary<string, string> metadata, string idempotencyKey, CancellationToken cancellationToken) =>
        PostAsync("v1/customers", new StripeForm().Add("name", name).Add("email", email).Add("metadata", metadata), idempotencyKey, null, StripeJson.Default.StripeCustomer, cancellationToken);

    public Task<StripeCustomer> GetCustomerAsync(string id, CancellationToken cancellationToken) => GetAsync($"v1/customers/{StripeCall.Name(id)}", null, StripeJson.Default.StripeCustomer, cancellationToken);

    public Task<StripePage> CreatePortalSessionAsync(string customer, Uri returnUrl, string idempotencyKey, CancellationToken cancellationToken) =>
        PostAsync("v1/billing_portal/sessions", new StripeForm().Add("customer", customer).Add("return_url", returnUrl.AbsoluteUri), idempotencyKey, null, StripeJson.Default.StripePage, cancellationToken);

    /// <summary>An account whose owner has Stripe's whole dashboard, pays Stripe's fees and bears the losses; Stripe asks for what it has to know.</summary>
    public Task<StripeAccount> CreateAccountAsync(string? email, IReadOnlyDictionary<string, string> metadata, string idempotencyKey, CancellationToken cancellationToken) =>
        PostAsync("v1/accounts", new StripeForm().Add("controller[stripe_dashboard][type]", "full").Add("controller[fees][payer]", "account").Add("controller[losses][payments]", "stripe")
            .Add("controller[requirement_collection]", "stripe").Add("email", email).Add("metadata", metadata), idempotencyKey, null, StripeJson.Default.StripeAccount, cancellationToken);

    public Task<StripeAccount> GetAccountAsync(string id, CancellationToken cancellationToken) => GetAsync($"v1/accounts/{StripeCall.Name(id)}", null, StripeJson.Default.StripeAccount, cancellationToken);

    /// <summary>Where the account's owner tells Stripe what it asks for. Good once, for minutes.</summary>
    public Task<StripePage> CreateAccountLinkAsync(string connected, Uri refreshUrl, Uri returnUrl, string idempotencyKey, CancellationToken cancellationToken) =>
        PostAsync("v1/account_links", new StripeForm().Add("account", connected).Add("refresh_url", refreshUrl.AbsoluteUri).Add("return_url", returnUrl.AbsoluteUri).Add("type", "account_onboarding"),
            idempotencyKey, null, StripeJson.Default.StripePage, cancellationToken);

    private Task<T> GetAsync<T>(string path, string? account, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : StripeObject => client.SendAsync(StripeCall.Get(path, account), type, cancellationToken);

    private Task<T> PostAsync<T>(string path, StripeForm form, string idempotencyKey, string? account, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : StripeObject => client.SendAsync(StripeCall.Post(path, form, idempotencyKey, account), type, cancellationToken);

    private async Task<IReadOnlyList<T>> ListAsync<T>(string path, Func<StripeForm> query, Func<T, string?> idOf, string? account, JsonTypeInfo<StripeList<T>> type, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await client.SendAsync(StripeCall.Get(path, account, query().Add("limit", PageSize).Add("starting_after", all.Count == 0 ? null : idOf(all[^1]))), type, cancellationToken);
            all.AddRange(page.Data!);
            if (!page.HasMore || page.Data!.Count == 0) return all;
        }

        throw new StripeFailureException(StripeFailureKind.Api, 200, "list_too_long");
    }
}

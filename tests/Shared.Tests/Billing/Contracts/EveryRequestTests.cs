using Smartlinks.Billing.Stripe;
using Smartlinks.Support;

namespace Smartlinks.Tests.Billing.Contracts;

/// <summary>Every request that can be made is one that Stripe's newest types allow, name by name and type by type.</summary>
public sealed class EveryRequestTests
{
    private static readonly Uri s_back = new("https://links.example/app/billing?tab=1");
    private static readonly Dictionary<string, string> s_marks = new() { ["organization"] = "org_some-label", ["purchase"] = "pur_1" };
    private static readonly CheckoutLine.Once s_once = new("100 credits", 1_900, "eur", "Credits for links & pre-saves");

    [Fact]
    public async Task Every_request_is_one_that_Stripe_takes()
    {
        var sent = await StripeContract.RecordAsync(UseAllAsync);
        var verdict = await StripeContract.JudgeAsync(sent);

        Assert.Equal([], verdict.Faults.SelectMany(each => each));
        Assert.Equal(StripeClient.Version, verdict.Version);
    }

    [Fact]
    public async Task Every_operation_was_asked_for_and_every_optional_part_of_it()
    {
        var sent = await StripeContract.RecordAsync(UseAllAsync);
        var operations = typeof(StripeApi).GetMethods().Where(method => method.DeclaringType == typeof(StripeApi)).ToList();
        Assert.Equal(operations.Count, sent.Select(each => (each.Method, System.Text.RegularExpressions.Regex.Replace(each.Path, "/[a-z]+_1", "/{id}"), Lists(each))).Distinct().Count());

        var everything = string.Join('&', sent.Select(each => Uri.UnescapeDataString(each.Form)));
        foreach (var part in new[] { "customer=cus_1", "customer_email=", "client_reference_id=", "expires_at=", "payment_intent_data[application_fee_amount]=48", "subscription_data[metadata][purchase]=", "product_data][description]=",
            "&email=", "name=A label", "starting_after=re_1" }) Assert.Contains(part, everything, StringComparison.Ordinal);
        Assert.Contains(sent, each => each.Headers.ContainsKey("Stripe-Account"));
    }

    [Theory]
    [InlineData("success_url", "sucess_url", "additionalProperty")]
    [InlineData("line_items[0][price_data][currency]", "line_items[0][price_data][curency]", "curency")]
    [InlineData("line_items[0][price_data][product_data][name]", "line_items[0][price_data][product_data][title]", "title")]
    [InlineData("payment_intent_data[application_fee_amount]", "payment_intent_data[application_fee]", "application_fee")]
    [InlineData("metadata[purchase]", "meta[purchase]", "meta")]
    [InlineData("mode=payment", "mode=buy", "mode")]
    [InlineData("line_items[0][quantity]=1", "line_items[0][quantity]=one", "quantity")]
    [InlineData("line_items[0][price_data][unit_amount]=1900", "line_items[0][price_data][unit_amount]=19 euros", "unit_amount")]
    [InlineData("adaptive_pricing[enabled]=false", "adaptive_pricing[enabled]=no", "enabled")]
    [InlineData("line_items[0][price_data][currency]=eur", "", "currency")]
    [InlineData("line_items[0][price_data][product_data][name]=100 credits", "", "name")]
    public async Task A_checkout_that_is_misspelt_wrongly_typed_or_incomplete_is_found(string right, string wrong, string where)
    {
        var sent = (await StripeContract.RecordAsync(api => api.CreateSessionAsync(Full(s_once), "key", null, default))).Single();
        var pairs = sent.Form.Split('&').Select(Uri.UnescapeDataString).ToList();
        Assert.Contains(pairs, pair => pair.Contains(right, StringComparison.Ordinal));

        var spoilt = string.Join('&', pairs.Select(pair => pair.Replace(right, wrong, StringComparison.Ordinal)).Where(pair => pair.Length > 0).Select(pair => pair.Split('=', 2)).Select(pair => $"{Uri.EscapeDataString(pair[0])}={Uri.EscapeDataString(pair[1])}"));
        var verdict = await StripeContract.JudgeAsync([sent with { Form = spoilt }]);

        Assert.Contains(verdict.Faults.Single(), fault => fault.Contains(where, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_wrong_with_other_requests_is_found_too()
    {
        var headers = new Dictionary<string, string> { ["Stripe-Version"] = StripeClient.Version, ["Authorization"] = "Bearer sk_test_1", ["Idempotency-Key"] = "key" };
        StripeExchange Post(string path, string form) => new("POST", path, form, headers);
        var verdict = await StripeContract.JudgeAsync(
        [
            Post("v1/account_links", "account=acct_1"),
            Post("v1/account_links", "account=acct_1&type=onboarding"),
            Post("v1/accounts", "controller[fees][payer]=nobody"),
            Post("v1/customers", "metadata=none"),
            Post("v1/billing_portal/sessions", "customer=cus_1&returnUrl=x"),
            Post("v1/checkout/session", ""),
            Post("v1/checkout/sessions", "") with { Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer sk_test_1", ["Idempotency-Key"] = "key", ["Stripe-Version"] = "2023-08-16" } },
            Post("v1/checkout/sessions", "") with { Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer sk_test_1", ["Stripe-Version"] = StripeClient.Version } },
            new("GET", "v1/refunds", "payment=pi_1", headers.Where(header => header.Key != "Idempotency-Key").ToDictionary()),
        ]);

        Assert.All(verdict.Faults, faults => Assert.NotEmpty(faults));
    }

    private static CheckoutRequest Full(CheckoutLine line) => new(line, s_back, s_back, s_marks) { Customer = "cus_1", ClientReferenceId = "pur_1", ApplicationFeeAmount = 48, ExpiresAt = Some.Instant };

    private static string Lists(StripeExchange exchange) => exchange.Path == "v1/invoice_payments" && exchange.Form.Contains("payment", StringComparison.Ordinal) && exchange.Form.StartsWith("payment", StringComparison.Ordinal) ? "by payment" : "";

    private static async Task UseAllAsync(StripeApi api)
    {
        await api.CreateSessionAsync(new CheckoutRequest(s_once with { Description = null }, s_back, s_back, s_marks), "a", null, default);
        await api.CreateSessionAsync(Full(s_once), "b", "acct_1", default);
        await api.CreateSessionAsync(Full(s_once) with { Customer = null, CustomerEmail = "somebody@label.example" }, "c", "acct_1", default);
        await api.CreateSessionAsync(Full(new CheckoutLine.Recurring("price_1")), "d", null, default);
        await api.GetSessionAsync("cs_1", null, default);
        await api.ExpireSessionAsync("cs_1", "e", "acct_1", default);
        await api.GetPaymentIntentAsync("pi_1", "acct_1", default);
        await api.GetChargeAsync("ch_1", null, default);
        await api.GetRefundAsync("re_1", null, default);
        await api.GetDisputeAsync("dp_1", null, default);
        await api.ListRefundsAsync("pi_1", null, default);
        await api.ListDisputesAsync("pi_1", "acct_1", default);
        await api.GetSubscriptionAsync("sub_1", default);
        await api.GetInvoiceAsync("in_1", default);
        await api.ListPaymentsOfInvoiceAsync("in_1", default);
        await api.ListInvoicesOfPaymentAsync("pi_1", default);
        await api.CreateCustomerAsync("A label", "somebody@label.example", s_marks, "f", default);
        await api.GetCustomerAsync("cus_1", default);
        await api.CreatePortalSessionAsync("cus_1", s_back, "g", default);
        await api.CreateAccountAsync("somebody@label.example", s_marks, "h", default);
        await api.GetAccountAsync("acct_1", default);
        await api.CreateAccountLinkAsync("acct_1", s_back, s_back, "i", default);
    }
}

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.Billing.Stripe;
using Smartlinks.Billing.Webhooks;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox.Stripe;

/// <summary>The sandbox's Stripe is as strict as the real one.</summary>
public sealed class StripeSandboxTests
{
    private const string Good = "mode=payment&success_url=https://x.example/&line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=100&line_items[0][price_data][product_data][name]=x&line_items[0][quantity]=2";

    [Theory]
    [InlineData(Good, 200, null, null)]
    [InlineData(Good + "&sucess_url=x", 400, "parameter_unknown", "sucess_url")]
    [InlineData(Good + "&line_items[0][prize]=x", 400, "parameter_unknown", "line_items[0][prize]")]
    [InlineData(Good + "&payment_intent_data[fee]=1", 400, "parameter_unknown", "payment_intent_data[fee]")]
    [InlineData(Good + "&expires_at=soon", 400, "parameter_invalid", "expires_at")]
    [InlineData(Good + "&adaptive_pricing[enabled]=1", 400, "parameter_invalid", "adaptive_pricing[enabled]")]
    [InlineData(Good + "&customer=cus_none", 404, "resource_missing", "id")]
    [InlineData(Good + "&payment_intent_data[application_fee_amount]=10", 400, "parameter_invalid", "payment_intent_data[application_fee_amount]")]
    [InlineData("mode=gift", 400, "parameter_invalid", "mode")]
    [InlineData("mode=payment", 400, "parameter_missing", "line_items[0][price_data][product_data][name]")]
    [InlineData("mode=subscription&line_items[0][price]=price_none&customer=x", 404, "resource_missing", "id")]
    [InlineData("", 400, "parameter_missing", "mode")]
    public async Task What_Stripe_does_not_take_is_refused_by_name(string form, int status, string? code, string? parameter)
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var (answered, body, _) = await PostAsync(sandbox, "checkout/sessions", form, "k");

        Assert.Equal((status, code, parameter), (answered, (string?)body["error"]?["code"], (string?)body["error"]?["param"]));
        if (status == 200) Assert.Equal((200, "open", "unpaid"), ((long)body["amount_total"]!, (string?)body["status"], (string?)body["payment_status"]));
    }

    [Fact]
    public async Task A_key_comes_to_the_same_answer_and_to_a_refusal_with_other_parameters()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var (first, again, other) = (await PostAsync(sandbox, "customers", "name=a", "k"), await PostAsync(sandbox, "customers", "name=a", "k"), await PostAsync(sandbox, "customers", "name=b", "k"));

        Assert.Equal((first.Body.ToJsonString(), false, true), (again.Body.ToJsonString(), first.IsReplayed, again.IsReplayed));
        Assert.Equal((400, "idempotency_error"), (other.Status, (string?)other.Body["error"]!["type"]));
    }

    [Theory]
    [InlineData("Authorization", "Bearer sk_test_other", 401)]
    [InlineData("Stripe-Version", "2020-08-27", 400)]
    [InlineData("Stripe-Account", "acct_none", 403)]
    public async Task Another_key_version_or_account_is_refused(string header, string value, int status)
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        Assert.Equal(status, (await PostAsync(sandbox, "customers", "name=a", "k", (header, value))).Status);
    }

    [Fact]
    public async Task What_belongs_to_an_account_is_seen_with_it_only()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var account = await sandbox.ConnectAsync();
        var session = await sandbox.Stripe().CreateSessionAsync(StripeOnSandbox.Credits() with { ApplicationFeeAmount = 97 }, "k", account, default);

        Assert.Equal(session.Id, (await sandbox.Stripe().GetSessionAsync(session.Id!, account, default)).Id);
        Assert.True((await Assert.ThrowsAsync<StripeFailureException>(() => sandbox.Stripe().GetSessionAsync(session.Id!, null, default))).IsMissing);
    }

    [Fact]
    public async Task Faults_and_limits_speak_Stripes_words()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("stripe", """{ "rateLimit": 3, "times": 1 }""");
        var limited = await Assert.ThrowsAsync<StripeFailureException>(() => sandbox.Stripe().GetCustomerAsync("cus_1", default));
        await sandbox.SetFaultsAsync("stripe", """{ "serverError": 500, "times": 1 }""");
        var broken = await Assert.ThrowsAsync<StripeFailureException>(() => sandbox.Stripe().GetCustomerAsync("cus_1", default));

        Assert.Equal((StripeFailureKind.RateLimit, StripeFailureKind.Api), (limited.Kind, broken.Kind));
    }

    [Fact]
    public async Task Lists_are_newest_first_and_paged()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.Stripe().CreateSessionAsync(StripeOnSandbox.Credits(), "k", null, default);
        var payment = (string)(await sandbox.ControlAsync("pay", new { purchase = "pur_1" }))["payment_intent"]!;
        for (var amount = 1; amount <= 3; amount++) await sandbox.ControlAsync("refund", new { purchase = "pur_1", amount });

        Assert.Equal([3, 2, 1], (await sandbox.Stripe().ListRefundsAsync(payment, null, default)).Select(refund => refund.Amount));
        var (status, page, _) = await SendAsync(sandbox, HttpMethod.Get, $"refunds?payment_intent={payment}&limit=2", null, null);
        Assert.Equal((200, 2, true), (status, page["data"]!.AsArray().Count, (bool)page["has_more"]!));
        Assert.Empty(await sandbox.Stripe().ListDisputesAsync(payment, null, default));
    }

    [Fact]
    public async Task What_it_shows_and_tells_has_the_shapes_of_Stripes_own_types()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var seen = await LiveAsync(sandbox);
        var events = await sandbox.EventsAsync();
        seen.AddRange(events.Select(news => news["data"]!["object"]!));

        var kinds = seen.Select(one => (string)one["object"]!).ToHashSet();
        Assert.Superset(new HashSet<string> { "checkout.session", "payment_intent", "charge", "refund", "dispute", "subscription", "invoice", "invoice_payment", "customer", "account", "account_link", "billing_portal.session" }, kinds);
        Assert.Superset(new HashSet<string> { "checkout.session.completed", "checkout.session.expired", "checkout.session.async_payment_failed", "customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted",
            "invoice.paid", "invoice.payment_failed", "charge.refunded", "charge.dispute.created", "charge.dispute.closed", "account.updated" }, events.Select(news => (string)news["type"]!).ToHashSet());
        var faults = (await CheckAsync(seen)).SelectMany(each => each).ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.All(events, news => Assert.NotNull(StripeEvent.TryRead(Encoding.UTF8.GetBytes(news.ToJsonString()))));
    }

    [Fact]
    public async Task A_member_Stripe_does_not_have_would_be_found()
    {
        JsonObject Wrong(string name, JsonNode value) => new() { ["object"] = "refund", ["id"] = "re_1", [name] = value };
        var faults = await CheckAsync([Wrong("amount", 5), Wrong("ammount", 5), Wrong("amount", "5"), Wrong("reason", "because"), new JsonObject { ["object"] = "gift" }]);

        Assert.Equal([true, false, false, false, false], faults.Select(each => each.Count == 0));
    }

    /// <summary>Does everything once; the answers of the API on the way.</summary>
    private static async Task<List<JsonNode>> LiveAsync(SandboxFixture sandbox)
    {
        var stripe = sandbox.Stripe();
        foreach (var purchase in new[] { "pur_paid", "pur_later", "pur_left" }) await stripe.CreateSessionAsync(StripeOnSandbox.Credits(purchase), purchase, null, default);
        var paid = await sandbox.ControlAsync("pay", new { purchase = "pur_paid" });
        await sandbox.ControlAsync("pay", new { purchase = "pur_later", later = true });
        await sandbox.ControlAsync("settle", new { purchase = "pur_later", paid = false });
        await sandbox.ControlAsync("expire", new { purchase = "pur_left" });
        var refund = await sandbox.ControlAsync("refund", new { purchase = "pur_paid", amount = 5 });
        var dispute = await sandbox.ControlAsync("dispute", new { purchase = "pur_paid" });
        await sandbox.ControlAsync("close-dispute", new { purchase = "pur_paid", won = true });
        var plan = await sandbox.SubscribeAsync();
        var subscribed = await sandbox.ControlAsync("pay", new { purchase = "pur_plan" });
        foreach (var isPaid in new[] { true, false }) await sandbox.ControlAsync("renew", new { purchase = "pur_plan", paid = isPaid });
        var portal = (await PostAsync(sandbox, "billing_portal/sessions", $"customer={plan.Customer}&return_url=https://links.example/", "p")).Body;
        using (var changed = await sandbox.Http.PostAsync(new Uri((string)portal["url"]!), new FormUrlEncodedContent([new("subscription", (string)subscribed["subscription"]!), new("answer", "cancel")]))) Assert.Equal(302, (int)changed.StatusCode);
        var account = await sandbox.ConnectAsync();
        var seen = new List<JsonNode> { paid, refund, dispute, portal, (await PostAsync(sandbox, "account_links", $"account={account}&type=account_onboarding&refresh_url=https://x.example/&return_url=https://x.example/", "l")).Body };
        foreach (var path in new[] { $"payment_intents/{paid["payment_intent"]}", $"charges/{refund["charge"]}", $"subscriptions/{subscribed["subscription"]}", $"customers/{plan.Customer}", $"accounts/{account}" })
            seen.Add((await SendAsync(sandbox, HttpMethod.Get, path, null, null)).Body);
        seen.AddRange((await SendAsync(sandbox, HttpMethod.Get, "invoice_payments", null, null)).Body["data"]!.AsArray().Select(payment => payment!.DeepClone()));
        return seen;
    }

    private static async Task<List<List<string>>> CheckAsync(IReadOnlyList<JsonNode> objects) =>
        JsonSerializer.Deserialize<List<List<string>>>(await NodeScript.RunAsync("tests/Shared.Tests/Billing/Contracts/check-objects.mjs", [], JsonSerializer.Serialize(objects)))!;

    private static Task<(int Status, JsonObject Body, bool IsReplayed)> PostAsync(SandboxFixture sandbox, string path, string form, string key, params (string Name, string Value)[] headers) => SendAsync(sandbox, HttpMethod.Post, path, form, key, headers);

    private static async Task<(int Status, JsonObject Body, bool IsReplayed)> SendAsync(SandboxFixture sandbox, HttpMethod method, string path, string? form, string? key, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri($"stripe/v1/{path}", UriKind.Relative)) { Content = form is null ? null : new StringContent(form, new MediaTypeHeaderValue("application/x-www-form-urlencoded")) };
        var all = new Dictionary<string, string> { ["Authorization"] = $"Bearer {sandbox.Options.StripeSecretKey}", ["Stripe-Version"] = StripeClient.Version };
        if (key is not null) all["Idempotency-Key"] = key;
        foreach (var (name, value) in headers) all[name] = value;
        foreach (var (name, value) in all) request.Headers.Add(name, value);
        using var answer = await sandbox.Http.SendAsync(request);
        return ((int)answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!, answer.Headers.Contains("Idempotent-Replayed"));
    }
}

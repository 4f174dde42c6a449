using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Billing;
using Smartlinks.Credits;
using Smartlinks.Credits.Plans;
using Smartlinks.Tests.Functions.Credits;

namespace Smartlinks.Tests.Functions.Billing;

/// <summary>Buying through the front door, with the sandbox's Stripe behind it.</summary>
public sealed class BuyingTests
{
    private const string Credits = """{ "kind": "credits", "item": "credits-100", "returnTo": "/app/billing?tab=1" }""";
    private const string Starter = """{ "kind": "plan", "item": "starter" }""";

    [Fact]
    public async Task Credits_that_are_paid_arrive_and_what_is_refunded_goes()
    {
        await using var shop = await BillingApp.StartAsync();
        var (purchase, page) = await shop.BuyAsync(Credits);
        Assert.Contains("100 credits", await shop.ReadAsync(page), StringComparison.Ordinal);
        Assert.Equal(402, (await shop.PostAsync(page, ("card", "declined"), ("answer", "pay"))).Status);
        Assert.Equal((302, $"https://links.example/app/billing?tab=1&checkout=done&purchase={purchase}"), await shop.PostAsync(page, ("card", "success"), ("answer", "pay")));
        AssertStands(await shop.SettleAsync(), purchase, "paid", 100, 0);

        await shop.ControlAsync("refund", new { purchase, amount = 975 });
        AssertStands(await shop.SettleAsync(), purchase, "partlyRefunded", 100, 25);
        await shop.ControlAsync("refund", new { purchase });
        AssertStands(await shop.SettleAsync(), purchase, "refunded", 100, 100);
        Assert.Equal([(100, LedgerReason.CreditPack), (-25, LedgerReason.PaymentRefunded), (-75, LedgerReason.PaymentRefunded)], await shop.CreditAsync());
    }

    [Fact]
    public async Task A_dispute_takes_back_until_it_is_won()
    {
        await using var shop = await BillingApp.StartAsync();
        var purchase = await shop.PayAsync(Credits);
        await shop.ControlAsync("dispute", new { purchase });
        AssertStands(await shop.SettleAsync(), purchase, "disputed", 100, 100);
        await shop.ControlAsync("close-dispute", new { purchase, won = true });
        AssertStands(await shop.SettleAsync(), purchase, "paid", 200, 100);
        Assert.Equal([(100, LedgerReason.CreditPack), (-100, LedgerReason.PaymentDisputed), (100, LedgerReason.DisputeWon)], await shop.CreditAsync());
    }

    [Theory]
    [InlineData(true, "paid", 100)]
    [InlineData(false, "failed", 0)]
    public async Task Money_that_comes_later_gives_later_or_not_at_all(bool paid, string state, long given)
    {
        await using var shop = await BillingApp.StartAsync();
        var (purchase, page) = await shop.BuyAsync(Credits);
        await shop.PostAsync(page, ("card", "later"), ("answer", "pay"));
        AssertStands(await shop.SettleAsync(), purchase, "processing", 0, 0);
        await shop.ControlAsync("settle", new { purchase, paid });
        AssertStands(await shop.SettleAsync(), purchase, state, given, 0);
    }

    [Fact]
    public async Task A_page_that_is_left_stays_open_and_then_expires()
    {
        await using var shop = await BillingApp.StartAsync();
        var (purchase, page) = await shop.BuyAsync(Credits);
        Assert.Contains("checkout=canceled", (await shop.PostAsync(page, ("card", "success"), ("answer", "cancel"))).Location, StringComparison.Ordinal);
        AssertStands(await shop.SettleAsync(), purchase, "open", 0, 0);
        await shop.ControlAsync("expire", new { purchase });
        AssertStands(await shop.SettleAsync(), purchase, "expired", 0, 0);
    }

    [Fact]
    public async Task A_plan_is_bought_changed_paid_again_and_ended()
    {
        await using var shop = await BillingApp.StartAsync();
        Assert.Equal(409, (await shop.App.ApiAsync(HttpMethod.Post, $"{shop.Path}/portal")).Status);
        var purchase = await shop.PayAsync(Starter);
        var billing = await shop.SettleAsync();
        Assert.Equal("starter", billing.GetProperty("plan").GetString());
        Assert.Equal([(30, LedgerReason.PlanPeriod)], await shop.CreditAsync());
        Assert.Equal(Plan.Starter, (await PlanAsync(shop)).Plan);

        await shop.ControlAsync("renew", new { purchase });
        billing = await shop.SettleAsync();
        // The page that began it, and both periods, the newest first.
        Assert.Equal(["in", "in", "pur"], billing.GetProperty("purchases").EnumerateArray().Select(each => each.GetProperty("id").GetString()!.Split('_')[0]));
        Assert.Equal([(30, LedgerReason.PlanPeriod), (30, LedgerReason.PlanPeriod)], await shop.CreditAsync());

        await ChangeAsync(shop, "price_sandbox_pro");
        Assert.Equal("pro", (await shop.SettleAsync()).GetProperty("plan").GetString());
        await ChangeAsync(shop, "end");
        Assert.Equal(JsonValueKind.String, (await shop.SettleAsync()).GetProperty("subscriptions")[0].GetProperty("endsAt").ValueKind);
        await ChangeAsync(shop, "cancel");
        Assert.Equal(JsonValueKind.Null, (await shop.SettleAsync()).GetProperty("plan").ValueKind);
        Assert.Equal(Plan.Free, (await PlanAsync(shop)).Plan);

        // What the first period gave goes with its money.
        await shop.ControlAsync("refund", new { purchase });
        await shop.SettleAsync();
        Assert.Equal((-30, LedgerReason.PaymentRefunded), (await shop.CreditAsync())[^1]);
    }

    [Fact]
    public async Task A_release_that_waits_for_its_base_fee_publishes_itself_when_it_is_paid()
    {
        await using var shop = await BillingApp.StartAsync();
        var own = $"/api/organizations/{shop.App.Organization}";
        Assert.Equal(200, (await shop.App.ApiAsync(HttpMethod.Patch, $"{own}/settings", """{ "access": { "mode": "baseFee", "baseFee": { "amount": 1500, "currency": "EUR" } } }""")).Status);
        await shop.ConnectAsync();
        var made = await shop.App.ApiAsync(HttpMethod.Post, $"{own}/links", """{ "isrc": "QM24S2402528", "slug": "a-release" }""");
        await shop.App.SettleAsync();
        var link = $"{own}/links/{made.Json.GetProperty("id").GetString()}";
        var waiting = (await shop.App.ApiAsync(HttpMethod.Get, link)).Json;
        Assert.Equal("awaitingFee", waiting.GetProperty("state").GetString());
        Assert.Contains("15.00 EUR", waiting.GetProperty("waits").GetProperty("how").GetString(), StringComparison.Ordinal);
        Assert.Equal(404, (await shop.App.SendAsync(HttpMethod.Get, "/a-release", null)).Status);

        var purchase = await shop.PayAsync($$"""{ "kind": "baseFee", "link": "{{made.Json.GetProperty("id").GetString()}}" }""");
        Assert.Equal(1_500, AssertStands(await shop.SettleAsync(), purchase, "paid", 1, 0).GetProperty("amount").GetInt64());
        await shop.App.SettleAsync();
        Assert.Equal("resolving", (await shop.App.ApiAsync(HttpMethod.Get, link)).Json.GetProperty("state").GetString());
    }

    private static Task<BookedPlan> PlanAsync(BillingApp shop) => shop.App.Services.GetRequiredService<OrganizationPlans>().GetAsync(shop.App.Organization, default);

    [Fact]
    public async Task A_base_fee_is_paid_on_the_organizations_own_account()
    {
        await using var shop = await BillingApp.StartAsync();
        var link = (await shop.App.CreateLinkAsync("a-release")).GetProperty("id").GetString();
        var body = $$"""{ "kind": "baseFee", "link": "{{link}}" }""";
        (await shop.CheckOutAsync(body)).IsProblem(409, "not-connected");

        var onboarding = await shop.App.ApiAsync(HttpMethod.Post, $"{shop.Path}/connect", """{ "returnTo": "/app/" }""");
        Assert.Equal("incomplete", (await shop.SettleAsync()).GetProperty("account").GetProperty("state").GetString());
        Assert.Equal((302, "https://links.example/app/"), await shop.PostAsync(new Uri(onboarding.Json.GetProperty("url").GetString()!), ("answer", "finish")));
        Assert.Equal("ready", (await shop.SettleAsync()).GetProperty("account").GetProperty("state").GetString());

        var purchase = await shop.PayAsync(body);
        var paid = AssertStands(await shop.SettleAsync(), purchase, "paid", 1, 0);
        Assert.Equal(link, paid.GetProperty("link").GetString());
        await shop.ControlAsync("refund", new { purchase, amount = 1_999 });
        AssertStands(await shop.SettleAsync(), purchase, "partlyRefunded", 1, 0);
    }

    [Fact]
    public async Task Webhooks_that_come_three_times_late_and_out_of_order_change_nothing()
    {
        await using var shop = await BillingApp.StartAsync();
        await shop.ControlAsync("webhooks", new { times = 3, outOfOrder = true, lateMs = 20 });
        var purchase = await shop.PayAsync(Credits);
        await shop.ControlAsync("refund", new { purchase, amount = 1_950 });
        await shop.ControlAsync("dispute", new { purchase, amount = 1_950 });
        await shop.ControlAsync("close-dispute", new { purchase, won = false });

        AssertStands(await shop.SettleAsync(), purchase, "refunded", 100, 100);
    }

    [Fact]
    public async Task A_retry_with_the_same_key_comes_to_the_same_page()
    {
        await using var shop = await BillingApp.StartAsync();
        var (first, second) = (await shop.CheckOutAsync(Credits, ("Idempotency-Key", "k")), await shop.CheckOutAsync(Credits, ("Idempotency-Key", "k")));
        Assert.Equal((201, first.Text), (second.Status, second.Text));
        (await shop.CheckOutAsync(Starter, ("Idempotency-Key", "k"))).IsProblem(422, "idempotency-key-reused");
        await shop.ControlAsync("pay", new { purchase = first.Json.GetProperty("purchase").GetString() });
        (await shop.CheckOutAsync(Credits, ("Idempotency-Key", "k"))).IsProblem(409, "checkout-closed");
    }

    [Theory]
    [InlineData("""{ "kind": "credits" }""", "item")]
    [InlineData("""{ "kind": "credits", "item": "none" }""", "item")]
    [InlineData("""{ "kind": "gold", "item": "x" }""", "kind")]
    [InlineData("""{ "kind": "package", "item": "x" }""", "item")]
    [InlineData("""{ "kind": "baseFee" }""", "link")]
    [InlineData("""{ "kind": "baseFee", "link": "lnk_01hzzzzzzzzzzzzzzzzzzzzzzz" }""", "link")]
    [InlineData("""{ "kind": "credits", "item": "credits-100", "link": "lnk_01hzzzzzzzzzzzzzzzzzzzzzzz" }""", "link")]
    [InlineData("""{ "kind": "credits", "item": "credits-100", "amount": 1 }""", "amount")]
    [InlineData("""{ "kind": "credits", "item": "credits-100", "returnTo": "//evil.example" }""", "returnTo")]
    [InlineData("""{ "kind": "credits", "item": "credits-100", "returnTo": "/\\evil.example" }""", "returnTo")]
    [InlineData("""{ "kind": "credits", "item": "credits-100", "returnTo": "https://evil.example/" }""", "returnTo")]
    [InlineData("""{ "kind": "credits", "item": "credits-100", "returnTo": "@evil.example" }""", "returnTo")]
    public async Task What_is_wrong_is_told_by_field_and_nothing_is_made(string body, string field)
    {
        await using var shop = await BillingApp.StartAsync();
        var refused = (await shop.CheckOutAsync(body)).IsProblem(400, "invalid-request");

        Assert.True(refused.Json.GetProperty("errors").TryGetProperty(field, out _), refused.Text);
        Assert.Empty(shop.App.Tables[BillingRow.Table].Rows);
    }

    [Fact]
    public async Task While_Stripe_is_down_a_buyer_is_told_so()
    {
        await using var shop = await BillingApp.StartAsync();
        await shop.Sandbox.StopAsync(default);

        var refused = (await shop.CheckOutAsync(Credits)).IsProblem(503, "stripe-unavailable");
        Assert.Equal("5", refused["Retry-After"]);
        Assert.DoesNotContain("sk_test", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_sold_and_whoever_asks_is_told_so()
    {
        await using var app = await AppFixture.StartAsync();
        var path = $"/api/organizations/{app.Organization}/billing";
        var billing = (await app.ApiAsync(HttpMethod.Get, path)).Json;

        Assert.False(billing.GetProperty("on").GetBoolean());
        Assert.Empty(billing.GetProperty("offers").EnumerateArray());
        foreach (var door in new[] { "checkout", "portal", "connect" }) (await app.ApiAsync(HttpMethod.Post, $"{path}/{door}", "{}")).IsProblem(409, "billing-off");
        (await app.SendAsync(HttpMethod.Post, "/webhooks/stripe", new StringContent("{}"))).IsProblem(404, "not-found");
    }

    [Fact]
    public async Task Another_organization_sees_nothing_of_it()
    {
        await using var shop = await BillingApp.StartAsync();
        await shop.PayAsync(Credits);
        await shop.SettleAsync();
        var (other, key) = await shop.App.CreateOrganizationAsync("Another");

        Assert.Equal(401, (await shop.App.ApiAsync(HttpMethod.Get, shop.Path, null, ("Authorization", $"Bearer {key}"))).Status);
        var billing = (await shop.App.ApiAsync(HttpMethod.Get, $"/api/organizations/{other}/billing", null, ("Authorization", $"Bearer {key}"))).Json;
        Assert.Empty(billing.GetProperty("purchases").EnumerateArray());
    }

    private static async Task ChangeAsync(BillingApp shop, string answer)
    {
        var page = new Uri((await shop.App.ApiAsync(HttpMethod.Post, $"{shop.Path}/portal")).Json.GetProperty("url").GetString()!);
        var subscription = (await shop.ReadAsync(page)).Split("name=subscription value=")[1].Split('>')[0];
        Assert.Equal((302, "https://links.example/"), await shop.PostAsync(page, ("subscription", subscription), ("answer", answer)));
    }

    private static JsonElement AssertStands(JsonElement billing, string purchase, string state, long given, long takenBack)
    {
        var found = BillingApp.Purchase(billing, purchase);
        Assert.Equal((state, given, takenBack), (found.GetProperty("state").GetString(), found.GetProperty("given").GetInt64(), found.GetProperty("takenBack").GetInt64()));
        return found;
    }
}

using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Credits;
using Smartlinks.Storage;

namespace Smartlinks.Tests.Functions.Credits;

/// <summary>Credits and plans through the front door.</summary>
public sealed class ChargingForLinksTests
{
    [Fact]
    public async Task A_link_without_credit_is_not_there_for_fans_and_goes_live_by_itself_when_some_arrives()
    {
        await using var app = await AppFixture.StartAsync(ChargingApp.Settings);
        var made = (await app.CreateAsync()).Json;
        var (path, slug) = ($"{app.LinksPath}/{made.GetProperty("id").GetString()}", made.GetProperty("slug").GetString());
        Assert.Equal(("awaitingCredit", "credit"), (State(made), made.GetProperty("waits").GetProperty("for").GetString()));
        await app.SettleAsync();

        var waiting = await app.GetAsync(path);
        Assert.Equal("awaitingCredit", State(waiting));
        Assert.Contains("no credit left", waiting.GetProperty("waits").GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(404, (await app.VisitAsync($"/{slug}")).Status);
        Assert.Equal(404, (await app.VisitAsync($"/{slug}/spotify")).Status);
        var credits = await app.GetAsync($"{app.OwnPath()}/credits");
        Assert.Equal((0, "free", 1), (credits.GetProperty("balance").GetInt64(), credits.GetProperty("plan").GetString(), credits.GetProperty("waiting").GetProperty("items").GetArrayLength()));

        Assert.Equal(201, (await app.AdjustAsync(3)).Status);
        await app.SettleAsync();
        var live = await app.GetAsync(path);
        Assert.Equal(("live", JsonValueKind.Null), (State(live), live.GetProperty("waits").ValueKind));
        Assert.Equal(200, (await app.VisitAsync($"/{slug}?choose")).Status);
        Assert.Equal(2, (await app.GetAsync($"{app.OwnPath()}/credits")).GetProperty("balance").GetInt64());
    }

    [Fact]
    public async Task A_link_that_waits_takes_no_pre_saves()
    {
        await using var app = await AppFixture.StartAsync(ChargingApp.Settings);
        await app.BookAsync("starter");
        var slug = (await app.CreateAsync("\"release\": { \"on\": \"2026-12-04\", \"zone\": \"local\" }")).Json.GetProperty("slug").GetString();
        await app.SettleAsync();
        Assert.Equal(404, (await app.VisitAsync($"/presave/{slug}/calendar")).Status);
        await app.AdjustAsync(1);
        await app.SettleAsync();
        Assert.Equal(200, (await app.VisitAsync($"/presave/{slug}/calendar")).Status);
    }

    [Fact]
    public async Task A_plan_that_does_not_include_it_is_said_with_the_one_that_does()
    {
        await using var app = await AppFixture.StartAsync(ChargingApp.Settings);
        await app.AdjustAsync(5);
        Assert.Contains("the plan Pro", (await app.CreateAsync("\"slug\": \"my-single\"")).IsProblem(402, "plan-needed").Text, StringComparison.Ordinal);
        Assert.Contains("the plan Starter", (await app.CreateAsync("\"release\": { \"on\": \"2026-12-04\" }")).IsProblem(402, "plan-needed").Text, StringComparison.Ordinal);
        var id = (await app.CreateAsync()).Json.GetProperty("id").GetString();
        (await app.ApiAsync(HttpMethod.Patch, $"{app.LinksPath}/{id}", """{ "slug": "my-single" }""")).IsProblem(402, "plan-needed");
        Assert.Equal(200, (await app.BookAsync("pro")).Status);
        Assert.Equal(200, (await app.ApiAsync(HttpMethod.Patch, $"{app.LinksPath}/{id}", """{ "slug": "my-single" }""")).Status);
        var plan = await app.GetAsync($"{app.OwnPath()}/plan");
        Assert.Equal(("pro", true, 1), (plan.GetProperty("plan").GetString(), plan.GetProperty("allows").GetProperty("customSlugs").GetBoolean(), plan.GetProperty("prices").GetProperty("smartLink").GetInt64()));
    }

    [Fact]
    public async Task A_negative_balance_stops_new_links_and_says_so()
    {
        await using var app = await AppFixture.StartAsync(ChargingApp.Settings);
        await app.Services.GetRequiredService<Ledger>().ApplyAsync(app.Organization, LedgerOperation.Adjust("stripe.re_1", -4, LedgerReason.PaymentRefunded, "re_1", "stripe"), default);
        Assert.Contains("at least 4 credits", (await app.CreateAsync()).IsProblem(402, "negative-balance").Text, StringComparison.Ordinal);
        var credits = await app.GetAsync($"{app.OwnPath()}/credits");
        Assert.Equal(-4, credits.GetProperty("balance").GetInt64());
        Assert.Contains("New links are refused", credits.GetProperty("why").GetString(), StringComparison.Ordinal);
        await app.AdjustAsync(5);
        Assert.Equal(201, (await app.CreateAsync()).Status);
    }

    [Fact]
    public async Task A_statement_adds_up_page_by_page_and_is_one_organizations()
    {
        await using var app = await AppFixture.StartAsync(ChargingApp.Settings);
        await app.AdjustAsync(10);
        var deleted = (await app.CreateAsync("\"isrc\": null")).Json.GetProperty("id").GetString();
        await app.CreateAsync();
        await app.SettleAsync();
        Assert.Equal(204, (await app.ApiAsync(HttpMethod.Delete, $"{app.LinksPath}/{deleted}")).Status);
        await app.AdjustAsync(-3, "correction", "correction");
        await app.SettleAsync();

        var (items, continuation, balance) = (new List<JsonElement>(), "", (long?)null);
        do
        {
            var page = await app.GetAsync($"{app.OwnPath()}/credits/statement?pageSize=2&continuation={Uri.EscapeDataString(continuation)}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            continuation = page.GetProperty("continuation").GetString() ?? "";
        }
        while (continuation.Length > 0);

        // Newest first: each balance is that of the one below, and what it moved.
        foreach (var item in items.AsEnumerable().Reverse())
        {
            Assert.Equal((balance ?? 0) + item.GetProperty("amount").GetInt64(), item.GetProperty("balance").GetInt64());
            balance = item.GetProperty("balance").GetInt64();
        }

        Assert.Equal((await app.GetAsync($"{app.OwnPath()}/credits")).GetProperty("balance").GetInt64(), balance);
        Assert.Equal(["adjustment correction", "grant gift", "spend smartLink"], items.Select(item => $"{item.GetProperty("kind").GetString()} {item.GetProperty("reason").GetString()}").Distinct().Order(StringComparer.Ordinal));
        var (other, otherKey) = await app.CreateOrganizationAsync("Another");
        Assert.Equal(0, (await app.ApiAsync(HttpMethod.Get, $"/api/organizations/{other}/credits/statement", null, ("Authorization", $"Bearer {otherKey}"))).Json.GetProperty("items").GetArrayLength());
        (await app.ApiAsync(HttpMethod.Get, $"{app.OwnPath()}/credits/statement", null, ("Authorization", $"Bearer {otherKey}"))).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Only_the_operator_moves_credit_and_once_for_a_key()
    {
        await using var app = await AppFixture.StartAsync(ChargingApp.Settings);
        var adjustments = $"{app.OwnPath()}/credits/adjustments";
        foreach (var bearer in new[] { app.Key, ChargingApp.OperatorKey[..^1], ChargingApp.OperatorKey + "0", "" })
        {
            (await app.ApiAsync(HttpMethod.Post, adjustments, """{ "amount": 5, "reason": "gift" }""", ("Authorization", $"Bearer {bearer}"), ("Idempotency-Key", "x"))).IsProblem(401, "operator-needed");
            (await app.ApiAsync(HttpMethod.Put, $"{app.OwnPath()}/plan", """{ "plan": "pro" }""", ("Authorization", $"Bearer {bearer}"))).IsProblem(401, "operator-needed");
        }

        (await app.ApiAsync(HttpMethod.Get, $"{app.OwnPath()}/credits", null, ChargingApp.ByOperator)).IsProblem(401, "unauthenticated");
        (await app.ApiAsync(HttpMethod.Post, adjustments, """{ "amount": 5, "reason": "gift" }""", ChargingApp.ByOperator)).IsProblem(400, "invalid-request");
        Assert.Equal((await app.AdjustAsync(5)).Text, (await app.AdjustAsync(5)).Text);
        (await app.AdjustAsync(6)).IsProblem(422, "idempotency-key-reused");
        (await app.AdjustAsync(-6, "correction", "back")).IsProblem(409, "insufficient-credit");
        (await app.ApiAsync(HttpMethod.Post, "/api/organizations/org_nobody/credits/adjustments", """{ "amount": 5, "reason": "gift" }""", ChargingApp.ByOperator, ("Idempotency-Key", "x"))).IsProblem(404, "not-found");
        Assert.Equal(5, (await app.GetAsync($"{app.OwnPath()}/credits")).GetProperty("balance").GetInt64());
    }

    [Theory]
    [InlineData("""{ "amount": 0, "reason": "gift" }""", "amount")]
    [InlineData("""{ "amount": -1, "reason": "gift" }""", "amount")]
    [InlineData("""{ "amount": 1.5, "reason": "gift" }""", "amount")]
    [InlineData("""{ "amount": 1000001, "reason": "gift" }""", "amount")]
    [InlineData("""{ "amount": "5", "reason": "gift" }""", "amount")]
    [InlineData("""{ "reason": "gift" }""", "amount")]
    [InlineData("""{ "amount": 5, "reason": "paymentRefunded" }""", "reason")]
    [InlineData("""{ "amount": 5, "reason": "correction", "expiresAt": "2027-01-01T00:00:00Z" }""", "expiresAt")]
    [InlineData("""{ "amount": 5, "reason": "gift", "expiresAt": "soon" }""", "expiresAt")]
    [InlineData("""{ "amount": 5, "reason": "gift", "to": "me" }""", "to")]
    public async Task An_adjustment_that_makes_no_sense_is_refused_by_field(string body, string field)
    {
        await using var app = await AppFixture.StartAsync(ChargingApp.Settings);
        var answer = await app.ApiAsync(HttpMethod.Post, $"{app.OwnPath()}/credits/adjustments", body, ChargingApp.ByOperator, ("Idempotency-Key", "x"));
        Assert.True(answer.IsProblem(400, "invalid-request").Json.GetProperty("errors").TryGetProperty(field, out _), answer.Text);
    }

    [Fact]
    public async Task Without_a_configured_key_nobody_is_the_operator()
    {
        var settings = ChargingApp.Settings;
        settings.Remove("Credits:OperatorKey");
        await using var app = await AppFixture.StartAsync(settings);
        foreach (var bearer in new[] { "", ChargingApp.OperatorKey }) (await app.ApiAsync(HttpMethod.Put, $"{app.OwnPath()}/plan", """{ "plan": "pro" }""", ("Authorization", $"Bearer {bearer}"))).IsProblem(401, "operator-needed");
    }

    [Fact]
    public async Task Where_credits_are_off_everything_is_allowed_and_no_ledger_is_touched()
    {
        var settings = ChargingApp.Settings;
        settings["Credits:Enabled"] = "false";
        await using var app = await AppFixture.StartAsync(settings);
        Assert.Equal("live", State(await app.CreateLinkAsync("my-single")));
        var credits = await app.GetAsync($"{app.OwnPath()}/credits");
        Assert.Equal((false, JsonValueKind.Null), (credits.GetProperty("enabled").GetBoolean(), credits.GetProperty("balance").ValueKind));
        Assert.All((await app.GetAsync($"{app.OwnPath()}/plan")).GetProperty("allows").EnumerateObject(), allowed => Assert.True(allowed.Value.GetBoolean()));
        Assert.Equal(0, (await app.GetAsync($"{app.OwnPath()}/credits/statement")).GetProperty("items").GetArrayLength());
        (await app.AdjustAsync(5)).IsProblem(409, "credits-off");
        Assert.Equal(200, (await app.InvokeAsync("ProveLedgers", "{}")).Status);
        Assert.Equal(0, app.Tables[LedgerRow.Table].Faults.TotalCalls);
    }

    [Fact]
    public async Task A_ledger_that_does_not_add_up_shows()
    {
        await using var app = await AppFixture.StartAsync(ChargingApp.Settings);
        await app.AdjustAsync(5);
        Assert.Equal(200, (await app.InvokeAsync("ProveLedgers", "{}")).Status);
        Assert.True((await app.GetAsync($"{app.OwnPath()}/credits")).GetProperty("proof").GetProperty("holds").GetBoolean());
        var table = app.Tables[LedgerRow.Table];
        await table.UpsertEntityAsync(new TableEntity(app.Organization.ToString(), LedgerRow.BalanceKey) { ["Balance"] = 500L, ["Lots"] = "-:500" }, TableUpdateMode.Merge);
        app.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(200, (await app.InvokeAsync("ProveLedgers", "{}")).Status);
        Assert.False((await app.GetAsync($"{app.OwnPath()}/credits")).GetProperty("proof").GetProperty("holds").GetBoolean());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{ "organization": "org_x/y" }""")]
    [InlineData("""{ "organization": "org_some-label", "link": "lnk_x" }""")]
    public async Task A_message_that_is_none_is_dropped(string text)
    {
        await using var app = await AppFixture.StartAsync(ChargingApp.Settings);
        Assert.Equal(200, (await app.InvokeAsync("SpendCredit", HostCall.QueueMessage(text))).Status);
    }

    private static string? State(JsonElement link) => link.GetProperty("state").GetString();
}

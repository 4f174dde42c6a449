using System.Text.Json;

namespace Smartlinks.Tests.Functions.Billing;

/// <summary>What an organization sells, from the payment to its return, through the front door with the sandbox's Stripe behind it.</summary>
public sealed class RefundingTests
{
    [Theory]
    [InlineData("refund", "refunded")]
    [InlineData("dispute", "disputed")]
    public async Task A_release_whose_base_fee_goes_back_waits_again_until_it_is_paid_anew(string how, string state)
    {
        await using var shop = await BillingApp.SellAsync("""{ "mode": "baseFee", "baseFee": { "amount": 1500, "currency": "EUR" } }""");
        var link = await shop.CreateLinkAsync("a-release");
        var fee = $$"""{ "kind": "baseFee", "link": "{{link}}" }""";
        var purchase = await shop.PayAsync(fee);
        await shop.SettleAllAsync();
        Assert.Equal("resolving", await shop.StateAsync(link));
        Assert.NotEqual(404, (await shop.App.VisitAsync("/a-release")).Status);

        await shop.ControlAsync(how, new { purchase });
        Assert.Equal(state, BillingApp.Purchase(await shop.SettleAllAsync(), purchase).GetProperty("state").GetString());
        var held = (await shop.App.ApiAsync(HttpMethod.Get, $"{shop.App.LinksPath}/{link}")).Json;
        Assert.Equal("awaitingFee", held.GetProperty("state").GetString());
        Assert.StartsWith("What it was published by was taken back. The base fee", held.GetProperty("waits").GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(404, (await shop.App.VisitAsync("/a-release")).Status);

        await shop.PayAsync(fee);
        await shop.SettleAllAsync();
        Assert.Equal("resolving", await shop.StateAsync(link));
        Assert.NotEqual(404, (await shop.App.VisitAsync("/a-release")).Status);
    }

    [Fact]
    public async Task A_dispute_that_is_won_publishes_the_release_again()
    {
        await using var shop = await BillingApp.SellAsync("""{ "mode": "baseFee", "baseFee": { "amount": 1500, "currency": "EUR" } }""");
        var link = await shop.CreateLinkAsync("a-release");
        var purchase = await shop.PayAsync($$"""{ "kind": "baseFee", "link": "{{link}}" }""");
        await shop.SettleAllAsync();
        await shop.ControlAsync("dispute", new { purchase });
        await shop.SettleAllAsync();
        Assert.Equal("awaitingFee", await shop.StateAsync(link));
        await shop.ControlAsync("close-dispute", new { purchase, won = true });
        await shop.SettleAllAsync();
        Assert.Equal("resolving", await shop.StateAsync(link));
    }

    [Fact]
    public async Task A_membership_is_bought_publishes_what_waits_and_holds_it_when_it_is_refunded_as_a_whole()
    {
        await using var shop = await BillingApp.SellAsync("""{ "mode": "membershipOrPackage", "memberships": [ { "id": "gold", "name": "Gold", "price": { "amount": 990, "currency": "EUR" }, "days": 30 }, { "id": "friend", "name": "Friend", "price": null } ] }""");
        var offers = (await shop.App.ApiAsync(HttpMethod.Get, shop.Path)).Json.GetProperty("offers").EnumerateArray().Where(offer => offer.GetProperty("kind").GetString() == "membership").ToList();
        Assert.Equal(("gold", 990, 30), (Assert.Single(offers).GetProperty("id").GetString(), offers[0].GetProperty("amount").GetInt64(), offers[0].GetProperty("days").GetInt32()));
        var link = await shop.CreateLinkAsync("a-release");
        Assert.Contains("Buy Gold for 9.90 EUR: good for 30 days.", (await shop.App.ApiAsync(HttpMethod.Get, $"{shop.App.LinksPath}/{link}")).Text, StringComparison.Ordinal);
        Assert.Equal(400, (await shop.CheckOutAsync("""{ "kind": "membership", "item": "friend" }""")).Status);

        var purchase = await shop.PayAsync("""{ "kind": "membership", "item": "gold" }""");
        var bought = BillingApp.Purchase(await shop.SettleAllAsync(), purchase);
        Assert.Equal(("paid", 1), (bought.GetProperty("state").GetString(), bought.GetProperty("given").GetInt64()));
        var held = Assert.Single(await shop.HeldAsync());
        Assert.Equal(("membership", "gold", bought.GetProperty("createdAt").GetDateTimeOffset().AddDays(30)), (held.GetProperty("kind").GetString(), held.GetProperty("offer").GetString(), held.GetProperty("endsAt").GetDateTimeOffset()));
        Assert.Equal("resolving", await shop.StateAsync(link));

        await shop.ControlAsync("refund", new { purchase, amount = 989 });
        await shop.SettleAllAsync();
        Assert.Equal("resolving", await shop.StateAsync(link));
        await shop.ControlAsync("refund", new { purchase });
        await shop.SettleAllAsync();
        Assert.Equal(("awaitingFee", "revoked"), (await shop.StateAsync(link), Assert.Single(await shop.HeldAsync()).GetProperty("fault").GetString()));
    }

    [Fact]
    public async Task A_package_goes_back_by_releases_and_its_links_with_the_last_cent()
    {
        await using var shop = await BillingApp.SellAsync("""{ "mode": "membershipOrPackage", "packages": [ { "id": "five", "name": "Five", "releases": 5, "price": { "amount": 5000, "currency": "EUR" } } ] }""");
        var links = new[] { await shop.CreateLinkAsync("one"), await shop.CreateLinkAsync("two") };
        var purchase = await shop.PayAsync("""{ "kind": "package", "item": "five" }""");
        await shop.SettleAllAsync();
        await shop.ControlAsync("refund", new { purchase, amount = 3_500 });
        await shop.SettleAllAsync();
        var held = Assert.Single(await shop.HeldAsync());
        Assert.Equal((5, 2, 3, JsonValueKind.String), (held.GetProperty("releases").GetInt32(), held.GetProperty("used").GetInt32(), held.GetProperty("takenBack").GetInt32(), held.GetProperty("fault").ValueKind));
        foreach (var link in links) Assert.Equal("resolving", await shop.StateAsync(link));
        Assert.Equal("awaitingFee", await shop.StateAsync(await shop.CreateLinkAsync("three")));

        await shop.ControlAsync("refund", new { purchase });
        await shop.SettleAllAsync();
        foreach (var link in links) Assert.Equal("awaitingFee", await shop.StateAsync(link));
    }

    [Fact]
    public async Task All_that_was_paid_is_read_page_by_page()
    {
        await using var shop = await BillingApp.StartAsync();
        foreach (var body in new[] { """{ "kind": "credits", "item": "credits-100" }""", """{ "kind": "plan", "item": "starter" }""", """{ "kind": "credits", "item": "credits-100" }""" }) await shop.PayAsync(body);
        await shop.SettleAsync();
        var (seen, path) = (new List<string>(), $"{shop.Path}/purchases?pageSize=3");
        for (var continuation = ""; continuation is not null;)
        {
            var page = (await shop.App.ApiAsync(HttpMethod.Get, path + (continuation.Length > 0 ? $"&continuation={continuation}" : ""))).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(each => $"{each.GetProperty("kind").GetString()} {each.GetProperty("given").GetInt64()}"));
            continuation = page.GetProperty("continuation").GetString();
        }

        Assert.Equal(["credits 100", "credits 100", "plan 0", "plan 30"], seen.Order(StringComparer.Ordinal));
        var (other, key) = await shop.App.CreateOrganizationAsync("Another");
        var stolen = (await shop.App.ApiAsync(HttpMethod.Get, path)).Json.GetProperty("continuation").GetString();
        (await shop.App.ApiAsync(HttpMethod.Get, $"/api/organizations/{other}/billing/purchases?continuation={stolen}", null, ("Authorization", $"Bearer {key}"))).RefusesFields("continuation");
    }
}

using Azure;
using Smartlinks.Billing;
using Smartlinks.Billing.Purchases;
using Smartlinks.Support;

namespace Smartlinks.Tests.Billing;

public sealed class BuyingTests
{
    private static readonly Uri s_back = new("https://links.example/app?tab=1");

    [Fact]
    public async Task A_purchase_is_noted_with_its_page_and_marked_at_Stripe()
    {
        using var world = new BillingWorld();
        var begun = Assert.IsType<CheckoutResult.Begun>(await world.Desk.BeginAsync(Wish(), default));
        var body = Uri.UnescapeDataString(world.Stripe.Http.Sent.Single(sent => sent.Uri.AbsolutePath == "/v1/checkout/sessions").Body);

        Assert.Equal("https://stripe.example/pay", begun.Url);
        Assert.Equal((PurchaseState.Open, begun.Purchase.Session), ((await world.FindAsync(begun.Purchase.Id)).State, (await world.FindAsync(begun.Purchase.Id)).Session));
        Assert.Contains($"metadata[purchase]={begun.Purchase.Id}", body, StringComparison.Ordinal);
        Assert.Contains($"success_url=https://links.example/app?tab=1&checkout=done&purchase={begun.Purchase.Id}", body, StringComparison.Ordinal);
        Assert.Contains("customer=cus_", body, StringComparison.Ordinal);
        Assert.DoesNotContain("application_fee", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_with_its_key_comes_to_the_same_page_and_another_wish_with_it_is_refused()
    {
        using var world = new BillingWorld();
        var first = Assert.IsType<CheckoutResult.Begun>(await world.Desk.BeginAsync(Wish("key"), default));
        var second = Assert.IsType<CheckoutResult.Begun>(await world.Desk.BeginAsync(Wish("key"), default));

        Assert.Equal(first.Purchase.Id, second.Purchase.Id);
        Assert.Equal(1, world.Stripe.Count("cs_"));
        Assert.IsType<CheckoutResult.KeyReused>(await world.Desk.BeginAsync(Wish("key") with { Offer = BillingWorld.Starter }, default));
        world.Stripe[first.Purchase.Session!]["status"] = "complete";
        Assert.IsType<CheckoutResult.Closed>(await world.Desk.BeginAsync(Wish("key"), default));
    }

    [Fact]
    public async Task Killed_anywhere_a_retry_ends_with_one_purchase_and_one_page()
    {
        for (var (killedAt, isKilled) = (0, true); isKilled; killedAt++)
        {
            using var world = new BillingWorld();
            var calls = 0;
            world.Billing.Faults.BeforeCallAsync = (_, _) => calls++ == killedAt ? throw new RequestFailedException(0, "killed") : Task.CompletedTask;
            isKilled = await Record.ExceptionAsync(() => world.Desk.BeginAsync(Wish("key"), default)) is not null;
            world.Billing.Faults.BeforeCallAsync = null;

            Assert.IsType<CheckoutResult.Begun>(await world.Desk.BeginAsync(Wish("key"), default));
            Assert.Equal((1, 1), (world.Stripe.Count("cs_"), world.Stripe.Count("cus_")));
            Assert.NotNull(Assert.Single((await world.Store.ListPurchasesAsync(Some.Organization, 10, null, default)).Items).Session);
        }
    }

    [Fact]
    public async Task What_an_organization_sells_needs_its_own_account_and_leaves_the_platforms_share()
    {
        using var world = new BillingWorld();
        var wish = Wish() with { Offer = BillingWorld.Fee, Link = "lnk_01hzzzzzzzzzzzzzzzzzzzzzzz" };
        Assert.IsType<CheckoutResult.NotConnected>(await world.Desk.BeginAsync(wish, default));
        var account = await world.ConnectAsync();

        var begun = Assert.IsType<CheckoutResult.Begun>(await world.Desk.BeginAsync(wish, default));
        var sent = world.Stripe.Http.Sent.Single(each => each.Uri.AbsolutePath == "/v1/checkout/sessions");

        Assert.Equal(account.Id, sent.Headers["Stripe-Account"]);
        Assert.Contains("payment_intent_data[application_fee_amount]=50", Uri.UnescapeDataString(sent.Body), StringComparison.Ordinal);
        Assert.Equal((account.Id, wish.Link), (begun.Purchase.Account, begun.Purchase.Link));
    }

    [Fact]
    public async Task A_page_whose_note_was_lost_is_found_by_its_news()
    {
        using var world = new BillingWorld();
        var purchase = await world.BuyAsync();
        var session = purchase.Session!;
        await world.Store.TryUpdateAsync((await world.FindAsync(purchase.Id)) with { Session = null }, default);
        (world.Stripe[session]["status"], world.Stripe[session]["payment_status"]) = ("complete", "paid");

        await world.TellAsync(world.NewEvent(Smartlinks.Billing.Webhooks.StripeEventTypes.CheckoutCompleted, session));

        Assert.Equal((session, PurchaseState.Paid), ((await world.FindAsync(purchase.Id)).Session, (await world.FindAsync(purchase.Id)).State));
    }

    [Fact]
    public async Task Two_that_begin_at_once_share_one_customer()
    {
        using var world = new BillingWorld();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.BuyAsync()));

        Assert.Equal(1, world.Stripe.Count("cus_"));
        Assert.Equal(8, (await world.Store.ListPurchasesAsync(Some.Organization, 50, null, default)).Items.Count);
    }

    [Fact]
    public async Task The_portal_is_for_who_bought_something()
    {
        using var world = new BillingWorld();
        Assert.Null(await world.Desk.OpenPortalAsync(Some.Organization, s_back, default));
        await world.BuyAsync();
        Assert.Equal("https://stripe.example/page", await world.Desk.OpenPortalAsync(Some.Organization, s_back, default));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("pur_")]
    [InlineData("pur_01hzzzzzzzzzzzzzzzzzzzzzz!")]
    [InlineData("in_")]
    [InlineData("in_a|b")]
    public void What_is_no_purchase_id_is_not_read(string text) => Assert.False(PurchaseId.TryParse(text, out _));

    private static CheckoutWish Wish(string? key = null) => new(Some.Organization, BillingWorld.Pack, null, s_back, key);
}

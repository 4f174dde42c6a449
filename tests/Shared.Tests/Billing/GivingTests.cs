using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json.Nodes;
using Azure;
using Smartlinks.Billing;
using Smartlinks.Billing.Purchases;
using Smartlinks.Billing.Webhooks;
using Smartlinks.Credits;
using Smartlinks.Organizations.Access;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Billing;

/// <summary>What a payment gives, and what of it goes back with which part of the price.</summary>
public sealed class GivingTests
{
    private static readonly OwnerId s_owner = OwnerId.Of(Some.Organization);

    [Fact]
    public async Task A_package_goes_back_by_whole_releases_and_the_last_cent_takes_the_last()
    {
        using var world = new BillingWorld();
        var (purchase, payment) = await PayAsync(world, BillingWorld.Five);
        Assert.Equal((5, 5L, Some.Instant.AddDays(365)), await HeldAsync(world, purchase));
        await RefundAsync(world, purchase, payment, 1_999);
        Assert.Equal((5, 4L, Some.Instant.AddDays(365)), await HeldAsync(world, purchase));
        await RefundAsync(world, purchase, payment, 3_000);
        Assert.Equal((5, 1L, Some.Instant.AddDays(365)), await HeldAsync(world, purchase));
        await RefundAsync(world, purchase, payment, 1);
        Assert.True((await FindAsync(world, purchase)).IsTakenBack);
    }

    [Fact]
    public async Task Of_a_package_that_is_used_only_what_is_left_goes_back_and_no_release_is_used_beyond()
    {
        using var world = new BillingWorld();
        var (purchase, payment) = await PayAsync(world, BillingWorld.Five);
        var held = new Entitlements(world.Held);
        foreach (var link in new[] { "lnk_a", "lnk_b", "lnk_c" }) Assert.True(await held.TryUseAsync(Some.Organization, s_owner, link, await FindAsync(world, purchase), null, default));
        await RefundAsync(world, purchase, payment, 3_000);

        var left = await FindAsync(world, purchase);
        Assert.Equal((3, 2L, EntitlementFault.UsedUp, false), (left.Used, left.Paying, left.FaultAt(Some.Instant), left.IsTakenBack));
    }

    [Fact]
    public async Task A_membership_lasts_for_its_days_and_goes_back_as_a_whole()
    {
        using var world = new BillingWorld();
        var (purchase, payment) = await PayAsync(world, BillingWorld.Gold);
        var held = await FindAsync(world, purchase);
        Assert.Equal((EntitlementKind.Membership, "gold", Some.Instant.AddDays(30)), (held.Kind, held.Offer, held.EndsAt));
        await RefundAsync(world, purchase, payment, 899);
        Assert.Null((await FindAsync(world, purchase)).FaultAt(Some.Instant));
        await RefundAsync(world, purchase, payment, 1);
        Assert.Equal(EntitlementFault.Revoked, (await FindAsync(world, purchase)).FaultAt(Some.Instant));
    }

    [Fact]
    public async Task A_dispute_that_is_won_gives_the_same_thing_again_and_a_later_refund_takes_it()
    {
        using var world = new BillingWorld();
        var (purchase, payment) = await PayAsync(world, BillingWorld.Fee, "lnk_01hzzzzzzzzzzzzzzzzzzzzzzz");
        var dispute = world.Stripe.NewId("dp");
        world.Stripe[dispute] = new JsonObject { ["amount"] = 2_000, ["status"] = "needs_response", ["payment_intent"] = payment };
        await world.TellAsync(world.NewEvent(StripeEventTypes.DisputeCreated, dispute, purchase.Account));
        Assert.True((await FindAsync(world, purchase)).IsTakenBack);
        world.Stripe[dispute]["status"] = "won";
        await world.TellAsync(world.NewEvent(StripeEventTypes.DisputeClosed, dispute, purchase.Account));
        Assert.False((await FindAsync(world, purchase)).IsTakenBack);
        await RefundAsync(world, purchase, payment, 2_000);
        Assert.True((await FindAsync(world, purchase)).IsTakenBack);
    }

    [Fact]
    public async Task What_was_refunded_before_its_payment_was_heard_of_is_never_held()
    {
        using var world = new BillingWorld();
        await world.ConnectAsync();
        var purchase = await world.BuyAsync(BillingWorld.Fee, "lnk_01hzzzzzzzzzzzzzzzzzzzzzzz");
        var payment = Pay(world, purchase);
        world.Stripe[world.Stripe.NewId("re")] = new JsonObject { ["amount"] = 2_000, ["status"] = "succeeded", ["payment_intent"] = payment };
        var wasHeld = false;
        world.Held.Faults.BeforeCallAsync = (_, _) =>
        {
            wasHeld |= world.Held.Rows.Select(EntitlementRow.ToEntitlement).Any(each => each is { IsTakenBack: false });
            return Task.CompletedTask;
        };
        await world.TellAsync(world.NewEvent(StripeEventTypes.CheckoutCompleted, purchase.Session!, purchase.Account));

        Assert.True((await FindAsync(world, purchase)).IsTakenBack);
        Assert.False(wasHeld);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("some-artist")]
    public async Task A_kill_between_any_two_writes_of_a_refund_leaves_what_the_next_try_ends(string? owner)
    {
        for (var (killedAt, isKilled) = (1, true); isKilled; killedAt++)
        {
            using var world = new BillingWorld();
            var (purchase, payment) = await PayAsync(world, BillingWorld.Five, owner: owner);
            world.Stripe[world.Stripe.NewId("re")] = new JsonObject { ["amount"] = 3_000, ["status"] = "succeeded", ["payment_intent"] = payment };
            isKilled = await TellKilledAsync(world, killedAt, world.NewEvent(StripeEventTypes.ChargeRefunded, (string)world.Stripe[payment]["latest_charge"]!, purchase.Account));
            if (IsNoted(world, StripeEventTypes.ChargeRefunded, killedAt)) Assert.Equal((5, 2L, Some.Instant.AddDays(365)), await HeldAsync(world, purchase));
        }
    }

    [Theory]
    [InlineData(OfferKind.Package, null)]
    [InlineData(OfferKind.Package, "some-artist")]
    [InlineData(OfferKind.Membership, null)]
    [InlineData(OfferKind.Membership, "some-artist")]
    [InlineData(OfferKind.BaseFee, null)]
    [InlineData(OfferKind.BaseFee, "some-artist")]
    public async Task A_kill_between_any_two_writes_of_a_payment_gives_it_once_and_to_whom_it_was_bought_for(OfferKind kind, string? owner)
    {
        var (offer, link) = kind switch
        {
            OfferKind.Package => (BillingWorld.Five, (string?)null),
            OfferKind.Membership => (BillingWorld.Gold, null),
            _ => (BillingWorld.Fee, "lnk_01hzzzzzzzzzzzzzzzzzzzzzzz"),
        };
        for (var (killedAt, isKilled) = (1, true); isKilled; killedAt++)
        {
            using var world = new BillingWorld();
            await world.ConnectAsync();
            var purchase = await world.BuyAsync(offer, link, owner is null ? null : OwnerId.Parse(owner));
            Pay(world, purchase);
            isKilled = await TellKilledAsync(world, killedAt, world.NewEvent(StripeEventTypes.CheckoutCompleted, purchase.Session!, purchase.Account));
            if (!IsNoted(world, StripeEventTypes.CheckoutCompleted, killedAt)) continue;
            Assert.Null((await FindAsync(world, purchase)).FaultAt(Some.Instant));
            Assert.Single(world.Held.Rows, row => row.RowKey.EndsWith(purchase.Id.ToString(), StringComparison.Ordinal));
            Assert.True(world.HoldingsAddUp());
        }
    }

    [Fact]
    public async Task A_plans_credits_end_three_days_after_their_period()
    {
        using var world = new BillingWorld();
        var purchase = await world.BuyAsync(BillingWorld.Starter);
        await BillAsync(world, purchase, Some.Instant.AddDays(30));

        var balance = await world.Ledger.GetBalanceAsync(Some.Organization, default);
        Assert.Equal([new CreditLot(Some.Instant.AddDays(33), 30)], balance.Lots);
        world.Time.Advance(TimeSpan.FromDays(33));
        await world.Ledger.ExpireAsync(Some.Organization, default);
        Assert.Equal([(30L, EntryKind.Grant), (-30L, EntryKind.Expiry)], (await world.EntriesAsync()).Reverse().Select(entry => (entry.Amount, entry.Kind)));
    }

    [Fact]
    public async Task A_pack_that_was_bought_does_not_end()
    {
        using var world = new BillingWorld();
        await PayAsync(world, BillingWorld.Pack);
        Assert.Equal([new CreditLot(null, 100)], (await world.Ledger.GetBalanceAsync(Some.Organization, default)).Lots);
    }

    [Fact]
    public async Task What_cannot_be_given_is_an_alarm_that_says_what_to_do()
    {
        using var world = new BillingWorld();
        await world.ConnectAsync();
        var purchase = await world.BuyAsync(BillingWorld.Five);
        await new Entitlements(world.Held).GiveAsync(Some.Organization, s_owner, new Entitlement(EntitlementId.Parse(purchase.Id.ToString()), EntitlementKind.Permit, null, Some.Instant), default);
        var counted = 0L;
        using var listener = new MeterListener { InstrumentPublished = (instrument, me) => { if (instrument.Meter.Name == BillingMetrics.MeterName && instrument.Name == "ungiven") me.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, measured, _, _) => Interlocked.Add(ref counted, measured));
        listener.Start();
        Pay(world, purchase);
        await world.TellAsync(world.NewEvent(StripeEventTypes.CheckoutCompleted, purchase.Session!, purchase.Account));

        var alarm = Assert.Single(world.Log.Alarms);
        Assert.Equal(PaidEntitlements.NotGiven, alarm.Id);
        Assert.Contains(purchase.Id.ToString(), alarm.Text, StringComparison.Ordinal);
        Assert.Contains("refund", alarm.Text, StringComparison.Ordinal);
        Assert.True(counted >= 1);
        Assert.All(world.Events.Rows, row => Assert.True(row.GetBoolean("Applied")));
    }

    [Fact]
    public async Task All_that_was_bought_is_one_list_of_pages_the_newest_first()
    {
        using var world = new BillingWorld();
        var ids = new List<string>();
        for (var month = 0; month < 4; month++)
        {
            foreach (var id in new[] { PurchaseId.New(new RandomIdSource(world.Time)), PurchaseId.Parse($"in_{month}") })
            {
                var purchase = new Purchase(id, Some.Organization, OfferKind.Plan, "starter", "Starter", 30, 900, "eur", "price_starter", null, null, 0, world.Time.GetUtcNow());
                Assert.True(await world.Store.TryAddAsync(purchase, null, default));
                Assert.False(await world.Store.TryAddAsync(purchase, null, default));
                ids.Add(id.ToString());
                world.Time.Advance(TimeSpan.FromDays(1));
            }
        }

        var (listed, continuation) = (new List<string>(), (string?)null);
        do
        {
            var page = await world.Store.ListPurchasesAsync(Some.Organization, 3, continuation, default);
            Assert.InRange(page.Items.Count, 1, 3);
            listed.AddRange(page.Items.Select(each => each.Id.ToString()));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        Assert.Equal(Enumerable.Reverse(ids), listed);
    }

    /// <summary>Storage fails one call, and with it what was under way; then the queue tries it again.</summary>
    private static async Task<bool> TellKilledAsync(BillingWorld world, int killedAt, string news)
    {
        var (calls, all) = (0, new[] { world.Billing.Faults, world.Held.Faults, world.Events.Faults });
        foreach (var faults in all) faults.BeforeCallAsync = (_, _) => ++calls == killedAt ? throw new RequestFailedException(0, "killed") : Task.CompletedTask;
        var isKilled = await Record.ExceptionAsync(() => world.TellAsync(news)) is RequestFailedException;
        foreach (var faults in all) faults.BeforeCallAsync = null;
        world.Time.Advance(TimeSpan.FromMinutes(2));
        await world.DrainAsync();
        return isKilled;
    }

    /// <summary>Killed before it was noted it is Stripe's to send again; noted, nobody has to.</summary>
    private static bool IsNoted(BillingWorld world, string type, int killedAt)
    {
        if (world.Events.Rows.Any(row => row.GetString("Type") == type)) return true;
        Assert.True(killedAt <= 2, $"noted late: {killedAt}");
        return false;
    }

    private static string Pay(BillingWorld world, Purchase purchase)
    {
        var (payment, charge, session) = (world.Stripe.NewId("pi"), world.Stripe.NewId("ch"), world.Stripe[purchase.Session!]);
        world.Stripe[payment] = new JsonObject { ["status"] = "succeeded", ["amount"] = purchase.Amount, ["latest_charge"] = charge, ["metadata"] = session["metadata"]!.DeepClone() };
        world.Stripe[charge] = new JsonObject { ["amount"] = purchase.Amount, ["payment_intent"] = payment };
        (session["status"], session["payment_status"], session["payment_intent"]) = ("complete", "paid", payment);
        return payment;
    }

    private static async Task<(Purchase Purchase, string Payment)> PayAsync(BillingWorld world, Offer offer, string? link = null, string? owner = null)
    {
        if (offer.IsOrganizations) await world.ConnectAsync();
        var purchase = await world.BuyAsync(offer, link, owner is null ? null : OwnerId.Parse(owner));
        var payment = Pay(world, purchase);
        await world.TellAsync(world.NewEvent(StripeEventTypes.CheckoutCompleted, purchase.Session!, purchase.Account));
        return (purchase, payment);
    }

    private static async Task RefundAsync(BillingWorld world, Purchase purchase, string payment, long amount)
    {
        world.Stripe[world.Stripe.NewId("re")] = new JsonObject { ["amount"] = amount, ["status"] = "succeeded", ["payment_intent"] = payment };
        await world.TellAsync(world.NewEvent(StripeEventTypes.ChargeRefunded, (string)world.Stripe[payment]["latest_charge"]!, purchase.Account));
    }

    /// <summary>A period of a plan is paid; the invoice's id.</summary>
    private static async Task<string> BillAsync(BillingWorld world, Purchase plan, DateTimeOffset endsAt)
    {
        var (subscription, invoice, now) = (world.Stripe.NewId("sub"), world.Stripe.NewId("in"), world.Time.GetUtcNow().ToUnixTimeSeconds());
        world.Stripe[subscription] = new JsonObject
        {
            ["status"] = "active", ["metadata"] = world.Stripe[plan.Session!]["metadata"]!.DeepClone(),
            ["items"] = new JsonObject { ["data"] = new JsonArray(new JsonObject { ["id"] = "si_1", ["price"] = new JsonObject { ["id"] = "price_starter" } }), ["has_more"] = false },
        };
        world.Stripe[invoice] = new JsonObject
        {
            ["status"] = "paid", ["billing_reason"] = "subscription_create", ["amount_paid"] = 900, ["currency"] = "eur", ["created"] = now, ["parent"] = new JsonObject { ["subscription_details"] = new JsonObject { ["subscription"] = subscription } },
            ["lines"] = new JsonObject
            {
                ["data"] = new JsonArray(new JsonObject { ["amount"] = 900, ["period"] = new JsonObject { ["start"] = now, ["end"] = endsAt.ToUnixTimeSeconds() }, ["pricing"] = new JsonObject { ["price_details"] = new JsonObject { ["price"] = "price_starter" } } }),
                ["has_more"] = false,
            },
        };
        await world.TellAsync(world.NewEvent(StripeEventTypes.InvoicePaid, invoice));
        return invoice;
    }

    private static async Task<Entitlement> FindAsync(BillingWorld world, Purchase purchase) =>
        (await new Entitlements(world.Held).FindAsync(Some.Organization, purchase.Owner ?? s_owner, purchase.Link, EntitlementId.Parse(purchase.Id.ToString()), default))!;

    private static async Task<(int Releases, long Paying, DateTimeOffset? EndsAt)> HeldAsync(BillingWorld world, Purchase purchase) =>
        await FindAsync(world, purchase) is var held ? (held.Releases, held.Paying, held.EndsAt) : default;
}

using System.Text;
using Azure;
using Smartlinks.Billing;
using Smartlinks.Billing.Purchases;
using Smartlinks.Billing.Webhooks;
using Smartlinks.Storage.InMemory;
using Smartlinks.Support;

namespace Smartlinks.Tests.Billing;

/// <summary>What comes in at the door: taken once, or refused with nothing written; and what a kill between two writes leaves.</summary>
public sealed class TakingEventsTests
{
    [Fact]
    public async Task A_genuine_event_is_noted_and_queued_and_its_duplicate_changes_nothing()
    {
        using var world = new BillingWorld();
        var (purchase, news) = await PaidAsync(world);

        Assert.Equal(IntakeResult.Taken, await world.TakeAsync(news));
        await world.DrainAsync();
        Assert.Equal(IntakeResult.Taken, await world.TakeAsync(news));

        Assert.Empty(world.Requests.Bodies);
        Assert.True(Assert.Single(world.Events.Rows).GetBoolean("Applied"));
        Assert.Equal((PurchaseState.Paid, 100L), ((await world.FindAsync(purchase.Id)).State, await world.NetAsync(purchase.Id)));
    }

    [Theory]
    [InlineData("tampered")]
    [InlineData("expired")]
    [InlineData("early")]
    [InlineData("another secret")]
    [InlineData("no signature")]
    [InlineData("no event")]
    [InlineData("connect secret for the platform")]
    [InlineData("platform secret for an account")]
    public async Task What_is_not_genuine_is_refused_and_nothing_is_written(string what)
    {
        using var world = new BillingWorld();
        var news = world.NewEvent(StripeEventTypes.CheckoutCompleted, "cs_1", what == "platform secret for an account" ? "acct_1" : null);
        var (now, body) = (world.Time.GetUtcNow(), what switch { "tampered" => news.Replace("cs_1", "cs_2", StringComparison.Ordinal), "no event" => "{}", _ => news });
        var header = what switch
        {
            "expired" => world.Sign(body, BillingWorld.Secret, now.AddMinutes(-6)),
            "early" => world.Sign(body, BillingWorld.Secret, now.AddMinutes(6)),
            "another secret" => world.Sign(body, "whsec_other"),
            "no signature" => "",
            "no event" => world.Sign(body, BillingWorld.Secret),
            "connect secret for the platform" => world.Sign(body, BillingWorld.ConnectSecret),
            _ => world.Sign(news, BillingWorld.Secret),
        };

        Assert.Equal(IntakeResult.Refused, await world.Intake.TakeAsync(header, Encoding.UTF8.GetBytes(body), default));
        Assert.Empty(world.Events.Rows);
        Assert.Empty(world.Requests.Bodies);
    }

    [Theory]
    [InlineData("checkout.session.completed", true)]
    [InlineData("product.created", false)]
    public async Task The_other_mode_and_unknown_types_are_left_aside(string type, bool livemode)
    {
        using var world = new BillingWorld();

        Assert.Equal(IntakeResult.LeftAside, await world.TakeAsync(world.NewEvent(type, "cs_1", livemode: livemode)));
        Assert.Empty(world.Events.Rows);
    }

    [Theory]
    [InlineData("""{ "object": "event" }""")]
    [InlineData("""{ "object": "event", "id": 1, "type": "x", "data": { "object": {} }, "created": 1, "livemode": false }""")]
    [InlineData("""{ "object": "event", "id": "evt_1", "type": "x", "data": { "object": { "id": "../x" } }, "created": 1, "livemode": false }""")]
    [InlineData("""{ "object": "event", "id": "evt_1", "type": "x", "data": { "object": { "id": "cs_1" } }, "created": 1e300, "livemode": false }""")]
    [InlineData("[]")]
    public void What_is_no_event_is_not_read(string body) => Assert.Null(StripeEvent.TryRead(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public async Task A_kill_between_any_two_calls_to_storage_loses_nothing_that_was_taken()
    {
        var kills = 0;
        for (var killedAt = 0; ; killedAt++)
        {
            using var world = new BillingWorld();
            var (purchase, news) = await PaidAsync(world);
            var calls = 0;
            Task KillAsync(string operation, CancellationToken cancellationToken) => Interlocked.Increment(ref calls) == killedAt + 1 ? throw new RequestFailedException(0, "killed") : Task.CompletedTask;
            FaultSwitch[] switches = [world.Billing.Faults, world.Events.Faults, world.Requests.Faults, world.Credits.Faults];
            foreach (var each in switches) each.BeforeCallAsync = KillAsync;
            var isKilled = await IsKilledAsync(() => world.TellAsync(news));
            foreach (var each in switches) each.BeforeCallAsync = null;

            // Stripe sends again what was not answered, and the queue gives again what was not finished.
            await world.TakeAsync(news);
            world.Time.Advance(TimeSpan.FromMinutes(2));
            await world.DrainAsync();

            Assert.Equal((PurchaseState.Paid, 100L), ((await world.FindAsync(purchase.Id)).State, await world.NetAsync(purchase.Id)));
            Assert.True(await world.EntriesAddUpAsync());
            Assert.True(Assert.Single(world.Events.Rows).GetBoolean("Applied"));
            if (!isKilled) break;
            kills++;
        }

        Assert.True(kills >= 8, $"{kills} places to be killed at");
    }

    [Fact]
    public async Task What_is_noted_is_applied_though_its_process_is_killed_and_Stripe_never_sends_it_again()
    {
        var noted = 0;
        for (var (killedAt, isKilled) = (1, true); isKilled; killedAt++)
        {
            using var world = new BillingWorld();
            var (purchase, news) = await PaidAsync(world);
            var calls = 0;
            foreach (var faults in new[] { world.Events.Faults, world.Requests.Faults }) faults.BeforeCallAsync = (_, _) => ++calls == killedAt ? throw new RequestFailedException(0, "killed") : Task.CompletedTask;
            isKilled = await IsKilledAsync(() => world.TakeAsync(news));
            foreach (var faults in new[] { world.Events.Faults, world.Requests.Faults }) faults.BeforeCallAsync = null;
            var isNoted = world.Events.Rows.Count == 1;
            world.Time.Advance(StripeEventRequests.Hidden + TimeSpan.FromSeconds(1));
            await world.DrainAsync();

            Assert.Equal(isNoted ? PurchaseState.Paid : PurchaseState.Open, (await world.FindAsync(purchase.Id)).State);
            Assert.Empty(world.Requests.Bodies);
            noted += isKilled && isNoted ? 1 : 0;
        }

        Assert.True(noted >= 1, "one was killed between its note and the end");
    }

    [Fact]
    public async Task What_happened_longer_ago_than_Stripe_keeps_it_is_forgotten_with_the_first_event_of_a_day()
    {
        using var world = new BillingWorld();
        var (_, news) = await PaidAsync(world);
        await world.TellAsync(news);
        world.Time.Advance(StripeEvents.Kept);
        var events = new StripeEvents(world.Events, world.Time);
        await events.DeletePastAsync(default);
        Assert.Single(world.Events.Rows);
        world.Time.Advance(TimeSpan.FromDays(1));
        for (var number = 0; number < 230; number++) Assert.True(await events.TryAddAsync(new StripeEvent($"evt_old_{number}", StripeEventTypes.InvoicePaid, null, "in_1", Some.Instant, false), default));
        Assert.True(await events.TryAddAsync(new StripeEvent("evt_new", StripeEventTypes.InvoicePaid, null, "in_1", world.Time.GetUtcNow(), false), default));

        // So many at a time that no event waits long for it.
        for (var left = 231; left > 0; left -= 100)
        {
            await events.DeletePastAsync(default);
            Assert.Equal(1 + Math.Max(0, left - 100), world.Events.Rows.Count);
        }

        Assert.Equal("evt_new", Assert.Single(world.Events.Rows).RowKey);
        world.Events.Faults.IsDown = true;
        await events.DeletePastAsync(default);
    }

    [Fact]
    public async Task While_Stripe_does_not_answer_an_event_waits()
    {
        using var world = new BillingWorld();
        var (purchase, news) = await PaidAsync(world);
        world.Stripe.FailsWith = 503;
        await world.TellAsync(news);
        Assert.Equal(PurchaseState.Open, (await world.FindAsync(purchase.Id)).State);
        Assert.Single(world.Requests.Bodies);

        world.Stripe.FailsWith = null;
        world.Time.Advance(TimeSpan.FromSeconds(16));
        await world.DrainAsync();
        Assert.Equal(PurchaseState.Paid, (await world.FindAsync(purchase.Id)).State);
    }

    [Fact]
    public async Task After_three_days_without_an_answer_a_person_has_to_look()
    {
        using var world = new BillingWorld();
        var (_, news) = await PaidAsync(world);
        await world.TakeAsync(news);
        world.Stripe.FailsWith = 503;
        world.Time.Advance(TimeSpan.FromDays(3));

        await Assert.ThrowsAsync<Smartlinks.Billing.Stripe.StripeFailureException>(world.DrainAsync);
    }

    [Fact]
    public async Task News_of_another_account_does_not_touch_a_purchase()
    {
        using var world = new BillingWorld();
        var (purchase, _) = await PaidAsync(world);

        // Whoever owns a connected account can write any metadata there.
        await world.TellAsync(world.NewEvent(StripeEventTypes.CheckoutCompleted, purchase.Session!, "acct_thief"));

        Assert.Equal(PurchaseState.Open, (await world.FindAsync(purchase.Id)).State);
    }

    [Fact]
    public async Task Another_account_that_names_an_organization_does_not_become_its_own()
    {
        using var world = new BillingWorld();
        var account = await world.ConnectAsync();
        world.Stripe["acct_thief"] = new() { ["charges_enabled"] = true, ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["organization"] = Some.Organization.ToString() } };

        await world.TellAsync(world.NewEvent(StripeEventTypes.AccountUpdated, "acct_thief", "acct_thief"));

        Assert.Equal(account.Id, (await world.Store.FindAccountAsync(Some.Organization, default))!.Id);
    }

    [Fact]
    public async Task A_message_that_names_nothing_is_dropped()
    {
        using var world = new BillingWorld();
        foreach (var message in new[] { "", "{}", "[]", "x", """{ "day": "2026-11-20", "event": "evt_unknown", "since": "2026-11-20T00:00:00Z" }""" }) await world.Applier.ApplyAsync(message, default);
        Assert.Empty(world.Billing.Rows);
    }

    private static async Task<(Purchase Purchase, string News)> PaidAsync(BillingWorld world)
    {
        var purchase = await world.BuyAsync();
        (world.Stripe[purchase.Session!]["status"], world.Stripe[purchase.Session!]["payment_status"]) = ("complete", "paid");
        return (purchase, world.NewEvent(StripeEventTypes.CheckoutCompleted, purchase.Session!));
    }

    private static async Task<bool> IsKilledAsync(Func<Task> work)
    {
        try
        {
            await work();
            return false;
        }
        catch (RequestFailedException)
        {
            return true;
        }
    }
}

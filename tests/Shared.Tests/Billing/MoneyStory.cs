using System.Text.Json.Nodes;
using Smartlinks.Billing.Purchases;
using Smartlinks.Billing.Webhooks;
using Smartlinks.Organizations.Access;
using Smartlinks.Support;

namespace Smartlinks.Tests.Billing;

/// <summary>A made-up history: what happens at Stripe step by step, and the events each step brings. The same seed tells the same story in any world.</summary>
internal sealed class MoneyStory(BillingWorld world, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<Func<IReadOnlyList<string>>> _steps = [];

    public IReadOnlyList<Func<IReadOnlyList<string>>> Steps => _steps;

    public async Task<MoneyStory> WriteAsync()
    {
        for (var count = _random.Next(1, 4); count > 0; count--) Pay(await world.BuyAsync());
        if (_random.Next(2) == 0) Subscribe(await world.BuyAsync(BillingWorld.Starter));
        if (_random.Next(3) == 0)
        {
            var account = await world.ConnectAsync();
            Pay(await world.BuyAsync(BillingWorld.Fee, "lnk_01hzzzzzzzzzzzzzzzzzzzzzzz"), account.Id);
            Pay(await world.BuyAsync(BillingWorld.Five, owner: SomeOwner()), account.Id);
            Pay(await world.BuyAsync(BillingWorld.Gold, owner: SomeOwner()), account.Id);
        }

        return this;
    }

    private OwnerId? SomeOwner() => _random.Next(2) == 0 ? null : OwnerId.Parse("some-artist");

    /// <summary>A page that is left, paid, or paid later; and what becomes of the money.</summary>
    private void Pay(Purchase purchase, string? account = null)
    {
        var (session, payment, charge) = (purchase.Session!, world.Stripe.NewId("pi"), world.Stripe.NewId("ch"));
        var end = _random.Next(8);
        if (end == 0)
        {
            Step(session, "status", "expired", StripeEventTypes.CheckoutExpired, account);
            return;
        }

        _steps.Add(() =>
        {
            var marks = world.Stripe[session]["metadata"]!.DeepClone();
            world.Stripe[payment] = new JsonObject { ["status"] = end < 3 ? "processing" : "succeeded", ["amount"] = purchase.Amount, ["latest_charge"] = charge, ["metadata"] = marks };
            world.Stripe[charge] = new JsonObject { ["amount"] = purchase.Amount, ["payment_intent"] = payment };
            world.Stripe[session]["status"] = "complete";
            world.Stripe[session]["payment_intent"] = payment;
            world.Stripe[session]["payment_status"] = end < 3 ? "unpaid" : "paid";
            return [world.NewEvent(StripeEventTypes.CheckoutCompleted, session, account)];
        });
        if (end == 1)
        {
            Step(payment, "status", "requires_payment_method", StripeEventTypes.CheckoutFailedLater, account, about: session);
            return;
        }

        if (end == 2) Step(session, "payment_status", "paid", StripeEventTypes.CheckoutPaidLater, account);
        TakeBack(payment, charge, purchase.Amount, account);
    }

    private void TakeBack(string payment, string charge, long amount, string? account)
    {
        for (var times = _random.Next(4); times > 0; times--)
        {
            var (part, kind) = (_random.Next(1, (int)amount + 1), _random.Next(3));
            if (kind < 2)
            {
                var refund = world.Stripe.NewId("re");
                _steps.Add(() =>
                {
                    world.Stripe[refund] = new JsonObject { ["amount"] = part, ["status"] = "pending", ["payment_intent"] = payment };
                    return [world.NewEvent(StripeEventTypes.ChargeRefunded, charge, account)];
                });
                if (_random.Next(2) == 0) Step(refund, "status", _random.Next(2) == 0 ? "failed" : "succeeded", StripeEventTypes.RefundUpdated, account);
            }
            else
            {
                var dispute = world.Stripe.NewId("dp");
                _steps.Add(() =>
                {
                    world.Stripe[dispute] = new JsonObject { ["amount"] = part, ["status"] = "needs_response", ["charge"] = charge, ["payment_intent"] = payment };
                    return [world.NewEvent(StripeEventTypes.DisputeCreated, dispute, account)];
                });
                if (_random.Next(3) > 0) Step(dispute, "status", _random.Next(2) == 0 ? "won" : "lost", StripeEventTypes.DisputeClosed, account);
            }
        }
    }

    /// <summary>A plan that is paid, changed, not paid, ended.</summary>
    private void Subscribe(Purchase purchase)
    {
        var subscription = world.Stripe.NewId("sub");
        _steps.Add(() =>
        {
            world.Stripe[subscription] = new JsonObject
            {
                ["status"] = "active", ["metadata"] = world.Stripe[purchase.Session!]["metadata"]!.DeepClone(),
                ["items"] = new JsonObject { ["data"] = new JsonArray(new JsonObject { ["id"] = "si_1", ["current_period_end"] = Some.Instant.AddDays(30).ToUnixTimeSeconds(), ["price"] = new JsonObject { ["id"] = "price_starter" } }), ["has_more"] = false },
            };
            (world.Stripe[purchase.Session!]["status"], world.Stripe[purchase.Session!]["payment_status"], world.Stripe[purchase.Session!]["subscription"]) = ("complete", "paid", subscription);
            return [world.NewEvent(StripeEventTypes.SubscriptionCreated, subscription), world.NewEvent(StripeEventTypes.CheckoutCompleted, purchase.Session!)];
        });
        Bill(subscription, "price_starter", "subscription_create");
        for (var changes = _random.Next(4); changes > 0; changes--)
        {
            switch (_random.Next(3))
            {
                case 0:
                    _steps.Add(() =>
                    {
                        world.Stripe[subscription]["items"]!["data"]![0]!["price"]!["id"] = "price_pro";
                        return [world.NewEvent(StripeEventTypes.SubscriptionUpdated, subscription)];
                    });
                    Bill(subscription, "price_pro", "subscription_update");
                    break;
                case 1:
                    Bill(subscription, "price_pro", "subscription_cycle");
                    break;
                default:
                    Step(subscription, "status", "past_due", StripeEventTypes.SubscriptionUpdated, null);
                    break;
            }
        }

        if (_random.Next(2) == 0) Step(subscription, "status", "canceled", StripeEventTypes.SubscriptionDeleted, null);
    }

    private void Bill(string subscription, string price, string reason)
    {
        var (invoice, payment, charge, paid) = (world.Stripe.NewId("in"), world.Stripe.NewId("pi"), world.Stripe.NewId("ch"), _random.Next(4) > 0);
        _steps.Add(() =>
        {
            world.Stripe[invoice] = new JsonObject
            {
                ["status"] = "open", ["billing_reason"] = reason, ["amount_paid"] = 900, ["currency"] = "eur", ["created"] = Some.Instant.ToUnixTimeSeconds(),
                ["parent"] = new JsonObject { ["subscription_details"] = new JsonObject { ["subscription"] = subscription } },
                ["lines"] = new JsonObject { ["data"] = new JsonArray(new JsonObject { ["amount"] = 900, ["period"] = new JsonObject { ["start"] = Some.Instant.ToUnixTimeSeconds(), ["end"] = Some.Instant.AddDays(90).ToUnixTimeSeconds() }, ["pricing"] = new JsonObject { ["price_details"] = new JsonObject { ["price"] = price } } }), ["has_more"] = false },
            };
            return [world.NewEvent(StripeEventTypes.InvoiceFailed, invoice)];
        });
        if (!paid) return;
        _steps.Add(() =>
        {
            world.Stripe[invoice]["status"] = "paid";
            world.Stripe[payment] = new JsonObject { ["status"] = "succeeded", ["amount"] = 900, ["metadata"] = new JsonObject() };
            world.Stripe[charge] = new JsonObject { ["amount"] = 900, ["payment_intent"] = payment };
            world.Stripe["inpay_" + invoice] = new JsonObject { ["invoice"] = invoice, ["status"] = "paid", ["payment"] = new JsonObject { ["type"] = "payment_intent", ["payment_intent"] = payment } };
            return [world.NewEvent(StripeEventTypes.InvoicePaid, invoice)];
        });
        TakeBack(payment, charge, 900, null);
    }

    private void Step(string id, string field, string value, string type, string? account, string? about = null) => _steps.Add(() =>
    {
        world.Stripe[id][field] = value;
        return [world.NewEvent(type, about ?? id, account)];
    });
}

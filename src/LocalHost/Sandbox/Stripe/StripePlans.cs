using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox.Stripe;

/// <summary>Subscriptions and their invoices. Call it under the book's gate.</summary>
public sealed class StripePlans(StripeBook book, StripeWebhooks webhooks)
{
    private const long Month = 30 * 86_400;

    public JsonObject Begin(string customer, SandboxPrice price, JsonObject marks)
    {
        var subscription = book.Add("sub", null, StripeShapes.Subscription(customer, price, marks, book.Now));
        webhooks.Tell("customer.subscription.created", subscription);
        Bill(subscription, "subscription_create", isPaid: true);
        return subscription;
    }

    /// <summary>The next period begins, and is paid or not.</summary>
    public void Renew(JsonObject subscription, bool isPaid)
    {
        if ((string?)subscription["status"] == "canceled") throw StripeRefusalException.Invalid("subscription", "A canceled subscription cannot be renewed.");
        if ((bool)subscription["cancel_at_period_end"]!)
        {
            Cancel(subscription);
            return;
        }

        var item = Item(subscription);
        (item["current_period_start"], item["current_period_end"]) = ((long)item["current_period_end"]!, (long)item["current_period_end"]! + Month);
        subscription["status"] = isPaid ? "active" : "past_due";
        webhooks.Tell("customer.subscription.updated", subscription);
        Bill(subscription, "subscription_cycle", isPaid);
    }

    public void Cancel(JsonObject subscription)
    {
        (subscription["status"], subscription["canceled_at"], subscription["ended_at"], subscription["cancel_at_period_end"]) = ("canceled", book.Now, book.Now, false);
        webhooks.Tell("customer.subscription.deleted", subscription);
    }

    /// <param name="isOn">Whether it ends with the period that is paid; else it goes on.</param>
    public void EndWithPeriod(JsonObject subscription, bool isOn)
    {
        subscription["cancel_at_period_end"] = isOn;
        subscription["cancel_at"] = isOn ? Item(subscription)["current_period_end"]!.DeepClone() : null;
        webhooks.Tell("customer.subscription.updated", subscription);
    }

    public void Change(JsonObject subscription, SandboxPrice price)
    {
        Item(subscription)["price"] = StripeShapes.Price(price);
        webhooks.Tell("customer.subscription.updated", subscription);
        Bill(subscription, "subscription_update", isPaid: true);
    }

    /// <summary>Null: it has none that was paid.</summary>
    public JsonObject? PaymentOf(string? subscription) => subscription is null ? null
        : book.List("invoice", null, invoice => (string?)invoice["parent"]!["subscription_details"]!["subscription"] == subscription && (string?)invoice["status"] == "paid").LastOrDefault() is not { } first ? null
        : book.Find("payment_intent", (string?)book.FindAnywhere("invoice_payment", payment => (string?)payment["invoice"] == StripeBook.Id(first))?["payment"]?["payment_intent"], null);

    private void Bill(JsonObject subscription, string reason, bool isPaid)
    {
        var price = StripePrices.Find((string?)Item(subscription)["price"]!["id"])!;
        var invoice = book.Add("in", null, StripeShapes.Invoice(subscription, price, reason, isPaid, book.Now));
        subscription["latest_invoice"] = StripeBook.Id(invoice);
        if (isPaid)
        {
            // The payment of an invoice carries none of the subscription's marks.
            var payment = book.Add("pi", null, StripeShapes.PaymentIntent(price.Amount, price.Currency, "succeeded", (string?)subscription["customer"], new JsonObject(), null, book.Now));
            payment["latest_charge"] = StripeBook.Id(book.Add("ch", null, StripeShapes.Charge(payment, book.Now)));
            book.Add("inpay", null, StripeShapes.InvoicePayment(invoice, payment, book.Now));
        }

        webhooks.Tell(isPaid ? "invoice.paid" : "invoice.payment_failed", invoice);
    }

    private static JsonObject Item(JsonObject subscription) => (JsonObject)subscription["items"]!["data"]![0]!;
}

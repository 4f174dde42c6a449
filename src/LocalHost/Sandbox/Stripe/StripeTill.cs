using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox.Stripe;

/// <summary>What happens to money: pages are paid, left and expire, payments come later or not at all, go back and are disputed. Everything tells its webhooks. Call it under the book's gate.</summary>
public sealed class StripeTill(StripeBook book, StripeWebhooks webhooks, StripePlans plans)
{
    /// <param name="isLater">The money comes some days later, or not: <see cref="Settle"/> says.</param>
    public void Pay(JsonObject session, bool isLater)
    {
        DemandOpen(session);
        if ((string?)session["mode"] == "subscription")
        {
            session["subscription"] = StripeBook.Id(plans.Begin((string)session["customer"]!, StripePrices.Find((string?)session["sandbox_price"])!, (JsonObject)session["sandbox_marks"]!));
            (session["status"], session["payment_status"]) = ("complete", "paid");
        }
        else
        {
            var account = StripeBook.AccountOf(session);
            var payment = book.Add("pi", account, StripeShapes.PaymentIntent((long)session["amount_total"]!, (string)session["currency"]!, isLater ? "processing" : "succeeded", (string?)session["customer"],
                (JsonObject)session["sandbox_marks"]!, (long?)session["sandbox_fee"], book.Now));
            (session["status"], session["payment_intent"], session["payment_status"]) = ("complete", StripeBook.Id(payment), isLater ? "unpaid" : "paid");
            if (!isLater) Charge(payment);
        }

        webhooks.Tell("checkout.session.completed", session);
    }

    public void Expire(JsonObject session)
    {
        DemandOpen(session);
        session["status"] = "expired";
        webhooks.Tell("checkout.session.expired", session);
    }

    /// <summary>The money of a payment that was to come later has come, or will not.</summary>
    public void Settle(JsonObject session, bool isPaid)
    {
        var payment = PaymentOf(session);
        if ((string?)payment["status"] != "processing") throw StripeRefusalException.Invalid("purchase", "The payment is not on its way.");
        payment["status"] = isPaid ? "succeeded" : "requires_payment_method";
        if (isPaid)
        {
            payment["amount_received"] = (long)payment["amount"]!;
            Charge(payment);
            session["payment_status"] = "paid";
        }

        webhooks.Tell(isPaid ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed", session);
    }

    /// <param name="amount">Null: all that is left.</param>
    public JsonObject Refund(JsonObject payment, long? amount)
    {
        var charge = ChargeOf(payment);
        var left = (long)charge["amount"]! - (long)charge["amount_refunded"]!;
        if (left <= 0 || amount is < 1 || amount > left) throw new StripeRefusalException(400, "invalid_request_error", "charge_already_refunded", $"No more than {left} can be refunded.", "amount");
        var refund = book.Add("re", StripeBook.AccountOf(payment), StripeShapes.Refund(charge, amount ?? left, book.Now));
        charge["amount_refunded"] = (long)charge["amount"]! - left + (amount ?? left);
        charge["refunded"] = (long)charge["amount_refunded"]! == (long)charge["amount"]!;
        webhooks.Tell("charge.refunded", charge);
        return refund;
    }

    public JsonObject Dispute(JsonObject payment, long? amount)
    {
        var charge = ChargeOf(payment);
        charge["disputed"] = true;
        var dispute = book.Add("dp", StripeBook.AccountOf(payment), StripeShapes.Dispute(charge, amount ?? (long)charge["amount"]!, book.Now));
        webhooks.Tell("charge.dispute.created", dispute);
        return dispute;
    }

    public void Close(JsonObject dispute, bool isWon)
    {
        dispute["status"] = isWon ? "won" : "lost";
        webhooks.Tell("charge.dispute.closed", dispute);
    }

    /// <summary>The payment behind a page: of a plan, that of its first invoice.</summary>
    public JsonObject PaymentOf(JsonObject session) =>
        book.Find("payment_intent", (string?)session["payment_intent"], StripeBook.AccountOf(session)) ?? plans.PaymentOf((string?)session["subscription"]) ?? throw StripeRefusalException.NoSuch("payment_intent", "of that page");

    private JsonObject ChargeOf(JsonObject payment) => book.Get("charge", (string?)payment["latest_charge"] ?? "", StripeBook.AccountOf(payment));

    private void Charge(JsonObject payment) => payment["latest_charge"] = StripeBook.Id(book.Add("ch", StripeBook.AccountOf(payment), StripeShapes.Charge(payment, book.Now)));

    private void DemandOpen(JsonObject session)
    {
        if ((string?)session["status"] == "open" && (long)session["expires_at"]! <= book.Now) session["status"] = "expired";
        if ((string?)session["status"] != "open") throw StripeRefusalException.Invalid("session", "Only Checkout Sessions with a status of `open` can be paid or expired.");
    }
}

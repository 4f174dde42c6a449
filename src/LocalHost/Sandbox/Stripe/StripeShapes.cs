using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox.Stripe;

/// <summary>Stripe's objects with the members they always have, as version 2026-10-28.endive shows them.</summary>
public static class StripeShapes
{
    public static JsonObject Session(StripeParameters form, long amount, string currency, long now) => new()
    {
        ["object"] = "checkout.session", ["adaptive_pricing"] = new JsonObject { ["enabled"] = form["adaptive_pricing[enabled]"] != "false" }, ["allow_promotion_codes"] = null, ["amount_subtotal"] = amount, ["amount_total"] = amount,
        ["automatic_tax"] = new JsonObject { ["enabled"] = false, ["liability"] = null, ["provider"] = null, ["status"] = null }, ["billing_address_collection"] = null, ["cancel_url"] = form["cancel_url"],
        ["client_reference_id"] = form["client_reference_id"], ["client_secret"] = null, ["consent"] = null, ["created"] = now, ["currency"] = currency, ["customer"] = form["customer"], ["customer_email"] = form["customer_email"],
        ["expires_at"] = form.Number("expires_at") ?? now + 86_400, ["invoice"] = null, ["livemode"] = false, ["locale"] = null, ["metadata"] = form.Map("metadata"), ["mode"] = form["mode"], ["payment_intent"] = null,
        ["payment_link"] = null, ["payment_method_types"] = new JsonArray("card", "sepa_debit"), ["payment_status"] = "unpaid", ["recovered_from"] = null, ["setup_intent"] = null, ["status"] = "open", ["submit_type"] = null,
        ["subscription"] = null, ["success_url"] = form["success_url"], ["ui_mode"] = "hosted_page", ["url"] = null, ["sandbox_price"] = form["line_items[0][price]"],
        ["sandbox_name"] = form["line_items[0][price_data][product_data][name]"] ?? StripePrices.Find(form["line_items[0][price]"])?.Name,
        ["sandbox_fee"] = form.Number("payment_intent_data[application_fee_amount]"), ["sandbox_marks"] = form.Map(form["mode"] == "subscription" ? "subscription_data[metadata]" : "payment_intent_data[metadata]"),
    };

    public static JsonObject PaymentIntent(long amount, string currency, string status, string? customer, JsonObject metadata, long? fee, long now) => new()
    {
        ["object"] = "payment_intent", ["amount"] = amount, ["amount_capturable"] = 0L, ["amount_received"] = status == "succeeded" ? amount : 0L, ["application"] = null, ["application_fee_amount"] = fee, ["canceled_at"] = null,
        ["capture_method"] = "automatic", ["client_secret"] = null, ["confirmation_method"] = "automatic", ["created"] = now, ["currency"] = currency, ["customer"] = customer, ["description"] = null, ["last_payment_error"] = null,
        ["latest_charge"] = null, ["livemode"] = false, ["metadata"] = metadata.DeepClone(), ["payment_method_types"] = new JsonArray("card"), ["status"] = status,
    };

    public static JsonObject Charge(JsonObject payment, long now) => new()
    {
        ["object"] = "charge", ["amount"] = (long)payment["amount"]!, ["amount_captured"] = (long)payment["amount"]!, ["amount_refunded"] = 0L, ["application_fee_amount"] = payment["application_fee_amount"]?.DeepClone(), ["captured"] = true,
        ["created"] = now, ["currency"] = (string)payment["currency"]!, ["customer"] = (string?)payment["customer"], ["disputed"] = false, ["livemode"] = false, ["metadata"] = payment["metadata"]!.DeepClone(), ["paid"] = true,
        ["payment_intent"] = StripeBook.Id(payment), ["refunded"] = false, ["status"] = "succeeded",
    };

    public static JsonObject Refund(JsonObject charge, long amount, long now) => new()
    {
        ["object"] = "refund", ["amount"] = amount, ["charge"] = StripeBook.Id(charge), ["created"] = now, ["currency"] = (string)charge["currency"]!, ["metadata"] = new JsonObject(), ["payment_intent"] = (string?)charge["payment_intent"],
        ["reason"] = null, ["receipt_number"] = null, ["status"] = "succeeded",
    };

    public static JsonObject Dispute(JsonObject charge, long amount, long now) => new()
    {
        ["object"] = "dispute", ["amount"] = amount, ["charge"] = StripeBook.Id(charge), ["created"] = now, ["currency"] = (string)charge["currency"]!, ["is_charge_refundable"] = false, ["livemode"] = false, ["metadata"] = new JsonObject(),
        ["payment_intent"] = (string?)charge["payment_intent"], ["reason"] = "fraudulent", ["status"] = "needs_response",
    };

    public static JsonObject Subscription(string customer, SandboxPrice price, JsonObject metadata, long now) => new()
    {
        ["object"] = "subscription", ["application"] = null, ["billing_cycle_anchor"] = now, ["cancel_at"] = null, ["cancel_at_period_end"] = false, ["canceled_at"] = null, ["collection_method"] = "charge_automatically", ["created"] = now,
        ["currency"] = price.Currency, ["customer"] = customer, ["ended_at"] = null, ["items"] = new JsonObject { ["object"] = "list", ["data"] = new JsonArray(Item(price, now)), ["has_more"] = false }, ["latest_invoice"] = null,
        ["livemode"] = false, ["metadata"] = metadata.DeepClone(), ["start_date"] = now, ["status"] = "active", ["trial_end"] = null,
    };

    public static JsonObject Price(SandboxPrice price) => new()
    {
        ["id"] = price.Id, ["object"] = "price", ["active"] = true, ["currency"] = price.Currency, ["nickname"] = price.Name, ["recurring"] = new JsonObject { ["interval"] = "month", ["interval_count"] = 1 }, ["type"] = "recurring", ["unit_amount"] = price.Amount,
    };

    public static JsonObject Invoice(JsonObject subscription, SandboxPrice price, string reason, bool isPaid, long now) => new()
    {
        ["object"] = "invoice", ["amount_due"] = price.Amount, ["amount_paid"] = isPaid ? price.Amount : 0L, ["amount_remaining"] = isPaid ? 0L : price.Amount, ["attempted"] = true, ["billing_reason"] = reason, ["created"] = now, ["currency"] = price.Currency,
        ["customer"] = (string?)subscription["customer"], ["livemode"] = false, ["metadata"] = new JsonObject(), ["status"] = isPaid ? "paid" : "open", ["total"] = price.Amount,
        ["parent"] = new JsonObject { ["quote_details"] = null, ["type"] = "subscription_details", ["subscription_details"] = new JsonObject { ["metadata"] = subscription["metadata"]!.DeepClone(), ["subscription"] = StripeBook.Id(subscription) } },
        ["lines"] = new JsonObject
        {
            ["object"] = "list", ["has_more"] = false,
            ["data"] = new JsonArray(new JsonObject { ["object"] = "line_item", ["amount"] = price.Amount, ["currency"] = price.Currency, ["period"] = Period(subscription), ["quantity"] = 1, ["pricing"] = new JsonObject { ["type"] = "price_details", ["price_details"] = new JsonObject { ["price"] = price.Id, ["product"] = "prod_sandbox" } } }),
        },
    };

    public static JsonObject InvoicePayment(JsonObject invoice, JsonObject payment, long now) => new()
    {
        ["object"] = "invoice_payment", ["amount_paid"] = (long)payment["amount"]!, ["amount_requested"] = (long)payment["amount"]!, ["created"] = now, ["currency"] = (string)payment["currency"]!, ["invoice"] = StripeBook.Id(invoice), ["is_default"] = true,
        ["livemode"] = false, ["payment"] = new JsonObject { ["payment_intent"] = StripeBook.Id(payment), ["type"] = "payment_intent" }, ["status"] = "paid",
    };

    public static JsonObject Customer(StripeParameters form, long now) => new()
    {
        ["object"] = "customer", ["created"] = now, ["email"] = form["email"], ["livemode"] = false, ["metadata"] = form.Map("metadata"), ["name"] = form["name"],
    };

    public static JsonObject Account(StripeParameters form, long now) => new()
    {
        ["object"] = "account", ["charges_enabled"] = false, ["created"] = now, ["details_submitted"] = false, ["email"] = form["email"], ["metadata"] = form.Map("metadata"), ["payouts_enabled"] = false, ["type"] = "none",
        ["controller"] = new JsonObject { ["type"] = "application", ["is_controller"] = true, ["requirement_collection"] = "stripe", ["stripe_dashboard"] = new JsonObject { ["type"] = "full" }, ["fees"] = new JsonObject { ["payer"] = "account" }, ["losses"] = new JsonObject { ["payments"] = "stripe" } },
        ["requirements"] = new JsonObject { ["currently_due"] = new JsonArray("business_type", "external_account", "tos_acceptance.date"), ["disabled_reason"] = "requirements.past_due" },
    };

    /// <summary>What an invoice pays for: the period that the subscription is in.</summary>
    private static JsonObject Period(JsonObject subscription) => new()
    {
        ["end"] = subscription["items"]!["data"]![0]!["current_period_end"]!.DeepClone(), ["start"] = subscription["items"]!["data"]![0]!["current_period_start"]!.DeepClone(),
    };

    private static JsonObject Item(SandboxPrice price, long now) => new()
    {
        ["id"] = "si_sandbox", ["object"] = "subscription_item", ["created"] = now, ["current_period_end"] = now + 30 * 86_400, ["current_period_start"] = now, ["metadata"] = new JsonObject(), ["price"] = Price(price), ["quantity"] = 1,
    };
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Smartlinks.LocalHost.Sandbox.Stripe;

/// <summary>One request as the operation sees it.</summary>
/// <param name="Account">The connected account it is done on; null: the platform.</param>
/// <param name="Id">What the path names; empty: nothing.</param>
public sealed record StripeAsk(string? Account, string Id, StripeParameters Form);

/// <summary>One operation of the API.</summary>
/// <param name="Path">Below <c>v1/</c>, with <c>{id}</c>.</param>
/// <param name="Known">The parameters it takes, with <c>[]</c> for any index and <c>[*]</c> for any key.</param>
public sealed record StripeOperation(string Method, string Path, IReadOnlyCollection<string> Known, Func<StripeAsk, JsonObject> Run)
{
    private readonly Regex _path = new("^" + Regex.Escape(Path).Replace(@"\{id}", "(?<id>[A-Za-z0-9_]+)", StringComparison.Ordinal) + "$");

    public bool TryMatch(string method, string path, out string id)
    {
        var match = method == Method ? _path.Match(path) : Match.Empty;
        id = match.Groups["id"].Value;
        return match.Success;
    }
}

/// <summary>The operations that Smartlinks uses, each with its parameters as the API of 2026-10-28 has them.</summary>
public sealed class StripeOperations(StripeBook book, StripeTill till, StripeWebhooks webhooks, Func<Uri> baseAddress)
{
    private const int MostListed = 100;

    public IReadOnlyList<StripeOperation> All() =>
    [
        new("POST", "checkout/sessions",
            ["mode", "success_url", "cancel_url", "client_reference_id", "customer", "customer_email", "expires_at", "metadata[*]", "line_items[][quantity]", "line_items[][price]", "line_items[][price_data][currency]",
                "line_items[][price_data][unit_amount]", "line_items[][price_data][product_data][name]", "line_items[][price_data][product_data][description]", "adaptive_pricing[enabled]", "payment_intent_data[metadata][*]",
                "payment_intent_data[application_fee_amount]", "subscription_data[metadata][*]", "expand[]", "locale", "allow_promotion_codes"], CreateSession),
        new("GET", "checkout/sessions/{id}", ["expand[]"], ask => book.Get("checkout.session", ask.Id, ask.Account)),
        new("POST", "checkout/sessions/{id}/expire", ["expand[]"], ExpireSession),
        new("GET", "payment_intents/{id}", ["expand[]", "client_secret"], ask => book.Get("payment_intent", ask.Id, ask.Account)),
        new("GET", "charges/{id}", ["expand[]"], ask => book.Get("charge", ask.Id, ask.Account)),
        new("GET", "refunds/{id}", ["expand[]"], ask => book.Get("refund", ask.Id, ask.Account)),
        new("GET", "refunds", ["payment_intent", "charge", "limit", "starting_after", "ending_before", "expand[]"], ask => List(ask, "refund", "/v1/refunds", OfPayment(ask))),
        new("GET", "disputes/{id}", ["expand[]"], ask => book.Get("dispute", ask.Id, ask.Account)),
        new("GET", "disputes", ["payment_intent", "charge", "limit", "starting_after", "ending_before", "expand[]"], ask => List(ask, "dispute", "/v1/disputes", OfPayment(ask))),
        new("GET", "subscriptions/{id}", ["expand[]"], ask => book.Get("subscription", ask.Id, ask.Account)),
        new("GET", "invoices/{id}", ["expand[]"], ask => book.Get("invoice", ask.Id, ask.Account)),
        new("GET", "invoice_payments", ["invoice", "payment[type]", "payment[payment_intent]", "status", "limit", "starting_after", "ending_before", "expand[]"], ask => List(ask, "invoice_payment", "/v1/invoice_payments", paid =>
            (ask.Form["invoice"] is not { } invoice || (string?)paid["invoice"] == invoice) && (ask.Form["payment[payment_intent]"] is not { } payment || (string?)paid["payment"]!["payment_intent"] == payment))),
        new("POST", "customers", ["name", "email", "metadata[*]", "description", "phone", "expand[]"], ask => book.Add("cus", ask.Account, StripeShapes.Customer(ask.Form, book.Now))),
        new("GET", "customers/{id}", ["expand[]"], ask => book.Get("customer", ask.Id, ask.Account)),
        new("POST", "billing_portal/sessions", ["customer", "return_url", "configuration", "locale", "expand[]"], CreatePortal),
        new("POST", "accounts", ["email", "country", "metadata[*]", "controller[stripe_dashboard][type]", "controller[fees][payer]", "controller[losses][payments]", "controller[requirement_collection]", "type", "expand[]"], CreateAccount),
        new("GET", "accounts/{id}", ["expand[]"], ask => book.Get("account", ask.Id, null)),
        new("POST", "account_links", ["account", "type", "refresh_url", "return_url", "collect", "expand[]"], CreateAccountLink),
    ];

    private JsonObject CreateSession(StripeAsk ask)
    {
        var form = ask.Form;
        form.DemandOneOf("mode", "payment", "subscription");
        form.DemandOneOf("adaptive_pricing[enabled]", "true", "false");
        var (mode, quantity) = (form.Demand("mode"), form.Number("line_items[0][quantity]", 1) ?? 1);
        foreach (var name in new[] { "success_url", "cancel_url" }) if (form[name] is { } url && !Uri.TryCreate(url, UriKind.Absolute, out _)) throw StripeRefusalException.Invalid(name, "Not a valid URL");
        if (form["customer"] is { } customer) book.Get("customer", customer, ask.Account);
        if (form["customer"] is not null && form["customer_email"] is not null) throw StripeRefusalException.Invalid("customer_email", "You may only specify one of these parameters: customer, customer_email.");
        var (amount, currency) = mode == "payment" ? ReadAmount(form) : ReadPrice(form);
        if (form.Number("payment_intent_data[application_fee_amount]", 1) is { } fee && (ask.Account is null || fee > amount * quantity))
            throw StripeRefusalException.Invalid("payment_intent_data[application_fee_amount]", "An application fee is for payments on a connected account, and no more than they are.");
        if (ask.Account is not null && book.Get("account", ask.Account, null) is var account && !(bool)account["charges_enabled"]!) throw StripeRefusalException.Invalid("account", "In order to use Checkout, the account must be able to take charges.");
        var session = book.Add("cs_test", ask.Account, StripeShapes.Session(form, amount * quantity, currency, book.Now));
        session["url"] = new Uri(baseAddress(), $"stripe/pay/{StripeBook.Id(session)}").AbsoluteUri;
        return session;
    }

    private static (long Amount, string Currency) ReadAmount(StripeParameters form)
    {
        if (form.HasAny("subscription_data")) throw StripeRefusalException.Invalid("subscription_data", "You can not pass `subscription_data` in `payment` mode.");
        form.Demand("line_items[0][price_data][product_data][name]");
        return (form.Number("line_items[0][price_data][unit_amount]", 1) ?? throw StripeRefusalException.Missing("line_items[0][price_data][unit_amount]"), form.Demand("line_items[0][price_data][currency]"));
    }

    private static (long Amount, string Currency) ReadPrice(StripeParameters form)
    {
        if (form.HasAny("payment_intent_data")) throw StripeRefusalException.Invalid("payment_intent_data", "You can not pass `payment_intent_data` in `subscription` mode.");
        var id = form.Demand("line_items[0][price]");
        // The sandbox makes no customer of its own: Smartlinks always has one.
        form.Demand("customer");
        return StripePrices.Find(id) is { } price ? (price.Amount, price.Currency) : throw StripeRefusalException.NoSuch("price", id);
    }

    private JsonObject ExpireSession(StripeAsk ask)
    {
        var session = book.Get("checkout.session", ask.Id, ask.Account);
        till.Expire(session);
        return session;
    }

    private JsonObject CreatePortal(StripeAsk ask)
    {
        var customer = book.Get("customer", ask.Form.Demand("customer"), ask.Account);
        var portal = book.Add("bps", ask.Account, new JsonObject
        {
            ["object"] = "billing_portal.session", ["configuration"] = "bpc_sandbox", ["created"] = book.Now, ["customer"] = StripeBook.Id(customer), ["flow"] = null, ["livemode"] = false, ["locale"] = null, ["return_url"] = ask.Form["return_url"],
        });
        portal["url"] = new Uri(baseAddress(), $"stripe/portal/{StripeBook.Id(portal)}").AbsoluteUri;
        return portal;
    }

    private JsonObject CreateAccount(StripeAsk ask)
    {
        ask.Form.DemandOneOf("controller[stripe_dashboard][type]", "express", "full", "none");
        ask.Form.DemandOneOf("controller[fees][payer]", "account", "application");
        ask.Form.DemandOneOf("controller[losses][payments]", "application", "stripe");
        ask.Form.DemandOneOf("controller[requirement_collection]", "application", "stripe");
        return book.Add("acct", null, StripeShapes.Account(ask.Form, book.Now));
    }

    private JsonObject CreateAccountLink(StripeAsk ask)
    {
        var account = book.Get("account", ask.Form.Demand("account"), null);
        ask.Form.DemandOneOf("type", "account_onboarding", "account_update");
        ask.Form.Demand("type");
        ask.Form.Demand("refresh_url");
        var link = book.Add("alink", null, new JsonObject { ["object"] = "account_link", ["created"] = book.Now, ["expires_at"] = book.Now + 300, ["sandbox_for"] = StripeBook.Id(account), ["sandbox_back"] = ask.Form.Demand("return_url") });
        link["url"] = new Uri(baseAddress(), $"stripe/connect/{StripeBook.Id(link)}").AbsoluteUri;
        // Stripe gives these no id.
        var shown = link.DeepClone().AsObject();
        shown.Remove("id");
        return shown;
    }

    /// <summary>The account's owner tells Stripe what it asks for.</summary>
    public void Finish(JsonObject account)
    {
        (account["charges_enabled"], account["payouts_enabled"], account["details_submitted"]) = (true, true, true);
        account["requirements"] = new JsonObject { ["currently_due"] = new JsonArray(), ["disabled_reason"] = null };
        webhooks.Tell("account.updated", account);
    }

    private static Func<JsonObject, bool> OfPayment(StripeAsk ask) => one =>
        (ask.Form["payment_intent"] is not { } payment || (string?)one["payment_intent"] == payment) && (ask.Form["charge"] is not { } charge || (string?)one["charge"] == charge);

    private JsonObject List(StripeAsk ask, string kind, string url, Func<JsonObject, bool> isWanted)
    {
        var limit = ask.Form.Number("limit", 1) ?? 10;
        if (limit > MostListed) throw StripeRefusalException.Invalid("limit", "Invalid limit: must be between 1 and 100");
        var all = book.List(kind, ask.Account, isWanted).ToList();
        var rest = ask.Form["starting_after"] is { } after ? all.SkipWhile(one => StripeBook.Id(one) != after).Skip(1).ToList() : all;
        return new JsonObject { ["object"] = "list", ["data"] = SandboxJson.Array(rest.Take((int)limit).Select(one => (JsonNode?)StripeBook.Show(one))), ["has_more"] = rest.Count > limit, ["url"] = url };
    }
}

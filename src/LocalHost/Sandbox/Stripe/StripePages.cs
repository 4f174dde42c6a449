using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Smartlinks.LocalHost.Sandbox.Stripe;

/// <summary>The pages a person sees at Stripe: paying, the portal, and setting up an account. They work without JavaScript.</summary>
public sealed class StripePages(StripeBook book, StripeTill till, StripePlans plans, StripeOperations operations)
{
    private const string Style = "body{font:16px/1.5 system-ui;max-width:36rem;margin:2rem auto;padding:0 1rem}fieldset{border:1px solid;margin:1rem 0}label{display:block;padding:.25rem 0}button{font:inherit;padding:.5rem 1.5rem;margin:.25rem 1rem .25rem 0}";

    private static readonly (string Value, string Label)[] s_cards =
    [
        ("success", "4242 4242 4242 4242: goes well"),
        ("declined", "4000 0000 0000 0002: is declined"),
        ("later", "SEPA debit: the money comes later, or not"),
    ];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/stripe/pay/{id}", context => WritePayAsync(context, null));
        routes.MapPost("/stripe/pay/{id}", PayAsync);
        routes.MapGet("/stripe/portal/{id}", context => WritePortalAsync(context, Portal(context)));
        routes.MapPost("/stripe/portal/{id}", ChangeAsync);
        routes.MapGet("/stripe/connect/{id}", WriteConnectAsync);
        routes.MapPost("/stripe/connect/{id}", ConnectAsync);
    }

    private async Task PayAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (Session(context) is not { } session)
        {
            await WriteGoneAsync(context);
            return;
        }

        var card = form["answer"] == "cancel" ? "cancel" : form["card"].ToString();
        string? problem = card == "declined" ? "Your card was declined." : null;
        if (card is "success" or "later")
        {
            try
            {
                lock (book.Gate) till.Pay(session, card == "later" && (string?)session["mode"] == "payment");
            }
            catch (StripeRefusalException refusal)
            {
                problem = refusal.Message;
            }
        }

        if (problem is not null) await WritePayAsync(context, problem);
        else context.Response.Redirect((string?)session[card == "cancel" ? "cancel_url" : "success_url"] ?? "/");
    }

    private Task WritePayAsync(HttpContext context, string? problem)
    {
        if (Session(context) is not { } session) return WriteGoneAsync(context);
        var html = Begin($"Pay {session["sandbox_name"]}").Append("<h1>").Append(Text((string?)session["sandbox_name"])).Append("</h1><p>").Append(Money((long)session["amount_total"]!, (string?)session["currency"]))
            .Append((string?)session["mode"] == "subscription" ? " a month" : "").Append("</p><p>This is the sandbox’s Stripe. Nobody’s money moves.</p>");
        if (problem is not null) html.Append("<p role=alert>").Append(Text(problem)).Append("</p>");
        if ((string?)session["status"] != "open") return WriteAsync(context, 200, html.Append("<p>This page is ").Append(Text((string?)session["status"])).Append(".</p>"));
        html.Append("<form method=post><fieldset><legend>Pay with</legend>");
        foreach (var (value, label) in s_cards) html.Append("<label><input type=radio name=card value=").Append(value).Append(value == "success" ? " checked> " : "> ").Append(label).Append("</label>");
        return WriteAsync(context, problem is null ? 200 : 402, html.Append("</fieldset><button name=answer value=pay>Pay</button><button name=answer value=cancel>Cancel</button></form>"));
    }

    private async Task ChangeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (Portal(context) is not { } portal || book.Find("subscription", form["subscription"], null) is not { } subscription || (string?)subscription["customer"] != (string?)portal["customer"])
        {
            await WriteGoneAsync(context);
            return;
        }

        lock (book.Gate)
        {
            switch (form["answer"].ToString())
            {
                case "cancel":
                    plans.Cancel(subscription);
                    break;
                case "end":
                    plans.EndWithPeriod(subscription, isOn: true);
                    break;
                case "keep":
                    plans.EndWithPeriod(subscription, isOn: false);
                    break;
                case var price when StripePrices.Find(price) is { } known:
                    plans.Change(subscription, known);
                    break;
            }
        }

        context.Response.Redirect((string?)portal["return_url"] ?? "/");
    }

    private Task WritePortalAsync(HttpContext context, JsonObject? portal)
    {
        if (portal is null) return WriteGoneAsync(context);
        var html = Begin("Manage your plan").Append("<h1>Manage your plan</h1><p>This is the sandbox’s Stripe.</p>");
        List<JsonObject> subscriptions;
        lock (book.Gate) subscriptions = [.. book.List("subscription", null, one => (string?)one["customer"] == (string?)portal["customer"] && (string?)one["status"] != "canceled")];
        foreach (var subscription in subscriptions)
        {
            var price = (string?)subscription["items"]!["data"]![0]!["price"]!["id"];
            html.Append("<form method=post><h2>").Append(Text(StripePrices.Find(price)?.Name)).Append("</h2><input type=hidden name=subscription value=").Append(StripeBook.Id(subscription)).Append('>');
            foreach (var other in StripePrices.All.Where(other => other.Id != price)) html.Append("<button name=answer value=").Append(other.Id).Append(">Change to ").Append(Text(other.Name)).Append("</button>");
            html.Append((bool)subscription["cancel_at_period_end"]! ? "<button name=answer value=keep>Do not cancel</button>" : "<button name=answer value=end>Cancel with the period</button>").Append("<button name=answer value=cancel>Cancel now</button></form>");
        }

        if (subscriptions.Count == 0) html.Append("<p>There is no plan.</p>");
        return WriteAsync(context, 200, html.Append("<p><a href=\"").Append(Text((string?)portal["return_url"])).Append("\">Back</a></p>"));
    }

    private Task WriteConnectAsync(HttpContext context) => Find(context, "account_link") is null ? WriteGoneAsync(context)
        : WriteAsync(context, 200, Begin("Set up your account").Append("<h1>Set up your account</h1><p>This is the sandbox’s Stripe: it asks for nothing.</p><form method=post><button name=answer value=finish>Finish</button><button name=answer value=later>Later</button></form>"));

    private async Task ConnectAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (Find(context, "account_link") is not { } link)
        {
            await WriteGoneAsync(context);
            return;
        }

        if (form["answer"] == "finish") lock (book.Gate) operations.Finish(book.Get("account", (string)link["sandbox_for"]!, null));
        context.Response.Redirect((string)link["sandbox_back"]!);
    }

    private JsonObject? Session(HttpContext context) => Find(context, "checkout.session");

    private JsonObject? Portal(HttpContext context) => Find(context, "billing_portal.session");

    private JsonObject? Find(HttpContext context, string kind)
    {
        lock (book.Gate) return book.FindAnywhere(kind, one => StripeBook.Id(one) == (string?)context.Request.RouteValues["id"]);
    }

    private static string Money(long amount, string? currency) => string.Create(CultureInfo.InvariantCulture, $"{amount / 100m:0.00} {currency?.ToUpperInvariant()}");

    private static StringBuilder Begin(string title) => new StringBuilder("<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>").Append(Text(title)).Append("</title><style>").Append(Style).Append("</style><main>");

    private static Task WriteGoneAsync(HttpContext context) => WriteAsync(context, 404, Begin("There is no such page").Append("<h1>There is no such page</h1>"));

    private static Task WriteAsync(HttpContext context, int status, StringBuilder html)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "text/html; charset=utf-8");
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(html.Append("</main>").ToString(), context.RequestAborted);
    }

    private static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");
}

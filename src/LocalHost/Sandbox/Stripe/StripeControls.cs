using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Sandbox.Stripe;

/// <summary>What only Stripe, banks and payers can do: give money back, dispute, let a payment arrive or not, begin a plan's next period; and how webhooks are sent. A page is named by its id or by the purchase.</summary>
public sealed class StripeControls(StripeBook book, StripeTill till, StripePlans plans, StripeWebhooks webhooks)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/stripe-controls/pay", context => DoAsync(context, body => Do(body, session => till.Pay(session, Flag(body, "later")))));
        routes.MapPost("/stripe-controls/expire", context => DoAsync(context, body => Do(body, till.Expire)));
        routes.MapPost("/stripe-controls/settle", context => DoAsync(context, body => Do(body, session => till.Settle(session, !body.TryGetProperty("paid", out _) || Flag(body, "paid")))));
        routes.MapPost("/stripe-controls/refund", context => DoAsync(context, body => till.Refund(till.PaymentOf(Session(body)), Number(body, "amount"))));
        routes.MapPost("/stripe-controls/dispute", context => DoAsync(context, body => till.Dispute(till.PaymentOf(Session(body)), Number(body, "amount"))));
        routes.MapPost("/stripe-controls/close-dispute", context => DoAsync(context, Close));
        routes.MapPost("/stripe-controls/renew", context => DoAsync(context, Renew));
        routes.MapPost("/stripe-controls/connect", context => DoAsync(context, Connect));
        routes.MapGet("/stripe-controls/events", context => SandboxJson.WriteAsync(context, new JsonObject { ["items"] = SandboxJson.Array(webhooks.Sent.Select(news => (JsonNode?)news.DeepClone())) }));
        routes.MapPost("/stripe-controls/events/{id}", RepeatAsync);
        routes.MapGet("/stripe-controls/webhooks", WriteSwitchAsync);
        routes.MapPut("/stripe-controls/webhooks", SetSwitchAsync);
    }

    /// <summary>How an account's owner finishes it, beside the page.</summary>
    public required Action<JsonObject> Finish { get; init; }

    private async Task DoAsync(HttpContext context, Func<JsonElement, JsonObject> work)
    {
        if (await ControlBody.ReadAsync(context) is not { ValueKind: JsonValueKind.Object } body)
        {
            await ControlBody.WriteProblemAsync(context, "The body is an object such as { \"purchase\": \"pur_…\" }.");
            return;
        }

        JsonObject? done = null;
        string? problem = null;
        try
        {
            lock (book.Gate) done = StripeBook.Show(work(body));
        }
        catch (StripeRefusalException refusal)
        {
            problem = refusal.Message;
        }

        await (done is not null ? SandboxJson.WriteAsync(context, done) : ControlBody.WriteProblemAsync(context, problem!));
    }

    private JsonObject Do(JsonElement body, Action<JsonObject> work)
    {
        var session = Session(body);
        work(session);
        return session;
    }

    private JsonObject Close(JsonElement body)
    {
        var id = Text(body, "dispute");
        var dispute = (id is not null ? book.FindAnywhere("dispute", one => StripeBook.Id(one) == id) : book.FindAnywhere("dispute", one => (string?)one["payment_intent"] == StripeBook.Id(till.PaymentOf(Session(body))))) ?? throw StripeRefusalException.NoSuch("dispute", id ?? "");
        till.Close(dispute, Flag(body, "won"));
        return dispute;
    }

    private JsonObject Renew(JsonElement body)
    {
        var id = Text(body, "subscription") ?? (string?)Session(body)["subscription"];
        var subscription = book.FindAnywhere("subscription", one => StripeBook.Id(one) == id) ?? throw StripeRefusalException.NoSuch("subscription", id ?? "");
        plans.Renew(subscription, !body.TryGetProperty("paid", out _) || Flag(body, "paid"));
        return subscription;
    }

    private JsonObject Connect(JsonElement body)
    {
        var organization = Text(body, "organization");
        var account = book.FindAnywhere("account", one => (string?)one["metadata"]!["organization"] == organization) ?? throw StripeRefusalException.NoSuch("account", organization ?? "");
        Finish(account);
        return account;
    }

    private JsonObject Session(JsonElement body)
    {
        var (purchase, session) = (Text(body, "purchase"), Text(body, "session"));
        return book.FindAnywhere("checkout.session", one => session is not null ? StripeBook.Id(one) == session : purchase is not null && (string?)one["client_reference_id"] == purchase)
            ?? throw StripeRefusalException.NoSuch("checkout.session", session ?? purchase ?? "");
    }

    private async Task RepeatAsync(HttpContext context)
    {
        if (webhooks.Repeat((string)context.Request.RouteValues["id"]!)) context.Response.StatusCode = StatusCodes.Status204NoContent;
        else await ControlBody.WriteProblemAsync(context, "There is no such event.", StatusCodes.Status404NotFound);
    }

    private Task WriteSwitchAsync(HttpContext context) =>
        SandboxJson.WriteAsync(context, new JsonObject { ["times"] = webhooks.Switch.Times, ["outOfOrder"] = webhooks.Switch.OutOfOrder, ["lateMs"] = webhooks.Switch.LateMs });

    private async Task SetSwitchAsync(HttpContext context)
    {
        if (await ControlBody.ReadAsync(context) is { ValueKind: JsonValueKind.Object } body && (Number(body, "times") ?? 1) is >= 1 and <= 10 and var times && (Number(body, "lateMs") ?? 0) is >= 0 and <= 600_000 and var late)
        {
            webhooks.Switch = new WebhookSwitch((int)times, Flag(body, "outOfOrder"), (int)late);
            await WriteSwitchAsync(context);
        }
        else await ControlBody.WriteProblemAsync(context, "The body is { \"times\": 1 to 10, \"outOfOrder\": true or false, \"lateMs\": 0 to 600000 }.");
    }

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static bool Flag(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}

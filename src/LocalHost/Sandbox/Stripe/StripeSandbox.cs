using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Smartlinks.Billing.Stripe;

namespace Smartlinks.LocalHost.Sandbox.Stripe;

/// <summary>
/// Stripe's API as far as Smartlinks uses it: <c>/stripe/v1/…</c>. Knows its key, its version and every parameter it takes, and refuses any other; a POST comes to the same answer again under
/// its idempotency key, and is refused with other parameters.
/// </summary>
public sealed class StripeSandbox(StripeBook book, StripeOperations operations, string secretKey)
{
    private readonly Dictionary<(string? Account, string Key), (string Request, int Status, string Answer)> _answered = [];
    private readonly IReadOnlyList<StripeOperation> _operations = operations.All();

    public void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/stripe/v1/{**path}", [HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete], HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var isPost = HttpMethods.IsPost(request.Method);
        IEnumerable<KeyValuePair<string, StringValues>> fields = !isPost ? request.Query : request.HasFormContentType ? await request.ReadFormAsync(context.RequestAborted) : [];
        var (status, body, isReplayed) = Answer(request, new StripeParameters(fields));
        context.Response.Headers["Request-Id"] = $"req_{context.TraceIdentifier.GetHashCode(StringComparison.Ordinal):x8}";
        context.Response.Headers["Stripe-Version"] = StripeClient.Version;
        if (isReplayed) context.Response.Headers["Idempotent-Replayed"] = "true";
        await SandboxJson.WriteTextAsync(context, status, body);
    }

    private (int Status, string Body, bool IsReplayed) Answer(HttpRequest request, StripeParameters form)
    {
        lock (book.Gate)
        {
            try
            {
                var (account, key) = DemandHeaders(request);
                var path = (string?)request.RouteValues["path"] ?? "";
                var asked = $"{request.Method} {path} {form.Fingerprint}";
                if (key is not null && _answered.TryGetValue((account, key), out var before))
                    return before.Request == asked ? (before.Status, before.Answer, true)
                        : throw new StripeRefusalException(400, "idempotency_error", null, "Keys for idempotent requests can only be used with the same parameters they were first used with.");
                var body = StripeBook.Show(Run(request.Method, path, account, form)).ToJsonString(SandboxJson.Options);
                if (key is not null) _answered[(account, key)] = (asked, 200, body);
                return (200, body, false);
            }
            catch (StripeRefusalException refusal)
            {
                return (refusal.Status, StripeErrors.Body(refusal.Type, refusal.Code, refusal.Message, refusal.Parameter).ToJsonString(SandboxJson.Options), false);
            }
        }
    }

    private JsonObject Run(string method, string path, string? account, StripeParameters form)
    {
        foreach (var operation in _operations)
        {
            if (!operation.TryMatch(method, path, out var id)) continue;
            form.Demand(operation.Known);
            return operation.Run(new StripeAsk(account, id, form));
        }

        throw new StripeRefusalException(404, "invalid_request_error", null, $"Unrecognized request URL ({method}: /v1/{path}). The sandbox knows what Smartlinks asks for only.");
    }

    private (string? Account, string? Key) DemandHeaders(HttpRequest request)
    {
        if (request.Headers.Authorization.ToString() != $"Bearer {secretKey}") throw new StripeRefusalException(401, "invalid_request_error", null, "Invalid API Key provided.");
        if (request.Headers["Stripe-Version"].ToString() is { Length: > 0 } version && version != StripeClient.Version)
            throw new StripeRefusalException(400, "invalid_request_error", null, $"Invalid Stripe API version: {version}");
        var account = request.Headers["Stripe-Account"].ToString() is { Length: > 0 } named ? named : null;
        if (account is not null && book.Find("account", account, null) is null)
            throw new StripeRefusalException(403, "invalid_request_error", "account_invalid", "The provided key does not have access to that account (or that account does not exist).");
        return (account, HttpMethods.IsPost(request.Method) && request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } key ? key : null);
    }
}

using System.Text.Json;
using Smartlinks.Billing;
using Smartlinks.Billing.Stripe;
using Smartlinks.Support;

namespace Smartlinks.Tests.Billing.Contracts;

/// <summary>A request as it goes to Stripe.</summary>
/// <param name="Form">Of the body, or of the query.</param>
public sealed record StripeExchange(string Method, string Path, string Form, IReadOnlyDictionary<string, string> Headers);

/// <summary>What the types of Stripe's own package say of requests.</summary>
/// <param name="Faults">By request.</param>
public sealed record ContractVerdict(string Version, IReadOnlyList<string> Requests, IReadOnlyList<IReadOnlyList<string>> Faults);

/// <summary>Holds requests against closed schemas made from the npm package's types; they are made once for each of its versions.</summary>
public static class StripeContract
{
    private const string Anything = """{ "id": "x_1", "status": "open", "payment_status": "unpaid", "url": "https://stripe.example/page", "data": [], "has_more": false }""";
    private const string FirstPage = """{ "data": [ { "id": "re_1" } ], "has_more": true }""";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private static string Cache { get; } = Path.Combine(Path.GetTempPath(), "smartlinks-stripe-schemas");

    public static async Task<ContractVerdict> JudgeAsync(IEnumerable<StripeExchange> exchanges)
    {
        var input = JsonSerializer.Serialize(exchanges.Select(each => new { method = each.Method, path = each.Path, form = each.Form, headers = each.Headers }));
        return JsonSerializer.Deserialize<ContractVerdict>(await NodeScript.RunAsync(Script("validate-requests.mjs"), [Cache], input), s_json)!;
    }

    /// <summary>The header that Stripe's own package makes for each.</summary>
    public static async Task<IReadOnlyList<string>> SignAsync(params (string Payload, string Secret, long Timestamp)[] webhooks) =>
        JsonSerializer.Deserialize<List<string>>(await NodeScript.RunAsync(Script("sign-webhooks.mjs"), [], JsonSerializer.Serialize(webhooks.Select(each => new { payload = each.Payload, secret = each.Secret, timestamp = each.Timestamp }))))!;

    /// <summary>What a client sends while it does this; every answer is whole enough for any of them.</summary>
    public static async Task<IReadOnlyList<StripeExchange>> RecordAsync(Func<StripeApi, Task> use)
    {
        using var http = new ScriptedHttp((request, _) => ScriptedHttp.Json(request.Uri.AbsolutePath == "/v1/refunds" && !request.Uri.Query.Contains("starting_after", StringComparison.Ordinal) ? FirstPage : Anything));
        await use(new StripeApi(new StripeClient(http.NewClient(), new StripeOptions { SecretKey = "sk_test_contract" }, TimeProvider.System, () => 0)));
        return [.. http.Sent.Select(Read)];
    }

    private static StripeExchange Read(SentRequest sent) =>
        new(sent.Method, sent.Uri.AbsolutePath.TrimStart('/'), sent.Method == "POST" ? sent.Body : sent.Uri.Query.TrimStart('?'), sent.Headers);

    private static string Script(string name) => Path.Combine("tests", "Shared.Tests", "Billing", "Contracts", name);
}

using System.Net;
using Smartlinks.Billing;
using Smartlinks.Billing.Stripe;
using Smartlinks.Support;

namespace Smartlinks.Tests.Billing;

public sealed class StripeClientTests
{
    private const string Customer = """{ "id": "cus_1", "object": "customer", "something_new": { "deep": [1] }, "metadata": { "a": "b" } }""";

    [Theory]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_may_pass_is_asked_again_under_the_same_key(int status)
    {
        using var http = new ScriptedHttp((_, number) => number < 2 ? Refusal(status, "api_error") : ScriptedHttp.Json(Customer));

        var customer = await Create(http);

        Assert.Equal("cus_1", customer.Id);
        Assert.Equal(3, http.Sent.Count);
        Assert.Single(http.Sent.Select(sent => (sent.Headers["Idempotency-Key"], sent.Body, sent.Headers["Stripe-Version"])).Distinct());
    }

    [Fact]
    public async Task A_lost_connection_is_asked_again()
    {
        using var http = new ScriptedHttp((_, number) => number == 0 ? throw new HttpRequestException("cut") : ScriptedHttp.Json(Customer));

        Assert.Equal("cus_1", (await Create(http)).Id);
    }

    [Theory]
    [InlineData(400, "invalid_request_error", "InvalidRequest")]
    [InlineData(401, "invalid_request_error", "Authentication")]
    [InlineData(402, "card_error", "Card")]
    [InlineData(403, "invalid_request_error", "Authentication")]
    [InlineData(404, "invalid_request_error", "InvalidRequest")]
    [InlineData(400, "idempotency_error", "Idempotency")]
    [InlineData(400, "a_new_error", "InvalidRequest")]
    [InlineData(418, null, "Api")]
    public async Task What_cannot_pass_is_asked_once_and_told_by_kind(int status, string? type, string kind)
    {
        using var http = new ScriptedHttp((_, _) => type is null ? ScriptedHttp.Json("<html>", status) : Refusal(status, type));

        var failure = await Assert.ThrowsAsync<StripeFailureException>(() => Create(http));

        Assert.Equal(kind, failure.Kind.ToString());
        Assert.Equal(status, failure.Status);
        Assert.Single(http.Sent);
    }

    [Theory]
    [InlineData(400, "true", 3)]
    [InlineData(500, "false", 1)]
    public async Task Stripes_own_word_goes_before(int status, string word, int asked)
    {
        using var http = new ScriptedHttp((_, _) =>
        {
            var answer = Refusal(status, "api_error");
            answer.Headers.Add("Stripe-Should-Retry", word);
            return answer;
        });

        await Assert.ThrowsAsync<StripeFailureException>(() => Create(http));

        Assert.Equal(asked, http.Sent.Count);
    }

    [Fact]
    public async Task Tries_are_bounded_and_the_last_failure_is_told()
    {
        using var http = new ScriptedHttp((_, _) => Refusal(429, "rate_limit"));

        Assert.Equal(StripeFailureKind.RateLimit, (await Assert.ThrowsAsync<StripeFailureException>(() => Create(http))).Kind);
        Assert.Equal(3, http.Sent.Count);
    }

    [Fact]
    public async Task No_secret_is_in_what_is_told()
    {
        const string leaking = """{ "error": { "type": "invalid_request_error", "code": "sk_test_abc", "param": "a <b> somebody@label.example", "message": "Invalid API Key provided: sk_test_abc" } }""";
        using var http = new ScriptedHttp((_, _) => ScriptedHttp.Json(leaking, 401));

        var told = (await Assert.ThrowsAsync<StripeFailureException>(() => Create(http))).ToString();

        Assert.DoesNotContain("sk_test", told, StringComparison.Ordinal);
        Assert.DoesNotContain("somebody", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("<html>")]
    [InlineData("""{ "id": 5 }""")]
    public async Task An_answer_that_is_no_object_of_Stripes_is_none(string body)
    {
        using var http = new ScriptedHttp((_, _) => ScriptedHttp.Json(body));

        Assert.Equal(StripeFailureKind.Api, (await Assert.ThrowsAsync<StripeFailureException>(() => Create(http))).Kind);
    }

    [Fact]
    public async Task References_are_read_as_ids_and_as_objects_and_new_states_as_they_are()
    {
        using var http = new ScriptedHttp((_, _) => ScriptedHttp.Json("""{ "id": "cs_1", "status": "paused_by_moon", "payment_status": "paid", "payment_intent": { "id": "pi_1", "amount": 5 }, "customer": "cus_1", "subscription": null, "metadata": null }"""));

        var session = await Api(http).GetSessionAsync("cs_1", "acct_1", default);

        Assert.Equal(("paused_by_moon", "pi_1", "cus_1", (string?)null), (session.Status, session.PaymentIntent, session.Customer, session.Subscription));
        Assert.Equal("acct_1", http.Sent.Single().Headers["Stripe-Account"]);
    }

    [Fact]
    public async Task A_long_list_is_read_page_by_page()
    {
        using var http = new ScriptedHttp((_, number) => ScriptedHttp.Json($$"""{ "data": [ { "id": "re_{{number}}", "amount": 1, "status": "succeeded" } ], "has_more": {{(number < 2 ? "true" : "false")}} }"""));

        Assert.Equal(["re_0", "re_1", "re_2"], (await Api(http).ListRefundsAsync("pi_1", null, default)).Select(refund => refund.Id));
        Assert.Contains("starting_after=re_1", http.Sent[2].Uri.Query, StringComparison.Ordinal);
    }

    [Fact]
    public void Waits_double_spread_by_half_and_are_never_shorter_than_asked_for()
    {
        Assert.Equal([0.25, 0.5, 1.0, 2.0, 4.0, 4.0], Enumerable.Range(0, 6).Select(tried => StripeBackOff.Next(tried, TimeSpan.Zero, 0).TotalSeconds));
        Assert.Equal([0.5, 1.0, 2.0, 4.0, 8.0, 8.0], Enumerable.Range(0, 6).Select(tried => StripeBackOff.Next(tried, TimeSpan.Zero, 1).TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(30), StripeBackOff.Next(0, TimeSpan.FromSeconds(30), 1));
    }

    [Fact]
    public async Task A_hostile_id_stays_one_name_of_the_path()
    {
        using var http = new ScriptedHttp((_, _) => ScriptedHttp.Json(Customer));
        await Api(http).GetCustomerAsync("../v1/payouts?x", default);

        Assert.Equal("https://api.stripe.com/v1/customers/..%2Fv1%2Fpayouts%3Fx", http.Sent.Single().Uri.AbsoluteUri);
    }

    private static Task<StripeCustomer> Create(ScriptedHttp http) => Api(http).CreateCustomerAsync("A label", null, new Dictionary<string, string>(), "customer-1", default);

    private static StripeApi Api(ScriptedHttp http) => new(new StripeClient(http.NewClient(), new StripeOptions { SecretKey = "sk_test_abc" }, TimeProvider.System, () => 0));

    private static HttpResponseMessage Refusal(int status, string type) => ScriptedHttp.Json($$"""{ "error": { "type": "{{type}}", "code": "some_code" } }""", status);
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Smartlinks.EndToEnd.Tests.Services;

namespace Smartlinks.EndToEnd.Tests.Billing;

/// <summary>An organization buys at LocalHost as it would with real keys: page, payment, webhooks through the host, queue, state.</summary>
[Collection(nameof(ServicesHost))]
public sealed class BuyingTests(ServicesHost services)
{
    [Fact]
    public async Task Credits_are_bought_paid_refunded_and_disputed_with_webhooks_thrice_late_and_out_of_order()
    {
        await ControlAsync("webhooks", new { times = 3, outOfOrder = true, lateMs = 100 });
        try
        {
            var bought = await BuyAsync(new { kind = "credits", item = "credits-100", returnTo = "/?tab=billing" });
            var purchase = bought.Text("purchase");
            using (var paid = await services.Host.Http.PostAsync(new Uri(bought.Text("url")), new FormUrlEncodedContent([new("card", "success"), new("answer", "pay")])))
                Assert.True(paid.StatusCode is HttpStatusCode.Found or HttpStatusCode.OK, $"{paid.StatusCode}");
            await WaitAsync(purchase, "paid", 100, 0);
            await ControlAsync("refund", new { purchase, amount = 1_950 });
            await WaitAsync(purchase, "partlyRefunded", 100, 50);
            await ControlAsync("dispute", new { purchase, amount = 1_950 });
            await WaitAsync(purchase, "disputed", 100, 100);
            await ControlAsync("close-dispute", new { purchase, won = true });
            await WaitAsync(purchase, "partlyRefunded", 150, 100);
        }
        finally
        {
            await ControlAsync("webhooks", new { times = 1 });
        }
    }

    private async Task<JsonElement> BuyAsync(object body)
    {
        using var answer = await services.Api.SendAsync(HttpMethod.Post, $"{services.Api.OrganizationPath}/billing/checkout", body, ("Idempotency-Key", $"buy-{TimeProvider.System.GetTimestamp()}"));
        return await Api.ReadAsync(answer, HttpStatusCode.Created);
    }

    private Task<JsonElement> WaitAsync(string purchase, string state, long given, long takenBack) => Eventually.GetAsync(
        async () =>
        {
            using var answer = await services.Api.SendAsync(HttpMethod.Get, $"{services.Api.OrganizationPath}/billing");
            return (await Api.ReadAsync(answer, HttpStatusCode.OK)).GetProperty("purchases").EnumerateArray().Single(each => each.Text("id") == purchase);
        },
        found => (found.Text("state"), found.GetProperty("given").GetInt64(), found.GetProperty("takenBack").GetInt64()) == (state, given, takenBack),
        $"{purchase} is {state}");

    private async Task ControlAsync(string what, object body)
    {
        var address = new Uri(services.Host.Sandbox, $"stripe-controls/{what}");
        using var answer = what == "webhooks" ? await services.Host.Http.PutAsJsonAsync(address, body) : await services.Host.Http.PostAsJsonAsync(address, body);
        await Api.ReadAsync(answer, HttpStatusCode.OK);
    }
}

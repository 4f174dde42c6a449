using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Story;

/// <summary>LocalHost with <c>--credits</c>: links are paid for by queue, wait without credit, and go live when it arrives, also when the app is killed.</summary>
public sealed class ChargingForLinksTests
{
    [Fact]
    public async Task Links_are_paid_for_wait_without_credit_and_go_live_when_it_arrives()
    {
        await using var host = await LocalHostProcess.StartAsync(new LocalHostStart { Options = ["--credits"] });
        // The demo's own links are paid first.
        await Eventually.HoldsAsync(async () => (await host.Api.ListAsync(100)).GetProperty("items").EnumerateArray().All(link => link.Text("state") != "awaitingCredit"), "the demo's links are paid");
        var (balance, fan) = (await BalanceAsync(host), new Fan(host.Http));
        await host.Api.CreateLiveLinkAsync("GBDUW0000057", ("slug", "paid-link"));
        Assert.Equal(balance - 1, await BalanceAsync(host));

        using var taken = await AdjustAsync(host, -(balance - 1), "correction", "take-all");
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        var id = (await host.Api.CreateLinkAsync("GBDUW0000057", ("slug", "waiting-link"))).Text("id");
        await Eventually.HoldsAsync(async () => (await host.Api.GetLinkAsync(id)).GetProperty("waits") is { ValueKind: JsonValueKind.Object } waits && waits.GetProperty("why").GetString()!.Contains("no credit left", StringComparison.Ordinal), "the link is turned away");
        Assert.Equal(HttpStatusCode.NotFound, (await fan.OpenAsync("/waiting-link")).Status);

        using var given = await AdjustAsync(host, 2, "gift", "give");
        await ProcessTable.SignalAsync(host.HandlerProcessId!.Value, "KILL");
        await Eventually.HoldsAsync(async () => (await host.Http.GetAsync(new Uri(host.Url, "/waiting-link?choose"))).StatusCode == HttpStatusCode.OK, "fans see the link", deadline: TimeSpan.FromMinutes(3));
        await host.Api.WaitForStateAsync(id, "live");
        Assert.Equal(1, await BalanceAsync(host));
    }

    private static async Task<long> BalanceAsync(LocalHostProcess host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Url, $"{host.Api.OrganizationPath}/credits"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", host.ApiKey);
        using var answer = await host.Http.SendAsync(request);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("balance").GetInt64();
    }

    private static async Task<HttpResponseMessage> AdjustAsync(LocalHostProcess host, long amount, string reason, string key)
    {
        using var demo = JsonDocument.Parse(await File.ReadAllBytesAsync(host.DemoFile));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Url, $"{host.Api.OrganizationPath}/credits/adjustments")) { Content = JsonContent.Create(new { amount, reason }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", demo.RootElement.GetProperty("operatorKey").GetString());
        request.Headers.Add("Idempotency-Key", key);
        return await host.Http.SendAsync(request);
    }
}

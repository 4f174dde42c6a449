using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Billing.Webhooks;
using Smartlinks.Credits;
using Smartlinks.LocalHost.Sandbox;
using Smartlinks.Tests.Functions.Credits;

namespace Smartlinks.Tests.Functions.Billing;

/// <summary>The app with the sandbox's Stripe: what is bought, paid and taken back goes the real way, with signed webhooks.</summary>
internal sealed class BillingApp : IAsyncDisposable
{
    /// <summary>The body of a webhook about something that is not there.</summary>
    public const string Event = """{ "id": "evt_1", "object": "event", "type": "checkout.session.expired", "created": 1795176000, "livemode": false, "data": { "object": { "id": "cs_1" } } }""";

    private const string Secret = "whsec_sandbox_platform";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private BillingApp(AppFixture app, SandboxServer sandbox) => (App, Sandbox) = (app, sandbox);

    public AppFixture App { get; }

    public SandboxServer Sandbox { get; }

    public string Path => $"/api/organizations/{App.Organization}/billing";

    public static async Task<BillingApp> StartAsync(Dictionary<string, string?>? more = null)
    {
        var options = new SandboxOptions { Port = 0 };
        var sandbox = new SandboxServer(options);
        await sandbox.StartAsync(default);
        var app = await AppFixture.StartAsync(new(more ?? [])
        {
            ["Stripe:BaseUrl"] = new Uri(sandbox.BaseAddress, "stripe/").AbsoluteUri, ["Stripe:SecretKey"] = options.StripeSecretKey, ["Stripe:WebhookSecrets"] = "whsec_old, " + options.StripeWebhookSecret,
            ["Stripe:ConnectWebhookSecrets"] = options.StripeConnectWebhookSecret, ["Stripe:PlatformFeeBasisPoints"] = "250", ["Stripe:MaxRetries"] = "0",
            ["Stripe:Packs:0:Id"] = "credits-100", ["Stripe:Packs:0:Name"] = "100 credits", ["Stripe:Packs:0:Credits"] = "100", ["Stripe:Packs:0:Amount"] = "3900",
            ["Stripe:Plans:0:Id"] = "starter", ["Stripe:Plans:0:Name"] = "Starter", ["Stripe:Plans:0:PriceId"] = "price_sandbox_starter", ["Stripe:Plans:0:Credits"] = "30",
            ["Stripe:Plans:1:Id"] = "pro", ["Stripe:Plans:1:Name"] = "Pro", ["Stripe:Plans:1:PriceId"] = "price_sandbox_pro",
            ["Stripe:BaseFee:Amount"] = "2000",
        });
        sandbox.StripeWebhooks.Target = new Uri(app.Address, "webhooks/stripe");
        return new BillingApp(app, sandbox);
    }

    /// <summary>An organization with these access rules and an account of its own.</summary>
    public static async Task<BillingApp> SellAsync(string access)
    {
        var shop = await StartAsync();
        Assert.Equal(200, (await shop.App.ApiAsync(HttpMethod.Patch, $"{shop.App.OwnPath()}/settings", $$"""{ "access": {{access}} }""")).Status);
        await shop.ConnectAsync();
        return shop;
    }

    /// <summary>A link that was looked at once: it waits for what it needs, or is there. Its id.</summary>
    /// <param name="owner">Null: nobody is named.</param>
    public async Task<string> CreateLinkAsync(string slug, string? owner = null)
    {
        var made = await App.ApiAsync(HttpMethod.Post, App.LinksPath, $$"""{ "isrc": "QM24S2402528", "slug": "{{slug}}"{{(owner is null ? "" : $", \"owner\": \"{owner}\"")}} }""");
        Assert.Equal(owner ?? App.Organization.ToString(), made.Json.GetProperty("owner").GetString());
        await App.SettleAsync();
        return made.Json.GetProperty("id").GetString()!;
    }

    public async Task<string?> StateAsync(string link) => (await App.ApiAsync(HttpMethod.Get, $"{App.LinksPath}/{link}")).Json.GetProperty("state").GetString();

    /// <param name="owner">Null: the organization.</param>
    public async Task<IReadOnlyList<JsonElement>> HeldAsync(string? owner = null) =>
        [.. (await App.ApiAsync(HttpMethod.Get, $"{App.OwnPath()}/owners/{owner ?? App.Organization.ToString()}/entitlements")).Json.GetProperty("items").EnumerateArray()];

    /// <summary>The webhooks first, and then what they ask for.</summary>
    public async Task<JsonElement> SettleAllAsync()
    {
        var billing = await SettleAsync();
        await App.SettleAsync();
        return billing;
    }

    public Task<Answer> CheckOutAsync(string body, params (string Name, string Value)[] headers) => App.ApiAsync(HttpMethod.Post, $"{Path}/checkout", body, headers);

    /// <summary>Begins a purchase; its id and the page.</summary>
    public async Task<(string Purchase, Uri Page)> BuyAsync(string body)
    {
        var answer = await CheckOutAsync(body);
        Assert.True(answer.Status == 201, answer.Text);
        return (answer.Json.GetProperty("purchase").GetString()!, new Uri(answer.Json.GetProperty("url").GetString()!));
    }

    /// <summary>Buys something and pays for it; the purchase's id.</summary>
    public async Task<string> PayAsync(string body)
    {
        var (purchase, page) = await BuyAsync(body);
        Assert.Equal(302, (await PostAsync(page, ("card", "success"), ("answer", "pay"))).Status);
        return purchase;
    }

    /// <summary>Sets the organization's own account up.</summary>
    public async Task ConnectAsync()
    {
        var onboarding = await App.ApiAsync(HttpMethod.Post, $"{Path}/connect", """{ "returnTo": "/app/" }""");
        await PostAsync(new Uri(onboarding.Json.GetProperty("url").GetString()!), ("answer", "finish"));
        Assert.Equal("ready", (await SettleAsync()).GetProperty("account").GetProperty("state").GetString());
    }

    /// <summary>Fills in a page of Stripe's, as its visitor; where it leads.</summary>
    public async Task<(int Status, string? Location)> PostAsync(Uri page, params (string Name, string Value)[] fields)
    {
        using var answer = await _http.PostAsync(page, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));
        return ((int)answer.StatusCode, answer.Headers.Location?.OriginalString);
    }

    public Task<string> ReadAsync(Uri page) => _http.GetStringAsync(page);

    public async Task<JsonElement> ControlAsync(string what, object body)
    {
        using var answer = what == "webhooks" ? await _http.PutAsJsonAsync(new Uri(Sandbox.BaseAddress, "stripe-controls/webhooks"), body) : await _http.PostAsJsonAsync(new Uri(Sandbox.BaseAddress, $"stripe-controls/{what}"), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Waits until all webhooks were taken, and has what is queued applied as the host does; then how it stands.</summary>
    public async Task<JsonElement> SettleAsync()
    {
        await Sandbox.StripeWebhooks.IdleAsync();
        var queue = App.Queues[StripeEventRequests.QueueName];
        foreach (var message in await queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(1)))
        {
            var answer = await App.InvokeAsync("ApplyStripeEvent", HostCall.QueueMessage(Encoding.UTF8.GetString(message.Body!)));
            Assert.True(answer.Status == 200, answer.Text);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }

        return (await App.ApiAsync(HttpMethod.Get, Path)).Json;
    }

    public static JsonElement Purchase(JsonElement billing, string id) => billing.GetProperty("purchases").EnumerateArray().Single(purchase => purchase.GetProperty("id").GetString() == id);

    public Task<Answer> TellAsync(string body, string? signature) => App.SendAsync(HttpMethod.Post, "/webhooks/stripe", new StringContent(body, Encoding.UTF8, "application/json"),
        [("X-Forwarded-Proto", "https"), ("x-ms-invocation-id", "1"), .. signature is null ? Array.Empty<(string, string)>() : [("Stripe-Signature", signature)]]);

    /// <summary>As Stripe signs it, so many seconds from now.</summary>
    public static string Sign(string body, int seconds = 0)
    {
        var at = TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={at},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{at}.{body}")))}";
    }

    /// <summary>What came to the organization's credit and went, the oldest first.</summary>
    public async Task<IReadOnlyList<(long Amount, LedgerReason Reason)>> CreditAsync() =>
        [.. (await App.Services.GetRequiredService<Ledger>().ListAsync(App.Organization, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, 1_000, null, default)).Entries.Reverse().Select(entry => (entry.Amount, entry.Reason))];

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        await App.DisposeAsync();
        _http.Dispose();
    }
}

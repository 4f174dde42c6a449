using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Smartlinks.Billing;
using Smartlinks.Billing.Stripe;

namespace Smartlinks.LocalHost.Tests.Sandbox.Stripe;

/// <summary>The app's own client on the sandbox's Stripe.</summary>
internal static class StripeOnSandbox
{
    public static readonly Uri Back = new("https://links.example/app");

    public static readonly Dictionary<string, string> Marks = new() { ["organization"] = "org_some-label", ["purchase"] = "pur_1" };

    public static StripeApi Stripe(this SandboxFixture sandbox) => new(new StripeClient(sandbox.Http,
        new StripeOptions { BaseUrl = new Uri(sandbox.Server.BaseAddress, "stripe/"), SecretKey = sandbox.Options.StripeSecretKey, MaxRetries = 0 }, TimeProvider.System, () => 0));

    public static CheckoutRequest Credits(string purchase = "pur_1") => new(new CheckoutLine.Once("100 credits", 3_900, "eur"), Back, Back, Marks) { ClientReferenceId = purchase };

    public static async Task<StripeSession> SubscribeAsync(this SandboxFixture sandbox)
    {
        var customer = await sandbox.Stripe().CreateCustomerAsync("A label", null, Marks, "customer", default);
        return await sandbox.Stripe().CreateSessionAsync(new CheckoutRequest(new CheckoutLine.Recurring("price_sandbox_starter"), Back, Back, Marks) { Customer = customer.Id, ClientReferenceId = "pur_plan" }, "plan", null, default);
    }

    public static async Task<string> ConnectAsync(this SandboxFixture sandbox)
    {
        var account = await sandbox.Stripe().CreateAccountAsync(null, Marks, "account", default);
        await sandbox.ControlAsync("connect", new { organization = Marks["organization"] });
        return account.Id!;
    }

    public static async Task<JsonObject> ControlAsync(this SandboxFixture sandbox, string what, object body)
    {
        using var answer = await sandbox.Http.PostAsJsonAsync(new Uri($"stripe-controls/{what}", UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    /// <summary>Types and objects of what was told, oldest first.</summary>
    public static async Task<IReadOnlyList<JsonObject>> EventsAsync(this SandboxFixture sandbox) => [.. (await sandbox.GetAsync("stripe-controls/events"))["items"]!.AsArray().Select(news => news!.AsObject())];
}

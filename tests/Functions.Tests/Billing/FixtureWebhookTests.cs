using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.Billing.Webhooks;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Billing;

/// <summary>
/// Webhooks in their real shapes, one of each type that is listened to (<c>tests/Fixtures/Stripe</c>): of the shape that the types of Stripe's own package have, signed by that package, and taken at the real door.
/// </summary>
public sealed class FixtureWebhookTests
{
    private const string Contracts = "tests/Shared.Tests/Billing/Contracts/";

    private static readonly string s_folder = Path.Combine(LocalTools.RepositoryRoot, "tests", "Fixtures", "Stripe");

    [Fact]
    public void There_is_one_of_each_type_that_is_listened_to()
    {
        Assert.Equal(StripeEventTypes.All.Order(StringComparer.Ordinal), Fixtures().Select(each => each.Name));
        Assert.All(Fixtures(), each => Assert.Equal(each.Name, (string?)JsonNode.Parse(each.Body)!["type"]));
    }

    [Fact]
    public async Task Each_has_the_shape_that_Stripes_types_say_and_one_that_has_not_is_found()
    {
        var events = Fixtures().Select(each => JsonNode.Parse(each.Body)!).ToList();
        var (misspelt, mistyped) = (events[0].DeepClone(), events[1].DeepClone());
        misspelt["data"]!["object"]!["charges_enable"] = true;
        mistyped["data"]!["object"]!["amount"] = "39 euros";

        var faults = JsonSerializer.Deserialize<List<List<string>>>(await NodeScript.RunAsync(Contracts + "check-objects.mjs", [], JsonSerializer.Serialize(events.Append(misspelt).Append(mistyped))))!;

        Assert.Equal([], faults.SkipLast(2).SelectMany(each => each));
        Assert.All(faults.TakeLast(2), Assert.NotEmpty);
    }

    [Fact]
    public async Task Each_is_taken_with_the_packages_signature_applied_once_and_refused_when_it_was_tampered_with()
    {
        await using var shop = await BillingApp.StartAsync();
        var bodies = Fixtures().Select(each => each.Body).ToList();
        var signatures = await SignAsync(bodies);
        foreach (var (body, signature) in bodies.Zip(signatures))
        {
            Assert.Equal(400, (await shop.TellAsync(body.Replace("\"livemode\": false", "\"livemode\":  false", StringComparison.Ordinal), signature)).Status);
            Assert.Equal(200, (await shop.TellAsync(body, signature)).Status);
        }

        var noted = shop.App.Tables[StripeEvents.Table].Rows;
        Assert.Equal(StripeEventTypes.All.Order(StringComparer.Ordinal), noted.Select(row => row.GetString("Type")).Order(StringComparer.Ordinal));
        Assert.All(noted, row => Assert.Equal((ObjectOf(bodies, row.RowKey), false), (row.GetString("ObjectId"), row.GetBoolean("Applied") ?? false)));
        // What they are about is not at the sandbox, as if it had been deleted since: they are done with all the same.
        await shop.SettleAsync();
        foreach (var (body, signature) in bodies.Zip(signatures)) Assert.Equal(200, (await shop.TellAsync(body, signature)).Status);
        Assert.Empty(shop.App.Queues[StripeEventRequests.QueueName].Bodies);
        Assert.All(shop.App.Tables[StripeEvents.Table].Rows, row => Assert.True(row.GetBoolean("Applied")));
    }

    private static List<(string Name, string Body)> Fixtures() =>
        [.. Directory.EnumerateFiles(s_folder, "*.json").Order(StringComparer.Ordinal).Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)))];

    private static string? ObjectOf(IEnumerable<string> bodies, string id) => bodies.Select(body => JsonNode.Parse(body)!).Where(news => (string?)news["id"] == id).Select(news => (string?)news["data"]!["object"]!["id"]).Single();

    /// <summary>What the package makes of each with the secret of the endpoint that it comes to.</summary>
    private static async Task<IReadOnlyList<string>> SignAsync(IEnumerable<string> bodies)
    {
        var at = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var webhooks = bodies.Select(body => new { payload = body, secret = JsonNode.Parse(body)!["account"] is null ? "whsec_sandbox_platform" : "whsec_sandbox_connect", timestamp = at });
        return JsonSerializer.Deserialize<List<string>>(await NodeScript.RunAsync(Contracts + "sign-webhooks.mjs", [], JsonSerializer.Serialize(webhooks)))!;
    }
}

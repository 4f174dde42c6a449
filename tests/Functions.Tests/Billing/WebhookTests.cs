using Smartlinks.Billing.Webhooks;

namespace Smartlinks.Tests.Functions.Billing;

/// <summary>The door that Stripe comes to.</summary>
public sealed class WebhookTests
{
    private const string Event = BillingApp.Event;

    [Fact]
    public async Task A_genuine_event_is_answered_200_once_it_is_kept_and_queued()
    {
        await using var shop = await BillingApp.StartAsync();

        Assert.Equal(200, (await shop.TellAsync(Event, BillingApp.Sign(Event))).Status);
        Assert.Single(shop.App.Tables[StripeEvents.Table].Rows);
        Assert.Single(shop.App.Queues[StripeEventRequests.QueueName].Bodies);
    }

    [Fact]
    public async Task While_storage_is_down_it_is_not_answered_200()
    {
        await using var shop = await BillingApp.StartAsync();
        shop.App.Queues[StripeEventRequests.QueueName].Faults.IsDown = true;
        Assert.Equal(503, (await shop.TellAsync(Event, BillingApp.Sign(Event))).Status);

        shop.App.Queues[StripeEventRequests.QueueName].Faults.IsDown = false;
        Assert.Equal(200, (await shop.TellAsync(Event, BillingApp.Sign(Event))).Status);
        Assert.Single(shop.App.Queues[StripeEventRequests.QueueName].Bodies);
    }

    [Theory]
    [InlineData(0, "evt_2")]
    [InlineData(-400, "evt_1")]
    [InlineData(400, "evt_1")]
    public async Task A_tampered_or_outdated_one_is_refused_and_nothing_is_written(int seconds, string id)
    {
        await using var shop = await BillingApp.StartAsync();

        (await shop.TellAsync(Event.Replace("evt_1", id, StringComparison.Ordinal), BillingApp.Sign(Event, seconds))).IsProblem(400, "webhook-refused");
        Assert.Empty(shop.App.Tables[StripeEvents.Table].Rows);
        Assert.Empty(shop.App.Queues[StripeEventRequests.QueueName].Bodies);
    }

    [Fact]
    public async Task One_without_a_signature_or_too_large_is_refused()
    {
        await using var shop = await BillingApp.StartAsync(new() { ["Stripe:MaxWebhookBytes"] = "16384" });
        var large = Event + new string(' ', 16_384);

        (await shop.TellAsync(Event, null)).IsProblem(400, "webhook-refused");
        (await shop.TellAsync(large, BillingApp.Sign(large))).IsProblem(413, "body-too-large");
    }

    [Fact]
    public async Task The_signature_is_over_the_bytes_as_they_came()
    {
        await using var shop = await BillingApp.StartAsync();
        var spaced = "\r\n " + Event + "\n\t ";

        Assert.Equal(200, (await shop.TellAsync(spaced, BillingApp.Sign(spaced))).Status);
        (await shop.TellAsync(spaced.Trim(), BillingApp.Sign(spaced))).IsProblem(400, "webhook-refused");
    }
}

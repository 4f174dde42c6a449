using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Core;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Storage;

public sealed class EventHubSendingTests
{
    private const string Key = "c2VjcmV0LWtleS1vZi10aGUtaHVi+/=";

    private static EventHubOptions Options(LoopbackServer server, string hub = "clicks") => new()
    {
        ConnectionString = $"Endpoint=sb://{server.Address.Authority};SharedAccessKeyName=Send Policy;SharedAccessKey={Key};EntityPath={hub};UseDevelopmentEmulator=true;",
        RetryDelay = TimeSpan.FromMilliseconds(1),
    };

    private static Task<LoopbackServer> AnsweringAsync(Func<int, int> status) =>
        LoopbackServer.StartAsync((_, n, context) =>
        {
            context.Response.StatusCode = status(n);
            return Task.CompletedTask;
        });

    [Fact]
    public async Task A_batch_is_one_post_with_the_partition_key_in_every_message()
    {
        await using var server = await AnsweringAsync(_ => 201);
        using var hub = new EventHubProducerClient(Options(server), TimeProvider.System);
        await hub.SendAsync(["{\"n\":1}", "two \"✓\""], "producer/1");
        var request = Assert.Single(server.Received);
        Assert.Equal(("POST", "/clicks/messages?timeout=60&api-version=2014-01"), (request.Method, request.Target));
        Assert.Equal("application/vnd.microsoft.servicebus.json", request.Headers["Content-Type"]);
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal(["{\"n\":1}", "two \"✓\""], body.RootElement.EnumerateArray().Select(m => m.GetProperty("Body").GetString()!));
        Assert.All(body.RootElement.EnumerateArray(), m => Assert.Equal("producer/1", m.GetProperty("BrokerProperties").GetProperty("PartitionKey").GetString()));
    }

    [Fact]
    public async Task The_signature_is_the_documented_one()
    {
        await using var server = await AnsweringAsync(_ => 201);
        var clock = new ManualTime();
        using var hub = new EventHubProducerClient(Options(server), clock);
        await hub.SendAsync(["x"], "p");
        var authorization = Assert.Single(server.Received).Headers["Authorization"];
        Assert.StartsWith("SharedAccessSignature ", authorization, StringComparison.Ordinal);
        var parts = authorization["SharedAccessSignature ".Length..].Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        Assert.Equal($"http://{server.Address.Authority}/clicks", WebUtility.UrlDecode(parts["sr"]));
        Assert.Equal("Send%20Policy", parts["skn"]);
        Assert.Equal((clock.GetUtcNow() + TimeSpan.FromHours(1)).ToUnixTimeSeconds(), long.Parse(parts["se"], System.Globalization.CultureInfo.InvariantCulture));
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(parts["sr"] + "\n" + parts["se"]));
        Assert.Equal(Convert.ToBase64String(expected), Uri.UnescapeDataString(parts["sig"]));
    }

    [Fact]
    public async Task The_signature_is_kept_and_renewed_before_it_ends()
    {
        await using var server = await AnsweringAsync(_ => 201);
        var clock = new ManualTime();
        using var hub = new EventHubProducerClient(Options(server), clock);
        await hub.SendAsync(["1"], "p");
        clock.Advance(TimeSpan.FromMinutes(49));
        await hub.SendAsync(["2"], "p");
        clock.Advance(TimeSpan.FromMinutes(1));
        await hub.SendAsync(["3"], "p");
        var tokens = server.Received.Select(r => r.Headers["Authorization"]).ToList();
        Assert.Equal(tokens[0], tokens[1]);
        Assert.NotEqual(tokens[1], tokens[2]);
    }

    [Fact]
    public async Task A_busy_hub_is_tried_again()
    {
        await using var server = await AnsweringAsync(n => n < 2 ? 503 : 201);
        using var hub = new EventHubProducerClient(Options(server), TimeProvider.System);
        await hub.SendAsync(["x"], "p");
        Assert.Equal(3, server.Received.Count);
        Assert.Single(server.Received.Select(r => r.Body).Distinct());
    }

    [Fact]
    public async Task A_refusal_is_reported_with_its_status_and_without_the_key()
    {
        await using var server = await AnsweringAsync(_ => 401);
        using var hub = new EventHubProducerClient(Options(server), TimeProvider.System);
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => hub.SendAsync(["x"], "p"));
        Assert.Equal(401, refused.Status);
        Assert.DoesNotContain(Key, refused.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Received);
    }

    [Fact]
    public async Task Too_much_or_nothing_is_refused_before_it_is_sent()
    {
        await using var server = await AnsweringAsync(_ => 201);
        using var hub = new EventHubProducerClient(Options(server), TimeProvider.System);
        await Assert.ThrowsAsync<ArgumentException>(() => hub.SendAsync([], "p"));
        await Assert.ThrowsAsync<ArgumentException>(() => hub.SendAsync([new string('x', 1_000_000)], "p"));
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task With_a_credential_it_sends_a_bearer_token_of_the_hubs_scope()
    {
        var transport = new RecordingTransport(_ => 201);
        var credential = new FixedCredential();
        using var hub = new EventHubProducerClient(
            new EventHubOptions { FullyQualifiedNamespace = "labels.servicebus.windows.net", EventHubName = "clicks", Credential = credential }, TimeProvider.System, transport);
        await hub.SendAsync(["1"], "p");
        await hub.SendAsync(["2"], "p");
        Assert.Equal(["https://eventhubs.azure.net/.default"], credential.Scopes);
        Assert.All(transport.Requests, r => Assert.Equal(
            ("https://labels.servicebus.windows.net/clicks/messages?timeout=60&api-version=2014-01", "Bearer token-1"), (r.Uri, r.Authorization)));
    }

    [Fact]
    public async Task The_fake_keeps_events_in_order_and_doubles_repeated_sends()
    {
        var hub = new InMemoryEventHub(new ManualTime());
        await hub.SendAsync(["1", "2"], "a");
        hub.Faults.LoseNextAnswers();
        await Assert.ThrowsAsync<RequestFailedException>(() => hub.SendAsync(["3"], "a"));
        await hub.SendAsync(["3"], "a");
        hub.Faults.FailNext();
        await Assert.ThrowsAsync<RequestFailedException>(() => hub.SendAsync(["4"], "a"));
        Assert.Equal([("1", 0L), ("2", 1L), ("3", 2L), ("3", 3L)], hub.EventsOf("a").Select(e => (e.Body, e.SequenceNumber)));
        Assert.Equal(4, hub.Faults.Calls("Send"));
        Assert.Equal(2, hub.Read(hub.PartitionOf("a"), fromSequenceNumber: 2).Count);
    }
}

using System.Net;
using Smartlinks.LocalHost.Host;
using Smartlinks.Storage;

namespace Smartlinks.LocalHost.Tests.Host;

public sealed class SendingToTheLocalHubTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("smartlinks-hub-").FullName;
    private LocalEventHub hub = null!;
    private HubSender sender = null!;

    public async Task InitializeAsync() => await OpenAsync();

    public async Task DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_key_stays_in_its_partition_and_keys_spread()
    {
        for (var i = 0; i < 40; i++)
            Assert.Equal(HttpStatusCode.Created, await sender.SendAsync($"key-{i}", "a", "b"));

        var counts = hub.CountEvents("clicks");

        Assert.Equal(4, counts.Count);
        Assert.Equal(80, counts.Sum());
        Assert.All(counts, static count => Assert.InRange(count, 2, 60));
        Assert.Equal(Enumerable.Range(0, 4).Select(partition => 2L * Enumerable.Range(0, 40).Count(i => PartitionKeyHash.PartitionOf($"key-{i}", 4) == partition)), counts);
    }

    // From lookup3.c's own self-test (driver5).
    [Theory]
    [InlineData("", 0xdeadbeef, 0xdeadbeef)]
    [InlineData("Four score and seven years ago", 0x17770551, 0xce7226e6)]
    public void The_hash_is_lookup3(string text, uint first, uint second) =>
        Assert.Equal((first, second), PartitionKeyHash.Lookup3(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public async Task The_products_own_client_is_understood()
    {
        var client = Client();

        await client.SendAsync(["{\"a\":1}", "ü💿"], "producer-1");

        Assert.Equal(2, hub.CountEvents("clicks").Sum());
    }

    [Theory]
    [InlineData("""[{"Body":"a","BrokerProperties":{"PartitionKey":"1"}},{"Body":"b","BrokerProperties":{"PartitionKey":"2"}}]""")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""[{"Text":"a"}]""")]
    [InlineData("not json")]
    public async Task A_batch_with_mixed_keys_or_no_batch_at_all_is_400(string body)
    {
        Assert.Equal(HttpStatusCode.BadRequest, await sender.PostAsync(body));
        Assert.Equal(0, hub.CountEvents("clicks").Sum());
    }

    [Fact]
    public async Task A_token_that_is_wrong_expired_or_for_another_hub_is_401()
    {
        const string batch = """[{"Body":"a"}]""";
        Assert.Equal(HttpStatusCode.Unauthorized, await sender.PostAsync(batch, authorization: "Bearer x"));
        Assert.Equal(HttpStatusCode.Unauthorized, await sender.PostAsync(batch, authorization: HubSender.Sign(hub, "clicks", expiry: 1)));
        Assert.Equal(HttpStatusCode.Unauthorized, await sender.PostAsync(batch, authorization: HubSender.Sign(hub, "other")));
        Assert.Equal(HttpStatusCode.Unauthorized, await sender.PostAsync(batch, authorization: HubSender.Sign(hub, "clicks").Replace("sig=", "sig=A", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Created, await sender.PostAsync(batch));
    }

    [Fact]
    public async Task More_than_1_MB_is_413_and_a_single_event_is_its_body()
    {
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await sender.PostAsync(new string('a', LocalEventHub.MaxBodyBytes + 1), "text/plain"));
        Assert.Equal(HttpStatusCode.Created, await sender.PostAsync(new string('a', LocalEventHub.MaxBodyBytes), "text/plain"));
        Assert.Equal(HttpStatusCode.Created, await sender.PostAsync("one", "text/plain", path: "/clicks/partitions/3/messages"));
        Assert.Equal(HttpStatusCode.NotFound, await sender.PostAsync("one", "text/plain", path: "/clicks"));
        Assert.Equal(2, hub.CountEvents("clicks").Sum());
    }

    [Fact]
    public async Task Its_bad_days_can_be_switched_on()
    {
        hub.Faults.IsDown = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await sender.SendAsync("k", "a"));
        (hub.Faults.IsDown, hub.Faults.Throttles) = (false, true);
        Assert.Equal(HttpStatusCode.TooManyRequests, await sender.SendAsync("k", "a"));
        Assert.Equal(0, hub.CountEvents("clicks").Sum());
        hub.Faults.Throttles = false;

        hub.Faults.AnswersToLose = 1;
        await Client().SendAsync(["a"], "k");

        Assert.Equal(2, hub.CountEvents("clicks").Sum());
    }

    [Fact]
    public async Task What_was_stored_is_there_after_a_restart_and_a_torn_tail_is_cut()
    {
        await sender.SendAsync("k", "a", "b", "c");
        var partition = PartitionKeyHash.PartitionOf("k", 4);
        await CloseAsync();
        var log = Directory.GetFiles(Path.Combine(folder, "clicks", $"partition-{partition}")).Single();
        await File.WriteAllBytesAsync(log, (await File.ReadAllBytesAsync(log))[..^3]);

        await OpenAsync();
        Assert.Equal(2, hub.CountEvents("clicks")[partition]);
        await sender.SendAsync("k", "d");

        Assert.Equal(3, hub.CountEvents("clicks")[partition]);
    }

    private EventHubProducerClient Client() =>
        new(new EventHubOptions { ConnectionString = hub.ConnectionString, EventHubName = "clicks", RetryDelay = TimeSpan.Zero }, TimeProvider.System);

    private async Task OpenAsync()
    {
        hub = await LocalEventHub.StartAsync(new LocalEventHubOptions { Folder = folder });
        sender = new HubSender(hub);
    }

    private async Task CloseAsync()
    {
        sender.Dispose();
        await hub.DisposeAsync();
    }
}

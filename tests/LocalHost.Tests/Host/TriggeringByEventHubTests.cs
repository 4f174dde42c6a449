using System.Text.Json;
using Microsoft.Extensions.Logging;
using Smartlinks.LocalHost.Host;

namespace Smartlinks.LocalHost.Tests.Host;

public sealed class TriggeringByEventHubTests : IDisposable
{
    private readonly AppFolder app = new();

    [Fact]
    public async Task A_batch_arrives_in_order_with_positions_and_properties()
    {
        await using var run = await StartAsync();
        var sent = await run.Sender.PostAsync("""
            [ {"Body":"{\"a\":1}","UserProperties":{"t":"v"},"BrokerProperties":{"PartitionKey":"k"}}, {"Body":"text","BrokerProperties":{"PartitionKey":"k"}} ]
            """);
        Assert.Equal(System.Net.HttpStatusCode.Created, sent);

        var seen = (await run.Host.RecordsAsync(1))[0];

        Assert.Equal(["{\"a\":1}", "text"], Texts(seen));
        var partition = PartitionKeyHash.PartitionOf("k", 4);
        var context = seen.Metadata.GetProperty("PartitionContext");
        Assert.Equal($"{partition}", context.GetProperty("PartitionId").GetString());
        Assert.Equal("clicks", context.GetProperty("EventHubName").GetString());
        Assert.Equal("$Default", context.GetProperty("ConsumerGroup").GetString());
        Assert.True(context.GetProperty("IsCheckpointingAfterInvocation").GetBoolean());
        Assert.Equal("[0,1]", seen.Metadata.GetProperty("SequenceNumberArray").GetString());
        Assert.Equal("[\"k\",\"k\"]", seen.Metadata.GetProperty("PartitionKeyArray").GetString());
        Assert.Equal("[{\"t\":\"v\"},{}]", seen.Metadata.GetProperty("PropertiesArray").GetString());
        Assert.DoesNotContain("Z\"", seen.Metadata.GetProperty("EnqueuedTimeUtcArray").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("[\"0\",", seen.Metadata.GetProperty("OffsetArray").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, JsonDocument.Parse(seen.Metadata.GetProperty("SystemPropertiesArray").GetString()!).RootElement[1].GetProperty("SequenceNumber").GetInt32());
        Assert.Null(seen.Header("x-ms-invocation-id"));
    }

    [Fact]
    public async Task One_event_at_a_time_merges_its_own_properties_into_the_metadata()
    {
        app.WithTrigger("Count", Trigger("one", "string"));
        await using var run = await StartAsync();
        await run.Sender.SendAsync("k", """{"sequenceNumber":"forged","x":1}""", "plain");

        var seen = await run.Host.RecordsAsync(2);

        Assert.Equal("\"forged\"", seen[0].Metadata.GetProperty("SequenceNumber").GetString());
        Assert.Equal("1", seen[1].Metadata.GetProperty("SequenceNumber").GetString());
        Assert.Equal("\"k\"", seen[1].Metadata.GetProperty("PartitionKey").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$", seen[1].Metadata.GetProperty("EnqueuedTimeUtc").GetString());
        Assert.Equal("plain", seen[1].Decoded("events").GetString());
    }

    [Fact]
    public async Task Binary_events_are_base64_once_inside_the_array()
    {
        app.WithTrigger("Count", Trigger("many", "binary"));
        await using var run = await StartAsync();
        await run.Sender.PostAsync("""[{"Body":"AQID","IsBodyBase64":true},{"Body":"text"}]""");

        Assert.Equal(["AQID", "dGV4dA=="], Texts((await run.Host.RecordsAsync(1))[0]));
    }

    [Fact]
    public async Task Without_a_data_type_one_event_that_is_no_json_fails_the_batch_before_the_call()
    {
        app.WithTrigger("Count", Trigger("many", null));
        await using var run = await StartAsync();
        await run.Sender.SendAsync("k", "{\"a\":1}", "no json");
        await run.Host.LoggedAsync(LogLevel.Error, "dataType");

        await run.Sender.SendAsync("k", "{\"a\":2}");

        Assert.Equal("[{\"a\":2}]", Assert.Single(await run.Host.RecordsAsync(1)).Data.GetProperty("events").GetString());
    }

    [Fact]
    public async Task A_batch_has_at_most_its_maximum_and_may_exceed_30_MB()
    {
        app.WithHostJson("extensions.eventHubs", """{ "maxEventBatchSize": 40 }""");
        await using var run = await StartAsync(startsHost: false);
        var large = new string('x', 1_000_000);
        for (var i = 0; i < 41; i++)
            Assert.Equal(System.Net.HttpStatusCode.Created, await run.Sender.SendAsync("k", large));
        await run.StartHostAsync();

        var seen = await run.Host.RecordsAsync(2);

        Assert.True(seen[0].Json.GetProperty("body").GetString()!.Length > 30_000_000);
        Assert.Equal([40, 1], seen.Select(static record => Texts(record).Length));
    }

    [Fact]
    public async Task The_checkpoint_moves_on_after_a_batch_that_failed_and_survives_a_restart()
    {
        app.Behave("fail");
        await using var run = await StartAsync();
        await run.Sender.SendAsync("k", "lost");
        await Eventually.HoldsAsync(() => run.CheckpointOf("k") == 0, "the checkpoint");

        await run.StopHostAsync();
        app.Behave("ok");
        await run.Sender.SendAsync("k", "next");
        await run.RestartHubAsync();
        await run.StartHostAsync();

        Assert.Equal(["lost", "next"], (await run.Host.RecordsAsync(2)).SelectMany(Texts));
        await Eventually.HoldsAsync(() => run.CheckpointOf("k") == 1, "the next checkpoint");
        Assert.Equal(2, app.Records().Count);
    }

    [Fact]
    public async Task A_batch_under_way_when_the_host_stops_is_not_checkpointed_and_comes_again()
    {
        app.Behave("hang");
        await using var run = await StartAsync();
        await run.Sender.SendAsync("k", "again");
        await run.Host.RecordsAsync(1);

        await run.StopHostAsync();
        Assert.Null(run.CheckpointOf("k"));
        app.Behave("ok");
        await run.StartHostAsync();

        Assert.Equal(["again", "again"], (await run.Host.RecordsAsync(2)).SelectMany(Texts));
    }

    [Fact]
    public async Task Retries_keep_the_invocation_id_count_up_and_come_before_the_checkpoint()
    {
        app.WithTrigger("Count", Trigger("many", "string"), """{ "strategy": "exponentialBackoff", "maxRetryCount": 2, "minimumInterval": "00:00:00.01", "maximumInterval": "00:00:00.02" }""").Behave("fail");
        await using var run = await StartAsync();
        await run.Sender.SendAsync("k", "a");
        await Eventually.HoldsAsync(() => run.CheckpointOf("k") == 0, "the checkpoint");

        var seen = app.Records();

        Assert.Equal([0, 1, 2], seen.Select(static record => record.Metadata.GetProperty("RetryContext").GetProperty("RetryCount").GetInt32()));
        Assert.All(seen, static record => Assert.Equal(2, record.Metadata.GetProperty("RetryContext").GetProperty("MaxRetryCount").GetInt32()));
        Assert.Single(seen.Select(static record => record.Header("X-Azure-Functions-InvocationId")).Distinct());
    }

    [Fact]
    public async Task Unlimited_retries_block_their_partition_until_they_succeed_and_no_other()
    {
        app.WithTrigger("Count", Trigger("many", "string"), """{ "strategy": "fixedDelay", "maxRetryCount": -1, "delayInterval": "00:00:00.01" }""").Behave("fail");
        await using var run = await StartAsync();
        await run.Sender.SendAsync("k", "a");
        await run.Host.RecordsAsync(4);
        Assert.Null(run.CheckpointOf("k"));

        app.Behave("ok");
        await Eventually.HoldsAsync(() => run.CheckpointOf("k") == 0, "the checkpoint");
        await run.Sender.SendAsync("k", "b");
        await Eventually.HoldsAsync(() => run.CheckpointOf("k") == 1, "the next checkpoint");

        Assert.Equal(["b"], Texts(app.Records()[^1]));
    }

    [Fact]
    public async Task A_handler_killed_in_a_batch_with_retries_gets_the_batch_again()
    {
        app.WithTrigger("Count", Trigger("many", "string"), """{ "strategy": "fixedDelay", "maxRetryCount": 5, "delayInterval": "00:00:00.01" }""").Behave("hang");
        await using var run = await StartAsync();
        await run.Sender.SendAsync("k", "a");
        await run.Host.RecordsAsync(1);

        await run.Host.Host.KillHandlerAsync();
        app.Behave("ok");

        await Eventually.HoldsAsync(() => run.CheckpointOf("k") == 0, "the checkpoint");
        Assert.All(app.Records(), static record => Assert.Equal(["a"], Texts(record)));
        Assert.InRange(app.Records().Count, 2, 6);
    }

    [Fact]
    public async Task A_minimum_gathers_events_after_the_first_batch_of_a_partition()
    {
        app.WithHostJson("extensions.eventHubs", """{ "minEventBatchSize": 3, "maxEventBatchSize": 10, "maxWaitTime": "00:10:00" }""");
        await using var run = await StartAsync();
        await run.Sender.SendAsync("k", "first");
        await run.Host.RecordsAsync(1);
        foreach (var text in new[] { "a", "b", "c" })
            await run.Sender.SendAsync("k", text);

        Assert.Equal(["a", "b", "c"], Texts((await run.Host.RecordsAsync(2))[1]));
    }

    [Fact]
    public async Task A_group_without_checkpoint_may_begin_at_the_end()
    {
        app.WithHostJson("extensions.eventHubs", """{ "initialOffsetOptions": { "type": "fromEnd" } }""");
        await using var run = await StartAsync(startsHost: false);
        await run.Sender.SendAsync("k", "old");
        await run.StartHostAsync();
        await Eventually.HoldsAsync(() =>
        {
            run.Sender.SendAsync("k", "new").GetAwaiter().GetResult();
            return app.Records().Count > 0;
        }, "a new event");

        Assert.DoesNotContain("old", app.Records().SelectMany(Texts));
    }

    [Fact]
    public async Task Batches_can_be_delivered_twice()
    {
        await using var run = await StartAsync();
        run.Hub.Faults.DeliversTwice = true;
        await run.Sender.SendAsync("k", "a");

        await Eventually.HoldsAsync(() => run.CheckpointOf("k") == 0, "the checkpoint");

        Assert.Equal(["a", "a"], app.Records().SelectMany(Texts));
    }

    [Fact]
    public async Task What_every_group_has_read_is_deleted_when_the_hub_is_over_its_bound()
    {
        await using var run = await StartAsync(keepBytes: 400_000);
        var text = new string('x', 10_000);
        for (var i = 0; i < 60; i++)
            await run.Sender.SendAsync("k", text);
        var folder = Path.Combine(app.Root, "hub", "clicks", $"partition-{PartitionKeyHash.PartitionOf("k", 4)}");

        await Eventually.HoldsAsync(() => run.CheckpointOf("k") == 59, "all read");

        Assert.InRange(Directory.GetFiles(folder).Sum(static file => new FileInfo(file).Length), 1, 200_000);
        await run.StopHostAsync();
        await run.RestartHubAsync();
        Assert.Equal(60, run.Hub.CountEvents("clicks").Sum());
    }

    [Fact]
    public async Task A_run_by_hand_takes_a_single_text_also_for_many()
    {
        await using var run = await StartAsync();
        using var body = new StringContent("{\"input\":\"by hand\"}");

        await run.Host.Client.PostAsync("/admin/functions/Count", body);

        Assert.Equal(["by hand"], Texts((await run.Host.RecordsAsync(1))[0]));
        Assert.Equal(0, run.Hub.CountEvents("clicks").Sum());
    }

    public void Dispose() => app.Dispose();

    private static string Trigger(string cardinality, string? dataType) => $$"""
        { "type": "eventHubTrigger", "direction": "in", "name": "events", "eventHubName": "clicks", "connection": "EventHub", "cardinality": "{{cardinality}}"{{(dataType is null ? "" : $", \"dataType\": \"{dataType}\"")}} }
        """;

    private static string[] Texts(RecordedEvent record) => [.. record.Decoded("events").EnumerateArray().Select(static item => item.GetString()!)];

    private async Task<HubRun> StartAsync(bool startsHost = true, long keepBytes = 256 * 1024 * 1024)
    {
        if (!Directory.Exists(Path.Combine(app.Path, "Count")))
            app.WithTrigger("Count", Trigger("many", "string"));
        var run = new HubRun(app, keepBytes);
        await run.RestartHubAsync();
        if (startsHost)
            await run.StartHostAsync();
        return run;
    }

    private sealed class HubRun(AppFolder app, long keepBytes) : IAsyncDisposable
    {
        private RunningHost? host;

        public LocalEventHub Hub { get; private set; } = null!;

        public HubSender Sender { get; private set; } = null!;

        public RunningHost Host => host!;

        public long? CheckpointOf(string key) => Hub.ReadCheckpoints("clicks")[PartitionKeyHash.PartitionOf(key, 4)]?.SequenceNumber;

        public async Task StartHostAsync() => host = await RunningHost.StartAsync(app, setup => setup.EventHub = Hub);

        public async Task StopHostAsync() => await Host.DisposeAsync();

        public async Task RestartHubAsync()
        {
            if (Hub is not null)
                await Hub.DisposeAsync();
            Hub = await LocalEventHub.StartAsync(new LocalEventHubOptions { Folder = Path.Combine(app.Root, "hub"), KeepBytes = keepBytes });
            Sender = new HubSender(Hub);
        }

        public async ValueTask DisposeAsync()
        {
            if (host is not null)
                await host.DisposeAsync();
            Sender.Dispose();
            await Hub.DisposeAsync();
        }
    }
}

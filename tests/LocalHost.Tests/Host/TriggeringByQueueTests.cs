using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Host;

public sealed class TriggeringByQueueTests : IDisposable
{
    private readonly AppFolder app = new AppFolder().WithTrigger("Resolve", """{ "type": "queueTrigger", "direction": "in", "name": "item", "queueName": "jobs" }""");

    [Fact]
    public async Task A_message_is_encoded_twice_and_its_own_properties_overwrite_the_metadata()
    {
        const string text = """{"id":"x","DEQUEUECOUNT":9,"n":1,"ok":true,"list":[1],"none":null,"inner":{"a":1},"at":"2026-01-02T03:04:05.678Z"}""";
        await using var run = await StartAsync();

        await run.SendAsync(text);
        var seen = (await run.Host.RecordsAsync(1))[0];

        Assert.Equal("Resolve", seen.Function);
        Assert.Equal(JsonSerializer.Serialize(text, Relaxed), seen.Data.GetProperty("item").GetString());
        Assert.Equal("\"x\"", seen.Metadata.GetProperty("Id").GetString());
        Assert.Equal("\"9\"", seen.Metadata.GetProperty("DequeueCount").GetString());
        Assert.Equal("\"1\"", seen.Metadata.GetProperty("n").GetString());
        Assert.Equal("\"True\"", seen.Metadata.GetProperty("ok").GetString());
        Assert.Equal("\"01/02/2026 03:04:05\"", seen.Metadata.GetProperty("at").GetString());
        Assert.Equal(1, seen.Metadata.GetProperty("inner").GetProperty("a").GetInt32());
        Assert.False(seen.Metadata.TryGetProperty("list", out _));
        Assert.False(seen.Metadata.TryGetProperty("none", out _));
        Assert.Equal("Resolve", seen.Metadata.GetProperty("sys").GetProperty("MethodName").GetString());
    }

    [Fact]
    public async Task Metadata_has_counts_as_texts_and_times_in_whole_seconds()
    {
        await using var run = await StartAsync();

        await run.SendAsync("plain");
        var metadata = (await run.Host.RecordsAsync(1))[0].Metadata;

        Assert.Equal("1", metadata.GetProperty("DequeueCount").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$", metadata.GetProperty("InsertionTime").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$", metadata.GetProperty("NextVisibleTime").GetString());
        Assert.Matches("^\".+\"$", metadata.GetProperty("PopReceipt").GetString());
        Assert.DoesNotContain(metadata.EnumerateObject(), static entry => entry.Name.EndsWith("trigger", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("dGVzdA==")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[1,2]")]
    [InlineData("ü \"quoted\" \\ \n 💿")]
    public async Task A_text_of_any_kind_comes_back_by_the_second_parse(string text)
    {
        await using var run = await StartAsync();

        await run.SendAsync(text);

        Assert.Equal(text, (await run.Host.RecordsAsync(1))[0].Decoded("item").GetString());
    }

    [Fact]
    public async Task Binary_arrives_as_base64_once_and_merges_nothing()
    {
        app.WithTrigger("Resolve", """{ "type": "queueTrigger", "direction": "in", "name": "item", "queueName": "jobs", "dataType": "binary" }""");
        await using var run = await StartAsync();

        await run.SendAsync("""{"id":"x"}""");
        var seen = (await run.Host.RecordsAsync(1))[0];

        Assert.Equal("""{"id":"x"}""", Encoding.UTF8.GetString(Convert.FromBase64String(seen.Data.GetProperty("item").GetString()!)));
        Assert.NotEqual("\"x\"", seen.Metadata.GetProperty("Id").GetString());
    }

    [Fact]
    public async Task The_call_is_chunked_and_carries_the_hosts_marks_and_not_those_of_an_outside_request()
    {
        await using var run = await StartAsync();

        await run.SendAsync("x");
        var seen = (await run.Host.RecordsAsync(1))[0];

        Assert.Equal("chunked", seen.Header("Transfer-Encoding"));
        Assert.Equal("application/json; charset=utf-8", seen.Header("Content-Type"));
        Assert.StartsWith("Azure-Functions-Host/", seen.Header("User-Agent"), StringComparison.Ordinal);
        Assert.True(Guid.TryParse(seen.Header("X-Azure-Functions-InvocationId"), out _));
        Assert.NotNull(seen.Header("X-Azure-Functions-HostVersion"));
        Assert.NotNull(seen.Header("traceparent"));
        Assert.Equal($"127.0.0.1:{run.Host.Host.HandlerPort}", seen.Header("Host"));
        Assert.Null(seen.Header("X-Forwarded-Proto"));
        Assert.Null(seen.Header("x-ms-invocation-id"));
    }

    [Fact]
    public async Task Success_deletes_and_logs_are_written_out()
    {
        app.Behave("logs");
        await using var run = await StartAsync();

        await run.SendAsync("x");

        await run.Host.LoggedAsync(LogLevel.Information, "second line");
        await Eventually.HoldsAsync(() => run.Queues["jobs"].Bodies.Count == 0, "the message deleted");
    }

    [Theory]
    [InlineData("fail", "500")]
    [InlineData("empty", "hang")]
    [InlineData("null", "hang")]
    [InlineData("text", "text/plain")]
    [InlineData("broken", "could not be read")]
    [InlineData("array", "not a JSON object")]
    [InlineData("exit 1", "call to the handler failed")]
    public async Task An_answer_that_fails_the_invocation_is_told_and_the_last_time_moves_it_to_poison(string behaviour, string told)
    {
        app.WithHostJson("extensions.queues.maxDequeueCount", "2").Behave(behaviour);
        await using var run = await StartAsync();

        await run.SendAsync("x");

        await run.Host.LoggedAsync(LogLevel.Error, told);
        await Eventually.HoldsAsync(() => run.Queues.TryGetValue("jobs-poison", out var poison) && poison.Bodies.Count == 1, "the message in poison");
        await Eventually.HoldsAsync(() => run.Queues["jobs"].Bodies.Count == 0, "the message gone");
        // The second try may find the handler that just ended: it fails without reaching one.
        var tries = app.Records().Select(static record => record.Metadata.GetProperty("DequeueCount").GetString()).ToArray();
        Assert.Equal(behaviour == "exit 1" ? ["1", .. tries[1..]] : ["1", "2"], tries);
        Assert.Equal("x", Encoding.UTF8.GetString(run.Queues["jobs-poison"].Bodies[0]));
    }

    [Fact]
    public async Task A_message_of_a_poison_queue_is_never_moved_on()
    {
        app.WithHostJson("extensions.queues.maxDequeueCount", "1").Behave("fail");
        app.WithTrigger("Resolve", """{ "type": "queueTrigger", "direction": "in", "name": "item", "queueName": "jobs-poison" }""");
        await using var run = await StartAsync();

        await run.SendAsync("x", "jobs-poison");
        await run.Host.LoggedAsync(LogLevel.Error, "500");

        Assert.Single(run.Queues["jobs-poison"].Bodies);
        Assert.False(run.Queues.ContainsKey("jobs-poison-poison"));
    }

    [Fact]
    public async Task A_lease_is_renewed_at_half_time_for_as_long_as_the_function_runs()
    {
        var clock = new ManualTime();
        app.Behave("hang");
        app.WithHostJson("functionTimeout", "\"-1\"");
        await using var run = await StartAsync(clock);
        await run.SendAsync("long");
        clock.Advance(TimeSpan.FromSeconds(1));
        await run.Host.RecordsAsync(1);

        for (var minutes = 0; minutes < 30; minutes += 5)
        {
            var updates = run.Updates.Count;
            await Eventually.HoldsAsync(() => { clock.Advance(TimeSpan.FromSeconds(10)); return run.Updates.Count > updates; }, "a renewal");
        }
        app.Behave("ok");

        await Eventually.HoldsAsync(() => run.Queues["jobs"].Bodies.Count == 0, "the message deleted with the renewed receipt");
        Assert.Single(app.Records());
        Assert.All(run.Updates, static visibility => Assert.Equal(TimeSpan.FromMinutes(10), visibility));
    }

    [Fact]
    public async Task No_more_messages_are_in_work_than_a_batch_and_its_threshold()
    {
        app.WithHostJson("extensions.queues", """{ "batchSize": 4, "newBatchThreshold": 2, "maxPollingInterval": "00:00:00.1" }""").Behave("hang");
        await using var run = await StartAsync();
        for (var i = 0; i < 12; i++)
            await run.SendAsync($"{i}");
        var first = (await run.Host.RecordsAsync(4)).Count;

        app.Behave("ok");

        Assert.Equal(12, (await run.Host.RecordsAsync(12)).Count);
        Assert.InRange(first, 4, 6);
        await Eventually.HoldsAsync(() => run.Queues["jobs"].Bodies.Count == 0, "all deleted");
    }

    [Fact]
    public async Task A_run_by_hand_carries_the_given_text()
    {
        await using var run = await StartAsync();
        using var body = new StringContent("{\"input\":\"by hand\"}");

        await run.Host.Client.PostAsync("/admin/functions/Resolve", body);

        Assert.Equal("by hand", (await run.Host.RecordsAsync(1))[0].Decoded("item").GetString());
    }

    public void Dispose() => app.Dispose();

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private async Task<QueueRun> StartAsync(TimeProvider? clock = null)
    {
        var (factory, queues) = RunningHost.InMemoryQueues(clock);
        var updates = new ConcurrentQueue<TimeSpan>();
        var host = await RunningHost.StartAsync(app, setup =>
        {
            setup.QueueFactory = (connection, name) => new WatchedQueue(factory(connection, name), updates);
            setup.Clock = clock ?? TimeProvider.System;
        });
        return new QueueRun(host, queues, updates, factory);
    }

    private sealed record QueueRun(RunningHost Host, ConcurrentDictionary<string, InMemoryQueueClient> Queues, ConcurrentQueue<TimeSpan> Updates,
        Func<string, string, IQueueClient> Factory) : IAsyncDisposable
    {
        public async Task SendAsync(string text, string queue = "jobs")
        {
            var client = Factory("", queue);
            await client.CreateIfNotExistsAsync();
            await client.SendMessageAsync(Encoding.UTF8.GetBytes(text), timeToLive: TimeSpan.FromDays(7));
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }

    /// <summary>Notes every change of a message's visibility; the queue under it is the shared one.</summary>
    private sealed class WatchedQueue(IQueueClient queue, ConcurrentQueue<TimeSpan> updates) : IQueueClient
    {
        public string Name => queue.Name;

        public Task CreateIfNotExistsAsync(CancellationToken cancellationToken = default) => queue.CreateIfNotExistsAsync(cancellationToken);

        public Task<SendReceipt> SendMessageAsync(ReadOnlyMemory<byte> body, TimeSpan visibilityDelay = default, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default) =>
            queue.SendMessageAsync(body, visibilityDelay, timeToLive, cancellationToken);

        public Task<IReadOnlyList<QueueMessage>> ReceiveMessagesAsync(int maxMessages, TimeSpan visibilityTimeout, CancellationToken cancellationToken = default) =>
            queue.ReceiveMessagesAsync(maxMessages, visibilityTimeout, cancellationToken);

        public Task<SendReceipt?> UpdateMessageAsync(string messageId, string popReceipt, TimeSpan visibilityTimeout, CancellationToken cancellationToken = default)
        {
            updates.Enqueue(visibilityTimeout);
            return queue.UpdateMessageAsync(messageId, popReceipt, visibilityTimeout, cancellationToken);
        }

        public Task<bool> DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellationToken = default) => queue.DeleteMessageAsync(messageId, popReceipt, cancellationToken);

        public Task<int> GetApproximateMessageCountAsync(CancellationToken cancellationToken = default) => queue.GetApproximateMessageCountAsync(cancellationToken);
    }
}

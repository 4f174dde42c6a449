using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Functions.Hosting;
using Smartlinks.Links;
using Smartlinks.Storage.InMemory;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Hosting;

/// <summary>Alive and ready are two things: a process without storage is the one and not the other.</summary>
public sealed class HealthTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task It_is_alive_and_ready_for_everybody()
    {
        await using var app = await AppFixture.StartAsync();

        Assert.Equal("""{"status":"alive"}""", (await GetAsync(app, "live")).Text);
        Assert.Equal("""{"status":"ready","parts":{"tables":"ready","queues":"ready"}}""", (await GetAsync(app, "ready")).Text);
    }

    [Fact]
    public async Task Without_storage_it_is_alive_and_not_ready_and_says_nothing_more_to_strangers()
    {
        await using var app = await AppFixture.StartAsync();
        app.StopStorage();

        Assert.Equal(200, (await GetAsync(app, "live")).Status);
        var answer = await GetAsync(app, "ready");

        Assert.Equal(503, answer.Status);
        Assert.Equal("""{"status":"notReady","parts":{"tables":"notReady","queues":"notReady"}}""", answer.Text);
        Assert.Equal(("5", "no-store"), (answer["Retry-After"], answer["Cache-Control"]));
    }

    [Fact]
    public async Task To_be_alive_asks_storage_nothing()
    {
        await using var app = await AppFixture.StartAsync();

        await GetAsync(app, "live");

        Assert.Equal(0, app.StorageCalls);
    }

    [Fact]
    public async Task The_part_that_is_not_ready_is_named()
    {
        await using var app = await AppFixture.StartAsync();
        app.Queues[ResolveRequests.Name].Faults.IsDown = true;

        var answer = await GetAsync(app, "ready");

        Assert.Equal((503, "ready", "notReady"), (answer.Status, Part(answer, "tables"), Part(answer, "queues")));
    }

    [Fact]
    public async Task However_many_ask_storage_is_asked_once_in_five_seconds()
    {
        var (table, queue) = (new InMemoryTableClient("links"), new InMemoryQueueClient(_time, "jobs"));
        var readiness = new Readiness(table, queue, _time, NullLogger<Readiness>.Instance);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => readiness.LookAsync()));
        _time.Advance(Readiness.Fresh - TimeSpan.FromMilliseconds(1));
        await readiness.LookAsync();
        Assert.Equal((1, 1), (table.Faults.TotalCalls, queue.Faults.TotalCalls));

        table.Faults.IsDown = true;
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False((await readiness.LookAsync())["tables"]);
        Assert.Equal((2, 2), (table.Faults.TotalCalls, queue.Faults.TotalCalls));
    }

    [Fact]
    public async Task Storage_that_never_answers_is_not_waited_for()
    {
        var (table, queue) = (new InMemoryTableClient("links"), new InMemoryQueueClient(_time, "jobs"));
        table.Faults.BeforeCallAsync = (_, _) => new TaskCompletionSource().Task;
        var readiness = new Readiness(table, queue, _time, NullLogger<Readiness>.Instance);

        var look = readiness.LookAsync();
        await Until.TrueAsync(() => _time.WaitingTimers > 0 && table.Faults.TotalCalls == 1, "it waits");
        Assert.False(look.IsCompleted);
        _time.Advance(Readiness.Longest);

        Assert.Equal((false, true), ((await look)["tables"], (await look)["queues"]));
    }

    private static Task<Answer> GetAsync(AppFixture app, string what) => app.ApiAsync(HttpMethod.Get, $"/api/health/{what}", null, ("Authorization", ""));

    private static string? Part(Answer answer, string part) => answer.Json.GetProperty("parts").GetProperty(part).GetString();
}

using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Functions.Hosting;

/// <summary>Messages that lie where nobody reads them are an alarm as long as they lie there.</summary>
public sealed class PoisonTests
{
    private readonly ManualTime _time = new();
    private readonly NotedLog<PoisonWatch> _log = new();

    [Fact]
    public async Task Each_queue_with_messages_nobody_reads_is_told_of_until_it_is_empty()
    {
        var queues = PoisonWatch.Names.ToDictionary(name => name, name => new InMemoryQueueClient(_time, name));
        var watch = new PoisonWatch(name => queues[name], _log);
        await watch.LookAsync(default);
        Assert.Empty(_log.Lines);
        var (saves, unreadable) = (queues["saves-due-poison"], queues[StorageNames.UnreadableClicks]);
        await saves.SendMessageAsync(Encoding.UTF8.GetBytes("one"));
        await saves.SendMessageAsync(Encoding.UTF8.GetBytes("two"));
        await unreadable.SendMessageAsync(Encoding.UTF8.GetBytes("three"));

        await watch.LookAsync(default);
        await watch.LookAsync(default);

        (LogLevel, string)[] alarms = [(LogLevel.Critical, "The queue saves-due-poison holds 2 messages that nobody reads"), (LogLevel.Critical, "The queue clicks-unreadable holds 1 messages that nobody reads")];
        Assert.Equal([.. alarms, .. alarms], _log.Lines);
    }

    [Fact]
    public async Task A_queue_that_nobody_made_yet_holds_nothing()
    {
        await new PoisonWatch(name => new InMemoryQueueClient(_time, name, exists: false), _log).LookAsync(default);

        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_queue_that_cannot_be_looked_at_fails_the_run()
    {
        var queue = new InMemoryQueueClient(_time);
        queue.Faults.FailNext();

        await Assert.ThrowsAnyAsync<Exception>(() => new PoisonWatch(_ => queue, _log).LookAsync(default));
    }

    [Fact]
    public async Task The_timer_looks()
    {
        var queues = PoisonWatch.Names.ToDictionary(name => name, name => new InMemoryQueueClient(_time, name));
        await queues["mails-to-send-poison"].SendMessageAsync(Encoding.UTF8.GetBytes("one"));
        await using var app = await AppFixture.StartAsync(replace: services =>
        {
            foreach (var (name, queue) in queues) services.AddKeyedSingleton<IQueueClient>(name, queue);
            services.AddSingleton<ILogger<PoisonWatch>>(_log);
        });

        var answer = await app.InvokeAsync("LookAtPoison", """{"Data":{"timer":{"IsPastDue":false}},"Metadata":{}}""");

        Assert.Equal(200, answer.Status);
        Assert.Contains("mails-to-send-poison", Assert.Single(_log.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_names_are_the_ones_the_host_gives()
    {
        Assert.Contains("releases-to-resolve-poison", PoisonWatch.Names);
        Assert.DoesNotContain("clicks-unreadable-poison", PoisonWatch.Names);
        Assert.Equal(StorageNames.Queues.Count, PoisonWatch.Names.Count);
    }
}

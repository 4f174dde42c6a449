namespace Smartlinks.EndToEnd.Tests.Faults;

[Collection(nameof(FaultTests))]
public sealed class LosingTheEventHubTests
{
    [Fact]
    public async Task Clicks_spill_while_the_hub_is_down_and_count_once_when_it_is_up_again()
    {
        await using var host = await LocalHostProcess.StartAsync(FaultyHost.Impatient);
        var links = await host.CreateLinksAsync(20);
        await host.SetFaultAsync("event-hub", new { down = true });

        await using var load = new Load(host.Url, links).Start();
        await load.WaitForAnswersAsync(1500);
        // The replayer's own words: a pack went to the queue and came back from it.
        await Eventually.HoldsAsync(() => host.ReadLog().Contains("a spilled pack waits again", StringComparison.Ordinal), "clicks were spilled");
        await load.StopAsync();
        Assert.Empty(load.Failures);
        await host.ClearFaultsAsync("event-hub");

        await host.AssertExactAsync(links, load);
    }

    [Fact]
    public async Task Lost_answers_throttling_and_double_delivery_change_no_count_also_after_the_storys_clock_went_far_ahead_and_back()
    {
        await using var host = await LocalHostProcess.StartAsync(FaultyHost.Impatient);
        var links = await host.CreateLinksAsync(20);
        // Producers are forgotten after days; a story that was set forward must not make the app forget them.
        await host.MoveClockAsync(TimeSpan.FromDays(20));
        await using (var ahead = new Load(host.Url, [(await host.CreateLinksAsync(1))[0]]).Start()) await ahead.WaitForAnswersAsync(20);
        await Eventually.HoldsAsync(async () => await host.CountWaitingEventsAsync() == 0, "the aggregator is through");
        await host.MoveClockAsync(TimeSpan.Zero);

        await using var load = new Load(host.Url, links).Start();
        await host.SetFaultAsync("event-hub", new { loseAnswers = 40, deliverTwice = true });
        await load.WaitForAnswersAsync(500);
        await host.SetFaultAsync("event-hub", new { throttle = true, deliverTwice = true });
        await load.WaitForAnswersAsync(300);
        await host.SetFaultAsync("event-hub", new { loseAnswers = 40, deliverTwice = true });
        await load.WaitForAnswersAsync(700);
        await load.StopAsync();

        Assert.Empty(load.Failures);
        await host.AssertExactAsync(links, load);
    }

    /// <summary>The aggregator has a backlog to go through, and dies again and again on its way.</summary>
    [Fact]
    public async Task Counts_are_exact_though_the_aggregator_is_killed_in_its_backlog_and_everything_comes_twice()
    {
        await using var host = await LocalHostProcess.StartAsync(FaultyHost.Impatient);
        var links = await host.CreateLinksAsync(20);
        await using var load = new Load(host.Url, links).Start();
        await load.WaitForAnswersAsync(200);
        await host.SetFaultAsync("storage", new { down = true });
        await load.WaitForAnswersAsync(1500);
        await load.StopAsync();
        var backlog = await host.CountWaitingEventsAsync();

        await host.SetFaultAsync("event-hub", new { loseAnswers = 1000, deliverTwice = true });
        await host.ClearFaultsAsync("storage");
        for (var kills = 0; kills < 5; kills++) await host.KillAppAsync();
        await host.SetFaultAsync("event-hub", new { deliverTwice = true });

        Assert.True(backlog > 0, "there was no backlog to die in");
        Assert.Empty(load.Failures);
        await host.AssertExactAsync(links, load);
    }
}

using Smartlinks.Support;

namespace Smartlinks.Tests.Storage;

public sealed class ManualTimeTests
{
    [Fact]
    public async Task A_delay_ends_when_the_clock_reaches_it_and_not_before()
    {
        var clock = new ManualTime();
        var delay = Task.Delay(TimeSpan.FromMinutes(5), clock);
        Assert.Equal(1, clock.WaitingTimers);
        clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromTicks(1));
        await delay;
        Assert.Equal(0, clock.WaitingTimers);
    }

    [Fact]
    public void Timers_fire_in_order_of_due_time_and_see_their_own_instant()
    {
        var clock = new ManualTime();
        var start = clock.GetUtcNow();
        var fired = new List<(string, TimeSpan)>();
        using var late = clock.CreateTimer(_ => fired.Add(("late", clock.GetUtcNow() - start)), null, TimeSpan.FromSeconds(25), Timeout.InfiniteTimeSpan);
        using var often = clock.CreateTimer(_ => fired.Add(("often", clock.GetUtcNow() - start)), null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
        using var never = clock.CreateTimer(_ => fired.Add(("never", default)), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        never.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal([("often", TimeSpan.FromSeconds(10)), ("often", TimeSpan.FromSeconds(20)), ("late", TimeSpan.FromSeconds(25)), ("often", TimeSpan.FromSeconds(30))], fired);
        Assert.Equal(TimeSpan.FromSeconds(31), clock.GetElapsedTime(start.Ticks));
    }

    [Fact]
    public async Task A_periodic_timer_ticks_and_a_deadline_cancels()
    {
        var clock = new ManualTime();
        using var periodic = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(3), clock);
        var tick = periodic.WaitForNextTickAsync();
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await tick);
        Assert.False(deadline.IsCancellationRequested);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(deadline.IsCancellationRequested);
    }
}

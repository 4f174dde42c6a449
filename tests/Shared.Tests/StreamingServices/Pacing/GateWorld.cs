using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Pacing;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices.Pacing;

/// <summary>
/// Instances of the app over one table, on one thread and a clock that the test moves: everything between two instants has happened before the clock goes on.
/// </summary>
internal sealed class GateWorld : IDisposable
{
    private readonly SynchronizationContext? _before = SynchronizationContext.Current;
    private readonly Pump _pump = new();
    private readonly List<ServiceGate> _gates = [];
    private readonly List<Task> _running = [];

    public GateWorld() => SynchronizationContext.SetSynchronizationContext(_pump);

    public static TimeSpan Tick { get; } = TimeSpan.FromMilliseconds(5);

    public ManualTime Time { get; } = new();

    public InMemoryTableClient Table { get; } = new(PaceRow.TableName);

    public PacingOptions Options { get; init; } = new();

    /// <summary>What the service saw.</summary>
    public List<(DateTimeOffset At, int Instance)> Sent { get; } = [];

    public ServiceGate NewGate(TimeProvider? time = null)
    {
        var gate = new ServiceGate(Table, Options, time ?? Time, NullLogger<ServiceGate>.Instance);
        _gates.Add(gate);
        return gate;
    }

    public void Run(TimeSpan time)
    {
        for (var end = Time.GetUtcNow() + time; Time.GetUtcNow() < end;) Step();
    }

    /// <summary>Runs until the task is done, and gives what it came to.</summary>
    public T Finish<T>(Task<T> task)
    {
        Settle();
        for (var steps = 0; !task.IsCompleted; steps++)
        {
            Assert.True(steps < 1_000_000, "it comes to an end");
            Step();
        }

        return task.GetAwaiter().GetResult();
    }

    public void Finish(Task task) => Finish(AsTask(task));

    public LookUp.Unavailable? Enter(ServiceGate gate, ServicePace pace) => Finish(gate.EnterAsync(pace, default));

    public void Report(ServiceGate gate, ServicePace pace, LookUp.Unavailable? failure = null) => Finish(gate.ReportAsync(pace, failure, default));

    public void Start(Func<Task> activity)
    {
        _running.Add(activity());
        _running.RemoveAll(task => task.IsCompletedSuccessfully);
    }

    /// <summary>Asks again and again until <paramref name="until"/>; comes back when it is told to.</summary>
    public async Task HammerAsync(ServiceGate gate, int instance, ServicePace pace, DateTimeOffset until, TimeSpan answerTime, Func<bool>? isKilled = null)
    {
        while (Time.GetUtcNow() < until)
        {
            var refused = await gate.EnterAsync(pace, default);
            if (isKilled?.Invoke() == true) return;
            if (refused is not null)
            {
                await Task.Delay(refused.RetryAfter!.Value + TimeSpan.FromMilliseconds(1), Time);
                continue;
            }

            Sent.Add((Time.GetUtcNow(), instance));
            await Task.Delay(answerTime, Time);
            await gate.ReportAsync(pace, null, default);
        }
    }

    /// <summary>Holds the service's own limit against every window between two requests.</summary>
    public void AssertPaceIsKept(ServicePace pace)
    {
        var instants = Sent.Select(sent => sent.At).Order().ToList();
        for (var first = 0; first < instants.Count; first++)
        {
            for (var last = first; last < instants.Count; last++)
            {
                var allowed = pace.Burst + ((instants[last] - instants[first]).Ticks / pace.Interval.Ticks);
                Assert.True(last - first + 1 <= allowed, $"{last - first + 1} requests from {instants[first]:O} to {instants[last]:O}, {allowed} allowed by {pace}");
            }
        }
    }

    public void AssertNothingFailed() => Assert.DoesNotContain(_running, task => task.IsFaulted);

    public void Dispose()
    {
        SynchronizationContext.SetSynchronizationContext(_before);
        _gates.ForEach(gate => gate.Dispose());
    }

    private static async Task<bool> AsTask(Task task)
    {
        await task;
        return true;
    }

    private void Step()
    {
        Settle();
        Time.Advance(Tick);
        Settle();
    }

    private void Settle()
    {
        while (_pump.TryRun())
        {
        }
    }

    private sealed class Pump : SynchronizationContext
    {
        private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _posted = new();

        public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue((d, state));

        public bool TryRun()
        {
            if (!_posted.TryDequeue(out var posted)) return false;
            posted.Callback(posted.State);
            return true;
        }
    }
}

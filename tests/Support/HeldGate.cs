using System.Collections.Concurrent;
using Smartlinks.StreamingServices;

namespace Smartlinks.Support;

/// <summary>Holds everybody at a service's gate until a test lets the first one through; keeps what was reported. Thread-safe.</summary>
public sealed class HeldGate : IServiceGate
{
    private readonly ConcurrentQueue<TaskCompletionSource<LookUp.Unavailable?>> _waiting = new();
    private readonly ConcurrentQueue<LookUp.Unavailable?> _reports = new();
    private readonly SemaphoreSlim _come = new(0);
    private int _entered;

    /// <summary>Those who came, whatever became of them.</summary>
    public int Entered => _entered;

    public IReadOnlyList<LookUp.Unavailable?> Reports => [.. _reports];

    public Task<LookUp.Unavailable?> EnterAsync(ServicePace pace, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _entered);
        var turn = new TaskCompletionSource<LookUp.Unavailable?>(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        _waiting.Enqueue(turn);
        _come.Release();
        return turn.Task;
    }

    public Task ReportAsync(ServicePace pace, LookUp.Unavailable? failure, CancellationToken cancellationToken)
    {
        _reports.Enqueue(failure);
        return Task.CompletedTask;
    }

    /// <summary>Waits for somebody to come, and lets the first one go.</summary>
    public async Task LetNextThroughAsync()
    {
        do
        {
            if (!await _come.WaitAsync(TimeSpan.FromSeconds(20))) throw new TimeoutException("Nobody comes to the gate.");
        }
        while (!_waiting.TryDequeue(out var next) || !next.TrySetResult(null));
    }

    /// <summary>Lets the first one go, or refuses it, that waits now.</summary>
    /// <param name="refusal">Null: go.</param>
    public void LetThrough(LookUp.Unavailable? refusal = null)
    {
        while (_waiting.TryDequeue(out var next))
        {
            if (next.TrySetResult(refusal)) return;
        }

        throw new InvalidOperationException("Nobody waits at the gate.");
    }

    /// <summary>Ends when the first one in the line has gone away.</summary>
    public async Task GivenUpAsync()
    {
        if (!_waiting.TryDequeue(out var next)) throw new InvalidOperationException("Nobody waits at the gate.");
        try
        {
            await next.Task;
        }
        catch (OperationCanceledException)
        {
            return;
        }

        throw new InvalidOperationException("It was let through.");
    }
}

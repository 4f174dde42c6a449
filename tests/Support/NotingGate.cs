using System.Collections.Concurrent;
using Smartlinks.StreamingServices;

namespace Smartlinks.Support;

/// <summary>A gate that lets everybody through, or nobody, and notes who came and what they told. Thread-safe.</summary>
public sealed class NotingGate : IServiceGate
{
    private readonly ConcurrentQueue<string> _entered = new();
    private readonly ConcurrentQueue<string?> _reports = new();

    /// <summary>Null: everybody goes through.</summary>
    public LookUp.Unavailable? Refusal { get; set; }

    /// <summary>The paces' names.</summary>
    public IReadOnlyList<string> Entered => [.. _entered];

    /// <summary>The reasons told; null where the service answered.</summary>
    public IReadOnlyList<string?> Reports => [.. _reports];

    public Task<LookUp.Unavailable?> EnterAsync(ServicePace pace, CancellationToken cancellationToken)
    {
        _entered.Enqueue(pace.Name);
        return Task.FromResult(Refusal);
    }

    public Task ReportAsync(ServicePace pace, LookUp.Unavailable? failure, CancellationToken cancellationToken)
    {
        _reports.Enqueue(failure?.Reason);
        return Task.CompletedTask;
    }
}

using System.Collections.Concurrent;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>The faults that are switched on, by service. Thread-safe; a fault with a count is taken exactly that often.</summary>
public sealed class FaultBoard
{
    private readonly ConcurrentDictionary<StreamingService, IReadOnlyList<Fault>> _faults = new();

    /// <summary>In the order they were set. Empty when the service works.</summary>
    public IReadOnlyList<Fault> Get(StreamingService service) => _faults.GetValueOrDefault(service, []);

    /// <summary>Takes the place of all that was switched on for the service.</summary>
    public void Set(StreamingService service, IReadOnlyList<Fault> faults) => _faults[service] = faults;

    public void Delete(StreamingService service) => _faults.TryRemove(service, out _);

    public bool IsOn(StreamingService service, FaultKind kind) => Get(service).Any(fault => fault.Kind == kind);

    /// <summary>The fault if it strikes this request, counted down; null otherwise.</summary>
    public Fault? Take(StreamingService service, FaultKind kind)
    {
        while (true)
        {
            var faults = Get(service);
            if (faults.FirstOrDefault(fault => fault.Kind == kind) is not { } fault)
            {
                return null;
            }

            if (fault.Times is not { } times)
            {
                return fault;
            }

            var left = faults.Where(other => other != fault).ToList();
            if (times > 1)
            {
                left.Add(fault with { Times = times - 1 });
            }

            if (_faults.TryUpdate(service, left, faults))
            {
                return fault;
            }
        }
    }
}

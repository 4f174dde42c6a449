using System.Collections.Concurrent;

namespace Smartlinks.LocalHost.Sandbox.Controls;

/// <summary>The faults that are switched on, by source. Thread-safe; a fault with a count is taken exactly that often.</summary>
public sealed class FaultBoard
{
    private readonly ConcurrentDictionary<SandboxSource, IReadOnlyList<Fault>> _faults = new();

    /// <summary>In the order they were set. Empty when the service works.</summary>
    public IReadOnlyList<Fault> Get(SandboxSource source) => _faults.GetValueOrDefault(source, []);

    /// <summary>Takes the place of all that was switched on for the service.</summary>
    public void Set(SandboxSource source, IReadOnlyList<Fault> faults) => _faults[source] = faults;

    public void Delete(SandboxSource source) => _faults.TryRemove(source, out _);

    public bool IsOn(SandboxSource source, FaultKind kind) => Get(source).Any(fault => fault.Kind == kind);

    /// <summary>The fault if it strikes this request, counted down; null otherwise.</summary>
    /// <param name="fan">In whose name the request is; null: nobody's.</param>
    public Fault? Take(SandboxSource source, FaultKind kind, string? fan = null)
    {
        while (true)
        {
            var faults = Get(source);
            if (faults.FirstOrDefault(fault => fault.Kind == kind && fault.Strikes(fan)) is not { } fault)
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

            if (_faults.TryUpdate(source, left, faults))
            {
                return fault;
            }
        }
    }
}

namespace Smartlinks.Functions.Hosting;

/// <summary>The configuration cannot work; the message says which settings and what to do, and has no value of any.</summary>
public sealed class ConfigurationFaultException(IReadOnlyList<string> faults) : Exception(Write(faults))
{
    public IReadOnlyList<string> Faults => faults;

    // One line: the host makes a log entry of each.
    private static string Write(IReadOnlyList<string> faults) => faults.Count == 1 ? faults[0]
        : $"{faults.Count} settings cannot work: {string.Join(" ", faults.Select((fault, at) => $"({at + 1}) {fault}"))}";
}

using System.ComponentModel.DataAnnotations;

namespace Smartlinks.PreSaves.Saving;

/// <summary>How pre-saves are worked off on release night; section <c>PreSaves</c>.</summary>
public sealed class PreSaveOptions
{
    /// <summary>Fans asked for at one service at a time by one message: 1 to 256. Each service's own pace holds whatever this is.</summary>
    [Range(1, 256)]
    public int Concurrency { get; set; } = 16;

    /// <summary>Buckets one instance works in at a time: 1 to 64. What more fans cost is time, not memory.</summary>
    [Range(1, 64)]
    public int Turns { get; set; } = 16;

    /// <summary>Pre-saves an organization has worked off in a round of turns while a service is short: 1 to 10,000. Divided by the buckets it has due.</summary>
    [Range(1, 10_000)]
    public int Quantum { get; set; } = 400;
}

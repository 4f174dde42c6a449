using System.ComponentModel.DataAnnotations;

namespace Smartlinks.Functions.Hosting;

/// <summary>How fast one API key may ask one instance; section <c>ApiKeys</c>.</summary>
public sealed class ApiKeyOptions
{
    public const string Section = "ApiKeys";

    /// <summary>Requests a second that a key may keep up; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int RequestsPerSecond { get; set; } = 100;

    /// <summary>Requests at once after a rest; 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int Burst { get; set; } = 1_000;
}

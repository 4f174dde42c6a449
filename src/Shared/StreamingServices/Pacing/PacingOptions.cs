using System.ComponentModel.DataAnnotations;

namespace Smartlinks.StreamingServices.Pacing;

/// <summary>How the app behaves toward streaming services, whichever it is; section <c>Pacing</c>. What one service allows is in its own section.</summary>
public sealed class PacingOptions
{
    /// <summary>How long a look-up waits for its turn before it is put off: 0 to 30 s. In a crowd somebody waits this long at every service, and holds a message of the queue meanwhile.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30", ParseLimitsInInvariantCulture = true)]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>Failures in a row after which a service is left alone: 1 to 100.</summary>
    [Range(1, 100)]
    public int FailuresToOpen { get; set; } = 5;

    /// <summary>Time within which those failures lie: 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a failing service is left alone at first; doubles with every failed trial: 1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan FirstOpening { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a service that refuses our credentials is left alone: 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan UnauthorizedPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long "not listed" is remembered and not asked again: 0 to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan RememberNotListed { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>"Not listed" answers kept in memory for one service: 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int RememberedAnswers { get; set; } = 10_000;
}

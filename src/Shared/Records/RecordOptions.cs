using System.ComponentModel.DataAnnotations;

namespace Smartlinks.Records;

/// <summary>How an organization's data is exported and erased; section <c>Records</c>.</summary>
public sealed class RecordOptions
{
    public const string Section = "Records";

    /// <summary>How long an erasure that was asked for can be taken back, 0 to 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00", ParseLimitsInInvariantCulture = true, ErrorMessage = "ErasureDelay is between 0 and 7 days.")]
    public TimeSpan ErasureDelay { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long an export can be fetched, 1 hour to 7 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "7.00:00:00", ParseLimitsInInvariantCulture = true, ErrorMessage = "ExportsKept is between 1 hour and 7 days.")]
    public TimeSpan ExportsKept { get; set; } = TimeSpan.FromDays(7);
}

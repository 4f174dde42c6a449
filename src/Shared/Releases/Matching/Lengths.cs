using System.Globalization;

namespace Smartlinks.Releases.Matching;

/// <summary>
/// Durations of one recording differ between sources: one counts milliseconds, one whole seconds (cut off or rounded up), and encoders pad. Equal: at most 2 s
/// apart, under 3 s where a side counts whole seconds. Near: at most 5 s. Beyond that they differ.
/// </summary>
public static class Lengths
{
    private static readonly TimeSpan s_equal = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_equalInWholeSeconds = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_near = TimeSpan.FromSeconds(5);

    /// <summary>Zero and less are "not told".</summary>
    public static Comparison Compare(TimeSpan? one, TimeSpan? other)
    {
        if (one is not { Ticks: > 0 } first || other is not { Ticks: > 0 } second) return Comparison.Unknown;
        var apart = first > second ? first - second : second - first;
        if (apart <= s_equal || ((IsWhole(first) || IsWhole(second)) && apart < s_equalInWholeSeconds)) return Comparison.Equal;
        return apart <= s_near ? Comparison.Similar : Comparison.Differs;
    }

    public static string Describe(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalMinutes}:{duration.Seconds:00}");

    /// <summary>As people read it: <c>4:11 (+0.7 s)</c>.</summary>
    public static string Describe(TimeSpan duration, TimeSpan known) =>
        string.Create(CultureInfo.InvariantCulture, $"{Describe(duration)} ({(duration - known).TotalSeconds:+0.0;-0.0;0.0} s)");

    private static bool IsWhole(TimeSpan duration) => duration.Ticks % TimeSpan.TicksPerSecond == 0;
}

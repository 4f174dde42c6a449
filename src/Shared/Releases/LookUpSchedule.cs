using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>When a service is asked again. Pure. The table is in docs/matching.md.</summary>
public static class LookUpSchedule
{
    /// <summary>How long after a release the services are still asked for it.</summary>
    public static readonly TimeSpan AfterRelease = TimeSpan.FromHours(72);

    /// <summary>How often a match that people use is checked.</summary>
    public static readonly TimeSpan Check = TimeSpan.FromDays(7);

    /// <summary>When a first bad check is made sure of.</summary>
    public static readonly TimeSpan SecondCheck = TimeSpan.FromHours(6);

    /// <summary>How often a match that two checks found wrong is looked at, in case it comes back.</summary>
    public static readonly TimeSpan LaterChecks = TimeSpan.FromDays(1);

    /// <summary>After the n-th time without an answer; the last one repeats.</summary>
    private static readonly TimeSpan[] s_afterSilence =
    [
        TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
    ];

    /// <summary>Times without an answer after which it is left to an admin: two weeks.</summary>
    private const int MostSilences = 22;

    /// <summary>After the n-th miss of something that is out: services are late, or had a bad moment.</summary>
    private static readonly TimeSpan[] s_afterMiss = [TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1), TimeSpan.FromDays(3), TimeSpan.FromDays(7)];

    /// <summary>The same where each question is taken from a small daily quota.</summary>
    private static readonly TimeSpan[] s_afterCostlyMiss = [TimeSpan.FromDays(1), TimeSpan.FromDays(7)];

    /// <summary>The same around a release: so long after it, and not before.</summary>
    private static readonly TimeSpan[] s_costlyAfterRelease = [TimeSpan.FromHours(1), TimeSpan.FromHours(24), AfterRelease];

    /// <summary>How near the release is (first), and how far apart look-ups are then (second).</summary>
    private static readonly (TimeSpan Within, TimeSpan Step)[] s_before =
    [
        (TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)), (TimeSpan.FromHours(6), TimeSpan.FromMinutes(15)), (TimeSpan.FromDays(2), TimeSpan.FromHours(1)),
        (TimeSpan.FromDays(14), TimeSpan.FromHours(6)), (TimeSpan.MaxValue, TimeSpan.FromDays(1)),
    ];

    /// <summary>The same after it.</summary>
    private static readonly (TimeSpan Within, TimeSpan Step)[] s_after =
        [(TimeSpan.FromHours(6), TimeSpan.FromMinutes(5)), (TimeSpan.FromHours(24), TimeSpan.FromMinutes(30)), (AfterRelease, TimeSpan.FromHours(2))];

    /// <summary>After a service did not answer. <paramref name="attempts"/> counts this time, and only real failures.</summary>
    public static DateTimeOffset? AfterSilence(int attempts, TimeSpan? retryAfter, DateTimeOffset now)
    {
        if (attempts > MostSilences) return null;
        var own = s_afterSilence[Math.Clamp(attempts - 1, 0, s_afterSilence.Length - 1)];
        return now + (retryAfter > own ? retryAfter.Value : own);
    }

    /// <summary>
    /// After a service did not have it. Something unreleased, or released less than <see cref="AfterRelease"/> ago, is looked up at a step that tightens
    /// toward the release, until <see cref="AfterRelease"/> after it and not later; something that is out longer a few times more, at growing distances.
    /// Null: not any more.
    /// </summary>
    /// <param name="attempts">Misses in a row, this one included.</param>
    /// <param name="isCostly">Each question is taken from a daily quota: not before the release, and three times after it at most.</param>
    public static DateTimeOffset? AfterMiss(int attempts, ReleaseMoment? release, bool isCostly, DateTimeOffset now)
    {
        var distances = isCostly ? s_afterCostlyMiss : s_afterMiss;
        if (release is null) return AtGrowingDistance(attempts, distances, now);
        var (start, end) = (release.EarliestAt, release.EarliestAt + AfterRelease);
        if (now >= end) return BeganBefore(end, attempts, distances, now) ? null : AtGrowingDistance(attempts, distances, now);
        if (isCostly) return start + s_costlyAfterRelease.First(distance => start + distance > now);
        if (now < start) return NextBefore(start, now);
        return Earlier(now + s_after.First(stage => now - start < stage.Within).Step, end);
    }

    private static DateTimeOffset? AtGrowingDistance(int attempts, TimeSpan[] distances, DateTimeOffset now) =>
        attempts > distances.Length ? null : now + distances[Math.Max(0, attempts - 1)];

    /// <summary>Whether so many misses at growing distances reach back to before <paramref name="end"/>: then they belong to what was followed through its release.</summary>
    private static bool BeganBefore(DateTimeOffset end, int attempts, TimeSpan[] distances, DateTimeOffset now) =>
        now - distances.Take(attempts - 1).Aggregate(TimeSpan.Zero, (sum, distance) => sum + distance) < end;

    /// <summary>When a match is next checked: spread by link and service, so that a label's catalogue is not checked at once.</summary>
    public static DateTimeOffset NextCheck(LinkId link, StreamingService service, DateTimeOffset now)
    {
        var spread = 0u;
        foreach (var letter in $"{link}{service.Id}") spread = unchecked(spread * 31 + letter);
        return now + Check + TimeSpan.FromMinutes(spread % 1_440);
    }

    private static DateTimeOffset NextBefore(DateTimeOffset release, DateTimeOffset now)
    {
        var (_, step) = s_before.First(stage => release - now <= stage.Within);
        return Earlier(now + step, release);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

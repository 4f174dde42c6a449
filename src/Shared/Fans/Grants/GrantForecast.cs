namespace Smartlinks.Fans.Grants;

/// <summary>Whether a grant will be good when a release comes out, and when its fan is to be asked anew.</summary>
/// <param name="IsValidAtRelease">It lasts as long as saving is tried; else it is at risk.</param>
/// <param name="AskAt">When the fan is asked, earliest first; empty unless it is at risk.</param>
public sealed record GrantForecast(bool IsValidAtRelease, IReadOnlyList<DateTimeOffset> AskAt)
{
    /// <summary>How long after the moment saving is tried.</summary>
    public static readonly TimeSpan TriedFor = TimeSpan.FromHours(72);

    /// <summary>Days before the release at which fans at risk are asked.</summary>
    public static IReadOnlyList<int> DaysBefore { get; } = [30, 7, 1];

    /// <param name="releaseAt">The fan's moment.</param>
    /// <param name="endsAt">The grant's end, or since when it is dead or refused; null: no end is known.</param>
    public static GrantForecast Of(DateTimeOffset releaseAt, DateTimeOffset? endsAt) => endsAt < releaseAt + TriedFor
        ? new GrantForecast(false, [.. DaysBefore.Select(days => releaseAt.AddDays(-days))])
        : new GrantForecast(true, []);

    /// <summary>Whether the fan is to be asked now: a day to ask has come since the last time. Several that were missed are one.</summary>
    /// <param name="lastAskedAt">When the fan was asked last, or consented.</param>
    public bool IsDue(DateTimeOffset now, DateTimeOffset lastAskedAt) => AskAt.Any(at => at > lastAskedAt && at <= now) && now < AskAt[^1].AddDays(DaysBefore[^1]);

    /// <summary>When the fan is asked next; null: never again.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset now) => AskAt.Where(at => at > now).Select(at => (DateTimeOffset?)at).FirstOrDefault();
}

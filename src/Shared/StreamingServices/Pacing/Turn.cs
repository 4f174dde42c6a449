namespace Smartlinks.StreamingServices.Pacing;

/// <summary>The right to send one request from <paramref name="OpensAt"/> through <paramref name="ClosesAt"/>; unused, it is lost.</summary>
public readonly record struct Turn(DateTimeOffset OpensAt, DateTimeOffset ClosesAt);

/// <summary>
/// A pace as virtual scheduling (GCRA, ITU-T I.371) deals it out. All turns of all instances are places on one line of time, <see cref="Step"/> apart, and a request at
/// an instant u takes a place in [u, u + <see cref="Tolerance"/>]. Whoever keeps to that, in whatever order and on whatever instance, never has more than
/// <c>burst + w / interval</c> requests in any window of length w.
/// </summary>
/// <param name="Step">Distance of two places: the interval, a little more where the burst leaves no room to be late in.</param>
/// <param name="Tolerance">How far ahead of its place a request may go.</param>
public readonly record struct Rhythm(TimeSpan Step, TimeSpan Tolerance)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>Storage and timers are late by about this.</summary>
    private static readonly TimeSpan s_lateness = TimeSpan.FromMilliseconds(100);

    public static Rhythm Of(ServicePace pace)
    {
        var interval = Times.Later(pace.Interval, s_shortest);
        var tolerance = interval * (pace.Burst - 1);
        if (tolerance >= s_lateness) return new Rhythm(interval, tolerance);
        // Room to be late in costs a twentieth of the pace at most; spread over the burst, it keeps the bound above.
        var room = Times.Sooner(s_lateness, interval * pace.Burst / 20);
        return new Rhythm(interval + (room / pace.Burst), tolerance + room);
    }

    /// <summary>When the next turn opens after a line that is taken up to <paramref name="takenUntil"/>.</summary>
    public DateTimeOffset NextOpensAt(DateTimeOffset takenUntil, DateTimeOffset now) => Next(takenUntil, now) - Tolerance;

    /// <summary>Where the line is taken up to when one turn is free now and no burst: what is supposed when it is not known what was sent.</summary>
    public DateTimeOffset WithoutBurst(DateTimeOffset now) => now + Tolerance;

    /// <summary>Takes places from the line.</summary>
    /// <param name="needed">Turns that somebody waits for; those that open within <paramref name="maxWait"/> are taken.</param>
    /// <param name="wanted">Turns that will probably be used; beyond the needed ones, those that open within <paramref name="ahead"/> are taken.</param>
    public (IReadOnlyList<Turn> Turns, DateTimeOffset TakenUntil) Take(DateTimeOffset takenUntil, DateTimeOffset now, int needed, TimeSpan maxWait, int wanted, TimeSpan ahead)
    {
        var next = Next(takenUntil, now);
        var turns = new List<Turn>();
        while (turns.Count < needed ? next - Tolerance <= now + maxWait : turns.Count < wanted && next - Tolerance <= now + ahead)
        {
            turns.Add(new Turn(next - Tolerance, next));
            next += Step;
        }

        return (turns, turns.Count > 0 ? next : takenUntil);
    }

    // After a pause a place lies a little ahead, so that the turn is still open when storage has taken it down.
    private DateTimeOffset Next(DateTimeOffset takenUntil, DateTimeOffset now) => Times.Later(takenUntil, now + Times.Sooner(Tolerance, s_lateness));
}

internal static class Times
{
    public static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    public static TimeSpan Sooner(TimeSpan one, TimeSpan other) => one < other ? one : other;

    public static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

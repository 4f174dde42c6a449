namespace Smartlinks.Links;

/// <summary>
/// When a release comes out: one instant for everybody (<see cref="At"/>), or a date (<see cref="On"/>) that begins at midnight of a
/// named zone or, with <see cref="Zone"/> null, of each fan's own zone (the trade's default). Exactly one of At and On is set.
/// </summary>
public sealed record ReleaseMoment
{
    /// <summary>No zone is further from UTC, on either side, than this.</summary>
    private static readonly TimeSpan s_window = TimeSpan.FromHours(26);

    private ReleaseMoment(DateTimeOffset? at, DateOnly? on, TimeZoneInfo? zone) => (At, On, Zone) = (at, on, zone);

    public DateTimeOffset? At { get; }

    public DateOnly? On { get; }

    public TimeZoneInfo? Zone { get; }

    public static ReleaseMoment AtInstant(DateTimeOffset at) => new(at.ToUniversalTime(), null, null);

    public static ReleaseMoment OnDate(DateOnly on, TimeZoneInfo? zone) => new(null, on, zone);

    public bool IsOut(DateTimeOffset now, TimeZoneInfo fanZone) => now >= InstantIn(fanZone);

    /// <summary>The instant at which it is out for a fan in <paramref name="fanZone"/>. A midnight skipped by daylight saving counts from the first moment after it; a doubled one from its first passing.</summary>
    public DateTimeOffset InstantIn(TimeZoneInfo fanZone)
    {
        if (At is { } instant) return instant;
        return BeginningOf(On!.Value, Zone ?? fanZone);
    }

    /// <summary>The first instant at which any fan has it: midnight at UTC+14 for a local date.</summary>
    public DateTimeOffset EarliestAt => At ?? (Zone is null
        ? new DateTimeOffset(On!.Value.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(14)).ToUniversalTime()
        : InstantIn(Zone));

    /// <summary>
    /// Asked of instants only: what <see cref="TimeZoneInfo"/> says of local times is wrong for some midnights that daylight saving skips (Casablanca 2010). Within
    /// <see cref="s_window"/> of a midnight a zone's offset changes once at most.
    /// </summary>
    private static DateTimeOffset BeginningOf(DateOnly on, TimeZoneInfo zone)
    {
        var midnight = new DateTimeOffset(on.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var (before, after) = (zone.GetUtcOffset(midnight - s_window), zone.GetUtcOffset(midnight + s_window));
        if (before == after || ChangeOf(zone, before, midnight) is var change && midnight - before < change) return midnight - before;
        return midnight - after > change ? midnight - after : change;
    }

    /// <summary>The first instant around <paramref name="midnight"/> at which the offset is not <paramref name="before"/> any more. Such changes lie on full seconds.</summary>
    private static DateTimeOffset ChangeOf(TimeZoneInfo zone, TimeSpan before, DateTimeOffset midnight)
    {
        var (from, to) = (-(long)s_window.TotalSeconds, (long)s_window.TotalSeconds);
        while (to - from > 1)
        {
            var middle = from + ((to - from) / 2);
            if (zone.GetUtcOffset(midnight.AddSeconds(middle)) == before) from = middle;
            else to = middle;
        }

        return midnight.AddSeconds(to);
    }
}

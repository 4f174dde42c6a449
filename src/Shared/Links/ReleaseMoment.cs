namespace Smartlinks.Links;

/// <summary>
/// When a release comes out: one instant for everybody (<see cref="At"/>), or a date (<see cref="On"/>) that begins at midnight of a
/// named zone or, with <see cref="Zone"/> null, of each fan's own zone (the trade's default). Exactly one of At and On is set.
/// </summary>
public sealed record ReleaseMoment
{
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
        var zone = Zone ?? fanZone;
        var midnight = On!.Value.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    /// <summary>The first instant at which any fan has it: midnight at UTC+14 for a local date.</summary>
    public DateTimeOffset EarliestAt => At ?? (Zone is null
        ? new DateTimeOffset(On!.Value.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(14)).ToUniversalTime()
        : InstantIn(Zone));
}

namespace Smartlinks.LocalHost.Sandbox.YouTubeMusic;

/// <summary>What a project may use a day of the story: 100 searches, and 10,000 units for the rest; both are reset at midnight Pacific Time. Thread-safe.</summary>
public sealed class YouTubeQuota(TimeProvider clock)
{
    public const int SearchesPerDay = 100;
    public const int UnitsPerDay = 10_000;

    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");
    private readonly Lock _lock = new();
    private DateOnly _day;
    private int _searches;
    private int _units;

    /// <summary>False when the bucket is empty.</summary>
    public bool TryTake(bool isSearch)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), s_zone).Date);
        lock (_lock)
        {
            if (today != _day)
            {
                (_day, _searches, _units) = (today, 0, 0);
            }

            return isSearch ? _searches < SearchesPerDay && ++_searches > 0 : _units < UnitsPerDay && ++_units > 0;
        }
    }
}

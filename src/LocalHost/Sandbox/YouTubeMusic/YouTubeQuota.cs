using Smartlinks.LocalHost.Sandbox.Controls.Meters;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.YouTubeMusic;

/// <summary>What a project may use a day of the story: 100 searches, and 10,000 units for the rest; both are reset at midnight Pacific Time. Thread-safe.</summary>
public sealed class YouTubeQuota(TimeProvider clock) : IReportMeters
{
    public const int SearchesPerDay = 100;
    public const int UnitsPerDay = 10_000;

    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");
    private readonly Lock _lock = new();
    private readonly Bucket _searches = new(SearchesPerDay);
    private readonly Bucket _units = new(UnitsPerDay);

    /// <summary>False when the bucket is empty.</summary>
    public bool TryTake(bool isSearch)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), s_zone).Date);
        lock (_lock)
        {
            return (isSearch ? _searches : _units).TryTake(today);
        }
    }

    public IEnumerable<MeterReading> ReadMeters()
    {
        lock (_lock)
        {
            return [_searches.Read("100 searches a day of the story"), _units.Read("10000 units a day of the story")];
        }
    }

    public void ResetMeters()
    {
        lock (_lock)
        {
            _searches.Reset();
            _units.Reset();
        }
    }

    private sealed class Bucket(int most)
    {
        private DateOnly _day;
        private int _today;
        private int _peak;
        private long _requests;
        private long _refused;

        public bool TryTake(DateOnly today)
        {
            (_day, _today) = (today, today == _day ? _today + 1 : 1);
            _requests++;
            _peak = Math.Max(_peak, _today);
            _refused += _today > most ? 1 : 0;
            return _today <= most;
        }

        public MeterReading Read(string limit) => new(StreamingService.YouTubeMusic, limit, _requests, _refused, _peak, most);

        public void Reset() => (_today, _peak, _requests, _refused) = (0, 0, 0, 0);
    }
}

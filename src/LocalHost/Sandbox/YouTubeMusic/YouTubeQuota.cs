using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.LocalHost.Sandbox.Controls.Meters;

namespace Smartlinks.LocalHost.Sandbox.YouTubeMusic;

/// <summary>What a project may use a day of the story: 100 searches, and 10,000 units for the rest; both are reset at midnight Pacific Time. Thread-safe.</summary>
public sealed class YouTubeQuota(TimeProvider clock) : IReportMeters
{
    public const int SearchesPerDay = 100;
    public const int UnitsPerDay = 10_000;

    private static readonly TimeZoneInfo s_zone = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");
    private readonly Lock _lock = new();
    private readonly Bucket _searches = new(new SandboxSource("youtube-music-search", "YouTube's searches"), "searches", SearchesPerDay);
    private readonly Bucket _units = new(new SandboxSource("youtube-music-units", "YouTube's units"), "units", UnitsPerDay);

    /// <summary>False when the day's searches are used up.</summary>
    public bool TryTakeSearch() => TryTake(_searches, 1);

    /// <summary>False when so many are not left of the day's units.</summary>
    public bool TryTake(int units) => TryTake(_units, units);

    public IEnumerable<MeterReading> ReadMeters()
    {
        lock (_lock) return [_searches.Read(), _units.Read()];
    }

    public void ResetMeters()
    {
        lock (_lock)
        {
            _searches.Reset();
            _units.Reset();
        }
    }

    private bool TryTake(Bucket bucket, int count)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), s_zone).Date);
        lock (_lock) return bucket.TryTake(today, count);
    }

    private sealed class Bucket(SandboxSource source, string what, int most)
    {
        private DateOnly _day;
        private int _used;
        private long _requests;
        private long _refused;
        private int _peak;

        public bool TryTake(DateOnly today, int count)
        {
            if (today != _day) (_day, _used) = (today, 0);
            _requests++;
            _peak = Math.Max(_peak, _used + count);
            if (_used + count <= most)
            {
                _used += count;
                return true;
            }

            _refused++;
            return false;
        }

        public MeterReading Read() => new(source, $"{most} {what} a day", _requests, _refused, _peak, most);

        public void Reset() => (_used, _requests, _refused, _peak) = (0, 0, 0, 0);
    }
}

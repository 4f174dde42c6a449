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

    /// <summary>False when the bucket is empty.</summary>
    public bool TryTake(bool isSearch)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), s_zone).Date);
        lock (_lock) return (isSearch ? _searches : _units).TryTake(today);
    }

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

    private sealed class Bucket(SandboxSource source, string what, int most)
    {
        private DateOnly _day;
        private int _asked;
        private long _requests;
        private long _refused;
        private int _peak;

        public bool TryTake(DateOnly today)
        {
            _asked = today == _day ? _asked + 1 : 1;
            _day = today;
            _requests++;
            _peak = Math.Max(_peak, _asked);
            if (_asked <= most) return true;
            _refused++;
            return false;
        }

        public MeterReading Read() => new(source, $"{most} {what} a day", _requests, _refused, _peak, most);

        public void Reset() => (_asked, _requests, _refused, _peak) = (0, 0, 0, 0);
    }
}

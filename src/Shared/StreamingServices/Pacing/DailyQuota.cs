using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.StreamingServices.Pacing;

/// <summary>
/// Counts the requests of a quota's day over all instances: a unit is written down before it is used, so that a kill loses it and none is ever used twice. What an
/// instance takes at once is a thousandth of the quota at most: one of YouTube's 100 searches.
/// </summary>
internal sealed class DailyQuota(ITableClient table, string pace, int quota, string zone, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>No unit is used this near the reset: a request under way then, or a service whose clock differs, would count it for the other day.</summary>
    private static readonly TimeSpan s_edge = TimeSpan.FromSeconds(10);

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
    private readonly SemaphoreSlim _one = new(1);
    private readonly int _atOnce = Math.Clamp(quota / 1000, 1, 50);
    private readonly QuotaCleaner _cleaner = new(table, pace, time, log);
    private StoredVersion? _row;
    private DateOnly _day;
    private int _left;
    private volatile bool _isUsedUp;

    /// <summary>When the day's quota is there again, seen from <paramref name="now"/>.</summary>
    public DateTimeOffset NextReset(DateTimeOffset now) => StartOf(DayOf(now).AddDays(1)) + s_edge;

    /// <summary>What is known without asking storage; null: there may be a unit.</summary>
    public LookUp.Unavailable? Refusal(DateTimeOffset now)
    {
        var day = DayOf(now);
        var start = StartOf(day);
        if (now < start + s_edge) return UsedUp(start + s_edge - now);
        var reset = NextReset(now);
        return (_isUsedUp && day == _day) || now > reset - (2 * s_edge) ? UsedUp(reset - now) : null;
    }

    /// <summary>Takes one unit for use at once.</summary>
    public async Task<LookUp.Unavailable?> TakeAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            Turn(DayOf(now));
            if (Refusal(now) is { } refused) return refused;
            if (_left > 0)
            {
                _left--;
                return null;
            }

            var (taken, isFirst) = (0, false);
            var isStored = await _row!.TryChangeAsync(row =>
            {
                var used = row is null ? 0 : PaceRow.ReadUsed(row);
                isFirst = row is null;
                taken = Math.Clamp(quota - used, 0, _atOnce);
                return taken == 0 ? null : PaceRow.FromUsed(pace, _day, used + taken);
            }, cancellationToken);
            if (!isStored) return ServiceGate.StorageIsDown;
            _isUsedUp = taken == 0;
            _left = Math.Max(0, taken - 1);
            if (isFirst) await _cleaner.CleanAsync(_day, cancellationToken);
            // Storage may have taken its time: a unit belongs to the day it was counted for.
            now = time.GetUtcNow();
            if (DayOf(now) != _day) return UsedUp(s_edge);
            return Refusal(now);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Gives back a unit that was not used.</summary>
    public async Task ReturnAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        if (DayOf(time.GetUtcNow()) == _day) _left++;
        _one.Release();
    }

    public void Dispose() => _one.Dispose();

    private void Turn(DateOnly day)
    {
        if (_row is not null && _day == day) return;
        (_row, _day, _left, _isUsedUp) = (new StoredVersion(table, pace, PaceRow.QuotaKey(day), time), day, 0, false);
    }

    private static LookUp.Unavailable UsedUp(TimeSpan rest) => new(UnavailableReasons.QuotaExhausted, rest);

    private DateOnly DayOf(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, _zone).DateTime);

    private DateTimeOffset StartOf(DateOnly day)
    {
        var start = day.ToDateTime(TimeOnly.MinValue);
        // Some zones change to summer time at midnight: then the day starts an hour later.
        while (_zone.IsInvalidTime(start)) start = start.AddMinutes(30);
        return new DateTimeOffset(start, _zone.GetUtcOffset(start)).ToUniversalTime();
    }
}

using System.Collections.Concurrent;

namespace Smartlinks.LocalHost.Sandbox;

/// <summary>
/// The story's time: the real clock plus an offset that can be set, so that months pass in a moment. Durations (<see cref="GetTimestamp"/>)
/// stay real. A timer made from it fires at once when a move forward passes its due time; a move back changes no timer.
/// Thread-safe.
/// </summary>
public sealed class StoryClock(TimeProvider? real = null) : TimeProvider
{
    private readonly TimeProvider _real = real ?? System;
    private readonly ConcurrentDictionary<StoryTimer, byte> _timers = new();
    private long _offsetTicks;

    /// <summary>Raised after the clock was moved, with the new time.</summary>
    public event Action<DateTimeOffset>? ClockMoved;

    /// <summary>Story time minus real time. Zero until moved.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    public override TimeZoneInfo LocalTimeZone => _real.LocalTimeZone;

    public override long TimestampFrequency => _real.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _real.GetUtcNow() + Offset;

    public override long GetTimestamp() => _real.GetTimestamp();

    public void MoveTo(DateTimeOffset now) => SetOffset(now - _real.GetUtcNow());

    public void SetOffset(TimeSpan offset)
    {
        // Refuses what no calendar can show before anything changes.
        var now = _real.GetUtcNow() + offset;
        Interlocked.Exchange(ref _offsetTicks, offset.Ticks);
        foreach (var timer in _timers.Keys)
        {
            timer.OnMoved(now);
        }

        ClockMoved?.Invoke(now);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new StoryTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class StoryTimer : ITimer
    {
        private readonly StoryClock _clock;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _real;
        private readonly Lock _lock = new();
        private DateTimeOffset _dueAt;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public StoryTimer(StoryClock clock, TimerCallback callback, object? state)
        {
            (_clock, _callback, _state) = (clock, callback, state);
            _real = clock._real.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_lock)
            {
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    _clock._timers.TryRemove(this, out _);
                }
                else
                {
                    _dueAt = _clock.GetUtcNow() + dueTime;
                    _clock._timers[this] = 0;
                }

                return _real.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }

        public void OnMoved(DateTimeOffset now)
        {
            lock (_lock)
            {
                if (_dueAt <= now && _clock._timers.ContainsKey(this))
                {
                    _real.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
                }
            }
        }

        public void Dispose()
        {
            _clock._timers.TryRemove(this, out _);
            _real.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            _clock._timers.TryRemove(this, out _);
            return _real.DisposeAsync();
        }

        private void Fire()
        {
            lock (_lock)
            {
                // Set again by hand: after a jump the periods go on from the jump, instead of all those skipped firing in a row.
                if (_period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero)
                {
                    _clock._timers.TryRemove(this, out _);
                }
                else if (_clock._timers.ContainsKey(this))
                {
                    _dueAt = _clock.GetUtcNow() + _period;
                    _real.Change(_period, Timeout.InfiniteTimeSpan);
                }
            }

            _callback(_state);
        }
    }
}

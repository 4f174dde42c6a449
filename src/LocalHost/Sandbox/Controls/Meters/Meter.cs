namespace Smartlinks.LocalHost.Sandbox.Controls.Meters;

/// <summary>Counts one source's requests against its limit. Enforced until told otherwise. Thread-safe.</summary>
public sealed class Meter(SourceLimit limit, TimeProvider time)
{
    /// <summary>How many times its limit a source may allow.</summary>
    public const int MostTimes = 1_000;

    private readonly Lock _lock = new();
    private readonly SourceLimit _usual = limit;
    private SourceLimit _limit = limit;
    private IUsage _usage = limit.Allowance.Start(time);
    private bool _enforced = true;
    private long _requests;
    private long _refused;
    private int _peak;

    public SourceLimit Limit => Volatile.Read(ref _limit);

    /// <summary>Counts a request. It is to be refused when it is over the allowance and the limit is enforced.</summary>
    public (Use Use, bool IsRefused) Enter()
    {
        lock (_lock)
        {
            var use = _usage.Enter(_enforced);
            var isRefused = use.IsOver && _enforced;
            _requests++;
            _refused += isRefused ? 1 : 0;
            _peak = Math.Max(_peak, use.Asked);
            return (use, isRefused);
        }
    }

    public MeterReading Read()
    {
        lock (_lock)
        {
            return new MeterReading(_limit.Source, _limit.Allowance.ToString(), _requests, _refused, _peak, _limit.Allowance.Most, _enforced);
        }
    }

    /// <summary>Starts again at 0, with the whole allowance.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            (_usage, _requests, _refused, _peak) = (_limit.Allowance.Start(time), 0, 0, 0);
        }
    }

    /// <summary>The allowance starts whole: what came while nobody enforced it is not held against who comes now.</summary>
    public void Enforce(bool enforced)
    {
        lock (_lock)
        {
            (_usage, _enforced) = (_limit.Allowance.Start(time), enforced);
        }
    }

    /// <summary>From now on allows so many times the source's usual limit, as to an app with a quota of its own; 1 takes that back. Starts at 0, with the whole allowance.</summary>
    /// <param name="times">1 to <see cref="MostTimes"/>.</param>
    public void Allow(int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(times, MostTimes);
        lock (_lock)
        {
            _limit = _usual with { Allowance = _usual.Allowance.Times(times) };
            (_usage, _requests, _refused, _peak) = (_limit.Allowance.Start(time), 0, 0, 0);
        }
    }
}

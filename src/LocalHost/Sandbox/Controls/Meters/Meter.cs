namespace Smartlinks.LocalHost.Sandbox.Controls.Meters;

/// <summary>Counts one source's requests against its limit. Enforced until told otherwise. Thread-safe.</summary>
public sealed class Meter(SourceLimit limit, TimeProvider time)
{
    private readonly Lock _lock = new();
    private IUsage _usage = limit.Allowance.Start(time);
    private bool _enforced = true;
    private long _requests;
    private long _refused;
    private int _peak;

    public SourceLimit Limit => limit;

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
            return new MeterReading(limit.Source, limit.Allowance.ToString(), _requests, _refused, _peak, limit.Allowance.Most, _enforced);
        }
    }

    /// <summary>Starts again at 0, with the whole allowance.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            (_usage, _requests, _refused, _peak) = (limit.Allowance.Start(time), 0, 0, 0);
        }
    }

    /// <summary>The allowance starts whole: what came while nobody enforced it is not held against who comes now.</summary>
    public void Enforce(bool enforced)
    {
        lock (_lock)
        {
            (_usage, _enforced) = (limit.Allowance.Start(time), enforced);
        }
    }
}

namespace Smartlinks.StreamingServices.Pacing;

/// <summary>Failures in a row as this instance sees them. Thread-safe.</summary>
internal sealed class FailureRun(PacingOptions options)
{
    /// <summary>
    /// A refused token is renewed and tried again at once, by several look-ups together: only credentials refused for longer than that takes are refused.
    /// </summary>
    private static readonly TimeSpan s_renewal = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private DateTimeOffset _firstAt;
    private int _count;
    private DateTimeOffset? _unauthorizedSince;

    /// <summary>Whether this one makes it enough to open the circuit.</summary>
    public bool Add(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_count == 0 || now - _firstAt > options.FailureWindow || now < _firstAt) (_count, _firstAt) = (0, now);
            if (++_count < options.FailuresToOpen) return false;
            _count = 0;
            return true;
        }
    }

    /// <summary>Whether credentials were refused long enough to be believed, and whether that was known before.</summary>
    public (bool IsBelieved, bool IsNew) AddUnauthorized(DateTimeOffset now)
    {
        lock (_lock)
        {
            var since = _unauthorizedSince ??= now;
            if (now - since < s_renewal) return (false, false);
            var isNew = since != DateTimeOffset.MinValue;
            _unauthorizedSince = DateTimeOffset.MinValue;
            return (true, isNew);
        }
    }

    /// <summary>The service answered. Only a <paramref name="isSuccess"/> says that the credentials are good.</summary>
    public void End(bool isSuccess)
    {
        lock (_lock)
        {
            _count = 0;
            if (isSuccess) _unauthorizedSince = null;
        }
    }
}

namespace Smartlinks.Organizations;

/// <summary>One organization's settings as this process last read or changed them, and the one reading that is under way. Thread-safe.</summary>
internal sealed class KnownSettings
{
    private readonly Lock _gate = new();
    private volatile Reading? _last;
    private Task<OrganizationSettings>? _reading;
    private int _changes;

    /// <param name="ReadAt">When the reading began, as a timestamp: what was stored then is in it.</param>
    internal sealed record Reading(OrganizationSettings Settings, long ReadAt);

    /// <summary>Null before the first reading.</summary>
    public Reading? Last => _last;

    /// <summary>How often this process changed them: a reading that began before a change must not bring back what stood before.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Joins the reading under way, or begins one.</summary>
    public Task<OrganizationSettings> ReadOnce(Func<Task<OrganizationSettings>> read)
    {
        lock (_gate)
        {
            if (_reading is not { IsCompleted: false }) _reading = read();
            return _reading;
        }
    }

    /// <summary>Takes a reading over unless a change outran it; equal settings stay the same object, so that what was made from them stays of use.</summary>
    public OrganizationSettings Keep(OrganizationSettings read, long began, int changes)
    {
        lock (_gate)
        {
            if (changes == _changes || _last is null) _last = new Reading(_last is { } last && last.Settings == read ? last.Settings : read, began);
            return _last.Settings;
        }
    }

    public void Change(OrganizationSettings settings, long at)
    {
        lock (_gate)
        {
            _changes++;
            _last = new Reading(settings, at);
        }
    }

    /// <summary>Storage does not answer: what is known is as if it had just been read.</summary>
    public OrganizationSettings Postpone(long at)
    {
        lock (_gate)
        {
            _last = _last! with { ReadAt = at };
            return _last.Settings;
        }
    }
}

using Smartlinks.Storage.InMemory;

namespace Smartlinks.PreSaves.Rehearsing.Playing;

/// <summary>
/// What happens to an app in a rehearsal: it is killed before every so many storage calls (from then on all calls of that life fail), minutes of the timer are missed, two timers
/// fire at once, messages come twice, some of them at the same time. By counting, so that each rehearsal has its share. Thread-safe.
/// </summary>
public sealed class RehearsedInterruptions
{
    private const int CallsALife = 89;
    private const int EveryMessageTwice = 5;
    private const int EveryTimerMissed = 7;
    private const int MinutesMissed = 3;

    private readonly AsyncLocal<Life?> _life = new();
    private int _calls;
    private int _messages;
    private int _timers;
    private int _missing;

    public int Kills { get; private set; }

    public int DoubleMessages { get; private set; }

    public int MissedMinutes { get; private set; }

    public void Strike(IEnumerable<FaultSwitch> storage)
    {
        foreach (var faults in storage) faults.BeforeCallAsync = (_, _) => BeforeCallAsync();
    }

    /// <summary>False: it was killed.</summary>
    public async Task<bool> RunAsync(Func<Task> work)
    {
        // A method of its own, so that the life ends with it.
        _life.Value = new Life();
        try
        {
            await work();
            return true;
        }
        catch (KilledException)
        {
            return false;
        }
    }

    /// <summary>Whether the next firing of the timer does not happen: some minutes in a row.</summary>
    public bool IsTimerMissed()
    {
        if (_missing == 0 && ++_timers % EveryTimerMissed == 0) _missing = MinutesMissed;
        if (_missing == 0) return false;
        _missing--;
        MissedMinutes++;
        return true;
    }

    /// <summary>Whether the next message comes twice.</summary>
    public bool IsMessageDouble()
    {
        if (++_messages % EveryMessageTwice != 0) return false;
        DoubleMessages++;
        return true;
    }

    private async Task BeforeCallAsync()
    {
        if (_life.Value is not { } life) return;
        var call = Interlocked.Increment(ref _calls);
        if (!life.IsDead && call % CallsALife == 0) (life.IsDead, Kills) = (true, Kills + 1);
        if (life.IsDead) throw new KilledException();
        // Others come in between.
        if (call % 4 == 0) await Task.Yield();
    }

    private sealed class Life
    {
        public volatile bool IsDead;
    }

    private sealed class KilledException() : Exception("The process is gone.");
}

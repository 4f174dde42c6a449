using Smartlinks.Storage.InMemory;

namespace Smartlinks.PreSaves.Rehearsing.Playing;

/// <summary>
/// What happens to an app in a rehearsal: every fourth life is killed before one of its first storage calls (from then on all calls of that life fail), minutes of the timer are
/// missed, two timers fire at once, messages come twice, some of them at the same time. By counting, so that each rehearsal has its share. Thread-safe.
/// </summary>
public sealed class RehearsedInterruptions
{
    private const int EveryLifeKilled = 4;
    private const int CallsAtMost = 23;
    private const int EveryMessageTwice = 5;
    private const int EveryTimerMissed = 7;
    private const int MinutesMissed = 3;

    private readonly AsyncLocal<Life?> _life = new();
    private int _lives;
    private int _messages;
    private int _timers;
    private int _missing;
    private int _kills;

    public int Kills => _kills;

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
        var number = Interlocked.Increment(ref _lives);
        _life.Value = new Life(number % EveryLifeKilled == 0 ? 1 + (number / EveryLifeKilled % CallsAtMost) : null);
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
        var call = life.NextCall();
        if (call == life.LastCall) Interlocked.Increment(ref _kills);
        if (call >= life.LastCall) throw new KilledException();
        // Others come in between.
        if (call % 4 == 0) await Task.Yield();
    }

    /// <param name="lastCall">It is killed before this call of its own; null: it lives.</param>
    private sealed class Life(int? lastCall)
    {
        private int _calls;

        public int? LastCall => lastCall;

        public int NextCall() => Interlocked.Increment(ref _calls);
    }

    private sealed class KilledException() : Exception("The process is gone.");
}

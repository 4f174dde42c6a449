using Azure;
using Smartlinks.Support;

namespace Smartlinks.Tests.PreSaves;

/// <summary>
/// Kills what runs inside <see cref="RunAsync"/> at random before any of its storage calls: from then on all of its calls fail, as of a process that is gone. Also loses
/// answers now and then. Outside, storage always answers. Thread-safe.
/// </summary>
internal sealed class Crashes
{
    private readonly AsyncLocal<Life?> _life = new();
    private readonly Random _random;
    private readonly Lock _lock = new();

    public Crashes(int seed, IReadOnlyList<FaultSwitch> storage)
    {
        _random = new Random(seed);
        foreach (var faults in storage) (faults.BeforeCallAsync, faults.LosesAnswer) = ((_, _) => BeforeCallAsync(), _ => LosesAnswer());
    }

    public double Kills { get; set; } = 0.004;

    public double LostAnswers { get; set; } = 0.004;

    public int Killed { get; private set; }

    public int Lost { get; private set; }

    public bool Chance(double probability)
    {
        lock (_lock) return _random.NextDouble() < probability;
    }

    /// <summary>False: it was killed, or storage failed it.</summary>
    public async Task<bool> RunAsync(Func<Task> work)
    {
        // A method of its own, so that the life ends with it.
        _life.Value = new Life();
        try
        {
            await Task.Yield();
            await work();
            return true;
        }
        catch (Exception failure) when (failure is KilledException or RequestFailedException { Status: 0 })
        {
            return false;
        }
    }

    private async Task BeforeCallAsync()
    {
        if (_life.Value is not { } life) return;
        if (!life.IsDead && Chance(Kills)) (life.IsDead, Killed) = (true, Killed + 1);
        if (life.IsDead) throw new KilledException();
        // Others come in between.
        if (Chance(0.2)) await Task.Yield();
    }

    private bool LosesAnswer()
    {
        if (_life.Value is null || !Chance(LostAnswers)) return false;
        lock (_lock) Lost++;
        return true;
    }

    private sealed class Life
    {
        public volatile bool IsDead;
    }

    private sealed class KilledException() : Exception("The process is gone.");
}

using System.Diagnostics;

namespace Smartlinks.Benchmarks.PreSaves;

/// <summary>Kills an instance every few seconds while much is to be done, and keeps an eye on how much memory they take.</summary>
internal sealed class NightPulse(NightMachine machine) : IAsyncDisposable
{
    /// <summary>After a moment came. What a kill holds is left to its end for minutes; were instances killed all the time, the night would be spent waiting for that.</summary>
    private static readonly TimeSpan s_killsFor = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_betweenWords = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _stopping = new();
    private Task _beating = Task.CompletedTask;
    private long _toldAt = Stopwatch.GetTimestamp();
    private long _momentAt = Stopwatch.GetTimestamp();

    public int Kills { get; private set; }

    public double PeakMebibytes { get; private set; }

    /// <summary>Every half minute, once.</summary>
    public bool IsTimeToTell
    {
        get
        {
            if (Stopwatch.GetElapsedTime(_toldAt) < s_betweenWords) return false;
            _toldAt = Stopwatch.GetTimestamp();
            return true;
        }
    }

    /// <summary>A moment has come: there is much to do, and to kill.</summary>
    public void NoteMoment() => Volatile.Write(ref _momentAt, Stopwatch.GetTimestamp());

    public void Start(bool kills = true) => _beating = BeatAsync(kills);

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _beating;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task BeatAsync(bool kills)
    {
        var nextKill = NextKill();
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), _stopping.Token);
                PeakMebibytes = Math.Max(PeakMebibytes, machine.PeakMebibytes());
                if (!kills || Stopwatch.GetTimestamp() < nextKill || Stopwatch.GetElapsedTime(Volatile.Read(ref _momentAt)) > s_killsFor) continue;
                if (await machine.Hosts[Random.Shared.Next(machine.Hosts.Count)].KillHandlerAsync()) Kills++;
                nextKill = NextKill();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static long NextKill() => Stopwatch.GetTimestamp() + (Stopwatch.Frequency * Random.Shared.Next(4, 11));
}

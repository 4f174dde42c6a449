using System.Diagnostics;

namespace Smartlinks.Benchmarks.PreSaves;

/// <summary>Kills an instance now and then, and keeps an eye on how much memory they take.</summary>
/// <param name="betweenKills">Seconds between two kills, half to one and a half times as many at random.</param>
internal sealed class NightPulse(NightMachine machine, int betweenKills = NightPulse.BetweenKills) : IAsyncDisposable
{
    public const int BetweenKills = 7;

    private static readonly TimeSpan s_betweenWords = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _stopping = new();
    private Task _beating = Task.CompletedTask;
    private long _toldAt = Stopwatch.GetTimestamp();

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
                if (!kills || Stopwatch.GetTimestamp() < nextKill) continue;
                if (await machine.Hosts[Random.Shared.Next(machine.Hosts.Count)].KillHandlerAsync()) Kills++;
                nextKill = NextKill();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private long NextKill() => Stopwatch.GetTimestamp() + (long)(Stopwatch.Frequency * betweenKills * (0.5 + Random.Shared.NextDouble()));
}

using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;

namespace Smartlinks.Benchmarks.PreSaves;

/// <summary>What the services do wrong: to fans of a kind all night, and to everybody in bursts, another one at each moment.</summary>
internal sealed class NightFaults(FaultBoard board)
{
    /// <summary>As many as make the app leave the service alone, and a few trials more: hundreds would come through one at a time for minutes, in which nothing else is seen.</summary>
    private const int OfABurst = 24;

    private static readonly Fault[] s_ofFans =
    [
        OfFans(FaultKind.Revoked, FanKind.Revoked), OfFans(FaultKind.ExpiredGrants, FanKind.Expired), OfFans(FaultKind.NotAllowListed, FanKind.Unlisted), OfFans(FaultKind.NoSubscription, FanKind.NoSubscription),
        OfFans(FaultKind.IgnoreItem, FanKind.Ignored), OfFans(FaultKind.RotateTokens, FanKind.Rotates),
    ];

    private readonly Dictionary<StreamingService, Fault[]> _bursts = [];

    /// <summary>Strikes until it is taken off.</summary>
    public Dictionary<StreamingService, Fault> Lasting { get; } = [];

    /// <summary>Starts what belongs to a moment, in the place of what was on.</summary>
    /// <param name="number">The moment's, from 0.</param>
    public void Begin(int number)
    {
        _bursts.Clear();
        switch (number % 8)
        {
            case 0:
                Burst(StreamingService.Spotify, new Fault(FaultKind.ServerError, 503, OfABurst));
                break;
            case 1:
                Burst(StreamingService.Tidal, new Fault(FaultKind.RateLimit, 3, 8));
                Burst(StreamingService.Deezer, new Fault(FaultKind.ServerError, 500, 3));
                break;
            case 2:
                Burst(StreamingService.AppleMusic, new Fault(FaultKind.ServerError, 500, OfABurst));
                break;
            case 3:
                Burst(StreamingService.Spotify, new Fault(FaultKind.RateLimit, 2, 16));
                break;
            case 4:
                Burst(StreamingService.Tidal, new Fault(FaultKind.SlowMs, 300, 200), new Fault(FaultKind.Truncated, null, 30));
                break;
            case 5:
                Burst(StreamingService.Spotify, new Fault(FaultKind.Down, null, OfABurst));
                Burst(StreamingService.AppleMusic, new Fault(FaultKind.RateLimit, 5, 10));
                break;
            case 6:
                Burst(StreamingService.Spotify, new Fault(FaultKind.Quota, null, 1));
                break;
            default:
                break;
        }

        Set();
    }

    /// <summary>Ends what began with the last moment: a service that fails for days is another story.</summary>
    public void Calm()
    {
        if (_bursts.Count == 0) return;
        _bursts.Clear();
        Set();
    }

    public void Set()
    {
        foreach (var service in StreamingService.All) board.Set(service, [.. s_ofFans, .. _bursts.GetValueOrDefault(service, []), .. Lasting.TryGetValue(service, out var lasting) ? [lasting] : Array.Empty<Fault>()]);
    }

    private void Burst(StreamingService service, params Fault[] faults) => _bursts[service] = faults;

    private static Fault OfFans(FaultKind fault, FanKind kind) => new(fault, null, null, kind.ToString().ToLowerInvariant() + "-*");
}

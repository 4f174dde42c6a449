using System.Collections.Concurrent;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices.Accounts;

/// <summary>A service that answers as a test says, and a gate that keeps what it hears. Everybody is let through unless <see cref="Refusal"/> is set.</summary>
internal sealed class FanWorld : IServiceGate, IDisposable
{
    private readonly HttpClient _http;
    private readonly ConcurrentQueue<string> _entered = new();
    private readonly ConcurrentQueue<string?> _reports = new();

    public FanWorld(Func<SentRequest, int, HttpResponseMessage> answer)
    {
        Far = new ScriptedHttp(answer);
        _http = Far.NewClient();
        Fans = FanServices.Make(Options, _http, this, Time);
    }

    public FanWorld(string json, int status = 200)
        : this((_, _) => ScriptedHttp.Json(json, status))
    {
    }

    public static ServiceOptions Options { get; } = new()
    {
        Spotify = { ClientId = "id", ClientSecret = "secret", Saves = true, TestersOnly = false },
        Tidal = { ClientId = "id", ClientSecret = "secret", Saves = true },
    };

    public ManualTime Time { get; } = new();

    public ScriptedHttp Far { get; }

    public IReadOnlyList<FanService> Fans { get; }

    public LookUp.Unavailable? Refusal { get; set; }

    /// <summary>The paces that were asked for a turn.</summary>
    public IReadOnlyList<string> Entered => [.. _entered];

    /// <summary>Reasons; null for a service that answered.</summary>
    public IReadOnlyList<string?> Reports => [.. _reports];

    public IFanAccounts Accounts(StreamingService service) => Fans.Single(fan => fan.Service == service).Accounts;

    public IFanLibrary Library(StreamingService service) => Fans.Single(fan => fan.Service == service).Library;

    public static ServiceItem Item(string url) => DestinationUrl.TryParse(url, out var address, out _) && ServiceItem.TryRead(address, out var item) ? item : throw new FormatException(url);

    public Task<LookUp.Unavailable?> EnterAsync(ServicePace pace, CancellationToken cancellationToken)
    {
        _entered.Enqueue(pace.Name);
        return Task.FromResult(Refusal);
    }

    public Task ReportAsync(ServicePace pace, LookUp.Unavailable? failure, CancellationToken cancellationToken)
    {
        _reports.Enqueue(failure?.Reason);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _http.Dispose();
        Far.Dispose();
    }
}

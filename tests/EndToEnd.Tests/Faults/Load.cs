using System.Collections.Concurrent;
using System.Net;

namespace Smartlinks.EndToEnd.Tests.Faults;

/// <summary>A link the load goes to.</summary>
internal sealed record LoadLink(string Id, string Slug);

/// <summary>
/// Fans at work, who remember what was answered. Two of three requests are visits that carry a name of their own as <c>utm_campaign</c>, so the report
/// tells of each of them how often it was counted; at most 200 a link, which is what a report keeps apart. The third is a click, counted by number.
/// No request is ever repeated. One that failed may or may not have been counted; one that was answered has been.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    /// <summary>Named visits a link takes.</summary>
    public const int NamesPerLink = 200;

    private const int Workers = 8;
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly IReadOnlyList<LoadLink> _links;
    private readonly ConcurrentDictionary<LoadLink, LinkTally> _tallies = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<string> _failures = [];
    private readonly int _firstName;
    private Uri _origin;
    private Task _work = Task.CompletedTask;
    private int _next;
    private int _answered;

    /// <param name="firstName">Names begin with this number; a second load on the same links goes on from the first's.</param>
    public Load(Uri origin, IReadOnlyList<LoadLink> links, int firstName = 0)
    {
        (_origin, _links, _firstName) = (origin, links, firstName);
        foreach (var link in links) _tallies[link] = new LinkTally();
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(Browser);
    }

    public int Answered => Volatile.Read(ref _answered);

    /// <summary>What became of requests that got no answer, or another one than a fan expects.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    public LinkTally this[LoadLink link] => _tallies[link];

    /// <summary>Named visits used up on the fullest link.</summary>
    public int NamesUsed => _firstName + _tallies.Values.Max(tally => tally.Named.Count);

    public Load Start()
    {
        _work = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync)));
        return this;
    }

    /// <summary>From now on the app is reached here.</summary>
    public void MoveTo(Uri origin) => Volatile.Write(ref _origin, origin);

    public Task WaitForAnswersAsync(int more)
    {
        var until = Answered + more;
        return Eventually.HoldsAsync(() => Answered >= until, $"{more} more answers", () => $"{Answered} of {until}. {string.Join(", ", _failures.TakeLast(3))}");
    }

    /// <summary>Returns when the last request under way has ended.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var turn = Interlocked.Increment(ref _next) - 1;
            await RequestAsync(_links[turn % _links.Count], turn / _links.Count);
            await Task.Delay(s_pause);
        }
    }

    private async Task RequestAsync(LoadLink link, int round)
    {
        var tally = _tallies[link];
        // Every third is a click, and all are when the names are used up.
        var number = _firstName + (round / 3 * 2) + (round % 3);
        var name = $"r{number}";
        var kind = round % 3 == 2 || number >= NamesPerLink ? RequestKind.Click : round % 3 == 0 ? RequestKind.Page : RequestKind.SentOn;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_origin, kind switch
        {
            RequestKind.Page => $"/{link.Slug}?choose&utm_campaign={name}",
            RequestKind.SentOn => $"/{link.Slug}?utm_campaign={name}",
            _ => $"/{link.Slug}/spotify",
        }));
        if (kind == RequestKind.SentOn) request.Headers.Add("Cookie", "sl_service=deezer");
        var answered = await TryAsync(request, kind == RequestKind.Page ? HttpStatusCode.OK : HttpStatusCode.Found);
        tally.Add(kind, name, answered);
        if (answered) Interlocked.Increment(ref _answered);
    }

    private async Task<bool> TryAsync(HttpRequestMessage request, HttpStatusCode expected)
    {
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead);
            if (answer.StatusCode == expected) return true;
            _failures.Add($"{(int)answer.StatusCode} for {request.RequestUri}");
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or IOException)
        {
            _failures.Add($"{failure.Message} for {request.RequestUri}");
        }

        return false;
    }
}

internal enum RequestKind
{
    /// <summary>A visit that is shown the page.</summary>
    Page,

    /// <summary>A visit of a fan whose service is remembered: a click as well.</summary>
    SentOn,

    /// <summary>A click without a visit; it has no name.</summary>
    Click,
}

/// <summary>What the load knows of one link.</summary>
internal sealed class LinkTally
{
    private int _clicksAnswered;
    private int _clicksUnknown;

    /// <summary>Kind, and whether it was answered, by name.</summary>
    public ConcurrentDictionary<string, (RequestKind Kind, bool Answered)> Named { get; } = new();

    public int ClicksAnswered => _clicksAnswered;

    public int ClicksUnknown => _clicksUnknown;

    public void Add(RequestKind kind, string name, bool answered)
    {
        if (kind != RequestKind.Click) Named[name] = (kind, answered);
        else if (answered) Interlocked.Increment(ref _clicksAnswered);
        else Interlocked.Increment(ref _clicksUnknown);
    }
}

using System.Text.RegularExpressions;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Spotify;
using Smartlinks.StreamingServices.Tidal;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox.Contracts;

/// <summary>
/// Every kind of request our clients make, and to each every refusal the sandbox has, beside the published description. The last word is a list of what was seen, so
/// that a kind that is no longer asked, or a refusal that no longer comes, fails.
/// </summary>
public sealed partial class EveryRequestTests
{
    private static readonly string[] s_refusals = ["""{ "quota": true }""", """{ "rateLimit": 3 }""", """{ "empty": true }""", """{ "wrongCode": true }"""];

    [SpecsFact]
    public Task Spotifys_fit() => FitAsync(StreamingService.Spotify, ServiceContract.Spotify, s_refusals,
    [
        "albums/{id} 200 401 404 429",
        "search?q=isrc 200 401 429",
        "search?q=upc 200 401 429",
        "tracks/{id} 200 401 404 429",
    ]);

    [SpecsFact]
    public Task Tidals_fit() => FitAsync(StreamingService.Tidal, ServiceContract.Tidal, [.. s_refusals, """{ "serverError": 500 }""", """{ "serverError": 503 }"""],
    [
        "albums/{id} 200 401 404 429 500 503",
        "albums?filter[barcodeId] 200 401 429 500 503",
        "tracks/{id} 200 401 404 429 500 503",
        "tracks?filter[isrc] 200 401 429 500 503",
        "tracks?filter[isrc] several 200 401 429 500 503",
    ]);

    /// <summary>It describes a failure of the server for the search of tracks alone, which another test has.</summary>
    [SpecsFact]
    public Task SoundClouds_fit() => FitAsync(StreamingService.SoundCloud, ServiceContract.SoundCloud, s_refusals,
    [
        "playlists/{id} 200 401 404 429",
        "playlists?q 200 401 429",
        "resolve?url 302 401 404 429",
        "tracks/{id} 200 401 404 429",
        "tracks?q 200 401 429",
    ]);

    [SpecsFact]
    public Task YouTubes_fit() => FitAsync(StreamingService.YouTubeMusic, ServiceContract.YouTubeMusic, [.. s_refusals, """{ "serverError": 503 }"""],
    [
        "youtube/v3/playlistItems?part 200 400 403 404 503",
        "youtube/v3/playlists?part 200 400 403 503",
        "youtube/v3/search?part 200 400 403 503",
        "youtube/v3/videos?part 200 400 403 503",
    ]);

    [SpecsFact]
    public void Tokens_are_asked_for_where_the_descriptions_say()
    {
        var services = new ServiceOptions();
        foreach (var (description, url) in new[] { ("spotify-fixed-openapi.yml", services.Spotify.TokenUrl), ("soundcloud-openapi.yaml", services.SoundCloud.TokenUrl), ("tidal-openapi.json", services.Tidal.TokenUrl) })
        {
            var told = TokenUrl().Matches(SpecsFactAttribute.Spec(description)).Select(match => new Uri(match.Groups["url"].Value)).ToList();
            Assert.NotEmpty(told);
            Assert.Contains(url, told);
        }
    }

    [SpecsFact]
    public void Fans_consent_where_the_descriptions_say_to_permissions_they_have()
    {
        var services = new ServiceOptions();
        foreach (var (description, page, scopes) in new[]
        {
            ("spotify-fixed-openapi.yml", services.Spotify.ConsentUrl, new[] { SpotifyAccounts.SaveScope, SpotifyAccounts.FollowScope }),
            ("tidal-openapi.json", services.Tidal.ConsentUrl, [TidalAccounts.Scope]),
        })
        {
            var text = SpecsFactAttribute.Spec(description);
            Assert.Contains(page, ConsentUrl().Matches(text).Select(match => new Uri(match.Groups["url"].Value)));
            Assert.All(scopes, scope => Assert.Matches($"""{Regex.Escape(scope)}["']? *: """, text));
        }
    }

    private static async Task FitAsync(StreamingService service, ServiceContract contract, string[] refusals, string[] seen)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        using var recorder = new ExchangeRecorder();
        using var keeper = new RequestKeeper { InnerHandler = recorder };
        using var http = new HttpClient(keeper);
        await AskAsync(sandbox, sandbox.Catalogue(service, http));
        await AskTogetherAsync(sandbox, service, http);
        var asked = keeper.Requests.Where(request => request.Method == HttpMethod.Get).DistinctBy(request => KindOf(request.Uri.PathAndQuery)).ToList();
        foreach (var fault in refusals)
        {
            await sandbox.SetFaultsAsync(service.Id, fault);
            foreach (var request in asked) await SendAsync(http, request, isStranger: false);
        }

        await sandbox.SetFaultsAsync(service.Id, "{}");
        foreach (var request in asked) await SendAsync(http, request, isStranger: true);

        await contract.AssertFitsAsync(recorder.Exchanges);
        Assert.Equal(seen, contract.Take(recorder.Exchanges).GroupBy(exchange => KindOf(exchange.Url)[1..], exchange => exchange.Status)
            .Select(kind => $"{kind.Key} {string.Join(' ', kind.Distinct().Order())}").Order(StringComparer.Ordinal));
    }

    /// <summary>All that the client can be asked.</summary>
    private static async Task AskAsync(SandboxFixture sandbox, IServiceCatalogue catalogue)
    {
        var track = sandbox.Server.Catalogue.FindByIsrc("GBDUW0000053").First();
        var items = new CatalogueItems(sandbox.Server.Catalogue);
        List<Func<Task<LookUp>>> questions =
        [
            () => catalogue.FindByItemAsync(items.Of(catalogue.Service, track), default),
            () => catalogue.FindByItemAsync(items.Of(catalogue.Service, track.Album), default),
        ];
        if (catalogue.Capabilities.ByIsrc)
        {
            questions.Add(() => catalogue.FindByIsrcAsync(track.Isrc, default));
        }

        if (catalogue.Capabilities.ByUpc) questions.Add(() => catalogue.FindByUpcAsync([.. Smartlinks.Links.Upc.Parse(track.Album.Upc.Unpadded).Spellings()], default));
        if (catalogue.Capabilities.BySearch)
        {
            questions.Add(() => catalogue.SearchAsync(new ReleaseSearch(ItemKind.Track, track.Title, track.Artists, null, null), default));
            questions.Add(() => catalogue.SearchAsync(new ReleaseSearch(ItemKind.Album, track.Album.Title, track.Artists, null, null), default));
        }

        foreach (var ask in questions) Assert.IsType<LookUp.Found>(await ask());
    }

    /// <summary>Look-ups that wait at the gate at the same time, which a client may join to one request.</summary>
    private static async Task AskTogetherAsync(SandboxFixture sandbox, StreamingService service, HttpClient http)
    {
        var gate = new ClosedGate();
        var catalogue = sandbox.Catalogue(service, http, gate: gate);
        if (!catalogue.Capabilities.ByIsrc) return;
        var now = sandbox.Server.Clock.GetUtcNow();
        var waiting = sandbox.Server.Catalogue.Tracks.Where(track => track.IsVisible(service, now) && track.IsPlayableIn("US")).Select(track => track.Isrc).Distinct().Take(30)
            .Select(isrc => catalogue.FindByIsrcAsync(isrc, default)).ToList();
        gate.Open();
        Assert.All(await Task.WhenAll(waiting), answer => Assert.IsType<LookUp.Found>(answer));
    }

    private static async Task SendAsync(HttpClient http, KeptRequest kept, bool isStranger)
    {
        using var request = new HttpRequestMessage(kept.Method, kept.Uri);
        foreach (var (name, value) in kept.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, !isStranger || name == "Accept" ? value : name == "Authorization" ? value.Split(' ')[0] + " wrong" : "wrong");
        }

        using var answer = await http.SendAsync(request);
    }

    /// <summary>Path and first parameter, with ids left out.</summary>
    private static string KindOf(string url)
    {
        var address = new Uri(new Uri("http://any"), url);
        var path = Number().Replace(address.AbsolutePath, "/{id}");
        var query = Uri.UnescapeDataString(address.Query.TrimStart('?'));
        if (path.EndsWith('}')) return path;
        var (name, value) = query.Split('&')[0].Split('=', 2) is [var first, var second] ? (first, second) : (query, "");
        return $"{path}?{name}{(name == "q" && value.Split(':') is [var code and ("isrc" or "upc"), _] ? "=" + code : "")}{(name == "filter[isrc]" && value.Contains(',') ? " several" : "")}";
    }

    [GeneratedRegex("/(?=[^/]*[0-9])(?!v[0-9](/|$))[^/]+$")]
    private static partial Regex Number();

    [GeneratedRegex("""tokenUrl["']? *: *["']?(?<url>https://[^"'\s]+)""")]
    private static partial Regex TokenUrl();

    [GeneratedRegex("""authorizationUrl["']? *: *["']?(?<url>https://[^"'\s]+)""")]
    private static partial Regex ConsentUrl();

    /// <summary>Lets nobody through before it is opened, and everybody after.</summary>
    private sealed class ClosedGate : IServiceGate
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _open.SetResult();

        public async Task<LookUp.Unavailable?> EnterAsync(ServicePace pace, CancellationToken cancellationToken)
        {
            await _open.Task.WaitAsync(cancellationToken);
            return null;
        }

        public Task ReportAsync(ServicePace pace, LookUp.Unavailable? failure, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed record KeptRequest(HttpMethod Method, Uri Uri, IReadOnlyList<(string Name, string Value)> Headers);

    /// <summary>Keeps requests as they were sent, to send them again.</summary>
    private sealed class RequestKeeper : DelegatingHandler
    {
        public List<KeptRequest> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (Requests)
            {
                Requests.Add(new KeptRequest(request.Method, request.RequestUri!, [.. request.Headers.Select(header => (header.Key, string.Join(", ", header.Value)))]));
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Tests.Sandbox.Consent;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox.Contracts;

/// <summary>
/// All that our clients send in fans' names and the sandbox answers, refusals included, beside the services' own descriptions. The last word is a list of what was
/// seen, so that a request that is no longer made, or a refusal that no longer comes, fails.
/// </summary>
public sealed class FanContractTests
{
    private static readonly string[] s_faults =
    [
        "{}", """{ "revoked": true }""", """{ "notAllowListed": true }""", """{ "notLiveYet": true }""", """{ "ignoreItem": true }""", """{ "rateLimit": 3 }""", """{ "quota": true }""",
    ];

    [SpecsFact]
    public async Task Spotifys_fit() => Assert.Equal(
        [
            "GET /me 200 401 403 429",
            "GET /me/library/contains 200 400 401 403 429",
            "GET /tracks/{id} 200",
            "PUT /me/following 204 401 403 429",
            "PUT /me/library 200 400 401 403 404 429",
        ],
        await FitAsync(StreamingService.Spotify, ServiceContract.Spotify, s_faults, "user-library-modify user-library-read user-follow-modify", AskSpotifyAsync));

    [SpecsFact]
    public async Task Tidals_fit() => Assert.Equal(
        [
            "DELETE /userCollectionTracks/me/relationships/items 200 400",
            "GET /tracks/{id} 200",
            "GET /userCollectionAlbums/me/relationships/items 200",
            "GET /userCollectionTracks/me/relationships/items 200 400 401 403 429 500 503",
            "GET /users/me 200",
            "POST /userCollectionAlbums/me/relationships/items 200",
            "POST /userCollectionArtists/me/relationships/items 200 401 403 429 500 503",
            "POST /userCollectionTracks/me/relationships/items 200 400 401 403 406 415 422 429 500 503",
        ],
        await FitAsync(StreamingService.Tidal, ServiceContract.Tidal, [.. s_faults, """{ "serverError": 500 }""", """{ "serverError": 503 }"""], "collection.write collection.read user.read", AskTidalAsync));

    private static async Task<IEnumerable<string>> FitAsync(StreamingService service, ServiceContract contract, string[] faults, string scope, Func<Asker, Task> askMore)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        using var recorder = new ExchangeRecorder();
        using var http = new HttpClient(recorder) { BaseAddress = sandbox.Http.BaseAddress };
        var fans = sandbox.Fans(service, http);
        var tokens = await new FanBrowser(sandbox).ConsentAsync(fans, "ada", scope: scope);
        ServiceItem[] items = [FanBrowser.Item(sandbox, service, ItemKind.Track), FanBrowser.Item(sandbox, service, ItemKind.Album)];
        foreach (var fault in faults)
        {
            await sandbox.SetFaultsAsync(service.Id, fault);
            await fans.Accounts.ProbeAsync(tokens.Access, default);
            await fans.Library.SaveAsync(tokens.Access, items, fault, default);
            await fans.Library.ContainsAsync(tokens.Access, items, default);
            await fans.Library.FollowArtistAsync(tokens.Access, items[0], default);
        }

        await sandbox.SetFaultsAsync(service.Id, "{}");
        await askMore(new Asker(http, contract.Prefix, tokens.Access, items[0].Id));
        // What our clients never send, and the sandbox refuses as it must, is wrong by the description too: only the answers count.
        var wrong = recorder.Exchanges.Where(exchange => exchange.Headers.ContainsKey("x-wrong")).Select(Righted);
        await contract.AssertFitsAsync(recorder.Exchanges.Where(exchange => !exchange.Headers.ContainsKey("x-wrong")).Concat(wrong));
        return contract.Take(recorder.Exchanges).GroupBy(exchange => $"{exchange.Method} {KindOf(exchange.Url)}", exchange => exchange.Status)
            .Select(kind => $"{kind.Key} {string.Join(' ', kind.Distinct().Order())}").Order(StringComparer.Ordinal);

        // Spotify's description has the error of these 400s bare; what its clients report of them ("Missing required field: uris") was read from inside "error", as everywhere else.
        Exchange Righted(Exchange exchange) => service == StreamingService.Spotify
            ? exchange with { Url = exchange.Url.Split('?')[0] + "?uris=spotify:track:" + items[0].Id, Body = JsonNode.Parse(exchange.Body!)!["error"]!.ToJsonString() }
            : exchange.Method == "GET" ? exchange with { Url = exchange.Url.Split('?')[0] }
            : exchange with { RequestBody = $$"""{ "data": [ { "id": "{{items[0].Id}}", "type": "tracks" } ] }""", Headers = new Dictionary<string, string> { ["authorization"] = "secret", ["content-type"] = "application/vnd.api+json" } };
    }

    private static async Task AskSpotifyAsync(Asker ask)
    {
        foreach (var uris in (string[])["", "?uris=", "?uris=spotify:track:short", "?uris=spotify:song:" + ask.Track, "?uris=" + string.Join(',', Enumerable.Repeat("spotify:track:" + ask.Track, 41))])
        {
            await ask.SendAsync(HttpMethod.Put, "/me/library" + uris, isWrong: true);
            await ask.SendAsync(HttpMethod.Get, "/me/library/contains" + uris, isWrong: true);
        }
    }

    private static async Task AskTidalAsync(Asker ask)
    {
        const string tracks = "/userCollectionTracks/me/relationships/items";
        var one = $$"""{ "data": [ { "id": "{{ask.Track}}", "type": "tracks" } ] }""";
        await ask.SendAsync(HttpMethod.Get, "/users/me");
        await ask.SendAsync(HttpMethod.Delete, tracks, body: one);
        await ask.SendAsync(HttpMethod.Post, tracks, body: one, key: "one");
        await ask.SendAsync(HttpMethod.Post, tracks, body: """{ "data": [ { "id": "2", "type": "tracks" } ] }""", key: "one");
        await ask.SendAsync(HttpMethod.Get, tracks + "?page%5Bcursor%5D=x", isWrong: true);
        await ask.SendAsync(HttpMethod.Post, tracks, isWrong: true, body: one, mediaType: "application/json");
        await ask.SendAsync(HttpMethod.Post, tracks, isWrong: true, body: one, accept: "text/html");
        foreach (var body in (string[])["{}", """{ "data": [] }""", one.Replace("tracks", "albums", StringComparison.Ordinal), "half", one.Replace("}", "", StringComparison.Ordinal)])
        {
            await ask.SendAsync(HttpMethod.Post, tracks, isWrong: true, body: body);
            await ask.SendAsync(HttpMethod.Delete, tracks, isWrong: true, body: body);
        }
    }

    private static string KindOf(string url) => url.Split('?')[0] is var path && path.StartsWith("/tracks/", StringComparison.Ordinal) ? "/tracks/{id}" : path;

    private sealed record Asker(HttpClient Http, string Prefix, string Token, string Track)
    {
        /// <param name="isWrong">Marks a request that no description fits.</param>
        public async Task SendAsync(HttpMethod method, string path, bool isWrong = false, string? body = null, string? key = null, string mediaType = "application/vnd.api+json", string? accept = null)
        {
            using var request = new HttpRequestMessage(method, Prefix + path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
            if (isWrong) request.Headers.Add("x-wrong", "1");
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            if (accept is not null) request.Headers.Accept.ParseAdd(accept);
            if (body is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
            using var answer = await Http.SendAsync(request);
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Libraries;
using Smartlinks.LocalHost.Sandbox.Tidal;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox.Consent;

/// <summary>What the sandbox's Spotify and TIDAL have for fans beyond what the app asks of them, and their switches.</summary>
public sealed class FanEndpointsTests
{
    private const string Tracks = "tidal/v2/userCollectionTracks/me/relationships/items";

    [Fact]
    public async Task What_is_taken_out_of_a_library_is_gone()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        foreach (var service in (StreamingService[])[StreamingService.Spotify, StreamingService.Tidal])
        {
            var fans = sandbox.Fans(service);
            var item = FanBrowser.Item(sandbox, service, ItemKind.Track);
            var token = (await new FanBrowser(sandbox).ConsentAsync(fans, "ada")).Access;
            await fans.Library.SaveAsync(token, [item], "1", default);
            Assert.Single(sandbox.Server.Libraries.List(service, "ada"));
            var removed = service == StreamingService.Spotify ? await SendAsync(sandbox, HttpMethod.Delete, $"spotify/v1/me/library?uris=spotify:track:{item.Id}", token)
                : await SendAsync(sandbox, HttpMethod.Delete, Tracks, token, One(item.Id));
            Assert.Equal(HttpStatusCode.OK, removed.Status);
            Assert.Empty(sandbox.Server.Libraries.List(service, "ada"));
        }
    }

    [Theory]
    [InlineData("spotify", "spotify/v1/me", "user-library-modify user-read-private", "user-library-modify")]
    [InlineData("tidal", "tidal/v2/users/me", "collection.write user.read", "collection.write")]
    public async Task Whose_account_it_is_is_told_and_its_country_to_who_may_know(string service, string path, string scope, string less)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        var (browser, fans) = (new FanBrowser(sandbox), sandbox.Fans(StreamingService.Parse(service)));
        var (status, body) = await SendAsync(sandbox, HttpMethod.Get, path, (await browser.ConsentAsync(fans, "ben", scope: scope)).Access);
        Assert.Equal((HttpStatusCode.OK, true), (status, body.Contains("\"country\":\"DE\"", StringComparison.Ordinal)));
        Assert.Equal(body, (await SendAsync(sandbox, HttpMethod.Get, path, (await browser.ConsentAsync(fans, "ben", scope: scope)).Access)).Body);
        Assert.DoesNotContain("country", (await SendAsync(sandbox, HttpMethod.Get, path, (await browser.ConsentAsync(fans, "ben", scope: less)).Access)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_comes_in_pages_of_twenty_newest_first()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        for (var number = 1; number <= 45; number++) sandbox.Server.Libraries.Add(StreamingService.Tidal, "ada", new LibraryItem(LibraryKind.Track, $"{number}"), sandbox.Server.Clock.GetUtcNow());
        var token = (await new FanBrowser(sandbox).ConsentAsync(sandbox.Fans(StreamingService.Tidal), "ada", scope: "collection.read")).Access;
        var (ids, next) = (new List<string>(), (string?)"/userCollectionTracks/me/relationships/items");
        while (next is not null)
        {
            var page = JsonNode.Parse((await SendAsync(sandbox, HttpMethod.Get, "tidal/v2" + next, token)).Body)!;
            Assert.InRange(page["data"]!.AsArray().Count, 1, 20);
            ids.AddRange(page["data"]!.AsArray().Select(item => (string)item!["id"]!));
            next = (string?)page["links"]!["next"];
        }

        Assert.Equal(Enumerable.Range(1, 45).Reverse().Select(number => $"{number}"), ids);
    }

    [Fact]
    public async Task The_same_attempt_is_answered_the_same_and_done_once()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        var id = FanBrowser.Item(sandbox, StreamingService.Tidal, ItemKind.Track).Id;
        var token = (await new FanBrowser(sandbox).ConsentAsync(sandbox.Fans(StreamingService.Tidal), "ada")).Access;
        var first = await SendAsync(sandbox, HttpMethod.Post, Tracks, token, One(id), "key");
        Assert.Equal(first, await SendAsync(sandbox, HttpMethod.Post, Tracks, token, One(id), "key"));
        Assert.Equal(1, Assert.Single(sandbox.Server.Libraries.List(StreamingService.Tidal, "ada")).Times);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(sandbox, HttpMethod.Post, Tracks, token, One("1"), "key")).Status);
        Assert.Contains("ALREADY_PRESENT", (await SendAsync(sandbox, HttpMethod.Post, Tracks, token, One(id), "another")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(sandbox, HttpMethod.Post, Tracks, token, One(id), new string('k', 129))).Status);
    }

    [Fact]
    public void An_attempt_is_remembered_for_an_hour_and_is_a_fans_own()
    {
        var time = new ManualTime();
        var attempts = new TidalAttempts(time);
        Assert.Equal(TidalAttempts.Verdict.New, attempts.Begin("ada", "key", "one", out _));
        Assert.Equal(TidalAttempts.Verdict.InProgress, attempts.Begin("ada", "key", "one", out _));
        Assert.Equal(TidalAttempts.Verdict.New, attempts.Begin("ben", "key", "one", out _));
        attempts.Keep("ada", "key", "one", "answer");
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal((TidalAttempts.Verdict.Replayed, "answer"), (attempts.Begin("ada", "key", "one", out var answer), answer));
        Assert.Equal(TidalAttempts.Verdict.Mismatch, attempts.Begin("ada", "key", "two", out _));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TidalAttempts.Verdict.New, attempts.Begin("ada", "key", "two", out _));
    }

    [Fact]
    public async Task A_switch_for_one_fan_is_told_as_it_was_set_and_others_have_no_fan()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("spotify", """{ "revoked": { "fan": "ada", "times": 3 }, "ignoreItem": true }""");
        Assert.Equal("""{"revoked":{"value":null,"times":3,"fan":"ada"},"ignoreItem":{"value":null,"times":null}}""", (await sandbox.GetAsync("faults/spotify")).ToJsonString());
        foreach (var wrong in (string[])["""{ "down": { "fan": "ada" } }""", """{ "revoked": { "fan": "" } }""", """{ "revoked": { "fan": 1 } }""", """{ "revoked": 1 }"""])
        {
            using var refused = await sandbox.PutAsync("faults/spotify", wrong);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    private static string One(string id) => $$"""{ "data": [ { "id": "{{id}}", "type": "tracks" } ] }""";

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(SandboxFixture sandbox, HttpMethod method, string path, string token, string? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (body is not null) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/vnd.api+json") } };
        using var answer = await sandbox.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}

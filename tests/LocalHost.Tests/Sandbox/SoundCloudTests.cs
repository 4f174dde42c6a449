using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>The sandbox's SoundCloud, asked by the app's own client and by hand.</summary>
public sealed class SoundCloudTests
{
    private static readonly ReleaseSearch s_song = new(ItemKind.Track, "One More Time", ["Daft Punk"], "GBDUW0000053", null);

    [Fact]
    public async Task A_search_brings_the_labels_track_among_what_others_uploaded()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var found = Assert.IsType<LookUp.Found>(await sandbox.Catalogue(StreamingService.SoundCloud).SearchAsync(s_song, default)).Candidates;

        Assert.Null(found[0].Isrc);
        var own = Assert.Single(found, candidate => candidate.Isrc == "GBDUW0000053");
        Assert.Equal(("One More Time", "https://soundcloud.com/daft-punk/one-more-time", new DateOnly(2001, 3, 7)), (own.Title, own.Url.ToString(), own.ReleasedOn));
    }

    [Fact]
    public async Task Every_labels_track_is_found_whatever_access_there_is_and_read_again_by_its_address()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitAsync("soundcloud");
        var soundCloud = sandbox.Catalogue(StreamingService.SoundCloud);
        var tracks = sandbox.Server.Catalogue.Tracks.Where(track => track.IsVisible(soundCloud.Service, sandbox.Server.Clock.GetUtcNow())).ToList();
        foreach (var track in tracks)
        {
            var found = Assert.IsType<LookUp.Found>(await soundCloud.SearchAsync(new ReleaseSearch(ItemKind.Track, track.Title, track.Artists, track.Isrc, null), default)).Candidates;
            var own = found.First(candidate => candidate.Isrc == track.Isrc);
            var again = Assert.Single(Assert.IsType<LookUp.Found>(await soundCloud.FindByItemAsync(new ServiceItem(soundCloud.Service, ItemKind.Track, own.Id, own.Url), default)).Candidates);
            Assert.Equal((own.Id, own.Isrc, own.Duration), (again.Id, again.Isrc, again.Duration));
        }
    }

    [Fact]
    public async Task Blocked_tracks_are_left_out_unless_asked_for()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var all = await CountAsync("&access=playable,preview,blocked");
        Assert.True(await CountAsync("") < all);
        Assert.True(await CountAsync("&access=playable") < await CountAsync(""));

        async Task<int> CountAsync(string access)
        {
            var token = (string)(await TokenAsync(sandbox))["access_token"]!;
            using var request = new HttpRequestMessage(HttpMethod.Get, $"soundcloud/api/tracks?q=daft%20punk&limit=200&linked_partitioning=true{access}");
            request.Headers.Authorization = new("OAuth", token);
            using var answer = await sandbox.Http.SendAsync(request);
            return (await answer.Content.ReadFromJsonAsync<JsonObject>())!["collection"]!.AsArray().Count;
        }
    }

    [Fact]
    public async Task An_album_tells_its_product_code()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var soundCloud = sandbox.Catalogue(StreamingService.SoundCloud);
        var album = Assert.Single(Assert.IsType<LookUp.Found>(await soundCloud.SearchAsync(s_song with { Kind = ItemKind.Album, Title = "Discovery" }, default)).Candidates);
        Assert.Equal(("724384960650", "https://soundcloud.com/daft-punk/sets/discovery"), (album.Upc, album.Url.ToString()));
        Assert.IsType<LookUp.Found>(await soundCloud.FindByItemAsync(new ServiceItem(soundCloud.Service, ItemKind.Album, album.Id, album.Url), default));
    }

    [Fact]
    public async Task Fifty_tokens_are_given_in_twelve_hours_and_renewing_is_not_counted()
    {
        var clock = new StoryClock();
        await using var sandbox = await SandboxFixture.StartAsync(clock);
        var tokens = new List<JsonObject>();
        for (var i = 0; i < 50; i++)
        {
            tokens.Add(await TokenAsync(sandbox));
        }

        using (var refused = await AskTokenAsync(sandbox, ("grant_type", "client_credentials")))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        }

        Assert.Equal(UnavailableReasons.RateLimited, Assert.IsType<LookUp.Unavailable>(await sandbox.Catalogue(StreamingService.SoundCloud).SearchAsync(s_song, default)).Reason);
        var renewal = ("refresh_token", (string)tokens[0]["refresh_token"]!);
        using (var renewed = await AskTokenAsync(sandbox, ("grant_type", "refresh_token"), renewal))
        {
            Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
        }

        using (var twice = await AskTokenAsync(sandbox, ("grant_type", "refresh_token"), renewal))
        {
            Assert.Equal(HttpStatusCode.BadRequest, twice.StatusCode);
        }

        clock.SetOffset(TimeSpan.FromHours(12));
        Assert.NotNull((await TokenAsync(sandbox))["access_token"]);
    }

    [Fact]
    public async Task One_token_serves_a_day_of_look_ups()
    {
        var clock = new StoryClock();
        await using var sandbox = await SandboxFixture.StartAsync(clock);
        var soundCloud = sandbox.Catalogue(StreamingService.SoundCloud);
        for (var hour = 0; hour < 100; hour++)
        {
            clock.SetOffset(TimeSpan.FromHours(hour));
            Assert.IsType<LookUp.Found>(await soundCloud.SearchAsync(s_song, default));
        }
    }

    [Fact]
    public async Task Wrong_credentials_are_told()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        Assert.Equal(UnavailableReasons.Unauthorized, Assert.IsType<LookUp.Unavailable>(await sandbox.Catalogue(StreamingService.SoundCloud, key: "wrong").SearchAsync(s_song, default)).Reason);
    }

    [Theory]
    [InlineData("""{ "quota": true }""", UnavailableReasons.QuotaExhausted)]
    [InlineData("""{ "rateLimit": 7 }""", UnavailableReasons.RateLimited)]
    [InlineData("""{ "serverError": 500 }""", "http500")]
    [InlineData("""{ "malformed": true }""", UnavailableReasons.MalformedAnswer)]
    [InlineData("""{ "down": true }""", UnavailableReasons.Unreachable)]
    public async Task Each_fault_is_told_for_what_it_is_and_heals(string fault, string reason)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var soundCloud = sandbox.Catalogue(StreamingService.SoundCloud);
        await sandbox.SetFaultsAsync("soundcloud", fault);
        var refused = Assert.IsType<LookUp.Unavailable>(await soundCloud.SearchAsync(s_song, default));
        Assert.Equal(reason, refused.Reason);
        if (reason == UnavailableReasons.RateLimited) Assert.Equal(TimeSpan.FromSeconds(7), refused.RetryAfter);
        if (reason == UnavailableReasons.QuotaExhausted) Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24));
        await sandbox.SetFaultsAsync("soundcloud", "{}");
        Assert.IsType<LookUp.Found>(await soundCloud.SearchAsync(s_song, default));
    }

    [Fact]
    public async Task An_empty_answer_finds_nothing_and_a_lying_one_another_recording()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var soundCloud = sandbox.Catalogue(StreamingService.SoundCloud);
        await sandbox.SetFaultsAsync("soundcloud", """{ "empty": true }""");
        Assert.IsType<LookUp.NotListed>(await soundCloud.SearchAsync(s_song, default));
        await sandbox.SetFaultsAsync("soundcloud", """{ "wrongCode": true }""");
        var other = Assert.Single(Assert.IsType<LookUp.Found>(await soundCloud.SearchAsync(s_song, default)).Candidates);
        Assert.NotEqual("GBDUW0000053", other.Isrc);
        Assert.NotNull(other.Isrc);
    }

    private static async Task<JsonObject> TokenAsync(SandboxFixture sandbox)
    {
        using var answer = await AskTokenAsync(sandbox, ("grant_type", "client_credentials"));
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static async Task<HttpResponseMessage> AskTokenAsync(SandboxFixture sandbox, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent([new("client_id", "sandbox-client"), new("client_secret", "sandbox-secret"), .. form.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        return await sandbox.Http.PostAsync(new Uri("soundcloud/secure/oauth/token", UriKind.Relative), content);
    }
}

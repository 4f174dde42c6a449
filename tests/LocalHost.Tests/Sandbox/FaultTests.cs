using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Controls;

namespace Smartlinks.LocalHost.Tests.Sandbox;

public sealed class FaultTests
{
    private const string Track = "deezer/track/isrc:USUM72409273";
    private const string Search = "search?q=isrc:USUM72409273&type=track&market=US";

    [Fact]
    public async Task A_rate_limit_says_when_to_come_back_and_passes_after_its_count()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("spotify", """{ "rateLimit": { "retryAfter": 7, "times": 2 } }""");

        for (var i = 0; i < 2; i++)
        {
            using var refused = await sandbox.AskSpotifyAsync(Search);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(7), refused.Headers.RetryAfter!.Delta);
            Assert.Null((await refused.Content.ReadFromJsonAsync<JsonObject>())!["error"]!["reason"]);
        }

        Assert.Equal(1, (int)(await sandbox.SpotifyAsync(Search))["tracks"]!["total"]!);
    }

    [Fact]
    public async Task A_quota_is_told_in_each_services_own_words()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("spotify", """{ "quota": true }""");
        await sandbox.SetFaultsAsync("deezer", """{ "quota": true }""");

        using var spotify = await sandbox.AskSpotifyAsync(Search);
        var deezer = await sandbox.GetAsync(Track);

        Assert.Equal(HttpStatusCode.TooManyRequests, spotify.StatusCode);
        Assert.Equal("QUOTA_EXCEEDED", (string)(await spotify.Content.ReadFromJsonAsync<JsonObject>())!["error"]!["reason"]!);
        Assert.Equal((4, "Quota limit exceeded"), ((int)deezer["error"]!["code"]!, (string)deezer["error"]!["message"]!));
    }

    [Fact]
    public async Task Deezers_own_rule_counts_requests_when_switched_on()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitAsync("deezer");
        for (var i = 0; i < 60; i++)
        {
            Assert.Null((await sandbox.GetAsync(Track))["error"]);
        }

        // A window of five seconds that the test cannot outlast: the third of three requests is over a quota of two.
        await sandbox.SetFaultsAsync("deezer", """{ "quotaPer5Seconds": 2 }""");
        var codes = new List<int?>();
        for (var i = 0; i < 3; i++)
        {
            codes.Add((int?)(await sandbox.GetAsync(Track))["error"]?["code"]);
        }

        Assert.Contains(4, codes);
    }

    [Theory]
    [InlineData("true", 503)]
    [InlineData("500", 500)]
    [InlineData("""{ "status": 502 }""", 502)]
    public async Task A_server_error_has_the_status_asked_for(string value, int status)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("spotify", $$"""{ "serverError": {{value}} }""");

        using var response = await sandbox.AskSpotifyAsync(Search);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_slow_answer_takes_its_time_and_is_right()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("deezer", """{ "slowMs": 300 }""");

        var watch = Stopwatch.StartNew();
        var track = await sandbox.GetAsync(Track);

        Assert.True(watch.ElapsedMilliseconds >= 290);
        Assert.Equal(2947516331, (long)track["id"]!);
    }

    [Fact]
    public async Task A_malformed_answer_is_a_200_that_is_no_JSON()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("deezer", """{ "malformed": true, "times": 1 }""");

        using var response = await sandbox.Http.GetAsync(new Uri(Track, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<JsonException>(() => response.Content.ReadFromJsonAsync<JsonObject>());
        Assert.Null((await sandbox.GetAsync(Track))["error"]);
    }

    [Fact]
    public async Task An_empty_answer_finds_nothing()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("spotify", """{ "empty": true }""");
        await sandbox.SetFaultsAsync("deezer", """{ "empty": true }""");

        Assert.Equal(0, (int)(await sandbox.SpotifyAsync(Search))["tracks"]!["total"]!);
        Assert.Equal(800, (int)(await sandbox.GetAsync(Track))["error"]!["code"]!);
        Assert.Empty((await sandbox.GetAsync("deezer/search/track?q=love"))["data"]!.AsArray());
    }

    [Fact]
    public async Task A_wrong_code_answers_another_recording()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("spotify", """{ "wrongCode": true }""");
        await sandbox.SetFaultsAsync("deezer", """{ "wrongCode": true }""");

        var spotify = Assert.Single(await sandbox.SpotifyTracksAsync("isrc:QZSLT2600008"))!;
        var album = Assert.Single(await sandbox.SpotifyAlbumsAsync("upc:00402600000082"))!;

        Assert.NotEqual("QZSLT2600008", (string)spotify["external_ids"]!["isrc"]!);
        Assert.NotEqual("Wrong Number", (string)album["name"]!);
        Assert.NotEqual("QZSLT2600008", (string)(await sandbox.GetAsync("deezer/track/isrc:QZSLT2600008"))["isrc"]!);
        Assert.NotEqual("402600000082", (string)(await sandbox.GetAsync("deezer/album/upc:402600000082"))["upc"]!);
    }

    [Fact]
    public async Task A_service_that_is_down_drops_the_connection_and_others_go_on()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("deezer", """{ "down": true }""");

        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.GetAsync(Track));
        Assert.All(sandbox.Server.Requests.List("deezer"), request => Assert.Equal(0, request.Status));
        Assert.Equal(1, (int)(await sandbox.SpotifyAsync(Search))["tracks"]!["total"]!);
        using var deleted = await sandbox.Http.DeleteAsync(new Uri("faults/deezer", UriKind.Relative));
        Assert.Null((await sandbox.GetAsync(Track))["error"]);
    }

    [Fact]
    public async Task A_token_does_not_use_up_a_count()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("spotify", """{ "serverError": { "times": 1 } }""");

        using var token = await sandbox.RequestTokenAsync();
        using var search = await sandbox.AskSpotifyAsync(Search);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (token.StatusCode, search.StatusCode));
    }

    [Fact]
    public async Task A_count_is_exact_under_many_requests_at_once()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitAsync("deezer");
        await sandbox.SetFaultsAsync("deezer", """{ "empty": { "times": 25 } }""");

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => sandbox.GetAsync(Track)));

        Assert.Equal(25, answers.Count(answer => answer["error"] is not null));
    }

    [Fact]
    public async Task What_is_on_can_be_read_and_a_new_setting_takes_its_place()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("deezer", """{ "slowMs": 5, "quota": true, "down": false }""");
        await sandbox.SetFaultsAsync("deezer", """{ "rateLimit": true, "times": 3 }""");

        Assert.Equal("""{"deezer":{"rateLimit":{"value":1,"times":3}}}""", (await sandbox.GetAsync("faults")).ToJsonString());
    }

    [Fact]
    public async Task All_that_is_on_is_switched_off_at_once()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("deezer", """{ "down": true }""");
        await sandbox.SetFaultsAsync("itunes", """{ "empty": true }""");

        using var deleted = await sandbox.Http.DeleteAsync(new Uri("faults", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal("{}", (await sandbox.GetAsync("faults")).ToJsonString());
        Assert.Null((await sandbox.GetAsync(Track))["error"]);
    }

    [Theory]
    [InlineData("spotify", "{ \"ratelimit\": true }", HttpStatusCode.BadRequest, "'ratelimit' is no switch")]
    [InlineData("spotify", "{ \"slowMs\": \"long\" }", HttpStatusCode.BadRequest, "slowMs is true, a whole number")]
    [InlineData("spotify", "{ \"quota\": 5 }", HttpStatusCode.BadRequest, "quota is true")]
    [InlineData("spotify", "{ \"serverError\": 404 }", HttpStatusCode.BadRequest, "500 to 599")]
    [InlineData("spotify", "{ \"empty\": true, \"times\": 0 }", HttpStatusCode.BadRequest, "times is a whole number above 0")]
    [InlineData("spotify", "[]", HttpStatusCode.BadRequest, "an object of switches")]
    [InlineData("spotify", "{", HttpStatusCode.BadRequest, "not JSON")]
    [InlineData("napster", "{ \"down\": true }", HttpStatusCode.NotFound, "The service is one of spotify")]
    public async Task A_switch_that_is_none_is_refused(string service, string json, HttpStatusCode status, string detail)
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        using var response = await sandbox.PutAsync($"faults/{service}", json);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(detail, (string)(await response.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!, StringComparison.Ordinal);
        Assert.Equal("{}", (await sandbox.GetAsync("faults")).ToJsonString());
    }

    [Theory]
    [InlineData("musicbrainz")]
    [InlineData("itunes")]
    [InlineData("apple-music")]
    public async Task Every_source_has_its_switches(string source)
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        await sandbox.SetFaultsAsync(source, """{ "down": true }""");

        Assert.Equal($"{{\"{source}\":{{\"down\":{{\"value\":null,\"times\":null}}}}}}", (await sandbox.GetAsync("faults")).ToJsonString());
        using var deleted = await sandbox.Http.DeleteAsync(new Uri("faults/" + source, UriKind.Relative));
        Assert.Equal("{}", (await sandbox.GetAsync("faults")).ToJsonString());
    }

    [Theory]
    [InlineData("/spotify/accounts/api/token", true)]
    [InlineData("/tidal/v1/oauth2/token", true)]
    [InlineData("/soundcloud/oauth/token", true)]
    [InlineData("/amazon-music/auth/o2/token", true)]
    [InlineData("/bandcamp/somebody/track/token", false)]
    [InlineData("/deezer/search", false)]
    public void A_token_is_known_by_its_path(string path, bool expected)
    {
        Assert.Equal(expected, ServicePaths.IsForToken(path));
    }
}

using System.Net;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices.Accounts;

/// <summary>A fan's library at Spotify, over every kind of answer. Hunts a save that is believed in and never was.</summary>
public sealed class SavingAtSpotifyTests
{
    private const string NotFound = """{ "error": { "status": 404, "message": "Resource not found" } }""";
    private static readonly ServiceItem s_track = FanWorld.Item("https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe");
    private static readonly ServiceItem s_album = FanWorld.Item("https://open.spotify.com/album/2noRn2Aes5aoNVsU6iWThc");

    [Fact]
    public async Task Items_are_saved_by_their_URIs_in_the_query()
    {
        using var world = new FanWorld("");
        Assert.Equal([SaveOutcome.Saved, SaveOutcome.Saved], Done(await Save(world, s_track, s_album)));
        var sent = Assert.Single(world.Far.Sent);
        Assert.Equal(("PUT", "https://api.spotify.com/v1/me/library?uris=spotify:track:2plbrEY59IikOBgBGLjaoe,spotify:album:2noRn2Aes5aoNVsU6iWThc", "Bearer token", ""),
            (sent.Method, sent.Uri.AbsoluteUri, sent.Authorization, sent.Body));
        Assert.Equal(["spotify-saves"], world.Entered);
        Assert.Equal([null], world.Reports);
        Assert.Equal((40, "spotify-saves"), (Library(world).MostItems, Library(world).Pace.Name));
    }

    [Theory]
    [InlineData(200, "{}")]
    [InlineData(204, "")]
    public async Task An_empty_answer_is_a_save(int status, string body)
    {
        using var world = new FanWorld(body, status);
        Assert.Equal([SaveOutcome.Saved], Done(await Save(world, s_track)));
    }

    [Theory]
    [InlineData("<html>sign in</html>")]
    [InlineData("""{"id":1,"title":"Half an ans""")]
    [InlineData("[[],null,7]")]
    [InlineData("""{ "error": { "status": 200 } }""")]
    public async Task An_answer_that_says_something_is_none_of_Spotifys(string body)
    {
        using var world = new FanWorld(body);
        Assert.Equal(new LibraryAnswer.Unavailable(UnavailableReasons.MalformedAnswer, null), await Save(world, s_track));
        Assert.Equal([UnavailableReasons.MalformedAnswer], world.Reports);
    }

    [Fact]
    public async Task One_item_that_is_not_there_keeps_no_other_from_being_saved()
    {
        using var world = new FanWorld((request, _) => request.Uri.Query.Contains("album", StringComparison.Ordinal) ? ScriptedHttp.Json(NotFound, 404) : ScriptedHttp.Json(""));
        Assert.Equal([SaveOutcome.Saved, SaveOutcome.NotThere], Done(await Save(world, s_track, s_album)));
        Assert.Equal(3, world.Far.Sent.Count);
    }

    [Fact]
    public async Task A_gateways_not_found_is_no_word_on_the_item()
    {
        using var world = new FanWorld("<html>404</html>", 404);
        Assert.Equal(new LibraryAnswer.Unavailable("http404", null), await Save(world, s_track));
    }

    [Fact]
    public async Task When_items_are_asked_for_one_by_one_a_refusal_is_told()
    {
        using var world = new FanWorld((_, number) => number == 0 ? ScriptedHttp.Json(NotFound, 404) : ScriptedHttp.Json("{}", 401));
        Assert.IsType<LibraryAnswer.Refused>(await Save(world, s_track, s_album));
        Assert.Equal([null, null], world.Reports);
    }

    [Theory]
    [InlineData(401, "{}", typeof(LibraryAnswer.Refused))]
    [InlineData(403, """{ "error": { "status": 403, "message": "User not registered in the Developer Dashboard" } }""", typeof(LibraryAnswer.NotAllowed))]
    [InlineData(403, """{ "error": { "status": 403, "message": "Insufficient client scope" } }""", typeof(LibraryAnswer.NotAllowed))]
    public async Task A_fan_who_is_refused_stops_nobody_else(int status, string body, Type answer)
    {
        using var world = new FanWorld(body, status);
        Assert.IsType(answer, await Save(world, s_track));
        Assert.Equal([null], world.Reports);
    }

    [Theory]
    [InlineData(429, """{ "error": { "status": 429, "message": "API rate limit exceeded" } }""", UnavailableReasons.RateLimited)]
    [InlineData(429, """{ "error": { "status": 429, "message": "API quota exceeded", "reason": "QUOTA_EXCEEDED" } }""", UnavailableReasons.QuotaExhausted)]
    [InlineData(400, """{ "error": { "status": 400, "message": "Invalid URI" } }""", "http400")]
    [InlineData(403, "<html>firewall</html>", "http403")]
    [InlineData(502, "", "http502")]
    public async Task What_can_pass_is_told_with_its_reason(int status, string body, string reason)
    {
        using var world = new FanWorld((_, _) =>
        {
            var answer = ScriptedHttp.Json(body, status);
            answer.Headers.RetryAfter = new(TimeSpan.FromMinutes(3));
            return answer;
        });
        Assert.Equal(new LibraryAnswer.Unavailable(reason, TimeSpan.FromMinutes(3)), await Save(world, s_track));
        Assert.Equal([reason], world.Reports);
    }

    [Fact]
    public async Task Without_a_turn_nothing_is_sent()
    {
        using var world = new FanWorld("") { Refusal = new LookUp.Unavailable(UnavailableReasons.QuotaExhausted, TimeSpan.FromHours(2)) };
        Assert.Equal(new LibraryAnswer.Unavailable(UnavailableReasons.QuotaExhausted, TimeSpan.FromHours(2)), await Save(world, s_track));
        Assert.Empty(world.Far.Sent);
    }

    [Fact]
    public async Task A_service_that_never_answers_is_given_up()
    {
        using var world = new FanWorld((_, _) => ScriptedHttp.BodyThatNeverComes());
        var save = Save(world, s_track);
        await PollAsync(() => world.Time.WaitingTimers > 0);
        world.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(new LibraryAnswer.Unavailable(UnavailableReasons.Timeout, null), await save);
    }

    [Fact]
    public async Task A_library_tells_what_is_in_it()
    {
        using var world = new FanWorld("[true,false]");
        Assert.Equal([true, false], Assert.IsType<LibraryAnswer.Contents>(await Library(world).ContainsAsync("token", [s_track, s_album], default)).Has);
        Assert.Equal("https://api.spotify.com/v1/me/library/contains?uris=spotify:track:2plbrEY59IikOBgBGLjaoe,spotify:album:2noRn2Aes5aoNVsU6iWThc", Assert.Single(world.Far.Sent).Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData(200, "[true]", UnavailableReasons.MalformedAnswer)]
    [InlineData(200, "[true,1]", UnavailableReasons.MalformedAnswer)]
    [InlineData(200, "{}", UnavailableReasons.MalformedAnswer)]
    [InlineData(404, NotFound, "http404")]
    [InlineData(403, """{ "error": { "status": 403, "message": "Insufficient client scope" } }""", "http403")]
    public async Task A_library_that_may_not_be_looked_into_says_nothing_of_the_fan(int status, string body, string reason)
    {
        using var world = new FanWorld(body, status);
        Assert.Equal(reason, Assert.IsType<LibraryAnswer.Unavailable>(await Library(world).ContainsAsync("token", [s_track, s_album], default)).Reason);
    }

    [Fact]
    public async Task The_first_artist_is_followed_and_asked_for_once_for_all_fans()
    {
        using var world = new FanWorld((request, _) => request.Method == "GET" ? ScriptedHttp.Json("""{ "artists": [ { "id": "1HY2Jd0NmPuamShAr6KMms" }, { "id": "0du5cEVh5yTK9QJze8zA0C" } ] }""") : new HttpResponseMessage(HttpStatusCode.NoContent));
        Assert.Equal([SaveOutcome.Saved], Done(await Library(world).FollowArtistAsync("token-1", s_track, default)));
        Assert.Equal([SaveOutcome.Saved], Done(await Library(world).FollowArtistAsync("token-2", s_track, default)));
        Assert.Equal(
            ["GET /v1/tracks/2plbrEY59IikOBgBGLjaoe Bearer token-1", "PUT /v1/me/following?type=artist&ids=1HY2Jd0NmPuamShAr6KMms Bearer token-1", "PUT /v1/me/following?type=artist&ids=1HY2Jd0NmPuamShAr6KMms Bearer token-2"],
            world.Far.Sent.Select(sent => $"{sent.Method} {sent.Uri.PathAndQuery} {sent.Authorization}"));
        Assert.Equal(["spotify", "spotify-saves", "spotify-saves"], world.Entered);
    }

    [Fact]
    public async Task An_item_that_is_not_there_has_no_artist_to_follow()
    {
        using var world = new FanWorld(NotFound, 404);
        Assert.Equal([SaveOutcome.NotThere], Done(await Library(world).FollowArtistAsync("token", s_album, default)));
        Assert.Equal("/v1/albums/2noRn2Aes5aoNVsU6iWThc", Assert.Single(world.Far.Sent).Uri.AbsolutePath);
    }

    [Theory]
    [InlineData("""{ "artists": [] }""")]
    [InlineData("""{ "artists": [ { "id": "../me" } ] }""")]
    [InlineData("<html>")]
    public async Task An_artist_that_is_none_is_not_followed(string body)
    {
        using var world = new FanWorld(body);
        Assert.Equal(new LibraryAnswer.Unavailable(UnavailableReasons.MalformedAnswer, null), await Library(world).FollowArtistAsync("token", s_track, default));
        Assert.Single(world.Far.Sent);
    }

    private static IFanLibrary Library(FanWorld world) => world.Library(StreamingService.Spotify);

    private static Task<LibraryAnswer> Save(FanWorld world, params ServiceItem[] items) => Library(world).SaveAsync("token", items, "attempt", default);

    private static IReadOnlyList<SaveOutcome> Done(LibraryAnswer answer) => Assert.IsType<LibraryAnswer.Done>(answer).Outcomes;

    private static async Task PollAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 1_000 && !isSo(); i++) await Task.Delay(10);
        Assert.True(isSo());
    }
}

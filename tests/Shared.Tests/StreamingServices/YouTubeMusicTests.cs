using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.YouTubeMusic;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>YouTube Music's catalogue over answers in the YouTube Data API's shapes.</summary>
public sealed class YouTubeMusicTests
{
    private const string Video = "https://music.youtube.com/watch?v=a1b2c3d4e5A";
    private const string AlbumId = "OLAK5uy_kabcdefghijklmnopqrstuvwxyz012345";

    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_search_is_spent_once_and_its_hits_are_read_together()
    {
        var (far, youTube) = Make((request, _) => Fixture(request.Uri.AbsolutePath.EndsWith("/search", StringComparison.Ordinal) ? "youtube-search" : "youtube-videos"));

        var found = Assert.IsType<LookUp.Found>(await youTube.SearchAsync(Search(), default));

        // In the order of the hits: the first is not the recording.
        Assert.Equal(["kPa7bsKwL-c", "a1b2c3d4e5A"], found.Candidates.Select(candidate => candidate.Id));
        Assert.Equal(
            ["/youtube/v3/search?part=snippet&type=video&videoCategoryId=10&maxResults=25&q=Lady%20Gaga%20Bruno%20Mars%20Die%20With%20A%20Smile",
             "/youtube/v3/videos?part=snippet,contentDetails,status&id=kPa7bsKwL-c,a1b2c3d4e5A,Pr1vatePr1v,L1veL1veL1v"],
            far.Sent.Select(sent => sent.Uri.PathAndQuery));
    }

    [Fact]
    public async Task The_key_is_a_header_and_in_no_address()
    {
        var (far, youTube) = Make((_, _) => Fixture("youtube-videos"));
        await youTube.FindByItemAsync(Item(ItemKind.Track, "a1b2c3d4e5A"), default);
        Assert.All(far.Sent, sent => Assert.DoesNotContain("the-key", sent.Uri.AbsoluteUri, StringComparison.Ordinal));
        Assert.Equal("the-key", far.Sent[0].Headers["X-Goog-Api-Key"]);
    }

    [Fact]
    public async Task An_art_track_tells_what_its_label_delivered()
    {
        var (_, youTube) = Make((_, _) => Fixture("youtube-videos"));
        var track = Assert.Single(Assert.IsType<LookUp.Found>(await youTube.FindByItemAsync(Item(ItemKind.Track, "a1b2c3d4e5A"), default)).Candidates);
        Assert.Equal((ItemKind.Track, Video, "Die With A Smile", true, FoundBy.Item), (track.Kind, track.Url.ToString(), track.Title, track.IsArtistsOwn, track.FoundBy));
        Assert.Equal(["Lady Gaga", "Bruno Mars"], track.Artists);
        Assert.Equal((new TimeSpan(0, 4, 12), new DateOnly(2024, 8, 16), "Die With A Smile"), (track.Duration, track.ReleasedOn, track.AlbumTitle));
        Assert.Equal("-BY,RU", track.Territories.ToString());
    }

    [Fact]
    public async Task An_ordinary_video_is_its_uploaders()
    {
        var (_, youTube) = Make((_, _) => Fixture("youtube-videos"));
        var video = Assert.Single(Assert.IsType<LookUp.Found>(await youTube.FindByItemAsync(Item(ItemKind.Track, "kPa7bsKwL-c"), default)).Candidates);
        Assert.Equal((false, null, null, "+CA,US"), (video.IsArtistsOwn, video.AlbumTitle, video.ReleasedOn, video.Territories.ToString()));
        Assert.Equal(["LadyGagaVEVO"], video.Artists);
    }

    /// <summary>Whatever says that it may play later, or not in a frame, once hid a video that was there, even one an admin had pinned.</summary>
    [Theory]
    [InlineData("public", "processed", true, "none", true)]
    [InlineData("unlisted", "processed", true, "none", true)]
    [InlineData("public", "processed", false, "none", true)]
    [InlineData("public", "uploaded", true, "none", true)]
    [InlineData("public", "processed", true, "upcoming", true)]
    [InlineData("public", "uploaded", true, "live", true)]
    [InlineData("public", "processed", true, "completed", true)]
    [InlineData("private", "processed", true, "none", false)]
    [InlineData("public", "deleted", true, "none", false)]
    [InlineData("public", "failed", true, "none", false)]
    [InlineData("public", "rejected", true, "none", false)]
    public async Task A_video_read_by_its_id_is_gone_only_when_YouTube_says_so(string privacy, string upload, bool isEmbeddable, string broadcast, bool isThere)
    {
        var (_, youTube) = Make((_, _) => OneVideo(privacy, upload, isEmbeddable, broadcast));
        var answer = await youTube.FindByItemAsync(Item(ItemKind.Track, "a1b2c3d4e5A"), default);
        if (isThere) Assert.Equal("a1b2c3d4e5A", Assert.Single(Assert.IsType<LookUp.Found>(answer).Candidates).Id);
        else Assert.IsType<LookUp.NotListed>(answer);
    }

    [Theory]
    [InlineData("public", "processed", true, "none", true)]
    [InlineData("public", "processed", false, "none", false)]
    [InlineData("public", "uploaded", true, "none", false)]
    [InlineData("public", "processed", true, "upcoming", false)]
    [InlineData("public", "processed", true, "live", false)]
    [InlineData("private", "processed", true, "none", false)]
    public async Task A_hit_of_a_search_must_play_now_and_anywhere(string privacy, string upload, bool isEmbeddable, string broadcast, bool isTaken)
    {
        var (_, youTube) = Make((request, _) => request.Uri.AbsolutePath.EndsWith("/search", StringComparison.Ordinal)
            ? ScriptedHttp.Json("""{ "items": [ { "id": { "kind": "youtube#video", "videoId": "a1b2c3d4e5A" } } ] }""") : OneVideo(privacy, upload, isEmbeddable, broadcast));
        Assert.Equal(isTaken, await youTube.SearchAsync(Search(), default) is LookUp.Found);
    }

    [Fact]
    public async Task A_search_without_hits_reads_no_videos()
    {
        var (far, youTube) = Make((_, _) => ScriptedHttp.Json("""{ "items": [] }"""));
        Assert.IsType<LookUp.NotListed>(await youTube.SearchAsync(Search(), default));
        Assert.Single(far.Sent);
    }

    [Fact]
    public async Task Operators_of_the_search_are_no_part_of_a_title()
    {
        var (far, youTube) = Make((_, _) => ScriptedHttp.Json("""{ "items": [] }"""));
        await youTube.SearchAsync(Search() with { Title = "Now | Never -Love - Jay-Z&q=x" }, default);
        Assert.EndsWith("&q=Lady%20Gaga%20Bruno%20Mars%20Now%20Never%20Love%20Jay-Z%26q%3Dx", far.Sent[0].Uri.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_album_is_read_with_its_first_track()
    {
        var (far, youTube) = Make((request, _) => request.Uri.AbsolutePath.Split('/')[^1] switch
        {
            "playlists" => ScriptedHttp.Json($$"""{ "items": [ { "id": "{{AlbumId}}", "snippet": { "title": "Album - Die With A Smile" }, "status": { "privacyStatus": "public" }, "contentDetails": { "itemCount": 1 } } ] }"""),
            "playlistItems" => ScriptedHttp.Json("""{ "items": [ { "snippet": { "resourceId": { "videoId": "a1b2c3d4e5A" } } } ] }"""),
            _ => Fixture("youtube-videos"),
        });
        var album = Assert.Single(Assert.IsType<LookUp.Found>(await youTube.FindByItemAsync(Item(ItemKind.Album, AlbumId), default)).Candidates);
        Assert.Equal((ItemKind.Album, "https://music.youtube.com/playlist?list=" + AlbumId, "Die With A Smile", true, 1), (album.Kind, album.Url.ToString(), album.Title, album.IsArtistsOwn, album.TrackCount));
        Assert.Equal(["Lady Gaga", "Bruno Mars"], album.Artists);
        Assert.Equal(new DateOnly(2024, 8, 16), album.ReleasedOn);
        Assert.Equal(["playlists", "playlistItems", "videos"], far.Sent.Select(sent => sent.Uri.AbsolutePath.Split('/')[^1]));
    }

    [Theory]
    [InlineData(ItemKind.Track, "short")]
    [InlineData(ItemKind.Track, "a1b2c3d4e5&")]
    [InlineData(ItemKind.Album, "PLabcdefghijklmnopqrstuvwxyz")]
    [InlineData(ItemKind.Album, "OLAK5uy_k/../../../x&key=0000000000")]
    public async Task Ids_of_another_form_are_never_asked_for(ItemKind kind, string id)
    {
        var (far, youTube) = Make((_, _) => Fixture("youtube-videos"));
        Assert.IsType<LookUp.NotListed>(await youTube.FindByItemAsync(Item(kind, id), default));
        Assert.Empty(far.Sent);
    }

    [Theory]
    [InlineData(403, """{ "error": { "code": 403, "errors": [ { "domain": "youtube.quota", "reason": "quotaExceeded" } ] } }""", "quotaExhausted", 20 * 3600)]
    [InlineData(403, """{ "error": { "code": 403, "errors": [ { "domain": "usageLimits", "reason": "dailyLimitExceeded" } ] } }""", "quotaExhausted", 20 * 3600)]
    [InlineData(429, """{ "error": { "code": 429, "errors": [ { "reason": "rateLimitExceeded" } ], "details": [ { "reason": "RATE_LIMIT_EXCEEDED", "metadata": { "quota_limit": "defaultSearchListPerDayPerProject" } } ] } }""", "quotaExhausted", 20 * 3600)]
    [InlineData(429, """{ "error": { "code": 429, "details": [ { "reason": "RATE_LIMIT_EXCEEDED", "metadata": { "quota_limit": "defaultPerMinutePerProject" } } ] } }""", "rateLimited", null)]
    [InlineData(403, """{ "error": { "code": 403, "errors": [ { "reason": "rateLimitExceeded" } ] } }""", "rateLimited", null)]
    [InlineData(403, """{ "error": { "code": 403, "errors": [ { "reason": "userRateLimitExceeded" } ] } }""", "rateLimited", null)]
    [InlineData(400, """{ "error": { "code": 400, "errors": [ { "reason": "keyInvalid" } ] } }""", "unauthorized", null)]
    [InlineData(400, """{ "error": { "code": 400, "errors": [ { "reason": "badRequest" } ], "details": [ { "reason": "API_KEY_INVALID" } ] } }""", "unauthorized", null)]
    [InlineData(403, """{ "error": { "code": 403, "errors": [ { "reason": "accessNotConfigured" } ] } }""", "unauthorized", null)]
    [InlineData(400, """{ "error": { "code": 400, "errors": [ { "reason": "invalidSearchFilter" } ] } }""", "http400", null)]
    [InlineData(403, "<html>", "http403", null)]
    [InlineData(429, "[]", "rateLimited", null)]
    [InlineData(503, """{ "error": { "code": 503, "errors": [ { "reason": "quotaExceeded" } ] } }""", "http503", null)]
    [InlineData(200, """{ "items": {} }""", "malformedAnswer", null)]
    [InlineData(200, "{}", "malformedAnswer", null)]
    public async Task A_refusal_is_read_by_its_reason(int status, string body, string reason, int? seconds)
    {
        var answer = await Make((_, _) => ScriptedHttp.Json(body, status)).YouTube.SearchAsync(Search(), default);
        Assert.Equal(new LookUp.Unavailable(reason, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null), answer);
    }

    [Theory]
    [InlineData("2026-11-20T12:00:00Z", "2026-11-21T08:00:00Z")]
    [InlineData("2026-11-20T07:59:59Z", "2026-11-20T08:00:00Z")]
    [InlineData("2026-11-20T08:00:00Z", "2026-11-21T08:00:00Z")]
    [InlineData("2026-07-01T12:00:00Z", "2026-07-02T07:00:00Z")]
    [InlineData("2026-11-01T07:30:00Z", "2026-11-02T08:00:00Z")]
    public void A_used_up_quota_comes_back_at_midnight_Pacific_Time(string now, string reset) =>
        Assert.Equal(At(reset) - At(now), YouTubeMusicRefusals.UntilReset(At(now)));

    [Fact]
    public async Task A_quota_that_ends_between_search_and_videos_is_told()
    {
        var (_, youTube) = Make((_, number) => number == 0 ? Fixture("youtube-search") : ScriptedHttp.Json("""{ "error": { "errors": [ { "reason": "quotaExceeded" } ] } }""", 403));
        Assert.Equal(UnavailableReasons.QuotaExhausted, Assert.IsType<LookUp.Unavailable>(await youTube.SearchAsync(Search(), default)).Reason);
    }

    [Fact]
    public void Searches_are_counted_apart_and_by_Googles_day()
    {
        var options = new YouTubeMusicOptions { ApiKey = "the-key" };
        Assert.Equal(("youtube-music-search", 100, "America/Los_Angeles"), (options.SearchPace.Name, options.SearchPace.DailyQuota, options.SearchPace.ResetZone));
        Assert.Equal(("youtube-music", 10_000), (options.Pace.Name, options.Pace.DailyQuota));
        Assert.Equal((false, false, true, true, 100), Capabilities(Make((_, _) => Fixture("youtube-videos")).YouTube.Capabilities));
    }

    private static HttpResponseMessage OneVideo(string privacy, string upload, bool isEmbeddable, string broadcast) => ScriptedHttp.Json($$"""
        { "items": [ { "kind": "youtube#video", "id": "a1b2c3d4e5A", "snippet": { "title": "Die With A Smile", "channelTitle": "Lady Gaga - Topic", "liveBroadcastContent": "{{broadcast}}" },
          "contentDetails": { "duration": "PT4M12S" }, "status": { "uploadStatus": "{{upload}}", "privacyStatus": "{{privacy}}", "embeddable": {{(isEmbeddable ? "true" : "false")}} } } ] }
        """);

    private static (bool, bool, bool, bool, int?) Capabilities(ServiceCapabilities can) => (can.ByIsrc, can.ByUpc, can.ByItem, can.BySearch, can.DailyQuota);

    private (ScriptedHttp Far, IServiceCatalogue YouTube) Make(Func<SentRequest, int, HttpResponseMessage> answer)
    {
        var far = new ScriptedHttp(answer);
        var options = new ServiceOptions { Deezer = { Enabled = false }, YouTubeMusic = { ApiKey = "the-key" } };
        return (far, ServiceCatalogues.Make(options, far.NewClient(), OpenGate.Instance, _time).Single(catalogue => catalogue.Service == StreamingService.YouTubeMusic));
    }

    private static ReleaseSearch Search() => new(ItemKind.Track, "Die With A Smile", ["Lady Gaga", "Bruno Mars"], Some.Isrc, null);

    private static ServiceItem Item(ItemKind kind, string id) => new(StreamingService.YouTubeMusic, kind, id, DestinationUrl.Parse(StreamingService.YouTubeMusic, Video));

    private static HttpResponseMessage Fixture(string name) => ScriptedHttp.Json(File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "tests", "Fixtures", "Services", name + ".json")));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

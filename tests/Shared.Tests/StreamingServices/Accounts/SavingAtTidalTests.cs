using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.StreamingServices.Tidal;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices.Accounts;

/// <summary>A fan's collection at TIDAL, over every kind of answer. Hunts outcomes that are told of another item, and keys that are used for two things.</summary>
public sealed class SavingAtTidalTests
{
    private static readonly ServiceItem s_track = FanWorld.Item("https://tidal.com/browse/track/381265362");
    private static readonly ServiceItem s_other = FanWorld.Item("https://tidal.com/browse/track/402000001");
    private static readonly ServiceItem s_album = FanWorld.Item("https://tidal.com/browse/album/381265361");

    [Fact]
    public async Task Tracks_and_albums_go_to_their_collections_each_with_a_key()
    {
        using var world = new FanWorld((request, _) => ScriptedHttp.Json(request.Uri.AbsolutePath.Contains("Tracks", StringComparison.Ordinal)
            ? Added("tracks", ["381265362"], """{ "id": "402000001", "type": "tracks", "reason": "NOT_FOUND" }""")
            : Added("albums", [], """{ "id": "381265361", "type": "albums", "reason": "ALREADY_PRESENT" }""")));
        Assert.Equal([SaveOutcome.Saved, SaveOutcome.AlreadyThere, SaveOutcome.NotThere], Done(await Save(world, s_track, s_album, s_other)));

        Assert.Equal(
            ["""POST https://openapi.tidal.com/v2/userCollectionTracks/me/relationships/items {"data":[{"id":"381265362","type":"tracks"},{"id":"402000001","type":"tracks"}]}""",
             """POST https://openapi.tidal.com/v2/userCollectionAlbums/me/relationships/items {"data":[{"id":"381265361","type":"albums"}]}"""],
            world.Far.Sent.Select(sent => $"{sent.Method} {sent.Uri.AbsoluteUri} {sent.Body}"));
        Assert.All(world.Far.Sent, sent => Assert.Equal(("Bearer token", "application/vnd.api+json"), (sent.Authorization, sent.Headers["Accept"])));
        Assert.Equal(2, world.Far.Sent.Select(sent => sent.Headers["Idempotency-Key"]).Distinct().Count());
        Assert.Equal(["tidal-saves", "tidal-saves"], world.Entered);
        Assert.Equal([null, null], world.Reports);
        Assert.Equal((50, "tidal-saves"), (Library(world).MostItems, Library(world).Pace.Name));
    }

    [Fact]
    public async Task A_key_is_the_same_for_the_same_attempt_only()
    {
        using var world = new FanWorld(Added("tracks", ["381265362"]));
        await Library(world).SaveAsync("token-1", [s_track], "attempt 1", default);
        await Library(world).SaveAsync("token-2", [s_track], "attempt 1", default);
        await Library(world).SaveAsync("token-2", [s_track], "attempt 2", default);
        await Library(world).SaveAsync("token-2", [s_track], new string('a', 128), default);
        var keys = world.Far.Sent.Select(sent => sent.Headers["Idempotency-Key"]).ToList();
        Assert.Equal((keys[0], 3), (keys[1], keys.Distinct().Count()));
        Assert.All(keys, key => Assert.InRange(key.Length, 1, 128));
    }

    [Fact]
    public async Task What_is_neither_added_nor_skipped_is_not_proven()
    {
        using var world = new FanWorld(Added("tracks", []));
        Assert.Equal([SaveOutcome.Taken], Done(await Save(world, s_track)));
    }

    [Fact]
    public async Task What_was_there_already_is_told_by_a_conflict_too()
    {
        using var world = new FanWorld((request, _) => request.Body.Contains("402000001", StringComparison.Ordinal) ? Conflict("DUPLICATE_ITEMS_IN_COLLECTION") : ScriptedHttp.Json(Added("tracks", ["381265362"])));
        Assert.Equal([SaveOutcome.Saved, SaveOutcome.AlreadyThere], Done(await Save(world, s_track, s_other)));
        Assert.Equal(3, world.Far.Sent.Select(sent => sent.Headers["Idempotency-Key"]).Distinct().Count());
    }

    [Theory]
    [InlineData("TOO_MANY_ITEMS_IN_COLLECTION", TidalReasons.Full, 0)]
    [InlineData("IDEMPOTENT_REQUEST_IN_PROGRESS", TidalReasons.InProgress, 2)]
    public async Task A_conflict_that_is_the_fans_own_stops_nobody_else(string code, string reason, int seconds)
    {
        using var world = new FanWorld((_, _) => Conflict(code));
        Assert.Equal(new LibraryAnswer.Unavailable(reason, seconds == 0 ? null : TimeSpan.FromSeconds(seconds)), await Save(world, s_track));
        Assert.Equal([null], world.Reports);
    }

    [Theory]
    [InlineData(401, "{}", typeof(LibraryAnswer.Refused))]
    [InlineData(403, """{ "errors": [ { "status": "403" } ] }""", typeof(LibraryAnswer.NotAllowed))]
    public async Task A_fan_who_is_refused_stops_nobody_else(int status, string body, Type answer)
    {
        using var world = new FanWorld(body, status);
        Assert.IsType(answer, await Save(world, s_track, s_album));
        Assert.Equal([null], world.Reports);
        Assert.Single(world.Far.Sent);
    }

    [Theory]
    [InlineData(200, "<html>sign in</html>", UnavailableReasons.MalformedAnswer)]
    [InlineData(200, "", UnavailableReasons.MalformedAnswer)]
    [InlineData(200, """{ "data": {} }""", UnavailableReasons.MalformedAnswer)]
    [InlineData(200, """{ "data": [ 7 ], "meta": { "skipped": [ null ] } }""", null)]
    [InlineData(403, "<html>firewall</html>", "http403")]
    [InlineData(404, """{ "errors": [ { "status": "404" } ] }""", "http404")]
    [InlineData(409, "<html>", "http409")]
    [InlineData(409, """{ "errors": [ { "status": "409", "code": "SOMETHING_NEW" } ] }""", "http409")]
    [InlineData(415, """{ "errors": [ { "status": "415" } ] }""", "http415")]
    [InlineData(422, """{ "errors": [ { "status": "422", "code": "IDEMPOTENT_REQUEST_PAYLOAD_MISMATCH" } ] }""", "http422")]
    [InlineData(429, """{ "errors": [ { "status": "429" } ] }""", UnavailableReasons.RateLimited)]
    [InlineData(429, """{ "errors": [ { "status": "429", "code": "QUOTA_EXCEEDED" } ] }""", UnavailableReasons.QuotaExhausted)]
    [InlineData(503, "", "http503")]
    public async Task What_can_pass_is_told_with_its_reason(int status, string body, string? reason)
    {
        using var world = new FanWorld(body, status);
        var answer = await Save(world, s_track);
        Assert.Equal(reason, (answer as LibraryAnswer.Unavailable)?.Reason);
        Assert.Equal([reason], world.Reports);
        if (reason is null) Assert.Equal([SaveOutcome.Taken], Done(answer));
    }

    [Fact]
    public async Task A_rate_limit_without_a_time_lasts_as_long_as_TIDALs_bucket_needs()
    {
        using var world = new FanWorld("{}", 429);
        Assert.Equal(new LibraryAnswer.Unavailable(UnavailableReasons.RateLimited, TimeSpan.FromSeconds(5)), await Save(world, s_track));
    }

    [Fact]
    public async Task A_collection_is_looked_through_newest_first()
    {
        using var world = new FanWorld((request, _) => ScriptedHttp.Json(request.Uri.Query.Contains("cursor", StringComparison.Ordinal)
            ? """{ "data": [ { "id": "381265362", "type": "tracks" } ], "links": { "self": "/" } }"""
            : """{ "data": [ { "id": "1", "type": "tracks" } ], "links": { "self": "/", "next": "/userCollectionTracks/me/relationships/items?page%5Bcursor%5D=abc%3D" } }"""));
        Assert.Equal([true, false], Assert.IsType<LibraryAnswer.Contents>(await Library(world).ContainsAsync("token", [s_track, s_other], default)).Has);
        Assert.Equal(
            ["https://openapi.tidal.com/v2/userCollectionTracks/me/relationships/items?sort=-addedAt", "https://openapi.tidal.com/v2/userCollectionTracks/me/relationships/items?sort=-addedAt&page%5Bcursor%5D=abc%3D"],
            world.Far.Sent.Select(sent => sent.Uri.AbsoluteUri));
    }

    [Fact]
    public async Task A_collection_without_an_end_proves_no_absence()
    {
        using var world = new FanWorld("""{ "data": [], "links": { "self": "/", "next": "/?page%5Bcursor%5D=abc" } }""");
        Assert.Equal(new LibraryAnswer.Unavailable(TidalAnswers.TooManyPages, null), await Library(world).ContainsAsync("token", [s_track], default));
        Assert.Equal(3, world.Far.Sent.Count);
    }

    [Fact]
    public async Task A_collection_that_may_not_be_looked_into_says_nothing_of_the_fan()
    {
        using var world = new FanWorld("""{ "errors": [ { "status": "403" } ] }""", 403);
        Assert.Equal(new LibraryAnswer.Unavailable("http403", null), await Library(world).ContainsAsync("token", [s_track], default));
    }

    [Fact]
    public async Task The_first_artist_is_followed_without_a_key_and_asked_for_once_for_all_fans()
    {
        using var world = new FanWorld((request, _) => ScriptedHttp.Json(request.Method == "GET"
            ? """{ "data": { "id": "381265362", "type": "tracks", "relationships": { "artists": { "data": [ { "id": "3853", "type": "artists" }, { "id": "5", "type": "artists" } ] } } }, "links": { "self": "/" } }"""
            : Added("artists", ["3853"])));
        Assert.Equal([SaveOutcome.Saved], Done(await Library(world).FollowArtistAsync("token-1", s_track, default)));
        Assert.Equal([SaveOutcome.Saved], Done(await Library(world).FollowArtistAsync("token-2", s_track, default)));
        Assert.Equal(
            ["GET /v2/tracks/381265362?countryCode=US&include=artists ", """POST /v2/userCollectionArtists/me/relationships/items {"data":[{"id":"3853","type":"artists"}]}""", """POST /v2/userCollectionArtists/me/relationships/items {"data":[{"id":"3853","type":"artists"}]}"""],
            world.Far.Sent.Select(sent => $"{sent.Method} {sent.Uri.PathAndQuery} {sent.Body}"));
        Assert.All(world.Far.Sent, sent => Assert.False(sent.Headers.ContainsKey("Idempotency-Key")));
        Assert.Equal(["tidal", "tidal-saves", "tidal-saves"], world.Entered);
    }

    [Fact]
    public async Task An_item_that_is_not_there_has_no_artist_to_follow()
    {
        using var world = new FanWorld("""{ "errors": [ { "status": "404" } ] }""", 404);
        Assert.Equal([SaveOutcome.NotThere], Done(await Library(world).FollowArtistAsync("token", s_album, default)));
        using var gateway = new FanWorld("<html>", 404);
        Assert.Equal(new LibraryAnswer.Unavailable("http404", null), await Library(gateway).FollowArtistAsync("token", s_album, default));
    }

    private static string Added(string type, string[] ids, string skipped = "") =>
        $$"""{ "data": [ {{string.Join(", ", ids.Select(id => $$"""{ "id": "{{id}}", "type": "{{type}}", "meta": { "addedAt": "2026-12-04T00:00:00Z" } }"""))}} ], "links": { "self": "/" }, "meta": { "skipped": [ {{skipped}} ] } }""";

    private static HttpResponseMessage Conflict(string code) => ScriptedHttp.Json($$"""{ "errors": [ { "status": "409", "code": "{{code}}" } ] }""", 409);

    private static IFanLibrary Library(FanWorld world) => world.Library(StreamingService.Tidal);

    private static Task<LibraryAnswer> Save(FanWorld world, params ServiceItem[] items) => Library(world).SaveAsync("token", items, "attempt", default);

    private static IReadOnlyList<SaveOutcome> Done(LibraryAnswer answer) => Assert.IsType<LibraryAnswer.Done>(answer).Outcomes;

    private static class TidalReasons
    {
        public const string Full = "collectionFull";
        public const string InProgress = "requestInProgress";
    }
}

using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.SoundCloud;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>SoundCloud's catalogue over answers in its shapes.</summary>
public sealed class SoundCloudTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Tracks_are_read_and_what_fans_cannot_be_sent_to_is_left_out()
    {
        var (far, soundCloud) = Make((_, _) => Fixture("soundcloud-tracks"));

        var found = Assert.IsType<LookUp.Found>(await soundCloud.SearchAsync(Search(), default)).Candidates;

        Assert.Equal(
            ["https://soundcloud.com/ladygaga/die-with-a-smile", "https://soundcloud.com/somebody/sped-up", "https://soundcloud.com/umg/die-with-a-smile-2", "https://soundcloud.com/umg/blocked"],
            found.Select(candidate => candidate.Url.ToString()));
        Assert.Equal(("ladygaga/die-with-a-smile", FoundBy.Search, new TimeSpan(0, 0, 4, 11, 667), new DateOnly(2024, 8, 16)), (found[0].Id, found[0].FoundBy, found[0].Duration, found[0].ReleasedOn));
        Assert.Equal([Some.Isrc, null, Some.Isrc, Some.Isrc], found.Select(candidate => candidate.Isrc));
        Assert.Equal(["Lady Gaga, Bruno Mars", "somebody", "Lady Gaga", "umg"], found.Select(candidate => Assert.Single(candidate.Artists)));
        // A preview's length is that of the preview, the 30th of February is no day.
        Assert.Equal((null, null), (found[2].Duration, found[2].ReleasedOn));
        Assert.Equal(["", "", "+CA,US", "-DE"], found.Select(candidate => candidate.Territories.ToString()));
        Assert.Equal("/tracks?q=Lady%20Gaga%20Die%20With%20A%20Smile&limit=50&linked_partitioning=true&access=playable,preview,blocked", far.Sent[^1].Uri.PathAndQuery);
        Assert.Equal("OAuth token-1", far.Sent[^1].Authorization);
    }

    [Fact]
    public async Task A_blocked_track_is_shown_everywhere_while_nobody_knows_where_it_is_blocked()
    {
        var (_, soundCloud) = Make((_, _) => Fixture("soundcloud-tracks"), country: null);
        Assert.True(Assert.IsType<LookUp.Found>(await soundCloud.SearchAsync(Search(), default)).Candidates[3].Territories.IsEverywhere);
    }

    [Fact]
    public async Task Albums_tell_their_product_code()
    {
        var (_, soundCloud) = Make((_, _) => ScriptedHttp.Json("""{ "collection": [ { "kind": "playlist", "title": "Die With A Smile", "ean": "0602475093060", "playlist_type": "single", "track_count": 1, "permalink_url": "https://soundcloud.com/ladygaga/sets/die-with-a-smile", "user": { "username": "Lady Gaga" } } ] }"""));
        var album = Assert.Single(Assert.IsType<LookUp.Found>(await soundCloud.SearchAsync(Search() with { Kind = ItemKind.Album }, default)).Candidates);
        Assert.Equal((ItemKind.Album, "ladygaga/sets/die-with-a-smile", "0602475093060", "single", 1), (album.Kind, album.Id, album.Upc, album.AlbumType, album.TrackCount));
    }

    [Theory]
    [InlineData("https://api.soundcloud.com/tracks/soundcloud:tracks:1901", "/tracks/soundcloud:tracks:1901")]
    [InlineData("https://api.soundcloud.com/tracks/soundcloud%3Atracks%3A1901", "/tracks/soundcloud:tracks:1901")]
    [InlineData("https://api.soundcloud.com/tracks/1901?client_id=x", "/tracks/soundcloud:tracks:1901")]
    [InlineData("https://api.soundcloud.com:444/tracks/1901", null)]
    [InlineData("http://api.soundcloud.com/tracks/1901", null)]
    [InlineData("https://api.soundcloud.com.evil.example/tracks/1901", null)]
    [InlineData("https://user@api.soundcloud.com/tracks/1901", null)]
    [InlineData("https://evil.example/tracks/1901", null)]
    [InlineData("https://api.soundcloud.com/users/1901", null)]
    [InlineData("https://api.soundcloud.com/playlists/1901", null)]
    [InlineData("https://api.soundcloud.com/tracks/soundcloud:playlists:1901", null)]
    [InlineData("https://api.soundcloud.com/tracks/../me", null)]
    [InlineData("/tracks/1901", null)]
    [InlineData("", null)]
    public async Task A_redirect_is_followed_to_a_track_of_the_same_API_and_nowhere_else(string location, string? asked)
    {
        var (far, soundCloud) = Make((request, _) => request.Uri.AbsolutePath == "/resolve"
            ? ScriptedHttp.Json($$"""{ "status": "302 - Found", "location": "{{location}}" }""", 302)
            : ScriptedHttp.Json("""{ "kind": "track", "title": "Die With A Smile", "isrc": "USUM72409273", "permalink_url": "https://soundcloud.com/ladygaga/die-with-a-smile", "user": { "username": "x" } }"""));

        var answer = await soundCloud.FindByItemAsync(Item(), default);

        // A playlist of SoundCloud's own is its word that there is no track; anything else is no word on the item.
        if (asked is not null) Assert.Equal(FoundBy.Item, Assert.Single(Assert.IsType<LookUp.Found>(answer).Candidates).FoundBy);
        else Assert.Equal(location.EndsWith("/playlists/1901", StringComparison.Ordinal) ? new LookUp.NotListed() : ServiceAnswer.Malformed, answer);
        Assert.Equal(asked is null ? ["/resolve"] : ["/resolve", asked], far.Sent.Where(sent => sent.Method == "GET").Select(sent => sent.Uri.AbsolutePath));
        Assert.All(far.Sent, sent => Assert.Contains(sent.Uri.Host, new[] { "api.soundcloud.com", "secure.soundcloud.com" }));
        Assert.Equal("/resolve?url=https%3A%2F%2Fsoundcloud.com%2Fladygaga%2Fdie-with-a-smile", far.Sent[1].Uri.PathAndQuery);
    }

    [Theory]
    [InlineData(404, """{"code":404,"message":"404 - Not Found","link":"https://developers.soundcloud.com/docs/api/explorer/open-api"}""", null)]
    [InlineData(200, "{}", "malformedAnswer")]
    [InlineData(500, "", "http500")]
    [InlineData(401, "{}", "unauthorized")]
    public async Task What_resolves_to_nothing_is_told(int status, string body, string? reason)
    {
        var answer = await Make((_, _) => ScriptedHttp.Json(body, status)).SoundCloud.FindByItemAsync(Item(), default);
        Assert.Equal(reason is null ? new LookUp.NotListed() : new LookUp.Unavailable(reason, null), answer);
    }

    [Fact]
    public async Task A_track_that_became_private_is_not_listed()
    {
        var (_, soundCloud) = Make((request, _) => request.Uri.AbsolutePath == "/resolve"
            ? ScriptedHttp.Json("""{ "location": "https://api.soundcloud.com/tracks/1901" }""", 302) : ScriptedHttp.Json("""{ "kind": "track", "title": "x", "sharing": "private" }"""));
        Assert.IsType<LookUp.NotListed>(await soundCloud.FindByItemAsync(Item(), default));
    }

    [Fact]
    public async Task The_token_is_kept_and_renewed_with_its_refresh_token()
    {
        var (far, soundCloud) = Make((_, _) => Fixture("soundcloud-tracks"));
        await soundCloud.SearchAsync(Search(), default);
        _time.Advance(TimeSpan.FromMinutes(50));
        await soundCloud.SearchAsync(Search(), default);
        Assert.Single(far.Sent, sent => sent.Method == "POST");
        _time.Advance(TimeSpan.FromMinutes(10));
        await soundCloud.SearchAsync(Search(), default);
        Assert.Equal(
            ["grant_type=client_credentials&client_id=id&client_secret=secret", "grant_type=refresh_token&refresh_token=refresh-1&client_id=id&client_secret=secret"],
            far.Sent.Where(sent => sent.Method == "POST").Select(sent => sent.Body));
        Assert.Equal("OAuth token-2", far.Sent[^1].Authorization);
    }

    [Fact]
    public void Tokens_are_asked_for_at_most_fifty_times_in_any_twelve_hours()
    {
        var pace = SoundCloudOptions.TokenPace;
        Assert.True(pace.Burst + (TimeSpan.FromHours(12) / pace.Interval) <= 50);
    }

    [Theory]
    [InlineData("""{ "code": 429, "message": "Too Many Requests" }""", "rateLimited", null)]
    [InlineData("""{ "errors": [ { "meta": { "rate_limit": { "group": "requests", "time_window": "PT1M" }, "reset_time": "2026/11/20 12:00:40 +0000" } } ] }""", "rateLimited", 40)]
    [InlineData("""{ "errors": [ { "meta": { "rate_limit": { "group": "plays", "time_window": "PT24H" }, "reset_time": "2026/11/20 18:00:00 +0000" } } ] }""", "quotaExhausted", 6 * 3600)]
    [InlineData("""{ "errors": [ { "meta": { "rate_limit": { "time_window": "soon" }, "reset_time": "soon" } } ] }""", "rateLimited", null)]
    [InlineData("""{ "errors": [ { "meta": { "reset_time": "2026/11/20 11:00:00 +0000" } } ] }""", "rateLimited", 0)]
    [InlineData("""{ "errors": [ { "error_message": "429" } ] }""", "rateLimited", null)]
    [InlineData("""{ "errors": [ null, 1 ] }""", "rateLimited", null)]
    public async Task Both_kinds_of_429_are_told_apart(string body, string reason, int? seconds)
    {
        var answer = await Make((_, _) => ScriptedHttp.Json(body, 429)).SoundCloud.SearchAsync(Search(), default);
        Assert.Equal(new LookUp.Unavailable(reason, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null), answer);
    }

    private (ScriptedHttp Far, IServiceCatalogue SoundCloud) Make(Func<SentRequest, int, HttpResponseMessage> answer, string? country = "DE")
    {
        var (tokens, requests) = (0, 0);
        var far = new ScriptedHttp((request, _) => request.Uri.Host == "secure.soundcloud.com"
            ? ScriptedHttp.Json($$"""{ "access_token": "token-{{++tokens}}", "token_type": "bearer", "expires_in": 3599, "refresh_token": "refresh-{{tokens}}", "scope": "" }""")
            : answer(request, requests++));
        var options = new ServiceOptions { Deezer = { Enabled = false }, SoundCloud = { ClientId = "id", ClientSecret = "secret", Country = country } };
        return (far, ServiceCatalogues.Make(options, far.NewClient(), OpenGate.Instance, _time).Single(catalogue => catalogue.Service == StreamingService.SoundCloud));
    }

    private static ReleaseSearch Search() => new(ItemKind.Track, "Die With A Smile", ["Lady Gaga", "Bruno Mars"], Some.Isrc, null);

    private static ServiceItem Item() => new(
        StreamingService.SoundCloud, ItemKind.Track, "ladygaga/die-with-a-smile", DestinationUrl.Parse(StreamingService.SoundCloud, "https://soundcloud.com/ladygaga/die-with-a-smile"));

    private static HttpResponseMessage Fixture(string name) => ScriptedHttp.Json(File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "tests", "Fixtures", "Services", name + ".json")));
}

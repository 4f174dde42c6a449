using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.AmazonMusic;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>Amazon Music's catalogue over answers in the shapes its Web API 1.0 documents.</summary>
public sealed class AmazonMusicTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Tracks_are_asked_for_by_ISRC_and_read()
    {
        var (far, amazon) = Amazon((_, _) => ScriptedHttp.Json(ServiceFixtures.Read("amazon-music-search.json")));
        var found = Assert.IsType<LookUp.Found>(await amazon.FindByIsrcAsync(Some.Isrc, default));

        Assert.Equal(("POST", "https://api.music.amazon.dev/v1/search/tracks", "Bearer token-1"), (far.Sent[^1].Method, far.Sent[^1].Uri.ToString(), far.Sent[^1].Authorization));
        Assert.Equal("""{"searchFilters":[{"field":"isrc","query":"USUM72409273"}],"limit":10}""", far.Sent[^1].Body);
        Assert.Equal(["https://music.amazon.com/albums/B0DDK5Z3W4?trackAsin=B0DDK4X1Y2", "https://music.amazon.com/tracks/B0DDK4X1Y3"], found.Candidates.Select(candidate => candidate.Url.ToString()));
        var first = found.Candidates[0];
        Assert.Equal((ItemKind.Track, "B0DDK4X1Y2", "Die With A Smile", Some.Isrc, FoundBy.Isrc), (first.Kind, first.Id, first.Title, first.Isrc, first.FoundBy));
        Assert.Equal((TimeSpan.FromSeconds(251), new DateOnly(2024, 8, 16), "Die With A Smile"), (first.Duration, first.ReleasedOn, first.AlbumTitle));
        Assert.Equal(["Lady Gaga", "Bruno Mars"], first.Artists);
        Assert.Equal((Territories.Only(["US", "DE"]), Territories.Everywhere), (first.Territories, found.Candidates[1].Territories));
    }

    [Fact]
    public async Task Its_own_addresses_are_read_by_ASIN()
    {
        var (far, amazon) = Amazon((_, _) => ScriptedHttp.Json(ServiceFixtures.Read("amazon-music-album.json")));
        var album = Assert.Single(Assert.IsType<LookUp.Found>(await amazon.FindByItemAsync(Item(ItemKind.Album, "albums", "B0DDK5Z3W4"), default)).Candidates);
        Assert.Equal("https://api.music.amazon.dev/v1/albums/B0DDK5Z3W4", far.Sent[^1].Uri.ToString());
        Assert.Equal((ItemKind.Album, "https://music.amazon.com/albums/B0DDK5Z3W4", 1, FoundBy.Item), (album.Kind, album.Url.ToString(), album.TrackCount, album.FoundBy));
        Assert.Equal(Territories.Only(["US"]), album.Territories);

        await amazon.FindByItemAsync(Item(ItemKind.Track, "tracks", "B0DDK4X1Y2"), default);
        Assert.Equal("https://api.music.amazon.dev/v1/tracks/B0DDK4X1Y2", far.Sent[^1].Uri.ToString());
    }

    [Fact]
    public async Task What_is_not_documented_is_not_offered()
    {
        var (_, amazon) = Amazon((_, _) => ScriptedHttp.Json("{}"));
        Assert.Equal(new ServiceCapabilities(ByIsrc: true, ByUpc: false, ByItem: true, BySearch: false, Save: true, NeedsApproval: true), amazon.Capabilities);
        await Assert.ThrowsAsync<NotSupportedException>(() => ((IServiceCatalogue)amazon).FindByUpcAsync([Some.Upc], default));
    }

    [Fact]
    public async Task The_standing_refresh_token_is_the_only_way_to_a_token()
    {
        var (far, amazon) = Amazon((_, _) => ScriptedHttp.Json("""{"data":{"searchTracks":{"edges":[]}}}"""));
        Assert.Equal(new LookUp.NotListed(), await amazon.FindByIsrcAsync(Some.Isrc, default));
        var token = far.Sent[0];
        Assert.Equal(("https://api.amazon.com/auth/o2/token", "grant_type=refresh_token&refresh_token=Atzr%7Ckept&client_id=id&client_secret=secret"), (token.Uri.ToString(), token.Body));

        (far, amazon) = Amazon((_, _) => ScriptedHttp.Json("{}"), """{"error":"invalid_grant"}""", 400);
        Assert.IsType<LookUp.Unavailable>(await amazon.FindByIsrcAsync(Some.Isrc, default));
        Assert.Single(far.Sent);
    }

    [Theory]
    [InlineData(401, """{"error":{"status":401,"code":"INVALID_ACCESS_TOKEN","message":"expired"}}""", "unauthorized")]
    [InlineData(403, """{"error":{"status":403,"code":"AUTH_NO_MUSIC_ACCOUNT_FOUND","message":"none"}}""", "unauthorized")]
    [InlineData(422, """{"error":{"status":422,"code":"INVALID_PARAMETER","message":"no"}}""", "http422")]
    [InlineData(429, """{"error":{"status":429,"code":"TOO_MANY_REQUESTS","message":"slow"}}""", "rateLimited")]
    [InlineData(500, "<html>", "http500")]
    [InlineData(200, """{"data":{"searchTracks":{"edges":{}}}}""", "malformedAnswer")]
    [InlineData(200, """{"data":{"searchTracks":{"edges":[{"node":{"id":5}}]}}}""", "malformedAnswer")]
    [InlineData(200, """{"data":""", "malformedAnswer")]
    [InlineData(200, "[1]", "malformedAnswer")]
    public async Task Whatever_it_answers_instead_has_a_reason(int status, string body, string reason) =>
        Assert.Equal(new LookUp.Unavailable(reason, null), await Amazon((_, _) => ScriptedHttp.Json(body, status)).Catalogue.FindByIsrcAsync(Some.Isrc, default));

    [Fact]
    public async Task What_is_gone_is_not_listed() =>
        Assert.Equal(new LookUp.NotListed(), await Amazon((_, _) => ScriptedHttp.Json("""{"error":{"status":404,"code":"NOT_FOUND"}}""", 404)).Catalogue.FindByItemAsync(Item(ItemKind.Track, "tracks", "B0DDK4X1Y2"), default));

    [Fact]
    public void It_is_off_until_all_four_keys_are_there()
    {
        var options = new AmazonMusicOptions { ClientId = "id", ClientSecret = "secret", SecurityProfileId = "profile" };
        Assert.False(options.Enabled);
        options.RefreshToken = "Atzr|kept";
        Assert.True(options.Enabled);
    }

    private static ServiceItem Item(ItemKind kind, string path, string id) =>
        new(StreamingService.AmazonMusic, kind, id, DestinationUrl.Parse(StreamingService.AmazonMusic, $"https://music.amazon.com/{path}/{id}"));

    private (ScriptedHttp Far, AmazonMusicCatalogue Catalogue) Amazon(Func<SentRequest, int, HttpResponseMessage> answer, string token = """{"access_token":"token-1","refresh_token":"Atzr|kept","expires_in":3600}""", int tokenStatus = 200)
    {
        var far = new ScriptedHttp((request, number) => request.Uri.Host == "api.amazon.com" ? ScriptedHttp.Json(token, tokenStatus) : answer(request, number));
        var options = new AmazonMusicOptions { ClientId = "id", ClientSecret = "secret", SecurityProfileId = "profile", RefreshToken = "Atzr|kept" };
        return (far, new AmazonMusicCatalogue(new ServiceCalls(far.NewClient(), OpenGate.Instance, _time, AmazonMusicAnswers.ReadRefusal),
            new AppTokens(far.NewClient(), OpenGate.Instance, AmazonMusicOptions.TokenPace, options.Credentials, _time), options));
    }
}

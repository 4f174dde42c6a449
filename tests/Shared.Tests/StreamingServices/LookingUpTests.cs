using System.Text.RegularExpressions;
using Smartlinks.Links;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Deezer;
using Smartlinks.StreamingServices.Spotify;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>Deezer's and Spotify's catalogues over answers in their real shapes.</summary>
public sealed partial class LookingUpTests
{
    private const string Token = """{"access_token":"token-1","token_type":"Bearer","expires_in":3600}""";
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Deezers_track_is_read()
    {
        var (far, deezer) = Deezer((_, _) => ScriptedHttp.Json(Fixture("deezer-track")));
        AssertDeezerTrack(await deezer.FindByIsrcAsync(Some.Isrc, default));
        Assert.Equal("https://api.deezer.com/track/isrc:USUM72409273", Assert.Single(far.Sent).Uri.AbsoluteUri);
        Assert.Null(far.Sent[0].Authorization);
    }

    [SpecsFact]
    public async Task Deezers_recorded_answers_are_read()
    {
        AssertDeezerTrack(await Deezer((_, _) => ScriptedHttp.Json(SpecsFactAttribute.Sample("deezer-track.json"))).Catalogue.FindByIsrcAsync(Some.Isrc, default));
        AssertDeezerAlbum(await Deezer((_, _) => ScriptedHttp.Json(SpecsFactAttribute.Sample("deezer-album.json"))).Catalogue.FindByUpcAsync([Some.Upc], default));
    }

    [Fact]
    public async Task Deezers_album_is_looked_for_in_every_padding_until_one_is_listed()
    {
        var (far, deezer) = Deezer((request, _) => ScriptedHttp.Json(request.Uri.AbsolutePath.EndsWith(":00" + Some.Upc, StringComparison.Ordinal) ? Fixture("deezer-album") : """{"error":{"type":"DataException","message":"no data","code":800}}"""));
        AssertDeezerAlbum(await deezer.FindByUpcAsync([.. Upc.Parse(Some.Upc).Spellings()], default));
        Assert.Equal(["/album/upc:602475093060", "/album/upc:0602475093060", "/album/upc:00602475093060"], far.Sent.Select(sent => sent.Uri.AbsolutePath));
    }

    [Theory]
    [InlineData("https://www.deezer.com/track/2947516331", "/track/2947516331")]
    [InlineData("https://www.deezer.com/en/track/2947516331?utm_source=x", "/track/2947516331")]
    [InlineData("https://www.deezer.com/pt-br/album/629506181/", "/album/629506181")]
    [InlineData("https://www.deezer.com/playlist/1", null)]
    [InlineData("https://www.deezer.com/track/1/../../user/me", null)]
    [InlineData("https://www.deezer.com/track/2947516331%2f..", null)]
    public async Task Deezers_own_addresses_name_an_item(string address, string? asked)
    {
        var (far, deezer) = Deezer((request, _) => ScriptedHttp.Json(Fixture(request.Uri.AbsolutePath.StartsWith("/track", StringComparison.Ordinal) ? "deezer-track" : "deezer-album")));
        var isItem = ServiceItem.TryRead(DestinationUrl.Parse(StreamingService.Deezer, address), out var item);
        Assert.Equal(asked is not null, isItem);
        if (!isItem) return;
        Assert.IsType<LookUp.Found>(await deezer.FindByItemAsync(item!, default));
        Assert.Equal([asked!], far.Sent.Select(sent => sent.Uri.AbsolutePath));
    }

    [Theory]
    [InlineData(800, null, 0)]
    [InlineData(4, "rateLimited", 5)]
    [InlineData(700, "deezer700", 0)]
    [InlineData(600, "deezer600", 0)]
    public async Task Deezers_errors_come_in_a_200_answer(int code, string? reason, int seconds)
    {
        var answer = await Deezer((_, _) => ScriptedHttp.Json("{\"error\":{\"type\":\"X\",\"message\":\"x\",\"code\":" + code + "}}")).Catalogue.FindByIsrcAsync(Some.Isrc, default);
        Assert.Equal(reason is null ? new LookUp.NotListed() : new LookUp.Unavailable(reason, seconds == 0 ? null : TimeSpan.FromSeconds(seconds)), answer);
    }

    public static TheoryData<string, Func<HttpResponseMessage>, string> Troubles => new()
    {
        { "busy", () => ScriptedHttp.Json("{}", 503), "http503" },
        { "broken", () => ScriptedHttp.Json("<html>", 500), "http500" },
        { "forbidden", () => ScriptedHttp.Json("{}", 403), "http403" },
        { "redirected", () => ScriptedHttp.Json("", 302), "http302" },
        { "limited", () => ScriptedHttp.Json("{}", 429), "rateLimited" },
        { "used up", () => ScriptedHttp.Json("""{"error":{"status":429,"reason":"QUOTA_EXCEEDED"}}""", 429), "quotaExhausted" },
        { "no JSON", () => ScriptedHttp.Json("<html>hello</html>"), "malformedAnswer" },
        { "empty", () => ScriptedHttp.Json(""), "malformedAnswer" },
        { "cut off", () => ScriptedHttp.Json("""{"id":1,"title":"Die"""), "malformedAnswer" },
        { "of another shape", () => ScriptedHttp.Json("[]"), "malformedAnswer" },
        { "null", () => ScriptedHttp.Json("null"), "malformedAnswer" },
        { "of no text encoding", () => ScriptedHttp.Bytes([0xff, 0xfe, 0x00]), "malformedAnswer" },
        { "with half a character", () => ScriptedHttp.Json("""{"id":1,"title":"\ud800"}"""), "malformedAnswer" },
        { "with a title that fits no row", () => ScriptedHttp.Json($$"""{"id":1,"title":"{{new string('x', 100_000)}}"}"""), "malformedAnswer" },
        { "with a duration beyond time", () => ScriptedHttp.Json("""{"id":1,"title":"x","duration":9223372036854775807}"""), "malformedAnswer" },
        { "huge", () => ScriptedHttp.Bytes(new byte[ServiceAnswer.MostBytes + 1]), "malformedAnswer" },
        { "unreachable", () => throw new HttpRequestException("refused"), "unreachable" },
        { "reset", () => throw new IOException("reset"), "unreachable" },
    };

    [Theory, MemberData(nameof(Troubles))]
    public async Task Whatever_a_service_does_is_an_answer(string what, Func<HttpResponseMessage> answer, string reason) =>
        Assert.True(await Deezer((_, _) => answer()).Catalogue.FindByIsrcAsync(Some.Isrc, default) is LookUp.Unavailable unavailable && unavailable.Reason == reason, what);

    [Theory, MemberData(nameof(Troubles))]
    public async Task Whatever_comes_instead_of_a_token_is_an_answer(string what, Func<HttpResponseMessage> answer, string reason)
    {
        var looked = Assert.IsType<LookUp.Unavailable>(await Spotify((_, _) => ScriptedHttp.Json(Fixture("spotify-search-track")), tokenAnswer: answer).Catalogue.FindByIsrcAsync(Some.Isrc, default));
        Assert.True(looked.Reason == reason || (looked.Reason == "noToken" && reason == "malformedAnswer"), $"{what}: {looked.Reason}");
    }

    [Fact]
    public async Task A_service_that_does_not_answer_in_ten_seconds_is_unavailable()
    {
        var (_, deezer) = Deezer((_, _) => ScriptedHttp.BodyThatNeverComes());
        var looking = deezer.FindByIsrcAsync(Some.Isrc, default);
        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(looking.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(new LookUp.Unavailable("timeout", null), await looking.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Only_cancellation_throws()
    {
        using var canceled = new CancellationTokenSource();
        var (_, deezer) = Deezer((_, _) => ScriptedHttp.BodyThatNeverComes());
        var looking = deezer.FindByIsrcAsync(Some.Isrc, canceled.Token);
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => looking);
    }

    [Theory]
    [InlineData("17", 17)]
    [InlineData("0", 0)]
    [InlineData("Fri, 20 Nov 2026 12:01:30 GMT", 90)]
    [InlineData("Fri, 20 Nov 2026 11:00:00 GMT", 0)]
    [InlineData("999999999", 86_400)]
    [InlineData("soon", null)]
    public async Task The_time_a_service_names_is_told_in_both_forms(string header, int? seconds)
    {
        var (_, deezer) = Deezer((_, _) =>
        {
            var answer = ScriptedHttp.Json("{}", 429);
            answer.Headers.TryAddWithoutValidation("Retry-After", header);
            return answer;
        });
        Assert.Equal(new LookUp.Unavailable("rateLimited", seconds is { } wait ? TimeSpan.FromSeconds(wait) : null), await deezer.FindByIsrcAsync(Some.Isrc, default));
    }

    [Fact]
    public async Task Spotifys_tracks_are_read_and_what_is_none_is_left_out()
    {
        var (far, spotify) = Spotify((_, _) => ScriptedHttp.Json(Fixture("spotify-search-track")));
        var found = Assert.IsType<LookUp.Found>(await spotify.FindByIsrcAsync(Some.Isrc, default));
        Assert.Equal(["2plbrEY59IikOBgBGLjaoe", "3plbrEY59IikOBgBGLjaoe"], found.Candidates.Select(candidate => candidate.Id));
        var first = found.Candidates[0];
        Assert.Equal((ItemKind.Track, "https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe", Some.Isrc, "single"), (first.Kind, first.Url.ToString(), first.Isrc, first.AlbumType));
        Assert.Equal((new TimeSpan(0, 0, 4, 11, 667), new DateOnly(2024, 8, 16)), (first.Duration, first.ReleasedOn));
        Assert.Equal(["Lady Gaga", "Bruno Mars"], first.Artists);
        Assert.Null(found.Candidates[1].ReleasedOn);
        Assert.All(found.Candidates, candidate => Assert.Null(candidate.ArtworkUrl));
        Assert.Equal("Bearer token-1", far.Sent[^1].Authorization);
    }

    [Fact]
    public async Task Spotifys_album_is_looked_for_in_every_padding_and_read_to_know_its_code()
    {
        var (far, spotify) = Spotify((request, _) => ScriptedHttp.Json(
            request.Uri.AbsolutePath.StartsWith("/v1/albums/", StringComparison.Ordinal) ? Fixture("spotify-album")
            : request.Uri.Query.Contains("upc:00602475093060", StringComparison.Ordinal) ? Fixture("spotify-search-album") : """{"albums":{"total":0,"items":[]}}"""));
        AssertSpotifyAlbum(await spotify.FindByUpcAsync([.. Upc.Parse(Some.Upc).Spellings()], default));
        Assert.Equal(["upc:602475093060", "upc:0602475093060", "upc:00602475093060"], far.Sent.Select(sent => Regex.Match(sent.Uri.Query, "q=([^&]*)").Groups[1].Value).Where(query => query.Length > 0));
        Assert.Equal("/v1/albums/10FLjwfpbxLmW8c25Xyc2N", far.Sent[^1].Uri.AbsolutePath);
    }

    [SpecsFact]
    public async Task Spotifys_recorded_answers_are_read()
    {
        var (_, spotify) = Spotify((request, _) => ScriptedHttp.Json(SpecsFactAttribute.Sample(
            request.Uri.AbsolutePath.StartsWith("/v1/albums/", StringComparison.Ordinal) ? "spotify-album.json"
            : request.Uri.Query.Contains("upc:00602475093060", StringComparison.Ordinal) ? "spotify-search-upc-14digit-hit.json" : "spotify-search-upc-12digit-miss.json")));
        AssertSpotifyAlbum(await spotify.FindByUpcAsync([.. Upc.Parse(Some.Upc).Spellings()], default));
    }

    [Fact]
    public async Task Spotifys_empty_search_is_not_listed() =>
        Assert.Equal(new LookUp.NotListed(), await Spotify((_, _) => ScriptedHttp.Json("""{"tracks":{"items":[]}}""")).Catalogue.FindByIsrcAsync(Some.Isrc, default));

    [Theory]
    [InlineData("https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe?si=x", "/v1/tracks/2plbrEY59IikOBgBGLjaoe")]
    [InlineData("https://open.spotify.com/intl-pt-br/album/10FLjwfpbxLmW8c25Xyc2N", "/v1/albums/10FLjwfpbxLmW8c25Xyc2N")]
    [InlineData("https://open.spotify.com/artist/1HY2Jd0NmPuamShAr6KMms", null)]
    [InlineData("https://open.spotify.com/track/short", null)]
    public async Task Spotifys_own_addresses_name_an_item(string address, string? asked)
    {
        var (far, spotify) = Spotify((_, _) => ScriptedHttp.Json(Fixture("spotify-album")));
        if (ServiceItem.TryRead(DestinationUrl.Parse(StreamingService.Spotify, address), out var item)) await spotify.FindByItemAsync(item, default);
        Assert.Equal(asked is null ? [] : [asked], far.Sent.Where(sent => sent.Method == "GET").Select(sent => sent.Uri.AbsolutePath));
    }

    [Fact]
    public async Task A_token_is_kept_until_a_minute_before_its_end()
    {
        var (far, spotify) = Spotify((_, _) => ScriptedHttp.Json(Fixture("spotify-search-track")));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => spotify.FindByIsrcAsync(Some.Isrc, default)));
        _time.Advance(TimeSpan.FromMinutes(59) - TimeSpan.FromTicks(1));
        await spotify.FindByIsrcAsync(Some.Isrc, default);
        Assert.Single(far.Sent, IsTokenRequest);
        _time.Advance(TimeSpan.FromTicks(1));
        await spotify.FindByIsrcAsync(Some.Isrc, default);
        Assert.Equal(2, far.Sent.Count(IsTokenRequest));
        var request = far.Sent.First(IsTokenRequest);
        Assert.Equal(("POST", "grant_type=client_credentials", "Basic aWQ6c2VjcmV0"), (request.Method, request.Body, request.Authorization));
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once()
    {
        var tokens = 0;
        var (far, spotify) = Spotify((request, _) =>
            request.Authorization == "Bearer token-2" ? ScriptedHttp.Json(Fixture("spotify-search-track")) : ScriptedHttp.Json("{}", 401), () => $$"""{"access_token":"token-{{++tokens}}","expires_in":3600}""");
        Assert.IsType<LookUp.Found>(await spotify.FindByIsrcAsync(Some.Isrc, default));
        Assert.Equal(2, far.Sent.Count(IsTokenRequest));

        (far, spotify) = Spotify((_, _) => ScriptedHttp.Json("{}", 401));
        Assert.Equal(new LookUp.Unavailable("unauthorized", null), await spotify.FindByIsrcAsync(Some.Isrc, default));
        Assert.Equal((2, 2), (far.Sent.Count(IsTokenRequest), far.Sent.Count(sent => !IsTokenRequest(sent))));
    }

    [SpecsFact]
    public async Task Requests_to_Spotify_are_in_its_description()
    {
        var (far, spotify) = Spotify((request, _) => ScriptedHttp.Json(Fixture(
            request.Uri.AbsolutePath.StartsWith("/v1/albums/", StringComparison.Ordinal) ? "spotify-album" : request.Uri.Query.Contains("type=album", StringComparison.Ordinal) ? "spotify-search-album" : "spotify-search-track")));
        await spotify.FindByIsrcAsync(Some.Isrc, default);
        await spotify.FindByUpcAsync([Some.Upc], default);
        await spotify.FindByItemAsync(Item(StreamingService.Spotify, Some.SpotifyUrl().ToString()), default);
        var described = SpecsFactAttribute.Spec("spotify-fixed-openapi.yml");
        var asked = far.Sent.Where(sent => !IsTokenRequest(sent)).ToList();
        Assert.Equal(4, asked.Count);
        foreach (var sent in asked)
        {
            var path = Id().Replace(sent.Uri.AbsolutePath["/v1".Length..], "/{id}");
            var start = described.IndexOf($"\n  {path}:\n", StringComparison.Ordinal);
            Assert.True(start > 0, path);
            var operation = described[start..described.IndexOf("\n  /", start + 3, StringComparison.Ordinal)];
            foreach (var name in sent.Uri.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')[0]))
            {
                Assert.True(operation.Contains($"name: {name}\n", StringComparison.Ordinal) || operation.Contains($"Query{char.ToUpperInvariant(name[0])}{name[1..]}", StringComparison.Ordinal), $"{path}: {name}");
            }
        }
    }

    private static void AssertDeezerTrack(LookUp answer)
    {
        var track = Assert.Single(Assert.IsType<LookUp.Found>(answer).Candidates);
        Assert.Equal((ItemKind.Track, "2947516331", "https://www.deezer.com/track/2947516331", "Die With A Smile", Some.Isrc), (track.Kind, track.Id, track.Url.ToString(), track.Title, track.Isrc));
        Assert.Equal(["Lady Gaga", "Bruno Mars"], track.Artists);
        Assert.Equal((TimeSpan.FromSeconds(250), new DateOnly(2024, 8, 16), "Die With A Smile"), (track.Duration, track.ReleasedOn, track.AlbumTitle));
        Assert.EndsWith("/1000x1000-000000-80-0-0.jpg", track.ArtworkUrl!.AbsoluteUri, StringComparison.Ordinal);
    }

    private static void AssertDeezerAlbum(LookUp answer)
    {
        var album = Assert.Single(Assert.IsType<LookUp.Found>(answer).Candidates);
        Assert.Equal((ItemKind.Album, "https://www.deezer.com/album/629506181", Some.Upc, "single"), (album.Kind, album.Url.ToString(), album.Upc, album.AlbumType));
    }

    private static void AssertSpotifyAlbum(LookUp answer)
    {
        var album = Assert.Single(Assert.IsType<LookUp.Found>(answer).Candidates);
        Assert.Equal((ItemKind.Album, "https://open.spotify.com/album/10FLjwfpbxLmW8c25Xyc2N", "Die With A Smile", "single"), (album.Kind, album.Url.ToString(), album.Title, album.AlbumType));
        Assert.Equal(Upc.Parse(Some.Upc), Upc.Parse(album.Upc!));
        Assert.Null(album.ArtworkUrl);
    }

    private static bool IsTokenRequest(SentRequest request) => request.Uri.Host == "accounts.spotify.com";

    private static string Fixture(string name) => File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "tests", "Fixtures", "Services", $"{name}.json"));

    private (ScriptedHttp Far, DeezerCatalogue Catalogue) Deezer(Func<SentRequest, int, HttpResponseMessage> answer)
    {
        var far = new ScriptedHttp(answer);
        return (far, new DeezerCatalogue(new ServiceCalls(far.NewClient(), OpenGate.Instance, _time), new DeezerOptions()));
    }

    private (ScriptedHttp Far, SpotifyCatalogue Catalogue) Spotify(Func<SentRequest, int, HttpResponseMessage> answer, Func<string>? token = null, Func<HttpResponseMessage>? tokenAnswer = null)
    {
        var far = new ScriptedHttp((request, number) => IsTokenRequest(request) ? tokenAnswer?.Invoke() ?? ScriptedHttp.Json(token?.Invoke() ?? Token) : answer(request, number));
        var options = new SpotifyOptions { ClientId = "id", ClientSecret = "secret" };
        return (far, new SpotifyCatalogue(new ServiceCalls(far.NewClient(), OpenGate.Instance, _time, SpotifyAnswers.ReadRefusal), new AppTokens(far.NewClient(), OpenGate.Instance, SpotifyOptions.TokenPace, options.Credentials, _time), options, _time));
    }

    [GeneratedRegex("/[A-Za-z0-9]{22}$")]
    private static partial Regex Id();

    private static ServiceItem Item(StreamingService service, string address) =>
        ServiceItem.TryRead(DestinationUrl.Parse(service, address), out var item) ? item : throw new FormatException($"{address} names no item.");
}

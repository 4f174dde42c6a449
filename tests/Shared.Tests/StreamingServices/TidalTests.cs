using System.Text.Json;
using Smartlinks.Links;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Tidal;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>TIDAL's catalogue over answers in its real shapes.</summary>
public sealed class TidalTests
{
    private const string Nothing = """{"data":[],"links":{"self":"/tracks"}}""";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Tracks_are_read_with_their_album_and_artists_and_what_is_none_is_left_out()
    {
        var (far, tidal) = Tidal((_, _) => ScriptedHttp.Json(Fixture("tidal-tracks")));
        var found = Assert.IsType<LookUp.Found>(await tidal.FindByIsrcAsync(Some.Isrc, default));
        Assert.Equal(["381265362", "402000001"], found.Candidates.Select(candidate => candidate.Id));
        var (single, compilation) = (found.Candidates[0], found.Candidates[1]);
        Assert.Equal((ItemKind.Track, "https://tidal.com/browse/track/381265362", "Die With A Smile", null, FoundBy.Isrc), (single.Kind, single.Url.ToString(), single.Title, single.Version, single.FoundBy));
        Assert.Equal((Some.Isrc, "00602475093060", "Die With A Smile", "single"), (single.Isrc, single.Upc, single.AlbumTitle, single.AlbumType));
        Assert.Equal((new TimeSpan(0, 4, 12), new DateOnly(2024, 8, 16), false), (single.Duration, single.ReleasedOn, single.IsExplicit));
        Assert.Equal(["Lady Gaga", "Bruno Mars"], single.Artists);
        Assert.Equal(("Album Version", "A Compilation", "album", true), (compilation.Version, compilation.AlbumTitle, compilation.AlbumType, compilation.IsExplicit));
        Assert.Equal((new TimeSpan(0, 0, 4, 11, 500), null), (compilation.Duration, compilation.ReleasedOn));
        Assert.All(found.Candidates, candidate => Assert.Null(candidate.ArtworkUrl));
        Assert.Equal("https://openapi.tidal.com/v2/tracks?filter%5Bisrc%5D=USUM72409273&countryCode=US&include=albums,artists,usageRules", far.Sent[^1].Uri.AbsoluteUri);
        Assert.Equal(("Basic aWQ6c2VjcmV0", "Bearer token-1"), (far.Sent[0].Authorization, far.Sent[^1].Authorization));
    }

    [Fact]
    public async Task Rights_are_read_from_usage_rules_or_else_from_availability()
    {
        var (_, tidal) = Tidal((_, _) => ScriptedHttp.Json(Fixture("tidal-tracks")));
        var found = Assert.IsType<LookUp.Found>(await tidal.FindByIsrcAsync(Some.Isrc, default)).Candidates;
        Assert.Equal((Territories.Everywhere, null), (found[0].Territories, found[0].AvailableFrom));
        Assert.Equal((Territories.Except(["US"]), null), (found[1].Territories, found[1].AvailableFrom));
        var later = Assert.Single(Assert.IsType<LookUp.Found>(await tidal.FindByIsrcAsync("USUM72409274", default)).Candidates);
        Assert.Equal((Territories.Everywhere, new DateTimeOffset(2026, 12, 4, 5, 0, 0, TimeSpan.Zero), null), (later.Territories, later.AvailableFrom, later.Duration));
        _time.MoveTo(new DateTimeOffset(2026, 12, 4, 5, 0, 0, TimeSpan.Zero));
        Assert.Null(Assert.Single(Assert.IsType<LookUp.Found>(await tidal.FindByIsrcAsync("USUM72409274", default)).Candidates).AvailableFrom);
    }

    [Fact]
    public async Task Rules_of_a_country_that_was_not_asked_for_say_nothing()
    {
        var (_, tidal) = Tidal((_, _) => ScriptedHttp.Json(Fixture("tidal-albums").Replace("\"countryCode\": \"US\"", "\"countryCode\": \"NO\"", StringComparison.Ordinal)));
        Assert.Equal(Territories.Everywhere, Assert.Single(Assert.IsType<LookUp.Found>(await tidal.FindByUpcAsync([Some.Upc], default)).Candidates).Territories);
    }

    [Fact]
    public async Task An_album_is_looked_for_in_every_padding_at_once()
    {
        var (far, tidal) = Tidal((_, _) => ScriptedHttp.Json(Fixture("tidal-albums")));
        var album = Assert.Single(Assert.IsType<LookUp.Found>(await tidal.FindByUpcAsync([.. Upc.Parse(Some.Upc).Spellings()], default)).Candidates);
        Assert.Equal((ItemKind.Album, "https://tidal.com/browse/album/381265361", "00602475093060", "single", 1, FoundBy.Upc), (album.Kind, album.Url.ToString(), album.Upc, album.AlbumType, album.TrackCount, album.FoundBy));
        Assert.Equal(Territories.Except(["US"]), album.Territories);
        Assert.Equal("?filter%5BbarcodeId%5D=602475093060,0602475093060,00602475093060&countryCode=US&include=artists,usageRules", Assert.Single(far.Sent, IsLookUp).Uri.Query);
    }

    [SpecsFact]
    public async Task The_recorded_answer_is_read()
    {
        var (_, tidal) = Tidal((_, _) => ScriptedHttp.Json(SpecsFactAttribute.Sample("tidal-v2-albums.json")));
        var album = Assert.Single(Assert.IsType<LookUp.Found>(await tidal.FindByUpcAsync([Some.Upc], default)).Candidates);
        Assert.Equal(("381265361", "00602475093060", "single", new DateOnly(2024, 8, 16), Territories.Everywhere), (album.Id, album.Upc, album.AlbumType, album.ReleasedOn, album.Territories));
        Assert.Equal(["Lady Gaga", "Bruno Mars"], album.Artists);
    }

    [Theory]
    [InlineData(ItemKind.Track, "/v2/tracks/381265362?countryCode=US&include=albums,artists,usageRules")]
    [InlineData(ItemKind.Album, "/v2/albums/381265362?countryCode=US&include=artists,usageRules")]
    public async Task An_item_is_read_by_its_id(ItemKind kind, string asked)
    {
        var list = JsonDocument.Parse(Fixture(kind == ItemKind.Track ? "tidal-tracks" : "tidal-albums")).RootElement;
        var (far, tidal) = Tidal((_, _) => ScriptedHttp.Json("{\"data\":" + list.GetProperty("data")[0].GetRawText() + ",\"included\":" + list.GetProperty("included").GetRawText() + "}"));
        var candidate = Assert.Single(Assert.IsType<LookUp.Found>(await tidal.FindByItemAsync(Item(kind, "381265362"), default)).Candidates);
        Assert.Equal((FoundBy.Item, kind, "Die With A Smile", "00602475093060"), (candidate.FoundBy, candidate.Kind, candidate.Title, candidate.Upc));
        Assert.Equal(asked, Assert.Single(far.Sent, IsLookUp).Uri.PathAndQuery);
    }

    [Fact]
    public async Task Those_who_wait_share_a_request_and_who_is_on_a_later_page_is_found()
    {
        var gate = new HeldGate();
        var (far, tidal) = Tidal((request, _) => ScriptedHttp.Json(
            request.Uri.Query.Contains("cursor", StringComparison.Ordinal) ? Page([("2", "USABC2600002")]) : Page([("1", "USABC2600001")], "https://evil.example/v2/tracks?page%5Bcursor%5D=a%2Bb")), gate);
        Task<LookUp>[] looking = [tidal.FindByIsrcAsync("USABC2600001", default), tidal.FindByIsrcAsync("USABC2600002", default), tidal.FindByIsrcAsync("USABC2600003", default)];
        await gate.LetNextThroughAsync();
        await gate.LetNextThroughAsync();
        var answers = await Task.WhenAll(looking).WaitAsync(s_patience);
        Assert.Equal(["1", "2"], answers.OfType<LookUp.Found>().Select(found => Assert.Single(found.Candidates).Id));
        Assert.Equal(new LookUp.NotListed(), answers[2]);
        var asked = far.Sent.Where(IsLookUp).Select(sent => sent.Uri.AbsoluteUri).ToList();
        const string first = "https://openapi.tidal.com/v2/tracks?filter%5Bisrc%5D=USABC2600001,USABC2600002,USABC2600003&countryCode=US&include=albums,artists,usageRules";
        Assert.Equal([first, first + "&page%5Bcursor%5D=a%2Bb"], asked);
        Assert.Equal([null, null], gate.Reports);
    }

    [Theory]
    [InlineData(503, "http503")]
    [InlineData(429, "rateLimited")]
    public async Task When_a_later_page_fails_nobody_is_told_to_be_missing(int status, string reason)
    {
        var gate = new HeldGate();
        var (_, tidal) = Tidal((request, _) => request.Uri.Query.Contains("cursor", StringComparison.Ordinal) ? ScriptedHttp.Json("{}", status) : ScriptedHttp.Json(Page([("1", "USABC2600001")], "/tracks?page[cursor]=x")), gate);
        var (found, unknown) = (tidal.FindByIsrcAsync("USABC2600001", default), tidal.FindByIsrcAsync("USABC2600002", default));
        await gate.LetNextThroughAsync();
        await gate.LetNextThroughAsync();
        Assert.IsType<LookUp.Found>(await found.WaitAsync(s_patience));
        Assert.Equal(reason, Assert.IsType<LookUp.Unavailable>(await unknown.WaitAsync(s_patience)).Reason);
    }

    [Fact]
    public async Task Pages_without_end_are_left_and_who_was_not_on_them_is_unknown()
    {
        var (far, tidal) = Tidal((_, number) => ScriptedHttp.Json(Page([($"{number}", "USABC2600001")], $"/tracks?page%5Bcursor%5D={number}")));
        Assert.Equal(3, Assert.IsType<LookUp.Found>(await tidal.FindByIsrcAsync("USABC2600001", default)).Candidates.Count);
        Assert.Equal(3, far.Sent.Count(IsLookUp));

        (_, tidal) = Tidal((_, _) => ScriptedHttp.Json("""{"data":[],"links":{"self":"/tracks","next":"/tracks?page%5Bcursor%5D=x"}}"""));
        Assert.Equal(new LookUp.Unavailable("tooManyPages", null), await tidal.FindByIsrcAsync("USABC2600001", default));
    }

    [Theory]
    [InlineData("\"/tracks?page%5Bcursor%5D=\"")]
    [InlineData("\"/tracks\"")]
    [InlineData("\"\"")]
    public async Task A_next_page_that_cannot_be_asked_for_is_no_end(string next)
    {
        var (_, tidal) = Tidal((_, _) => ScriptedHttp.Json("{\"data\":[],\"links\":{\"next\":" + next + "}}"));
        Assert.Equal(ServiceAnswer.Malformed, await tidal.FindByIsrcAsync(Some.Isrc, default));
    }

    [Theory]
    [InlineData(429, """{"errors":[{"status":"429","detail":"Rate limit exceeded"}]}""", null, "rateLimited", 5)]
    [InlineData(429, """{"errors":[{"status":"429","detail":"Rate limit exceeded"}]}""", "17", "rateLimited", 17)]
    [InlineData(429, "busy", null, "rateLimited", 5)]
    [InlineData(429, """{"errors":[{"status":"429","code":"QUOTA_EXCEEDED"}]}""", "60", "quotaExhausted", 60)]
    [InlineData(400, """{"errors":[{"status":"400","detail":"Invalid request"}]}""", null, "http400", null)]
    [InlineData(404, "<html>no such host</html>", null, "http404", null)]
    [InlineData(404, "{}", null, "http404", null)]
    [InlineData(503, """{"errors":[{"status":"503"}]}""", null, "http503", null)]
    public async Task A_refusal_is_read(int status, string body, string? retryAfter, string reason, int? seconds)
    {
        var (_, tidal) = Tidal((_, _) =>
        {
            var answer = ScriptedHttp.Json(body, status);
            if (retryAfter is not null) answer.Headers.Add("Retry-After", retryAfter);
            return answer;
        });
        Assert.Equal(new LookUp.Unavailable(reason, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null), await tidal.FindByIsrcAsync(Some.Isrc, default));
    }

    [Fact]
    public async Task What_is_gone_is_not_listed()
    {
        var (_, tidal) = Tidal((_, _) => ScriptedHttp.Json("""{"errors":[{"status":"404","detail":"Resource not found"}]}""", 404));
        Assert.Equal(new LookUp.NotListed(), await tidal.FindByItemAsync(Item(ItemKind.Track, "1"), default));
        Assert.Equal(new LookUp.NotListed(), await Tidal((_, _) => ScriptedHttp.Json(Nothing)).Catalogue.FindByUpcAsync([Some.Upc], default));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":[{"id":"1","type":"tracks","attributes":{"title":"x"}}""")]
    public async Task What_is_no_list_is_malformed(string body)
    {
        var (_, tidal) = Tidal((_, _) => ScriptedHttp.Json(body));
        Assert.Equal(ServiceAnswer.Malformed, await tidal.FindByIsrcAsync(Some.Isrc, default));
        Assert.Equal(ServiceAnswer.Malformed, await tidal.FindByUpcAsync([Some.Upc], default));
        Assert.Equal(ServiceAnswer.Malformed, await tidal.FindByItemAsync(Item(ItemKind.Track, "1"), default));
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_and_asked_for_with_a_turn_of_its_own()
    {
        var (tokens, gate) = (0, new HeldGate());
        var (far, tidal) = Tidal((request, _) => request.Authorization == "Bearer token-2" ? ScriptedHttp.Json(Fixture("tidal-tracks")) : ScriptedHttp.Json("{}", 401), gate, () => ScriptedHttp.Json($$"""{"access_token":"token-{{++tokens}}","expires_in":86400}"""));
        var looking = tidal.FindByIsrcAsync(Some.Isrc, default);
        await gate.LetNextThroughAsync();
        await gate.LetNextThroughAsync();
        Assert.IsType<LookUp.Found>(await looking.WaitAsync(s_patience));
        Assert.Equal(2, far.Sent.Count(IsLookUp));
        Assert.Equal(["unauthorized", null], gate.Reports.Select(report => report?.Reason));
    }

    [Fact]
    public async Task Without_a_token_all_of_a_batch_are_told_and_so_is_the_gate()
    {
        var gate = new HeldGate();
        var (far, tidal) = Tidal((_, _) => ScriptedHttp.Json(Nothing), gate, () => ScriptedHttp.Json("{}", 503));
        Task<LookUp>[] looking = [tidal.FindByIsrcAsync("USABC2600001", default), tidal.FindByIsrcAsync("USABC2600002", default)];
        await gate.LetNextThroughAsync();
        Assert.All(await Task.WhenAll(looking).WaitAsync(s_patience), answer => Assert.Equal(new LookUp.Unavailable("http503", null), answer));
        Assert.DoesNotContain(far.Sent, IsLookUp);
        Assert.Equal(["http503"], gate.Reports.Select(report => report?.Reason));
    }

    [SpecsFact]
    public async Task Requests_are_in_TIDALs_description()
    {
        var (far, tidal) = Tidal((request, _) => ScriptedHttp.Json(request.Uri.Query.Contains("cursor", StringComparison.Ordinal) ? Nothing : Page([], "/tracks?page%5Bcursor%5D=x")));
        await tidal.FindByIsrcAsync(Some.Isrc, default);
        await tidal.FindByUpcAsync([Some.Upc], default);
        await tidal.FindByItemAsync(Item(ItemKind.Track, "1"), default);
        await tidal.FindByItemAsync(Item(ItemKind.Album, "1"), default);
        using var description = JsonDocument.Parse(SpecsFactAttribute.Spec("tidal-openapi.json"));
        var asked = far.Sent.Where(IsLookUp).ToList();
        Assert.Equal(6, asked.Count);
        foreach (var sent in asked)
        {
            var path = sent.Uri.AbsolutePath["/v2".Length..].Replace("/1", "/{id}", StringComparison.Ordinal);
            var parameters = description.RootElement.GetProperty("paths").GetProperty(path).GetProperty("get").GetProperty("parameters").EnumerateArray().ToDictionary(parameter => parameter.GetProperty("name").GetString()!);
            foreach (var (name, value) in sent.Uri.Query.TrimStart('?').Split('&').Select(pair => pair.Split('=')).Select(pair => (Uri.UnescapeDataString(pair[0]), pair[1])))
            {
                Assert.True(parameters.ContainsKey(name), $"{path}: {name}");
                if (name == "include") Assert.All(value.Split(','), related => Assert.Contains(related, parameters[name].GetProperty("description").GetString()!.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)));
            }
        }
    }

    private static string Page((string Id, string Isrc)[] tracks, string? next = null) => JsonSerializer.Serialize(new
    {
        data = tracks.Select(track => new { id = track.Id, type = "tracks", attributes = new { title = "A song", isrc = track.Isrc } }),
        links = next is null ? new Dictionary<string, string> { ["self"] = "/tracks" } : new() { ["self"] = "/tracks", ["next"] = next },
    });

    private static bool IsLookUp(SentRequest request) => request.Uri.Host != "auth.tidal.com";

    private static string Fixture(string name) => File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "tests", "Fixtures", "Services", $"{name}.json"));

    private static ServiceItem Item(ItemKind kind, string id) =>
        new(StreamingService.Tidal, kind, id, DestinationUrl.Parse(StreamingService.Tidal, $"https://tidal.com/browse/{(kind == ItemKind.Track ? "track" : "album")}/{id}"));

    private (ScriptedHttp Far, TidalCatalogue Catalogue) Tidal(Func<SentRequest, int, HttpResponseMessage> answer, IServiceGate? gate = null, Func<HttpResponseMessage>? token = null)
    {
        var far = new ScriptedHttp((request, number) => IsLookUp(request) ? answer(request, number) : token?.Invoke() ?? ScriptedHttp.Json("""{"access_token":"token-1","token_type":"Bearer","expires_in":86400}"""));
        var options = new TidalOptions { ClientId = "id", ClientSecret = "secret" };
        return (far, new TidalCatalogue(far.NewClient(), gate ?? OpenGate.Instance, new AppTokens(far.NewClient(), OpenGate.Instance, TidalOptions.TokenPace, options.Credentials, _time), options, _time));
    }
}

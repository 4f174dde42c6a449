using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Tidal;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>The app's own TIDAL client on the sandbox's TIDAL, and what the sandbox says to a client that is careless.</summary>
public sealed class TidalTests
{
    private const string DieWithASmile = "USUM72409273";

    [Fact]
    public async Task A_recording_is_found_by_its_ISRC_with_its_album_and_artists()
    {
        await using var sandbox = await StartAsync();
        var track = Assert.Single(Found(await Tidal(sandbox).FindByIsrcAsync(DieWithASmile, default)));
        Assert.Equal(("381265362", "https://tidal.com/browse/track/381265362", "Die With A Smile", DieWithASmile), (track.Id, track.Url.ToString(), track.Title, track.Isrc));
        Assert.Equal(("00602475093060", "Die With A Smile", "single", new DateOnly(2024, 8, 16)), (track.Upc, track.AlbumTitle, track.AlbumType, track.ReleasedOn));
        Assert.Equal(["Lady Gaga", "Bruno Mars"], track.Artists);
        Assert.Equal(TimeSpan.FromSeconds(252), track.Duration);
        Assert.Equal((Territories.Everywhere, null), (track.Territories, track.AvailableFrom));
    }

    [Theory]
    [InlineData("GB5KW2103369", "Never Gonna Give You Up", "2022 - Remaster")]
    [InlineData("USGF19972701", "About a Girl", "Live")]
    [InlineData("QZSLT2600006", "قمر فوق الميناء", null)]
    [InlineData("USWB10300474", "Numb", null)]
    public async Task A_version_is_told_apart_from_the_title(string isrc, string title, string? version)
    {
        await using var sandbox = await StartAsync();
        var track = Assert.Single(Found(await Tidal(sandbox).FindByIsrcAsync(isrc, default)));
        Assert.Equal((title, version, isrc), (track.Title, track.Version, track.Isrc));
    }

    [Fact]
    public async Task One_ISRC_on_several_albums_gives_all_its_tracks_and_among_others_one()
    {
        await using var sandbox = await StartAsync();
        Assert.Equal(3, Found(await Tidal(sandbox).FindByIsrcAsync("USUG11904206", default)).Select(track => track.Upc).Distinct().Count());
        var several = await sandbox.TidalAsync($"tracks?filter[isrc]=USUG11904206,{DieWithASmile},QZSLT2600010");
        Assert.Equal(["USUG11904206", DieWithASmile], several["data"]!.AsArray().Select(track => (string)track!["attributes"]!["isrc"]!));
    }

    [Fact]
    public async Task Many_tracks_of_one_ISRC_come_in_pages()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllLinesAsync(file, ["isrc,title,album,artists,released", .. Enumerable.Range(1, 45).Select(number => string.Create(CultureInfo.InvariantCulture, $"QZSLT2609999,Everywhere,Album {number},Somebody,2020-01-01"))]);
            await using var sandbox = await StartAsync(null, file);
            Assert.Equal(45, Found(await Tidal(sandbox).FindByIsrcAsync("QZSLT2609999", default)).Select(track => track.AlbumTitle).Distinct().Count());
            Assert.Equal(20, (await sandbox.TidalAsync("tracks?filter[isrc]=QZSLT2609999"))["data"]!.AsArray().Count);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task An_album_is_found_by_the_code_it_was_delivered_with()
    {
        await using var sandbox = await StartAsync();
        var tidal = Tidal(sandbox);
        var album = Assert.Single(Found(await tidal.FindByUpcAsync([.. Smartlinks.Links.Upc.Parse("602475093060").Spellings()], default)));
        Assert.Equal((ItemKind.Album, "Die With A Smile", "00602475093060", "single", 1), (album.Kind, album.Title, album.Upc, album.AlbumType, album.TrackCount));
        Assert.Equal(new LookUp.NotListed(), await tidal.FindByUpcAsync(["602475093060"], default));
    }

    [Theory]
    [InlineData(ItemKind.Track)]
    [InlineData(ItemKind.Album)]
    public async Task An_item_is_read_by_its_id_and_what_is_not_there_is_not_listed(ItemKind kind)
    {
        await using var sandbox = await StartAsync();
        var tidal = Tidal(sandbox);
        var ofIsrc = Assert.Single(Found(await tidal.FindByIsrcAsync(DieWithASmile, default)));
        var id = kind == ItemKind.Track ? ofIsrc.Id : Found(await tidal.FindByUpcAsync([ofIsrc.Upc!], default))[0].Id;
        var found = Assert.Single(Found(await tidal.FindByItemAsync(Item(kind, id), default)));
        Assert.Equal((FoundBy.Item, kind, "Die With A Smile", ofIsrc.Upc), (found.FoundBy, found.Kind, found.Title, found.Upc));
        Assert.Equal(new LookUp.NotListed(), await tidal.FindByItemAsync(Item(kind, "1"), default));
    }

    [Fact]
    public async Task What_may_not_be_played_in_the_country_is_told()
    {
        await using var sandbox = await StartAsync();
        Assert.Equal(Territories.Except(["US"]), Assert.Single(Found(await Tidal(sandbox).FindByIsrcAsync("FRZ111500045", default))).Territories);
        Assert.Equal(Territories.Everywhere, Assert.Single(Found(await Tidal(sandbox, "FR").FindByIsrcAsync("FRZ111500045", default))).Territories);
    }

    [Fact]
    public async Task A_release_is_known_a_week_before_its_day_with_the_instant_it_goes_live()
    {
        var clock = new StoryClock();
        await using var sandbox = await StartAsync(clock);
        var (tidal, live) = (Tidal(sandbox), new DateTimeOffset(2026, 12, 4, 0, 0, 0, TimeSpan.Zero));
        clock.MoveTo(live.AddDays(-8));
        Assert.Equal(new LookUp.NotListed(), await tidal.FindByIsrcAsync("QZSLT2600001", default));
        clock.MoveTo(live.AddDays(-7).AddMinutes(1));
        var early = Assert.Single(Found(await tidal.FindByIsrcAsync("QZSLT2600001", default)));
        Assert.Equal((live, Territories.Everywhere), (early.AvailableFrom, early.Territories));
        clock.MoveTo(live.AddMinutes(1));
        Assert.Equal((null, Territories.Everywhere), Assert.Single(Found(await tidal.FindByIsrcAsync("QZSLT2600001", default))) is var now ? (now.AvailableFrom, now.Territories) : default);
    }

    [Fact]
    public async Task What_TIDAL_does_not_have_is_not_listed()
    {
        await using var sandbox = await StartAsync();
        Assert.Equal(new LookUp.NotListed(), await Tidal(sandbox).FindByIsrcAsync("QZSLT2600010", default));
        Assert.Equal(new LookUp.NotListed(), await Tidal(sandbox).FindByUpcAsync(["00400000000008"], default));
    }

    [Fact]
    public async Task A_wrong_code_answers_another_recording_and_is_seen()
    {
        await using var sandbox = await StartAsync();
        await sandbox.SetFaultsAsync("tidal", """{ "wrongCode": true }""");
        Assert.NotEqual("QZSLT2600008", Assert.Single(Found(await Tidal(sandbox).FindByIsrcAsync("QZSLT2600008", default))).Isrc);
        Assert.NotEqual("00402600000082", Assert.Single(Found(await Tidal(sandbox).FindByUpcAsync(["00402600000082"], default))).Upc);
    }

    [Theory]
    [InlineData("""{ "rateLimit": 7, "times": 1 }""", "rateLimited", 7)]
    [InlineData("""{ "quota": true, "times": 1 }""", "quotaExhausted", null)]
    [InlineData("""{ "quotaPer5Seconds": 0 }""", "quotaExhausted", null)]
    [InlineData("""{ "serverError": 503, "times": 1 }""", "http503", null)]
    [InlineData("""{ "malformed": true, "times": 1 }""", "malformedAnswer", null)]
    [InlineData("""{ "down": true, "times": 1 }""", "unreachable", null)]
    public async Task A_fault_is_told_for_what_it_is_and_passes(string fault, string reason, int? seconds)
    {
        await using var sandbox = await StartAsync();
        var tidal = Tidal(sandbox);
        Found(await tidal.FindByIsrcAsync(DieWithASmile, default));
        await sandbox.SetFaultsAsync("tidal", fault);
        Assert.Equal(new LookUp.Unavailable(reason, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null), await tidal.FindByIsrcAsync(DieWithASmile, default));
        using var healed = await sandbox.Http.DeleteAsync(new Uri("faults/tidal", UriKind.Relative));
        Found(await tidal.FindByIsrcAsync(DieWithASmile, default));
    }

    [Fact]
    public async Task An_empty_answer_finds_nothing_and_a_slow_one_is_right()
    {
        await using var sandbox = await StartAsync();
        var tidal = Tidal(sandbox);
        await sandbox.SetFaultsAsync("tidal", """{ "empty": true }""");
        Assert.Equal(new LookUp.NotListed(), await tidal.FindByIsrcAsync(DieWithASmile, default));
        Assert.Equal(new LookUp.NotListed(), await tidal.FindByUpcAsync(["00602475093060"], default));
        Assert.Equal(new LookUp.NotListed(), await tidal.FindByItemAsync(Item(ItemKind.Track, "381265362"), default));
        await sandbox.SetFaultsAsync("tidal", """{ "slowMs": 50 }""");
        Found(await tidal.FindByIsrcAsync(DieWithASmile, default));
    }

    [Fact]
    public async Task A_token_is_good_for_a_day_of_the_story_and_a_new_one_is_fetched()
    {
        var clock = new StoryClock();
        await using var sandbox = await StartAsync(clock);
        // A client whose own clock stands still finds out by the refusal.
        var tidal = Tidal(sandbox, time: new Smartlinks.Support.ManualTime(clock.GetUtcNow()));
        Found(await tidal.FindByIsrcAsync(DieWithASmile, default));
        clock.SetOffset(TimeSpan.FromHours(25));
        Found(await tidal.FindByIsrcAsync(DieWithASmile, default));
        Assert.Equal([200, 200, 401, 200, 200], sandbox.Server.Requests.List("tidal").Select(request => request.Status));
    }

    [Fact]
    public async Task Wrong_credentials_are_refused()
    {
        await using var sandbox = await StartAsync();
        Assert.Equal(new LookUp.Unavailable("unauthorized", null), await Tidal(sandbox, secret: "guess").FindByIsrcAsync(DieWithASmile, default));
        using var answer = await sandbox.Http.GetAsync(new Uri("tidal/v2/tracks/381265362", UriKind.Relative));
        Assert.Equal((HttpStatusCode.Unauthorized, "application/vnd.api+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }

    [Theory]
    [InlineData("tracks", "filter")]
    [InlineData("tracks?filter[upc]=1", "filter[upc]")]
    [InlineData("albums?filter[isrc]=1", "filter[isrc]")]
    [InlineData("tracks?filter[owners.id]=me", "filter")]
    [InlineData("tracks?filter[isrc]=X&include=covers", "include")]
    [InlineData("tracks?filter[isrc]=X&include=albums.artists.albums.artists", "include")]
    [InlineData("tracks?filter[isrc]=X&include=albums,artists,credits,genres,lyrics,owners,providers,radio,replacement,shares,usageRules", "include")]
    [InlineData("tracks/1?include=albums.covers", "include")]
    [InlineData("tracks?filter[isrc]=X&countryCode=QQ", "countryCode")]
    [InlineData("tracks?filter[isrc]=X&page[cursor]=what", "page[cursor]")]
    public async Task A_wrong_request_is_told_so(string path, string parameter)
    {
        await using var sandbox = await StartAsync();
        using var answer = await sandbox.AskTidalAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = Assert.Single((await answer.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsArray())!;
        Assert.Equal(("400", parameter), ((string)error["status"]!, (string)error["source"]!["parameter"]!));
    }

    [Fact]
    public async Task A_relationship_that_was_not_asked_for_is_absent()
    {
        await using var sandbox = await StartAsync();
        var bare = await sandbox.TidalAsync("tracks/381265362");
        Assert.Null(bare["data"]!["relationships"]);
        Assert.Null(bare["included"]);
        var deep = await sandbox.TidalAsync("tracks/381265362?include=albums.artists,albums.coverArt,genres,replacement");
        Assert.Equal(["albums", "genres", "replacement"], deep["data"]!["relationships"]!.AsObject().Select(relationship => relationship.Key));
        Assert.Equal("null", deep["data"]!["relationships"]!["replacement"]!["data"]?.ToJsonString() ?? "null");
        Assert.Equal(["albums", "artists", "artists", "artworks"], deep["included"]!.AsArray().Select(resource => (string)resource!["type"]!).Order());
        using var cover = await sandbox.Http.GetAsync(new Uri((string)deep["included"]!.AsArray().Single(resource => (string)resource!["type"]! == "artworks")!["attributes"]!["files"]![0]!["href"]!));
        Assert.Equal(HttpStatusCode.OK, cover.StatusCode);
    }

    [Fact]
    public async Task Another_media_type_is_not_given()
    {
        await using var sandbox = await StartAsync();
        using var answer = await sandbox.AskTidalAsync("tracks/381265362", "application/json");
        Assert.Equal(HttpStatusCode.NotAcceptable, answer.StatusCode);
    }

    [Fact]
    public async Task Two_requests_at_once_are_let_through_and_a_third_is_refused_until_tokens_are_back()
    {
        var real = new Smartlinks.Support.ManualTime();
        await using var sandbox = await SandboxFixture.StartAsync(new StoryClock(real));
        var tidal = Tidal(sandbox);
        Found(await tidal.FindByItemAsync(Item(ItemKind.Track, "381265362"), default));
        Found(await tidal.FindByItemAsync(Item(ItemKind.Track, "381265362"), default));
        var refused = Assert.IsType<LookUp.Unavailable>(await tidal.FindByItemAsync(Item(ItemKind.Track, "381265362"), default));
        Assert.Equal(UnavailableReasons.RateLimited, refused.Reason);
        real.Advance(TimeSpan.FromSeconds(5));
        Found(await tidal.FindByItemAsync(Item(ItemKind.Track, "381265362"), default));
    }

    /// <summary>With its meter lifted, which lets two requests through at once and is the matter of one test here.</summary>
    private static async Task<SandboxFixture> StartAsync(StoryClock? clock = null, params string[] files)
    {
        var sandbox = await SandboxFixture.StartAsync(clock ?? new StoryClock(), files);
        await sandbox.LiftLimitAsync("tidal");
        return sandbox;
    }

    private static IReadOnlyList<Candidate> Found(LookUp answer) => Assert.IsType<LookUp.Found>(answer).Candidates;

    private static ServiceItem Item(ItemKind kind, string id) =>
        new(StreamingService.Tidal, kind, id, DestinationUrl.Parse(StreamingService.Tidal, $"https://tidal.com/browse/{(kind == ItemKind.Track ? "track" : "album")}/{id}"));

    private static TidalCatalogue Tidal(SandboxFixture sandbox, string country = "US", string? secret = null, TimeProvider? time = null)
    {
        var options = new TidalOptions
        {
            ClientId = sandbox.Options.TidalClientId,
            ClientSecret = secret ?? sandbox.Options.TidalClientSecret,
            CountryCode = country,
            BaseUrl = new Uri(sandbox.Server.BaseAddress, "tidal/v2/"),
            TokenUrl = new Uri(sandbox.Server.BaseAddress, "tidal/auth/v1/oauth2/token"),
        };
        var clock = time ?? sandbox.Server.Clock;
        return new TidalCatalogue(sandbox.Http, OpenGate.Instance, new AppTokens(sandbox.Http, OpenGate.Instance, TidalOptions.TokenPace, options.Credentials, clock), options, clock);
    }
}

/// <summary>The calls of a TIDAL client that does everything right.</summary>
internal static class TidalCalls
{
    public static async Task<HttpResponseMessage> AskTidalAsync(this SandboxFixture sandbox, string path, string accept = "application/vnd.api+json")
    {
        using var asking = new HttpRequestMessage(HttpMethod.Post, "tidal/auth/v1/oauth2/token") { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) };
        asking.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("sandbox-client:sandbox-secret"u8));
        using var token = await sandbox.Http.SendAsync(asking);
        using var request = new HttpRequestMessage(HttpMethod.Get, "tidal/v2/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (string)(await token.Content.ReadFromJsonAsync<JsonObject>())!["access_token"]!);
        request.Headers.Accept.ParseAdd(accept);
        return await sandbox.Http.SendAsync(request);
    }

    public static async Task<JsonObject> TidalAsync(this SandboxFixture sandbox, string path)
    {
        using var response = await sandbox.AskTidalAsync(path);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }
}

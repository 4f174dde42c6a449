using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.AppleMusic;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>The app's own Apple Music client on the sandbox's Apple Music, and what the sandbox says to a client that is careless.</summary>
public sealed class AppleMusicTests
{
    private const string DieWithASmile = "USUM72409273";

    [Fact]
    public async Task A_recording_is_found_by_its_ISRC_with_its_album()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var song = Assert.Single(Found(await Apple(sandbox).FindByIsrcAsync(DieWithASmile, default)));
        Assert.Equal(($"https://music.apple.com/us/song/{song.Id}", "Die With A Smile", DieWithASmile), (song.Url.ToString(), song.Title, song.Isrc));
        Assert.Equal(("602475093060", "Die With A Smile", "single", new DateOnly(2024, 8, 16), 1), (song.Upc, song.AlbumTitle, song.AlbumType, song.ReleasedOn, song.TrackNumber));
        Assert.Equal(["Lady Gaga & Bruno Mars"], song.Artists);
        Assert.Equal((TimeSpan.FromMilliseconds(251_667), Territories.Everywhere, null), (song.Duration, song.Territories, song.AvailableFrom));
    }

    [Fact]
    public async Task One_ISRC_on_several_albums_gives_all_its_songs_and_a_version_is_in_the_title()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var apple = Apple(sandbox);
        Assert.Equal(3, Found(await apple.FindByIsrcAsync("USUG11904206", default)).Select(song => song.Upc).Distinct().Count());
        Assert.Equal("About a Girl (Live)", Assert.Single(Found(await apple.FindByIsrcAsync("USGF19972701", default))).Title);
        Assert.Equal(new LookUp.NotListed(), await apple.FindByIsrcAsync("QZSLT2600010", default));
    }

    [Fact]
    public async Task An_album_is_found_by_its_UPC_in_whatever_padding_it_is_known()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var album = Assert.Single(Found(await Apple(sandbox).FindByUpcAsync([.. Smartlinks.Links.Upc.Parse("602475093060").Spellings()], default)));
        Assert.Equal((ItemKind.Album, "Die With A Smile", "602475093060", "single", 1), (album.Kind, album.Title, album.Upc, album.AlbumType, album.TrackCount));
        Assert.Equal(new LookUp.NotListed(), await Apple(sandbox).FindByUpcAsync(["00602475093060"], default));
    }

    [Theory]
    [InlineData(ItemKind.Track)]
    [InlineData(ItemKind.Album)]
    public async Task An_item_is_read_in_its_own_storefront(ItemKind kind)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var apple = Apple(sandbox);
        var id = kind == ItemKind.Track ? Found(await apple.FindByIsrcAsync(DieWithASmile, default))[0].Id : Found(await apple.FindByUpcAsync(["602475093060"], default))[0].Id;
        var found = Assert.Single(Found(await apple.FindByItemAsync(Item(kind, id, "DE"), default)));
        Assert.Equal((FoundBy.Item, "Die With A Smile", $"https://music.apple.com/de/{(kind == ItemKind.Track ? "song" : "album")}/{id}"), (found.FoundBy, found.Title, found.Url.ToString()));
        Assert.Equal(new LookUp.NotListed(), await apple.FindByItemAsync(Item(kind, "1", null), default));
    }

    [Fact]
    public async Task Storefronts_tell_where_a_recording_is()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var apple = Apple(sandbox, storefronts: ["us", "fr", "de"]);
        // BE, CH and FR only.
        var french = Assert.Single(Found(await apple.FindByIsrcAsync("FRZ111500045", default)));
        Assert.Equal($"https://music.apple.com/fr/song/{french.Id} -DE,US", $"{french.Url} {french.Territories}");
        Assert.Equal(Territories.Everywhere, Assert.Single(Found(await apple.FindByIsrcAsync(DieWithASmile, default))).Territories);
    }

    [Fact]
    public async Task What_the_first_storefront_does_not_have_is_found_in_a_further_one()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var apple = Apple(sandbox);
        var french = Assert.Single(Found(await apple.FindByIsrcAsync("FRZ111500045", default)));
        Assert.Equal($"https://music.apple.com/fr/song/{french.Id} -AU,BR,DE,GB,IN,JP,US", $"{french.Url} {french.Territories}");
        var german = Assert.Single(Found(await apple.FindByIsrcAsync("QZSLT2600017", default)));
        Assert.Equal($"https://music.apple.com/de/song/{german.Id} -AU,BR,FR,GB,IN,JP,US", $"{german.Url} {german.Territories}");
        Assert.Equal(german.Territories, Assert.Single(Found(await apple.FindByItemAsync(Item(ItemKind.Track, german.Id, "DE"), default))).Territories);
        var album = Assert.Single(Found(await apple.FindByUpcAsync([sandbox.Server.Catalogue.FindByIsrc("QZSLT2600017").First().Album.Upc.Unpadded], default)));
        Assert.Equal($"https://music.apple.com/de/album/{album.Id} -AU,BR,FR,GB,IN,JP,US", $"{album.Url} {album.Territories}");
    }

    [Fact]
    public async Task A_release_is_listed_before_it_can_be_played()
    {
        var clock = new StoryClock();
        await using var sandbox = await SandboxFixture.StartAsync(clock);
        var (apple, live) = (Apple(sandbox), new DateTimeOffset(2026, 12, 4, 0, 0, 0, TimeSpan.Zero));
        clock.MoveTo(live.AddDays(-29));
        Assert.Equal(new LookUp.NotListed(), await apple.FindByIsrcAsync("QZSLT2600001", default));
        clock.MoveTo(live.AddDays(-10));
        var early = Assert.Single(Found(await apple.FindByIsrcAsync("QZSLT2600001", default)));
        Assert.Equal((live, Territories.Everywhere), (early.AvailableFrom, early.Territories));
        clock.MoveTo(live.AddMinutes(1));
        Assert.Null(Assert.Single(Found(await apple.FindByIsrcAsync("QZSLT2600001", default))).AvailableFrom);
    }

    [Fact]
    public async Task A_wrong_code_answers_another_recording_and_is_seen()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("apple-music", """{ "wrongCode": true }""");
        Assert.NotEqual("QZSLT2600008", Assert.Single(Found(await Apple(sandbox).FindByIsrcAsync("QZSLT2600008", default))).Isrc);
        Assert.NotEqual("402600000082", Assert.Single(Found(await Apple(sandbox).FindByUpcAsync(["402600000082"], default))).Upc);
    }

    [Theory]
    [InlineData("""{ "rateLimit": 7, "times": 1 }""", "rateLimited", 7)]
    [InlineData("""{ "quota": true, "times": 1 }""", "rateLimited", null)]
    [InlineData("""{ "serverError": 500, "times": 1 }""", "http500", null)]
    [InlineData("""{ "malformed": true, "times": 1 }""", "malformedAnswer", null)]
    [InlineData("""{ "down": true, "times": 1 }""", "unreachable", null)]
    public async Task A_fault_is_told_for_what_it_is_and_passes(string fault, string reason, int? seconds)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var apple = Apple(sandbox);
        await sandbox.SetFaultsAsync("apple-music", fault);
        Assert.Equal(new LookUp.Unavailable(reason, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null), await apple.FindByIsrcAsync(DieWithASmile, default));
        Found(await apple.FindByIsrcAsync(DieWithASmile, default));
    }

    [Fact]
    public async Task An_empty_answer_finds_nothing_and_a_slow_one_is_right()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var apple = Apple(sandbox);
        var song = Assert.Single(Found(await apple.FindByIsrcAsync(DieWithASmile, default)));
        await sandbox.SetFaultsAsync("apple-music", """{ "empty": true }""");
        Assert.Equal(new LookUp.NotListed(), await apple.FindByIsrcAsync(DieWithASmile, default));
        Assert.Equal(new LookUp.NotListed(), await apple.FindByUpcAsync(["602475093060"], default));
        Assert.Equal(new LookUp.NotListed(), await apple.FindByItemAsync(Item(ItemKind.Track, song.Id, "US"), default));
        await sandbox.SetFaultsAsync("apple-music", """{ "slowMs": 50 }""");
        Found(await apple.FindByIsrcAsync(DieWithASmile, default));
    }

    [Fact]
    public async Task A_client_whose_token_is_of_another_time_is_refused()
    {
        var clock = new StoryClock();
        await using var sandbox = await SandboxFixture.StartAsync(clock);
        var apple = Apple(sandbox);
        Found(await apple.FindByIsrcAsync(DieWithASmile, default));
        clock.SetOffset(TimeSpan.FromDays(40));
        Found(await apple.FindByIsrcAsync(DieWithASmile, default));
        clock.SetOffset(TimeSpan.FromDays(-40));
        Found(await apple.FindByIsrcAsync(DieWithASmile, default));
        var frozen = Apple(sandbox, time: new Smartlinks.Support.ManualTime(clock.GetUtcNow()));
        clock.SetOffset(TimeSpan.FromDays(-39));
        Assert.Equal(new LookUp.Unavailable("unauthorized", null), await frozen.FindByIsrcAsync(DieWithASmile, default));
    }

    [Theory]
    [InlineData("none", "missing")]
    [InlineData("words", "no JSON Web Token")]
    [InlineData("text", "cannot be read")]
    [InlineData("alg", "ES256")]
    [InlineData("kid", "key id")]
    [InlineData("signature", "signature")]
    [InlineData("iss", "team")]
    [InlineData("early", "time to come")]
    [InlineData("late", "expired")]
    [InlineData("long", "six months")]
    public async Task Without_a_good_developer_token_nothing_is_answered(string what, string detail)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var answer = await AskAsync(sandbox, "songs?filter[isrc]=" + DieWithASmile, Token(sandbox, what));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains(detail, (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["errors"]![0]!["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us/songs", "required")]
    [InlineData("us/albums?filter[isrc]=USUM72409273", "required")]
    [InlineData("qq/songs?filter[isrc]=USUM72409273", "storefront")]
    public async Task A_wrong_request_is_told_so(string path, string detail)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var answer = await AskAsync(sandbox, "../" + path, Token(sandbox, ""));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(detail, (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["errors"]![0]!["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Twenty_five_codes_are_the_most_and_each_is_told_what_it_led_to()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var isrcs = sandbox.Server.Catalogue.Tracks.Select(track => track.Isrc).Distinct().Take(26).ToList();
        using var tooMany = await AskAsync(sandbox, "songs?filter[isrc]=" + string.Join(',', isrcs), Token(sandbox, ""));
        Assert.Equal(HttpStatusCode.BadRequest, tooMany.StatusCode);
        using var few = await AskAsync(sandbox, $"songs?filter[isrc]={DieWithASmile},USUG11904206,QZSLT2600010", Token(sandbox, ""));
        var body = (await few.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal([(DieWithASmile, 1), ("USUG11904206", 3)], body["meta"]!["filters"]!["isrc"]!.AsObject().Select(filter => (filter.Key, filter.Value!.AsArray().Count)));
        Assert.Equal(4, body["data"]!.AsArray().Count);
        Assert.Null(body["data"]![0]!["relationships"]!["albums"]!["data"]![0]!["attributes"]);
    }

    private static IReadOnlyList<Candidate> Found(LookUp answer) => Assert.IsType<LookUp.Found>(answer).Candidates;

    private static ServiceItem Item(ItemKind kind, string id, string? country) =>
        new(StreamingService.AppleMusic, kind, id, DestinationUrl.Parse(StreamingService.AppleMusic, $"https://music.apple.com/us/{(kind == ItemKind.Track ? "song" : "album")}/{id}"), country);

    private static AppleMusicCatalogue Apple(SandboxFixture sandbox, TimeProvider? time = null, params string[] storefronts) => new(sandbox.Http, OpenGate.Instance, new AppleMusicOptions
    {
        TeamId = sandbox.Options.AppleMusicTeamId,
        KeyId = sandbox.Options.AppleMusicKeyId,
        PrivateKey = sandbox.Options.AppleMusicPrivateKey,
        BaseUrl = new Uri(sandbox.Server.BaseAddress, "apple-music/v1/"),
        Storefronts = [.. storefronts],
    }, time ?? sandbox.Server.Clock);

    private static async Task<HttpResponseMessage> AskAsync(SandboxFixture sandbox, string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "apple-music/v1/catalog/us/" + path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await sandbox.Http.SendAsync(request);
    }

    private static string? Token(SandboxFixture sandbox, string wrong)
    {
        if (wrong is "none" or "words" or "text") return wrong switch { "none" => null, "words" => "made.up", _ => "a.b.c" };
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(sandbox.Options.AppleMusicPrivateKey), out _);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = sandbox.Server.Clock.GetUtcNow().ToUnixTimeSeconds();
        var head = new JsonObject { ["alg"] = wrong == "alg" ? "none" : "ES256", ["kid"] = wrong == "kid" ? "OTHERKEYID" : sandbox.Options.AppleMusicKeyId };
        var claims = new JsonObject
        {
            ["iss"] = wrong == "iss" ? "OTHERTEAM1" : sandbox.Options.AppleMusicTeamId,
            ["iat"] = wrong switch { "early" => now + 600, "late" => now - 7200, _ => now - 60 },
            ["exp"] = wrong switch { "late" => now - 3600, "long" => now + 15_777_600, _ => now + 3600 },
        };
        var text = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(head.ToJsonString()))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{text}.{Base64Url.EncodeToString((wrong == "signature" ? other : key).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }
}

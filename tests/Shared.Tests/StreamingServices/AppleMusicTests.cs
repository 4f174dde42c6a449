using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Smartlinks.Links;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.AppleMusic;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>Apple Music's catalogue over answers in its real shapes.</summary>
public sealed class AppleMusicTests
{
    private const string Nothing = """{"data":[]}""";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly ECDsa s_key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Songs_are_read_with_their_album_and_what_is_none_is_left_out()
    {
        var (far, apple) = Apple((_, _) => ScriptedHttp.Json(Fixture("apple-music-songs")));
        var found = Assert.IsType<LookUp.Found>(await apple.FindByIsrcAsync(Some.Isrc, default));
        Assert.Equal(["1763159211", "1770000002"], found.Candidates.Select(candidate => candidate.Id));
        var (single, other) = (found.Candidates[0], found.Candidates[1]);
        Assert.Equal((ItemKind.Track, "https://music.apple.com/us/song/1763159211", "Die With A Smile", FoundBy.Isrc), (single.Kind, single.Url.ToString(), single.Title, single.FoundBy));
        Assert.Equal((Some.Isrc, "602475093060", "Die With A Smile", "single", 1), (single.Isrc, single.Upc, single.AlbumTitle, single.AlbumType, single.TrackNumber));
        Assert.Equal((TimeSpan.FromMilliseconds(251_668), new DateOnly(2024, 8, 16), null, Territories.Everywhere), (single.Duration, single.ReleasedOn, single.IsExplicit, single.Territories));
        Assert.Equal(["Lady Gaga & Bruno Mars"], single.Artists);
        Assert.Equal(("00602475093077", "compilation", true, null, 7), (other.Upc, other.AlbumType, other.IsExplicit, other.ReleasedOn, other.TrackNumber));
        Assert.All(found.Candidates, candidate => Assert.Null(candidate.ArtworkUrl));
        Assert.Equal("https://api.music.apple.com/v1/catalog/us/songs?filter%5Bisrc%5D=USUM72409273&include=albums", Assert.Single(far.Sent).Uri.AbsoluteUri);
    }

    [Fact]
    public async Task What_cannot_be_played_is_to_come_or_not_for_this_storefront()
    {
        var (_, apple) = Apple((_, _) => ScriptedHttp.Json(Fixture("apple-music-songs")));
        Assert.Equal(Territories.Except(["US"]), Assert.IsType<LookUp.Found>(await apple.FindByIsrcAsync(Some.Isrc, default)).Candidates[1].Territories);
        async Task<(DateTimeOffset?, Territories, string?)> LaterAsync() =>
            Assert.Single(Assert.IsType<LookUp.Found>(await apple.FindByIsrcAsync("USUM72409274", default)).Candidates) is var later ? (later.AvailableFrom, later.Territories, later.AlbumType) : default;
        var midnight = new DateTimeOffset(2026, 12, 4, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal((midnight, Territories.Everywhere, "ep"), await LaterAsync());
        _time.MoveTo(midnight);
        Assert.Equal((midnight.AddHours(12), Territories.Everywhere, "ep"), await LaterAsync());
        _time.MoveTo(midnight.AddHours(12));
        Assert.Equal((null, Territories.Except(["US"]), "ep"), await LaterAsync());
    }

    [Fact]
    public async Task An_album_is_looked_for_in_every_padding_at_once()
    {
        var (far, apple) = Apple((_, _) => ScriptedHttp.Json(Fixture("apple-music-albums")));
        var album = Assert.Single(Assert.IsType<LookUp.Found>(await apple.FindByUpcAsync([.. Upc.Parse(Some.Upc).Spellings()], default)).Candidates);
        Assert.Equal((ItemKind.Album, "https://music.apple.com/us/album/1763159210", "Die With A Smile", "00602475093060", "single", 1), (album.Kind, album.Url.ToString(), album.Title, album.Upc, album.AlbumType, album.TrackCount));
        Assert.Equal("/v1/catalog/us/albums?filter%5Bupc%5D=602475093060,0602475093060,00602475093060", Assert.Single(far.Sent).Uri.PathAndQuery);
    }

    [Theory]
    [InlineData(ItemKind.Track, "DE", "/v1/catalog/de/songs/17?include=albums", "/v1/catalog/us/songs/17?include=albums")]
    [InlineData(ItemKind.Album, "DE", "/v1/catalog/de/albums/17", "/v1/catalog/us/albums/17")]
    [InlineData(ItemKind.Track, null, "/v1/catalog/us/songs/17?include=albums")]
    [InlineData(ItemKind.Track, "D/", "/v1/catalog/us/songs/17?include=albums")]
    public async Task An_item_is_read_in_its_own_storefront_or_the_first_and_the_first_is_asked_whether_it_has_it(ItemKind kind, string? country, params string[] asked)
    {
        var (far, apple) = Apple((_, _) => ScriptedHttp.Json(Fixture(kind == ItemKind.Track ? "apple-music-songs" : "apple-music-albums")));
        var found = Assert.Single(Assert.IsType<LookUp.Found>(await apple.FindByItemAsync(Item(kind, country), default)).Candidates);
        Assert.Equal((kind, FoundBy.Item, "Die With A Smile"), (found.Kind, found.FoundBy, found.Title));
        Assert.Equal(asked, far.Sent.Select(sent => sent.Uri.PathAndQuery));
    }

    [Fact]
    public async Task An_item_without_a_country_is_looked_for_in_every_storefront()
    {
        var (far, apple) = Apple((request, _) => Storefront(request) == "jp" ? ScriptedHttp.Json(Fixture("apple-music-songs")) : NotFound(), storefronts: ["us", "JP", "de"]);
        var found = Assert.Single(Assert.IsType<LookUp.Found>(await apple.FindByItemAsync(Item(ItemKind.Track, null), default)).Candidates);
        Assert.Equal("https://music.apple.com/jp/song/1763159211 -DE,US", $"{found.Url} {found.Territories}");
        Assert.Equal(["us", "jp", "de"], far.Sent.Select(Storefront));
        Assert.Equal(new LookUp.NotListed(), await apple.FindByItemAsync(Item(ItemKind.Track, "FR"), default));
    }

    [Fact]
    public async Task Twenty_five_codes_share_a_request()
    {
        var gate = new HeldGate();
        var (far, apple) = Apple((request, _) => ScriptedHttp.Json(Songs([.. Isrcs(request).Where(isrc => isrc != "USABC2600007").Select(isrc => (isrc[5..], isrc))])), gate);
        Task<LookUp>[] looking = [.. Enumerable.Range(1, 30).Select(number => apple.FindByIsrcAsync(Isrc(number), default))];
        await gate.LetNextThroughAsync();
        await gate.LetNextThroughAsync();
        var answers = await Task.WhenAll(looking).WaitAsync(s_patience);
        Assert.Equal([25, 5], far.Sent.Select(sent => Isrcs(sent).Length).OrderDescending());
        for (var number = 1; number <= 30; number++)
        {
            if (number == 7) Assert.Equal(new LookUp.NotListed(), answers[number - 1]);
            else Assert.Equal(Isrc(number), Assert.Single(Assert.IsType<LookUp.Found>(answers[number - 1]).Candidates).Isrc);
        }
    }

    [Fact]
    public async Task Further_storefronts_tell_where_a_match_is_missing_and_find_what_the_first_does_not_have()
    {
        var gate = new HeldGate();
        var (far, apple) = Apple((request, _) => ScriptedHttp.Json(Storefront(request) switch
        {
            "us" => Songs([("1", Isrc(1)), ("2", Isrc(2))]),
            "de" => Songs([("1", Isrc(1)), ("3", Isrc(3))]),
            _ => Songs([("1", Isrc(1))]),
        }), gate, "us", "de", "jp");
        Task<LookUp>[] looking = [.. Enumerable.Range(1, 4).Select(number => apple.FindByIsrcAsync(Isrc(number), default))];
        for (var i = 1; i <= 3; i++) await gate.LetNextThroughAsync();

        var answers = await Task.WhenAll(looking).WaitAsync(s_patience);
        Assert.Equal(["us", "de", "jp"], far.Sent.Select(Storefront));
        Assert.Equal(["https://music.apple.com/us/song/1 ", "https://music.apple.com/us/song/2 -DE,JP", "https://music.apple.com/de/song/3 -JP,US"],
            answers.Take(3).Select(answer => Assert.Single(Assert.IsType<LookUp.Found>(answer).Candidates)).Select(candidate => $"{candidate.Url} {candidate.Territories}"));
        Assert.Equal(new LookUp.NotListed(), answers[3]);
    }

    [Fact]
    public async Task A_storefront_that_does_not_answer_is_not_held_against_a_match_and_leaves_the_rest_unknown()
    {
        var (_, apple) = Apple((request, _) => Storefront(request) == "de" ? ScriptedHttp.Json("{}", 503) : ScriptedHttp.Json(Songs([("1", Isrc(1))])), null, "us", "de");
        Assert.Equal(Territories.Everywhere, Assert.Single(Assert.IsType<LookUp.Found>(await apple.FindByIsrcAsync(Isrc(1), default)).Candidates).Territories);
        Assert.Equal(new LookUp.Unavailable("http503", null), await apple.FindByIsrcAsync(Isrc(2), default));
    }

    [Fact]
    public async Task Without_the_first_storefront_the_others_are_not_asked()
    {
        var (far, apple) = Apple((_, _) => ScriptedHttp.Json("{}", 500), null, "us", "de");
        Assert.Equal(new LookUp.Unavailable("http500", null), await apple.FindByIsrcAsync(Isrc(1), default));
        Assert.Equal(["us"], far.Sent.Select(Storefront));
    }

    [Fact]
    public async Task The_playable_copy_is_the_one_that_is_linked()
    {
        var (_, apple) = Apple((request, _) => ScriptedHttp.Json(Songs([("1", Isrc(1))], isPlayable: Storefront(request) == "gb")), null, "us", "gb");
        var found = Assert.Single(Assert.IsType<LookUp.Found>(await apple.FindByIsrcAsync(Isrc(1), default)).Candidates);
        Assert.Equal("https://music.apple.com/gb/song/1 -US", $"{found.Url} {found.Territories}");
    }

    [Fact]
    public async Task A_later_page_is_asked_for_at_the_same_place()
    {
        var (far, apple) = Apple((request, _) => ScriptedHttp.Json(request.Uri.Query.Contains("offset=1", StringComparison.Ordinal)
            ? Songs([("2", Isrc(1))]) : Songs([("1", Isrc(1))]).Replace("{\"data\"", "{\"next\":\"https://evil.example/v1/catalog/us/songs?filter%5Bisrc%5D=X&offset=1\",\"data\"", StringComparison.Ordinal)));
        Assert.Equal(["1", "2"], Assert.IsType<LookUp.Found>(await apple.FindByIsrcAsync(Isrc(1), default)).Candidates.Select(candidate => candidate.Id));
        Assert.All(far.Sent, sent => Assert.Equal("api.music.apple.com", sent.Uri.Host));
    }

    [Theory]
    [InlineData(401, "", null, "unauthorized", null)]
    [InlineData(403, """{"errors":[{"status":"403","code":"40300"}]}""", null, "unauthorized", null)]
    [InlineData(429, """{"errors":[{"status":"429","code":"42900"}]}""", null, "rateLimited", null)]
    [InlineData(429, "", "9", "rateLimited", 9)]
    [InlineData(404, "<html>", null, "http404", null)]
    [InlineData(500, "", null, "http500", null)]
    [InlineData(200, "{}", null, "malformedAnswer", null)]
    [InlineData(200, "[]", null, "malformedAnswer", null)]
    [InlineData(200, """{"data":[],"next":"/v1/catalog/us/songs"}""", null, "malformedAnswer", null)]
    public async Task A_refusal_is_read(int status, string body, string? retryAfter, string reason, int? seconds)
    {
        var (_, apple) = Apple((_, _) =>
        {
            var answer = ScriptedHttp.Json(body, status);
            if (retryAfter is not null) answer.Headers.Add("Retry-After", retryAfter);
            return answer;
        });
        Assert.Equal(new LookUp.Unavailable(reason, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null), await apple.FindByIsrcAsync(Some.Isrc, default));
    }

    [Fact]
    public async Task Nothing_found_is_not_listed()
    {
        var (_, apple) = Apple((_, _) => ScriptedHttp.Json(Nothing));
        Assert.Equal(new LookUp.NotListed(), await apple.FindByIsrcAsync(Some.Isrc, default));
        Assert.Equal(new LookUp.NotListed(), await apple.FindByUpcAsync([Some.Upc], default));
        Assert.Equal(new LookUp.NotListed(), await Apple((_, _) => NotFound()).Catalogue.FindByItemAsync(Item(ItemKind.Track, "US"), default));
    }

    [Fact]
    public async Task Every_request_carries_a_developer_token_that_is_signed_and_short()
    {
        var (far, apple) = Apple((_, _) => ScriptedHttp.Json(Nothing));
        await apple.FindByIsrcAsync(Some.Isrc, default);
        var parts = Assert.Single(far.Sent).Authorization!["Bearer ".Length..].Split('.');
        Assert.True(s_key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        Assert.Equal("""{"alg":"ES256","kid":"KEYKEYKEY1"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(("TEAMTEAM12", now - 60, now - 60 + (12 * 3600)), (claims.RootElement.GetProperty("iss").GetString(), claims.RootElement.GetProperty("iat").GetInt64(), claims.RootElement.GetProperty("exp").GetInt64()));
    }

    [Fact]
    public void A_developer_token_is_kept_for_most_of_its_life_and_not_when_the_clock_was_set_back()
    {
        using var tokens = new DeveloperTokens(Options(), _time);
        var first = tokens.Get();
        _time.Advance(DeveloperTokens.Lifetime * 0.8 - TimeSpan.FromTicks(1));
        Assert.Equal(first, tokens.Get());
        _time.Advance(TimeSpan.FromTicks(1));
        var second = tokens.Get();
        Assert.NotEqual(first, second);

        var time = new SettableTime { Now = Some.Instant };
        using var others = new DeveloperTokens(Options(), time);
        var later = others.Get();
        time.Now = Some.Instant - TimeSpan.FromDays(30);
        Assert.NotEqual(later, others.Get());
    }

    [Theory]
    [InlineData("PEM")]
    [InlineData("PEM in one line")]
    [InlineData("PEM with Windows line ends")]
    [InlineData("bare")]
    public void A_key_is_read_in_every_form_it_is_handed_around_in(string form)
    {
        var pem = s_key.ExportPkcs8PrivateKeyPem();
        var options = Options(form switch
        {
            "PEM" => pem + "\n",
            "PEM in one line" => pem.Replace("\n", "\\n", StringComparison.Ordinal),
            "PEM with Windows line ends" => pem.Replace("\n", "\r\n", StringComparison.Ordinal),
            _ => Convert.ToBase64String(s_key.ExportPkcs8PrivateKey()),
        });
        Assert.Empty(Faults(options));
        using var key = options.ReadKey();
        Assert.Equal(s_key.ExportSubjectPublicKeyInfo(), key.ExportSubjectPublicKeyInfo());
    }

    public static TheoryData<string, AppleMusicOptions, string> BadOptions => new()
    {
        { "no base64", Options("secret key!"), "PrivateKey" },
        { "no key", Options("c2VjcmV0"), "PrivateKey" },
        { "nothing in it", Options("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----"), "PrivateKey" },
        { "a public key", Options(s_key.ExportSubjectPublicKeyInfoPem()), "PrivateKey" },
        { "another curve", Options(Pkcs8(ECCurve.NamedCurves.nistP384)), "PrivateKey" },
        { "RSA", Options(Rsa()), "PrivateKey" },
        { "no team", Change(options => options.TeamId = null), "TeamId" },
        { "no key id", Change(options => options.KeyId = ""), "KeyId" },
        { "only a team", new AppleMusicOptions { TeamId = "TEAMTEAM12" }, "PrivateKey" },
        { "a long team", Change(options => options.TeamId = "TEAMTEAM123"), "TeamId" },
        { "a key id with a hyphen", Change(options => options.KeyId = "KEYKEY-KEY"), "KeyId" },
        { "a storefront of three letters", Change(options => options.Storefronts = ["us", "usa"]), "Storefronts" },
        { "a storefront that is a path", Change(options => options.Storefronts = ["./"]), "Storefronts" },
        { "many storefronts", Change(options => options.Storefronts = [.. Enumerable.Repeat("us", 11)]), "Storefronts" },
    };

    [Theory, MemberData(nameof(BadOptions))]
    public void What_cannot_work_is_said_at_the_start_by_name_and_without_the_secret(string what, AppleMusicOptions options, string setting)
    {
        var faults = Faults(options);
        Assert.True(faults.Any(fault => fault.Contains($"AppleMusic__{setting}", StringComparison.Ordinal)), $"{what}: {string.Join(' ', faults)}");
        if (options.PrivateKey is { } key) Assert.All(faults, fault => Assert.DoesNotContain(key, fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_key_Apple_Music_is_off_and_that_is_no_fault()
    {
        Assert.Empty(Faults(new AppleMusicOptions()));
        Assert.False(new AppleMusicOptions().Enabled);
        Assert.Equal(["us"], new AppleMusicOptions().OrderedStorefronts);
        Assert.Equal(["de", "us"], new AppleMusicOptions { Storefronts = ["DE", "us", "de"] }.OrderedStorefronts);
    }

    private static List<string> Faults(AppleMusicOptions options)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        return [.. faults.Select(fault => fault.ErrorMessage!)];
    }

    private static AppleMusicOptions Options(string? key = null) => new() { TeamId = "TEAMTEAM12", KeyId = "KEYKEYKEY1", PrivateKey = key ?? s_key.ExportPkcs8PrivateKeyPem() };

    private static AppleMusicOptions Change(Action<AppleMusicOptions> change)
    {
        var options = Options();
        change(options);
        return options;
    }

    private static string Pkcs8(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static string Rsa()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static string Isrc(int number) => "USABC" + (2_600_000 + number).ToString(CultureInfo.InvariantCulture);

    private static string[] Isrcs(SentRequest request) => request.Uri.Query.Split("filter%5Bisrc%5D=")[1].Split('&')[0].Split(',');

    private static string Storefront(SentRequest request) => request.Uri.Segments[3].TrimEnd('/');

    private static string Songs((string Id, string Isrc)[] songs, bool isPlayable = true) => JsonSerializer.Serialize(new
    {
        data = songs.Select(song => new
        {
            id = song.Id,
            type = "songs",
            attributes = isPlayable
                ? (object)new { name = "A song", artistName = "Somebody", isrc = song.Isrc, releaseDate = "2020-01-01", playParams = new { id = song.Id, kind = "song" } }
                : new { name = "A song", artistName = "Somebody", isrc = song.Isrc, releaseDate = "2020-01-01" },
        }),
    });

    private static HttpResponseMessage NotFound() => ScriptedHttp.Json("""{"errors":[{"title":"Resource Not Found","status":"404","code":"40400"}]}""", 404);

    private static string Fixture(string name) => File.ReadAllText(Path.Combine(LocalTools.RepositoryRoot, "tests", "Fixtures", "Services", $"{name}.json"));

    private static ServiceItem Item(ItemKind kind, string? country) =>
        new(StreamingService.AppleMusic, kind, "17", DestinationUrl.Parse(StreamingService.AppleMusic, $"https://music.apple.com/us/{(kind == ItemKind.Track ? "song" : "album")}/17"), country);

    private (ScriptedHttp Far, AppleMusicCatalogue Catalogue) Apple(Func<SentRequest, int, HttpResponseMessage> answer, IServiceGate? gate = null, params string[] storefronts)
    {
        var far = new ScriptedHttp(answer);
        var options = Options();
        options.Storefronts = [.. storefronts];
        // What is asked beyond these is told in AppleMusicStorefrontTests.
        options.FurtherStorefronts = "";
        return (far, new AppleMusicCatalogue(far.NewClient(), gate ?? OpenGate.Instance, options, _time));
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

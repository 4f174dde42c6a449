using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.StreamingServices.AppleMusic;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices.Accounts;

/// <summary>Apple Music's user tokens and library, over answers in its real shapes.</summary>
public sealed class AppleMusicFansTests
{
    private const string Storefront = """{"data":[{"id":"de","type":"storefronts"}]}""";
    private static readonly ECDsa s_key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly ServiceItem s_song = ScriptedFanService.Item(StreamingService.AppleMusic, "https://music.apple.com/us/song/1763159211");
    private static readonly ServiceItem s_album = ScriptedFanService.Item(StreamingService.AppleMusic, "https://music.apple.com/us/album/1763159210");

    [Fact]
    public async Task The_token_that_the_page_got_is_the_grant()
    {
        var apple = Apple("");
        Assert.Throws<NotSupportedException>(() => apple.Accounts.ConsentUrl(ScriptedFanService.Consent()));
        Assert.Equal("Aq+0/=", ScriptedFanService.Word(await apple.Accounts.RedeemAsync("Aq+0/=", "", new Uri("https://links.example/"), default)));
        foreach (var none in new[] { "", "two words", "line\nbreak", "ümlaut", new string('a', 4_097) })
            Assert.Equal("Refused", ScriptedFanService.Word(await apple.Accounts.RedeemAsync(none, "", new Uri("https://links.example/"), default)));
        Assert.Equal("Refused", ScriptedFanService.Word(await apple.Accounts.RefreshAsync("Aq+0/=", default)));
        await apple.Accounts.RevokeAsync(new AccountTokens("Aq+0/=", null, null, null), default);
        Assert.Empty(apple.Far.Sent);
        Assert.Equal(TimeSpan.FromDays(180), apple.Accounts.LongestGrant);
    }

    [Theory]
    [InlineData(Storefront, 200, "Known DE", null)]
    [InlineData("""{"data":[]}""", 200, "malformedAnswer", "malformedAnswer")]
    [InlineData("""{"errors":[{"title":"Forbidden","detail":"Invalid authentication","status":"403","code":"40300"}]}""", 403, "Refused", null)]
    [InlineData("""{"errors":[{"title":"Forbidden","status":"403","code":"40302"}]}""", 403, "NoSubscription", null)]
    [InlineData("""{"errors":[{"title":"Insufficient Privileges","status":"400","code":"40015"}]}""", 400, "NoSubscription", null)]
    [InlineData("<html>", 403, "http403", "http403")]
    [InlineData("", 401, "unauthorized", "unauthorized")]
    [InlineData("""{"errors":[{"code":"42900"}]}""", 429, "rateLimited", "rateLimited")]
    public async Task A_fan_is_known_by_the_storefront(string answer, int status, string expected, string? told)
    {
        var apple = Apple(answer, status);
        Assert.Equal(expected, ScriptedFanService.Word(await apple.Accounts.ProbeAsync(ScriptedFanService.Token, default)));
        AssertAsked(apple, "GET", "/v1/me/storefront");
        Assert.Equal(("apple-music-consents", told), (Assert.Single(apple.Gate.Entered), Assert.Single(apple.Gate.Reports)));
    }

    [Fact]
    public async Task Songs_and_albums_are_added_in_one_request_that_proves_nothing()
    {
        var apple = Apple("", 202);
        Assert.Equal("Taken,Taken,Taken", ScriptedFanService.Word(await apple.Library.SaveAsync(ScriptedFanService.Token, [s_song, s_album, s_song with { Id = "17" }], "attempt", default)));
        AssertAsked(apple, "POST", "/v1/me/library?ids%5Bsongs%5D=1763159211,17&ids%5Balbums%5D=1763159210");
        Assert.Equal(["apple-music-saves"], apple.Gate.Entered);
    }

    [Theory]
    [InlineData("", 200, "malformedAnswer")]
    [InlineData("""{"errors":[{"code":"40300"}]}""", 403, "Refused")]
    [InlineData("""{"errors":[{"code":"40399"}]}""", 403, "NoSubscription")]
    [InlineData("", 503, "http503")]
    public async Task Only_202_says_that_it_was_taken(string answer, int status, string expected) =>
        Assert.Equal(expected, ScriptedFanService.Word(await Apple(answer, status).Library.SaveAsync(ScriptedFanService.Token, [s_song], "attempt", default)));

    [Fact]
    public async Task What_is_in_the_library_is_read_in_the_fans_own_storefront()
    {
        var apple = Make((request, _) => ScriptedHttp.Json(request.Uri.AbsolutePath switch
        {
            "/v1/me/storefront" => Storefront,
            "/v1/catalog/de/songs" => """{"data":[{"id":"1763159211","type":"songs","relationships":{"library":{"data":[{"id":"i.abc","type":"library-songs"}]}}},{"id":"17","relationships":{"library":{"data":[]}}}]}""",
            _ => """{"data":[]}""",
        }));
        Assert.Equal("True,False,False", ScriptedFanService.Word(await apple.Library.ContainsAsync(ScriptedFanService.Token, [s_song, s_album, s_song with { Id = "17" }], default)));
        Assert.Equal(["/v1/me/storefront", "/v1/catalog/de/songs?ids=1763159211,17&relate=library", "/v1/catalog/de/albums?ids=1763159210&relate=library"], apple.Far.Sent.Select(sent => sent.Uri.PathAndQuery));
        Assert.All(apple.Far.Sent, sent => Assert.Equal(ScriptedFanService.Token, sent.Headers["Music-User-Token"]));
    }

    [Theory]
    [InlineData("""{"errors":[{"code":"40400"}]}""", 404, "False")]
    [InlineData("<html>", 404, "http404")]
    [InlineData("""{"data":[{"id":"1763159211","type":"songs"}]}""", 200, "malformedAnswer")]
    [InlineData("""{"errors":[{"code":"40300"}]}""", 403, "Refused")]
    public async Task A_catalog_that_does_not_tell_of_the_library_is_no_answer(string answer, int status, string expected)
    {
        var apple = Make((request, number) => number == 0 ? ScriptedHttp.Json(Storefront) : ScriptedHttp.Json(answer, status));
        Assert.Equal(expected, ScriptedFanService.Word(await apple.Library.ContainsAsync(ScriptedFanService.Token, [s_song], default)));
    }

    [Fact]
    public void Apple_lets_nobody_follow_and_everybody_save()
    {
        var apple = Apple("");
        Assert.Equal(new SaveCapability(StreamingService.AppleMusic, SaveAbility.Save, null, false, null), apple.Service.Configured);
        Assert.Equal(SaveAbility.None, new ScriptedFanService((_, _) => ScriptedHttp.Json(""), new ServiceOptions(), StreamingService.AppleMusic).Service.Configured.Ability);
        Assert.Throws<NotSupportedException>(() => { _ = apple.Library.FollowArtistAsync(ScriptedFanService.Token, s_song, default); });
    }

    [Fact]
    public void The_browsers_token_is_short_and_for_one_origin()
    {
        var now = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        using var maker = new AppleMusicBrowserToken(Options().AppleMusic);
        var parts = maker.Make(new Uri("https://links.example:8443/k7m2q9x?choose"), now).Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        Assert.Equal("""["https://links.example:8443"]""", claims["origin"]!.ToJsonString());
        Assert.Equal("ABCDE12345", (string?)claims["iss"]);
        Assert.Equal((now.AddMinutes(-1).ToUnixTimeSeconds(), now.AddHours(1).ToUnixTimeSeconds()), ((long)claims["iat"]!, (long)claims["exp"]!));
        Assert.True(s_key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    private static void AssertAsked(ScriptedFanService apple, string method, string path)
    {
        var sent = Assert.Single(apple.Far.Sent);
        Assert.Equal((method, path, ScriptedFanService.Token), (sent.Method, sent.Uri.PathAndQuery, sent.Headers["Music-User-Token"]));
        Assert.StartsWith("Bearer ey", sent.Authorization, StringComparison.Ordinal);
    }

    private static ScriptedFanService Apple(string answer, int status = 200) => Make((_, _) => ScriptedHttp.Json(answer, status));

    private static ScriptedFanService Make(Func<SentRequest, int, HttpResponseMessage> answer) => new(answer, Options(), StreamingService.AppleMusic);

    private static ServiceOptions Options() => new() { AppleMusic = new AppleMusicOptions { TeamId = "ABCDE12345", KeyId = "ABCDE12345", PrivateKey = s_key.ExportPkcs8PrivateKeyPem() } };
}

using System.ComponentModel.DataAnnotations;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.StreamingServices.Deezer;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices.Accounts;

/// <summary>Deezer's consent and favorites, over answers in its real shapes.</summary>
public sealed class DeezerFansTests
{
    private const string NoData = """{"error":{"type":"DataException","message":"no data","code":800}}""";
    private static readonly ServiceItem s_track = ScriptedFanService.Item(StreamingService.Deezer, "https://www.deezer.com/track/3135556");
    private static readonly ServiceItem s_album = ScriptedFanService.Item(StreamingService.Deezer, "https://www.deezer.com/album/302127");

    [Fact]
    public void Fans_can_connect_with_an_app_only()
    {
        Assert.Equal(new SaveCapability(StreamingService.Deezer, SaveAbility.Save, null, true, null), Deezer("true").Service.Configured);
        Assert.Equal(SaveAbility.None, new ScriptedFanService((_, _) => ScriptedHttp.Json("true"), new ServiceOptions { Deezer = { AppId = "1" } }, StreamingService.Deezer).Service.Configured.Ability);
        Assert.NotNull(new DeezerOptions { AppId = "1", AppSecret = "2", Enabled = false }.Saving.Why);
    }

    [Fact]
    public void Consent_is_asked_for_with_the_state_and_without_a_secret()
    {
        var address = Deezer("").Accounts.ConsentUrl(ScriptedFanService.Consent(follows: true)).AbsoluteUri;
        Assert.Equal(
            "https://connect.deezer.com/oauth/auth.php?app_id=17&redirect_uri=https%3A%2F%2Flinks.example%2Fpresave%2Fcallback&perms=basic_access%2Cmanage_library%2Coffline_access&state=st%26ate", address);
    }

    [Theory]
    [InlineData("""{"access_token":"frXYZ","expires":0}""", 200, "frXYZ")]
    [InlineData("""{"access_token":"frXYZ","expires":3600}""", 200, "frXYZ 2026-11-20T13:00:00")]
    [InlineData("wrong code", 200, "Refused")]
    [InlineData("""{"error":{"type":"OAuthException","message":"x","code":300}}""", 200, "Refused")]
    [InlineData("""{"error":{"type":"OAuthException","message":"x","code":901}}""", 200, "NotAllowed")]
    [InlineData("""{"error":{"type":"Exception","message":"Quota limit exceeded","code":4}}""", 200, "rateLimited 5")]
    [InlineData("<html>", 200, "malformedAnswer")]
    [InlineData("<html>", 503, "http503")]
    public async Task A_code_is_redeemed_in_one_request(string answer, int status, string expected)
    {
        var deezer = Deezer(answer, status);
        Assert.Equal(expected, ScriptedFanService.Word(await deezer.Accounts.RedeemAsync("co de", "verifier", new Uri("https://links.example/presave/callback"), default)));
        Assert.Equal("GET https://connect.deezer.com/oauth/access_token.php?app_id=17&secret=app%20secret&code=co%20de&output=json", Sent(deezer));
        Assert.Equal(["deezer-consents"], deezer.Gate.Entered);
    }

    [Theory]
    [InlineData("""{"id":5,"name":"Fan","country":"FR"}""", "Known FR")]
    [InlineData("""{"id":5,"name":"Fan"}""", "Known")]
    [InlineData("""{"error":{"type":"OAuthException","message":"Invalid OAuth access token.","code":300}}""", "Refused")]
    [InlineData("""{"error":{"type":"OAuthException","message":"x","code":200}}""", "NotAllowed")]
    [InlineData("""{"error":{"type":"Exception","message":"Service busy","code":700}}""", "deezer700")]
    [InlineData("{}", "malformedAnswer")]
    public async Task A_fan_is_known_by_country_only(string answer, string expected)
    {
        var deezer = Deezer(answer);
        Assert.Equal(expected, ScriptedFanService.Word(await deezer.Accounts.ProbeAsync(ScriptedFanService.Token, default)));
        Assert.Equal("GET https://api.deezer.com/user/me?access_token=the-fans-token", Sent(deezer));
    }

    [Fact]
    public async Task There_is_nothing_to_renew_and_nowhere_to_give_it_back()
    {
        var deezer = Deezer("true");
        Assert.Equal("Refused", ScriptedFanService.Word(await deezer.Accounts.RefreshAsync("refresh", default)));
        await deezer.Accounts.RevokeAsync(new AccountTokens("access", null, null, null), default);
        Assert.Empty(deezer.Far.Sent);
        Assert.Null(deezer.Accounts.LongestGrant);
    }

    [Theory]
    [InlineData("true", 200, "Saved", null)]
    [InlineData("false", 200, "malformedAnswer", "malformedAnswer")]
    [InlineData("[]", 200, "malformedAnswer", "malformedAnswer")]
    [InlineData(NoData, 200, "NotThere", null)]
    [InlineData("""{"error":{"type":"OAuthException","message":"x","code":300}}""", 200, "Refused", null)]
    [InlineData("""{"error":{"type":"OAuthException","message":"x","code":200}}""", 200, "NotAllowed", null)]
    [InlineData("""{"error":{"type":"Exception","message":"x","code":4}}""", 200, "rateLimited 5", "rateLimited")]
    [InlineData("""{"error":{"type":"Exception","message":"x","code":100}}""", 200, "deezer100", "deezer100")]
    [InlineData("<html>", 404, "http404", "http404")]
    [InlineData("<html>", 502, "http502", "http502")]
    public async Task Only_true_says_that_it_is_saved(string answer, int status, string expected, string? told)
    {
        var deezer = Deezer(answer, status);
        Assert.Equal(expected, ScriptedFanService.Word(await deezer.Library.SaveAsync(ScriptedFanService.Token, [s_track], "attempt", default)));
        Assert.Equal("POST https://api.deezer.com/user/me/tracks?track_id=3135556&access_token=the-fans-token", Sent(deezer));
        Assert.Equal(("deezer-saves", told), (Assert.Single(deezer.Gate.Entered), Assert.Single(deezer.Gate.Reports)));
    }

    [Fact]
    public async Task An_album_goes_to_the_albums_one_a_call()
    {
        var deezer = Deezer("true");
        Assert.Equal((1, true), (deezer.Library.MostItems, deezer.Library.CanKeep(ItemKind.Album)));
        Assert.Equal("Saved", ScriptedFanService.Word(await deezer.Library.SaveAsync(ScriptedFanService.Token, [s_album], "attempt", default)));
        Assert.Equal("POST https://api.deezer.com/user/me/albums?album_id=302127&access_token=the-fans-token", Sent(deezer));
    }

    [Theory]
    [InlineData("3135556", 3, "True", 3)]
    [InlineData("9", 3, "False", 4)]
    public async Task Favorites_are_read_page_by_page_until_it_is_found(string id, int page, string expected, int asked)
    {
        var deezer = new ScriptedFanService((_, number) => ScriptedHttp.Json(Page(number < 3 ? 100 : 40, number == page - 1 ? id : null)), Options(), StreamingService.Deezer);
        Assert.Equal(expected, ScriptedFanService.Word(await deezer.Library.ContainsAsync(ScriptedFanService.Token, [s_track], default)));
        Assert.Equal(Enumerable.Range(0, asked).Select(number => $"/user/me/tracks?limit=100&index={number * 100}&access_token=the-fans-token"), deezer.Far.Sent.Select(sent => sent.Uri.PathAndQuery));
    }

    [Fact]
    public async Task What_was_not_read_to_its_end_is_not_known()
    {
        var endless = new ScriptedFanService((_, _) => ScriptedHttp.Json(Page(100, null)), Options(), StreamingService.Deezer);
        Assert.Equal("tooManyPages", ScriptedFanService.Word(await endless.Library.ContainsAsync(ScriptedFanService.Token, [s_track], default)));
        Assert.Equal("deezer800", ScriptedFanService.Word(await Deezer(NoData).Library.ContainsAsync(ScriptedFanService.Token, [s_track], default)));
        Assert.Equal("Refused", ScriptedFanService.Word(await Deezer("""{"error":{"code":300}}""").Library.ContainsAsync(ScriptedFanService.Token, [s_track], default)));
    }

    [Fact]
    public async Task The_first_artist_is_followed_at_the_pace_of_saves()
    {
        var deezer = new ScriptedFanService((request, _) => ScriptedHttp.Json(request.Method == "GET" ? """{"id":3135556,"artist":{"id":27}}""" : "true"), Options(), StreamingService.Deezer);
        Assert.Equal("Saved", ScriptedFanService.Word(await deezer.Library.FollowArtistAsync(ScriptedFanService.Token, s_track, default)));
        Assert.Equal(["https://api.deezer.com/track/3135556", "https://api.deezer.com/user/me/artists?artist_id=27&access_token=the-fans-token"], deezer.Far.Sent.Select(sent => sent.Uri.AbsoluteUri));
        Assert.Equal(["deezer", "deezer-saves"], deezer.Gate.Entered);
        Assert.Equal("Saved", ScriptedFanService.Word(await deezer.Library.FollowArtistAsync("another-fans-token", s_track, default)));
        Assert.Equal(3, deezer.Far.Sent.Count);
        Assert.Equal("NotThere", ScriptedFanService.Word(await Deezer(NoData).Library.FollowArtistAsync(ScriptedFanService.Token, s_album, default)));
    }

    [Fact]
    public async Task What_is_never_sent_is_told_by_the_gate()
    {
        var deezer = Deezer("true");
        deezer.Gate.Refusal = new LookUp.Unavailable(UnavailableReasons.Paced, TimeSpan.FromSeconds(3));
        Assert.Equal("paced 3", ScriptedFanService.Word(await deezer.Library.SaveAsync(ScriptedFanService.Token, [s_track], "attempt", default)));
        Assert.Empty(deezer.Far.Sent);
        Assert.Empty(deezer.Gate.Reports);
    }

    [Fact]
    public async Task A_connection_that_fails_shows_no_address_and_no_token()
    {
        var deezer = new ScriptedFanService((request, _) => throw new HttpRequestException($"cannot reach {request.Uri}"), Options(), StreamingService.Deezer);
        Assert.Equal(new LibraryAnswer.Unavailable(UnavailableReasons.Unreachable, null), await deezer.Library.SaveAsync(ScriptedFanService.Token, [s_track], "attempt", default));
    }

    [Theory]
    [InlineData(40, 100, true)]
    [InlineData(40, 120, false)]
    [InlineData(50, 1, false)]
    [InlineData(10, 400, true)]
    public void Look_ups_and_saves_stay_under_the_limit_of_an_address_together(int perFiveSeconds, int savesPerMinute, bool isGood)
    {
        var options = Options().Deezer;
        (options.RequestsPer5Seconds, options.SavesPerMinute) = (perFiveSeconds, savesPerMinute);
        Assert.Equal(isGood, Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true));
        options.AppSecret = null;
        Assert.True(Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true));
    }

    private static ScriptedFanService Deezer(string answer, int status = 200) => new((_, _) => ScriptedHttp.Json(answer, status), Options(), StreamingService.Deezer);

    private static ServiceOptions Options() => new() { Deezer = new DeezerOptions { AppId = "17", AppSecret = "app secret" } };

    private static string Sent(ScriptedFanService world) => world.Far.Sent.Select(sent => $"{sent.Method} {sent.Uri.AbsoluteUri}").Single();

    private static string Page(int count, string? with) =>
        $$"""{"data":[{{string.Join(',', Enumerable.Range(0, count).Select(number => $$"""{"id":{{(number == 7 && with is not null ? with : $"{1_000_000 + number}")}}}"""))}}],"total":340}""";
}

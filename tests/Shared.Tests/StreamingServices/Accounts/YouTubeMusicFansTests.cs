using System.ComponentModel.DataAnnotations;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.StreamingServices.YouTubeMusic;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices.Accounts;

/// <summary>Google's consent and YouTube's ratings and subscriptions, over answers in their real shapes.</summary>
public sealed class YouTubeMusicFansTests
{
    private const string Channel = "UCabcdefghijklmnopqrstuv";
    private static readonly Uri s_callback = new("https://links.example/presave/callback");
    private static readonly ServiceItem s_track = ScriptedFanService.Item(StreamingService.YouTubeMusic, "https://music.youtube.com/watch?v=a1b2c3d4e5A");
    private static readonly ServiceItem s_album = ScriptedFanService.Item(StreamingService.YouTubeMusic, "https://music.youtube.com/playlist?list=OLAK5uy_kabcdefghijklmnopqrstuvwxyz012345");

    [Fact]
    public void Consent_is_asked_for_offline_with_one_scope_and_a_challenge() => Assert.Equal(
        "https://accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=client&redirect_uri=https%3A%2F%2Flinks.example%2Fpresave%2Fcallback&scope=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fyoutube"
        + "&state=st%26ate&code_challenge_method=S256&code_challenge=chal-lenge&access_type=offline&prompt=consent",
        YouTube("").Accounts.ConsentUrl(ScriptedFanService.Consent()).AbsoluteUri);

    [Theory]
    [InlineData("""{"access_token":"ya29.x","expires_in":3599,"refresh_token":"1//y","scope":"https://www.googleapis.com/auth/youtube","token_type":"Bearer"}""", 200, "ya29.x 2026-11-20T12:59:59 1//y", null)]
    [InlineData("""{"error":"invalid_grant","error_description":"Bad Request"}""", 400, "Refused", null)]
    [InlineData("""{"error":"invalid_client","error_description":"The OAuth client was not found."}""", 401, "unauthorized", "unauthorized")]
    [InlineData("""{"error":"invalid_client"}""", 400, "unauthorized", "unauthorized")]
    [InlineData("""{"error":"redirect_uri_mismatch"}""", 400, "http400", "http400")]
    [InlineData("""{"token_type":"Bearer"}""", 200, "malformedAnswer", "malformedAnswer")]
    [InlineData("<html>", 500, "http500", "http500")]
    public async Task A_code_is_redeemed_with_its_verifier(string answer, int status, string expected, string? told)
    {
        var youTube = YouTube(answer, status);
        Assert.Equal(expected, ScriptedFanService.Word(await youTube.Accounts.RedeemAsync("4/co+de", "verifier", s_callback, default)));
        var sent = Assert.Single(youTube.Far.Sent);
        Assert.Equal("POST https://oauth2.googleapis.com/token", $"{sent.Method} {sent.Uri.AbsoluteUri}");
        Assert.Equal("grant_type=authorization_code&code=4%2Fco%2Bde&redirect_uri=https%3A%2F%2Flinks.example%2Fpresave%2Fcallback&code_verifier=verifier&client_id=client&client_secret=secret", sent.Body);
        Assert.Equal(("youtube-music-consents", told), (Assert.Single(youTube.Gate.Entered), Assert.Single(youTube.Gate.Reports)));
    }

    [Theory]
    [InlineData("""{"access_token":"ya29.z","expires_in":3599,"scope":"x","token_type":"Bearer"}""", 200, "ya29.z 2026-11-20T12:59:59")]
    [InlineData("""{"error":"invalid_grant","error_description":"Token has been expired or revoked."}""", 400, "Refused")]
    public async Task A_renewal_keeps_the_old_refresh_token_where_none_comes(string answer, int status, string expected)
    {
        var youTube = YouTube(answer, status);
        Assert.Equal(expected, ScriptedFanService.Word(await youTube.Accounts.RefreshAsync("1//y", default)));
        Assert.Equal("grant_type=refresh_token&refresh_token=1%2F%2Fy&client_id=client&client_secret=secret", Assert.Single(youTube.Far.Sent).Body);
        Assert.Equal(["youtube-music-renewals"], youTube.Gate.Entered);
    }

    [Theory]
    [InlineData("""{"kind":"youtube#channelListResponse","pageInfo":{"totalResults":1},"items":[{"id":"UC1"}]}""", 200, "Known")]
    [InlineData("""{"kind":"youtube#channelListResponse","pageInfo":{"totalResults":0,"resultsPerPage":5}}""", 200, "NoSubscription")]
    [InlineData("""{"kind":"other"}""", 200, "malformedAnswer")]
    [InlineData("""{"error":{"code":401,"errors":[{"reason":"authError"}]}}""", 401, "Refused")]
    [InlineData("""{"error":{"code":401,"errors":[{"reason":"youtubeSignupRequired"}]}}""", 401, "NoSubscription")]
    [InlineData("""{"error":{"code":403,"errors":[{"reason":"insufficientPermissions"}]}}""", 403, "Refused")]
    [InlineData("""{"error":{"code":403,"errors":[{"reason":"accessNotConfigured"}]}}""", 403, "unauthorized")]
    public async Task An_account_needs_a_channel(string answer, int status, string expected)
    {
        var youTube = YouTube(answer, status);
        Assert.Equal(expected, ScriptedFanService.Word(await youTube.Accounts.ProbeAsync(ScriptedFanService.Token, default)));
        var sent = Assert.Single(youTube.Far.Sent);
        Assert.Equal(("https://www.googleapis.com/youtube/v3/channels?part=id&mine=true", "Bearer the-fans-token"), (sent.Uri.AbsoluteUri, sent.Authorization));
    }

    [Fact]
    public async Task A_grant_is_given_back_by_its_refresh_token()
    {
        var youTube = YouTube("");
        await youTube.Accounts.RevokeAsync(new AccountTokens("ya29.x", null, "1//y", null), default);
        await youTube.Accounts.RevokeAsync(new AccountTokens("ya29.x", null, null, null), default);
        Assert.Equal(["https://oauth2.googleapis.com/revoke token=1%2F%2Fy", "https://oauth2.googleapis.com/revoke token=ya29.x"], youTube.Far.Sent.Select(sent => $"{sent.Uri.AbsoluteUri} {sent.Body}"));
    }

    [Theory]
    [InlineData("", 204, "Saved", null)]
    [InlineData("""{"error":{"code":404,"errors":[{"reason":"videoNotFound"}]}}""", 404, "NotThere", null)]
    [InlineData("""{"error":{"code":403,"errors":[{"reason":"videoRatingDisabled"}]}}""", 403, "NotThere", null)]
    [InlineData("""{"error":{"code":400,"errors":[{"reason":"videoPurchaseRequired"}]}}""", 400, "NotThere", null)]
    [InlineData("""{"error":{"code":400,"errors":[{"reason":"emailNotVerified"}]}}""", 400, "NoSubscription", null)]
    [InlineData("""{"error":{"code":403,"errors":[{"reason":"authenticatedUserAccountSuspended"}]}}""", 403, "NoSubscription", null)]
    [InlineData("""{"error":{"code":401,"errors":[{"reason":"authError"}]}}""", 401, "Refused", null)]
    [InlineData("""{"error":{"code":403,"errors":[{"reason":"rateLimitExceeded"}]}}""", 403, "rateLimited", "rateLimited")]
    [InlineData("<html>", 404, "http404", "http404")]
    [InlineData("<html>", 200, "Saved", null)]
    public async Task A_track_is_saved_by_liking_it(string answer, int status, string expected, string? told)
    {
        var youTube = YouTube(answer, status);
        Assert.Equal(expected, ScriptedFanService.Word(await youTube.Library.SaveAsync(ScriptedFanService.Token, [s_track], "attempt", default)));
        var sent = Assert.Single(youTube.Far.Sent);
        Assert.Equal(("POST", "https://www.googleapis.com/youtube/v3/videos/rate?id=a1b2c3d4e5A&rating=like", "Bearer the-fans-token", ""), (sent.Method, sent.Uri.AbsoluteUri, sent.Authorization, sent.Body));
        Assert.DoesNotContain(sent.Headers, header => header.Key.Equals("X-Goog-Api-Key", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(("youtube-music-saves", told), (Assert.Single(youTube.Gate.Entered), Assert.Single(youTube.Gate.Reports)));
    }

    [Fact]
    public async Task A_used_up_quota_is_for_everybody_until_midnight_Pacific_Time()
    {
        var youTube = YouTube("""{"error":{"code":403,"errors":[{"reason":"quotaExceeded","domain":"youtube.quota"}]}}""", 403);
        Assert.Equal("quotaExhausted 72000", ScriptedFanService.Word(await youTube.Library.SaveAsync(ScriptedFanService.Token, [s_track], "attempt", default)));
        Assert.Equal([UnavailableReasons.QuotaExhausted], youTube.Gate.Reports);
    }

    [Fact]
    public async Task An_album_has_nothing_to_like_and_costs_nothing()
    {
        var youTube = YouTube("");
        Assert.Equal((false, true), (youTube.Library.CanKeep(ItemKind.Album), youTube.Library.CanKeep(ItemKind.Track)));
        Assert.Equal("NotThere", ScriptedFanService.Word(await youTube.Library.SaveAsync(ScriptedFanService.Token, [s_album], "attempt", default)));
        Assert.Equal("False", ScriptedFanService.Word(await youTube.Library.ContainsAsync(ScriptedFanService.Token, [s_album], default)));
        Assert.Empty(youTube.Gate.Entered);
    }

    [Theory]
    [InlineData("""{"items":[{"videoId":"a1b2c3d4e5A","rating":"like"}]}""", 200, "True")]
    [InlineData("""{"items":[{"videoId":"a1b2c3d4e5A","rating":"none"}]}""", 200, "False")]
    [InlineData("""{"items":[{"videoId":"another4e5A","rating":"like"}]}""", 200, "False")]
    [InlineData("""{"items":[]}""", 200, "False")]
    [InlineData("{}", 200, "malformedAnswer")]
    [InlineData("""{"error":{"code":401,"errors":[{"reason":"authError"}]}}""", 401, "Refused")]
    public async Task A_rating_proves_it_for_one_unit(string answer, int status, string expected)
    {
        var youTube = YouTube(answer, status);
        Assert.Equal(expected, ScriptedFanService.Word(await youTube.Library.ContainsAsync(ScriptedFanService.Token, [s_track], default)));
        Assert.Equal("https://www.googleapis.com/youtube/v3/videos/getRating?id=a1b2c3d4e5A", Assert.Single(youTube.Far.Sent).Uri.AbsoluteUri);
        Assert.Equal(["youtube-music"], youTube.Gate.Entered);
    }

    [Theory]
    [InlineData("""{"id":"sub","snippet":{}}""", 200, "Saved")]
    [InlineData("""{"error":{"code":400,"errors":[{"reason":"subscriptionDuplicate"}]}}""", 400, "AlreadyThere")]
    [InlineData("""{"error":{"code":409,"errors":[{"reason":"subscriptionDuplicate"}]}}""", 409, "AlreadyThere")]
    [InlineData("""{"error":{"code":400,"errors":[{"reason":"subscriptionForbidden"}]}}""", 400, "NotThere")]
    [InlineData("""{"error":{"code":404,"errors":[{"reason":"publisherNotFound"}]}}""", 404, "NotThere")]
    [InlineData("""{"error":{"code":403,"errors":[{"reason":"insufficientPermissions"}]}}""", 403, "Refused")]
    public async Task An_artist_is_followed_by_the_channel_of_the_track(string answer, int status, string expected)
    {
        var youTube = Make((request, _) => request.Method == "GET" ? ScriptedHttp.Json($$$"""{"items":[{"snippet":{"channelId":"{{{Channel}}}"}}]}""") : ScriptedHttp.Json(answer, status));
        Assert.Equal(expected, ScriptedFanService.Word(await youTube.Library.FollowArtistAsync(ScriptedFanService.Token, s_track, default)));
        Assert.Equal(["/youtube/v3/videos?part=snippet&id=a1b2c3d4e5A", "/youtube/v3/subscriptions?part=snippet"], youTube.Far.Sent.Select(sent => sent.Uri.PathAndQuery));
        Assert.Equal($$$$"""{"snippet":{"resourceId":{"kind":"youtube#channel","channelId":"{{{{Channel}}}}"}}}""", youTube.Far.Sent[1].Body);
        Assert.Equal(["youtube-music", "youtube-music-saves"], youTube.Gate.Entered);
    }

    [Theory]
    [InlineData("""{"items":[{"snippet":{"channelId":"UCother","videoOwnerChannelId":"UCabcdefghijklmnopqrstuv"}}]}""", 200, "Saved")]
    [InlineData("""{"items":[]}""", 200, "NotThere")]
    [InlineData("""{"error":{"code":404,"errors":[{"reason":"playlistNotFound"}]}}""", 404, "NotThere")]
    [InlineData("""{"items":[{"snippet":{}}]}""", 200, "malformedAnswer")]
    public async Task An_albums_artist_is_the_channel_of_its_first_track(string answer, int status, string expected)
    {
        var youTube = Make((request, _) => request.Method == "GET" ? ScriptedHttp.Json(answer, status) : ScriptedHttp.Json("""{"id":"sub"}"""));
        Assert.Equal(expected, ScriptedFanService.Word(await youTube.Library.FollowArtistAsync(ScriptedFanService.Token, s_album, default)));
        Assert.Equal("/youtube/v3/playlistItems?part=snippet&maxResults=1&playlistId=" + s_album.Id, youTube.Far.Sent[0].Uri.PathAndQuery);
        Assert.Equal(expected == "Saved", youTube.Far.Sent.Count == 2 && youTube.Far.Sent[1].Body.Contains(Channel, StringComparison.Ordinal));
    }

    [Fact]
    public void What_fans_get_follows_from_the_quota_and_the_mode()
    {
        var (published, testing) = (YouTube("").Service, YouTube("", testing: true).Service);
        Assert.Equal((SaveAbility.Quota, 150, true), (published.Configured.Ability, published.Configured.PerDay, published.Configured.Follows));
        Assert.Equal((SaveAbility.TestersOnly, null), (testing.Configured.Ability, testing.Configured.PerDay));
        Assert.Equal((null, TimeSpan.FromDays(7)), (published.Accounts.LongestGrant, testing.Accounts.LongestGrant));
        Assert.NotNull(published.Configured.Why);
        Assert.NotNull(testing.Configured.Why);
        Assert.Equal((SaveAbility.None, false), new YouTubeMusicOptions { ClientId = "client" }.Saving is var off ? (off.Ability, off.Follows) : default);
    }

    [Fact]
    public void Reading_and_saving_share_the_units_of_a_day()
    {
        var options = Options().YouTubeMusic;
        Assert.Equal(options.UnitsPerDay, options.Pace.DailyQuota + (options.SavePace.DailyQuota * YouTubeMusicOptions.UnitsPerSave));
        Assert.Equal((150, "America/Los_Angeles", "youtube-music-saves"), (options.SavePace.DailyQuota, options.SavePace.ResetZone, options.SavePace.Name));
        Assert.True(IsValid(options));
        options.SavesPerDay = 200;
        Assert.False(IsValid(options));
        options.ClientId = null;
        Assert.Equal((true, options.UnitsPerDay), (IsValid(options), options.Pace.DailyQuota));
    }

    private static bool IsValid(YouTubeMusicOptions options) => Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true);

    private static ScriptedFanService YouTube(string answer, int status = 200, bool testing = false) => Make((_, _) => ScriptedHttp.Json(answer, status), testing);

    private static ScriptedFanService Make(Func<SentRequest, int, HttpResponseMessage> answer, bool testing = false) => new(answer, Options(testing), StreamingService.YouTubeMusic);

    private static ServiceOptions Options(bool testing = false) => new() { YouTubeMusic = new YouTubeMusicOptions { ClientId = "client", ClientSecret = "secret", TestingMode = testing } };
}

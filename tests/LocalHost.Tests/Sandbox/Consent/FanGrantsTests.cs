using Smartlinks.LocalHost.Sandbox;
using Smartlinks.LocalHost.Sandbox.Consent;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.LocalHost.Sandbox.Spotify;
using Smartlinks.LocalHost.Sandbox.Tidal;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox.Consent;

/// <summary>The sandbox's grants: what a code is good for, and how long tokens live.</summary>
public sealed class FanGrantsTests
{
    private const string Back = "https://links.example/back";
    private readonly ManualTime _time = new();
    private readonly FaultBoard _faults = new();

    [Fact]
    public void A_code_is_good_once()
    {
        var grants = Make();
        var code = Consent(grants);
        Assert.NotNull(grants.Redeem(code, Back, FanBrowser.Verifier).Tokens);
        Assert.Equal((null, "Invalid authorization code"), grants.Redeem(code, Back, FanBrowser.Verifier));
    }

    [Theory]
    [InlineData("https://elsewhere.example/", true, 0, "Invalid redirect URI")]
    [InlineData(Back, false, 0, "code_verifier was incorrect")]
    [InlineData(Back, true, 10, "Authorization code expired")]
    public void A_code_is_good_for_who_asked_and_for_ten_minutes(string redirectUri, bool hasVerifier, int minutes, string problem)
    {
        var grants = Make();
        var code = Consent(grants);
        _time.Advance(TimeSpan.FromMinutes(minutes));
        Assert.Equal((null, problem), grants.Redeem(code, redirectUri, hasVerifier ? FanBrowser.Verifier : new string('x', 43)));
        Assert.Equal((null, "Invalid authorization code"), grants.Redeem(code, Back, FanBrowser.Verifier));
    }

    [Fact]
    public void An_access_token_lasts_an_hour_and_is_renewed_with_the_same_refresh_token()
    {
        var grants = Make();
        var given = grants.Give("ada", "user-library-modify");
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal((TokenState.Good, "ada"), (grants.Read("Bearer " + given.Access).State, grants.Read("Bearer " + given.Access).Grant!.Fan));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((TokenState.Expired, null), grants.Read("Bearer " + given.Access));

        var renewed = grants.Refresh(given.Refresh!).Tokens!;
        Assert.Null(renewed.Refresh);
        Assert.Equal(TokenState.Good, grants.Read("Bearer " + renewed.Access).State);
        Assert.NotNull(grants.Refresh(given.Refresh!).Tokens);
    }

    [Fact]
    public void Spotifys_grants_end_six_months_after_consent_whatever_is_renewed_and_TIDALs_do_not()
    {
        var (spotify, tidal) = (Make(), new FanGrants(TidalFans.Rules(new SandboxOptions()), _faults, _time));
        var (atSpotify, atTidal) = (spotify.Give("ada", "user-library-modify"), tidal.Give("ada", "collection.write"));
        _time.Advance(TimeSpan.FromDays(180));
        Assert.NotNull(spotify.Refresh(atSpotify.Refresh!).Tokens);
        _time.Advance(TimeSpan.FromDays(4));
        Assert.Equal((null, "Refresh token expired"), spotify.Refresh(atSpotify.Refresh!));
        Assert.NotNull(tidal.Refresh(atTidal.Refresh!).Tokens);
    }

    [Fact]
    public void A_changed_refresh_token_kills_the_one_before()
    {
        var grants = Make();
        var first = grants.Give("ada", "user-library-modify").Refresh!;
        _faults.Set(StreamingService.Spotify, [new Fault(FaultKind.RotateTokens, null, null)]);
        var second = grants.Refresh(first).Tokens!.Refresh!;
        Assert.Equal((null, "Refresh token was used"), grants.Refresh(first));
        _faults.Delete(StreamingService.Spotify);
        Assert.Null(grants.Refresh(second).Tokens!.Refresh);
        Assert.Equal((null, "Refresh token was used"), grants.Refresh(first));
    }

    [Fact]
    public void One_fan_can_be_struck_alone_or_with_all_of_like_names()
    {
        var grants = Make();
        var (ada, ben) = (grants.Give("ada-1", "user-library-modify"), grants.Give("ben", "user-library-modify"));
        _faults.Set(StreamingService.Spotify, [new Fault(FaultKind.Revoked, null, null, "ada-*")]);
        Assert.Equal((null, "Refresh token revoked"), grants.Refresh(ada.Refresh!));
        Assert.Equal((TokenState.Unknown, null), grants.Read("Bearer " + ada.Access));
        Assert.NotNull(grants.Refresh(ben.Refresh!).Tokens);
        Assert.Equal(TokenState.Good, grants.Read("Bearer " + ben.Access).State);

        _faults.Set(StreamingService.Spotify, [new Fault(FaultKind.ExpiredGrants, null, 1, "ben")]);
        Assert.NotNull(grants.Refresh(ada.Refresh!).Tokens);
        Assert.Equal((null, "Refresh token expired"), grants.Refresh(ben.Refresh!));
        Assert.NotNull(grants.Refresh(ben.Refresh!).Tokens);
    }

    [Fact]
    public void Tokens_outlive_the_process_and_open_their_own_service_only()
    {
        var given = Make().Give("zoë & co", "user-library-modify");
        var again = Make();
        Assert.Equal("zoë & co", again.Read("Bearer " + given.Access).Grant!.Fan);
        Assert.NotNull(again.Refresh(given.Refresh!).Tokens);

        Assert.Equal((null, "Invalid refresh token"), new FanGrants(TidalFans.Rules(new SandboxOptions()), _faults, _time).Refresh(given.Refresh!));
        Assert.Equal((null, "Invalid refresh token"), again.Refresh(given.Access));
        Assert.Equal(TokenState.Unknown, again.Read("Bearer " + given.Refresh).State);
        foreach (var wrong in (string?[])[null, "", "Basic x", "Bearer ", "Bearer made-up", "Bearer " + given.Access[..^4], "Bearer " + given.Access + "!"]) Assert.Equal((TokenState.Unknown, null), again.Read(wrong));
    }

    private FanGrants Make() => new(SpotifyFans.Rules(new SandboxOptions()), _faults, _time);

    private static string Consent(FanGrants grants) => grants.Consent("ada", "user-library-modify", Back, FanBrowser.Request.CodeChallenge);
}

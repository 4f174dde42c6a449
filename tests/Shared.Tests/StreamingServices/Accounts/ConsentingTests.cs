using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Tests.StreamingServices.Accounts;

/// <summary>What fans are asked for at Spotify and TIDAL, and where.</summary>
public sealed class ConsentingTests
{
    private static readonly ConsentRequest s_request = new(new Uri("https://links.example/presave/back?a=1"), "state&1", "challenge_-", Follows: false);

    [Theory]
    [InlineData(false, "user-library-modify")]
    [InlineData(true, "user-library-modify%20user-follow-modify")]
    public void Spotify_is_asked_for_one_permission_unless_the_fan_follows(bool follows, string scope)
    {
        using var world = new FanWorld("{}");
        Assert.Equal(
            $"https://accounts.spotify.com/authorize?response_type=code&client_id=id&redirect_uri=https%3A%2F%2Flinks.example%2Fpresave%2Fback%3Fa%3D1&scope={scope}&state=state%261&code_challenge_method=S256&code_challenge=challenge_-",
            world.Accounts(StreamingService.Spotify).ConsentUrl(s_request with { Follows = follows }).AbsoluteUri);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TIDAL_is_asked_for_one_permission_always(bool follows)
    {
        using var world = new FanWorld("{}");
        Assert.Equal(
            "https://login.tidal.com/authorize?response_type=code&client_id=id&redirect_uri=https%3A%2F%2Flinks.example%2Fpresave%2Fback%3Fa%3D1&scope=collection.write&state=state%261&code_challenge_method=S256&code_challenge=challenge_-",
            world.Accounts(StreamingService.Tidal).ConsentUrl(s_request with { Follows = follows }).AbsoluteUri);
    }

    [Theory]
    [InlineData("https://links.example/back", true)]
    [InlineData("http://127.0.0.1:7071/back", true)]
    [InlineData("http://localhost:7071/back", false)]
    [InlineData("http://links.example/back", false)]
    [InlineData("smartlinks://back", false)]
    public void A_fan_comes_back_to_a_safe_address_only(string redirectUri, bool isSafe)
    {
        using var world = new FanWorld("{}");
        var request = s_request with { RedirectUri = new Uri(redirectUri) };
        // Consent at Apple Music starts in the browser.
        foreach (var fan in world.Fans.Where(fan => fan.Service != StreamingService.AppleMusic))
        {
            if (isSafe) Assert.Contains(Uri.EscapeDataString(redirectUri), fan.Accounts.ConsentUrl(request).AbsoluteUri, StringComparison.Ordinal);
            else Assert.Throws<ArgumentException>(() => fan.Accounts.ConsentUrl(request));
        }
    }

    [Fact]
    public void Only_Spotifys_grants_are_known_to_end()
    {
        using var world = new FanWorld("{}");
        Assert.Equal(TimeSpan.FromDays(180), world.Accounts(StreamingService.Spotify).LongestGrant);
        Assert.Null(world.Accounts(StreamingService.Tidal).LongestGrant);
    }

    [Theory]
    [InlineData(false, false, true, SaveAbility.None, "Spotify__ClientId")]
    [InlineData(true, false, true, SaveAbility.None, "Spotify__Saves")]
    [InlineData(true, true, true, SaveAbility.TestersOnly, "Spotify__TestersOnly")]
    [InlineData(true, true, false, SaveAbility.Save, null)]
    public void What_Spotify_can_do_follows_from_configuration(bool hasKeys, bool saves, bool testersOnly, SaveAbility ability, string? helps)
    {
        var options = new ServiceOptions { Spotify = { ClientId = hasKeys ? "id" : null, ClientSecret = "secret", Saves = saves, TestersOnly = testersOnly } };
        var capability = Configured(options, StreamingService.Spotify);
        Assert.Equal((ability, ability == SaveAbility.Save, helps is null), (capability.Ability, capability.Follows, capability.Why is null));
        Assert.Contains(helps ?? "", capability.Why ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false, SaveAbility.None, "Tidal__ClientId")]
    [InlineData(true, false, SaveAbility.None, "Tidal__Saves")]
    [InlineData(true, true, SaveAbility.Save, null)]
    public void What_TIDAL_can_do_follows_from_configuration(bool hasKeys, bool saves, SaveAbility ability, string? helps)
    {
        var capability = Configured(new ServiceOptions { Tidal = { ClientId = hasKeys ? "id" : null, ClientSecret = "secret", Saves = saves } }, StreamingService.Tidal);
        Assert.Equal((ability, ability == SaveAbility.Save, helps is null), (capability.Ability, capability.Follows, capability.Why is null));
        Assert.Contains(helps ?? "", capability.Why ?? "", StringComparison.Ordinal);
    }

    private static SaveCapability Configured(ServiceOptions options, StreamingService service)
    {
        using var far = new Support.ScriptedHttp((_, _) => Support.ScriptedHttp.Json("{}"));
        using var http = far.NewClient();
        return FanServices.Make(options, http, OpenGate.Instance, TimeProvider.System).Single(fan => fan.Service == service).Configured;
    }
}

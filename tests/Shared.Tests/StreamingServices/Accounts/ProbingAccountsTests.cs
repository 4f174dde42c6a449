using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices.Accounts;

/// <summary>Whether saving will work, asked straight after consent. Hunts fans who are turned away because of a firewall's page.</summary>
public sealed class ProbingAccountsTests
{
    [Fact]
    public async Task Spotify_is_asked_who_the_fan_is()
    {
        using var world = new FanWorld("""{ "id": "x1", "display_name": "Ada" }""");
        Assert.Equal(new AccountAnswer.Known(new AccountFacts(null)), await world.Accounts(StreamingService.Spotify).ProbeAsync("token", default));
        var sent = Assert.Single(world.Far.Sent);
        Assert.Equal(("GET", "https://api.spotify.com/v1/me", "Bearer token"), (sent.Method, sent.Uri.AbsoluteUri, sent.Authorization));
        Assert.Equal(["spotify-saves"], world.Entered);
    }

    [Theory]
    [InlineData("""{ "id": "x1", "country": "DE" }""", "DE")]
    [InlineData("""{ "id": "x1", "country": "Germany" }""", null)]
    public async Task A_country_is_read_where_one_is_told(string body, string? country)
    {
        using var world = new FanWorld(body);
        Assert.Equal(new AccountAnswer.Known(new AccountFacts(country)), await world.Accounts(StreamingService.Spotify).ProbeAsync("token", default));
    }

    [Theory]
    [InlineData("""{ "error": { "status": 403, "message": "User not registered in the Developer Dashboard" } }""")]
    [InlineData("User not registered in the Developer Dashboard")]
    [InlineData("The user is not registered for this application. Please check your settings on https://developer.spotify.com/dashboard.")]
    [InlineData("User not approved for app")]
    [InlineData("Check settings on developer.spotify.com/dashboard, the user may not be registered.")]
    public async Task An_account_that_is_not_on_the_list_is_found_out(string body)
    {
        using var world = new FanWorld(body, 403);
        Assert.IsType<AccountAnswer.NotAllowed>(await world.Accounts(StreamingService.Spotify).ProbeAsync("token", default));
        Assert.Equal([null], world.Reports);
    }

    [Fact]
    public async Task A_token_that_is_refused_stops_nobody_else()
    {
        using var world = new FanWorld("""{ "error": { "status": 401, "message": "Invalid access token" } }""", 401);
        Assert.IsType<AccountAnswer.Refused>(await world.Accounts(StreamingService.Spotify).ProbeAsync("token", default));
        Assert.Equal([null], world.Reports);
    }

    [Theory]
    [InlineData(403, "<html>This user is not registered with our firewall</html>", "http403")]
    [InlineData(403, "Forbidden", "http403")]
    [InlineData(500, "{}", "http500")]
    [InlineData(200, "<html>sign in</html>", UnavailableReasons.MalformedAnswer)]
    [InlineData(200, "[]", UnavailableReasons.MalformedAnswer)]
    [InlineData(429, """{ "error": { "status": 429, "reason": "QUOTA_EXCEEDED" } }""", UnavailableReasons.QuotaExhausted)]
    public async Task What_says_nothing_of_the_account_is_no_answer(int status, string body, string reason)
    {
        using var world = new FanWorld(body, status);
        Assert.Equal(reason, Assert.IsType<AccountAnswer.Unavailable>(await world.Accounts(StreamingService.Spotify).ProbeAsync("token", default)).Reason);
        Assert.Equal([reason], world.Reports);
    }

    [Fact]
    public async Task TIDAL_is_not_asked_for_what_takes_another_permission()
    {
        using var world = new FanWorld("{}", 500);
        Assert.Equal(new AccountAnswer.Known(new AccountFacts(null)), await world.Accounts(StreamingService.Tidal).ProbeAsync("token", default));
        await world.Accounts(StreamingService.Tidal).RevokeAsync(new AccountTokens("a", null, "r", null), default);
        await world.Accounts(StreamingService.Spotify).RevokeAsync(new AccountTokens("a", null, "r", null), default);
        Assert.Empty(world.Far.Sent);
    }
}

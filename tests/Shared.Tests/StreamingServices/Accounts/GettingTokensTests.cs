using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices.Accounts;

/// <summary>Fans' tokens at Spotify and TIDAL, over every kind of answer. Hunts a grant that is given up for what passes, and one refused fan that stops a service for all.</summary>
public sealed class GettingTokensTests
{
    private const string Tokens = """{ "access_token": "access-1", "token_type": "Bearer", "expires_in": 600, "refresh_token": "refresh-1", "scope": "user-library-modify" }""";
    private static readonly Uri s_back = new("https://links.example/presave/back");

    public static TheoryData<string> Services => ["spotify", "tidal"];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_code_is_redeemed_with_its_verifier(string service)
    {
        using var world = new FanWorld(Tokens);
        var given = Assert.IsType<AccountAnswer.Given>(await Accounts(world, service).RedeemAsync("code 1", "verifier", s_back, default)).Tokens;
        Assert.Equal(("access-1", world.Time.GetUtcNow().AddMinutes(10), "refresh-1", "user-library-modify"), (given.Access, given.AccessEndsAt, given.Refresh, given.Scope));
        Assert.DoesNotContain(given.Access, given.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(given.Refresh!, given.ToString(), StringComparison.Ordinal);

        var sent = Assert.Single(world.Far.Sent);
        Assert.Equal(("POST", service == "spotify" ? "https://accounts.spotify.com/api/token" : "https://auth.tidal.com/v1/oauth2/token"), (sent.Method, sent.Uri.AbsoluteUri));
        Assert.Equal("grant_type=authorization_code&code=code+1&redirect_uri=https%3A%2F%2Flinks.example%2Fpresave%2Fback&code_verifier=verifier" + InForm(service), sent.Body);
        Assert.Equal(service == "spotify" ? "Basic aWQ6c2VjcmV0" : null, sent.Authorization);
        Assert.Equal([service + "-consents"], world.Entered);
        Assert.Equal([null], world.Reports);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_renewal_may_bring_no_new_refresh_token(string service)
    {
        using var world = new FanWorld("""{ "access_token": "access-2", "token_type": "Bearer", "expires_in": 3600 }""");
        var given = Assert.IsType<AccountAnswer.Given>(await Accounts(world, service).RefreshAsync("refresh 1", default)).Tokens;
        Assert.Equal(("access-2", world.Time.GetUtcNow().AddHours(1), null, null), (given.Access, given.AccessEndsAt, given.Refresh, given.Scope));
        Assert.Equal("grant_type=refresh_token&refresh_token=refresh+1" + InForm(service), Assert.Single(world.Far.Sent).Body);
        Assert.Equal([service + "-renewals"], world.Entered);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Tokens_of_the_length_of_signed_documents_are_read(string service)
    {
        var token = new string('x', 2_000);
        using var world = new FanWorld($$"""{ "access_token": "{{token}}", "expires_in": 3600, "refresh_token": "{{token}}" }""");
        var given = Assert.IsType<AccountAnswer.Given>(await Accounts(world, service).RefreshAsync("refresh", default)).Tokens;
        Assert.Equal((token, token), (given.Access, given.Refresh));
    }

    [Theory]
    [InlineData("spotify", 400)]
    [InlineData("tidal", 400)]
    [InlineData("tidal", 401)]
    public async Task A_dead_grant_is_refused_and_nothing_is_held_against_the_service(string service, int status)
    {
        using var world = new FanWorld("""{ "error": "invalid_grant", "error_description": "Refresh token revoked" }""", status);
        Assert.IsType<AccountAnswer.Refused>(await Accounts(world, service).RefreshAsync("refresh", default));
        Assert.IsType<AccountAnswer.Refused>(await Accounts(world, service).RedeemAsync("code", "verifier", s_back, default));
        Assert.Equal([null, null], world.Reports);
    }

    [Theory]
    [InlineData(400, """{ "error": "invalid_client" }""", UnavailableReasons.Unauthorized)]
    [InlineData(401, """{ "error": "invalid_client" }""", UnavailableReasons.Unauthorized)]
    [InlineData(400, """{ "error": "unauthorized_client" }""", UnavailableReasons.Unauthorized)]
    [InlineData(400, """{ "error": "invalid_request" }""", "http400")]
    [InlineData(400, "invalid_grant", "http400")]
    [InlineData(403, "<html>firewall</html>", "http403")]
    [InlineData(429, "{}", UnavailableReasons.RateLimited)]
    [InlineData(503, """{ "error": "server_error" }""", "http503")]
    [InlineData(302, "", "http302")]
    [InlineData(200, "<html>sign in</html>", UnavailableReasons.MalformedAnswer)]
    [InlineData(200, """{ "token_type": "Bearer" }""", UnavailableReasons.MalformedAnswer)]
    [InlineData(200, """{ "access_token": 17 }""", UnavailableReasons.MalformedAnswer)]
    [InlineData(200, """{ "access_token": "half an ans""", UnavailableReasons.MalformedAnswer)]
    public async Task What_can_pass_ends_no_grant_and_the_gate_is_told(int status, string body, string reason)
    {
        foreach (var service in (string[])["spotify", "tidal"])
        {
            using var world = new FanWorld(body, status);
            Assert.Equal(reason, Assert.IsType<AccountAnswer.Unavailable>(await Accounts(world, service).RefreshAsync("refresh", default)).Reason);
            Assert.Equal([reason], world.Reports);
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_rate_limit_says_when_to_come_back(string service)
    {
        using var world = new FanWorld((_, _) =>
        {
            var answer = ScriptedHttp.Json("{}", 429);
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(90));
            return answer;
        });
        Assert.Equal(new AccountAnswer.Unavailable(UnavailableReasons.RateLimited, TimeSpan.FromSeconds(90)), await Accounts(world, service).RefreshAsync("refresh", default));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_service_that_cannot_be_reached_is_told_so(string service)
    {
        using var world = new FanWorld((_, _) => throw new HttpRequestException("reset"));
        Assert.Equal(new AccountAnswer.Unavailable(UnavailableReasons.Unreachable, null), await Accounts(world, service).RefreshAsync("refresh", default));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Without_a_turn_nothing_is_sent(string service)
    {
        using var world = new FanWorld(Tokens) { Refusal = new LookUp.Unavailable(UnavailableReasons.Paced, TimeSpan.FromSeconds(7)) };
        Assert.Equal(new AccountAnswer.Unavailable(UnavailableReasons.Paced, TimeSpan.FromSeconds(7)), await Accounts(world, service).RefreshAsync("refresh", default));
        Assert.Empty(world.Far.Sent);
        Assert.Empty(world.Reports);
    }

    private static string InForm(string service) => service == "spotify" ? "" : "&client_id=id&client_secret=secret";

    private static IFanAccounts Accounts(FanWorld world, string service) => world.Accounts(StreamingService.Parse(service));
}

using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>Keeping one app token. Hunts tokens that are spent without need: SoundCloud gives 50 in twelve hours.</summary>
public sealed class AppTokensTests
{
    private readonly ManualTime _time = new();
    private readonly List<string> _grants = [];
    private Func<string, HttpResponseMessage?>? _renewal;
    private int _given;

    [Theory]
    [InlineData(503, "{}")]
    [InlineData(429, "{}")]
    [InlineData(400, """{ "error": "invalid_request" }""")]
    [InlineData(200, "{}")]
    [InlineData(200, "<html>")]
    public async Task A_renewal_that_fails_by_the_way_spends_no_new_grant_and_keeps_the_token_to_its_end(int status, string body)
    {
        using var tokens = Make();
        await tokens.GetAsync(default);
        _renewal = _ => ScriptedHttp.Json(body, status);
        _time.Advance(TimeSpan.FromMinutes(59.5));
        Assert.Equal(("token-1", null), await tokens.GetAsync(default));
        Assert.Equal(["client_credentials", "refresh_token"], _grants);

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull((await tokens.GetAsync(default)).Why);
        _renewal = null;
        Assert.Equal(("token-2", null), await tokens.GetAsync(default));
        Assert.Equal(["client_credentials", "refresh_token", "refresh_token", "refresh_token"], _grants);
    }

    [Fact]
    public async Task A_renewal_that_times_out_spends_no_new_grant()
    {
        using var tokens = Make();
        await tokens.GetAsync(default);
        _renewal = _ => throw new HttpRequestException("reset");
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((null, new LookUp.Unavailable(UnavailableReasons.Unreachable, null)), await tokens.GetAsync(default));
        Assert.Equal(["client_credentials", "refresh_token"], _grants);
    }

    [Theory]
    [InlineData(400, """{ "error": "invalid_grant" }""")]
    [InlineData(400, """{ "code": 400, "message": "invalid_grant" }""")]
    [InlineData(401, "{}")]
    public async Task A_renewal_that_is_refused_is_made_up_for_by_a_new_grant(int status, string body)
    {
        using var tokens = Make();
        await tokens.GetAsync(default);
        _renewal = grant => grant == "refresh_token" ? ScriptedHttp.Json(body, status) : null;
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(("token-2", null), await tokens.GetAsync(default));
        Assert.Equal(["client_credentials", "refresh_token", "client_credentials"], _grants);
    }

    [Fact]
    public async Task A_refused_refresh_token_is_not_tried_again()
    {
        using var tokens = Make();
        await tokens.GetAsync(default);
        _renewal = grant => grant == "refresh_token" ? ScriptedHttp.Json("""{ "error": "invalid_grant" }""", 400) : ScriptedHttp.Json("{}", 503);
        _time.Advance(TimeSpan.FromMinutes(59.5));
        Assert.Equal(("token-1", null), await tokens.GetAsync(default));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((null, new LookUp.Unavailable("http503", null)), await tokens.GetAsync(default));
        Assert.Equal(["client_credentials", "refresh_token", "client_credentials", "client_credentials"], _grants);
    }

    /// <summary>Each look-up in the last minute would else ask again, and wait for the answer.</summary>
    [Fact]
    public async Task In_its_last_minute_a_token_is_renewed_now_and_then_and_used_meanwhile()
    {
        using var tokens = Make();
        await tokens.GetAsync(default);
        _renewal = _ => ScriptedHttp.Json("{}", 503);
        _time.Advance(TimeSpan.FromMinutes(59));
        for (var second = 0; second < 59; second++)
        {
            Assert.Equal("token-1", (await tokens.GetAsync(default)).Token);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_grants.Count, 2, 4);
    }

    [Fact]
    public async Task A_refused_token_is_not_used_to_its_end()
    {
        using var tokens = Make();
        await tokens.GetAsync(default);
        _renewal = _ => ScriptedHttp.Json("{}", 503);
        tokens.Forget("token-1");
        Assert.Equal((null, new LookUp.Unavailable("http503", null)), await tokens.GetAsync(default));
    }

    [Fact]
    public async Task A_standing_refresh_token_that_is_refused_is_told_as_refused_credentials()
    {
        using var tokens = Make(standing: "standing");
        _renewal = _ => ScriptedHttp.Json("""{ "error": "invalid_grant" }""", 400);
        Assert.Equal((null, new LookUp.Unavailable(UnavailableReasons.Unauthorized, null)), await tokens.GetAsync(default));
        _renewal = null;
        Assert.Equal("token-1", (await tokens.GetAsync(default)).Token);
        Assert.Equal(["refresh_token", "refresh_token"], _grants);
    }

    /// <summary>As TIDAL's and Amazon's are.</summary>
    [Fact]
    public async Task Tokens_of_the_length_of_signed_documents_are_taken()
    {
        var token = new string('x', 2_000);
        using var tokens = Make();
        _renewal = _ => ScriptedHttp.Json($$"""{ "access_token": "{{token}}", "expires_in": 3600 }""");
        Assert.Equal((token, null), await tokens.GetAsync(default));
    }

    private AppTokens Make(string? standing = null)
    {
        var far = new ScriptedHttp((request, _) =>
        {
            var grant = request.Body.Split('&')[0]["grant_type=".Length..];
            _grants.Add(grant);
            return _renewal?.Invoke(grant) ?? ScriptedHttp.Json($$"""{ "access_token": "token-{{++_given}}", "expires_in": 3600, "refresh_token": "refresh-{{_given}}" }""");
        });
        return new AppTokens(far.NewClient(), OpenGate.Instance, new ServicePace("tokens", TimeSpan.FromSeconds(1), 5), new AppCredentials(new Uri("https://tokens.example/token"), "id", "secret") { RefreshToken = standing }, _time);
    }
}

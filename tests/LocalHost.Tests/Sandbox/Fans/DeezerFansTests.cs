using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.LocalHost.Tests.Sandbox.Fans;

/// <summary>The app's own client and a fan with a browser at the sandbox's Deezer.</summary>
public sealed class DeezerFansTests
{
    [Fact]
    public async Task A_fan_consents_and_finds_the_music_among_the_favorites()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.Deezer);
        var (track, tokens) = (fan.Out(), await fan.ConnectAsync("ben"));
        Assert.Equal((null, null), (tokens.AccessEndsAt, tokens.Refresh));
        Assert.Equal("Known DE", await fan.ProbeAsync(tokens.Access));

        Assert.Equal("False", await fan.ContainsAsync(tokens.Access, fan.Item(track)));
        Assert.Equal(["Saved", "Saved", "Saved"], [await fan.SaveAsync(tokens.Access, fan.Item(track)), await fan.SaveAsync(tokens.Access, fan.Item(track)), await fan.SaveAsync(tokens.Access, fan.Item(track.Album))]);
        Assert.Equal(["True", "True"], [await fan.ContainsAsync(tokens.Access, fan.Item(track)), await fan.ContainsAsync(tokens.Access, fan.Item(track.Album))]);
        Assert.Equal("Saved", await fan.FollowAsync(tokens.Access, fan.Item(track)));

        Assert.Equal([$"track {track.Ids[StreamingService.Deezer]} 2", $"album {track.Album.Ids[StreamingService.Deezer]} 1"], (await fan.LibraryOfAsync("ben")).Take(2));
        Assert.StartsWith("artist ", (await fan.LibraryOfAsync("ben"))[2], StringComparison.Ordinal);
        Assert.Empty(await fan.LibraryOfAsync("ada"));
    }

    [Fact]
    public async Task A_fan_who_cancels_comes_back_with_a_reason_and_without_a_code()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var back = await new ConsentingFan(sandbox, StreamingService.Deezer).AnswerAsync(answer: "cancel");
        Assert.Equal(("user_denied", "the state", false), (back["error_reason"], back["state"], back.ContainsKey("code")));
    }

    [Fact]
    public async Task A_code_is_good_once_and_for_ten_minutes()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.Deezer);
        var (used, late) = ((await fan.AnswerAsync())["code"], (await fan.AnswerAsync())["code"]);
        Assert.IsType<AccountAnswer.Given>(await fan.Accounts.RedeemAsync(used, "", ConsentingFan.Callback, default));
        Assert.IsType<AccountAnswer.Refused>(await fan.Accounts.RedeemAsync(used, "", ConsentingFan.Callback, default));
        sandbox.Server.Clock.MoveTo(sandbox.Server.Clock.GetUtcNow().AddMinutes(11));
        Assert.IsType<AccountAnswer.Refused>(await fan.Accounts.RedeemAsync(late, "", ConsentingFan.Callback, default));
    }

    [Fact]
    public async Task A_token_lasts_for_years_and_until_the_fan_takes_it_back()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.Deezer);
        var (ada, ben) = ((await fan.ConnectAsync("ada")).Access, (await fan.ConnectAsync("ben")).Access);
        sandbox.Server.Clock.MoveTo(sandbox.Server.Clock.GetUtcNow().AddYears(5));
        await sandbox.SetFaultsAsync("deezer", """{ "revoked": { "fan": "ada" } }""");
        Assert.Equal(["Refused", "Saved"], [await fan.SaveAsync(ada, fan.Item(fan.Out())), await fan.SaveAsync(ben, fan.Item(fan.Out()))]);
        await sandbox.SetFaultsAsync("deezer", """{ "expiredGrants": true }""");
        Assert.Equal(["Refused", "Refused"], [await fan.ProbeAsync(ada), await fan.ContainsAsync(ben, fan.Item(fan.Out()))]);
        await sandbox.SetFaultsAsync("deezer", "{}");
        Assert.Equal("Refused", await fan.ProbeAsync("frNobodys"));
    }

    [Fact]
    public async Task What_is_not_out_yet_is_not_there_and_then_it_is()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.Deezer);
        var (item, token) = (fan.Item(fan.ToCome()), (await fan.ConnectAsync()).Access);
        Assert.Equal("NotThere", await fan.SaveAsync(token, item));
        sandbox.Server.Clock.MoveTo(new DateTimeOffset(fan.ToCome().Released.FirstDay, TimeOnly.MinValue, TimeSpan.Zero));
        await sandbox.SetFaultsAsync("deezer", """{ "notLiveYet": { "times": 1 }, "ignoreItem": { "times": 1 } }""");
        Assert.Equal(["NotThere", "Saved", "False", "Saved", "True"],
            [await fan.SaveAsync(token, item), await fan.SaveAsync(token, item), await fan.ContainsAsync(token, item), await fan.SaveAsync(token, item), await fan.ContainsAsync(token, item)]);
    }

    [Theory]
    [InlineData("""{ "notAllowListed": true }""", "NotAllowed")]
    [InlineData("""{ "rateLimit": 3 }""", "rateLimited")]
    [InlineData("""{ "quota": true }""", "rateLimited")]
    [InlineData("""{ "serverError": 503 }""", "http503")]
    [InlineData("""{ "down": true }""", "unreachable")]
    [InlineData("""{ "malformed": true }""", "malformedAnswer")]
    [InlineData("""{ "html": true }""", "malformedAnswer")]
    [InlineData("""{ "gatewayNotFound": true }""", "http404")]
    [InlineData("""{ "redirect": true }""", "http302")]
    [InlineData("""{ "empty": true }""", "NotThere")]
    public async Task A_fault_is_told_for_what_it_is_and_saves_nothing(string fault, string expected)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.Deezer);
        var token = (await fan.ConnectAsync()).Access;
        await sandbox.SetFaultsAsync("deezer", fault);
        Assert.Equal(expected, await fan.SaveAsync(token, fan.Item(fan.Out())));
        await sandbox.SetFaultsAsync("deezer", "{}");
        Assert.Empty(await fan.LibraryOfAsync());
    }

    [Fact]
    public async Task An_answer_of_another_shape_does_not_say_that_it_is_saved_though_it_is()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.Deezer);
        var token = (await fan.ConnectAsync()).Access;
        await sandbox.SetFaultsAsync("deezer", """{ "wrongShape": { "times": 1 } }""");
        Assert.Equal(["malformedAnswer", "Saved"], [await fan.SaveAsync(token, fan.Item(fan.Out())), await fan.SaveAsync(token, fan.Item(fan.Out()))]);
        Assert.Equal([$"track {fan.Item(fan.Out()).Id} 2"], await fan.LibraryOfAsync());
    }

    [Fact]
    public async Task No_secret_is_in_the_log_of_requests()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.Deezer);
        var code = (await fan.AnswerAsync())["code"];
        var token = Assert.IsType<AccountAnswer.Given>(await fan.Accounts.RedeemAsync(code, "", ConsentingFan.Callback, default)).Tokens.Access;
        await fan.SaveAsync(token, fan.Item(fan.Out()));
        var log = (await sandbox.GetAsync("requests?service=deezer")).ToJsonString();
        Assert.Contains("access_token=", log, StringComparison.Ordinal);
        Assert.All([token, code, sandbox.Options.DeezerAppSecret], secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_trace_and_no_event_of_the_platform_shows_the_token_or_the_secret()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.Deezer);
        var code = (await fan.AnswerAsync())["code"];
        using var heard = new HeardOfHttp();
        var token = Assert.IsType<AccountAnswer.Given>(await fan.Accounts.RedeemAsync(code, "", ConsentingFan.Callback, default)).Tokens.Access;
        Assert.Equal("Saved", await fan.SaveAsync(token, fan.Item(fan.Out())));
        await sandbox.SetFaultsAsync("deezer", """{ "down": true }""");
        Assert.Equal("unreachable", await fan.SaveAsync(token, fan.Item(fan.Out())));
        Assert.Contains(heard.Lines, line => line.Contains("/deezer/user/me/tracks", StringComparison.Ordinal));
        Assert.All([token, code, "secret=" + sandbox.Options.DeezerAppSecret], secret => Assert.DoesNotContain(heard.Lines, line => line.Contains(secret, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("app_id=1&redirect_uri=https://links.example/&perms=basic_access", "Invalid app_id")]
    [InlineData("app_id=100001&redirect_uri=http://links.example/&perms=basic_access", "valid redirect uri")]
    [InlineData("app_id=100001&redirect_uri=https://links.example/&perms=everything", "permission is not known")]
    public async Task An_app_that_asks_wrongly_is_told_on_Deezers_own_page(string query, string why)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        Assert.Contains(why, await new ConsentingFan(sandbox, StreamingService.Deezer).OpenAsync(new Uri(sandbox.Server.BaseAddress, "deezer/connect/oauth/auth.php?" + query)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_permission_that_was_not_given_is_missed_and_a_token_without_offline_access_ends()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.Deezer);
        using var form = new FormUrlEncodedContent([new("app_id", "100001"), new("redirect_uri", "https://links.example/"), new("perms", "basic_access"), new("other", "ada"), new("answer", "agree")]);
        using var back = await sandbox.Http.PostAsync(new Uri("deezer/connect/oauth/auth.php", UriKind.Relative), form);
        var given = Assert.IsType<AccountAnswer.Given>(await fan.Accounts.RedeemAsync(back.Headers.Location!.Query.Split("code=")[1], "", ConsentingFan.Callback, default)).Tokens;
        Assert.NotNull(given.AccessEndsAt);
        Assert.Equal("NotAllowed", await fan.SaveAsync(given.Access, fan.Item(fan.Out())));
        sandbox.Server.Clock.MoveTo(given.AccessEndsAt.Value);
        Assert.Equal("Refused", await fan.ProbeAsync(given.Access));
    }

    [Fact]
    public async Task Favorites_over_many_pages_are_found()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.Deezer);
        var token = sandbox.Server.Connect(StreamingService.Deezer, "ada").Access;
        var (now, count) = (sandbox.Server.Clock.GetUtcNow(), sandbox.Server.Catalogue.Tracks.Count(track => track.IsVisible(StreamingService.Deezer, sandbox.Server.Clock.GetUtcNow()) && track.Countries.Count == 0));
        Assert.True(count > 102, "two pages can be filled");
        for (var number = 0; number < count - 1; number++)
            sandbox.Server.Libraries.Add(StreamingService.Deezer, "ada", new(LocalHost.Sandbox.Libraries.LibraryKind.Track, fan.Out(number).Ids[StreamingService.Deezer]), now);
        Assert.Equal(["True", "True", "False"], [await fan.ContainsAsync(token, fan.Item(fan.Out(0))), await fan.ContainsAsync(token, fan.Item(fan.Out(count - 2))), await fan.ContainsAsync(token, fan.Item(fan.Out(count - 1)))]);
    }
}

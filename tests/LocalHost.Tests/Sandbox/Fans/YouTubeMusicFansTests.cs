using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.LocalHost.Tests.Sandbox.Fans;

/// <summary>The app's own client and a fan with a browser at the sandbox's Google and YouTube.</summary>
public sealed class YouTubeMusicFansTests
{
    [Fact]
    public async Task A_fan_consents_likes_follows_renews_and_takes_it_back()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.YouTubeMusic);
        var (track, tokens) = (fan.Out(), await fan.ConnectAsync());
        Assert.Equal("Known", await fan.ProbeAsync(tokens.Access));
        Assert.Equal(["False", "Saved", "Saved", "True"],
            [await fan.ContainsAsync(tokens.Access, fan.Item(track)), await fan.SaveAsync(tokens.Access, fan.Item(track)), await fan.SaveAsync(tokens.Access, fan.Item(track)), await fan.ContainsAsync(tokens.Access, fan.Item(track))]);
        Assert.Equal(["Saved", "AlreadyThere"], [await fan.FollowAsync(tokens.Access, fan.Item(track)), await fan.FollowAsync(tokens.Access, fan.Item(track.Album))]);
        Assert.Equal($"track {track.Ids[StreamingService.YouTubeMusic]} 2", (await fan.LibraryOfAsync())[0]);
        Assert.StartsWith("artist UC", (await fan.LibraryOfAsync())[1], StringComparison.Ordinal);

        sandbox.Server.Clock.MoveTo(sandbox.Server.Clock.GetUtcNow().AddYears(1));
        Assert.Equal("Refused", await fan.ContainsAsync(tokens.Access, fan.Item(track)));
        var renewed = Assert.IsType<AccountAnswer.Given>(await fan.Accounts.RefreshAsync(tokens.Refresh!, default)).Tokens;
        Assert.Null(renewed.Refresh);
        Assert.Equal("True", await fan.ContainsAsync(renewed.Access, fan.Item(track)));

        await fan.Accounts.RevokeAsync(tokens, default);
        Assert.Equal(["Refused", "Refused"], [await fan.ContainsAsync(renewed.Access, fan.Item(track)), ConsentingFan.Word(await fan.Accounts.RefreshAsync(tokens.Refresh!, default))]);
        await fan.Accounts.RevokeAsync(tokens, default);
    }

    [Fact]
    public async Task A_code_is_good_once_with_its_verifier_and_address()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.YouTubeMusic);
        async Task<string> RedeemAsync(string verifier, Uri callback) => ConsentingFan.Word(await fan.Accounts.RedeemAsync((await fan.AnswerAsync())["code"], verifier, callback, default));
        Assert.Equal("Given", await RedeemAsync(ConsentingFan.Verifier, ConsentingFan.Callback));
        Assert.Equal("Refused", await RedeemAsync(ConsentingFan.Verifier + "x", ConsentingFan.Callback));
        Assert.Equal("Refused", await RedeemAsync(ConsentingFan.Verifier, new Uri("https://links.example/elsewhere")));
        var code = (await fan.AnswerAsync())["code"];
        Assert.IsType<AccountAnswer.Given>(await fan.Accounts.RedeemAsync(code, ConsentingFan.Verifier, ConsentingFan.Callback, default));
        Assert.IsType<AccountAnswer.Refused>(await fan.Accounts.RedeemAsync(code, ConsentingFan.Verifier, ConsentingFan.Callback, default));
        Assert.Equal("access_denied", (await fan.AnswerAsync(answer: "cancel"))["error"]);
    }

    [Fact]
    public async Task What_is_not_out_yet_is_not_there_and_then_it_is()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.YouTubeMusic);
        var (item, tokens) = (fan.Item(fan.ToCome()), await fan.ConnectAsync());
        Assert.Equal("NotThere", await fan.SaveAsync(tokens.Access, item));
        sandbox.Server.Clock.MoveTo(new DateTimeOffset(fan.ToCome().Released.FirstDay, TimeOnly.MinValue, TimeSpan.Zero));
        var token = Assert.IsType<AccountAnswer.Given>(await fan.Accounts.RefreshAsync(tokens.Refresh!, default)).Tokens.Access;
        await sandbox.SetFaultsAsync("youtube-music", """{ "notLiveYet": { "times": 1, "fan": "ada" }, "ignoreItem": { "times": 1 } }""");
        Assert.Equal(["NotThere", "Saved", "False", "Saved", "True"],
            [await fan.SaveAsync(token, item), await fan.SaveAsync(token, item), await fan.ContainsAsync(token, item), await fan.SaveAsync(token, item), await fan.ContainsAsync(token, item)]);
    }

    [Fact]
    public async Task A_days_units_are_two_hundred_saves_and_come_back_at_midnight_Pacific_Time()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        // Ten in the morning there.
        sandbox.Server.Clock.MoveTo(new DateTimeOffset(2026, 12, 4, 18, 0, 0, TimeSpan.Zero));
        var fan = new ConsentingFan(sandbox, StreamingService.YouTubeMusic);
        var (item, tokens) = (fan.Item(fan.Out()), await fan.ConnectAsync());
        for (var save = 0; save < 200; save++) Assert.Equal("Saved", await fan.SaveAsync(tokens.Access, item));
        var refused = Assert.IsType<LibraryAnswer.Unavailable>(await fan.Library.SaveAsync(tokens.Access, [item], "attempt", default));
        Assert.Equal((UnavailableReasons.QuotaExhausted, 14), (refused.Reason, (int)Math.Round(refused.RetryAfter!.Value.TotalHours)));
        Assert.Equal("quotaExhausted", await fan.ContainsAsync(tokens.Access, item));
        sandbox.Server.Clock.MoveTo(new DateTimeOffset(2026, 12, 5, 8, 0, 1, TimeSpan.Zero));
        Assert.Equal("Saved", await fan.SaveAsync(Assert.IsType<AccountAnswer.Given>(await fan.Accounts.RefreshAsync(tokens.Refresh!, default)).Tokens.Access, item));
    }

    [Theory]
    [InlineData("""{ "revoked": { "fan": "ada" } }""", "Refused", "Refused")]
    [InlineData("""{ "revoked": { "fan": "ben" } }""", "Saved", "Given")]
    [InlineData("""{ "expiredGrants": true }""", "Saved", "Refused")]
    [InlineData("""{ "noSubscription": true }""", "NoSubscription", "Given")]
    [InlineData("""{ "rateLimit": 3 }""", "rateLimited", "http403")]
    [InlineData("""{ "quota": true }""", "quotaExhausted", "http403")]
    [InlineData("""{ "serverError": 503 }""", "http503", "http503")]
    [InlineData("""{ "down": true }""", "unreachable", "unreachable")]
    [InlineData("""{ "gatewayNotFound": true }""", "http404", "http404")]
    [InlineData("""{ "redirect": true }""", "http302", "http302")]
    [InlineData("""{ "empty": true }""", "NotThere", "malformedAnswer")]
    public async Task A_fault_is_told_for_what_it_is(string fault, string saved, string renewed)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.YouTubeMusic);
        var tokens = await fan.ConnectAsync();
        await sandbox.SetFaultsAsync("youtube-music", fault);
        Assert.Equal((saved, renewed), (await fan.SaveAsync(tokens.Access, fan.Item(fan.Out())), ConsentingFan.Word(await fan.Accounts.RefreshAsync(tokens.Refresh!, default))));
        Assert.Equal(saved == "Saved" ? 1 : 0, (await fan.LibraryOfAsync()).Length);
    }

    [Fact]
    public async Task An_account_without_a_channel_is_seen_at_once()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fan = new ConsentingFan(sandbox, StreamingService.YouTubeMusic);
        var (ada, ben) = ((await fan.ConnectAsync()).Access, (await fan.ConnectAsync("ben")).Access);
        await sandbox.SetFaultsAsync("youtube-music", """{ "noSubscription": { "fan": "ada" } }""");
        Assert.Equal(["NoSubscription", "Known"], [await fan.ProbeAsync(ada), await fan.ProbeAsync(ben)]);
    }
}

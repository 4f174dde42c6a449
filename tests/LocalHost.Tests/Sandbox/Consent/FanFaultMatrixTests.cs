using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.LocalHost.Tests.Sandbox.Consent;

/// <summary>Every fault of the services on everything that fans' adapters ask: none throws, none is taken for a save or for the end of a grant.</summary>
public sealed class FanFaultMatrixTests
{
    public static TheoryData<string, string, string> Faults
    {
        get
        {
            var all = new TheoryData<string, string, string>();
            foreach (var service in (string[])["spotify", "tidal"])
            {
                foreach (var (fault, reason) in (ReadOnlySpan<(string, string)>)
                [
                    ("down", UnavailableReasons.Unreachable), ("serverError", "http503"), ("rateLimit", UnavailableReasons.RateLimited), ("quota", UnavailableReasons.QuotaExhausted),
                    ("malformed", UnavailableReasons.MalformedAnswer), ("html", UnavailableReasons.MalformedAnswer), ("gatewayNotFound", "http404"), ("redirect", "http302"),
                ]) all.Add(service, fault, reason);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_told_and_ends_nothing(string service, string fault, string reason)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        var fans = sandbox.Fans(StreamingService.Parse(service));
        var item = FanBrowser.Item(sandbox, fans.Service, ItemKind.Track);
        var tokens = await new FanBrowser(sandbox).ConsentAsync(fans, "ada");
        var back = await new FanBrowser(sandbox).AnswerAsync(fans.Accounts.ConsentUrl(FanBrowser.Request), "ada");
        await sandbox.SetFaultsAsync(service, $$"""{ "{{fault}}": true }""");

        Assert.Equal(reason, Reason(await fans.Library.SaveAsync(tokens.Access, [item], "1", default)));
        Assert.Equal(reason, Reason(await fans.Library.ContainsAsync(tokens.Access, [item], default)));
        Assert.Equal(reason, Reason(await fans.Library.FollowArtistAsync(tokens.Access, item, default)));
        Assert.Equal(reason, Reason(await fans.Accounts.RefreshAsync(tokens.Refresh!, default)));
        Assert.Equal(reason, Reason(await fans.Accounts.RedeemAsync(back["code"], FanBrowser.Verifier, FanBrowser.Back, default)));
        if (fans.Service == StreamingService.Spotify) Assert.Equal(reason, Reason(await fans.Accounts.ProbeAsync(tokens.Access, default)));
        Assert.Empty(sandbox.Server.Libraries.ReadTotals());

        await sandbox.SetFaultsAsync(service, "{}");
        Assert.IsType<AccountAnswer.Given>(await fans.Accounts.RedeemAsync(back["code"], FanBrowser.Verifier, FanBrowser.Back, default));
        Assert.IsType<LibraryAnswer.Done>(await fans.Library.SaveAsync(tokens.Access, [item], "1", default));
    }

    [Theory]
    [InlineData("spotify")]
    [InlineData("tidal")]
    public async Task Twisted_and_torn_answers_are_no_tokens_and_no_word_of_more_than_was_saved(string service)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        var fans = sandbox.Fans(StreamingService.Parse(service));
        var item = FanBrowser.Item(sandbox, fans.Service, ItemKind.Track);
        var tokens = await new FanBrowser(sandbox).ConsentAsync(fans, "ada");
        foreach (var fault in (string[])["wrongShape", "truncated"])
        {
            await sandbox.SetFaultsAsync(service, $$"""{ "{{fault}}": true }""");
            Assert.IsType<AccountAnswer.Unavailable>(await fans.Accounts.RefreshAsync(tokens.Refresh!, default));
            var answer = await fans.Library.SaveAsync(tokens.Access, [item], fault, default);
            // Done below all the same: whoever asks again finds it, once.
            if (answer is not LibraryAnswer.Unavailable) Assert.Single(sandbox.Server.Libraries.List(fans.Service, "ada"));
        }

        await sandbox.SetFaultsAsync(service, "{}");
        Assert.IsType<LibraryAnswer.Done>(await fans.Library.SaveAsync(tokens.Access, [item], "again", default));
        Assert.Single(sandbox.Server.Libraries.List(fans.Service, "ada"));
    }

    [Fact]
    public async Task A_limit_is_kept_for_saves_apart_from_look_ups()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fans = sandbox.Fans(StreamingService.Tidal);
        var tokens = await new FanBrowser(sandbox).ConsentAsync(fans, "ada");
        var item = FanBrowser.Item(sandbox, StreamingService.Tidal, ItemKind.Track);
        LibraryAnswer answer;
        do answer = await fans.Library.SaveAsync(tokens.Access, [item], "1", default);
        while (answer is LibraryAnswer.Done);
        Assert.Equal(new LibraryAnswer.Unavailable(UnavailableReasons.RateLimited, TimeSpan.FromSeconds(5)), answer);
        Assert.Equal(0, sandbox.Server.Meters.Read().Single(meter => meter.Source.Id == "tidal").Requests);
        Assert.Equal(1, sandbox.Server.Meters.Read().Single(meter => meter.Source.Id == "tidal-saves").Refused);
    }

    private static string Reason(LibraryAnswer answer) => Assert.IsType<LibraryAnswer.Unavailable>(answer).Reason;

    private static string Reason(AccountAnswer answer) => Assert.IsType<AccountAnswer.Unavailable>(answer).Reason;
}

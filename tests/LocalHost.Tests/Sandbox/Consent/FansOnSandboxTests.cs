using Smartlinks.LocalHost.Sandbox;
using Smartlinks.LocalHost.Sandbox.Libraries;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.LocalHost.Tests.Sandbox.Consent;

/// <summary>The app's own adapters for fans against the sandbox: the whole dance, and everything the sandbox can do wrong to it.</summary>
public sealed class FansOnSandboxTests
{
    private const string ReadToo = "user-library-modify user-library-read";

    public static TheoryData<string> Services => ["spotify", "tidal"];

    [Theory]
    [InlineData("spotify", "user-library-modify user-library-read user-follow-modify")]
    [InlineData("tidal", "collection.write collection.read")]
    public async Task Consent_save_look_renew_and_take_back(string service, string scope)
    {
        var clock = new StoryClock();
        await using var sandbox = await SandboxFixture.StartAsync(clock);
        await sandbox.LiftLimitsAsync();
        var (fans, libraries) = (sandbox.Fans(StreamingService.Parse(service)), sandbox.Server.Libraries);
        ServiceItem[] items = [FanBrowser.Item(sandbox, fans.Service, ItemKind.Track), FanBrowser.Item(sandbox, fans.Service, ItemKind.Album)];
        var tokens = await new FanBrowser(sandbox).ConsentAsync(fans, "zoe", scope: scope);
        Assert.Equal(scope, tokens.Scope);
        Assert.IsType<AccountAnswer.Known>(await fans.Accounts.ProbeAsync(tokens.Access, default));

        Assert.Equal([false, false], Assert.IsType<LibraryAnswer.Contents>(await fans.Library.ContainsAsync(tokens.Access, items, default)).Has);
        Assert.Equal([SaveOutcome.Saved, SaveOutcome.Saved], Done(await fans.Library.SaveAsync(tokens.Access, items, "1", default)));
        Assert.Equal([true, true], Assert.IsType<LibraryAnswer.Contents>(await fans.Library.ContainsAsync(tokens.Access, items, default)).Has);
        Assert.Equal([SaveOutcome.Saved], Done(await fans.Library.FollowArtistAsync(tokens.Access, items[0], default)));
        Assert.Equal([LibraryKind.Track, LibraryKind.Album, LibraryKind.Artist], libraries.List(fans.Service, "zoe").Select(entry => entry.Item.Kind));

        clock.SetOffset(TimeSpan.FromDays(2));
        Assert.IsType<LibraryAnswer.Refused>(await fans.Library.SaveAsync(tokens.Access, items, "2", default));
        var renewed = Assert.IsType<AccountAnswer.Given>(await fans.Accounts.RefreshAsync(tokens.Refresh!, default)).Tokens;
        Assert.Null(renewed.Refresh);
        Done(await fans.Library.SaveAsync(renewed.Access, items, "2", default));
        Assert.Equal(new LibraryTotals(service, 1, 3, 5), Assert.Single(libraries.ReadTotals()));

        await sandbox.SetFaultsAsync(service, """{ "revoked": { "fan": "zoe" } }""");
        Assert.IsType<LibraryAnswer.Refused>(await fans.Library.SaveAsync(renewed.Access, items, "3", default));
        Assert.IsType<AccountAnswer.Refused>(await fans.Accounts.RefreshAsync(tokens.Refresh!, default));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task With_what_fans_are_asked_for_a_library_can_be_filled_and_not_looked_into(string service)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fans = sandbox.Fans(StreamingService.Parse(service));
        var item = FanBrowser.Item(sandbox, fans.Service, ItemKind.Album);
        var tokens = await new FanBrowser(sandbox).ConsentAsync(fans, "ada");
        Assert.Equal([SaveOutcome.Saved], Done(await fans.Library.SaveAsync(tokens.Access, [item], "1", default)));
        Assert.Equal(new LibraryAnswer.Unavailable("http403", null), await fans.Library.ContainsAsync(tokens.Access, [item], default));
    }

    [Fact]
    public async Task To_follow_at_Spotify_is_a_permission_of_its_own()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fans = sandbox.Fans(StreamingService.Spotify);
        var item = FanBrowser.Item(sandbox, fans.Service, ItemKind.Track);
        var (saves, follows) = (await new FanBrowser(sandbox).ConsentAsync(fans, "ada"), await new FanBrowser(sandbox).ConsentAsync(fans, "ben", follows: true));
        Assert.IsType<LibraryAnswer.NotAllowed>(await fans.Library.FollowArtistAsync(saves.Access, item, default));
        Assert.Equal([SaveOutcome.Saved], Done(await fans.Library.FollowArtistAsync(follows.Access, item, default)));
        Assert.Empty(sandbox.Server.Libraries.List(fans.Service, "ada"));
    }

    [Theory]
    [InlineData("spotify", SaveOutcome.Saved)]
    [InlineData("tidal", SaveOutcome.AlreadyThere)]
    public async Task What_is_saved_twice_is_there_once(string service, SaveOutcome again)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        var fans = sandbox.Fans(StreamingService.Parse(service));
        var item = FanBrowser.Item(sandbox, fans.Service, ItemKind.Album);
        var tokens = await new FanBrowser(sandbox).ConsentAsync(fans, "ada");
        Assert.Equal([SaveOutcome.Saved], Done(await fans.Library.SaveAsync(tokens.Access, [item], "1", default)));
        Assert.Equal([SaveOutcome.Saved], Done(await fans.Library.SaveAsync(tokens.Access, [item], "1", default)));
        Assert.Equal([again], Done(await fans.Library.SaveAsync(tokens.Access, [item], "2", default)));
        Assert.Equal(1, Assert.Single(sandbox.Server.Libraries.ReadTotals()).Items);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_is_not_out_yet_is_not_there(string service)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        var fans = sandbox.Fans(StreamingService.Parse(service));
        var future = sandbox.Server.Catalogue.Tracks.First(track => track.Ids.ContainsKey(fans.Service) && track.Released.FirstDay.Year == 2031);
        var (early, now) = (FanBrowser.Item(sandbox, fans.Service, ItemKind.Track, future.Isrc), FanBrowser.Item(sandbox, fans.Service, ItemKind.Track));
        var tokens = await new FanBrowser(sandbox).ConsentAsync(fans, "ada");
        Assert.Equal([SaveOutcome.NotThere, SaveOutcome.Saved], Done(await fans.Library.SaveAsync(tokens.Access, [early, now], "1", default)));

        await sandbox.SetFaultsAsync(service, """{ "notLiveYet": { "fan": "ada", "times": 1 } }""");
        Assert.Equal([SaveOutcome.NotThere], Done(await fans.Library.SaveAsync(tokens.Access, [now], "2", default)));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task An_item_that_is_ignored_is_told_as_saved(string service)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fans = sandbox.Fans(StreamingService.Parse(service));
        var tokens = await new FanBrowser(sandbox).ConsentAsync(fans, "ada");
        await sandbox.SetFaultsAsync(service, """{ "ignoreItem": true }""");
        Assert.Equal([SaveOutcome.Saved], Done(await fans.Library.SaveAsync(tokens.Access, [FanBrowser.Item(sandbox, fans.Service, ItemKind.Track)], "1", default)));
        Assert.Empty(sandbox.Server.Libraries.List(fans.Service, "ada"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_fan_the_app_may_not_act_for_consents_and_is_found_out(string service)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fans = sandbox.Fans(StreamingService.Parse(service));
        var item = FanBrowser.Item(sandbox, fans.Service, ItemKind.Track);
        await sandbox.SetFaultsAsync(service, """{ "notAllowListed": { "fan": "ada" } }""");
        var (ada, ben) = (await new FanBrowser(sandbox).ConsentAsync(fans, "ada"), await new FanBrowser(sandbox).ConsentAsync(fans, "ben"));
        if (fans.Service == StreamingService.Spotify) Assert.IsType<AccountAnswer.NotAllowed>(await fans.Accounts.ProbeAsync(ada.Access, default));
        Assert.IsType<LibraryAnswer.NotAllowed>(await fans.Library.SaveAsync(ada.Access, [item], "1", default));
        Assert.IsType<AccountAnswer.Known>(await fans.Accounts.ProbeAsync(ben.Access, default));
        Assert.Equal([SaveOutcome.Saved], Done(await fans.Library.SaveAsync(ben.Access, [item], "1", default)));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Grants_end_and_refresh_tokens_change_when_told_to(string service)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var fans = sandbox.Fans(StreamingService.Parse(service));
        var tokens = await new FanBrowser(sandbox).ConsentAsync(fans, "ada");
        await sandbox.SetFaultsAsync(service, """{ "rotateTokens": true }""");
        var renewed = Assert.IsType<AccountAnswer.Given>(await fans.Accounts.RefreshAsync(tokens.Refresh!, default)).Tokens;
        Assert.NotNull(renewed.Refresh);
        Assert.IsType<AccountAnswer.Refused>(await fans.Accounts.RefreshAsync(tokens.Refresh!, default));

        await sandbox.SetFaultsAsync(service, """{ "expiredGrants": { "fan": "a*" } }""");
        Assert.IsType<AccountAnswer.Refused>(await fans.Accounts.RefreshAsync(renewed.Refresh!, default));
        Assert.Equal([SaveOutcome.Saved], Done(await fans.Library.SaveAsync(renewed.Access, [FanBrowser.Item(sandbox, fans.Service, ItemKind.Track)], "1", default)));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_wrong_secret_is_the_deployments_trouble_and_not_the_fans(string service)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var tokens = await new FanBrowser(sandbox).ConsentAsync(sandbox.Fans(StreamingService.Parse(service)), "ada");
        Assert.Equal(new AccountAnswer.Unavailable(UnavailableReasons.Unauthorized, null), await sandbox.Fans(StreamingService.Parse(service), key: "guess").Accounts.RefreshAsync(tokens.Refresh!, default));
    }

    [Fact]
    public async Task A_fans_token_reads_the_catalogue_and_an_apps_token_no_library()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var tokens = await new FanBrowser(sandbox).ConsentAsync(sandbox.Fans(StreamingService.Spotify), "ada", scope: ReadToo);
        using var search = new HttpRequestMessage(HttpMethod.Get, "spotify/v1/tracks/2plbrEY59IikOBgBGLjaoe?market=US");
        search.Headers.Authorization = new("Bearer", tokens.Access);
        using var found = await sandbox.Http.SendAsync(search);
        Assert.True(found.IsSuccessStatusCode);
        Assert.IsType<LibraryAnswer.Refused>(await sandbox.Fans(StreamingService.Spotify).Library.SaveAsync(
            await sandbox.SpotifyTokenAsync(), [FanBrowser.Item(sandbox, StreamingService.Spotify, ItemKind.Track)], "1", default));
    }

    private static IReadOnlyList<SaveOutcome> Done(LibraryAnswer answer) => Assert.IsType<LibraryAnswer.Done>(answer).Outcomes;
}

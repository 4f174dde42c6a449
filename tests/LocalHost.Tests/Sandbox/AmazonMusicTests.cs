using System.Net;
using Smartlinks.LocalHost.Sandbox;
using Smartlinks.LocalHost.Sandbox.AmazonMusic;
using Smartlinks.LocalHost.Tests.Host;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>The app's Amazon Music catalogue over HTTP against the sandbox's.</summary>
public sealed class AmazonMusicTests
{
    [Fact]
    public async Task A_recording_is_found_by_its_ISRC_and_by_its_ASIN()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var track = sandbox.Server.Catalogue.FindByIsrc("USUM72409273").First();
        var (id, albumId) = (track.Ids[StreamingService.AmazonMusic], track.Album.Ids[StreamingService.AmazonMusic]);

        var byIsrc = Assert.Single(Assert.IsType<LookUp.Found>(await Amazon(sandbox).FindByIsrcAsync("USUM72409273", default)).Candidates);
        var byId = Assert.Single(Assert.IsType<LookUp.Found>(await Amazon(sandbox).FindByItemAsync(new ServiceItem(StreamingService.AmazonMusic, ItemKind.Track, id, byIsrc.Url), default)).Candidates);
        var album = Assert.Single(Assert.IsType<LookUp.Found>(await Amazon(sandbox).FindByItemAsync(new ServiceItem(StreamingService.AmazonMusic, ItemKind.Album, albumId, byIsrc.Url), default)).Candidates);

        Assert.Equal(("USUM72409273", id, $"https://music.amazon.com/albums/{albumId}?trackAsin={id}", "Die With A Smile"), (byIsrc.Isrc, byIsrc.Id, byIsrc.Url.ToString(), byIsrc.Title));
        Assert.Equal((new DateOnly(2024, 8, 16), TimeSpan.FromSeconds(251)), (byIsrc.ReleasedOn, byIsrc.Duration));
        Assert.Equal(["Lady Gaga", "Bruno Mars"], byIsrc.Artists);
        Assert.Equal((byIsrc.Id, byIsrc.Url, FoundBy.Item), (byId.Id, byId.Url, byId.FoundBy));
        Assert.Equal((ItemKind.Album, albumId, 1), (album.Kind, album.Id, album.TrackCount));
    }

    [Fact]
    public async Task Countries_are_told_and_what_is_to_come_is_not_there()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var found = Assert.IsType<LookUp.Found>(await Amazon(sandbox).FindByIsrcAsync("FRZ111500045", default));
        Assert.Equal(Territories.Only(["BE", "CH", "FR"]), found.Candidates[0].Territories);
        Assert.Equal(new LookUp.NotListed(), await Amazon(sandbox).FindByIsrcAsync("QZSLT2600001", default));
        Assert.Equal(new LookUp.NotListed(), await Amazon(sandbox).FindByIsrcAsync("QZSLT2600010", default));
    }

    [Fact]
    public async Task A_token_that_ran_out_is_renewed_and_a_key_that_is_none_is_said()
    {
        var clock = new StoryClock();
        await using var sandbox = await SandboxFixture.StartAsync(clock);
        var amazon = Amazon(sandbox);
        await amazon.FindByIsrcAsync("USUM72409273", default);
        clock.SetOffset(TimeSpan.FromHours(2));
        Assert.IsType<LookUp.Found>(await amazon.FindByIsrcAsync("USUM72409273", default));
        await Eventually.HoldsAsync(() => sandbox.Server.Requests.List("amazon-music").Count == 5, "token, search, refused search, token and search are logged");
        Assert.Equal([200, 200, 200, 200, 401], sandbox.Server.Requests.List("amazon-music").Select(request => request.Status).Order());
        Assert.Equal(new LookUp.Unavailable("unauthorized", null), await Amazon(sandbox, "somebody else's").FindByIsrcAsync("USUM72409273", default));

        using var grant = await sandbox.Http.PostAsync(new Uri("amazon-music/auth/o2/token", UriKind.Relative),
            new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", AmazonMusicSandbox.ClientId), new("client_secret", AmazonMusicSandbox.ClientSecret)]));
        Assert.Equal(HttpStatusCode.BadRequest, grant.StatusCode);
    }

    [Theory]
    [InlineData("""{ "rateLimit": 7 }""", "rateLimited", 7)]
    [InlineData("""{ "quota": true }""", "rateLimited", null)]
    [InlineData("""{ "serverError": true }""", "http503", null)]
    [InlineData("""{ "malformed": true }""", "malformedAnswer", null)]
    [InlineData("""{ "down": true }""", "unreachable", null)]
    public async Task A_fault_is_an_answer_with_a_reason(string fault, string reason, int? seconds)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("amazon-music", fault);
        Assert.Equal(new LookUp.Unavailable(reason, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null), await Amazon(sandbox).FindByIsrcAsync("USUM72409273", default));
    }

    [Fact]
    public async Task It_can_find_nothing_and_another_recording()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("amazon-music", """{ "empty": { "times": 1 }, "wrongCode": true }""");
        Assert.Equal(new LookUp.NotListed(), await Amazon(sandbox).FindByIsrcAsync("USUM72409273", default));
        Assert.NotEqual("USUM72409273", Assert.IsType<LookUp.Found>(await Amazon(sandbox).FindByIsrcAsync("USUM72409273", default)).Candidates[0].Isrc);
    }

    private static IServiceCatalogue Amazon(SandboxFixture sandbox, string key = AmazonMusicSandbox.SecurityProfileId) =>
        AdaptersOnSandbox.Catalogues(sandbox, key).Single(catalogue => catalogue.Service == StreamingService.AmazonMusic);
}

using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.LocalHost.Tests.Sandbox.Consent;

namespace Smartlinks.LocalHost.Tests.Sandbox.Fans;

/// <summary>Fans who are connected without a browser, as a test of many needs it.</summary>
public sealed class ConnectingFansTests
{
    [Theory]
    [InlineData("spotify")]
    [InlineData("tidal")]
    [InlineData("deezer")]
    [InlineData("youtube-music")]
    [InlineData("apple-music")]
    public async Task A_fan_can_be_connected_without_a_browser_and_saved_for(string id)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var service = StreamingService.Parse(id);
        var library = id is "spotify" or "tidal" ? sandbox.Fans(service).Library : new ConsentingFan(sandbox, service).Library;
        var item = FanBrowser.Item(sandbox, service, ItemKind.Track);
        var answer = Assert.IsType<LibraryAnswer.Done>(await library.SaveAsync(sandbox.Server.Connect(service, "night-7").Access, [item], "attempt", default));
        Assert.Contains(answer.Outcomes.Single(), (SaveOutcome[])[SaveOutcome.Saved, SaveOutcome.Taken]);
        Assert.Equal((1, 1L), (sandbox.Server.Libraries.ReadTotals().Single().Items, sandbox.Server.Libraries.ReadTotals().Single().Adds));
    }
}

namespace Smartlinks.EndToEnd.Tests.Faults;

[Collection(nameof(FaultTests))]
public sealed class StartingBadlyTests
{
    [Fact]
    public async Task An_app_that_cannot_start_is_told_in_its_own_words_and_ends_localhost()
    {
        var exit = await LocalHostProcess.RunToEndAsync(new LocalHostStart { Environment = new Dictionary<string, string> { ["Clicks__PackBytes"] = "1" } });

        Assert.NotEqual(0, exit.Code);
        Assert.Contains("The app does not start", exit.Error, StringComparison.Ordinal);
        Assert.Contains("Clicks", exit.Error, StringComparison.Ordinal);
        Assert.Contains("PackBytes", exit.Error, StringComparison.Ordinal);
    }
}

using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox.Consent;

/// <summary>What a test that looks for secrets relies on: the sandbox tells all of them.</summary>
public sealed class SecretRecordTests
{
    [Theory]
    [InlineData("spotify")]
    [InlineData("tidal")]
    public async Task What_a_consent_gave_and_took_is_told(string id)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        var tokens = await new FanBrowser(sandbox).ConsentAsync(sandbox.Fans(StreamingService.Parse(id)), "ada");

        var told = (await sandbox.GetAsync("secrets"))["items"]!.AsArray().Select(secret => ((string)secret!["source"]!, (string)secret["kind"]!, (string)secret["value"]!)).ToList();

        Assert.Contains((id, "access_token", tokens.Access), told);
        Assert.Contains((id, "client_secret", "sandbox-secret"), told);
        Assert.Contains((id, "state", FanBrowser.State), told);
        Assert.Contains(told, secret => secret is (_, "code", { Length: 64 }));
        Assert.Contains((id, "refresh_token", tokens.Refresh!), told);
        Assert.Contains((id, "code_verifier", FanBrowser.Verifier), told);
        Assert.Equal(told.Count, told.Distinct().Count());
    }

    [Fact]
    public void The_latest_are_kept_and_the_others_are_counted()
    {
        var record = new SecretRecord();
        for (var number = 0; number < SecretRecord.Capacity + 5; number++) record.Keep(StreamingService.Spotify, "code", $"code {number}");
        Assert.Equal((SecretRecord.Capacity, 5, "code 5"), (record.List().Count, record.Forgotten, record.List()[0].Value));
        Assert.DoesNotContain("5", $"{record.List()[0]}", StringComparison.Ordinal);
    }
}

using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Services;

/// <summary>Both kinds of 429. Hunts a client that hammers a service that asked for a pause, and a used-up quota that is taken for a moment's rush or the other way round.</summary>
[Collection(nameof(ServiceFaultTests))]
public sealed class RateLimitTests(ServicesHost services) : IClassFixture<ServicesHost>, IAsyncLifetime
{
    private const int Pause = 4;

    private readonly Api _api = services.Api;
    private readonly SandboxControls _sandbox = services.Sandbox;

    /// <summary>Third parties know nothing here: what is found is found by the services themselves.</summary>
    public Task InitializeAsync() => _sandbox.SetFaultsAsync("musicbrainz", new { empty = true });

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("spotify", 50)]
    [InlineData("apple-music", 51)]
    [InlineData("soundcloud", 52)]
    public async Task A_rate_limit_is_told_and_its_Retry_After_is_kept_to_also_for_other_links(string service, int recording)
    {
        await _sandbox.ClearRequestsAsync();
        await _sandbox.SetFaultsAsync(service, new { rateLimit = Pause, times = 1 });
        var id = (await _api.CreateAsync(("isrc", ServicesHost.Isrc(recording)))).Text("id");

        var limited = await _api.WaitForAsync(id, link => link.ReasonAt(service).Length > 0 && !IsInLine(link, service), $"{service} is limited");
        Assert.Equal("rateLimited", limited.ReasonAt(service));
        Assert.Contains("rateLimited", limited.Destination(service).Text("why"), StringComparison.Ordinal);
        await _api.WaitForAsync(id, link => link.StatusAt(service) == "confirmed", $"{service} is asked again");

        var requests = (await _sandbox.GetRequestsAsync(service)).Where(IsForMusic).ToList();
        var refused = Assert.Single(requests, request => IsRefusal(service, request));
        Assert.All(requests.SkipWhile(request => !IsRefusal(service, request)).Skip(1), later =>
            Assert.True(later.GetProperty("at").GetDateTimeOffset() - refused.GetProperty("at").GetDateTimeOffset() >= TimeSpan.FromSeconds(Pause), $"asked at {later}, refused at {refused}"));
        await _sandbox.ClearFaultsAsync(service);
    }

    [Theory]
    [InlineData("spotify", 53)]
    [InlineData("soundcloud", 54)]
    [InlineData("youtube-music", 55)]
    public async Task A_used_up_quota_is_told_apart_and_waited_for(string service, int recording)
    {
        await _sandbox.SetFaultsAsync(service, new { quota = true });
        var id = (await _api.CreateAsync(("isrc", ServicesHost.Isrc(recording)))).Text("id");

        var limited = await _api.WaitForAsync(id, link => link.ReasonAt(service).Length > 0 && !IsInLine(link, service), $"{service} has no quota");
        Assert.Equal("quotaExhausted", limited.ReasonAt(service));
        Assert.Contains("quota", limited.Destination(service).Text("why"), StringComparison.Ordinal);
        await _api.WaitUntilSettledAsync(id, service);

        await _sandbox.ClearFaultsAsync(service);
        await _sandbox.AdvanceAsync(TimeSpan.FromHours(25));
        await _api.WaitForAsync(id, link => link.StatusAt(service) == "confirmed", $"{service} is asked when its quota is reset");
    }

    /// <summary>When the clock jumped, checks of other links may be ahead in the line: the service was not asked yet.</summary>
    private static bool IsInLine(JsonElement link, string service) => link.ReasonAt(service) == "paced";

    private static bool IsRefusal(string service, JsonElement request) => request.GetProperty("status").GetInt32() == 429 && request.Text("service") == service;

    /// <summary>Requests for a token are none of the service's counting.</summary>
    private static bool IsForMusic(JsonElement request) => !request.Text("path").Contains("token", StringComparison.Ordinal);
}

using System.Net;
using System.Net.Http.Json;

namespace Smartlinks.EndToEnd.Tests.Story;

[Collection(nameof(RunningLocalHost))]
public sealed class ReleaseDayTests(RunningLocalHost running) : IAsyncLifetime
{
    private readonly Api _api = running.Host.Api;
    private readonly Fan _fan = new(running.Host.Http);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        using var answer = await running.Host.Http.DeleteAsync(new Uri(running.Host.Sandbox, "clock"));
        answer.EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task The_same_address_changes_by_itself_when_the_release_is_out()
    {
        var link = await _api.CreateAsync(("destinations", new { spotify = "https://open.spotify.com/album/10FLjwfpbxLmW8c25Xyc2N" }),
            ("title", "Harbour Lights"), ("release", new { at = "2031-03-07T18:00:00Z" }));
        var (id, path) = (link.Text("id"), $"/{link.Text("slug")}");

        await MoveClockAsync("2031-03-07T17:59:00Z");
        var before = await _fan.OpenAsync(path);
        Assert.Equal("preSave", (await _api.GetLinkAsync(id)).Text("state"));
        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Contains("Harbour Lights", before.Body, StringComparison.Ordinal);
        Assert.Contains("datetime=\"2031-03-07T18:00:00Z\"", before.Body, StringComparison.Ordinal);
        Assert.DoesNotContain($"\"{path}/spotify", before.Body, StringComparison.Ordinal);
        Assert.Equal($"{path}?choose", (await _fan.OpenAsync($"{path}/spotify")).Location);

        await MoveClockAsync("2031-03-07T18:00:00Z");
        var after = await _fan.OpenAsync(path);
        Assert.Contains($"href=\"{path}/spotify\"", after.Body, StringComparison.Ordinal);
        Assert.Equal("https://open.spotify.com/album/10FLjwfpbxLmW8c25Xyc2N", (await _fan.OpenAsync($"{path}/spotify")).Location);
        Assert.Equal("live", (await _api.GetLinkAsync(id)).Text("state"));
    }

    [Fact]
    public async Task A_release_at_local_midnight_is_out_in_Tokyo_before_Berlin()
    {
        var link = await _api.CreateAsync(("destinations", new { spotify = "https://open.spotify.com/album/10FLjwfpbxLmW8c25Xyc2N" }),
            ("title", "Tidal Drift"), ("release", new { on = "2031-03-07", zone = "local" }));
        var path = $"/{link.Text("slug")}";

        await MoveClockAsync("2031-03-06T16:00:00Z");

        var (tokyo, berlin) = (await _fan.OpenAsync(path, (RunningLocalHost.AddressHeader, Addresses.Japan)), await _fan.OpenAsync(path, (RunningLocalHost.AddressHeader, Addresses.Germany)));
        Assert.Contains($"href=\"{path}/spotify\"", tokyo.Body, StringComparison.Ordinal);
        Assert.DoesNotContain($"href=\"{path}/spotify\"", berlin.Body, StringComparison.Ordinal);
    }

    private async Task MoveClockAsync(string now)
    {
        using var answer = await running.Host.Http.PutAsJsonAsync(new Uri(running.Host.Sandbox, "clock"), new { now });
        answer.EnsureSuccessStatusCode();
    }
}

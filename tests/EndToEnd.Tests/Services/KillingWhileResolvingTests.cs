using Smartlinks.EndToEnd.Tests.Faults;

namespace Smartlinks.EndToEnd.Tests.Services;

[Collection(nameof(ServiceFaultTests))]
public sealed class KillingWhileResolvingTests(ServicesHost services) : IClassFixture<ServicesHost>
{
    private const int Links = 30;
    private const int Kills = 3;

    private static readonly TimeSpan s_resolvedWithin = TimeSpan.FromMinutes(3);
    private static readonly string[] s_asked = [.. Destinations.AllServices.Except(["pandora", "bandcamp"])];
    private string _open = "";
    private readonly Api _api = services.Api;
    private readonly SandboxControls _sandbox = services.Sandbox;

    [Fact]
    public async Task Every_link_is_resolved_as_without_kills_and_no_service_is_overrun()
    {
        var ids = new List<string>();
        for (var number = 1; number <= Links; number++) ids.Add((await _api.CreateAsync(("isrc", ServicesHost.Isrc(number)))).Text("id"));
        var random = new Random(3);
        var interrupted = 0;
        for (var kills = 0; kills < Kills;)
        {
            // Somewhere in the middle of what is being looked up.
            var until = await CountRequestsAsync() + random.Next(3, 20);
            await Eventually.HoldsAsync(async () => await CountRequestsAsync() >= until || await AreSettledAsync(ids), "more is looked up");
            if (!await AreSettledAsync(ids)) interrupted++;
            if (await services.Host.KillAppAsync()) kills++;
        }

        // What was only likely when a kill or its turn took a service's own word from it is asked for again after ten minutes.
        var open = Links;
        await Eventually.HoldsAsync(() => AreSettledAsync(ids), "every link is looked up", () => $"such as {_open}", s_resolvedWithin);
        await _sandbox.AdvanceAsync(TimeSpan.FromMinutes(12));
        await Eventually.HoldsAsync(async () => (open = await CountOpenAsync(ids)) == 0, "every link is resolved", () => $"{open} are not, such as {_open}\n{services.Host.LastOfLog}", s_resolvedWithin);
        Assert.True(interrupted > 0, "no look-up was interrupted");
        Assert.Equal(Links, (await _api.ListIdsAsync()).Intersect(ids).Count());

        // A day later there is a new day's quota of searches.
        await _sandbox.AdvanceAsync(TimeSpan.FromHours(25));
        for (var number = 1; number <= Links; number += 5)
        {
            var (killed, plain) = (ids[number - 1], (await _api.CreateAsync(("isrc", ServicesHost.Isrc(number)))).Text("id"));
            var (one, other) = ("", "");
            await Eventually.HoldsAsync(async () =>
            {
                (one, other) = ((await _api.GetLinkAsync(killed)).States(), (await _api.GetLinkAsync(plain)).States());
                return one == other;
            }, "the link is as one without kills", () => $"{one}\nwithout:\n{other}");
        }

        Assert.All((await _sandbox.GetMetersAsync()).Where(meter => meter.Text("source") != "tidal"), meter =>
        {
            Assert.True(meter.GetProperty("refused").GetInt32() == 0, $"{meter}");
            Assert.True(meter.GetProperty("peak").GetInt32() <= meter.GetProperty("allowed").GetInt32(), $"{meter}");
        });
    }

    private async Task<bool> AreSettledAsync(List<string> ids)
    {
        var unsettled = (await Task.WhenAll(ids.Select(_api.GetLinkAsync))).Where(link => !link.IsSettled()).ToList();
        _open = unsettled.Count > 0 ? $"{unsettled.Count}: {unsettled[0]}" : "";
        return unsettled.Count == 0;
    }

    private async Task<int> CountRequestsAsync() => (await Task.WhenAll(s_asked.Select(_sandbox.GetRequestsAsync))).Sum(requests => requests.Count);

    /// <summary>Links of which a service that has the recording is not there yet.</summary>
    private async Task<int> CountOpenAsync(List<string> ids)
    {
        var links = await Task.WhenAll(ids.Select(_api.GetLinkAsync));
        var open = links.Where(link => !s_asked.All(service => link.StatusAt(service) == "confirmed")).ToList();
        _open = open.Count > 0 ? open[0].ToString() : "";
        return open.Count;
    }
}

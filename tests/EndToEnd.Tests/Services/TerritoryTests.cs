using System.Net;

namespace Smartlinks.EndToEnd.Tests.Services;

/// <summary>A recording that is in Germany, Austria and Switzerland only.</summary>
[Collection(nameof(ServicesHost))]
public sealed class TerritoryTests(ServicesHost services)
{
    private readonly Api _api = services.Api;
    private readonly Fan _fan = new(services.Host.Http);

    [Fact]
    public async Task A_fan_elsewhere_is_not_offered_it_and_an_admin_sees_why()
    {
        var link = await _api.CreateSettledAsync(("isrc", "QZSLT2600017"));
        var (id, slug) = (link.Text("id"), link.Text("slug"));
        Assert.Equal("confirmed", link.StatusAt("deezer"));
        Assert.Equal(["AT", "CH", "DE"], link.Destination("deezer").GetProperty("territories").GetProperty("only").EnumerateArray().Select(country => country.GetString()));

        // Two services that answer for one country at a time: neither's first market has it.
        Assert.Equal(["AT", "CH", "DE"], link.Destination("spotify").GetProperty("territories").GetProperty("only").EnumerateArray().Select(country => country.GetString()));
        Assert.StartsWith("https://music.apple.com/de/song/", link.UrlAt("apple-music"), StringComparison.Ordinal);
        foreach (var service in new[] { "spotify", "apple-music" })
        {
            Assert.Equal("confirmed", link.StatusAt(service));
            foreach (var (country, isThere) in new[] { ("DE", true), ("US", false), ("JP", false) })
            {
                using var answer = await _api.SendAsync(HttpMethod.Get, $"{_api.LinksPath}/{id}?country={country}");
                Assert.Equal(isThere, (await Api.ReadAsync(answer, HttpStatusCode.OK)).IsVisibleAt(service));
            }
        }

        using (var answer = await _api.SendAsync(HttpMethod.Get, $"{_api.LinksPath}/{id}?country=US"))
        {
            var american = (await Api.ReadAsync(answer, HttpStatusCode.OK)).Destination("deezer");
            Assert.False(american.GetProperty("visible").GetBoolean());
            Assert.Contains("US", american.Text("why"), StringComparison.Ordinal);
        }

        using (var answer = await _api.SendAsync(HttpMethod.Get, $"{_api.LinksPath}/{id}?country=DE")) Assert.True((await Api.ReadAsync(answer, HttpStatusCode.OK)).IsVisibleAt("deezer"));

        var (german, elsewhere) = ((RunningLocalHost.AddressHeader, Addresses.Germany), (RunningLocalHost.AddressHeader, Addresses.UnitedStates));
        Assert.Contains($"href=\"/{slug}/deezer\"", (await _fan.OpenAsync($"/{slug}?choose", german)).Body, StringComparison.Ordinal);
        Assert.DoesNotContain($"href=\"/{slug}/deezer\"", (await _fan.OpenAsync($"/{slug}?choose", elsewhere)).Body, StringComparison.Ordinal);
        Assert.Equal(link.UrlAt("deezer"), (await _fan.OpenAsync($"/{slug}/deezer", german)).Location);
        var refused = await new Fan(services.Host.Http).OpenAsync($"/{slug}/deezer", elsewhere);
        Assert.DoesNotContain("deezer.com", refused.Location ?? "", StringComparison.Ordinal);
    }
}

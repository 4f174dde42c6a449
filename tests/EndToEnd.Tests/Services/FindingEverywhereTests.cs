using System.Net;
using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Services;

/// <summary>From one code or address to every service. Hunts services that are forgotten on the way from their answer to the fan's tap, and addresses as people paste them.</summary>
[Collection(nameof(ServicesHost))]
public sealed class FindingEverywhereTests(ServicesHost services)
{
    private const string Isrc = "USUM72409273";

    /// <summary>The recording at the services that prove it by its code, or on the artist's own channel.</summary>
    private static readonly string[] s_proving = ["spotify", "apple-music", "youtube-music", "amazon-music", "tidal", "deezer", "soundcloud"];

    private readonly Api _api = services.Api;
    private readonly Fan _fan = new(services.Host.Http);

    [Fact]
    public async Task An_ISRC_is_found_at_every_service_with_its_evidence_and_each_leads_a_fan_there()
    {
        var link = await FindAsync(("isrc", Isrc));

        Assert.Equal(Destinations.AllServices, link.GetProperty("destinations").EnumerateArray().Select(destination => destination.Text("service")));
        Assert.All(s_proving.Except(["youtube-music"]), service => Assert.Contains("isrcEqual", link.EvidenceAt(service)));
        Assert.All(s_proving, service => Assert.NotEqual("", link.EvidenceAt(service)[^1]));
        // YouTube gives no codes: all of its evidence is what can be seen.
        Assert.Contains("isrcMissing", link.EvidenceAt("youtube-music"));
        Assert.Contains("durationEqual", link.EvidenceAt("youtube-music"));
        await AssertOfferedAsync(link);
    }

    [Fact]
    public async Task A_UPC_is_found_as_an_album_wherever_albums_can_be_looked_up()
    {
        var link = await FindAsync(("upc", "724384960650"));

        string[] byUpc = ["spotify", "apple-music", "tidal", "deezer", "soundcloud"];
        Assert.Equal("Discovery", link.Text("title"));
        Assert.All(byUpc, service => Assert.Equal("confirmed", link.StatusAt(service)));
        Assert.All(byUpc, service => Assert.Contains("upcEqual", link.EvidenceAt(service)));
        // Whoever could not be asked for the code: found by others and for an admin to look at, or a search that says so; never as if it were proven.
        Assert.All(Destinations.AllServices.Except(byUpc), service => Assert.NotEqual("confirmed", link.StatusAt(service)));
        await AssertOfferedAsync(link);
    }

    /// <summary>As people paste them: from another country's store, another kind of page, with the marks of whoever shared it.</summary>
    [Theory]
    [InlineData("spotify", "https://open.spotify.com/intl-de/track/2plbrEY59IikOBgBGLjaoe?si=0123456789abcdef&utm_source=copy-link", "https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe")]
    [InlineData("spotify", "spotify:track:2plbrEY59IikOBgBGLjaoe", "https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe")]
    [InlineData("apple-music", "https://music.apple.com/de/album/die-with-a-smile/7792691212?i=4581836492&itsct=music_box_link&itscg=30200", "https://music.apple.com/de/song/4581836492")]
    [InlineData("amazon-music", "https://music.amazon.com/albums/B0KJXM2ZGC?trackAsin=B0R6JGHVZD&musicTerritory=US&ref=dm_sh_0a1b-2c3d", "https://music.amazon.com/tracks/B0R6JGHVZD")]
    [InlineData("tidal", "https://listen.tidal.com/track/381265362?u", "https://tidal.com/browse/track/381265362")]
    [InlineData("deezer", "https://www.deezer.com/fr/track/2947516331?host=0&utm_campaign=clipboard-generic&utm_source=user_sharing&utm_content=track-2947516331", "https://www.deezer.com/track/2947516331")]
    [InlineData("soundcloud", "https://m.soundcloud.com/lady-gaga/die-with-a-smile?si=0123&utm_source=clipboard&utm_medium=text&utm_campaign=social_sharing", "https://soundcloud.com/lady-gaga/die-with-a-smile")]
    [InlineData("bandcamp", "https://ladygaga.bandcamp.com/track/die-with-a-smile?from=search&search_item_id=1", "https://ladygaga.bandcamp.com/track/die-with-a-smile")]
    public async Task An_address_of_a_service_that_tells_the_code_finds_the_others(string given, string pasted, string kept)
    {
        var link = await FindAsync(("url", pasted));

        Assert.Equal(Isrc, link.Text("isrc"));
        Assert.Equal((kept, "manual"), (link.UrlAt(given), link.StatusAt(given)));
        Assert.All(s_proving.Except([given]), service => Assert.Equal("confirmed", link.StatusAt(service)));
    }

    /// <summary>No code to go on: nothing may be proven by a title alone, and what the fan is given is a search that is called one.</summary>
    [Theory]
    [InlineData("youtube-music", "https://music.youtube.com/watch?v=lYBUbBu4W08&si=AbCdEfGhIjKlMnOp&list=RDAMVMlYBUbBu4W08", "https://music.youtube.com/watch?v=lYBUbBu4W08")]
    [InlineData("pandora", "https://www.pandora.com/artist/lady-gaga/die-with-a-smile/die-with-a-smile/TR267466888?part=ug-desktop&corr=abcdefghi", "https://www.pandora.com/artist/lady-gaga/die-with-a-smile/die-with-a-smile/TR267466888")]
    public async Task An_address_of_a_service_without_codes_proves_nothing_elsewhere(string given, string pasted, string kept)
    {
        var link = await FindAsync(("url", pasted));

        Assert.Equal((kept, "manual"), (link.UrlAt(given), link.StatusAt(given)));
        Assert.NotEmpty(link.Text("title"));
        Assert.All(Destinations.AllServices.Except([given]), service =>
        {
            Assert.NotEqual("confirmed", link.StatusAt(service));
            Assert.True(!link.IsVisibleAt(service) || link.StatusAt(service) == "search", $"{service} shows {link.StatusAt(service)}");
        });
        Assert.Contains("search", Destinations.AllServices.Select(service => link.StatusAt(service)));
        await AssertOfferedAsync(link);
    }

    [Fact]
    public async Task Share_links_of_the_apps_lead_to_the_same_release()
    {
        var shared = (await services.Sandbox.GetShareLinksAsync(Isrc)).Where(each => each.Text("kind") == "track").ToList();
        string[] hosts = ["spotify.link", "link.deezer.com", "apple.co", "tidal.link"];
        foreach (var host in hosts)
        {
            var link = await FindAsync(("url", shared.Single(each => new Uri(each.Text("url")).Host == host).Text("url")));
            Assert.True(link.Text("isrc") == Isrc, $"{host} leads to {link}");
            Assert.All(s_proving, service => Assert.Contains(link.StatusAt(service), new[] { "confirmed", "manual" }));
        }
    }

    private Task<JsonElement> FindAsync(params (string Name, object? Value)[] fields) => _api.CreateSettledAsync(fields);

    /// <summary>The page has exactly what the API says is visible, and every one of its buttons leads where the API says; what comes in between the two is waited for.</summary>
    private async Task AssertOfferedAsync(JsonElement link)
    {
        var (slug, id) = (link.Text("slug"), link.Text("id"));
        var different = "";
        await Eventually.HoldsAsync(async () =>
        {
            var before = await _api.GetLinkAsync(id);
            different = await FindDifferenceAsync(slug, before);
            return different.Length == 0 && (await _api.GetLinkAsync(id)).States() == before.States();
        }, "the page offers what the API says", () => different);
    }

    /// <summary>Empty: there is none.</summary>
    private async Task<string> FindDifferenceAsync(string slug, JsonElement link)
    {
        var page = await _fan.OpenAsync($"/{slug}?choose", (RunningLocalHost.AddressHeader, Addresses.UnitedStates));
        Assert.Equal(HttpStatusCode.OK, page.Status);
        foreach (var service in Destinations.AllServices)
        {
            if (link.IsVisibleAt(service) != page.Body.Contains($"href=\"/{slug}/{service}\"", StringComparison.Ordinal)) return $"{service} on the page and {link.Destination(service)}";
            if (!link.IsVisibleAt(service)) continue;
            var sent = await _fan.OpenAsync($"/{slug}/{service}", (RunningLocalHost.AddressHeader, Addresses.UnitedStates));
            if ((sent.Status, sent.Location) != (HttpStatusCode.Found, link.UrlAt(service))) return $"{service} leads to {sent.Status} {sent.Location} and not {link.UrlAt(service)}";
        }

        return "";
    }
}

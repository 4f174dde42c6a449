using System.Net;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.SoundCloud;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.ShareLinks;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>The sandbox's short links, followed by the app's own reader over real HTTP.</summary>
public sealed class SharingTests
{
    private const string Isrc = "USUM72409273";

    [Fact]
    public async Task Every_short_link_of_a_recording_leads_the_apps_reader_to_its_item()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var links = (await sandbox.GetAsync($"share?isrc={Isrc}"))["items"]!.AsArray();
        using var http = NewClient();
        var soundCloud = new SoundCloudAddresses(sandbox.Server.Catalogue);

        foreach (var link in links)
        {
            var found = Assert.IsType<ShareLinkReading.Found>(await Reader(sandbox, http).ReadAsync(ShareLink.Parse((string)link!["url"]!), default));
            Assert.Equal(((string)link["service"]!, (string)link["kind"]!), (found.Item.Service.Id, found.Item.Kind.ToString().ToLowerInvariant()));
            var track = sandbox.Server.Catalogue.FindByIsrc(Isrc).Where(each => each.Ids.ContainsKey(found.Item.Service)).ToList();
            var ids = found.Item.Kind == ItemKind.Track ? track.Select(each => each.Ids[found.Item.Service]) : track.Select(each => each.Album.Ids[found.Item.Service]);
            Assert.Contains(ids, id => id == (found.Item.Service == StreamingService.SoundCloud ? soundCloud.FindTrack(found.Item.Id) ?? soundCloud.FindSet(found.Item.Id) : found.Item.Id));
        }

        Assert.Equal(ShareHost.All.Select(host => host.Name).Order(StringComparer.Ordinal), links.Select(link => new Uri((string)link!["url"]!).Host).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(links.Count, links.Select(link => (string)link!["url"]!).Distinct().Count());
    }

    [Fact]
    public async Task Short_links_are_the_same_on_every_start()
    {
        await using var one = await SandboxFixture.StartAsync();
        await using var two = await SandboxFixture.StartAsync();

        Assert.Equal((await one.GetAsync($"share?isrc={Isrc}")).ToJsonString(), (await two.GetAsync($"share?isrc={Isrc}")).ToJsonString());
        Assert.Empty((await one.GetAsync("share?isrc=QZSLT2699999"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Spotifys_forward_in_two_steps_and_Deezers_by_a_landing_page()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var first = await LocationAsync(sandbox, "spotify.link");
        var second = await LocationAsync(sandbox, "spotify.app.link");
        var landing = await LocationAsync(sandbox, "link.deezer.com");

        Assert.StartsWith("https://spotify.app.link/", first, StringComparison.Ordinal);
        Assert.Matches("^https://open\\.spotify\\.com/track/2plbrEY59IikOBgBGLjaoe\\?si=\\w+&utm_source=copy-link$", second);
        Assert.StartsWith("https://link.deezer.com/?awc=sharing&dest=https%3A%2F%2Fwww.deezer.com%2Ftrack%2F2947516331", landing, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://open.spotify.com/artist/1HY2Jd0NmPuamShAr6KMms", "This is an artist's page on Spotify")]
    [InlineData("https://evil.example/track/2plbrEY59IikOBgBGLjaoe", "leads to evil.example")]
    [InlineData("http://169.254.169.254/latest/meta-data", "https")]
    public async Task A_short_link_to_anything_can_be_made_and_is_told_for_what_it_is(string address, string why)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var http = NewClient();
        using var body = new StringContent(new JsonObject { ["host"] = "spoti.fi", ["leadsTo"] = address }.ToJsonString());
        using var answer = await sandbox.Http.PostAsync(new Uri("share", UriKind.Relative), body);
        var made = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        var reading = await Reader(sandbox, http).ReadAsync(ShareLink.Parse((string)made["url"]!), default);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Contains(why, Assert.IsType<ShareLinkReading.NotAnItem>(reading).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("""{ "host": "bit.ly", "leadsTo": "https://open.spotify.com/" }""")]
    [InlineData("""{ "host": "spoti.fi", "leadsTo": "https://open.spotify.com/\r\nx: y" }""")]
    public async Task A_wish_that_cannot_be_met_is_refused(string json)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var body = new StringContent(json);

        using var answer = await sandbox.Http.PostAsync(new Uri("share", UriKind.Relative), body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Faults_of_a_service_strike_its_short_links_and_no_others()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var http = NewClient();
        var links = (await sandbox.GetAsync($"share?isrc={Isrc}"))["items"]!.AsArray();
        var deezer = ShareLink.Parse((string)links.First(link => (string)link!["service"]! == "deezer")!["url"]!);
        var tidal = ShareLink.Parse((string)links.First(link => (string)link!["service"]! == "tidal")!["url"]!);

        await sandbox.SetFaultsAsync("deezer", """{ "serverError": 502 }""");
        Assert.Equal(new ShareLinkReading.Unavailable("http502", null), await Reader(sandbox, http).ReadAsync(deezer, default));
        await sandbox.SetFaultsAsync("deezer", """{ "rateLimit": 7 }""");
        Assert.Equal(new ShareLinkReading.Unavailable("rateLimited", TimeSpan.FromSeconds(7)), await Reader(sandbox, http).ReadAsync(deezer, default));
        await sandbox.SetFaultsAsync("deezer", """{ "down": true }""");
        Assert.Equal(new ShareLinkReading.Unavailable("unreachable", null), await Reader(sandbox, http).ReadAsync(deezer, default));
        Assert.IsType<ShareLinkReading.Found>(await Reader(sandbox, http).ReadAsync(tidal, default));
        await sandbox.SetFaultsAsync("deezer", "{}");
        Assert.IsType<ShareLinkReading.Found>(await Reader(sandbox, http).ReadAsync(deezer, default));
    }

    [Fact]
    public async Task An_unknown_code_is_gone()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var http = NewClient();

        Assert.Contains("does not know", Assert.IsType<ShareLinkReading.NotAnItem>(await Reader(sandbox, http).ReadAsync(ShareLink.Parse("https://spotify.link/nobody"), default)).Why, StringComparison.Ordinal);
    }

    private static async Task<string> LocationAsync(SandboxFixture sandbox, string host)
    {
        using var http = NewClient();
        var links = (await sandbox.GetAsync($"share?isrc={Isrc}"))["items"]!.AsArray();
        var link = new Uri((string)links.First(each => ((string)each!["url"]!).StartsWith($"https://{host}/", StringComparison.Ordinal) && (string)each["kind"]! == "track")!["url"]!);
        using var answer = await http.GetAsync(new Uri(sandbox.Server.BaseAddress, $"share/{link.Host}{link.AbsolutePath}"));
        return answer.Headers.Location!.OriginalString;
    }

    private static HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private static ShareLinkReader Reader(SandboxFixture sandbox, HttpClient http) =>
        new(http, OpenGate.Instance, TimeProvider.System, new ShareLinkOptions { StandIn = new Uri(sandbox.Server.BaseAddress, "share/") });
}

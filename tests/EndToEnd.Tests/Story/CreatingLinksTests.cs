using System.Net;
using System.Text.Json;

namespace Smartlinks.EndToEnd.Tests.Story;

[Collection(nameof(RunningLocalHost))]
public sealed class CreatingLinksTests(RunningLocalHost running)
{
    private readonly Api _api = running.Host.Api;

    [Fact]
    public async Task An_ISRC_becomes_a_live_link_with_evidence()
    {
        var created = await _api.CreateLinkAsync("USUM72409273");
        Assert.Equal("resolving", created.Text("state"));
        Assert.Equal(7, created.Text("slug").Length);

        var link = await _api.WaitForStateAsync(created.Text("id"), "live");

        Assert.Equal("Die With A Smile", link.Text("title"));
        Assert.Equal(["Lady Gaga", "Bruno Mars"], link.GetProperty("artists").EnumerateArray().Select(artist => artist.GetString()));
        AssertDestination(link, "spotify", "https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe", "confirmed", "isrcEqual");
        AssertDestination(link, "deezer", "https://www.deezer.com/track/2947516331", "confirmed", "isrcEqual");
    }

    [Fact]
    public async Task A_UPC_becomes_a_live_link_to_the_album()
    {
        var link = await _api.WaitForStateAsync((await _api.CreateAsync(("upc", "724384960650"))).Text("id"), "live");

        Assert.Equal("Discovery", link.Text("title"));
        AssertDestination(link, "deezer", "https://www.deezer.com/album/302127", "confirmed", "upcEqual");
        Assert.StartsWith("https://open.spotify.com/album/", Destination(link, "spotify").Text("url"), StringComparison.Ordinal);
        AssertEvidence(link, "spotify", "upcEqual");
    }

    [Theory]
    [InlineData("https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe", "spotify", "deezer", "https://www.deezer.com/track/2947516331")]
    [InlineData("https://www.deezer.com/track/2947516331", "deezer", "spotify", "https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe")]
    public async Task One_services_address_finds_the_recording_at_the_other(string url, string given, string found, string expected)
    {
        var link = await _api.WaitForStateAsync((await _api.CreateAsync(("url", url))).Text("id"), "live");

        Assert.Equal("Die With A Smile", link.Text("title"));
        AssertDestination(link, given, url, "manual", "setByAdmin");
        AssertDestination(link, found, expected, "confirmed", "isrcEqual");
    }

    [Fact]
    public async Task Destinations_given_are_kept_beside_what_is_found()
    {
        var link = await _api.WaitForStateAsync((await _api.CreateAsync(("destinations", new Dictionary<string, string>
        {
            ["spotify"] = "https://open.spotify.com/album/10FLjwfpbxLmW8c25Xyc2N",
            ["bandcamp"] = "https://someone.bandcamp.com/album/smile",
        }))).Text("id"), "live");

        AssertDestination(link, "spotify", "https://open.spotify.com/album/10FLjwfpbxLmW8c25Xyc2N", "manual", "setByAdmin");
        AssertDestination(link, "bandcamp", "https://someone.bandcamp.com/album/smile", "manual", "setByAdmin");
        AssertDestination(link, "deezer", "https://www.deezer.com/album/629506181", "confirmed", "upcEqual");
    }

    [Fact]
    public async Task A_repeated_request_with_its_idempotency_key_gives_the_same_link()
    {
        var body = new { isrc = "GBDUW0000058" };
        using var first = await _api.SendAsync(HttpMethod.Post, _api.LinksPath, body, ("Idempotency-Key", "release-4711"));
        using var again = await _api.SendAsync(HttpMethod.Post, _api.LinksPath, body, ("Idempotency-Key", "release-4711"));
        using var other = await _api.SendAsync(HttpMethod.Post, _api.LinksPath, new { isrc = "GBDUW0000059" }, ("Idempotency-Key", "release-4711"));

        var made = await Api.ReadAsync(first, HttpStatusCode.Created);
        Assert.Equal(made.Text("id"), (await Api.ReadAsync(again, HttpStatusCode.Created)).Text("id"));
        Assert.Equal($"{_api.LinksPath}/{made.Text("id")}", first.Headers.Location!.OriginalString);
        Assert.Equal("urn:smartlinks:idempotency-key-reused", (await Api.ReadAsync(other, HttpStatusCode.UnprocessableEntity)).Text("type"));
        Assert.Single(await _api.ListIdsAsync(), id => id == made.Text("id"));
    }

    [Fact]
    public async Task A_slug_in_use_is_refused_in_any_case()
    {
        await _api.CreateLinkAsync("GBDUW0000060", ("slug", "taken-already"));

        using var answer = await _api.SendAsync(HttpMethod.Post, _api.LinksPath, new { isrc = "GBDUW0000061", slug = "TAKEN-Already" });

        Assert.Equal("urn:smartlinks:slug-taken", (await Api.ReadAsync(answer, HttpStatusCode.Conflict)).Text("type"));
    }

    [Fact]
    public async Task The_list_gives_every_link_once_newest_first_page_by_page()
    {
        var made = new List<string>();
        foreach (var isrc in new[] { "GBDUW0000062", "GBDUW0000063", "GBDUW0000064" }) made.Add((await _api.CreateLinkAsync(isrc)).Text("id"));

        var byTwo = await _api.ListIdsAsync(pageSize: 2);

        Assert.Equal(byTwo.Count, byTwo.Distinct().Count());
        Assert.Equal(await _api.ListIdsAsync(), byTwo);
        Assert.Equal(made.AsEnumerable().Reverse(), byTwo.Take(3));
    }

    private static JsonElement Destination(JsonElement link, string service) =>
        link.GetProperty("destinations").EnumerateArray().Single(destination => destination.Text("service") == service);

    private static void AssertDestination(JsonElement link, string service, string url, string status, string evidence)
    {
        var destination = Destination(link, service);
        Assert.Equal((url, status, true), (destination.Text("url"), destination.Text("status"), destination.GetProperty("visible").GetBoolean()));
        AssertEvidence(link, service, evidence);
    }

    private static void AssertEvidence(JsonElement link, string service, string name) =>
        Assert.Contains(name, Destination(link, service).GetProperty("evidence").EnumerateArray().Select(evidence => evidence.Text("name")));
}

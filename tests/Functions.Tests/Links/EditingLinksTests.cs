using System.Text.Json;

namespace Smartlinks.Tests.Functions.Links;

public sealed class EditingLinksTests
{
    [Fact]
    public async Task A_change_merges_what_is_sent_and_keeps_the_rest()
    {
        await using var app = await AppFixture.StartAsync();
        var link = await app.CreateLinkAsync("a-song", """ "title": "A song", "artists": ["One"], "mode": "autoRoute", "release": { "on": "2026-12-04" } """);
        app.Time.Advance(TimeSpan.FromMinutes(1));

        var changed = await app.ApiAsync(HttpMethod.Patch, Path(app, link), """{ "title": "Another" }""");

        Assert.Equal(200, changed.Status);
        CreatingLinksTests.AssertShape(changed.Json);
        Assert.Equal("2026-11-20T12:01:00+00:00", changed.Json.GetProperty("updatedAt").GetString());
        Assert.Equal(Without(link), Without(changed.Json));
        Assert.Equal("Another", changed.Json.GetProperty("title").GetString());

        static IEnumerable<string> Without(JsonElement each) => each.EnumerateObject().Where(field => field.Name is not ("title" or "updatedAt")).Select(field => $"{field.Name}={field.Value.GetRawText()}");
    }

    [Fact]
    public async Task A_release_is_taken_away_with_null_and_nothing_else_is()
    {
        await using var app = await AppFixture.StartAsync();
        var link = await app.CreateLinkAsync("a-song", """ "release": { "on": "2026-12-04" } """);

        var changed = await app.ApiAsync(HttpMethod.Patch, Path(app, link), """{ "release": null }""");

        Assert.Equal(("live", JsonValueKind.Null), (changed.Json.GetProperty("state").GetString(), changed.Json.GetProperty("release").ValueKind));
        (await app.ApiAsync(HttpMethod.Patch, Path(app, link), """{ "slug": null, "title": null, "artists": null, "artworkUrl": null, "mode": null, "state": null }"""))
            .RefusesFields("slug", "title", "artists", "artworkUrl", "mode", "state");
    }

    [Theory]
    [InlineData("""{ "state": "gone" }""", "state")]
    [InlineData("""{ "isrc": "QM24S2402528" }""", "isrc")]
    [InlineData("""{ "domain": "x.example" }""", "domain")]
    [InlineData("""{ "slug": "API", "mode": "x" }""", "slug", "mode")]
    public async Task A_wrong_change_is_refused_by_field(string body, params string[] fields)
    {
        await using var app = await AppFixture.StartAsync();
        var link = await app.CreateLinkAsync("a-song");

        (await app.ApiAsync(HttpMethod.Patch, Path(app, link), body)).RefusesFields(fields);
    }

    [Fact]
    public async Task An_archived_link_comes_back_when_it_is_set_live()
    {
        await using var app = await AppFixture.StartAsync();
        var link = await app.CreateLinkAsync("a-song");

        var archived = await app.ApiAsync(HttpMethod.Patch, Path(app, link), """{ "state": "archived" }""");
        var live = await app.ApiAsync(HttpMethod.Patch, Path(app, link), """{ "state": "live" }""");

        Assert.Equal(("archived", "live"), (archived.Json.GetProperty("state").GetString(), live.Json.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task An_edit_applies_only_at_the_version_the_caller_saw()
    {
        await using var app = await AppFixture.StartAsync();
        var link = await app.CreateLinkAsync("a-song");
        var path = Path(app, link);
        var seen = (await app.ApiAsync(HttpMethod.Get, path))["ETag"]!;

        var first = await app.ApiAsync(HttpMethod.Patch, path, """{ "title": "First" }""", ("If-Match", seen));
        (await app.ApiAsync(HttpMethod.Patch, path, """{ "title": "Second" }""", ("If-Match", seen))).IsProblem(412, "version-mismatch");
        (await app.ApiAsync(HttpMethod.Put, $"{path}/destinations/tidal", """{ "url": "https://tidal.com/track/1" }""", ("If-Match", seen))).IsProblem(412, "version-mismatch");
        (await app.ApiAsync(HttpMethod.Delete, $"{path}/destinations/spotify", null, ("If-Match", seen))).IsProblem(412, "version-mismatch");
        (await app.ApiAsync(HttpMethod.Delete, path, null, ("If-Match", seen))).IsProblem(412, "version-mismatch");
        var any = await app.ApiAsync(HttpMethod.Patch, path, """{ "artists": ["One"] }""", ("If-Match", "*"));

        Assert.Equal(200, first.Status);
        Assert.NotEqual(seen, first["ETag"]);
        Assert.Equal((200, "First"), (any.Status, any.Json.GetProperty("title").GetString()));
        Assert.Equal(204, (await app.ApiAsync(HttpMethod.Delete, path, null, ("If-Match", any["ETag"]!))).Status);
    }

    [Fact]
    public async Task A_renamed_link_has_its_new_address_and_the_old_one_leads_there()
    {
        await using var app = await AppFixture.StartAsync();
        var link = await app.CreateLinkAsync("old-name");
        await app.CreateLinkAsync("taken");

        (await app.ApiAsync(HttpMethod.Patch, Path(app, link), """{ "slug": "taken" }""")).IsProblem(409, "slug-taken");
        var renamed = await app.ApiAsync(HttpMethod.Patch, Path(app, link), """{ "slug": "new-name" }""");

        Assert.Equal("https://links.example/new-name", renamed.Json.GetProperty("url").GetString());
        (await app.VisitAsync("/old-name?utm_source=a")).LeadsTo("/new-name?utm_source=a", 301);
        (await app.VisitAsync("/new-name")).IsPage(200);
        Assert.Equal(renamed.Text, (await app.ApiAsync(HttpMethod.Get, Path(app, link))).Text);
    }

    [Fact]
    public async Task A_destination_is_set_replaced_and_taken_off()
    {
        await using var app = await AppFixture.StartAsync();
        var path = Path(app, await app.CreateLinkAsync("a-song"));

        var set = await app.ApiAsync(HttpMethod.Put, $"{path}/destinations/tidal", """{ "url": "https://tidal.com/track/1" }""");
        var replaced = await app.ApiAsync(HttpMethod.Put, $"{path}/destinations/tidal", """{ "url": "https://tidal.com/track/2" }""");
        var removed = await app.ApiAsync(HttpMethod.Delete, $"{path}/destinations/tidal");

        Assert.Equal(("manual", "https://tidal.com/track/1", true), Tidal(set));
        Assert.Equal(("manual", "https://tidal.com/track/2", true), Tidal(replaced));
        Assert.Equal(("notFound", null, false), Tidal(removed));
        CreatingLinksTests.AssertShape(removed.Json);

        static (string?, string?, bool) Tidal(Answer answer)
        {
            Assert.True(answer.Status == 200, answer.Text);
            var tidal = answer.Json.GetProperty("destinations").EnumerateArray().Single(each => each.GetProperty("service").GetString() == "tidal");
            return (tidal.GetProperty("status").GetString(), tidal.GetProperty("url").GetString(), tidal.GetProperty("visible").GetBoolean());
        }
    }

    [Fact]
    public async Task A_share_link_as_a_destination_is_refused_with_what_to_do_about_it()
    {
        await using var app = await AppFixture.StartAsync();
        var path = $"{app.LinksPath}/{(await app.CreateLinkAsync("a-song")).GetProperty("id").GetString()}";

        var refused = await app.ApiAsync(HttpMethod.Put, $"{path}/destinations/spotify", """{ "url": "https://spotify.link/AbCdEf12345" }""");

        refused.RefusesFields("url");
        Assert.Contains("share link", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_destination_off_its_services_hosts_is_refused()
    {
        await using var app = await AppFixture.StartAsync();
        var path = Path(app, await app.CreateLinkAsync("a-song"));

        foreach (var url in new[] { "https://open.spotify.com/track/1", "http://tidal.com/track/1", "https://tidal.com.evil.example/1", "https://user@tidal.com/1", "https://tidal.com:444/1", "//tidal.com/1", "javascript:alert(1)", "" })
            (await app.ApiAsync(HttpMethod.Put, $"{path}/destinations/tidal", new { url })).RefusesFields("url");
        (await app.ApiAsync(HttpMethod.Put, $"{path}/destinations/tidal", "{}")).RefusesFields("url");
        (await app.ApiAsync(HttpMethod.Put, $"{path}/destinations/tidal", """{ "url": "https://tidal.com/1", "visible": false }""")).RefusesFields("visible");
        (await app.ApiAsync(HttpMethod.Put, $"{path}/destinations/napster", """{ "url": "https://tidal.com/1" }""")).IsProblem(404, "not-found");
        (await app.ApiAsync(HttpMethod.Delete, $"{path}/destinations/napster")).IsProblem(404, "not-found");
    }

    [Fact]
    public async Task A_deleted_link_is_gone_everywhere()
    {
        await using var app = await AppFixture.StartAsync();
        var path = Path(app, await app.CreateLinkAsync("a-song"));

        var deleted = await app.ApiAsync(HttpMethod.Delete, path);

        Assert.Equal((204, ""), (deleted.Status, deleted.Text));
        (await app.ApiAsync(HttpMethod.Get, path)).IsProblem(404, "not-found");
        (await app.ApiAsync(HttpMethod.Patch, path, "{}")).IsProblem(404, "not-found");
        (await app.ApiAsync(HttpMethod.Delete, path)).IsProblem(404, "not-found");
        (await app.ApiAsync(HttpMethod.Get, $"{path}/report")).IsProblem(404, "not-found");
        Assert.Empty((await app.ApiAsync(HttpMethod.Get, app.LinksPath)).Json.GetProperty("items").EnumerateArray());
        (await app.ApiAsync(HttpMethod.Post, app.LinksPath, """{ "isrc": "QM24S2402528", "slug": "a-song" }""")).IsProblem(409, "slug-taken");
    }

    [Fact]
    public async Task A_link_of_another_organization_is_not_there()
    {
        await using var app = await AppFixture.StartAsync();
        var link = await app.CreateLinkAsync("a-song");
        var (organization, key) = await app.CreateOrganizationAsync("Another");
        var path = $"/api/organizations/{organization}/links/{link.GetProperty("id").GetString()}";

        foreach (var (method, at, body) in new[] { (HttpMethod.Get, path, null), (HttpMethod.Patch, path, "{}"), (HttpMethod.Delete, path, null), (HttpMethod.Get, $"{path}/report", null),
            (HttpMethod.Put, $"{path}/destinations/tidal", """{ "url": "https://tidal.com/1" }"""), (HttpMethod.Delete, $"{path}/destinations/spotify", null) })
            (await app.ApiAsync(method, at, body, ("Authorization", $"Bearer {key}"))).IsProblem(404, "not-found");
        (await app.VisitAsync("/a-song")).IsPage(200);
    }

    [Theory]
    [InlineData("lnk_x")]
    [InlineData("x")]
    [InlineData("lnk_01jd000000000000000000000%2F")]
    public async Task What_is_no_link_id_is_not_there(string id)
    {
        await using var app = await AppFixture.StartAsync();

        (await app.ApiAsync(HttpMethod.Get, $"{app.LinksPath}/{id}")).IsProblem(404, "not-found");
    }

    private static string Path(AppFixture app, JsonElement link) => $"{app.LinksPath}/{link.GetProperty("id").GetString()}";
}

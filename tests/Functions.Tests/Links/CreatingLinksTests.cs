using System.Text.Json;
using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Tests.Functions.Links;

public sealed class CreatingLinksTests
{
    [Fact]
    public async Task A_link_is_made_from_an_isrc_and_answered_with_its_whole_form()
    {
        await using var app = await AppFixture.StartAsync();

        var answer = await app.ApiAsync(HttpMethod.Post, app.LinksPath, """{ "isrc": "qm-24s-24-02528" }""");

        Assert.Equal(201, answer.Status);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        var link = answer.Json;
        AssertShape(link);
        Assert.Equal("QM24S2402528", link.GetProperty("isrc").GetString());
        Assert.Equal("resolving", link.GetProperty("state").GetString());
        Assert.Equal("page", link.GetProperty("mode").GetString());
        Assert.Equal(JsonValueKind.Null, link.GetProperty("title").ValueKind);
        Assert.Equal(JsonValueKind.Null, link.GetProperty("release").ValueKind);
        Assert.Equal("2026-11-20T12:00:00+00:00", link.GetProperty("createdAt").GetString());
        Assert.Equal("2026-11-20T12:00:00+00:00", link.GetProperty("updatedAt").GetString());
        Assert.Matches("^[23456789abcdefghjkmnpqrstwxyz]{7}$", link.GetProperty("slug").GetString());
        Assert.Equal($"https://links.example/{link.GetProperty("slug").GetString()}", link.GetProperty("url").GetString());
        Assert.Equal($"{app.LinksPath}/{link.GetProperty("id").GetString()}", answer["Location"]);
        Assert.Matches("^\"[0-9a-f]{20}\"$", answer["ETag"]);
        Assert.Equal(StreamingService.All.Select(service => service.Id), link.GetProperty("destinations").EnumerateArray().Select(each => each.GetProperty("service").GetString()));
        Assert.All(link.GetProperty("destinations").EnumerateArray(), pending => Assert.Equal(("pending", false), (pending.GetProperty("status").GetString(), pending.GetProperty("visible").GetBoolean())));
        Assert.Single(app.Queues[ResolveRequests.Name].Bodies);
    }

    [Fact]
    public async Task The_location_leads_to_the_link_at_the_same_version()
    {
        await using var app = await AppFixture.StartAsync();
        var made = await app.ApiAsync(HttpMethod.Post, app.LinksPath, """{ "isrc": "QM24S2402528" }""");

        var read = await app.ApiAsync(HttpMethod.Get, made["Location"]!);

        Assert.Equal(200, read.Status);
        Assert.Equal(made["ETag"], read["ETag"]);
        Assert.Equal(made.Text, read.Text);
    }

    [Fact]
    public async Task Every_optional_field_is_taken()
    {
        await using var app = await AppFixture.StartAsync(new() { ["App:Domains:0"] = "go.label.example" });

        var link = (await app.ApiAsync(HttpMethod.Post, app.LinksPath, """
            { "upc": "0 602445 790128", "slug": "My-Song", "title": " A song ", "artists": ["One", "Two"], "artworkUrl": "https://art.example/a.jpg", "mode": "autoRoute",
              "domain": "GO.label.example", "release": { "on": "2026-12-04", "zone": "Europe/Berlin" } }
            """)).Json;

        AssertShape(link);
        Assert.Equal("my-song", link.GetProperty("slug").GetString());
        Assert.Equal("https://go.label.example/my-song", link.GetProperty("url").GetString());
        Assert.Equal("go.label.example", link.GetProperty("domain").GetString());
        Assert.Equal("602445790128", link.GetProperty("upc").GetString());
        Assert.Equal("A song", link.GetProperty("title").GetString());
        Assert.Equal(["One", "Two"], link.GetProperty("artists").EnumerateArray().Select(each => each.GetString()));
        Assert.Equal("https://art.example/a.jpg", link.GetProperty("artworkUrl").GetString());
        Assert.Equal("autoRoute", link.GetProperty("mode").GetString());
        Assert.Equal("preSave", link.GetProperty("state").GetString());
        Assert.Equal("""{"on":"2026-12-04","zone":"Europe/Berlin"}""", link.GetProperty("release").GetRawText());
    }

    [Theory]
    [InlineData("""{ "at": "2026-12-04T01:00:00+01:00" }""", """{"at":"2026-12-04T00:00:00+00:00"}""")]
    [InlineData("""{ "at": "2026-12-04T00:00Z" }""", """{"at":"2026-12-04T00:00:00+00:00"}""")]
    [InlineData("""{ "at": "2026-12-04T00:00:00.5Z" }""", """{"at":"2026-12-04T00:00:00.5+00:00"}""")]
    [InlineData("""{ "on": "2026-12-04", "zone": "local" }""", """{"on":"2026-12-04","zone":"local"}""")]
    [InlineData("""{ "on": "2026-12-04" }""", """{"on":"2026-12-04","zone":"local"}""")]
    [InlineData("null", "null")]
    public async Task A_release_is_an_instant_or_a_date(string sent, string shown)
    {
        await using var app = await AppFixture.StartAsync();

        var link = await app.CreateLinkAsync("a-song", $"\"release\": {sent}");

        Assert.Equal(shown, link.GetProperty("release").GetRawText());
    }

    [Fact]
    public async Task Destinations_are_shown_in_the_order_of_services_as_set_by_the_admin()
    {
        await using var app = await AppFixture.StartAsync();

        var link = await app.CreateLinkAsync("a-song", "\"title\": \"A\"", """{ "deezer": "https://www.deezer.com/track/2", "bandcamp": "https://one.bandcamp.com/track/a", "spotify": "https://open.spotify.com/track/1" }""");

        AssertShape(link);
        Assert.Equal("live", link.GetProperty("state").GetString());
        var set = link.GetProperty("destinations").EnumerateArray().Where(each => each.GetProperty("status").GetString() == "manual").ToList();
        Assert.Equal(["spotify", "deezer", "bandcamp"], set.Select(each => each.GetProperty("service").GetString()));
        Assert.All(set, each =>
        {
            Assert.True(each.GetProperty("pinned").GetBoolean());
            Assert.True(each.GetProperty("visible").GetBoolean());
            Assert.NotEmpty(each.GetProperty("evidence").EnumerateArray());
        });
    }

    [Theory]
    [InlineData("https://open.spotify.com/intl-de/track/2plbrEY59IikOBgBGLjaoe?si=0f8d&utm_source=copy-link", "spotify", "https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe")]
    [InlineData("  open.spotify.com/track/2plbrEY59IikOBgBGLjaoe\n", "spotify", "https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe")]
    [InlineData("spotify:album:10FLjwfpbxLmW8c25Xyc2N", "spotify", "https://open.spotify.com/album/10FLjwfpbxLmW8c25Xyc2N")]
    [InlineData("https://music.apple.com/jp/album/夜に駆ける/1490256993?i=1490256995&itsct=1", "apple-music", "https://music.apple.com/jp/song/1490256995")]
    [InlineData("https://youtu.be/kPa7bsKwL-c?si=1", "youtube-music", "https://music.youtube.com/watch?v=kPa7bsKwL-c")]
    [InlineData("https://some-band.bandcamp.com/album/the-album?from=search", "bandcamp", "https://some-band.bandcamp.com/album/the-album")]
    public async Task A_link_is_made_from_any_address_of_a_track_or_album_and_keeps_its_canonical_one(string url, string service, string canonical)
    {
        await using var app = await AppFixture.StartAsync();

        var made = await app.ApiAsync(HttpMethod.Post, app.LinksPath, new { url });

        Assert.Equal(201, made.Status);
        var destination = made.Json.GetProperty("destinations").EnumerateArray().Single(each => each.GetProperty("service").GetString() == service);
        Assert.Equal((canonical, "manual"), (destination.GetProperty("url").GetString(), destination.GetProperty("status").GetString()));
        var row = Assert.Single(app.Tables[LinkRow.Table].Rows);
        Assert.Equal((service, canonical, null), (row.GetString("SourceService"), row.GetString("SourceUrl"), row.GetString("ShareUrl")));
    }

    [Theory]
    [InlineData("https://spotify.link/kq1bBnxOyHb?_p=1", "https://spotify.link/kq1bBnxOyHb")]
    [InlineData("link.deezer.com/s/319MrRotHC7J6de6Ziseq", "https://link.deezer.com/s/319MrRotHC7J6de6Ziseq")]
    public async Task A_share_link_is_kept_to_be_followed_and_leads_nowhere_yet(string url, string stored)
    {
        await using var app = await AppFixture.StartAsync();

        var made = await app.ApiAsync(HttpMethod.Post, app.LinksPath, new { url });

        Assert.Equal((201, "resolving"), (made.Status, made.Json.GetProperty("state").GetString()));
        Assert.DoesNotContain(made.Json.GetProperty("destinations").EnumerateArray(), each => each.GetProperty("status").GetString() == "manual");
        var row = Assert.Single(app.Tables[LinkRow.Table].Rows);
        Assert.Equal((stored, null), (row.GetString("ShareUrl"), row.GetString("SourceUrl")));
        Assert.Single(app.Queues[ResolveRequests.Name].Bodies);
    }

    [Fact]
    public async Task A_page_that_is_no_track_or_album_is_refused_with_what_it_is()
    {
        await using var app = await AppFixture.StartAsync();

        var answer = await app.ApiAsync(HttpMethod.Post, app.LinksPath, """{ "url": "https://www.deezer.com/en/artist/75491" }""");

        Assert.Equal("This is an artist's page on Deezer; give the address of a track or an album.", answer.Json.GetProperty("errors").GetProperty("url")[0].GetString());
    }

    [Fact]
    public async Task A_destination_is_any_page_of_its_service_and_loses_only_what_tells_where_an_item_was_copied()
    {
        await using var app = await AppFixture.StartAsync();

        var link = await app.CreateLinkAsync("a-song", "\"title\": \"A\"", """{ "spotify": "https://open.spotify.com/intl-de/track/2plbrEY59IikOBgBGLjaoe?si=1", "deezer": "https://www.deezer.com/presave/2?si=1" }""");
        var set = await app.ApiAsync(HttpMethod.Put, $"{app.LinksPath}/{link.GetProperty("id").GetString()}/destinations/tidal", """{ "url": "https://tidal.com/album/2?utm_source=a&play=true" }""");

        Assert.Equal(["https://open.spotify.com/intl-de/track/2plbrEY59IikOBgBGLjaoe", "https://tidal.com/album/2?play=true", "https://www.deezer.com/presave/2?si=1"],
            set.Json.GetProperty("destinations").EnumerateArray().Select(each => each.GetProperty("url").GetString()).Where(url => url is not null));
    }

    [Fact]
    public async Task A_slug_in_use_is_refused()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song");

        var answer = await app.ApiAsync(HttpMethod.Post, app.LinksPath, """{ "isrc": "QM24S2402528", "slug": "A-Song" }""");

        answer.IsProblem(409, "slug-taken");
    }

    [Fact]
    public async Task A_repeated_request_with_its_key_makes_one_link()
    {
        await using var app = await AppFixture.StartAsync();
        const string body = """{ "isrc": "QM24S2402528" }""";

        var first = await app.ApiAsync(HttpMethod.Post, app.LinksPath, body, ("Idempotency-Key", "one"));
        var again = await app.ApiAsync(HttpMethod.Post, app.LinksPath, body, ("Idempotency-Key", "one"));
        var other = await app.ApiAsync(HttpMethod.Post, app.LinksPath, body, ("Idempotency-Key", "two"));

        Assert.Equal((201, first.Text, first["ETag"], first["Location"]), (again.Status, again.Text, again["ETag"], again["Location"]));
        Assert.NotEqual(first.Json.GetProperty("id").GetString(), other.Json.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_key_with_another_body_is_refused()
    {
        await using var app = await AppFixture.StartAsync();
        await app.ApiAsync(HttpMethod.Post, app.LinksPath, """{ "isrc": "QM24S2402528" }""", ("Idempotency-Key", "one"));

        var answer = await app.ApiAsync(HttpMethod.Post, app.LinksPath, """{ "isrc": "QM24S2402529" }""", ("Idempotency-Key", "one"));

        answer.IsProblem(422, "idempotency-key-reused");
        Assert.Single((await app.ApiAsync(HttpMethod.Get, app.LinksPath)).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_same_key_of_another_organization_is_another_key()
    {
        await using var app = await AppFixture.StartAsync();
        var (organization, key) = await app.CreateOrganizationAsync("Another");
        var first = await app.ApiAsync(HttpMethod.Post, app.LinksPath, """{ "isrc": "QM24S2402528" }""", ("Idempotency-Key", "one"));

        var other = await app.ApiAsync(HttpMethod.Post, $"/api/organizations/{organization}/links", """{ "isrc": "QM24S2402529" }""", ("Idempotency-Key", "one"), ("Authorization", $"Bearer {key}"));

        Assert.Equal(201, other.Status);
        Assert.NotEqual(first.Json.GetProperty("id").GetString(), other.Json.GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_idempotency_key_has_1_to_255_characters()
    {
        await using var app = await AppFixture.StartAsync();

        (await app.ApiAsync(HttpMethod.Post, app.LinksPath, """{ "isrc": "QM24S2402528" }""", ("Idempotency-Key", new string('k', 256)))).RefusesFields("Idempotency-Key");
        Assert.Equal(201, (await app.ApiAsync(HttpMethod.Post, app.LinksPath, """{ "isrc": "QM24S2402528" }""", ("Idempotency-Key", new string('k', 255)))).Status);
    }

    [Theory]
    [InlineData("{}", "isrc")]
    [InlineData("""{ "isrc": null }""", "isrc")]
    [InlineData("""{ "isrc": "QM24S2402528", "upc": "602445790128" }""", "isrc", "upc")]
    [InlineData("""{ "isrc": 12 }""", "isrc")]
    [InlineData("""{ "isrc": "" }""", "isrc")]
    [InlineData("""{ "isrc": "QM24S240252" }""", "isrc")]
    [InlineData("""{ "upc": "602445790129" }""", "upc")]
    [InlineData("""{ "url": "http://open.spotify.com/track/1" }""", "url")]
    [InlineData("""{ "url": "https://evil.example/track/1" }""", "url")]
    [InlineData("""{ "url": "https://open.spotify.com.evil.example/track/1" }""", "url")]
    [InlineData("""{ "url": "https://open.spotify.com/artist/1HY2Jd0NmPuamShAr6KMms" }""", "url")]
    [InlineData("""{ "url": "https://soundcloud.com/a/b/s-AbCdEf12345" }""", "url")]
    [InlineData("""{ "url": "https://spotify.link.evil.example/kq1bBnxOyHb" }""", "url")]
    [InlineData("""{ "url": "https://open\ud83d\ude00.spotify.com/track/2plbrEY59IikOBgBGLjaoe" }""", "url")]
    [InlineData("""{ "destinations": { "spotify": "https://open\u2044spotify\u0661.com/track/1" } }""", "destinations.spotify")]
    [InlineData("""{ "destinations": {} }""", "destinations")]
    [InlineData("""{ "destinations": [] }""", "destinations")]
    [InlineData("""{ "destinations": { "spotify": "https://www.deezer.com/track/1" } }""", "destinations.spotify")]
    [InlineData("""{ "destinations": { "spotify": null } }""", "destinations.spotify")]
    [InlineData("""{ "destinations": { "napster": "https://www.deezer.com/track/1", "spotify": "https://open.spotify.com/track/1" } }""", "destinations.napster")]
    [InlineData("""{ "isrc": "QM24S2402528", "slug": "ab" }""", "slug")]
    [InlineData("""{ "isrc": "QM24S2402528", "slug": "api" }""", "slug")]
    [InlineData("""{ "isrc": "QM24S2402528", "slug": "a--b" }""", "slug")]
    [InlineData("""{ "isrc": "QM24S2402528", "slug": "pаypal" }""", "slug")]
    [InlineData("""{ "isrc": "QM24S2402528", "slug": "AggregateClicks" }""", "slug")]
    [InlineData("""{ "isrc": "QM24S2402528", "title": "  " }""", "title")]
    [InlineData("""{ "isrc": "QM24S2402528", "title": "a\u0000b" }""", "title")]
    [InlineData("""{ "isrc": "QM24S2402528", "title": "\ud800" }""", "title")]
    [InlineData("""{ "isrc": "QM24S2402528", "artists": "One" }""", "artists")]
    [InlineData("""{ "isrc": "QM24S2402528", "artists": ["One", 2, null] }""", "artists[1]", "artists[2]")]
    [InlineData("""{ "isrc": "QM24S2402528", "artworkUrl": "http://127.0.0.1/a.jpg" }""", "artworkUrl")]
    [InlineData("""{ "isrc": "QM24S2402528", "artworkUrl": "/a.jpg" }""", "artworkUrl")]
    [InlineData("""{ "isrc": "QM24S2402528", "mode": "Page" }""", "mode")]
    [InlineData("""{ "isrc": "QM24S2402528", "mode": true }""", "mode")]
    [InlineData("""{ "isrc": "QM24S2402528", "domain": "other.example" }""", "domain")]
    [InlineData("""{ "isrc": "QM24S2402528", "release": "2026-12-04" }""", "release")]
    [InlineData("""{ "isrc": "QM24S2402528", "release": {} }""", "release.at")]
    [InlineData("""{ "isrc": "QM24S2402528", "release": { "at": "2026-12-04T00:00:00Z", "on": "2026-12-04" } }""", "release.at")]
    [InlineData("""{ "isrc": "QM24S2402528", "release": { "at": "2026-12-04T00:00:00Z", "zone": "local" } }""", "release.zone")]
    [InlineData("""{ "isrc": "QM24S2402528", "release": { "at": "2026-12-04" } }""", "release.at")]
    [InlineData("""{ "isrc": "QM24S2402528", "release": { "at": "Fri, 04 Dec 2026 00:00:00 GMT" } }""", "release.at")]
    [InlineData("""{ "isrc": "QM24S2402528", "release": { "at": "2201-01-01T00:00:00Z" } }""", "release.at")]
    [InlineData("""{ "isrc": "QM24S2402528", "release": { "on": "2026-02-30" } }""", "release.on")]
    [InlineData("""{ "isrc": "QM24S2402528", "release": { "on": "04.12.2026" } }""", "release.on")]
    [InlineData("""{ "isrc": "QM24S2402528", "release": { "on": "2026-12-04", "zone": "Europe/Atlantis" } }""", "release.zone")]
    [InlineData("""{ "isrc": "QM24S2402528", "release": { "on": "2026-12-04", "zone": "/etc/localtime" } }""", "release.zone")]
    [InlineData("""{ "isrc": "QM24S2402528", "release": { "on": "2026-12-04", "zone": "../zoneinfo/Europe/Berlin" } }""", "release.zone")]
    [InlineData("""{ "isrc": "QM24S2402528", "release": { "on": "2026-12-04", "zone": "W. Europe Standard Time" } }""", "release.zone")]
    [InlineData("""{ "isrc": "QM24S2402528", "release": { "on": "2026-12-04", "when": 1 } }""", "release.when")]
    [InlineData("""{ "isrc": "QM24S2402528", "titel": "A" }""", "titel")]
    [InlineData("""{ "isrc": "x", "title": 1, "mode": "x", "other": 1 }""", "isrc", "title", "mode", "other")]
    public async Task What_is_wrong_is_told_by_field_and_nothing_is_written(string body, params string[] fields)
    {
        await using var app = await AppFixture.StartAsync();
        var before = Rows(app);

        (await app.ApiAsync(HttpMethod.Post, app.LinksPath, body)).RefusesFields(fields);

        Assert.Equal(before, Rows(app));
        Assert.Empty(app.Queues[ResolveRequests.Name].Bodies);
    }

    [Fact]
    public async Task Fields_have_their_lengths()
    {
        await using var app = await AppFixture.StartAsync();

        await RefusesAsync("slug", new string('a', 61));
        await RefusesAsync("title", new string('a', 201));
        await RefusesAsync("artists", Enumerable.Repeat("a", 21));
        await RefusesAsync("artists[0]", new[] { new string('a', 121) }, "artists");
        await RefusesAsync("artworkUrl", "https://art.example/" + new string('a', 2_000));
        Assert.Equal(201, (await SendAsync("title", new string('a', 200))).Status);
        Assert.Equal(201, (await SendAsync("slug", new string('a', 60))).Status);
        Assert.Equal(201, (await SendAsync("artists", Enumerable.Repeat(new string('a', 120), 20))).Status);

        async Task RefusesAsync(string field, object value, string? name = null) => (await SendAsync(name ?? field, value)).RefusesFields(field);
        Task<Answer> SendAsync(string name, object value) => app.ApiAsync(HttpMethod.Post, app.LinksPath, new Dictionary<string, object> { ["isrc"] = "QM24S2402528", [name] = value });
    }

    /// <summary>Asserts the names and JSON kinds of DESIGN §7 and what was added to it since, no more and no less.</summary>
    internal static void AssertShape(JsonElement link)
    {
        var kinds = new Dictionary<string, JsonValueKind[]>
        {
            ["id"] = [JsonValueKind.String],
            ["slug"] = [JsonValueKind.String],
            ["waits"] = [JsonValueKind.Object, JsonValueKind.Null],
            ["url"] = [JsonValueKind.String],
            ["domain"] = [JsonValueKind.String, JsonValueKind.Null],
            ["state"] = [JsonValueKind.String],
            ["title"] = [JsonValueKind.String, JsonValueKind.Null],
            ["artists"] = [JsonValueKind.Array],
            ["artworkUrl"] = [JsonValueKind.String, JsonValueKind.Null],
            ["release"] = [JsonValueKind.Object, JsonValueKind.Null],
            ["owner"] = [JsonValueKind.String],
            ["mode"] = [JsonValueKind.String],
            ["isrc"] = [JsonValueKind.String, JsonValueKind.Null],
            ["upc"] = [JsonValueKind.String, JsonValueKind.Null],
            ["createdAt"] = [JsonValueKind.String],
            ["updatedAt"] = [JsonValueKind.String],
            ["nextLookUpAt"] = [JsonValueKind.String, JsonValueKind.Null],
            ["destinations"] = [JsonValueKind.Array],
            ["preSavePages"] = [JsonValueKind.Object],
            ["services"] = [JsonValueKind.Object, JsonValueKind.Null],
        };
        AssertKinds(link, kinds);
        foreach (var destination in link.GetProperty("destinations").EnumerateArray())
        {
            AssertKinds(destination, new()
            {
                ["service"] = [JsonValueKind.String],
                ["url"] = [JsonValueKind.String, JsonValueKind.Null],
                ["status"] = [JsonValueKind.String],
                ["visible"] = [JsonValueKind.True, JsonValueKind.False],
                ["why"] = [JsonValueKind.String, JsonValueKind.Null],
                ["hiddenBy"] = [JsonValueKind.String, JsonValueKind.Null],
                ["placedBy"] = [JsonValueKind.String],
                ["pinned"] = [JsonValueKind.True, JsonValueKind.False],
                ["territories"] = [JsonValueKind.Object, JsonValueKind.Null],
                ["flag"] = [JsonValueKind.Object, JsonValueKind.Null],
                ["checkedAt"] = [JsonValueKind.String, JsonValueKind.Null],
                ["nextLookUpAt"] = [JsonValueKind.String, JsonValueKind.Null],
                ["evidence"] = [JsonValueKind.Array],
            });
            Assert.Contains(destination.GetProperty("service").GetString(), StreamingService.All.Select(service => service.Id));
            foreach (var evidence in destination.GetProperty("evidence").EnumerateArray())
                AssertKinds(evidence, new() { ["name"] = [JsonValueKind.String], ["detail"] = [JsonValueKind.String] });
        }
    }

    private static void AssertKinds(JsonElement element, Dictionary<string, JsonValueKind[]> kinds)
    {
        Assert.Equal(kinds.Keys.Order(StringComparer.Ordinal), element.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        foreach (var property in element.EnumerateObject()) Assert.Contains(property.Value.ValueKind, kinds[property.Name]);
    }

    private static int Rows(AppFixture app) => app.Tables.Values.Sum(table => table.Rows.Count);
}

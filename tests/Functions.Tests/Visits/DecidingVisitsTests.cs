using System.Text.Json;

namespace Smartlinks.Tests.Functions.Visits;

/// <summary>Page or redirect, by what the fan remembers, the link's mode, the query, and what became of the link.</summary>
public sealed class DecidingVisitsTests
{
    private const string Spotify = "https://open.spotify.com/track/1";
    private const string Deezer = "https://www.deezer.com/track/2";
    private const string Bot = "facebookexternalhit/1.1";

    [Theory]
    // mode, remembered, query, agent → where to (null: the page)
    [InlineData("page", "", "", AppFixture.Phone, null)]
    [InlineData("page", "deezer", "", AppFixture.Phone, Deezer)]
    [InlineData("page", "deezer", "?choose", AppFixture.Phone, null)]
    [InlineData("page", "deezer", "?CHOOSE=1", AppFixture.Phone, null)]
    [InlineData("page", "deezer", "?forget", AppFixture.Phone, null)]
    [InlineData("page", "deezer", "", Bot, null)]
    [InlineData("page", "deezer", "", "", null)]
    [InlineData("page", "tidal", "", AppFixture.Phone, null)]
    [InlineData("page", "napster", "", AppFixture.Phone, null)]
    [InlineData("page", "https://evil.example", "", AppFixture.Phone, null)]
    [InlineData("autoRoute", "", "", AppFixture.Phone, Spotify)]
    [InlineData("autoRoute", "deezer", "", AppFixture.Phone, Deezer)]
    [InlineData("autoRoute", "tidal", "", AppFixture.Phone, Spotify)]
    [InlineData("autoRoute", "deezer", "?choose", AppFixture.Phone, null)]
    [InlineData("autoRoute", "", "?choose", AppFixture.Phone, null)]
    [InlineData("autoRoute", "", "", Bot, null)]
    public async Task A_released_link_shows_its_page_or_sends_the_fan_on(string mode, string remembered, string query, string agent, string? location)
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song", $"\"mode\": \"{mode}\"");

        var answer = await app.VisitAsync($"/a-song{query}", ("Cookie", remembered.Length == 0 ? "" : $"other=1; sl_service={remembered}"), ("User-Agent", agent));

        if (location is null) answer.IsPage(200);
        else answer.LeadsTo(location);
    }

    [Theory]
    [InlineData("page", "")]
    [InlineData("page", "deezer")]
    [InlineData("autoRoute", "")]
    [InlineData("autoRoute", "deezer")]
    public async Task An_unreleased_link_shows_the_coming_soon_page_and_changes_by_itself(string mode, string remembered)
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song", $$""" "title": "A song", "mode": "{{mode}}", "release": { "at": "2026-11-20T12:00:10Z" } """);
        var cookie = ("Cookie", remembered.Length == 0 ? "" : $"sl_service={remembered}");

        var before = await app.VisitAsync("/a-song", cookie);
        var ahead = await app.VisitAsync("/a-song/deezer", cookie);
        app.Time.MoveTo(new DateTimeOffset(2026, 11, 20, 12, 0, 9, 999, TimeSpan.Zero));
        var justBefore = await app.VisitAsync("/a-song", cookie);
        app.Time.MoveTo(new DateTimeOffset(2026, 11, 20, 12, 0, 10, TimeSpan.Zero));
        var after = await app.VisitAsync("/a-song", cookie);
        var chosen = await app.VisitAsync("/a-song/deezer", cookie);

        Assert.DoesNotContain("/a-song/spotify", before.IsPage(200).Text, StringComparison.Ordinal);
        Assert.Contains("November 20, 2026", before.Text, StringComparison.Ordinal);
        Assert.Equal(before.Text, justBefore.IsPage(200).Text);
        Assert.Null(ahead.LeadsTo("/a-song?choose")["Set-Cookie"]);
        chosen.LeadsTo(Deezer);
        if (remembered.Length > 0) after.LeadsTo(Deezer);
        else if (mode == "autoRoute") after.LeadsTo(Spotify);
        else Assert.Contains("/a-song/spotify", after.IsPage(200).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DE", "2026-12-03T23:00:00Z")]
    [InlineData("JP", "2026-12-03T15:00:00Z")]
    [InlineData("US", "2026-12-04T05:00:00Z")]
    [InlineData("", "2026-12-04T00:00:00Z")]
    [InlineData("zz", "2026-12-04T00:00:00Z")]
    [InlineData("Germany", "2026-12-04T00:00:00Z")]
    public async Task A_local_midnight_is_the_one_of_the_fans_country(string country, string outAt)
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song", """ "mode": "autoRoute", "release": { "on": "2026-12-04", "zone": "local" } """);
        var instant = DateTimeOffset.Parse(outAt, System.Globalization.CultureInfo.InvariantCulture);

        app.Time.MoveTo(instant.AddSeconds(-1));
        (await app.VisitAsync("/a-song", ("X-Country", country))).IsPage(200);
        app.Time.MoveTo(instant);
        (await app.VisitAsync("/a-song", ("X-Country", country))).LeadsTo(Spotify);
    }

    [Fact]
    public async Task A_link_still_without_destinations_says_that_it_is_being_looked_up()
    {
        await using var app = await AppFixture.StartAsync();
        await app.ApiAsync(HttpMethod.Post, app.LinksPath, """{ "isrc": "QM24S2402528", "slug": "a-song", "mode": "autoRoute" }""");

        Assert.Contains("We are still finding this release", (await app.VisitAsync("/a-song", ("Cookie", "sl_service=spotify"))).IsPage(200).Text, StringComparison.Ordinal);
        (await app.VisitAsync("/a-song/spotify")).LeadsTo("/a-song?choose");
    }

    [Fact]
    public async Task An_archived_or_deleted_link_is_gone_for_fans()
    {
        await using var app = await AppFixture.StartAsync();
        foreach (var slug in new[] { "archived", "deleted" })
        {
            var path = Path(app, await app.CreateLinkAsync(slug, "\"mode\": \"autoRoute\""));
            if (slug == "archived") await app.ApiAsync(HttpMethod.Patch, path, """{ "state": "archived" }""");
            else await app.ApiAsync(HttpMethod.Delete, path);

            (await app.VisitAsync($"/{slug}", ("Cookie", "sl_service=spotify"))).IsPage(410);
            Assert.Null((await app.VisitAsync($"/{slug}/spotify")).IsPage(410)["Set-Cookie"]);
        }
    }

    [Theory]
    [InlineData("/old-name", "/new-name")]
    [InlineData("/old-name/", "/new-name")]
    [InlineData("/OLD-name?choose&utm_source=a%20b", "/new-name?choose&utm_source=a%20b")]
    [InlineData("/old-name/spotify?utm_source=a", "/new-name/spotify?utm_source=a")]
    [InlineData("/old-name/spotify/", "/new-name/spotify")]
    [InlineData("/old-name//evil.example", "/new-name/%2Fevil.example")]
    public async Task A_renamed_link_leads_on_with_what_came_after_it(string path, string location)
    {
        await using var app = await AppFixture.StartAsync();
        await app.ApiAsync(HttpMethod.Patch, Path(app, await app.CreateLinkAsync("old-name")), """{ "slug": "new-name" }""");

        (await app.VisitAsync(path)).LeadsTo(location, 301);
    }

    [Fact]
    public async Task A_query_that_no_header_can_carry_is_left_behind()
    {
        await using var app = await AppFixture.StartAsync();
        await app.ApiAsync(HttpMethod.Patch, Path(app, await app.CreateLinkAsync("old-name")), """{ "slug": "new-name" }""");

        foreach (var query in new[] { "x=ü", "x=\u0001", "x=\u007f" })
        {
            var answer = await app.SendRawAsync($"GET /old-name?{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            Assert.True(answer.StartsWith("HTTP/1.1 301", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), answer);
            if (answer.Contains(" 301 ", StringComparison.Ordinal)) Assert.Contains("\r\nLocation: /new-name\r\n", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/nobody-has-this")]
    [InlineData("/a-song/napster")]
    [InlineData("/a-song/spotify/more")]
    [InlineData("/x")]
    [InlineData("/favicon.ico")]
    [InlineData("/a_b")]
    [InlineData("/%3Cscript%3E")]
    [InlineData("/admin")]
    [InlineData("/a-song/..%2f..%2fetc")]
    public async Task An_unknown_address_is_a_kind_page_for_a_browser_and_a_problem_for_a_program(string path)
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song");

        var page = (await app.VisitAsync(path)).IsPage(404);
        Assert.Contains("Nothing plays here", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        (await app.VisitAsync(path, ("Accept", "application/json"))).IsProblem(404, "not-found");
    }

    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    public async Task A_chosen_service_is_remembered_for_a_year_in_one_first_party_cookie(string proto, bool isSecure)
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song");

        var answer = (await app.VisitAsync("/a-song/deezer", ("X-Forwarded-Proto", proto))).LeadsTo(Deezer);

        Assert.Equal($"sl_service=deezer; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax{(isSecure ? "; Secure" : "")}", answer["Set-Cookie"]);
        Assert.Equal(isSecure ? "max-age=31536000" : null, answer["Strict-Transport-Security"]);
    }

    [Fact]
    public async Task Forgetting_takes_the_cookie_back_and_only_a_fan_does_it()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song");

        var forgotten = await app.VisitAsync("/a-song?forget", ("Cookie", "sl_service=deezer"));
        var ahead = await app.VisitAsync("/a-song?forget", ("Cookie", "sl_service=deezer"), ("Sec-Purpose", "prefetch"));
        var head = await app.VisitAsync(HttpMethod.Head, "/a-song?forget", ("Cookie", "sl_service=deezer"));

        Assert.Equal("sl_service=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure", forgotten.IsPage(200)["Set-Cookie"]);
        Assert.Null(ahead.IsPage(200)["Set-Cookie"]);
        Assert.Null(head["Set-Cookie"]);
    }

    [Fact]
    public async Task Whoever_is_not_a_fan_choosing_is_sent_on_and_not_remembered()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song");

        Assert.Null((await app.VisitAsync("/a-song/deezer", ("User-Agent", Bot))).LeadsTo(Deezer)["Set-Cookie"]);
        Assert.Null((await app.VisitAsync("/a-song/deezer", ("Purpose", "prefetch"))).LeadsTo(Deezer)["Set-Cookie"]);
        Assert.Null((await app.VisitAsync(HttpMethod.Head, "/a-song/deezer")).LeadsTo(Deezer)["Set-Cookie"]);
    }

    [Theory]
    [InlineData("https://open.spotify.com/track/1", "utm_source=a&utm_medium=b%20c", "https://open.spotify.com/track/1?utm_source=a&utm_medium=b%20c")]
    [InlineData("https://open.spotify.com/track/1?si=2", "utm_source=a", "https://open.spotify.com/track/1?si=2&utm_source=a")]
    [InlineData("https://open.spotify.com/track/1?si=2#t=3", "utm_source=a", "https://open.spotify.com/track/1?si=2&utm_source=a#t=3")]
    [InlineData("https://open.spotify.com/track/1#t=3", "other=1&UTM_Source=a&utm_id=7", "https://open.spotify.com/track/1?UTM_Source=a&utm_id=7#t=3")]
    [InlineData("https://open.spotify.com/track/1", "utm_source=a%0d%0aSet-Cookie:x", "https://open.spotify.com/track/1?utm_source=a%0d%0aSet-Cookie:x")]
    [InlineData("https://open.spotify.com/track/1", "utm_source=a\"b&utm_medium=<x>&utm_campaign=c", "https://open.spotify.com/track/1?utm_campaign=c")]
    [InlineData("https://open.spotify.com/track/1", "utm_\"x=1", "https://open.spotify.com/track/1")]
    public async Task Campaign_tags_travel_on(string destination, string query, string location)
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song", "\"mode\": \"autoRoute\"", JsonSerializer.Serialize(new { spotify = destination }));

        (await app.VisitAsync($"/a-song/spotify?{query}")).LeadsTo(location);
        (await app.VisitAsync($"/a-song?{query}")).LeadsTo(location);
    }

    [Fact]
    public async Task Campaign_tags_are_in_the_pages_own_buttons_and_too_many_of_them_are_dropped()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song");

        Assert.Contains("/a-song/spotify?utm_source=a&amp;utm_medium=b\"", (await app.VisitAsync("/a-song?utm_source=a&x=1&utm_medium=b")).Text, StringComparison.Ordinal);
        (await app.VisitAsync($"/a-song/spotify?utm_source={new string('a', 1_001)}")).LeadsTo(Spotify);
    }

    [Fact]
    public async Task A_slug_is_found_in_any_case_and_with_a_closing_slash()
    {
        await using var app = await AppFixture.StartAsync();
        await app.CreateLinkAsync("a-song");

        foreach (var path in new[] { "/A-Song", "/a-song/", "/a%2Dsong" }) (await app.VisitAsync(path)).IsPage(200);
        foreach (var path in new[] { "/A-Song/Spotify", "/a-song/spotify/" }) (await app.VisitAsync(path)).LeadsTo(Spotify);
    }

    private static string Path(AppFixture app, JsonElement link) => $"{app.LinksPath}/{link.GetProperty("id").GetString()}";
}

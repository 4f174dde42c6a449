using System.Text.Json;

namespace Smartlinks.Tests.Functions.Organizations;

/// <summary>An organization's settings over the API.</summary>
public sealed class SettingsTests
{
    private const string Whole = """
        { "showProbable": true, "searchLinks": false,
          "services": { "allowed": ["spotify","tidal"], "blocked": ["deezer"], "order": ["tidal","spotify"], "fixedOrder": true, "default": { "hidden": ["bandcamp"], "order": ["spotify"] } },
          "access": { "mode": "baseFee", "memberships": [ { "id": "gold", "name": "Gold", "price": { "amount": 990, "currency": "EUR" }, "days": 30 }, { "id": "friend", "name": "Friend", "price": null, "days": null } ],
            "packages": [ { "id": "five", "name": "Five releases", "releases": 5, "price": { "amount": 4900, "currency": "EUR" }, "days": 365 } ],
            "baseFee": { "amount": 500, "currency": "EUR" }, "askWhom": "Ines" } }
        """;

    [Fact]
    public async Task Without_a_word_everything_is_free()
    {
        await using var app = await AppFixture.StartAsync();
        Assert.Equal(Compact("""
            { "showProbable": false, "searchLinks": true, "services": { "allowed": null, "blocked": [], "order": [], "fixedOrder": false, "default": { "hidden": [], "order": [] } },
              "access": { "mode": "freeForAll", "memberships": [], "packages": [], "baseFee": null, "askWhom": null } }
            """), (await GetAsync(app)).Text);
    }

    [Fact]
    public async Task Everything_is_read_back_as_it_was_set_and_what_stood_before_undoes_it()
    {
        await using var app = await AppFixture.StartAsync();
        var before = await GetAsync(app);
        var set = await PatchAsync(app, Whole);
        Assert.Equal(200, set.Status);
        Assert.Equal(before.Text, set.Json.GetProperty("previous").GetRawText());
        var after = await GetAsync(app);
        Assert.Equal(Compact(Whole), after.Text);
        Assert.Equal(set["ETag"], after["ETag"]);
        Assert.NotEqual(before["ETag"], after["ETag"]);

        var undone = await PatchAsync(app, set.Json.GetProperty("previous").GetRawText());
        Assert.Equal(after.Text, undone.Json.GetProperty("previous").GetRawText());
        Assert.Equal((before.Text, before["ETag"]), ((await GetAsync(app)).Text, undone["ETag"]));
    }

    [Fact]
    public async Task What_is_left_out_stays()
    {
        await using var app = await AppFixture.StartAsync();
        await PatchAsync(app, Whole);
        await PatchAsync(app, """{ "services": { "blocked": ["pandora"] }, "access": { "askWhom": null } }""");
        Assert.Equal(Compact(Whole.Replace("\"deezer\"", "\"pandora\"", StringComparison.Ordinal).Replace("\"Ines\"", "null", StringComparison.Ordinal)), (await GetAsync(app)).Text);
    }

    [Fact]
    public async Task Only_the_version_that_was_seen_is_changed()
    {
        await using var app = await AppFixture.StartAsync();
        var seen = (await GetAsync(app))["ETag"]!;
        Assert.Equal(200, (await PatchAsync(app, """{ "showProbable": true }""", ("If-Match", seen))).Status);
        (await PatchAsync(app, """{ "searchLinks": false }""", ("If-Match", seen))).IsProblem(412, "version-mismatch");
        Assert.True((await GetAsync(app)).Json.GetProperty("searchLinks").GetBoolean());
    }

    [Theory]
    [InlineData("""{ "services": { "allowed": ["napster", "spotify"] } }""", "services.allowed[0]")]
    [InlineData("""{ "services": { "blocked": ["spotify", "tidal", "spotify"] } }""", "services.blocked[2]")]
    [InlineData("""{ "services": { "order": ["tidal", "tidal"] } }""", "services.order[1]")]
    [InlineData("""{ "services": { "default": { "hidden": ["x"], "order": ["y"] } } }""", "services.default.hidden[0]", "services.default.order[0]")]
    [InlineData("""{ "services": { "allowed": ["spotify", "tidal"], "blocked": ["tidal"] } }""", "services.blocked")]
    [InlineData("""{ "services": { "allowed": [] } }""", "services.allowed")]
    [InlineData("""{ "services": { "blocked": null, "order": null, "fixedOrder": null } }""", "services.blocked", "services.order", "services.fixedOrder")]
    [InlineData("""{ "services": { "hidden": [] }, "other": 1 }""", "services.hidden", "other")]
    [InlineData("""{ "services": null, "access": null }""", "services", "access")]
    [InlineData("""{ "services": [] }""", "services")]
    [InlineData("""{ "access": { "mode": "free" } }""", "access.mode")]
    [InlineData("""{ "access": { "mode": "baseFee" } }""", "access.baseFee")]
    [InlineData("""{ "access": { "mode": "membershipOrPackage" } }""", "access.mode")]
    [InlineData("""{ "access": { "baseFee": { "amount": 0, "currency": "EUR" } } }""", "access.baseFee.amount")]
    [InlineData("""{ "access": { "baseFee": { "amount": 9.5, "currency": "EUX" } } }""", "access.baseFee.amount", "access.baseFee.currency")]
    [InlineData("""{ "access": { "baseFee": { } } }""", "access.baseFee.amount", "access.baseFee.currency")]
    [InlineData("""{ "access": { "memberships": [ { "id": "a", "name": "A", "price": null, "days": 30 } ] } }""", "access.memberships[0].days")]
    [InlineData("""{ "access": { "packages": [ { "id": "a", "name": "A", "releases": 1, "price": { "amount": 1, "currency": "EUR" } }, { "id": "a", "name": "B", "releases": 1, "price": { "amount": 1, "currency": "EUR" } } ] } }""", "access.packages[1].id")]
    [InlineData("""{ "access": { "packages": [ { "id": "A!", "name": "A", "releases": 0, "days": 9999 } ] } }""", "access.packages[0].id", "access.packages[0].releases", "access.packages[0].days")]
    [InlineData("""{ "access": { "memberships": [ 1 ] } }""", "access.memberships")]
    [InlineData("""{ "access": { "memberships": [ { "id": "a" } ] } }""", "access.memberships[0].name")]
    public async Task What_cannot_be_meant_is_refused_by_its_field_and_changes_nothing(string change, params string[] fields)
    {
        await using var app = await AppFixture.StartAsync();
        var before = (await GetAsync(app)).Text;
        (await PatchAsync(app, change)).RefusesFields(fields);
        Assert.Equal(before, (await GetAsync(app)).Text);
    }

    [Fact]
    public async Task What_stands_already_counts_for_a_contradiction()
    {
        await using var app = await AppFixture.StartAsync();
        await PatchAsync(app, """{ "services": { "allowed": ["spotify", "tidal"] } }""");
        (await PatchAsync(app, """{ "services": { "blocked": ["tidal"] } }""")).RefusesFields("services.blocked");
        Assert.Equal(200, (await PatchAsync(app, """{ "services": { "allowed": null, "blocked": ["tidal"] } }""")).Status);
    }

    [Theory]
    [InlineData("""{ "services": { "hidden": ["napster"] } }""", "services.hidden[0]")]
    [InlineData("""{ "services": { "order": ["tidal", "tidal"] } }""", "services.order[1]")]
    [InlineData("""{ "services": { "blocked": ["tidal"] } }""", "services.blocked")]
    [InlineData("""{ "services": ["tidal"] }""", "services")]
    public async Task A_links_choice_names_services_and_each_once(string change, string field)
    {
        await using var app = await AppFixture.StartAsync();
        var id = (await app.CreateLinkAsync("a-song")).GetProperty("id").GetString();
        (await app.ApiAsync(HttpMethod.Patch, $"{app.LinksPath}/{id}", change)).RefusesFields(field);
    }

    [Fact]
    public async Task A_link_is_made_with_a_choice_and_keeps_it_through_other_changes()
    {
        await using var app = await AppFixture.StartAsync();
        var made = await app.CreateLinkAsync("a-song", """ "services": { "hidden": ["spotify"] } """);
        const string chosen = """{"hidden":["spotify"],"order":[]}""";
        Assert.Equal(chosen, made.GetProperty("services").GetRawText());
        var changed = (await app.ApiAsync(HttpMethod.Patch, $"{app.LinksPath}/{made.GetProperty("id").GetString()}", """{ "title": "Other" }""")).Json;
        Assert.Equal(chosen, changed.GetProperty("services").GetRawText());
        Assert.Equal("link", changed.GetProperty("destinations").EnumerateArray().Single(each => each.GetProperty("service").GetString() == "spotify").GetProperty("hiddenBy").GetString());
    }

    private static Task<Answer> GetAsync(AppFixture app) => app.ApiAsync(HttpMethod.Get, $"/api/organizations/{app.Organization}/settings");

    private static Task<Answer> PatchAsync(AppFixture app, string change, params (string, string)[] headers) => app.ApiAsync(HttpMethod.Patch, $"/api/organizations/{app.Organization}/settings", change, headers);

    private static string Compact(string json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement);
    }
}

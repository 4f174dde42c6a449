using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Tests.Functions.Organizations;

/// <summary>What owners hold, and why they may or may not publish, over the API.</summary>
public sealed class AccessTests
{
    private const string Link = "lnk_01hzzzzzzzzzzzzzzzzzzzzzzz";
    private const string Package = """{ "kind": "package", "offer": "five", "releases": 5, "paid": { "amount": 4900, "currency": "EUR" }, "endsAt": "2027-11-20T00:00:00Z", "note": "by hand" }""";

    [Fact]
    public async Task A_free_organization_lets_everybody_publish()
    {
        await using var app = await AppFixture.StartAsync();
        var access = (await AskAsync(app, "")).Json;
        Assert.Equal((true, "freeForAll", "freeForAll", app.Organization.ToString()),
            (access.GetProperty("granted").GetBoolean(), Text(access, "mode"), Text(access, "ground"), Text(access, "owner")));
    }

    [Fact]
    public async Task What_is_missing_is_said_with_the_ways_to_get_it_and_a_package_grants_it_until_it_is_revoked()
    {
        await using var app = await AppFixture.StartAsync();
        await SetAsync(app, """{ "mode": "membershipOrPackage", "memberships": [ { "id": "gold", "name": "Gold", "price": { "amount": 990, "currency": "EUR" } } ], "packages": [ { "id": "five", "name": "Five releases", "releases": 5, "price": { "amount": 4900, "currency": "EUR" }, "days": 365 } ] }""");
        var missing = (await AskAsync(app, $"?owner=usr_ada&link={Link}")).Json;
        Assert.Equal((false, "membershipOrPackage", "usr_ada", Link), (missing.GetProperty("granted").GetBoolean(), Text(missing, "missing"), Text(missing, "owner"), Text(missing, "link")));
        Assert.Equal(["Buy Gold for 9.90 EUR.", "Buy Five releases for 49.00 EUR: 5 releases, good for 365 days.", "Ask an admin of the organization."], missing.GetProperty("ways").EnumerateArray().Select(way => Text(way, "text")));

        Assert.Equal(201, (await GiveAsync(app, "cs_1", Package)).Status);
        var granted = (await AskAsync(app, $"?owner=usr_ada&link={Link}")).Json;
        Assert.Equal((true, "package", "cs_1"), (granted.GetProperty("granted").GetBoolean(), Text(granted, "ground"), Text(granted, "entitlement")));
        Assert.False((await AskAsync(app, "?owner=usr_ben")).Json.GetProperty("granted").GetBoolean());

        var revoked = await app.ApiAsync(HttpMethod.Delete, $"{Held(app)}/cs_1");
        Assert.Equal((200, "revoked"), (revoked.Status, Text(revoked.Json, "fault")));
        var again = (await AskAsync(app, "?owner=usr_ada")).Json;
        Assert.Equal("""[{"id":"cs_1","kind":"package","fault":"revoked"}]""", again.GetProperty("unusable").GetRawText());
    }

    [Fact]
    public async Task Giving_is_idempotent_by_the_id_and_another_gift_needs_another()
    {
        await using var app = await AppFixture.StartAsync();
        var first = await GiveAsync(app, "cs_1", Package);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await GiveAsync(app, "cs_1", Package);
        Assert.Equal((201, 200, first.Text), (first.Status, second.Status, second.Text));
        (await GiveAsync(app, "cs_1", """{ "kind": "permit" }""")).IsProblem(409, "entitlement-differs");

        await GiveAsync(app, "permit-1", $$"""{ "kind": "permit", "link": "{{Link}}" }""");
        var page = (await app.ApiAsync(HttpMethod.Get, $"{Held(app)}?pageSize=1")).Json;
        var rest = (await app.ApiAsync(HttpMethod.Get, $"{Held(app)}?pageSize=1&continuation={page.GetProperty("continuation").GetString()}")).Json;
        Assert.Equal(["cs_1", "permit-1"], page.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).Select(each => Text(each, "id")));
    }

    [Fact]
    public async Task A_fee_and_a_permit_are_revoked_where_they_are_for_one_link()
    {
        await using var app = await AppFixture.StartAsync();
        await SetAsync(app, """{ "mode": "baseFee", "baseFee": { "amount": 500, "currency": "EUR" } }""");
        await GiveAsync(app, "waived", $$"""{ "kind": "baseFee", "link": "{{Link}}" }""");
        Assert.Equal("The base fee is waived.", Text((await AskAsync(app, $"?owner=usr_ada&link={Link}")).Json, "why"));
        Assert.Equal("baseFee", Text((await AskAsync(app, "?owner=usr_ada")).Json, "missing"));
        (await app.ApiAsync(HttpMethod.Delete, $"{Held(app)}/waived")).IsProblem(404, "not-found");
        Assert.Equal(200, (await app.ApiAsync(HttpMethod.Delete, $"{Held(app)}/waived?link={Link}")).Status);
        Assert.Equal("baseFee", Text((await AskAsync(app, $"?owner=usr_ada&link={Link}")).Json, "missing"));
    }

    [Fact]
    public async Task An_id_nobody_gave_is_not_revoked_ahead_by_hand()
    {
        await using var app = await AppFixture.StartAsync();
        (await app.ApiAsync(HttpMethod.Delete, $"{Held(app)}/cs_1")).IsProblem(404, "not-found");
        Assert.Equal(JsonValueKind.Null, (await GiveAsync(app, "cs_1", Package)).Json.GetProperty("revokedAt").ValueKind);
    }

    [Theory]
    [InlineData("""{ }""", "kind")]
    [InlineData("""{ "kind": "gift" }""", "kind")]
    [InlineData("""{ "kind": "package" }""", "offer", "releases")]
    [InlineData("""{ "kind": "membership", "offer": "gold", "releases": 3 }""", "releases")]
    [InlineData("""{ "kind": "membership", "offer": "gold", "link": "lnk_01hzzzzzzzzzzzzzzzzzzzzzzz" }""", "link")]
    [InlineData("""{ "kind": "baseFee" }""", "link")]
    [InlineData("""{ "kind": "permit", "offer": "gold" }""", "offer")]
    [InlineData("""{ "kind": "permit", "link": "my-song" }""", "link")]
    [InlineData("""{ "kind": "permit", "endsAt": "tomorrow" }""", "endsAt")]
    [InlineData("""{ "kind": "permit", "paid": { "amount": 1, "currency": "XXX" } }""", "paid.currency")]
    [InlineData("""{ "kind": "permit", "revokedAt": null }""", "revokedAt")]
    public async Task What_does_not_go_with_its_kind_is_refused(string body, params string[] fields)
    {
        await using var app = await AppFixture.StartAsync();
        (await GiveAsync(app, "cs_1", body)).RefusesFields(fields);
        Assert.Empty(app.Tables[EntitlementRow.Table].Rows);
    }

    [Fact]
    public async Task One_organizations_entitlements_are_nothing_at_another()
    {
        await using var app = await AppFixture.StartAsync();
        await GiveAsync(app, "cs_1", Package);
        var (other, key) = await app.CreateOrganizationAsync("Another label");
        foreach (var path in new[] { "access?owner=usr_ada", "owners/usr_ada/entitlements" })
        {
            (await app.ApiAsync(HttpMethod.Get, $"/api/organizations/{app.Organization}/{path}", null, ("Authorization", $"Bearer {key}"))).IsProblem(401, "unauthenticated");
            Assert.DoesNotContain("cs_1", (await app.ApiAsync(HttpMethod.Get, $"/api/organizations/{other}/{path}", null, ("Authorization", $"Bearer {key}"))).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_used_release_shows_in_the_list()
    {
        await using var app = await AppFixture.StartAsync();
        await SetAsync(app, """{ "mode": "baseFee", "baseFee": { "amount": 500, "currency": "EUR" } }""");
        await GiveAsync(app, "cs_1", Package);
        await app.Services.GetRequiredService<AccessDecider>().ConsumeAsync(app.Organization, OwnerId.Parse("usr_ada"), Link, default);
        var item = (await app.ApiAsync(HttpMethod.Get, Held(app))).Json.GetProperty("items")[0];
        Assert.Equal((5, 1), (item.GetProperty("releases").GetInt32(), item.GetProperty("used").GetInt32()));
        Assert.Equal("A release of the owner's package was used for it.", Text((await AskAsync(app, $"?owner=usr_ada&link={Link}")).Json, "why"));
    }

    private static string Held(AppFixture app) => $"/api/organizations/{app.Organization}/owners/usr_ada/entitlements";

    private static Task<Answer> AskAsync(AppFixture app, string query) => app.ApiAsync(HttpMethod.Get, $"/api/organizations/{app.Organization}/access{query}");

    private static Task<Answer> GiveAsync(AppFixture app, string id, string body) => app.ApiAsync(HttpMethod.Put, $"{Held(app)}/{id}", body);

    private static async Task SetAsync(AppFixture app, string access)
    {
        var answer = await app.ApiAsync(HttpMethod.Patch, $"/api/organizations/{app.Organization}/settings", $$"""{ "access": {{access}} }""");
        Assert.True(answer.Status == 200, answer.Text);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}

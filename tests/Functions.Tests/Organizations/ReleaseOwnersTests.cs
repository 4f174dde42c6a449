using System.Text.Json;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.Members;
using Smartlinks.Tests.Functions.Billing;
using Smartlinks.Tests.Functions.Credits;
using Smartlinks.Tests.Functions.People;

namespace Smartlinks.Tests.Functions.Organizations;

/// <summary>Bugs these hunt: a release that goes live by what another artist paid, and one that does not by what its own paid.</summary>
public sealed class ReleaseOwnersTests
{
    private const string Rules = """
        { "access": { "mode": "membershipOrPackage", "memberships": [ { "id": "gold", "name": "Gold", "price": { "amount": 990, "currency": "EUR" }, "days": 30 } ],
          "packages": [ { "id": "five", "name": "Five", "releases": 5, "price": { "amount": 5000, "currency": "EUR" } } ] } }
        """;

    [Theory]
    [InlineData("membership", "gold")]
    [InlineData("package", "five")]
    public async Task What_an_owner_buys_publishes_the_owners_releases_and_nobody_elses(string kind, string item)
    {
        await using var shop = await SellAsync(Rules);
        var (own, others, labels) = (await CreateAsync(shop, "own", "artist-1"), await CreateAsync(shop, "others", "artist-2"), await CreateAsync(shop, "labels", null));
        var purchase = await shop.PayAsync($$"""{ "kind": "{{kind}}", "item": "{{item}}", "owner": "artist-1" }""");
        Assert.Equal("artist-1", BillingApp.Purchase(await SettleAsync(shop), purchase).GetProperty("owner").GetString());
        Assert.Equal(("resolving", "awaitingFee", "awaitingFee"), (await StateAsync(shop, own), await StateAsync(shop, others), await StateAsync(shop, labels)));
        Assert.Equal((1, 0), ((await HeldAsync(shop, "artist-1")).Count, (await HeldAsync(shop, "artist-2")).Count));

        await shop.ControlAsync("refund", new { purchase });
        await SettleAsync(shop);
        Assert.Equal("awaitingFee", await StateAsync(shop, own));
    }

    [Fact]
    public async Task A_fee_is_its_links_owners_whoever_pays_it()
    {
        await using var shop = await SellAsync("""{ "access": { "mode": "baseFee", "baseFee": { "amount": 1500, "currency": "EUR" } } }""");
        var link = await CreateAsync(shop, "own", "artist-1");
        (await shop.CheckOutAsync($$"""{ "kind": "baseFee", "link": "{{link}}", "owner": "artist-1" }""")).RefusesFields("owner");
        await shop.PayAsync($$"""{ "kind": "baseFee", "link": "{{link}}" }""");
        await SettleAsync(shop);
        Assert.Equal("resolving", await StateAsync(shop, link));
        var access = (await shop.App.ApiAsync(HttpMethod.Get, $"{shop.App.OwnPath()}/access?link={link}")).Json;
        Assert.Equal(("artist-1", true, "baseFee"), (access.GetProperty("owner").GetString(), access.GetProperty("granted").GetBoolean(), access.GetProperty("ground").GetString()));
    }

    [Fact]
    public async Task A_release_of_a_package_goes_back_to_the_owner_of_the_deleted_link()
    {
        await using var shop = await SellAsync(Rules);
        var link = await CreateAsync(shop, "own", "artist-1");
        await shop.PayAsync("""{ "kind": "package", "item": "five", "owner": "artist-1" }""");
        await SettleAsync(shop);
        Assert.Equal(1, Assert.Single(await HeldAsync(shop, "artist-1")).GetProperty("used").GetInt32());
        Assert.Equal(204, (await shop.App.ApiAsync(HttpMethod.Delete, $"{shop.App.LinksPath}/{link}")).Status);
        await SettleAsync(shop);
        Assert.Equal(0, Assert.Single(await HeldAsync(shop, "artist-1")).GetProperty("used").GetInt32());
    }

    [Fact]
    public async Task A_members_links_are_the_members_own_and_an_admin_names_others()
    {
        await using var signIn = await SignInApp.StartAsync();
        foreach (var (persona, role) in new[] { ("admin", Role.Admin), ("artist", Role.Member) }) await signIn.JoinAsync(signIn.App.Organization, persona, role);
        var (admin, artist, own) = (await signIn.SignInAsync("admin"), await signIn.SignInAsync("artist"), signIn.PersonOf("artist").ToString());
        Assert.Equal(200, (await signIn.App.ApiAsync(HttpMethod.Patch, $"{signIn.Organization}/settings", """{ "access": { "mode": "denied" } }""")).Status);

        var mine = await OwnerOfAsync(artist, null);
        Assert.Equal((own, own), (mine, await OwnerOfAsync(artist, own)));
        Assert.Equal((signIn.App.Organization.ToString(), own, signIn.App.Organization.ToString()), (await OwnerOfAsync(admin, null), await OwnerOfAsync(admin, own), await OwnerOfAsync(admin, signIn.App.Organization.ToString())));
        foreach (var other in new[] { "artist-2", signIn.App.Organization.ToString(), signIn.PersonOf("admin").ToString() })
            (await artist.ApiAsync(HttpMethod.Post, signIn.App.LinksPath, new { isrc = "QM24S2402528", owner = other })).RefusesFields("owner");
        (await admin.ApiAsync(HttpMethod.Post, signIn.App.LinksPath, new { isrc = "QM24S2402528", owner = "an owner" })).RefusesFields("owner");

        Assert.Equal(own, (await artist.ApiAsync(HttpMethod.Get, $"{signIn.Organization}/access")).Json.GetProperty("owner").GetString());
        Assert.Equal(signIn.App.Organization.ToString(), (await admin.ApiAsync(HttpMethod.Get, $"{signIn.Organization}/access")).Json.GetProperty("owner").GetString());

        async Task<string?> OwnerOfAsync(PersonBrowser browser, string? named)
        {
            var made = await browser.ApiAsync(HttpMethod.Post, signIn.App.LinksPath, named is null ? new { isrc = "QM24S2402528" } : new { isrc = "QM24S2402528", owner = named });
            Assert.Equal(201, made.Status);
            return made.Json.GetProperty("owner").GetString();
        }
    }

    /// <summary>The same body under the same key of two members: two releases, of which the second is refused.</summary>
    [Fact]
    public async Task A_key_that_another_member_used_makes_nobody_the_owner_of_the_others_release()
    {
        await using var signIn = await SignInApp.StartAsync();
        foreach (var persona in new[] { "artist", "viewer" }) await signIn.JoinAsync(signIn.App.Organization, persona, Role.Member);
        var (one, other) = (await signIn.SignInAsync("artist"), await signIn.SignInAsync("viewer"));
        var body = new { isrc = "QM24S2402528" };
        Assert.Equal(201, (await one.ApiAsync(HttpMethod.Post, signIn.App.LinksPath, body, null, PersonBrowser.Origin, ("Idempotency-Key", "one"))).Status);
        (await other.ApiAsync(HttpMethod.Post, signIn.App.LinksPath, body, null, PersonBrowser.Origin, ("Idempotency-Key", "one"))).IsProblem(422, "idempotency-key-reused");
    }

    private static async Task<BillingApp> SellAsync(string settings)
    {
        var shop = await BillingApp.StartAsync();
        Assert.Equal(200, (await shop.App.ApiAsync(HttpMethod.Patch, $"{shop.App.OwnPath()}/settings", settings)).Status);
        await shop.ConnectAsync();
        return shop;
    }

    private static async Task<string> CreateAsync(BillingApp shop, string slug, string? owner)
    {
        var made = await shop.App.ApiAsync(HttpMethod.Post, shop.App.LinksPath, $$"""{ "isrc": "QM24S2402528", "slug": "{{slug}}"{{(owner is null ? "" : $", \"owner\": \"{owner}\"")}} }""");
        Assert.Equal(owner ?? shop.App.Organization.ToString(), made.Json.GetProperty("owner").GetString());
        await shop.App.SettleAsync();
        return made.Json.GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> SettleAsync(BillingApp shop)
    {
        var billing = await shop.SettleAsync();
        await shop.App.SettleAsync();
        return billing;
    }

    private static async Task<string?> StateAsync(BillingApp shop, string link) => (await shop.App.ApiAsync(HttpMethod.Get, $"{shop.App.LinksPath}/{link}")).Json.GetProperty("state").GetString();

    private static async Task<IReadOnlyList<JsonElement>> HeldAsync(BillingApp shop, string owner) =>
        [.. (await shop.App.ApiAsync(HttpMethod.Get, $"{shop.App.OwnPath()}/owners/{OwnerId.Parse(owner)}/entitlements")).Json.GetProperty("items").EnumerateArray()];
}

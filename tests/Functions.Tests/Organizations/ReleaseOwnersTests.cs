using Smartlinks.Organizations.Members;
using Smartlinks.Tests.Functions.Billing;
using Smartlinks.Tests.Functions.Credits;
using Smartlinks.Tests.Functions.People;

namespace Smartlinks.Tests.Functions.Organizations;

/// <summary>Bugs these hunt: a release that goes live by what another artist paid, and one that does not by what its own paid.</summary>
public sealed class ReleaseOwnersTests
{
    private const string Rules = """
        { "mode": "membershipOrPackage", "memberships": [ { "id": "gold", "name": "Gold", "price": { "amount": 990, "currency": "EUR" }, "days": 30 } ],
          "packages": [ { "id": "five", "name": "Five", "releases": 5, "price": { "amount": 5000, "currency": "EUR" } } ] }
        """;

    [Theory]
    [InlineData("membership", "gold")]
    [InlineData("package", "five")]
    public async Task What_an_owner_buys_publishes_the_owners_releases_and_nobody_elses(string kind, string item)
    {
        await using var shop = await BillingApp.SellAsync(Rules);
        var (own, others, labels) = (await shop.CreateLinkAsync("own", "artist-1"), await shop.CreateLinkAsync("others", "artist-2"), await shop.CreateLinkAsync("labels"));
        var purchase = await shop.PayAsync($$"""{ "kind": "{{kind}}", "item": "{{item}}", "owner": "artist-1" }""");
        Assert.Equal("artist-1", BillingApp.Purchase(await shop.SettleAllAsync(), purchase).GetProperty("owner").GetString());
        Assert.Equal(("resolving", "awaitingFee", "awaitingFee"), (await shop.StateAsync(own), await shop.StateAsync(others), await shop.StateAsync(labels)));
        Assert.Equal((1, 0), ((await shop.HeldAsync("artist-1")).Count, (await shop.HeldAsync("artist-2")).Count));

        await shop.ControlAsync("refund", new { purchase });
        await shop.SettleAllAsync();
        Assert.Equal("awaitingFee", await shop.StateAsync(own));
    }

    [Fact]
    public async Task A_fee_is_its_links_owners_whoever_pays_it()
    {
        await using var shop = await BillingApp.SellAsync("""{ "mode": "baseFee", "baseFee": { "amount": 1500, "currency": "EUR" } }""");
        var link = await shop.CreateLinkAsync("own", "artist-1");
        (await shop.CheckOutAsync($$"""{ "kind": "baseFee", "link": "{{link}}", "owner": "artist-1" }""")).RefusesFields("owner");
        await shop.PayAsync($$"""{ "kind": "baseFee", "link": "{{link}}" }""");
        await shop.SettleAllAsync();
        Assert.Equal("resolving", await shop.StateAsync(link));
        var access = (await shop.App.ApiAsync(HttpMethod.Get, $"{shop.App.OwnPath()}/access?link={link}")).Json;
        Assert.Equal(("artist-1", true, "baseFee"), (access.GetProperty("owner").GetString(), access.GetProperty("granted").GetBoolean(), access.GetProperty("ground").GetString()));
    }

    [Fact]
    public async Task A_release_of_a_package_goes_back_to_the_owner_of_the_deleted_link()
    {
        await using var shop = await BillingApp.SellAsync(Rules);
        var link = await shop.CreateLinkAsync("own", "artist-1");
        await shop.PayAsync("""{ "kind": "package", "item": "five", "owner": "artist-1" }""");
        await shop.SettleAllAsync();
        Assert.Equal(1, Assert.Single(await shop.HeldAsync("artist-1")).GetProperty("used").GetInt32());
        Assert.Equal(204, (await shop.App.ApiAsync(HttpMethod.Delete, $"{shop.App.LinksPath}/{link}")).Status);
        await shop.SettleAllAsync();
        Assert.Equal(0, Assert.Single(await shop.HeldAsync("artist-1")).GetProperty("used").GetInt32());
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
}

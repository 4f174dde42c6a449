using System.Text.Json;
using Smartlinks.Functions.People;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Tests.Functions.People;

/// <summary>Founding, inviting, joining, changing roles and leaving, as people do it.</summary>
public sealed class MemberDoorTests
{
    [Fact]
    public async Task Who_founds_an_organization_owns_it_and_finds_it()
    {
        await using var signIn = await SignInApp.StartAsync();
        var browser = await signIn.SignInAsync("artist");

        var made = await browser.ApiAsync(HttpMethod.Post, "/api/organizations", new { name = "My label" }, null, PersonBrowser.Origin, ("Idempotency-Key", "one"));
        var again = await browser.ApiAsync(HttpMethod.Post, "/api/organizations", new { name = "My label" }, null, PersonBrowser.Origin, ("Idempotency-Key", "one"));
        (await browser.ApiAsync(HttpMethod.Post, "/api/organizations", new { name = "Another" }, null, PersonBrowser.Origin, ("Idempotency-Key", "one"))).IsProblem(422, "idempotency-key-reused");

        Assert.Equal((201, 201, made.Text), (made.Status, again.Status, again.Text));
        Assert.Equal("owner", made.Json.GetProperty("role").GetString());
        var listed = Assert.Single((await browser.ApiAsync(HttpMethod.Get, "/api/organizations")).Json.GetProperty("items").EnumerateArray());
        Assert.Equal(made.Json.GetProperty("id").GetString(), listed.GetProperty("id").GetString());
        Assert.Equal("My label", (await browser.ApiAsync(HttpMethod.Get, made["Location"]!)).Json.GetProperty("name").GetString());
        Assert.Equal(201, (await browser.ApiAsync(HttpMethod.Post, made["Location"] + "/links", new { isrc = "QM24S2402528" })).Status);
    }

    [Fact]
    public async Task A_person_makes_only_so_many_organizations()
    {
        await using var signIn = await SignInApp.StartAsync(new() { ["SignIn:OrganizationsPerPerson"] = "1" });
        var browser = await signIn.SignInAsync("artist");

        Assert.Equal(201, (await browser.ApiAsync(HttpMethod.Post, "/api/organizations", new { name = "One" })).Status);
        (await browser.ApiAsync(HttpMethod.Post, "/api/organizations", new { name = "Two" })).IsProblem(409, "too-many-organizations");
    }

    [Fact]
    public async Task An_invitation_by_link_is_good_once_and_for_whoever_has_it()
    {
        await using var signIn = await SignInApp.StartAsync();
        await signIn.JoinAsync(signIn.App.Organization, "owner", Role.Owner);
        var (owner, artist, other) = (await signIn.SignInAsync("owner"), signIn.NewBrowser(), await signIn.SignInAsync("stranger"));
        var made = await owner.ApiAsync(HttpMethod.Post, $"{signIn.Organization}/invitations", new { role = "member", note = "Ari" });
        var path = new Uri(made.Json.GetProperty("url").GetString()!).PathAndQuery;

        // Not signed in: in, and back to the invitation.
        var sent = await artist.GetAsync(path);
        Assert.Equal(303, sent.Status);
        var inside = await artist.SignInAsync("artist", path);
        Assert.Equal(path, inside["Location"]);
        var page = await artist.GetAsync(path);
        page.IsPage(200);
        Assert.Contains("Join A label", page.Text, StringComparison.Ordinal);
        Assert.Equal("same-origin", page["Referrer-Policy"]);
        Assert.Null(await signIn.Members.FindAsync(signIn.App.Organization, signIn.PersonOf("artist"), default));

        (await artist.PostFormAsync(path, new() { [AntiForgery.Field] = "x" })).IsPage(403);
        var token = await artist.TokenAsync();
        (await artist.PostFormAsync(path, new() { [AntiForgery.Field] = token })).IsPage(200);
        (await artist.PostFormAsync(path, new() { [AntiForgery.Field] = token })).IsPage(200);
        (await other.PostFormAsync(path, new() { [AntiForgery.Field] = await other.TokenAsync() })).IsPage(410);
        (await other.GetAsync(path)).IsPage(410);

        Assert.Equal(Role.Member, (await signIn.Members.FindAsync(signIn.App.Organization, signIn.PersonOf("artist"), default))!.Role);
        Assert.Equal(200, (await artist.ApiAsync(HttpMethod.Get, signIn.App.LinksPath)).Status);
        var names = (await owner.ApiAsync(HttpMethod.Get, $"{signIn.Organization}/members")).Json.GetProperty("items").EnumerateArray().Select(member => member.GetProperty("person").GetProperty("name").GetString());
        Assert.Contains("Ari Artist", names);
    }

    [Fact]
    public async Task A_revoked_or_expired_invitation_opens_nothing_and_the_list_shows_no_code()
    {
        await using var signIn = await SignInApp.StartAsync();
        await signIn.JoinAsync(signIn.App.Organization, "owner", Role.Owner);
        var (owner, artist) = (await signIn.SignInAsync("owner"), await signIn.SignInAsync("artist"));
        var (first, second) = (await InviteAsync(), await InviteAsync());

        var list = await owner.ApiAsync(HttpMethod.Get, $"{signIn.Organization}/invitations");
        Assert.Equal(2, list.Json.GetProperty("items").GetArrayLength());
        Assert.DoesNotContain("url", list.Text, StringComparison.Ordinal);
        Assert.Equal(204, (await owner.ApiAsync(HttpMethod.Delete, $"{signIn.Organization}/invitations/{first.GetProperty("id").GetString()}")).Status);
        (await artist.GetAsync(PathOf(first))).IsPage(410);
        (await artist.GetAsync(PathOf(second))).IsPage(200);
        signIn.App.Time.Advance(TimeSpan.FromDays(1));
        artist = await signIn.SignInAsync("artist");
        (await artist.GetAsync(PathOf(second))).IsPage(410);

        async Task<JsonElement> InviteAsync() => (await owner.ApiAsync(HttpMethod.Post, $"{signIn.Organization}/invitations", new { role = "viewer", days = 1 })).Json;

        static string PathOf(JsonElement invitation) => new Uri(invitation.GetProperty("url").GetString()!).PathAndQuery;
    }

    [Fact]
    public async Task The_last_owner_neither_leaves_nor_steps_down()
    {
        await using var signIn = await SignInApp.StartAsync();
        var browser = await signIn.SignInAsync("owner");
        var path = (await browser.ApiAsync(HttpMethod.Post, "/api/organizations", new { name = "Mine" }))["Location"]!;
        var own = $"{path}/members/{signIn.PersonOf("owner")}";

        (await browser.ApiAsync(HttpMethod.Delete, own)).IsProblem(409, "last-owner");
        (await browser.ApiAsync(HttpMethod.Patch, own, new { role = "admin" })).IsProblem(409, "last-owner");
        Assert.Equal("owner", (await browser.ApiAsync(HttpMethod.Get, path)).Json.GetProperty("role").GetString());
    }

    [Fact]
    public async Task An_admin_decides_about_all_but_owners_and_a_change_counts_at_once()
    {
        await using var signIn = await SignInApp.StartAsync();
        foreach (var (persona, role) in new[] { ("owner", Role.Owner), ("admin", Role.Admin), ("artist", Role.Member) }) await signIn.JoinAsync(signIn.App.Organization, persona, role);
        var (admin, artist) = (await signIn.SignInAsync("admin"), await signIn.SignInAsync("artist"));
        string Of(string persona) => $"{signIn.Organization}/members/{signIn.PersonOf(persona)}";

        (await admin.ApiAsync(HttpMethod.Patch, Of("owner"), new { role = "viewer" })).IsProblem(403, "not-allowed");
        (await admin.ApiAsync(HttpMethod.Patch, Of("artist"), new { role = "owner" })).IsProblem(403, "not-allowed");
        (await admin.ApiAsync(HttpMethod.Post, $"{signIn.Organization}/invitations", new { role = "owner" })).IsProblem(403, "not-allowed");
        (await artist.ApiAsync(HttpMethod.Delete, Of("admin"))).IsProblem(403, "not-allowed");
        Assert.Equal(200, (await admin.ApiAsync(HttpMethod.Patch, Of("artist"), new { role = "viewer" })).Status);
        (await artist.ApiAsync(HttpMethod.Post, signIn.App.LinksPath, new { isrc = "QM24S2402528" })).IsProblem(403, "not-allowed");
        Assert.Equal(204, (await artist.ApiAsync(HttpMethod.Delete, Of("artist"))).Status);
        (await artist.ApiAsync(HttpMethod.Get, signIn.App.LinksPath)).IsProblem(403, "not-allowed");
        Assert.Empty((await artist.ApiAsync(HttpMethod.Get, "/api/organizations")).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_key_invites_the_first_owner_and_nobody_else()
    {
        await using var signIn = await SignInApp.StartAsync();
        var path = $"{signIn.Organization}/invitations";

        (await signIn.App.ApiAsync(HttpMethod.Post, path, new { role = "admin" })).IsProblem(403, "not-allowed");
        var made = await signIn.App.ApiAsync(HttpMethod.Post, path, new { role = "owner" });
        Assert.Equal(201, made.Status);
        var browser = await signIn.SignInAsync("owner");
        (await browser.PostFormAsync(new Uri(made.Json.GetProperty("url").GetString()!).PathAndQuery, new() { [AntiForgery.Field] = await browser.TokenAsync() })).IsPage(200);

        (await signIn.App.ApiAsync(HttpMethod.Post, path, new { role = "owner" })).IsProblem(403, "not-allowed");
        Assert.Equal(Role.Owner, (await signIn.Members.FindAsync(signIn.App.Organization, signIn.PersonOf("owner"), default))!.Role);
    }
}

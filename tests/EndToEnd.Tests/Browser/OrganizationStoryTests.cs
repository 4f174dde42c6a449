using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Smartlinks.EndToEnd.Tests.Services;

namespace Smartlinks.EndToEnd.Tests.Browser;

/// <summary>
/// The story of an organization, lived in two people's browsers: sign in, invite, set rules and see a link change; a member who is held up by the base fee pays, and the release publishes itself;
/// the statement adds up; a refund takes it back.
/// </summary>
public sealed class OrganizationStoryTests(RunningChromium chromium) : IClassFixture<RunningChromium>
{
    private static readonly Window s_phone = new("phone", 390, 844, IsPhone: true);
    private static readonly Window s_desktop = new("desktop", 1280, 800, IsPhone: false);

    /// <summary>What a rule's change takes at the most, and some more.</summary>
    private static readonly TimeSpan s_rulesFollowWithin = TimeSpan.FromSeconds(90);

    [ChromiumFact]
    public async Task A_label_invites_an_artist_rules_over_services_and_is_paid_for_a_release_that_publishes_itself()
    {
        await using var host = await LocalHostProcess.StartAsync(new LocalHostStart { Options = ["--credits"], Environment = new Dictionary<string, string> { ["Tidal__RequestsPerMinute"] = "600" } });
        await new SandboxControls(host.Http, host.Sandbox).StopRefusingAsync("tidal");
        await using var label = await Person.SignInAsync(chromium, host, "owner", s_desktop);
        await using var artist = await Person.SignInAsync(chromium, host, "artist", s_phone);

        await InviteAsync(label, artist);
        await RuleAsync(host, label);
        await ConnectAsync(host, label);
        await label.SendAsync(HttpMethod.Patch, $"{host.Api.OrganizationPath}/settings", new { access = new { mode = "baseFee", baseFee = new { amount = 500, currency = "EUR" }, askWhom = "Ines at the label" } }, 200);
        // Another process may remember the settings for as long.
        var link = await PublishAsync(host, artist);
        await ProveStatementAsync(label);
        await RefundAsync(host, label, link);
    }

    private static async Task InviteAsync(Person label, Person artist)
    {
        var invitation = await label.SendAsync(HttpMethod.Post, $"{label.Organization}/invitations", new { role = "member", note = "Ari" }, 201);
        await artist.Visitor.Page.GotoAsync(invitation.Text("url"));
        await artist.Visitor.ShowAsync("organization-invitation-phone-light");
        await artist.Visitor.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Join" }).ClickAsync();
        await artist.Visitor.Page.GetByText("You belong to the organization as member").WaitForAsync();
        await artist.SendAsync(HttpMethod.Patch, $"{label.Organization}/settings", new { access = new { mode = "freeForAll" } }, 403);
    }

    /// <summary>A service that the label blocks goes from a page that is live, and the artist is told who decided.</summary>
    private static async Task RuleAsync(LocalHostProcess host, Person label)
    {
        var link = await host.Api.CreateLiveLinkAsync("GBDUW0000057", ("slug", "ruled-link"));
        await label.Visitor.OpenAsync("/ruled-link?choose");
        var deezer = label.Visitor.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { NameRegex = new("Deezer") });
        Assert.Equal(1, await deezer.CountAsync());

        await label.SendAsync(HttpMethod.Patch, $"{host.Api.OrganizationPath}/settings", new { services = new { blocked = new[] { "deezer" } } }, 200);

        await Eventually.HoldsAsync(async () =>
        {
            await label.Visitor.OpenAsync("/ruled-link?choose");
            return await deezer.CountAsync() == 0;
        }, "the page follows the rule", deadline: s_rulesFollowWithin);
        await label.Visitor.ShowAsync("organization-rule-desktop-light");
        var destination = (await host.Api.GetLinkAsync(link.Text("id"))).GetProperty("destinations").EnumerateArray().Single(each => each.Text("service") == "deezer");
        Assert.False(destination.GetProperty("visible").GetBoolean());
        Assert.Contains("blocked by your organization", destination.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task ConnectAsync(LocalHostProcess host, Person label)
    {
        var page = await label.SendAsync(HttpMethod.Post, $"{host.Api.OrganizationPath}/billing/connect", new { returnTo = "/auth/account" }, 200);
        await label.Visitor.Page.GotoAsync(page.Text("url"));
        await label.Visitor.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Finish" }).ClickAsync();
        await Eventually.HoldsAsync(async () => (await label.GetAsync($"{host.Api.OrganizationPath}/billing")).GetProperty("account").GetRawText().Contains("\"state\":\"ready\"", StringComparison.Ordinal), "the account can be paid on");
    }

    private static async Task<string> PublishAsync(LocalHostProcess host, Person artist)
    {
        var id = (await artist.SendAsync(HttpMethod.Post, host.Api.LinksPath, new { isrc = "GBDUW0000059", slug = "held-song" }, 201)).Text("id");
        await Eventually.HoldsAsync(async () => (await artist.GetAsync($"{host.Api.LinksPath}/{id}")).Text("state") == "awaitingFee", "the release waits for its fee");
        Assert.Equal(404, (await artist.Visitor.OpenAsync("/held-song")).Status);
        var access = await artist.GetAsync($"{host.Api.OrganizationPath}/access?link={id}");
        Assert.Contains("payBaseFee", access.GetRawText(), StringComparison.Ordinal);
        await artist.SendAsync(HttpMethod.Post, $"{host.Api.OrganizationPath}/billing/checkout", new { kind = "credits", item = "credits-100" }, 403);

        var checkout = await artist.SendAsync(HttpMethod.Post, $"{host.Api.OrganizationPath}/billing/checkout", new { kind = "baseFee", link = id, returnTo = "/auth/account" }, 201);
        await artist.Visitor.Page.GotoAsync(checkout.Text("url"));
        await artist.Visitor.ShowAsync("organization-payment-phone-light");
        await artist.Visitor.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Pay" }).ClickAsync();
        await artist.Visitor.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "You are signed in" }).WaitForAsync();

        await Eventually.HoldsAsync(async () => (await artist.GetAsync($"{host.Api.LinksPath}/{id}")).Text("state") == "live", "the release publishes itself", deadline: TimeSpan.FromMinutes(2));
        Assert.Equal(200, (await artist.Visitor.OpenAsync("/held-song?choose")).Status);
        await artist.Visitor.ShowAsync("organization-published-phone-light");
        // The page that is not there yet was looked at on purpose.
        Assert.All(artist.Visitor.Complaints, complaint => Assert.Contains("404", complaint, StringComparison.Ordinal));
        return $"{id} {checkout.Text("purchase")}";
    }

    private static async Task ProveStatementAsync(Person label)
    {
        var now = TimeProvider.System.GetUtcNow();
        var balance = (await label.GetAsync($"{label.Organization}/credits")).GetProperty("balance").GetInt64();
        var statement = await label.GetAsync($"{label.Organization}/credits/statement?from={now.AddDays(-2):yyyy-MM-dd}&to={now.AddDays(2):yyyy-MM-dd}&pageSize=100");
        var entries = statement.GetProperty("items").EnumerateArray().ToList();
        Assert.True(entries.Count > 2, "there are entries");
        Assert.Equal(balance, entries.Sum(entry => entry.GetProperty("amount").GetInt64()));
        Assert.Equal(balance, entries[0].GetProperty("balance").GetInt64());
        for (var at = 1; at < entries.Count; at++)
            Assert.Equal(entries[at].GetProperty("balance").GetInt64(), entries[at - 1].GetProperty("balance").GetInt64() - entries[at - 1].GetProperty("amount").GetInt64());
    }

    private static async Task RefundAsync(LocalHostProcess host, Person label, string paid)
    {
        var (id, purchase) = (paid.Split(' ')[0], paid.Split(' ')[1]);
        using var answer = await host.Http.PostAsJsonAsync(new Uri(host.Sandbox, "stripe-controls/refund"), new { purchase });
        await Api.ReadAsync(answer, HttpStatusCode.OK);

        await Eventually.HoldsAsync(async () => (await label.GetAsync($"{host.Api.LinksPath}/{id}")).Text("state") == "awaitingFee", "the refund takes the release back", deadline: TimeSpan.FromMinutes(2));
        await Eventually.HoldsAsync(async () => (await label.Visitor.OpenAsync("/held-song?choose")).Status == 404, "fans do not see it any more", deadline: s_rulesFollowWithin);
        var found = (await label.GetAsync($"{host.Api.OrganizationPath}/billing")).GetProperty("purchases").EnumerateArray().Single(each => each.Text("id") == purchase);
        Assert.Equal("refunded", found.Text("state"));
    }

    /// <summary>Somebody who is signed in, in a browser of their own. The API is asked with that browser's cookies.</summary>
    private sealed class Person(Visitor visitor, LocalHostProcess host) : IAsyncDisposable
    {
        public Visitor Visitor => visitor;

        public string Organization => host.Api.OrganizationPath;

        public static async Task<Person> SignInAsync(RunningChromium chromium, LocalHostProcess host, string persona, Window window)
        {
            var visitor = await Visitor.ArriveAsync(chromium.Browser, host.Url, window);
            await visitor.OpenAsync("/auth/sign-in");
            await visitor.Page.Locator($"input[name=persona][value={persona}]").CheckAsync();
            await visitor.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "You are signed in" }).WaitForAsync();
            await visitor.ShowAsync($"organization-account-{window.Name}-light");
            return new Person(visitor, host);
        }

        public async Task<JsonElement> GetAsync(string path) => await ReadAsync(await visitor.Context.APIRequest.GetAsync(path), 200);

        public async Task<JsonElement> SendAsync(HttpMethod method, string path, object body, int status)
        {
            var token = (await GetAsync("/api/me")).Text("antiForgeryToken");
            return await ReadAsync(await visitor.Context.APIRequest.FetchAsync(path, new APIRequestContextOptions
            {
                Method = method.Method, DataObject = body,
                Headers = new Dictionary<string, string> { ["Origin"] = host.Url.GetLeftPart(UriPartial.Authority), ["X-Anti-Forgery-Token"] = token, ["Content-Type"] = "application/json" },
            }), status);
        }

        public ValueTask DisposeAsync() => visitor.DisposeAsync();

        private static async Task<JsonElement> ReadAsync(IAPIResponse answer, int status)
        {
            var text = await answer.TextAsync();
            return answer.Status == status ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException($"{answer.Url}: {answer.Status}, not {status}: {text}");
        }
    }
}

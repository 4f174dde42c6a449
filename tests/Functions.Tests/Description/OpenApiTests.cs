using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Organizations.ApiKeys;
using Smartlinks.PreSaves.Rehearsing;
using Smartlinks.Releases;
using Smartlinks.Storage;
using Smartlinks.Support;
using Smartlinks.Tests.Functions.Billing;
using Smartlinks.Tests.Functions.Credits;
using Smartlinks.Tests.Functions.People;
using Smartlinks.Tests.Functions.Schemas;

namespace Smartlinks.Tests.Functions.Description;

/// <summary>docs/api/openapi.json says what the app does: no endpoint, answer or field more or less.</summary>
public sealed partial class OpenApiTests
{
    private static readonly string s_file = Path.Combine(LocalTools.RepositoryRoot, "docs", "api", "openapi.json");

    /// <summary>Visits are not mapped as endpoints: any first segment that is nothing else is a slug.</summary>
    private static readonly string[] s_visits = ["get /{slug}", "get /{slug}/{service}", "head /{slug}", "head /{slug}/{service}"];

    /// <summary>What cannot be brought about from outside without breaking the app, or only while a key is not remembered yet.</summary>
    private static readonly Regex s_notToured = NotToured();

    private const string Organization = "/api/organizations/{organization}";

    private const string Owned = Organization + "/owners/{owner}/entitlements";
    private const string Entitlement = Owned + "/{entitlement}";

    private readonly List<object> _answers = [];
    private readonly HashSet<string> _seen = [];

    [Fact]
    public async Task Every_endpoint_is_described_and_nothing_else()
    {
        await using var app = await AppFixture.StartAsync();
        var mapped = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => $"{method.ToLowerInvariant()} /{endpoint.RoutePattern.RawText!.Trim('/')}"));

        Assert.Equal(mapped.Concat(s_visits).Order(StringComparer.Ordinal), Operations().Select(each => each.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_problem_type_of_the_app_is_named()
    {
        var sources = Path.Combine(LocalTools.RepositoryRoot, "src", "Functions", "Hosting", "Problem.cs");
        var types = ProblemType().Matches(await File.ReadAllTextAsync(sources)).Select(match => match.Groups[1].Value).ToHashSet();
        var description = await File.ReadAllTextAsync(s_file);

        Assert.True(types.Count > 10);
        Assert.All(types, type => Assert.Contains($"urn:smartlinks:{type}", description, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_described_answer_is_given_and_every_given_answer_is_described()
    {
        await using var signIn = await SignInApp.StartAsync(new() { ["App:MaxApiBodyBytes"] = "2048", ["SignIn:OrganizationsPerPerson"] = "2" });
        var people = new PeopleTour(signIn, Keep);
        // Before the tour: it ends with storage that is down.
        await people.RunAsync();
        await TourAsync(signIn.App, people);
        await TourBillingAsync();
        await TourCreditsAsync();
        await TourHealthAsync();

        var described = Operations().SelectMany(each => each.Statuses.Select(status => $"{each.Name} {status}")).Where(each => !s_notToured.IsMatch(each));
        Assert.Equal([], described.Except(_seen));
        Assert.Equal([], await Node.ValidateAsync("validate-answers.mjs", s_file, JsonSerializer.Serialize(_answers)));
    }

    [Fact]
    public async Task An_answer_unlike_its_description_would_be_found()
    {
        const string path = "/api/organizations/{organization}/links";
        var faults = await Node.ValidateAsync("validate-answers.mjs", s_file, JsonSerializer.Serialize(new object[]
        {
            new { method = "get", path, status = 200, contentType = "application/json", headers = new { }, body = new { items = Array.Empty<object>(), continuation = (string?)null, total = 1 } },
            new { method = "get", path, status = 418, contentType = "application/json", headers = new { }, body = new { } },
            new { method = "get", path, status = 401, contentType = "application/problem+json", headers = new { }, body = new { type = "urn:smartlinks:not-found", title = "", status = 401, detail = "" } },
        }));

        Assert.Contains(faults, fault => fault.Contains("\"total\"", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("418: is not described", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("header WWW-Authenticate", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("/type", StringComparison.Ordinal));
    }

    private async Task TourAsync(AppFixture app, PeopleTour people)
    {
        const string links = "/api/organizations/{organization}/links";
        const string one = links + "/{link}";
        const string destination = one + "/destinations/{service}";
        const string key = "0123456789abcdef0123456789abcdef";
        var (patch, put) = (HttpMethod.Patch, HttpMethod.Put);
        var at = app.LinksPath;
        var own = at[..^"/links".Length];
        await app.Tables[ArtworkKeeper.Table].AddEntityAsync(new TableEntity(key, "picture") { ["ContentType"] = "image/png", ["Parts"] = 1, ["Part0"] = new byte[] { 1 } });

        var made = await AskAsync(HttpMethod.Post, links, at, """{ "isrc": "QM24S2402528", "title": "A", "artists": ["B"], "slug": "a-song", "release": { "on": "2026-12-04" } }""", ("Idempotency-Key", "k"));
        await AskAsync(HttpMethod.Post, links, at, """{ "upc": "602445790128", "release": { "at": "2026-12-04T00:00:00Z" }, "artworkUrl": "https://art.example/a.png" }""");
        await AskAsync(HttpMethod.Post, links, at, """{ "isrc": "QM24S2402529" }""", ("Idempotency-Key", "k"));
        await AskAsync(HttpMethod.Post, links, at, """{ "isrc": "QM24S2402528", "slug": "a-song" }""");
        var path = $"{at}/{made.Json.GetProperty("id").GetString()}";
        var live = $"{at}/{(await app.CreateLinkAsync("live-song")).GetProperty("id").GetString()}";
        await AskVisitAsync("/presave/{slug}/calendar", "/presave/a-song/calendar");
        await AskVisitAsync("/presave/{slug}/calendar", "/presave/nobody/calendar");
        await AskVisitAsync("/presave/{slug}/calendar", "/presave/nobody/calendar", ("Accept", "application/json"));
        await AskVisitAsync("/presave/{slug}/calendar", "/presave/" + new string('a', 9_000) + "/calendar");
        await AskAsync(patch, one, path, """{ "release": null, "mode": "autoRoute" }""");
        await AskAsync(patch, one, path, """{ "slug": "live-song" }""");
        await AskAsync(patch, one, path, "{}", ("If-Match", "\"x\""));
        await AskAsync(put, destination, $"{path}/destinations/tidal", """{ "url": "https://tidal.com/track/1" }""");
        await AskAsync(put, destination, $"{path}/destinations/tidal", """{ "url": "https://tidal.com/track/1" }""", ("If-Match", "\"x\""));
        await AskAsync(put, destination, $"{path}/destinations/napster", """{ "url": "https://tidal.com/track/1" }""");
        await AskAsync(HttpMethod.Delete, destination, $"{path}/destinations/tidal", null, ("If-Match", "\"x\""));
        await AskAsync(HttpMethod.Delete, destination, $"{path}/destinations/tidal");
        await AskAsync(HttpMethod.Delete, destination, $"{at}/x/destinations/tidal");
        await AskAsync(HttpMethod.Get, one, path);
        await AskAsync(HttpMethod.Get, one, path + "?country=jp");
        await AskAsync(HttpMethod.Get, one, path + "?country=Japan");
        await AskAsync(HttpMethod.Get, one, $"{at}/lnk_x");
        await TourReviewsAsync(app, path, live, AskAsync);
        await AskAsync(patch, one, $"{at}/lnk_x", "{}");
        await AskAsync(HttpMethod.Get, links, $"{at}?pageSize=1");
        await AskAsync(HttpMethod.Get, links, $"{at}?pageSize=0");

        foreach (var (slug, query, agent) in new[] { ("/live-song", "?utm_source=a&utm_medium=b&utm_campaign=c", AppFixture.Phone), ("/live-song/spotify", "", AppFixture.Phone), ("/live-song", "", "curl/8") })
            await AskVisitAsync(slug.EndsWith('g') ? "/{slug}" : "/{slug}/{service}", slug + query, ("User-Agent", agent), ("Referer", "https://social.example/"), ("X-Country", "DE"));
        await app.CountAsync(live.Split('/')[^1]);
        await AskAsync(HttpMethod.Get, one + "/report", $"{live}/report");
        await AskAsync(HttpMethod.Get, one + "/report", $"{live}/report?from=x");
        await AskAsync(HttpMethod.Get, one + "/report", $"{at}/x/report");
        await TourPreSavesAsync(app, path, AskAsync);
        await TourAccessAsync(own, live.Split('/')[^1], AskAsync);

        foreach (var (method, pattern, address) in new[] { (HttpMethod.Post, links, at), (patch, one, path), (put, destination, $"{path}/destinations/tidal"),
            (patch, destination, $"{path}/destinations/spotify"), (HttpMethod.Post, destination + "/accept", $"{path}/destinations/spotify/accept"),
            (HttpMethod.Post, destination + "/reject", $"{path}/destinations/spotify/reject"), (patch, Organization + "/settings", $"{own}/settings"), (put, Entitlement, $"{own}/owners/usr_ada/entitlements/cs_2") })
        {
            await AskAsync(method, pattern, address, "nonsense");
            await AskAsync(method, pattern, address, """{ "other": 1 }""");
            await AskAsync(method, pattern, address, new string(' ', 3_000));
            await AskAsync(method, pattern, address);
            using var text = new StringContent("{}", Encoding.UTF8, "text/plain");
            Keep(method, pattern, await app.SendAsync(method, address, text, ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "links.example"), ("Authorization", $"Bearer {app.Key}")));
        }

        await AskVisitAsync("/{slug}", "/live-song", ("Cookie", "sl_service=spotify"));
        await AskVisitAsync("/{slug}", "/nobody");
        await AskVisitAsync("/{slug}", "/nobody", ("Accept", "application/json"));
        await AskVisitAsync("/{slug}", "/" + new string('a', 9_000));
        await AskVisitAsync("/{slug}/{service}", "/live-song/napster");
        await AskVisitAsync("/{slug}/{service}", "/live-song/" + new string('a', 9_000));
        await AskVisitAsync("/assets/artwork/{key}", $"/assets/artwork/{key}");
        await AskVisitAsync("/assets/artwork/{key}", "/assets/artwork/x");
        await AskAsync(patch, one, path, """{ "slug": "other-song" }""");
        await AskVisitAsync("/{slug}", "/a-song");
        await AskVisitAsync("/{slug}/{service}", "/a-song/spotify");
        await AskAsync(HttpMethod.Delete, one, live, null, ("If-Match", "\"x\""));
        await AskAsync(HttpMethod.Delete, one, live);
        await AskAsync(HttpMethod.Delete, one, live);
        await AskVisitAsync("/{slug}", "/live-song");
        await AskVisitAsync("/{slug}/{service}", "/live-song/spotify");

        var every = new[] { (HttpMethod.Post, links, at), (HttpMethod.Get, links, at), (HttpMethod.Get, one, path), (patch, one, path), (HttpMethod.Delete, one, path),
            (put, destination, $"{path}/destinations/tidal"), (HttpMethod.Delete, destination, $"{path}/destinations/tidal"), (HttpMethod.Get, one + "/report", $"{path}/report"),
            (patch, destination, $"{path}/destinations/tidal"), (HttpMethod.Post, one + "/look-up", $"{path}/look-up"), (HttpMethod.Get, one + "/review", $"{path}/review"),
            (HttpMethod.Post, destination + "/accept", $"{path}/destinations/tidal/accept"), (HttpMethod.Post, destination + "/reject", $"{path}/destinations/tidal/reject"),
            (HttpMethod.Post, destination + "/reopen", $"{path}/destinations/tidal/reopen"), (HttpMethod.Get, Organization + "/reviews", $"{own}/reviews"),
            (HttpMethod.Get, one + "/pre-saves", $"{path}/pre-saves"), (HttpMethod.Get, one + "/pre-saves/report", $"{path}/pre-saves/report"), (HttpMethod.Get, one + "/pre-saves/forecast", $"{path}/pre-saves/forecast"),
            (HttpMethod.Get, one + "/rehearsal", $"{path}/rehearsal"), (HttpMethod.Post, one + "/rehearsal", $"{path}/rehearsal"),
            (HttpMethod.Get, Organization + "/settings", $"{own}/settings"), (patch, Organization + "/settings", $"{own}/settings"), (HttpMethod.Get, Organization + "/services", $"{own}/services"),
            (HttpMethod.Get, Organization + "/access", $"{own}/access"), (HttpMethod.Get, Owned, $"{own}/owners/usr_ada/entitlements"), (put, Entitlement, $"{own}/owners/usr_ada/entitlements/cs_1"),
            (HttpMethod.Delete, Entitlement, $"{own}/owners/usr_ada/entitlements/cs_1") };
        foreach (var (method, pattern, address) in every) await AskAsync(method, pattern, address, null, ("Authorization", "Bearer x"));
        foreach (var (method, pattern, address) in every) await people.AskAsStrangerAsync(method, pattern, address);
        app.StopStorage();
        await people.AskWithoutStorageAsync();
        foreach (var (method, pattern, address) in every)
            await AskAsync(method, pattern, address, BodyOf(method, pattern));
        await AskVisitAsync("/presave/{slug}/calendar", "/presave/other-song/calendar");
        await AskVisitAsync("/{slug}", "/never-seen");
        await AskVisitAsync("/{slug}/{service}", "/never-seen/spotify");
        await AskVisitAsync("/assets/artwork/{key}", $"/assets/artwork/{key}");

        async Task<Answer> AskAsync(HttpMethod method, string pattern, string address, string? body = null, params (string, string)[] headers) =>
            Keep(method, pattern, await app.ApiAsync(method, address, body, headers));

        async Task AskVisitAsync(string pattern, string address, params (string, string)[] headers)
        {
            Keep(HttpMethod.Get, pattern, await app.VisitAsync(address, headers));
            Keep(HttpMethod.Head, pattern, await app.VisitAsync(HttpMethod.Head, address, headers));
        }
    }

    /// <summary>What only a deployment has that charges for links, and what one without it answers.</summary>
    private async Task TourCreditsAsync()
    {
        const string credits = Organization + "/credits";
        const string plan = Organization + "/plan";
        const string links = Organization + "/links";
        var (get, post, put, patch) = (HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch);
        await using var app = await AppFixture.StartAsync(ChargingApp.Settings);
        var own = app.OwnPath();
        (string, string)[] asOperator = [ChargingApp.ByOperator, ("Idempotency-Key", "one")];
        await AskAsync(post, links, app.LinksPath, """{ "isrc": "QM24S2402528" }""");
        await app.SettleAsync();
        var id = app.Tables["waitingLinks"].Rows.Single().RowKey;
        await AskAsync(get, links + "/{link}", $"{app.LinksPath}/{id}");
        await AskAsync(post, links, app.LinksPath, """{ "isrc": "QM24S2402528", "slug": "my-single" }""");
        await AskAsync(patch, links + "/{link}", $"{app.LinksPath}/{id}", """{ "slug": "my-single" }""");
        await AskAsync(get, credits, $"{own}/credits");
        foreach (var body in new[] { """{ "amount": 5, "reason": "gift", "expiresAt": "2027-01-01T00:00:00Z" }""", """{ "amount": 6, "reason": "gift" }""", "{}", "nonsense", new string(' ', 3_000) })
            await AskAsync(post, credits + "/adjustments", $"{own}/credits/adjustments", body, asOperator);
        await AskAsync(post, credits + "/adjustments", $"{own}/credits/adjustments", """{ "amount": -9, "reason": "correction" }""", ChargingApp.ByOperator, ("Idempotency-Key", "two"));
        await AskAsync(post, credits + "/adjustments", "/api/organizations/org_nobody/credits/adjustments", "{}", asOperator);
        await app.SettleAsync();
        await app.InvokeAsync("ProveLedgers", "{}");
        await AskAsync(get, credits, $"{own}/credits");
        await AskAsync(get, credits + "/statement", $"{own}/credits/statement?pageSize=1");
        await AskAsync(get, credits + "/statement", $"{own}/credits/statement?from=x");
        await AskAsync(get, plan, $"{own}/plan");
        foreach (var body in new[] { """{ "plan": "starter" }""", """{ "plan": "gold" }""", new string(' ', 3_000) }) await AskAsync(put, plan, $"{own}/plan", body, ChargingApp.ByOperator);
        await AskAsync(put, plan, "/api/organizations/org_nobody/plan", "{}", ChargingApp.ByOperator);
        foreach (var (method, pattern, address) in new[] { (post, credits + "/adjustments", $"{own}/credits/adjustments"), (put, plan, $"{own}/plan") })
        {
            using var text = new StringContent("{}", Encoding.UTF8, "text/plain");
            Keep(method, pattern, await app.SendAsync(method, address, text, ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "links.example"), ChargingApp.ByOperator));
        }

        var every = new[] { (get, credits, $"{own}/credits"), (get, credits + "/statement", $"{own}/credits/statement"), (get, plan, $"{own}/plan"), (post, credits + "/adjustments", $"{own}/credits/adjustments"), (put, plan, $"{own}/plan") };
        foreach (var (method, pattern, address) in every) await AskAsync(method, pattern, address, null, ("Authorization", "Bearer x"));
        foreach (var (method, pattern, address) in every.Where(each => each.Item1 == get)) await AskAsync(method, pattern, address, null, await HalfKeyAsync(app, method));
        app.StopStorage();
        foreach (var (method, pattern, address) in every)
            if (method == get) await AskAsync(method, pattern, address);
            else await AskAsync(method, pattern, address, "{}", asOperator);

        var off = ChargingApp.Settings;
        off["Credits:Enabled"] = "false";
        await using var free = await AppFixture.StartAsync(off);
        foreach (var (method, pattern, address) in every)
            if (method == get) Keep(method, pattern, await free.ApiAsync(method, address.Replace(own, free.OwnPath(), StringComparison.Ordinal)));
            else Keep(method, pattern, await free.ApiAsync(method, address.Replace(own, free.OwnPath(), StringComparison.Ordinal), "{}", asOperator));

        async Task AskAsync(HttpMethod method, string pattern, string address, string? body = null, params (string, string)[] headers) =>
            Keep(method, pattern, await app.ApiAsync(method, address, body, headers));
    }

    private static string? BodyOf(HttpMethod method, string pattern) => (method.Method, pattern[(pattern.LastIndexOf('/') + 1)..]) switch
    {
        ("PUT", "{entitlement}") => """{ "kind": "permit" }""",
        ("PUT", _) => """{ "url": "https://tidal.com/1" }""",
        ("PATCH", "{service}") => """{ "pinned": true }""",
        ("PATCH", _) or ("POST", "accept" or "reject") => "{}",
        ("POST", "links") => """{ "isrc": "QM24S2402528" }""",
        _ => null,
    };

    private static async Task TourAccessAsync(string own, string link, Func<HttpMethod, string, string, string?, (string, string)[], Task<Answer>> askAsync)
    {
        var (get, put, patch, delete) = (HttpMethod.Get, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete);
        var (held, another) = ($"{own}/owners/usr_ada/entitlements", $"{own}/owners/a%20b/entitlements");
        await askAsync(get, Organization + "/access", $"{own}/access", null, []);
        await askAsync(patch, Organization + "/settings", $"{own}/settings", """
            { "services": { "allowed": ["spotify", "tidal"], "blocked": ["deezer"], "order": ["tidal"], "default": { "hidden": ["tidal"], "order": [] } }, "access": { "mode": "baseFee", "baseFee": { "amount": 500, "currency": "EUR" },
              "memberships": [ { "id": "gold", "name": "Gold", "price": null }, { "id": "silver", "name": "Silver", "price": { "amount": 990, "currency": "EUR" }, "days": 30 } ], "packages": [ { "id": "five", "name": "Five", "releases": 5, "price": { "amount": 4900, "currency": "EUR" } } ] } }
            """, []);
        await askAsync(patch, Organization + "/settings", $"{own}/settings", "{}", [("If-Match", "\"x\"")]);
        await askAsync(get, Organization + "/links/{link}", $"{own}/links/{link}", null, []);
        await askAsync(patch, Organization + "/links/{link}", $"{own}/links/{link}", """{ "services": { "hidden": ["bandcamp"] } }""", []);
        foreach (var id in new[] { "cs_1", "cs_1" }) await askAsync(put, Entitlement, $"{held}/{id}", """{ "kind": "package", "offer": "five", "releases": 5, "paid": { "amount": 4900, "currency": "EUR" }, "endsAt": "2027-01-01T00:00:00Z" }""", []);
        await askAsync(put, Entitlement, $"{held}/cs_1", """{ "kind": "permit" }""", []);
        await askAsync(put, Entitlement, $"{another}/cs_1", """{ "kind": "permit" }""", []);
        foreach (var query in new[] { "?owner=usr_ada", $"?owner=usr_ada&link={link}", "?owner=a%20b", "?link=x" }) await askAsync(get, Organization + "/access", $"{own}/access{query}", null, []);
        foreach (var address in new[] { $"{held}/cs_1?link=x", $"{held}/cs_1", $"{held}/cs_9" }) await askAsync(delete, Entitlement, address, null, []);
        foreach (var address in new[] { held, $"{held}?pageSize=0", another }) await askAsync(get, Owned, address, null, []);
        await askAsync(get, Organization + "/access", $"{own}/access?owner=usr_ada", null, []);
        await askAsync(patch, Organization + "/settings", $"{own}/settings", """{ "services": { "allowed": null, "blocked": [], "default": null }, "access": { "mode": "freeForAll" } }""", []);
    }

    private static async Task TourPreSavesAsync(AppFixture app, string path, Func<HttpMethod, string, string, string?, (string, string)[], Task<Answer>> askAsync)
    {
        const string preSaves = Organization + "/links/{link}/pre-saves";
        await app.TakePreSavesAsync(path.Split('/')[^1], 3);
        foreach (var (pattern, address) in new[] { (preSaves, $"{path}/pre-saves"), (preSaves, $"{app.LinksPath}/lnk_x/pre-saves"), (preSaves + "/report", $"{path}/pre-saves/report"),
            (preSaves + "/report", $"{path}/pre-saves/report?pageSize=2"), (preSaves + "/report", $"{path}/pre-saves/report?pageSize=0"), (preSaves + "/report", $"{app.LinksPath}/lnk_x/pre-saves/report"),
            (preSaves + "/forecast", $"{path}/pre-saves/forecast"), (preSaves + "/forecast", $"{app.LinksPath}/lnk_x/pre-saves/forecast") })
            await askAsync(HttpMethod.Get, pattern, address, null, []);
        const string rehearsal = Organization + "/links/{link}/rehearsal";
        await askAsync(HttpMethod.Get, rehearsal, $"{path}/rehearsal", null, []);
        await askAsync(HttpMethod.Post, rehearsal, $"{app.LinksPath}/lnk_x/rehearsal", null, []);
        await askAsync(HttpMethod.Post, rehearsal, $"{path}/rehearsal", null, []);
        await askAsync(HttpMethod.Get, rehearsal, $"{path}/rehearsal", null, []);
        await app.InvokeAsync("RehearseLink", HostCall.QueueMessage(Encoding.UTF8.GetString(app.Queues[RehearsalRequests.QueueName].Bodies.Single())));
        await askAsync(HttpMethod.Get, rehearsal, $"{path}/rehearsal", null, []);
    }

    private static async Task TourReviewsAsync(AppFixture app, string path, string live, Func<HttpMethod, string, string, string?, (string, string)[], Task<Answer>> askAsync)
    {
        const string one = Organization + "/links/{link}";
        const string destination = one + "/destinations/{service}";
        var own = app.LinksPath[..^"/links".Length];
        var (get, post, patch) = (HttpMethod.Get, HttpMethod.Post, HttpMethod.Patch);
        (string, string)[] stale = [("If-Match", "\"x\"")];
        await app.OfferAsync(path.Split('/')[^1]);
        foreach (var (method, pattern, address, body, headers) in new (HttpMethod, string, string, string?, (string, string)[])[]
        {
            (get, Organization + "/reviews", $"{own}/reviews?pageSize=1", null, []),
            (get, Organization + "/reviews", $"{own}/reviews?pageSize=x", null, []),
            (get, one + "/review", $"{path}/review", null, []),
            (get, one + "/review", $"{app.LinksPath}/lnk_x/review", null, []),
            (post, destination + "/reject", $"{path}/destinations/deezer/reject", """{ "candidate": "2" }""", []),
            (post, destination + "/reject", $"{path}/destinations/deezer/reject", """{ "candidate": "2" }""", stale),
            (post, destination + "/reject", $"{path}/destinations/deezer/reject", """{ "candidate": "none" }""", []),
            (post, destination + "/reject", $"{app.LinksPath}/lnk_x/destinations/deezer/reject", "{}", []),
            (post, destination + "/accept", $"{path}/destinations/deezer/accept", """{ "candidate": "1" }""", []),
            (post, destination + "/accept", $"{path}/destinations/deezer/accept", """{ "candidate": "1" }""", stale),
            (post, destination + "/accept", $"{path}/destinations/tidal/accept", "{}", []),
            (post, destination + "/accept", $"{path}/destinations/napster/accept", "{}", []),
            (patch, destination, $"{path}/destinations/deezer", """{ "pinned": false }""", []),
            (patch, destination, $"{path}/destinations/deezer", """{ "pinned": true }""", stale),
            (patch, destination, $"{path}/destinations/bandcamp", """{ "pinned": true }""", []),
            (patch, destination, $"{path}/destinations/napster", """{ "pinned": true }""", []),
            (post, destination + "/reopen", $"{path}/destinations/deezer/reopen", null, stale),
            (post, destination + "/reopen", $"{path}/destinations/deezer/reopen", null, []),
            (post, destination + "/reopen", $"{path}/destinations/napster/reopen", null, []),
            (post, one + "/look-up", $"{live}/look-up", null, []),
            (post, one + "/look-up", $"{live}/look-up", null, stale),
            (post, one + "/look-up", $"{app.LinksPath}/lnk_x/look-up", null, []),
            (get, Organization + "/settings", $"{own}/settings", null, []),
            (patch, Organization + "/settings", $"{own}/settings", """{ "showProbable": true }""", []),
            (get, Organization + "/services", $"{own}/services", null, []),
        }) await askAsync(method, pattern, address, body, headers);
    }

    /// <summary>Apps of its own: one that sells, and one that does not.</summary>
    private async Task TourBillingAsync()
    {
        const string billing = Organization + "/billing";
        const string credits = """{ "kind": "credits", "item": "credits-100" }""";
        var (get, post) = (HttpMethod.Get, HttpMethod.Post);
        await using var off = await AppFixture.StartAsync();
        foreach (var way in new[] { "/portal", "/connect" }) Keep(post, billing + way, await off.ApiAsync(post, $"/api/organizations/{off.Organization}/billing{way}", "{}"));
        Keep(post, "/webhooks/stripe", await off.SendAsync(post, "/webhooks/stripe", new StringContent("{}")));
        await using var shop = await BillingApp.StartAsync(new() { ["App:MaxApiBodyBytes"] = "2048", ["Stripe:MaxWebhookBytes"] = "16384" });
        foreach (var (pattern, body) in new[] { ("/checkout", """{ "kind": "baseFee" }"""), ("/checkout", credits), ("/checkout", """{ "kind": "plan", "item": "starter" }"""), ("/portal", null), ("/portal", """{ "returnTo": "x" }"""), ("/connect", null), ("/connect", "[]") })
            Keep(post, billing + pattern, await shop.App.ApiAsync(post, shop.Path + pattern, body));
        foreach (var (key, body) in new[] { ("k", credits), ("k", """{ "kind": "plan", "item": "pro" }""") }) Keep(post, billing + "/checkout", await shop.CheckOutAsync(body, ("Idempotency-Key", key)));
        Keep(post, billing + "/checkout", await shop.CheckOutAsync($$"""{ "kind": "baseFee", "link": "{{(await shop.App.CreateLinkAsync("to-pay")).GetProperty("id").GetString()}}" }"""));
        foreach (var (body, signature) in new[] { (BillingApp.Event, BillingApp.Sign(BillingApp.Event)), (BillingApp.Event, null), (new string(' ', 17_000), null) }) Keep(post, "/webhooks/stripe", await shop.TellAsync(body, signature));
        await shop.ControlAsync("pay", new { purchase = (await shop.BuyAsync(credits)).Purchase });
        await shop.SettleAsync();
        Keep(get, billing, await shop.App.ApiAsync(get, shop.Path));
        foreach (var query in new[] { "", "?pageSize=1", "?pageSize=0" }) Keep(get, billing + "/purchases", await shop.App.ApiAsync(get, $"{shop.Path}/purchases{query}"));
        var doors = new[] { (get, billing, shop.Path), (get, billing + "/purchases", shop.Path + "/purchases"), (post, billing + "/checkout", shop.Path + "/checkout"), (post, billing + "/portal", shop.Path + "/portal"), (post, billing + "/connect", shop.Path + "/connect") };
        foreach (var (method, pattern, address) in doors)
        {
            Keep(method, pattern, await shop.App.ApiAsync(method, address, null, ("Authorization", "Bearer x")));
            Keep(method, pattern, await shop.App.ApiAsync(method, address, null, await HalfKeyAsync(shop.App, method)));
            if (method == get) continue;
            Keep(method, pattern, await shop.App.ApiAsync(method, address, new string(' ', 3_000)));
            using var text = new StringContent("{}", Encoding.UTF8, "text/plain");
            Keep(method, pattern, await shop.App.SendAsync(method, address, text, ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "links.example"), ("Authorization", $"Bearer {shop.App.Key}")));
        }

        shop.App.StopStorage();
        foreach (var (method, pattern, address) in doors) Keep(method, pattern, await shop.App.ApiAsync(method, address, method == get ? null : pattern.EndsWith("checkout", StringComparison.Ordinal) ? credits : "{}"));
        Keep(post, "/webhooks/stripe", await shop.TellAsync(BillingApp.Event.Replace("evt_1", "evt_2", StringComparison.Ordinal), BillingApp.Sign(BillingApp.Event.Replace("evt_1", "evt_2", StringComparison.Ordinal))));
    }

    private async Task TourHealthAsync()
    {
        await using var app = await AppFixture.StartAsync();
        await using var down = await AppFixture.StartAsync();
        down.StopStorage();
        Keep(HttpMethod.Get, "/api/health/live", await app.ApiAsync(HttpMethod.Get, "/api/health/live"));
        foreach (var each in new[] { app, down }) Keep(HttpMethod.Get, "/api/health/ready", await each.ApiAsync(HttpMethod.Get, "/api/health/ready"));
    }

    /// <summary>One that lacks the scope a method asks for.</summary>
    private static async Task<(string, string)> HalfKeyAsync(AppFixture app, HttpMethod method)
    {
        var (_, key) = await app.Services.GetRequiredService<ApiKeyRing>().CreateAsync(app.Organization, "half", method == HttpMethod.Get ? ApiKeyScopes.Write : ApiKeyScopes.Read, null, null, default);
        return ("Authorization", $"Bearer {key.Reveal()}");
    }

    private Answer Keep(HttpMethod method, string pattern, Answer answer)
    {
        _seen.Add($"{method.Method.ToLowerInvariant()} {pattern} {answer.Status}");
        // A HEAD has the headers of its GET, which is looked at as well.
        if (method != HttpMethod.Head) _answers.Add(new
        {
            method = method.Method.ToLowerInvariant(), path = pattern, status = answer.Status, contentType = answer.ContentType,
            headers = answer.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value),
            body = answer.ContentType?.Contains("json", StringComparison.Ordinal) == true ? answer.Json : (JsonElement?)null,
        });
        return answer;
    }

    private static List<(string Name, IReadOnlyList<string> Statuses)> Operations()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(s_file));
        return [.. document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Where(member => member.Name != "parameters")
            .Select(operation => ($"{operation.Name} {path.Name}", (IReadOnlyList<string>)[.. operation.Value.GetProperty("responses").EnumerateObject().Select(response => response.Name)])))];
    }

    [GeneratedRegex(" 500$|/settings 404$|/services 503$")]
    private static partial Regex NotToured();

    [GeneratedRegex("Urn \\+ \"([a-z-]+)\"")]
    private static partial Regex ProblemType();
}

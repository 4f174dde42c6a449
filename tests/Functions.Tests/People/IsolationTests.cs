using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.Functions.Credits;
using Smartlinks.Functions.Hosting;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Access;
using Smartlinks.Organizations.ApiKeys;
using Smartlinks.Organizations.Members;
using Smartlinks.Records.Erasing;
using Smartlinks.Records.Exporting;

namespace Smartlinks.Tests.Functions.People;

/// <summary>
/// Walks every route of the API, as the app has them, with every kind of caller: nobody gets or changes anything of an organization that is not theirs, and within one each gets what its role or scope
/// allows. A new route is walked as well; one that says nothing of whom it is for, or has a parameter that is not known here, fails the test.
/// </summary>
public sealed partial class IsolationTests
{
    private const string Marker = "only-for-this-label";

    [Fact]
    public async Task Every_route_says_whom_it_is_for()
    {
        await using var signIn = await SignInApp.StartAsync();

        Assert.True(Routes(signIn.App).Count > 25, "the routes were found");
        Assert.Equal([], Routes(signIn.App).Where(route => Needs(route.Endpoint) == Permissions.None && route.Endpoint.RequestDelegate?.Target is not (PersonRoute or OperatorRoute or HealthEndpoints)).Select(route => route.Name));
    }

    [Fact]
    public async Task A_route_that_says_nothing_is_closed_to_everybody()
    {
        await using var signIn = await SignInApp.StartAsync();
        var wasCalled = false;
        var silent = signIn.App.Services.GetRequiredService<ApiDoor>().Open(_ => Task.FromResult(wasCalled = true));
        var context = new DefaultHttpContext { RequestServices = signIn.App.Services };
        context.Request.Headers.Authorization = $"Bearer {signIn.App.Key}";
        context.Request.RouteValues["organization"] = signIn.App.Organization.ToString();

        await silent(context);

        Assert.Equal((403, false, true), (context.Response.StatusCode, wasCalled, Needs(new RouteEndpoint(silent, Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/"), 0, null, null)) == Permissions.None));
    }

    [Fact]
    public async Task Nobody_gets_or_changes_anything_of_an_organization_that_is_not_theirs()
    {
        await using var signIn = await SignInApp.StartAsync();
        var values = await FillAsync(signIn);
        var (foreign, foreignKey) = await signIn.App.CreateOrganizationAsync("Another label");
        var callers = new List<(string Name, Func<HttpMethod, string, string?, Task<Answer>> AskAsync)>
        {
            ("nobody", (method, path, body) => AskAsync(signIn.App, method, path, body, "")),
            ("a malformed key", (method, path, body) => AskAsync(signIn.App, method, path, body, "Bearer sl_x")),
            ("another scheme", (method, path, body) => AskAsync(signIn.App, method, path, body, "Basic eDp5")),
            ("another's key", (method, path, body) => AskAsync(signIn.App, method, path, body, $"Bearer {foreignKey}")),
            ("another's read key", await KeyAsync(signIn, foreign, ApiKeyScopes.Read)),
        };
        foreach (var (persona, role) in Personas)
        {
            await signIn.JoinAsync(foreign, persona, role);
            callers.Add(($"another's {role}", await PersonAsync(signIn, persona)));
        }

        callers.Add(("a stranger", await PersonAsync(signIn, "stranger")));
        callers.Add(("a tampered session", await PersonAsync(signIn, "owner", cookie => cookie[..^8] + "AAAAAAAA")));

        var before = signIn.App.Rows(row => row.PartitionKey.Contains(signIn.App.Organization.ToString(), StringComparison.Ordinal) || IsOf(values, row.PartitionKey));
        Assert.True(before.Count > 8, "there is something to be kept");
        var leaks = new List<string>();
        foreach (var (name, askAsync) in callers)
        {
            foreach (var route in Routes(signIn.App).Where(route => route.Name.Contains("{organization}", StringComparison.Ordinal)))
            {
                foreach (var body in Bodies(route.Method))
                {
                    var answer = await askAsync(route.Method, Fill(route.Pattern, values), body);
                    if (answer.Status is not (401 or 403)) leaks.Add($"{name}: {route.Name}: {answer.Status}");
                    if (values.Values.Append(Marker).Any(value => value.Length > 6 && answer.Text.Contains(value, StringComparison.Ordinal))) leaks.Add($"{name}: {route.Name}: {answer.Text}");
                }
            }
        }

        Assert.Equal([], leaks);
        Assert.Equal(before, signIn.App.Rows(row => row.PartitionKey.Contains(signIn.App.Organization.ToString(), StringComparison.Ordinal) || IsOf(values, row.PartitionKey)));
    }

    [Fact]
    public async Task An_organization_that_is_not_and_one_that_is_anothers_get_the_same_answer()
    {
        await using var signIn = await SignInApp.StartAsync();
        var (there, away) = ((await FillAsync(signIn)), new Dictionary<string, string>());
        foreach (var (name, value) in there) away[name] = name == "organization" ? "org_nowhere-at-all" : value;
        var stranger = await PersonAsync(signIn, "stranger");
        foreach (var route in Routes(signIn.App).Where(route => route.Name.Contains("{organization}", StringComparison.Ordinal)))
        {
            foreach (var ask in new[] { stranger, (method, path, body) => AskAsync(signIn.App, method, path, body, "Bearer sl_abcdefghjk_23456789abcdefghjkmnpqrstwxyz234") })
            {
                var (one, other) = (await ask(route.Method, Fill(route.Pattern, there), "{}"), await ask(route.Method, Fill(route.Pattern, away), "{}"));
                Assert.Equal((one.Status, one.Text), (other.Status, other.Text));
            }
        }
    }

    [Fact]
    public async Task Within_an_organization_each_gets_what_the_table_says()
    {
        await using var signIn = await SignInApp.StartAsync();
        var values = await FillAsync(signIn);
        // What is not there: where it may, a caller gets past the door, and changes nothing all the same.
        foreach (var name in new[] { "link", "person", "invitation", "key", "entitlement", "export" }) values[name] = "nothing";
        var callers = new List<(Permissions May, Func<HttpMethod, string, string?, Task<Answer>> AskAsync)>
        {
            (PermissionTable.Of(ApiKeyScopes.All), (method, path, body) => AskAsync(signIn.App, method, path, body, $"Bearer {signIn.App.Key}")),
            (PermissionTable.Of(ApiKeyScopes.Read), await KeyAsync(signIn, signIn.App.Organization, ApiKeyScopes.Read)),
            (PermissionTable.Of(ApiKeyScopes.Write), await KeyAsync(signIn, signIn.App.Organization, ApiKeyScopes.Write)),
        };
        foreach (var (persona, role) in Personas)
        {
            await signIn.JoinAsync(signIn.App.Organization, persona, role);
            callers.Add((PermissionTable.Of(role), await PersonAsync(signIn, persona)));
        }

        var wrong = new List<string>();
        foreach (var (may, askAsync) in callers)
        {
            foreach (var route in Routes(signIn.App).Where(route => Needs(route.Endpoint) != Permissions.None))
            {
                var answer = await askAsync(route.Method, Fill(route.Pattern, values), route.Method == HttpMethod.Get || route.Method == HttpMethod.Delete ? null : "[]");
                var isRefused = answer.Status == 403;
                if (answer.Status == 401 || isRefused == ((may & Needs(route.Endpoint)) != Permissions.None)) wrong.Add($"{may}: {route.Name}: {answer.Status}");
            }
        }

        Assert.Equal([], wrong);
    }

    [Fact]
    public async Task A_persons_own_routes_show_nothing_of_others_and_take_no_keys()
    {
        await using var signIn = await SignInApp.StartAsync();
        var values = await FillAsync(signIn);
        var stranger = await PersonAsync(signIn, "stranger");
        foreach (var route in Routes(signIn.App).Where(route => route.Endpoint.RequestDelegate?.Target is PersonRoute))
        {
            var path = Fill(route.Pattern, values);
            (await AskAsync(signIn.App, route.Method, path, "{}", "")).IsProblem(401, "unauthenticated");
            (await AskAsync(signIn.App, route.Method, path, "{}", $"Bearer {signIn.App.Key}")).IsProblem(401, "unauthenticated");
            var answer = await stranger(route.Method, path, "{}");
            Assert.DoesNotContain(values.Values.Append(Marker), value => value.Length > 6 && answer.Text.Contains(value, StringComparison.Ordinal));
        }
    }

    private static (string, Role)[] Personas => [("owner", Role.Owner), ("admin", Role.Admin), ("artist", Role.Member), ("viewer", Role.Viewer)];

    private static Permissions Needs(RouteEndpoint endpoint) => (endpoint.RequestDelegate?.Target as ApiRoute)?.Needs ?? Permissions.None;

    private static List<(string Name, HttpMethod Method, string Pattern, RouteEndpoint Endpoint)> Routes(AppFixture app) =>
    [
        .. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(endpoint => (Pattern: "/" + endpoint.RoutePattern.RawText!.Trim('/'), endpoint))
            .Where(each => each.Pattern.StartsWith("/api", StringComparison.OrdinalIgnoreCase))
            .SelectMany(each => each.endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => ($"{method} {each.Pattern}", new HttpMethod(method), each.Pattern, each.endpoint))),
    ];

    /// <summary>Something of everything a route can name.</summary>
    private static async Task<Dictionary<string, string>> FillAsync(SignInApp signIn)
    {
        var link = (await signIn.App.CreateLinkAsync(Marker)).GetProperty("id").GetString()!;
        await signIn.App.OfferAsync(link);
        var member = PersonId.Of("test", "a member");
        await signIn.Members.PutOwnerAsync(signIn.App.Organization, member, default);
        var owner = await signIn.Members.FindAsync(signIn.App.Organization, member, default);
        var (invitation, _) = (await signIn.App.Services.GetRequiredService<Invitations>().CreateAsync(signIn.App.Organization, owner, Role.Member, TimeSpan.FromDays(1), Marker, default))!.Value;
        var (key, _) = await signIn.App.Services.GetRequiredService<ApiKeyRing>().CreateAsync(signIn.App.Organization, Marker, ApiKeyScopes.All, null, null, default);
        var entitlement = new Entitlement(EntitlementId.Parse("a-membership"), EntitlementKind.Membership, null, DateTimeOffset.UnixEpoch) { Offer = Marker };
        await signIn.App.Services.GetRequiredService<Entitlements>().GiveAsync(signIn.App.Organization, OwnerId.Of(signIn.App.Organization), entitlement, default);
        var export = await signIn.App.Services.GetRequiredService<Exporter>().BeginAsync(signIn.App.Organization, member, default);
        Assert.IsType<AskErasureResult.Asked>(await signIn.App.Services.GetRequiredService<Erasures>().AskAsync(signIn.App.Organization, member, "A label", default));
        return new()
        {
            ["export"] = export.Run, ["erased"] = signIn.App.Organization.ToString(),
            ["owner"] = OwnerId.Of(signIn.App.Organization).ToString(), ["entitlement"] = entitlement.Id.ToString(),
            ["organization"] = signIn.App.Organization.ToString(), ["link"] = link, ["service"] = "deezer", ["person"] = member.ToString(), ["invitation"] = invitation.Id, ["key"] = key.Id,
        };
    }

    private static bool IsOf(Dictionary<string, string> values, string partition) => partition.Contains(values["link"], StringComparison.Ordinal) || partition.Contains(Marker, StringComparison.Ordinal);

    private static string Fill(string pattern, Dictionary<string, string> values) =>
        Parameter().Replace(pattern, match => values.TryGetValue(match.Groups[1].Value, out var value) ? value : throw new InvalidOperationException($"{pattern}: what {match.Value} is has to be said in {nameof(FillAsync)}."));

    private static string?[] Bodies(HttpMethod method) => method == HttpMethod.Get || method == HttpMethod.Delete ? [null]
        : ["{}", """{ "isrc": "QM24S2402528" }""", """{ "role": "owner" }""", """{ "name": "mine", "scopes": ["write"] }""", """{ "showProbable": true }""", """{ "url": "https://www.deezer.com/track/9" }""", """{ "pinned": true }""", """{ "confirm": "A label" }"""];

    private static Task<Answer> AskAsync(AppFixture app, HttpMethod method, string path, string? body, string authorization) => app.ApiAsync(method, path, body, ("Authorization", authorization));

    private static async Task<Func<HttpMethod, string, string?, Task<Answer>>> KeyAsync(SignInApp signIn, OrganizationId organization, ApiKeyScopes scopes)
    {
        var (_, key) = await signIn.App.Services.GetRequiredService<ApiKeyRing>().CreateAsync(organization, "a key", scopes, null, null, default);
        return (method, path, body) => AskAsync(signIn.App, method, path, body, $"Bearer {key.Reveal()}");
    }

    private static async Task<Func<HttpMethod, string, string?, Task<Answer>>> PersonAsync(SignInApp signIn, string persona, Func<string, string>? tamper = null)
    {
        var browser = await signIn.SignInAsync(persona);
        var token = await browser.TokenAsync();
        if (tamper is not null) browser.Cookies["__Host-smartlinks"] = tamper(browser.Cookies["__Host-smartlinks"]);
        return (method, path, body) => browser.ApiAsync(method, path, body, token);
    }

    [GeneratedRegex("\\{([a-zA-Z]+)\\}")]
    private static partial Regex Parameter();
}

using System.Net.Http;
using System.Text.Json;
using Smartlinks.Links;
using Smartlinks.StreamingServices;

namespace Smartlinks.Tests.Functions.Links;

/// <summary>An admin's decisions about what the services offered. Hunts decisions that do not last, cannot be taken back, or reach a page unproven.</summary>
public sealed class ReviewingTests
{
    private static readonly HttpMethod s_patch = HttpMethod.Patch;

    [Fact]
    public async Task A_candidate_is_accepted_shown_to_fans_and_pinned()
    {
        await using var app = await AppFixture.StartAsync();
        var path = await OfferAsync(app);
        Assert.Equal(302, (await app.VisitAsync("/a-song/spotify")).Status);

        var review = await DoAsync(app, $"{path}/destinations/deezer/accept", """{ "candidate": "1" }""");

        var deezer = Service(review, "deezer");
        Assert.Equal(("confirmed", true, true), (Text(deezer, "status"), deezer.GetProperty("visible").GetBoolean(), deezer.GetProperty("pinned").GetBoolean()));
        Assert.Contains("acceptedByAdmin", deezer.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("https://www.deezer.com/track/2947516331", (await app.VisitAsync("/a-song/deezer"))["Location"]);
    }

    [Fact]
    public async Task A_rejected_candidate_is_named_as_such_and_reopening_forgets_it()
    {
        await using var app = await AppFixture.StartAsync();
        var path = await OfferAsync(app);
        await DoAsync(app, $"{path}/destinations/deezer/accept", """{ "candidate": "1" }""");

        var rejected = await DoAsync(app, $"{path}/destinations/deezer/reject", "{}");
        Assert.Equal(("notFound", false), (Text(Service(rejected, "deezer"), "status"), Service(rejected, "deezer").GetProperty("pinned").GetBoolean()));
        Assert.Equal(["1"], Candidates(rejected).Where(candidate => candidate.GetProperty("rejected").GetBoolean()).Select(candidate => Text(candidate, "id")));

        var reopened = await DoAsync(app, $"{path}/destinations/deezer/reopen", null);
        Assert.Equal("pending", Text(Service(reopened, "deezer"), "status"));
        Assert.DoesNotContain(Candidates(reopened), candidate => candidate.GetProperty("rejected").GetBoolean());
    }

    [Fact]
    public async Task A_pin_is_set_and_taken_back()
    {
        await using var app = await AppFixture.StartAsync();
        var path = await OfferAsync(app);
        await DoAsync(app, $"{path}/destinations/deezer/accept", """{ "candidate": "1" }""");

        var loose = await app.ApiAsync(s_patch, $"{path}/destinations/deezer", """{ "pinned": false }""");
        Assert.False(Destination(loose.Json, "deezer").GetProperty("pinned").GetBoolean());
        Assert.Equal("confirmed", Text(Destination(loose.Json, "deezer"), "status"));
        var fast = await app.ApiAsync(s_patch, $"{path}/destinations/deezer", """{ "pinned": true }""");
        Assert.True(Destination(fast.Json, "deezer").GetProperty("pinned").GetBoolean());
        (await app.ApiAsync(s_patch, $"{path}/destinations/bandcamp", """{ "pinned": true }""")).IsProblem(409, "nothing-to-pin");
        (await app.ApiAsync(s_patch, $"{path}/destinations/deezer", "{}")).RefusesFields("pinned");
    }

    [Fact]
    public async Task A_search_cannot_be_pinned_and_stays_labelled_as_one()
    {
        await using var app = await AppFixture.StartAsync();
        var path = await OfferAsync(app);
        var link = (await app.Store.FindAsync(app.Organization, LinkId.Parse(path.Split('/')[^1]), default))!;
        await app.Store.TryUpdateAsync(link.With(Visits.Leads.To(StreamingService.Pandora, DestinationStatus.Search)), default);

        (await app.ApiAsync(s_patch, $"{path}/destinations/pandora", """{ "pinned": true }""")).IsProblem(409, "nothing-to-pin");

        var pandora = Destination((await app.ApiAsync(HttpMethod.Get, path)).Json, "pandora");
        Assert.Equal(("search", false), (Text(pandora, "status"), pandora.GetProperty("pinned").GetBoolean()));
    }

    [Theory]
    [InlineData("accept")]
    [InlineData("reject")]
    public async Task A_decision_without_a_body_is_about_the_candidate_that_is_shown(string decision)
    {
        await using var app = await AppFixture.StartAsync();
        var path = await OfferAsync(app);
        await DoAsync(app, $"{path}/destinations/deezer/accept", """{ "candidate": "1" }""");

        var review = await DoAsync(app, $"{path}/destinations/deezer/{decision}", null);

        Assert.Contains($"\"{decision}edByAdmin\"", Service(review, "deezer").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_about_the_candidate_shown_says_when_there_is_none()
    {
        await using var app = await AppFixture.StartAsync();
        var path = await OfferAsync(app);

        var refused = await app.ApiAsync(HttpMethod.Post, $"{path}/destinations/deezer/accept", "{}");

        refused.IsProblem(409, "no-such-candidate");
        Assert.Contains("name one by its id", Text(refused.Json, "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_never_offered_cannot_be_accepted()
    {
        await using var app = await AppFixture.StartAsync();
        var path = await OfferAsync(app);
        (await app.ApiAsync(HttpMethod.Post, $"{path}/destinations/deezer/accept", """{ "candidate": "3" }""")).IsProblem(409, "no-such-candidate");
        (await app.ApiAsync(HttpMethod.Post, $"{path}/destinations/tidal/accept", """{ "candidate": "1" }""")).IsProblem(409, "no-such-candidate");
        (await app.ApiAsync(HttpMethod.Post, $"{path}/destinations/deezer/accept", """{ "candidate": 1 }""")).RefusesFields("candidate");
    }

    [Fact]
    public async Task The_review_lists_links_that_need_a_look_and_no_others_and_none_of_another_organization()
    {
        await using var app = await AppFixture.StartAsync();
        var path = await OfferAsync(app);
        await app.CreateLinkAsync("another-song");
        await DoAsync(app, $"{path}/destinations/spotify/reopen", null);
        Assert.Empty(await ListAsync(app));

        await DoAsync(app, $"{path}/destinations/deezer/accept", """{ "candidate": "2" }""");
        await DoAsync(app, $"{path}/destinations/deezer/reject", """{ "candidate": "2" }""");
        // Still being looked up: nobody has to look yet.
        Assert.Empty(await ListAsync(app));
        var link = (await app.Store.FindAsync(app.Organization, LinkId.Parse(path.Split('/')[^1]), default))!;
        Assert.NotNull(await app.Store.TryUpdateAsync(link with { Resolving = false }, default));
        await DoAsync(app, $"{path}/destinations/deezer/reject", """{ "candidate": "1" }""");

        var listed = Assert.Single(await ListAsync(app));
        Assert.Equal("a-song", Text(listed, "slug"));
        var (other, key) = await app.CreateOrganizationAsync("Another label");
        Assert.Empty((await app.ApiAsync(HttpMethod.Get, $"/api/organizations/{other}/reviews", null, ("Authorization", $"Bearer {key}"))).Json.GetProperty("items").EnumerateArray());
        (await app.ApiAsync(HttpMethod.Get, $"/api/organizations/{other}/reviews")).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task An_admin_sees_what_a_fan_in_a_country_sees_and_why()
    {
        await using var app = await AppFixture.StartAsync();
        var path = await OfferAsync(app);
        var link = (await app.Store.FindAsync(app.Organization, LinkId.Parse(path.Split('/')[^1]), default))!;
        await app.Store.TryUpdateAsync(link.With(link.Find(StreamingService.Spotify)! with { Territories = Territories.Except(["JP"]) }), default);

        var there = Destination((await app.ApiAsync(HttpMethod.Get, $"{path}?country=de")).Json, "spotify");
        var away = Destination((await app.ApiAsync(HttpMethod.Get, $"{path}?country=JP")).Json, "spotify");

        Assert.True(there.GetProperty("visible").GetBoolean());
        Assert.False(away.GetProperty("visible").GetBoolean());
        Assert.Contains("JP", Text(away, "why"), StringComparison.Ordinal);
        Assert.Equal("""{"except":["JP"]}""", away.GetProperty("territories").GetRawText());
    }

    [Fact]
    public async Task Settings_are_kept_and_only_what_is_sent_changes()
    {
        await using var app = await AppFixture.StartAsync();
        var path = app.LinksPath[..^"/links".Length] + "/settings";
        Assert.Equal((false, true), Shown(await app.ApiAsync(HttpMethod.Get, path)));
        Assert.Equal((true, true), Shown(await app.ApiAsync(s_patch, path, """{ "showProbable": true }""")));
        Assert.Equal((true, false), Shown(await app.ApiAsync(s_patch, path, """{ "searchLinks": false }""")));
        Assert.Equal((true, false), Shown(await app.ApiAsync(HttpMethod.Get, path)));
        (await app.ApiAsync(s_patch, path, """{ "showProbable": "yes" }""")).RefusesFields("showProbable");

        static (bool Probable, bool Searches) Shown(Answer answer) => (answer.Json.GetProperty("showProbable").GetBoolean(), answer.Json.GetProperty("searchLinks").GetBoolean());
    }

    [Fact]
    public async Task Looking_up_again_asks_for_what_is_missing_and_leaves_the_rest()
    {
        await using var app = await AppFixture.StartAsync();
        var path = await OfferAsync(app);
        var queued = app.Queues[ResolveRequests.Name].Bodies.Count;
        var answer = await app.ApiAsync(HttpMethod.Post, $"{path}/look-up");
        Assert.Equal(202, answer.Status);
        Assert.Equal(queued + 1, app.Queues[ResolveRequests.Name].Bodies.Count);
        Assert.Equal("manual", Text(Destination(answer.Json, "spotify"), "status"));
        Assert.Equal("pending", Text(Destination(answer.Json, "deezer"), "status"));
    }

    private static async Task<string> OfferAsync(AppFixture app)
    {
        var link = await app.CreateLinkAsync("a-song", destinations: """{ "spotify": "https://open.spotify.com/track/1" }""");
        var id = Text(link, "id");
        await app.OfferAsync(id);
        return $"{app.LinksPath}/{id}";
    }

    private static async Task<JsonElement> DoAsync(AppFixture app, string path, string? body)
    {
        var answer = await app.ApiAsync(HttpMethod.Post, path, body);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json;
    }

    private static async Task<List<JsonElement>> ListAsync(AppFixture app)
    {
        var answer = await app.ApiAsync(HttpMethod.Get, app.LinksPath[..^"/links".Length] + "/reviews");
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Json.GetProperty("items").EnumerateArray()];
    }

    private static JsonElement Service(JsonElement review, string service) => review.GetProperty("services").EnumerateArray().Select(each => each.GetProperty("destination")).Single(each => Text(each, "service") == service);

    private static List<JsonElement> Candidates(JsonElement review) =>
        [.. review.GetProperty("services").EnumerateArray().Single(each => Text(each.GetProperty("destination"), "service") == "deezer").GetProperty("candidates").EnumerateArray()];

    private static JsonElement Destination(JsonElement link, string service) => link.GetProperty("destinations").EnumerateArray().Single(each => Text(each, "service") == service);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}

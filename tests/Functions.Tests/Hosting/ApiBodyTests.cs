using System.Net.Http.Headers;
using System.Text;
using Smartlinks.Links;

namespace Smartlinks.Tests.Functions.Hosting;

/// <summary>Keys and bodies of management requests, whatever they are sent to.</summary>
public sealed class ApiBodyTests
{
    private const string Valid = """{ "isrc": "QM24S2402528" }""";

    [Fact]
    public async Task Whoever_is_not_the_organization_gets_one_and_the_same_answer()
    {
        await using var app = await AppFixture.StartAsync();
        var (other, otherKey) = await app.CreateOrganizationAsync("Another");
        var key = app.Key;
        var wrongSecret = key[..^1] + (key[^1] == '2' ? '3' : '2');
        var link = (await app.CreateLinkAsync("a-song")).GetProperty("id").GetString();

        string[] headers = ["", "Bearer", "Bearer ", $"Basic {key}", key, "Bearer sl_", $"Bearer {key}x", $"Bearer {key.ToUpperInvariant()}", $"Bearer {wrongSecret}", $"Bearer {otherKey}", "Bearer " + new string('x', 5_000), "Bearer sl_éé"];
        var answers = new List<Answer>();
        foreach (var header in headers) answers.Add(await app.ApiAsync(HttpMethod.Get, $"{app.LinksPath}/{link}", null, ("Authorization", header)));
        foreach (var organization in new[] { "org_unknown", "x", "org_", "ORG_ABC", $"{other}" }) answers.Add(await app.ApiAsync(HttpMethod.Get, $"/api/organizations/{organization}/links/{link}"));
        foreach (var (method, path) in new[] { (HttpMethod.Post, ""), (HttpMethod.Get, ""), (HttpMethod.Patch, "/x"), (HttpMethod.Delete, "/x"), (HttpMethod.Get, "/x/report"), (HttpMethod.Put, "/x/destinations/y"), (HttpMethod.Delete, "/x/destinations/y") })
            answers.Add(await app.ApiAsync(method, app.LinksPath + path, null, ("Authorization", $"Bearer {otherKey}")));

        Assert.All(answers, answer => Assert.Equal("Bearer", answer.IsProblem(401, "unauthenticated")["WWW-Authenticate"]));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("bearer")]
    public async Task The_scheme_may_be_spelled_in_any_case(string scheme)
    {
        await using var app = await AppFixture.StartAsync();

        Assert.Equal(200, (await app.ApiAsync(HttpMethod.Get, app.LinksPath, null, ("Authorization", $"{scheme} {app.Key}"))).Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task A_body_of_another_type_is_refused(string? type)
    {
        await using var app = await AppFixture.StartAsync();

        (await SendAsync(app, new ByteArrayContent(Encoding.UTF8.GetBytes(Valid)), type)).IsProblem(415, "unsupported-media-type");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("Application/JSON")]
    public async Task A_json_body_is_taken_however_its_type_is_spelled(string type)
    {
        await using var app = await AppFixture.StartAsync();

        Assert.Equal(201, (await SendAsync(app, new ByteArrayContent(Encoding.UTF8.GetBytes(Valid)), type)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_bound_is_refused_whether_or_not_its_length_is_told(bool isChunked)
    {
        await using var app = await AppFixture.StartAsync(new() { ["App:MaxApiBodyBytes"] = "1024" });

        (await SendAsync(app, Padded(1025), "application/json", isChunked)).IsProblem(413, "body-too-large");
        Assert.Equal(201, (await SendAsync(app, Padded(1024), "application/json", isChunked)).Status);

        static ByteArrayContent Padded(int length) => new(Encoding.UTF8.GetBytes(Valid.PadRight(length)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{ \"isrc\": \"QM24S2402528\"")]
    [InlineData("{ \"isrc\": \"QM24S2402528\", }")]
    [InlineData("{ \"isrc\": \"QM24S2402528\" } {}")]
    [InlineData("{ \"isrc\": \"QM24S2402528\", \"isrc\": \"QM24S2402529\" }")]
    [InlineData("{ \"isrc\": \"QM24S2402528\", \"\\u0069src\": \"QM24S2402529\" }")]
    [InlineData("{ \"a\": [[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]] }")]
    public async Task A_body_that_is_no_json_object_is_refused(string body)
    {
        await using var app = await AppFixture.StartAsync();

        (await SendAsync(app, new ByteArrayContent(Encoding.UTF8.GetBytes(body)), "application/json")).IsProblem(400, "malformed-json");
    }

    [Fact]
    public async Task A_body_that_is_not_utf8_is_refused()
    {
        await using var app = await AppFixture.StartAsync();

        (await SendAsync(app, new ByteArrayContent([.. "{ \"title\": \""u8, 0xC3, 0x28, .. "\" }"u8]), "application/json")).IsProblem(400, "malformed-json");
    }

    [Theory]
    [InlineData("{ \"\\ud800\": 1 }")]
    [InlineData("{ \"isrc\": \"QM24S2402528\", \"\\ud800\": 1, \"\\ud801\": 2 }")]
    [InlineData("{ \"destinations\": { \"\\udc00\": \"x\" } }")]
    public async Task Half_a_character_in_a_name_is_the_callers_fault(string body)
    {
        await using var app = await AppFixture.StartAsync();

        Assert.Equal(400, (await SendAsync(app, new ByteArrayContent(Encoding.UTF8.GetBytes(body)), "application/json")).Status);
        Assert.Empty(app.Queues[ResolveRequests.Name].Bodies);
    }

    [Fact]
    public async Task Storage_that_does_not_answer_is_a_503_to_try_again()
    {
        await using var app = await AppFixture.StartAsync();
        app.StopStorage();

        var answer = await app.ApiAsync(HttpMethod.Get, app.LinksPath);

        Assert.Equal("5", answer.IsProblem(503, "storage-unavailable")["Retry-After"]);
    }

    private static Task<Answer> SendAsync(AppFixture app, ByteArrayContent content, string? type, bool isChunked = false)
    {
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        (string, string)[] headers = [("Authorization", $"Bearer {app.Key}"), .. isChunked ? new[] { ("Transfer-Encoding", "chunked") } : []];
        return app.SendAsync(HttpMethod.Post, app.LinksPath, content, headers);
    }
}

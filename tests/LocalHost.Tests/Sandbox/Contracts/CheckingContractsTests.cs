using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox.Contracts;

/// <summary>The contract check itself: exchanges that deviate in one thing are found out by it. Hunts for a check that lets everything pass.</summary>
public sealed class CheckingContractsTests
{
    private const string Search = "/spotify/v1/search?q=isrc:USUM72409273&type=track&market=US&limit=10";
    private const string NoHits = """{ "tracks": { "href": "https://api.spotify.com/", "limit": 5, "next": null, "offset": 0, "previous": null, "total": 0, "items": [] } }""";

    [SpecsFact]
    public async Task A_right_exchange_passes() => Assert.Empty(await FindAsync(Some()));

    [SpecsFact]
    public Task Deviations_of_a_request_are_found() => FailsAsync(
        (Some() with { Url = "/spotify/v1/finds?q=a" }, "the path is not described"),
        (Some() with { Method = "DELETE" }, "the method is not described"),
        (Some() with { Url = Search + "&page=2" }, "query parameter page: is not described"),
        (Some() with { Url = "/spotify/v1/search?q=a&market=US" }, "query parameter type: is missing"),
        (Some() with { Url = "/spotify/v1/search?q=a&type=track,song" }, "query parameter type/1: must be equal to one of the allowed values"),
        (Some() with { Url = "/spotify/v1/search?q=a&type=track&limit=11" }, "query parameter limit: must be <= 10"),
        (Some() with { Url = "/spotify/v1/search?q=a&type=track&limit=ten" }, "query parameter limit: must be integer"),
        (Some() with { Url = "/spotify/v1/search?q=a&q=b&type=track" }, "query parameter q: is there 2 times"),
        (Some() with { Headers = new Dictionary<string, string>() }, "carries no credentials"),
        (Some() with { RequestBody = "{}" }, "request body: is not described"));

    [SpecsFact]
    public Task Deviations_of_an_answer_are_found() => FailsAsync(
        (Some() with { Status = 418 }, "status 418 is not described"),
        (Some() with { Body = "{ \"tracks\": { \"limit\": 5" }, "answer: is no JSON"),
        (Some() with { Body = NoHits.Replace("\"total\": 0", "\"total\": \"none\"", StringComparison.Ordinal) }, "answer/tracks/total: must be integer"),
        (Some() with { Body = NoHits.Replace("\"total\": 0,", "", StringComparison.Ordinal) }, "must have required property 'total'"),
        (Some() with { Body = NoHits.Replace("\"total\"", "\"sum\": 1, \"total\"", StringComparison.Ordinal) }, "answer/tracks/sum: is not described"),
        (Some() with { ResponseHeaders = new Dictionary<string, string> { ["content-type"] = "text/html" } }, "content type text/html is not described"));

    [SpecsFact]
    public async Task Deviations_are_found_in_each_description()
    {
        // TIDAL: what an included resource must look like follows from its type.
        const string included = """{ "data": [], "links": { "self": "/tracks" }, "included": [ { "id": "1", "type": "TYPE" } ] }""";
        var tidal = new ServiceContract("tidal-openapi.json", "/tidal");
        var jsonApi = Some() with { Url = "/tidal/tracks?countryCode=US&filter%5Bisrc%5D=USUM72409273", ResponseHeaders = new Dictionary<string, string> { ["content-type"] = "application/vnd.api+json" } };
        Assert.Empty(await tidal.FindFaultsAsync([jsonApi with { Body = included.Replace("TYPE", "artists", StringComparison.Ordinal) }]));
        Assert.Contains("must be equal to one of the allowed values", Assert.Single(await tidal.FindFaultsAsync([jsonApi with { Body = included.Replace("TYPE", "songs", StringComparison.Ordinal) }])), StringComparison.Ordinal);

        var soundCloud = new ServiceContract("soundcloud-openapi.yaml", "/soundcloud");
        var track = Some() with { Url = "/soundcloud/tracks?q=a&access=playable,preview&limit=201", Body = """{ "collection": [] }""" };
        Assert.Contains("query parameter limit: must be <= 200", Assert.Single(await soundCloud.FindFaultsAsync([track])), StringComparison.Ordinal);

        var youTube = new ServiceContract("youtube-data-v3-apisguru.json", "");
        var video = Some() with { Url = "/youtube/v3/videos?part=status&id=a", Body = """{ "items": [ { "status": { "privacyStatus": "secret" } } ] }""" };
        Assert.Contains("answer/items/0/status/privacyStatus: must be equal", Assert.Single(await youTube.FindFaultsAsync([video])), StringComparison.Ordinal);
    }

    private static Exchange Some() => new(
        "GET", Search, new Dictionary<string, string> { ["authorization"] = "secret" }, null, 200, new Dictionary<string, string> { ["content-type"] = "application/json; charset=utf-8" }, NoHits);

    private static Task<string[]> FindAsync(Exchange exchange) => ServiceContract.Spotify.FindFaultsAsync([exchange]);

    // In one run of the check, each exchange after a right one: so many faults as deviations, and each that deviation's.
    private static async Task FailsAsync(params (Exchange Exchange, string Fault)[] deviations)
    {
        var found = await ServiceContract.Spotify.FindFaultsAsync(deviations.SelectMany(deviation => new[] { Some(), deviation.Exchange }));
        Assert.Equal(deviations.Length, found.Length);
        Assert.All(deviations.Zip(found), pair => Assert.Contains(pair.First.Fault, pair.Second, StringComparison.Ordinal));
    }
}

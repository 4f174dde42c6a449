using System.Text.Json;
using System.Web;
using Smartlinks.LocalHost.Tests.Sandbox.Consent;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox.Contracts;

/// <summary>Saves at the edge of what Spotify and TIDAL describe: as many items as one request takes, TIDAL's key, and every conflict TIDAL names.</summary>
public sealed class SavingContractTests
{
    private const string Tracks = "/tidal/v2/userCollectionTracks/me/relationships/items";

    [SpecsFact]
    public async Task Spotifys_fullest_save_has_forty_items_all_in_the_query()
    {
        var save = await SaveAsync(StreamingService.Spotify, ServiceContract.Spotify, "user-library-modify");
        Assert.Equal(("PUT", null), (save.Method, save.RequestBody));
        var query = HttpUtility.ParseQueryString(new Uri(new Uri("http://any"), save.Url).Query);
        Assert.Equal("uris", Assert.Single(query.AllKeys));
        Assert.Equal(40, query["uris"]!.Split(',').Distinct().Count());
        // The number is in the description's words alone.
        Assert.Contains("Maximum: 40 URIs", SpecsFactAttribute.Spec("spotify-fixed-openapi.yml"), StringComparison.Ordinal);
    }

    [SpecsFact]
    public async Task Tidals_fullest_save_has_fifty_items_and_a_key()
    {
        var save = await SaveAsync(StreamingService.Tidal, ServiceContract.Tidal, "collection.write");
        Assert.Equal(("POST", Tracks), (save.Method, save.Url));
        Assert.Equal(50, JsonDocument.Parse(save.RequestBody!).RootElement.GetProperty("data").GetArrayLength());
        Assert.InRange(save.Headers["idempotency-key"].Length, 1, 128);

        // One more, and a longer key, are against the description: the check would have found them.
        var one = JsonDocument.Parse(save.RequestBody!).RootElement.GetProperty("data")[0].GetRawText();
        var more = save with { RequestBody = save.RequestBody!.Replace("]}", $",{one}]}}", StringComparison.Ordinal) };
        Assert.Contains("must NOT have more than 50 items", Assert.Single(await ServiceContract.Tidal.FindFaultsAsync([more])), StringComparison.Ordinal);
    }

    [SpecsFact]
    public async Task Every_conflict_that_TIDAL_describes_is_understood()
    {
        using var description = JsonDocument.Parse(SpecsFactAttribute.Spec("tidal-openapi.json"));
        foreach (var collection in new[] { "Tracks", "Albums" })
        {
            var codes = description.RootElement.GetProperty("components").GetProperty("schemas").GetProperty($"UserCollection{collection}AddMultiDataRelationshipWithResponse409ResponseBody")
                .GetProperty("properties").GetProperty("errors").GetProperty("items").GetProperty("properties").GetProperty("code").GetProperty("enum").EnumerateArray().Select(code => code.GetString()!).ToList();
            Assert.Equal(3, codes.Count);
            foreach (var code in codes) Assert.NotEqual("http409", Word(await AnswerAsync(collection, code)));
        }

        // One that nobody described is not taken for anything.
        Assert.Equal("http409", Word(await AnswerAsync("Tracks", "SOMETHING_NEW")));
    }

    [SpecsFact]
    public async Task The_conflicts_that_our_tests_answer_with_are_TIDALs()
    {
        foreach (var code in new[] { "DUPLICATE_ITEMS_IN_COLLECTION", "TOO_MANY_ITEMS_IN_COLLECTION", "IDEMPOTENT_REQUEST_IN_PROGRESS" }) await ServiceContract.Tidal.AssertFitsAsync([Refused(code)]);
        Assert.Contains("must be equal to one of the allowed values", Assert.Single(await ServiceContract.Tidal.FindFaultsAsync([Refused("SOMETHING_NEW")])), StringComparison.Ordinal);
    }

    /// <summary>The one request of a save of as many tracks as the client puts into one.</summary>
    private static async Task<Exchange> SaveAsync(StreamingService service, ServiceContract contract, string scope)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        using var recorder = new ExchangeRecorder();
        using var http = new HttpClient(recorder) { BaseAddress = sandbox.Http.BaseAddress };
        var fans = sandbox.Fans(service, http);
        var tokens = await new FanBrowser(sandbox).ConsentAsync(fans, "ada", scope: scope);
        var (items, now) = (new CatalogueItems(sandbox.Server.Catalogue), sandbox.Server.Clock.GetUtcNow());
        var tracks = sandbox.Server.Catalogue.Tracks.Where(track => track.IsVisible(service, now)).Select(track => items.Of(service, track)).Distinct().Take(fans.Library.MostItems).ToList();
        Assert.Equal(fans.Library.MostItems, tracks.Count);
        Assert.All(Assert.IsType<LibraryAnswer.Done>(await fans.Library.SaveAsync(tokens.Access, tracks, "attempt", default)).Outcomes, outcome => Assert.Equal(SaveOutcome.Saved, outcome));
        await contract.AssertFitsAsync(recorder.Exchanges);
        return Assert.Single(recorder.Exchanges, exchange => exchange.Method is "PUT" or "POST" && exchange.Url.StartsWith(contract.Prefix, StringComparison.Ordinal));
    }

    private static async Task<LibraryAnswer> AnswerAsync(string collection, string code)
    {
        using var far = new ScriptedHttp((_, _) => ScriptedHttp.Json(Document(code), 409));
        using var http = far.NewClient();
        var options = new ServiceOptions { Tidal = { ClientId = "id", ClientSecret = "secret", Saves = true } };
        var library = FanServices.Make(options, http, OpenGate.Instance, TimeProvider.System).Single(fans => fans.Service == StreamingService.Tidal).Library;
        var item = CatalogueItems.Read(collection == "Albums" ? "https://tidal.com/browse/album/381265361" : "https://tidal.com/browse/track/381265362");
        return await library.SaveAsync("token", [item], "attempt", default);
    }

    private static string Word(LibraryAnswer answer) => answer is LibraryAnswer.Unavailable why ? why.Reason : $"{answer}";

    private static string Document(string code) => $$"""{ "errors": [ { "status": "409", "code": "{{code}}" } ] }""";

    private static Exchange Refused(string code) => new(
        "POST", Tracks, new Dictionary<string, string> { ["authorization"] = "secret", ["content-type"] = "application/vnd.api+json", ["idempotency-key"] = "one" },
        """{ "data": [ { "id": "1", "type": "tracks" } ] }""", 409, new Dictionary<string, string> { ["content-type"] = "application/vnd.api+json" }, Document(code));
}

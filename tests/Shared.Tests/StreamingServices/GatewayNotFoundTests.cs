using System.Security.Cryptography;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>
/// What stands between us and a service answers 404 as well, in its own words. None of them is the service's word on its catalogue: read as one, a release or a good
/// link would be lost.
/// </summary>
public sealed class GatewayNotFoundTests
{
    private static readonly ServiceOptions s_options = new()
    {
        Spotify = new() { ClientId = "id", ClientSecret = "secret" },
        SoundCloud = new() { ClientId = "id", ClientSecret = "secret" },
        Tidal = new() { ClientId = "id", ClientSecret = "secret" },
        YouTubeMusic = new() { ApiKey = "key" },
        AmazonMusic = new() { ClientId = "id", ClientSecret = "secret", SecurityProfileId = "profile", RefreshToken = "Atzr|kept" },
        AppleMusic = new() { TeamId = "TEAMTEAM12", KeyId = "KEYKEYKEY1", PrivateKey = NewKey() },
        MusicBrainz = new() { Contact = "ops@label.example" },
    };

    /// <summary>Bodies of proxies, gateways and frameworks.</summary>
    public static TheoryData<string> Bodies => new(
        "",
        "404 page not found",
        "<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center><hr><center>nginx</center></body></html>",
        "{}",
        "[]",
        "null",
        """{"message":"Not Found"}""",
        """{"message":"no Route matched with those values"}""",
        """{"statusCode":404,"message":"Resource not found"}""",
        """{"error":"Not Found"}""",
        """{"error":{}}""",
        """{"errors":{}}""",
        """{"code":404,"message":"Not Found"}""",
        """{"timestamp":"2026-11-20T12:00:00Z","status":404,"error":"Not Found","path":"/"}""",
        """{"type":"about:blank","title":"Not Found","status":404}""",
        """{"error":{"code":404,"message":"Method not found.","status":"NOT_FOUND"}}""");

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_404_that_is_not_the_services_own_is_no_word_on_its_catalogue(string body)
    {
        var http = new ScriptedHttp((request, _) => IsForToken(request)
            ? ScriptedHttp.Json("""{"access_token":"token","refresh_token":"Atzr|kept","expires_in":3600}""") : ScriptedHttp.Json(body, 404)).NewClient();
        var answers = new List<(string, LookUp)>();
        foreach (var catalogue in ServiceCatalogues.Make(s_options, http, OpenGate.Instance, new ManualTime()))
        {
            var name = catalogue.Service.Id;
            answers.Add((name, await catalogue.FindByItemAsync(Item(catalogue.Service), default)));
            if (catalogue.Capabilities.ByIsrc) answers.Add((name, await catalogue.FindByIsrcAsync(Some.Isrc, default)));
            if (catalogue.Capabilities.ByUpc) answers.Add((name, await catalogue.FindByUpcAsync([Some.Upc], default)));
            if (catalogue.Capabilities.BySearch) answers.Add((name, await catalogue.SearchAsync(new ReleaseSearch(ItemKind.Track, "Title", ["Artist"], null, null), default)));
        }

        foreach (var reference in ServiceCatalogues.MakeCrossReferences(s_options, http, OpenGate.Instance, new ManualTime()))
        {
            if (reference.ByIsrc) answers.Add((reference.Id, await reference.FindByIsrcAsync(Some.Isrc, default)));
            answers.Add((reference.Id, await reference.FindByUpcAsync([Some.Upc], default)));
        }

        Assert.Equal(11, answers.Select(answer => answer.Item1).Distinct().Count());
        Assert.All(answers, answer => Assert.Equal((answer.Item1, new LookUp.Unavailable("http404", null)), answer));
    }

    [Fact]
    public async Task A_404_where_tokens_are_given_says_nothing_of_the_credentials()
    {
        var http = new ScriptedHttp((_, _) => ScriptedHttp.Json("<html>no such host</html>", 404)).NewClient();
        foreach (var catalogue in ServiceCatalogues.Make(s_options, http, OpenGate.Instance, new ManualTime()).Where(catalogue => catalogue.Service.Id is "spotify" or "tidal" or "soundcloud" or "amazon-music"))
            Assert.Equal(new LookUp.Unavailable("http404", null), await catalogue.FindByItemAsync(Item(catalogue.Service), default));
    }

    private static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static bool IsForToken(SentRequest request) => request.Method == "POST" && request.Body?.Contains("grant_type", StringComparison.Ordinal) == true;

    private static ServiceItem Item(StreamingService service)
    {
        var address = service.Id switch
        {
            "spotify" => "https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe",
            "apple-music" => "https://music.apple.com/us/song/1763159211",
            "youtube-music" => "https://music.youtube.com/playlist?list=OLAK5uy_kJ0KMz5Wc3FXGnPGdEaQ5bz2NcrBnD3yM",
            "amazon-music" => "https://music.amazon.com/albums/B0DDK4X1Y2",
            "tidal" => "https://tidal.com/browse/track/381265312",
            "deezer" => "https://www.deezer.com/track/2947516331",
            "pandora" => "https://www.pandora.com/artist/a/b/c/TR1",
            "soundcloud" => "https://soundcloud.com/ladygaga/die-with-a-smile",
            _ => "https://thenightbus.bandcamp.com/track/elephant-castle",
        };
        return ServiceItem.TryRead(DestinationUrl.Parse(service, address), out var item, out var why) ? item : throw new FormatException(why);
    }
}

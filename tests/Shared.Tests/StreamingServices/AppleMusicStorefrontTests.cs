using System.Security.Cryptography;
using System.Text.Json;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.AppleMusic;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>Music that Apple Music has in some storefronts only. Hunts for a release lost because the first does not list it, and for requests that are not shared.</summary>
public sealed class AppleMusicStorefrontTests
{
    private const string German = "DEABC2600001";
    private const string Polish = "PLABC2600002";
    private const string American = "USABC2600003";
    private const string Nowhere = "USABC2600004";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly List<string> _asked = [];
    private readonly Dictionary<string, string[]> _songs = new() { [German] = ["de", "at"], [Polish] = ["pl"], [American] = ["us", "de"] };
    private string? _silent;

    [Fact]
    public async Task What_is_missing_of_a_batch_goes_on_as_a_batch()
    {
        var gate = new HeldGate();
        var apple = Apple("GB,DE", gate);
        string[] isrcs = [German, Polish, American, Nowhere];
        Task<LookUp>[] looking = [.. isrcs.Select(isrc => apple.FindByIsrcAsync(isrc, default))];
        for (var request = 0; request < 4; request++) await gate.LetNextThroughAsync();

        var answers = await Task.WhenAll(looking).WaitAsync(s_patience);
        var missing = $"{German},{Polish},{Nowhere}";
        Assert.Equal([$"us {string.Join(',', isrcs)}", $"de {missing}", $"pl {missing}", $"gb {missing}"], _asked);
        Assert.Equal(["https://music.apple.com/de/song/1 -GB,PL,US", "https://music.apple.com/pl/song/2 -DE,GB,US", "https://music.apple.com/us/song/3 ", "not listed"], answers.Select(Text));
    }

    [Fact]
    public async Task The_codes_own_country_is_asked_second()
    {
        Assert.Equal("https://music.apple.com/de/song/1 -AU,BR,FR,GB,IN,JP,US", Text(await Apple(FurtherCountries.Default).FindByIsrcAsync(German, default)));
        Assert.Equal(["us", "de", "gb", "fr", "jp", "br", "in", "au"], _asked.Select(asked => asked[..2]));
    }

    [Fact]
    public async Task Without_further_storefronts_only_the_hint_is_asked()
    {
        Assert.Equal(new LookUp.NotListed(), await Apple("").FindByIsrcAsync(Nowhere, default));
        Assert.Equal("https://music.apple.com/pl/song/2 -US", Text(await Apple("").FindByIsrcAsync(Polish, default)));
        Assert.Equal(["us", "us", "pl"], _asked.Select(asked => asked[..2]));
    }

    [Fact]
    public async Task A_further_storefront_that_does_not_answer_leaves_what_is_missing_unknown_and_no_more()
    {
        _silent = "gb";
        var gate = new HeldGate();
        var apple = Apple("GB,DE", gate);
        Task<LookUp>[] looking = [apple.FindByIsrcAsync(German, default), apple.FindByIsrcAsync(American, default)];
        for (var request = 0; request < 3; request++) await gate.LetNextThroughAsync();
        var answers = await Task.WhenAll(looking).WaitAsync(s_patience);
        Assert.Equal(new LookUp.Unavailable("http503", null), answers[0]);
        Assert.Equal("https://music.apple.com/us/song/3 ", Text(answers[1]));

        _silent = null;
        Assert.Equal("https://music.apple.com/de/song/1 -GB,US", Text(await Apple("GB,DE").FindByIsrcAsync(German, default)));
    }

    [Fact]
    public async Task An_answer_nobody_asked_for_is_no_word_that_it_is_missing()
    {
        var far = new ScriptedHttp((request, _) => ScriptedHttp.Json(Songs("us", [American])));
        var answer = await new AppleMusicCatalogue(far.NewClient(), OpenGate.Instance, Options("GB,DE"), new ManualTime()).FindByIsrcAsync(German, default);
        Assert.Equal(American, Assert.Single(Assert.IsType<LookUp.Found>(answer).Candidates).Isrc);
        Assert.Single(far.Sent);
    }

    [Fact]
    public async Task An_album_is_found_in_the_storefront_that_has_it()
    {
        var far = new ScriptedHttp((request, _) => ScriptedHttp.Json(request.Uri.AbsolutePath.Contains("/jp/", StringComparison.Ordinal)
            ? """{"data":[{"id":"7","type":"albums","attributes":{"name":"Album","upc":"602475093060","releaseDate":"2020-01-01","playParams":{"id":"7"}}}]}""" : """{"data":[]}"""));
        var apple = new AppleMusicCatalogue(far.NewClient(), OpenGate.Instance, Options("GB,JP"), new ManualTime());
        Assert.Equal("https://music.apple.com/jp/album/7 -GB,US", Text(await apple.FindByUpcAsync(["602475093060", "0602475093060"], default)));
        Assert.Equal(3, far.Sent.Count);
    }

    [Theory]
    [InlineData("DE", "https://music.apple.com/de/song/1 -GB,US")]
    [InlineData(null, "https://music.apple.com/de/song/1 -GB,US")]
    [InlineData("GB", "not listed")]
    public async Task An_item_read_again_tells_the_same_countries_as_when_it_was_found(string? country, string told)
    {
        var item = new ServiceItem(StreamingService.AppleMusic, ItemKind.Track, "1", DestinationUrl.Parse(StreamingService.AppleMusic, "https://music.apple.com/de/song/1"), country);
        Assert.Equal(told, Text(await Apple("GB,DE").FindByItemAsync(item, default)));
        _silent = "gb";
        Assert.Equal(new LookUp.Unavailable("http503", null), await Apple("GB,DE").FindByItemAsync(item, default));
    }

    private static string Text(LookUp answer) => answer is LookUp.Found found ? string.Join(' ', found.Candidates.Select(candidate => $"{candidate.Url} {candidate.Territories}")) : Assert.IsType<LookUp.NotListed>(answer) is { } ? "not listed" : "";

    private AppleMusicCatalogue Apple(string further, IServiceGate? gate = null) => new(new ScriptedHttp((request, _) => Answer(request.Uri)).NewClient(), gate ?? OpenGate.Instance, Options(further), new ManualTime());

    private HttpResponseMessage Answer(Uri asked)
    {
        var storefront = asked.Segments[3].TrimEnd('/');
        if (storefront == _silent) return ScriptedHttp.Json("{}", 503);
        if (asked.Segments.Length > 5)
        {
            return _songs.Keys.Single(isrc => isrc[^1..] == asked.Segments[5]) is var one && _songs[one].Contains(storefront)
                ? ScriptedHttp.Json(Songs(storefront, [one])) : ScriptedHttp.Json("""{"errors":[{"status":"404","code":"40400"}]}""", 404);
        }

        var isrcs = asked.Query.Split("filter%5Bisrc%5D=")[1].Split('&')[0];
        _asked.Add($"{storefront} {isrcs}");
        return ScriptedHttp.Json(Songs(storefront, [.. isrcs.Split(',').Where(isrc => _songs.GetValueOrDefault(isrc)?.Contains(storefront) == true)]));
    }

    private static string Songs(string storefront, string[] isrcs) => JsonSerializer.Serialize(new
    {
        data = isrcs.Select(isrc => new { id = isrc[^1..], type = "songs", attributes = new { name = $"A song in {storefront}", artistName = "Somebody", isrc, releaseDate = "2020-01-01", playParams = new { id = "1" } } }),
    });

    private static AppleMusicOptions Options(string further)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new() { TeamId = "TEAMTEAM12", KeyId = "KEYKEYKEY1", PrivateKey = key.ExportPkcs8PrivateKeyPem(), FurtherStorefronts = further };
    }
}

using System.ComponentModel.DataAnnotations;
using System.Web;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Spotify;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>Music that Spotify has in some markets only: found, and shown nowhere else. Hunts for a release lost because the first market does not list it.</summary>
public sealed class SpotifyMarketsTests
{
    private const string German = "DEABC2600001";
    private const string Id = "2plbrEY59IikOBgBGLjaoe";
    private const string OtherId = "3plbrEY59IikOBgBGLjaoe";

    [Fact]
    public async Task What_the_first_market_has_costs_one_request()
    {
        var far = new FarSpotify { [Id] = ["US", "DE"] };
        Assert.Equal("https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe ", Text(await far.Catalogue().FindByIsrcAsync(German, default)));
        Assert.Equal(["US"], far.Searched);
    }

    [Fact]
    public async Task What_it_does_not_list_is_looked_for_in_the_codes_own_country_and_then_in_the_others()
    {
        var far = new FarSpotify { [Id] = ["AT", "CH", "DE"] };
        Assert.Equal($"https://open.spotify.com/track/{Id} -AU,BR,FR,GB,IN,JP,US", Text(await far.Catalogue().FindByIsrcAsync(German, default)));
        Assert.Equal(["US", "DE", "GB", "FR", "JP", "BR", "IN", "AU"], far.Searched);
    }

    [Fact]
    public async Task A_country_outside_the_list_is_asked_where_a_code_hints_at_it()
    {
        var far = new FarSpotify { [Id] = ["PL"] };
        Assert.Equal($"https://open.spotify.com/track/{Id} -DE,US", Text(await far.Catalogue("DE").FindByIsrcAsync("PLABC2600001", default)));
        Assert.Equal(["US", "PL", "DE"], far.Searched);
    }

    [Fact]
    public async Task The_list_that_comes_without_a_market_tells_every_country()
    {
        var far = new FarSpotify { [Id] = ["AT", "CH", "DE"], Lists = true };
        Assert.Equal($"https://open.spotify.com/track/{Id} +AT,CH,DE", Text(await far.Catalogue().FindByIsrcAsync(German, default)));
    }

    [Fact]
    public async Task What_a_market_said_of_itself_goes_over_the_list()
    {
        // A label's other copy is played in Germany, and the list still names Britain, which did not find it.
        var far = new FarSpotify { [Id] = ["DE"], Lists = true, Listed = ["AT", "GB"] };
        Assert.Equal($"https://open.spotify.com/track/{Id} +AT,DE", Text(await far.Catalogue().FindByIsrcAsync(German, default)));
    }

    [Fact]
    public async Task Each_markets_own_copy_is_a_candidate_for_its_own_countries()
    {
        var far = new FarSpotify { [Id] = ["DE"], [OtherId] = ["JP"] };
        Assert.Equal($"https://open.spotify.com/track/{Id} -JP,US https://open.spotify.com/track/{OtherId} -DE,US", Text(await far.Catalogue("DE,JP").FindByIsrcAsync(German, default)));
    }

    [Theory]
    [InlineData("GB", "US,GB")]
    [InlineData("", "US")]
    public async Task What_no_market_has_is_not_listed(string further, string asked)
    {
        var far = new FarSpotify { [Id] = ["DE"] };
        Assert.Equal(new LookUp.NotListed(), await far.Catalogue(further).FindByIsrcAsync(Some.Isrc, default));
        Assert.Equal(asked.Split(','), far.Searched);
    }

    [Theory]
    [InlineData("US")]
    [InlineData("DE")]
    [InlineData("AU")]
    public async Task A_market_that_does_not_answer_leaves_the_whole_unknown_until_it_does(string silent)
    {
        var far = new FarSpotify { [Id] = ["DE"], Silent = silent };
        Assert.Equal(new LookUp.Unavailable("http503", null), await far.Catalogue().FindByIsrcAsync(German, default));
        far.Silent = null;
        Assert.Equal($"https://open.spotify.com/track/{Id} -AU,BR,FR,GB,IN,JP,US", Text(await far.Catalogue().FindByIsrcAsync(German, default)));
    }

    [Fact]
    public async Task A_look_up_that_was_put_off_goes_on_where_it_stopped_for_a_while()
    {
        var far = new FarSpotify { [Id] = ["DE"], Silent = "JP" };
        var (time, catalogue) = (far.Time, far.Catalogue("DE,JP,GB"));
        await catalogue.FindByIsrcAsync(German, default);
        time.Advance(UnfinishedLookUps.Remember / 2);
        await catalogue.FindByIsrcAsync(German, default);
        Assert.Equal(["US", "DE", "JP", "JP"], far.Searched);

        // Another question is not mistaken for it, and what is known ends with the age of its first answer.
        await catalogue.FindByIsrcAsync(Some.Isrc, default);
        time.Advance(UnfinishedLookUps.Remember / 2);
        far.Silent = null;
        Assert.Equal($"https://open.spotify.com/track/{Id} -GB,JP,US", Text(await catalogue.FindByIsrcAsync(German, default)));
        Assert.Equal(["US", "DE", "JP", "JP", "US", "DE", "JP", "US", "DE", "JP", "GB"], far.Searched);

        far[Id] = [];
        Assert.Equal(new LookUp.NotListed(), await catalogue.FindByIsrcAsync(German, default));
    }

    [Fact]
    public async Task An_album_is_found_in_the_market_that_has_it()
    {
        var far = new FarSpotify { [Id] = ["JP"] };
        var album = Assert.Single(Assert.IsType<LookUp.Found>(await far.Catalogue("DE,JP").FindByUpcAsync(["602475093060", "0602475093060"], default)).Candidates);
        Assert.Equal((ItemKind.Album, FoundBy.Upc, "-DE,US"), (album.Kind, album.FoundBy, album.Territories.ToString()));
        Assert.Equal(["US", "US", "DE", "DE", "JP"], far.Searched);
    }

    [Theory]
    [InlineData(ItemKind.Track)]
    [InlineData(ItemKind.Album)]
    public async Task An_item_read_again_tells_the_same_countries_as_when_it_was_found(ItemKind kind)
    {
        var far = new FarSpotify { [Id] = ["DE"] };
        var item = new ServiceItem(StreamingService.Spotify, kind, Id, DestinationUrl.Parse(StreamingService.Spotify, $"https://open.spotify.com/{(kind == ItemKind.Track ? "track" : "album")}/{Id}"));
        var read = Assert.Single(Assert.IsType<LookUp.Found>(await far.Catalogue("DE,JP").FindByItemAsync(item, default)).Candidates);
        Assert.Equal((kind, FoundBy.Item, "-JP,US"), (read.Kind, read.FoundBy, read.Territories.ToString()));
        Assert.Equal(new LookUp.NotListed(), await new FarSpotify().Catalogue("DE,JP").FindByItemAsync(item, default));
    }

    [Theory]
    [InlineData("GB,DE", true)]
    [InlineData("", true)]
    [InlineData("US,GB,DE,FR,JP,BR,IN,AU,CA,MX", true)]
    [InlineData("US,GB,DE,FR,JP,BR,IN,AU,CA,MX,SE", false)]
    [InlineData("gb", false)]
    [InlineData("GB,", false)]
    [InlineData("GB;DE", false)]
    public void The_list_is_checked_at_start(string markets, bool isGood)
    {
        var options = new SpotifyOptions { FurtherMarkets = markets };
        Assert.Equal(isGood, Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true));
    }

    [Theory]
    [InlineData("QZABC2600001", "US")]
    [InlineData("qm-abc-26-00001", "US")]
    [InlineData("UKABC2600001", "GB")]
    [InlineData("BXABC2600001", "BR")]
    [InlineData("deabc2600001", "DE")]
    [InlineData("TCABC2600001", "TC")]
    [InlineData("D", null)]
    public void An_ISRCs_prefix_hints_at_a_country(string isrc, string? country) => Assert.Equal(country, IsrcCountry.Of(isrc));

    private static string Text(LookUp answer) => string.Join(' ', Assert.IsType<LookUp.Found>(answer).Candidates.Select(candidate => $"{candidate.Url} {candidate.Territories}"));

    /// <summary>Spotify as it answers of its items in the markets named. A request without a market is told the list, or nothing of countries.</summary>
    private sealed class FarSpotify
    {
        private readonly Dictionary<string, string[]> _items = [];
        private readonly List<string> _searched = [];

        /// <summary>Markets that can play an item.</summary>
        public string[] this[string id]
        {
            set => _items[id] = value;
        }

        /// <summary>Whether this app is given lists of markets.</summary>
        public bool Lists { get; init; }

        /// <summary>What they name, where it is not the truth.</summary>
        public string[]? Listed { get; init; }

        public string? Silent { get; set; }

        public ManualTime Time { get; } = new();

        public IReadOnlyList<string> Searched => _searched;

        public IServiceCatalogue Catalogue(string further = FurtherCountries.Default) => ServiceCatalogues.Make(
            new ServiceOptions { Spotify = new() { ClientId = "id", ClientSecret = "secret", FurtherMarkets = further } }, new ScriptedHttp((request, _) => Answer(request.Uri)).NewClient(), OpenGate.Instance, Time)
            .Single(catalogue => catalogue.Service == StreamingService.Spotify);

        private HttpResponseMessage Answer(Uri asked)
        {
            if (asked.Host == "accounts.spotify.com") return ScriptedHttp.Json("""{"access_token":"t","expires_in":3600}""");
            var query = HttpUtility.ParseQueryString(asked.Query);
            if (asked.AbsolutePath != "/v1/search") return AnswerItem(asked.Segments[^1], query["market"]);
            _searched.Add(query["market"]!);
            if (query["market"] == Silent) return ScriptedHttp.Json("{}", 503);
            var hits = _items.Where(item => item.Value.Contains(query["market"])).Select(item => Shape(item.Key, """ "is_playable": true """));
            return ScriptedHttp.Json($$"""{ "{{query["type"]}}s": { "items": [ {{string.Join(',', hits)}} ] } }""");
        }

        private HttpResponseMessage AnswerItem(string id, string? market)
        {
            if (!_items.TryGetValue(id, out var markets)) return ScriptedHttp.Json("""{"error":{"status":404,"message":"Resource not found"}}""", 404);
            if (market is not null) return ScriptedHttp.Json(Shape(id, $"\"is_playable\": {(markets.Contains(market) ? "true" : "false")}"));
            return ScriptedHttp.Json(Shape(id, Lists ? $"\"available_markets\": [{string.Join(',', (Listed ?? markets).Select(code => $"\"{code}\""))}]" : "\"available_markets\": []"));
        }

        private static string Shape(string id, string told) => $$"""{ "id": "{{id}}", "name": "Song", "external_ids": { "isrc": "{{German}}" }, {{told}} }""";
    }
}

using Smartlinks.Links;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Deezer;
using Smartlinks.StreamingServices.Spotify;
using Smartlinks.Support;

namespace Smartlinks.Tests.StreamingServices;

/// <summary>What Spotify and Deezer tell of a candidate besides its code: countries, positions, versions.</summary>
public sealed class ReadingCandidatesTests
{
    private const string Id = "2plbrEY59IikOBgBGLjaoe";

    [Theory]
    [InlineData(""" "is_playable": true """, "")]
    [InlineData(""" "is_playable": false """, "-US")]
    [InlineData(""" "is_playable": false, "restrictions": { "reason": "market" } """, "-US")]
    [InlineData(""" "restrictions": { "reason": "market" } """, "-US")]
    [InlineData(""" "is_playable": false, "restrictions": { "reason": "product" } """, "")]
    [InlineData(""" "is_playable": false, "restrictions": { "reason": "explicit" } """, "")]
    [InlineData(""" "available_markets": [ "US", "de", 7 ] """, "+DE,US")]
    [InlineData(""" "available_markets": [], "is_playable": true """, "")]
    [InlineData(""" "available_markets": [], "is_playable": false """, "-US")]
    [InlineData(""" "available_markets": "US" """, "")]
    public async Task Spotifys_countries_are_told_apart_from_other_restrictions(string told, string territories)
    {
        Assert.Equal(territories, (await SpotifyAsync(told)).Territories.ToString());
    }

    [Fact]
    public async Task Spotifys_full_list_of_markets_is_everywhere_and_one_less_is_all_but_one()
    {
        string List(IEnumerable<string> codes) => $"\"available_markets\": [ {string.Join(',', codes.Select(code => $"\"{code}\""))} ]";
        Assert.True((await SpotifyAsync(List(SpotifyMarkets.All))).Territories.IsEverywhere);
        Assert.Equal("-JP", (await SpotifyAsync(List(SpotifyMarkets.All.Where(code => code != "JP")))).Territories.ToString());
    }

    [Fact]
    public async Task Spotifys_track_tells_its_place_and_the_album_whose_code_can_be_read()
    {
        var track = await SpotifyAsync(""" "track_number": 7, "explicit": true, "album": { "id": "10FLjwfpbxLmW8c25Xyc2N", "name": "Album", "album_type": "album", "release_date": "2027-01-01" } """);
        Assert.Equal((7, true, "10FLjwfpbxLmW8c25Xyc2N", new DateOnly(2027, 1, 1), FoundBy.Isrc), (track.TrackNumber, track.IsExplicit, track.AlbumId, track.ReleasedOn, track.FoundBy));
        Assert.Null((await SpotifyAsync(""" "album": { "id": "../me" } """)).AlbumId);
    }

    [Fact]
    public async Task Spotifys_album_tells_how_many_tracks_it_has()
    {
        var far = new ScriptedHttp((request, _) => ScriptedHttp.Json(
            request.Uri.Host == "accounts.spotify.com" ? """{"access_token":"t","expires_in":3600}"""
            : request.Uri.AbsolutePath == "/v1/search" ? $$"""{ "albums": { "items": [ { "id": "{{Id}}" } ] } }"""
            : $$"""{"id":"{{Id}}","name":"Album","total_tracks":12,"available_markets":["US"],"external_ids": { "upc": "00602475093060" } }"""));
        var album = Assert.Single(Assert.IsType<LookUp.Found>(await Spotify(far).FindByUpcAsync(["602475093060"], default)).Candidates);
        Assert.Equal((12, "+US", FoundBy.Upc), (album.TrackCount, album.Territories.ToString(), album.FoundBy));
        album = Assert.Single(Assert.IsType<LookUp.Found>(await Spotify(far).FindByItemAsync(new ServiceItem(StreamingService.Spotify, ItemKind.Album, Id, Some.SpotifyUrl()), default)).Candidates);
        Assert.Equal(FoundBy.Item, album.FoundBy);
    }

    [Fact]
    public void A_product_codes_spellings_are_asked_for_from_the_shortest() =>
        Assert.Equal(["602475093060", "0602475093060", "00602475093060"], Upc.Parse("0602475093060").Spellings());

    [Theory]
    [InlineData("Song (Live)", "Song", "(Live)", "Song", "Live")]
    [InlineData("Song [2011 Remaster]", "Song", "[2011 Remaster]", "Song", "2011 Remaster")]
    [InlineData("Song (Live) (Remix)", "Song", "(Live) (Remix)", "Song", "(Live) (Remix)")]
    [InlineData("Song (feat. Guest)", "Song", "(feat. Guest)", "Song (feat. Guest)", null)]
    [InlineData("Song", "Song", "", "Song", null)]
    public async Task Deezers_version_is_kept_apart_from_the_title(string title, string shortTitle, string version, string readTitle, string? readVersion)
    {
        var track = await DeezerAsync($$""" "title": "{{title}}", "title_short": "{{shortTitle}}", "title_version": "{{version}}" """);
        Assert.Equal((readTitle, readVersion), (track.Title, track.Version));
    }

    [Theory]
    [InlineData(""" "title": "Song", "available_countries": [ "DE", "AT" ], "readable": false """, "+AT,DE")]
    [InlineData(""" "title": "Song", "available_countries": [], "readable": true """, "+")]
    [InlineData(""" "title": "Song", "readable": false """, "")]
    public async Task Deezers_countries_come_from_its_list_and_not_from_where_we_are(string told, string territories) =>
        Assert.Equal(territories, (await DeezerAsync(told)).Territories.ToString());

    [Fact]
    public async Task Deezers_track_tells_its_place_and_the_album_whose_code_can_be_read()
    {
        var track = await DeezerAsync($$""" "title": "Song", "track_position": 3, "explicit_lyrics": true, "album": { "id": 302127, "title": "Album" }, "available_countries": [ {{string.Join(',', DeezerMarkets.All.Select(code => $"\"{code}\""))}} ] """);
        Assert.Equal((3, true, "302127", true), (track.TrackNumber, track.IsExplicit, track.AlbumId, track.Territories.IsEverywhere));
    }

    private static async Task<Candidate> SpotifyAsync(string told)
    {
        var far = new ScriptedHttp((request, _) => ScriptedHttp.Json(request.Uri.Host == "accounts.spotify.com"
            ? """{"access_token":"t","expires_in":3600}""" : $$"""{ "tracks": { "items": [ { "id": "{{Id}}", "name": "Song", {{told}} } ] } }"""));
        return Assert.Single(Assert.IsType<LookUp.Found>(await Spotify(far).FindByIsrcAsync(Some.Isrc, default)).Candidates);
    }

    private static async Task<Candidate> DeezerAsync(string told)
    {
        var far = new ScriptedHttp((_, _) => ScriptedHttp.Json($$"""{ "id": 1, {{told}} }"""));
        var deezer = ServiceCatalogues.Make(new ServiceOptions(), far.NewClient(), OpenGate.Instance, new ManualTime()).Single(catalogue => catalogue.Service == StreamingService.Deezer);
        return Assert.Single(Assert.IsType<LookUp.Found>(await deezer.FindByIsrcAsync(Some.Isrc, default)).Candidates);
    }

    private static IServiceCatalogue Spotify(ScriptedHttp far) => ServiceCatalogues.Make(
        new ServiceOptions { Deezer = { Enabled = false }, Spotify = { ClientId = "id", ClientSecret = "secret", FurtherMarkets = "" } }, far.NewClient(), OpenGate.Instance, new ManualTime()).Single(catalogue => catalogue.Service == StreamingService.Spotify);
}

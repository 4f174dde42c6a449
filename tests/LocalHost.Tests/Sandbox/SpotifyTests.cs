using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox;

public sealed class SpotifyTests
{
    private const string DieWithASmile = "USUM72409273";

    [Fact]
    public async Task A_recording_is_found_by_its_ISRC()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var track = Assert.Single(await sandbox.SpotifyTracksAsync($"isrc:{DieWithASmile}"))!;

        Assert.Equal("2plbrEY59IikOBgBGLjaoe", (string)track["id"]!);
        Assert.Equal(DieWithASmile, (string)track["external_ids"]!["isrc"]!);
        Assert.Equal("https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe", (string)track["external_urls"]!["spotify"]!);
        Assert.StartsWith(sandbox.Server.BaseAddress + "artwork/", (string)track["album"]!["images"]![0]!["url"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_ISRC_is_on_a_single_an_album_and_a_compilation()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var tracks = await sandbox.SpotifyTracksAsync("isrc:usug11904206");

        Assert.Equal(["Blinding Lights", "After Hours", "The Highlights"], tracks.Select(track => (string)track!["album"]!["name"]!));
        Assert.Equal("single", (string)tracks[0]!["album"]!["album_type"]!);
        Assert.Equal("album", (string)tracks[1]!["album"]!["album_type"]!);
    }

    [Fact]
    public async Task A_UPC_is_found_only_as_it_is_stored()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        Assert.Empty(await sandbox.SpotifyAlbumsAsync("upc:602475093060"));
        Assert.Empty(await sandbox.SpotifyAlbumsAsync("upc:0602475093060"));
        var album = Assert.Single(await sandbox.SpotifyAlbumsAsync("upc:00602475093060"))!;

        Assert.Null(album["external_ids"]);
        var whole = await sandbox.SpotifyAsync($"albums/{(string)album["id"]!}?market=US");
        Assert.Equal("00602475093060", (string)whole["external_ids"]!["upc"]!);
    }

    [Theory]
    [InlineData("artist:\"Linkin Park\" track:Numb", "USWB10300474")]
    [InlineData("track:numb artist:marshmello", "USRC12202117")]
    [InlineData("dákiti bad bunny", "QMFME2004132")]
    [InlineData("dakiti", "QMFME2004132")]
    [InlineData("シンクロニシティ", "JPB951104788")]
    [InlineData("трамвай", "QZSLT2600005")]
    [InlineData("قمر", "QZSLT2600006")]
    [InlineData("never gonna remaster year:2020-2023", "GB5KW2103369")]
    public async Task Words_and_filters_find_recordings(string query, string isrc)
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var track = Assert.Single(await sandbox.SpotifyTracksAsync(query))!;

        Assert.Equal(isrc, (string)track["external_ids"]!["isrc"]!);
    }

    [Fact]
    public async Task Without_a_market_nothing_is_there_and_outside_its_countries_a_recording_is_not()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        Assert.Equal(0, (int)(await sandbox.SpotifyAsync($"search?q=isrc:{DieWithASmile}&type=track"))["tracks"]!["total"]!);
        Assert.Equal(0, (int)(await sandbox.SpotifyAsync("search?q=isrc:USRE11100700&type=track&market=DE"))["tracks"]!["total"]!);
        Assert.Equal(1, (int)(await sandbox.SpotifyAsync("search?q=isrc:USRE11100700&type=track&market=CA"))["tracks"]!["total"]!);
        var track = await sandbox.SpotifyAsync("tracks/0lLdorYw7lVrJydTINhWdI?market=DE");
        Assert.False((bool)track["is_playable"]!);
        Assert.Equal("market", (string)track["restrictions"]!["reason"]!);
    }

    [Fact]
    public async Task Who_names_a_market_is_told_of_that_one_and_who_names_none_is_given_the_list()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        Assert.Null((await sandbox.SpotifyAsync("tracks/0lLdorYw7lVrJydTINhWdI?market=US"))["available_markets"]);
        var track = await sandbox.SpotifyAsync("tracks/0lLdorYw7lVrJydTINhWdI");
        Assert.Equal(["CA", "US", "ZA"], track["available_markets"]!.AsArray().Select(market => (string)market!));
        Assert.Null(track["is_playable"]);
    }

    [Fact]
    public async Task A_client_finds_what_only_a_further_market_has_and_tells_its_countries()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var (spotify, border) = (sandbox.Catalogue(StreamingService.Spotify), sandbox.Server.Catalogue.FindByIsrc("QZSLT2600017").First());
        var items = new CatalogueItems(sandbox.Server.Catalogue);
        LookUp[] answers =
        [
            await spotify.FindByIsrcAsync(border.Isrc, default),
            await spotify.FindByUpcAsync([border.Album.Upc.Unpadded, border.Album.Upc.Padded], default),
            await spotify.FindByItemAsync(items.Of(StreamingService.Spotify, border), default),
            await spotify.FindByItemAsync(items.Of(StreamingService.Spotify, border.Album), default),
        ];

        Assert.All(answers, answer => Assert.Equal(Territories.Only(["AT", "CH", "DE"]), Assert.Single(Assert.IsType<LookUp.Found>(answer).Candidates).Territories));
    }

    [Theory]
    [InlineData("search?q=love&type=track&market=US&limit=11", "Invalid limit")]
    [InlineData("search?q=love&type=track&market=US&limit=0", "Invalid limit")]
    [InlineData("search?q=love&type=track&market=US&limit=x", "Invalid limit")]
    [InlineData("search?q=love&type=track&market=US&offset=-1", "Invalid offset")]
    [InlineData("search?q=&type=track&market=US", "No search query")]
    [InlineData("search?q=love&market=US", "Missing parameter type")]
    [InlineData("search?q=love&type=song&market=US", "Bad search type field song")]
    [InlineData("search?q=love&type=track&market=QQ", "Invalid market code")]
    [InlineData("tracks/nonsense?market=US", "Invalid base62 id")]
    public async Task A_wrong_request_is_told_so(string path, string message)
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        using var response = await sandbox.AskSpotifyAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = (await response.Content.ReadFromJsonAsync<JsonObject>())!["error"]!;
        Assert.Equal((400, message), ((int)error["status"]!, (string)error["message"]!));
    }

    [Fact]
    public async Task Pages_lead_on_to_the_sandbox_itself()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var first = (await sandbox.SpotifyAsync("search?q=artist:rihanna&type=track&market=US&limit=4"))["tracks"]!;
        var next = (string)first["next"]!;

        Assert.StartsWith(sandbox.Server.BaseAddress + "spotify/v1/search?", next, StringComparison.Ordinal);
        Assert.Equal(4, first["items"]!.AsArray().Count);
        Assert.Equal(10, (int)first["total"]!);
        Assert.Null(first["previous"]);
    }

    [Fact]
    public async Task An_albums_tracks_come_in_order()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        var page = await sandbox.SpotifyAsync("albums/5lnQLEUiVDkLbFJHXHQu9m/tracks?market=US&limit=50");

        Assert.Equal(["Bridge Burning", "Rope", "Dear Rosemary", "Arlandria", "A Matter Of Time", "Walk", "These Days"], page["items"]!.AsArray().Select(track => (string)track!["name"]!));
    }

    [Fact]
    public async Task Client_credentials_are_checked()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        using var granted = await sandbox.RequestTokenAsync();
        using var wrongSecret = await sandbox.RequestTokenAsync(secret: "guess");
        using var wrongGrant = await sandbox.RequestTokenAsync(grant: "password");

        var token = await granted.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(("Bearer", 3600), ((string)token!["token_type"]!, (int)token["expires_in"]!));
        Assert.Equal("invalid_client", (string)(await wrongSecret.Content.ReadFromJsonAsync<JsonObject>())!["error"]!);
        Assert.Equal("unsupported_grant_type", (string)(await wrongGrant.Content.ReadFromJsonAsync<JsonObject>())!["error"]!);
        Assert.Equal(HttpStatusCode.BadRequest, wrongSecret.StatusCode);
    }

    [Fact]
    public async Task A_token_is_good_for_an_hour_of_the_story()
    {
        var clock = new StoryClock();
        await using var sandbox = await SandboxFixture.StartAsync(clock);
        await sandbox.SpotifyTracksAsync("love");

        clock.SetOffset(TimeSpan.FromMinutes(61));
        using var late = await sandbox.AskSpotifyAsync("search?q=love&type=track&market=US");

        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
        Assert.Equal("The access token expired", (string)(await late.Content.ReadFromJsonAsync<JsonObject>())!["error"]!["message"]!);
    }

    [Theory]
    [InlineData(null, "No token provided")]
    [InlineData("made-up", "Invalid access token")]
    public async Task Without_a_known_token_nothing_is_answered(string? token, string message)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "spotify/v1/search?q=love&type=track&market=US");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

        using var response = await sandbox.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(message, (string)(await response.Content.ReadFromJsonAsync<JsonObject>())!["error"]!["message"]!);
    }
}

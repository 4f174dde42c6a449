using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox;

public sealed class TakedownTests
{
    private const string Isrc = "USUM72409273";
    private const string SpotifyTrack = "2plbrEY59IikOBgBGLjaoe";
    private const string SpotifyAlbum = "10FLjwfpbxLmW8c25Xyc2N";
    private const string DeezerTrack = "2947516331";

    [Fact]
    public async Task A_track_that_is_gone_is_nowhere_at_its_service_and_everywhere_else_as_before()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        await SetAsync(sandbox, $"spotify/{SpotifyTrack}", """{ "gone": true }""");

        using var byId = await sandbox.AskSpotifyAsync($"tracks/{SpotifyTrack}?market=US");
        Assert.Equal(HttpStatusCode.NotFound, byId.StatusCode);
        Assert.Empty(await sandbox.SpotifyTracksAsync("isrc:" + Isrc));
        Assert.Empty(await sandbox.SpotifyTracksAsync("die with a smile"));
        Assert.Empty(await sandbox.SpotifyAlbumsAsync("upc:00602475093060"));
        Assert.Equal(DeezerTrack, (await sandbox.GetAsync("deezer/track/isrc:" + Isrc))["id"]!.ToString());
    }

    [Fact]
    public async Task An_album_that_is_gone_takes_its_tracks_along_and_comes_back_when_undone()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await SetAsync(sandbox, $"spotify/{SpotifyAlbum}", """{ "gone": true }""");
        using var gone = await sandbox.AskSpotifyAsync($"albums/{SpotifyAlbum}?market=US");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Empty(await sandbox.SpotifyTracksAsync("isrc:" + Isrc));

        using var undone = await sandbox.Http.DeleteAsync(new Uri($"items/spotify/{SpotifyAlbum}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NoContent, undone.StatusCode);
        Assert.Single(await sandbox.SpotifyTracksAsync("isrc:" + Isrc));
        Assert.Single(await sandbox.SpotifyAlbumsAsync("upc:00602475093060"));
    }

    [Fact]
    public async Task Deezer_says_no_data_where_something_is_gone()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        await SetAsync(sandbox, "deezer/" + DeezerTrack, """{ "gone": true }""");

        Assert.Equal(800, (int)(await sandbox.GetAsync("deezer/track/" + DeezerTrack))["error"]!["code"]!);
        Assert.Equal(800, (int)(await sandbox.GetAsync("deezer/track/isrc:" + Isrc))["error"]!["code"]!);
        Assert.Equal(800, (int)(await sandbox.GetAsync("deezer/album/upc:602475093060"))["error"]!["code"]!);
    }

    [Fact]
    public async Task An_id_given_to_another_recording_is_found_by_its_code_and_no_longer_by_the_old_one()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        await SetAsync(sandbox, "deezer/" + DeezerTrack, """{ "isrc": "QZ-SLT-26-99999", "title": "Something Else" }""");

        var now = await sandbox.GetAsync("deezer/track/" + DeezerTrack);
        Assert.Equal(("QZSLT2699999", "Something Else"), ((string)now["isrc"]!, (string)now["title"]!));
        Assert.Equal(DeezerTrack, (await sandbox.GetAsync("deezer/track/isrc:QZSLT2699999"))["id"]!.ToString());
        Assert.NotNull((await sandbox.GetAsync("deezer/track/isrc:" + Isrc))["error"]);
        Assert.Equal("Something Else", (string)(await sandbox.GetAsync("deezer/search/track?q=something else gaga"))["data"]![0]!["title"]!);
        var album = await sandbox.GetAsync("deezer/album/upc:602475093060");
        Assert.Equal(("Something Else", 1), ((string)album["tracks"]!["data"]![0]!["title"]!, (int)album["nb_tracks"]!));
        Assert.Equal("Die With A Smile", (string)Assert.Single(await sandbox.SpotifyTracksAsync("isrc:" + Isrc))!["name"]!);
    }

    [Fact]
    public async Task A_title_alone_changes_under_the_same_code()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        await SetAsync(sandbox, $"spotify/{SpotifyTrack}", """{ "title": "Die With A Smile (Karaoke)" }""");

        Assert.Equal("Die With A Smile (Karaoke)", (string)Assert.Single(await sandbox.SpotifyTracksAsync("isrc:" + Isrc))!["name"]!);
        Assert.Equal(1, (int)Assert.Single(await sandbox.SpotifyAlbumsAsync("upc:00602475093060"))!["total_tracks"]!);
    }

    [Fact]
    public async Task An_album_id_given_to_another_release_has_its_title_and_code()
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        await SetAsync(sandbox, $"spotify/{SpotifyAlbum}", """{ "upc": "402600000082", "title": "Another Release" }""");

        var album = await sandbox.SpotifyAsync($"albums/{SpotifyAlbum}?market=US");
        Assert.Equal(("Another Release", "00402600000082"), ((string)album["name"]!, (string)album["external_ids"]!["upc"]!));
        Assert.Equal(SpotifyTrack, (string)Assert.Single(album["tracks"]!["items"]!.AsArray())!["id"]!);
        Assert.Equal("Another Release", (string)(await sandbox.SpotifyAsync($"tracks/{SpotifyTrack}?market=US"))["album"]!["name"]!);
        Assert.Empty(await sandbox.SpotifyAlbumsAsync("upc:00602475093060"));
    }

    [Fact]
    public async Task Changes_of_an_album_and_of_its_track_go_together_and_all_are_undone_at_once()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await SetAsync(sandbox, $"spotify/{SpotifyTrack}", """{ "isrc": "QZSLT2699999" }""");
        await SetAsync(sandbox, $"spotify/{SpotifyAlbum}", """{ "title": "Another Release" }""");
        var track = Assert.Single(await sandbox.SpotifyTracksAsync("isrc:QZSLT2699999"))!;
        Assert.Equal("Another Release", (string)track["album"]!["name"]!);
        Assert.Equal(
            $$"""{"items":[{"source":"spotify","id":"{{SpotifyAlbum}}","kind":"album","title":"Another Release"},{"source":"spotify","id":"{{SpotifyTrack}}","kind":"track","isrc":"QZSLT2699999"}]}""",
            (await sandbox.GetAsync("items")).ToJsonString());

        using var undone = await sandbox.Http.DeleteAsync(new Uri("items", UriKind.Relative));

        Assert.Equal("""{"items":[]}""", (await sandbox.GetAsync("items")).ToJsonString());
        Assert.Equal("Die With A Smile", (string)Assert.Single(await sandbox.SpotifyTracksAsync("isrc:" + Isrc))!["album"]!["name"]!);
        Assert.Empty(await sandbox.SpotifyTracksAsync("isrc:QZSLT2699999"));
    }

    [Fact]
    public void What_one_service_has_in_the_place_of_something_is_only_in_its_own_sight()
    {
        var catalogue = Catalogue.Load([]);
        var before = catalogue.Tracks.Count;

        catalogue.Change(new ItemKey(StreamingService.Spotify, SpotifyTrack), new ItemChange(false, null, "Something Else", null));

        Assert.Equal("Something Else", Assert.Single(OnAlbum(StreamingService.Spotify)).Title);
        Assert.Equal("Die With A Smile", Assert.Single(OnAlbum(StreamingService.Tidal)).Title);
        Assert.All(StreamingService.All, service => Assert.Equal(before, catalogue.At(service).Tracks.Count));
        Assert.Equal("Something Else", Assert.Single(catalogue.At(StreamingService.Spotify).FindByIsrc(Isrc)).Title);

        IReadOnlyList<Track> OnAlbum(StreamingService service) =>
            Upc.TryParse("602475093060", out var upc) && catalogue.At(service).TryGetByUpc(upc, out var album) ? album.Tracks : [];
    }

    [Fact]
    public void A_track_that_is_gone_leaves_its_place_on_the_album()
    {
        var catalogue = Catalogue.Load([]);
        var album = catalogue.Albums.First(album => album.Tracks.Count > 2 && album.Tracks.All(track => track.Ids.ContainsKey(StreamingService.Tidal)));

        catalogue.Change(new ItemKey(StreamingService.Tidal, album.Tracks[0].Ids[StreamingService.Tidal]), new ItemChange(true, null, null, null));
        catalogue.Change(new ItemKey(StreamingService.Tidal, album.Tracks[1].Ids[StreamingService.Tidal]), new ItemChange(false, "QZSLT2699999", null, null));

        Assert.True(catalogue.At(StreamingService.Tidal).TryGetByUpc(album.Upc, out var now));
        Assert.Equal(album.Tracks.Count, now.Tracks.Count);
        Assert.Equal(album.Tracks.Skip(1).Select(track => track.Number), now.Visible(StreamingService.Tidal, DateTimeOffset.MaxValue).Select(track => track.Number));
        Assert.Equal("QZSLT2699999", now.Tracks[1].Isrc);
        Assert.Equal(album.Tracks.Count, album.Visible(StreamingService.Deezer, DateTimeOffset.MaxValue).Count());
    }

    [Fact]
    public void An_index_is_made_again_after_a_change_and_not_before()
    {
        var catalogue = Catalogue.Load([]).At(StreamingService.Spotify);
        var index = new CatalogueIndex<List<string>>(catalogue, all => [.. all.Tracks.Select(track => track.Title)]);
        var first = index.Value;
        Assert.Same(first, index.Value);

        catalogue.Change(new ItemKey(StreamingService.Spotify, SpotifyTrack), new ItemChange(false, null, "Something Else", null));

        Assert.Contains("Something Else", index.Value);
        Assert.DoesNotContain("Something Else", first);
    }

    [Theory]
    [InlineData("napster/1", """{ "gone": true }""", HttpStatusCode.NotFound, "No such item")]
    [InlineData("musicbrainz/1", """{ "gone": true }""", HttpStatusCode.NotFound, "No such item")]
    [InlineData("deezer/1", """{ "gone": true }""", HttpStatusCode.NotFound, "No such item")]
    [InlineData("deezer/2947516331", """{ "gone": false }""", HttpStatusCode.BadRequest, "what the track is now")]
    [InlineData("deezer/2947516331", """{ "gone": true, "title": "x" }""", HttpStatusCode.BadRequest, "what the track is now")]
    [InlineData("deezer/2947516331", "{}", HttpStatusCode.BadRequest, "what the track is now")]
    [InlineData("deezer/2947516331", """{ "isrc": "NOPE" }""", HttpStatusCode.BadRequest, "what the track is now")]
    [InlineData("deezer/2947516331", """{ "upc": "402600000082" }""", HttpStatusCode.BadRequest, "what the track is now")]
    [InlineData("deezer/629506181", """{ "isrc": "QZSLT2699999" }""", HttpStatusCode.BadRequest, "what the album is now")]
    [InlineData("deezer/2947516331", "{", HttpStatusCode.BadRequest, "what the track is now")]
    public async Task What_cannot_be_changed_is_refused_and_changes_nothing(string item, string json, HttpStatusCode status, string detail)
    {
        await using var sandbox = await SandboxFixture.StartAsync();

        using var response = await sandbox.PutAsync("items/" + item, json);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(detail, (string)(await response.Content.ReadFromJsonAsync<JsonObject>())!["detail"]!, StringComparison.Ordinal);
        Assert.Equal("""{"items":[]}""", (await sandbox.GetAsync("items")).ToJsonString());
    }

    private static async Task SetAsync(SandboxFixture sandbox, string item, string json)
    {
        using var response = await sandbox.PutAsync("items/" + item, json);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}

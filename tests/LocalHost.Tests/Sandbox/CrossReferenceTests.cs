using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Smartlinks.Links;
using Smartlinks.LocalHost.Sandbox.MusicBrainz;
using Smartlinks.LocalHost.Tests.Host;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>The app's cross references over HTTP against the sandbox's MusicBrainz and iTunes.</summary>
public sealed class CrossReferenceTests
{
    private const string Agent = "Smartlinks/1.0 (localhost@smartlinks.example)";

    [Fact]
    public async Task MusicBrainz_knows_two_thirds_of_the_recordings_and_tells_their_addresses()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var visible = sandbox.Server.Catalogue.Tracks.Where(track => track.Released.IsOut(sandbox.Server.Clock.GetUtcNow())).ToList();
        var entered = visible.Where(track => MusicBrainzDatabase.IsEntered(track.Isrc)).ToList();
        Assert.InRange(entered.Count, visible.Count * 5 / 10, visible.Count * 8 / 10);
        var told = 0;
        foreach (var track in entered.TakeLast(4))
        {
            if (await MusicBrainz(sandbox).FindByIsrcAsync(track.Isrc, default) is not LookUp.Found found) continue;
            foreach (var candidate in found.Candidates.Where(candidate => candidate.Url.Service == StreamingService.Spotify || candidate.Url.Service == StreamingService.Deezer))
            {
                told++;
                Assert.Equal(sandbox.Server.Catalogue.FindByIsrc(track.Isrc).MinBy(one => one.Released.FirstDay)!.Ids[candidate.Url.Service], candidate.Id);
                Assert.Equal((track.Isrc, track.Title, track.Version, FoundBy.CrossReference), (candidate.Isrc, candidate.Title, candidate.Version, candidate.FoundBy));
                Assert.Equal(track.Artists, candidate.Artists);
                Assert.Equal(track.DurationMs, (int)candidate.Duration!.Value.TotalMilliseconds);
            }
        }

        Assert.True(told > 0);
        Assert.Equal(new LookUp.NotListed(), await MusicBrainz(sandbox).FindByIsrcAsync(visible.First(track => !MusicBrainzDatabase.IsEntered(track.Isrc)).Isrc, default));
    }

    [Fact]
    public async Task Its_addresses_of_pages_lead_to_the_sandboxs_own_pages()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var track = sandbox.Server.Catalogue.Tracks.First(track => track.Ids.Count == 9 && MusicBrainzDatabase.IsEntered(track.Isrc) && track.Released.IsOut(sandbox.Server.Clock.GetUtcNow()));
        var body = await AskAsync(sandbox, $"isrc/{track.Isrc}?inc=url-rels&fmt=json", Agent);
        var addresses = body["recordings"]![0]!["relations"]!.AsArray().Where(relation => !(bool)relation!["ended"]!).Select(relation => (string)relation!["url"]!["resource"]!).ToList();

        foreach (var (service, host) in new[] { ("pandora", "www.pandora.com"), ("bandcamp", ".bandcamp.com") })
        {
            var address = new Uri(addresses.Single(address => new Uri(address).Host.EndsWith(host, StringComparison.Ordinal)));
            using var page = await sandbox.Http.GetAsync(new Uri($"{service}/{address.Host}{address.AbsolutePath}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }

        Assert.All(addresses, address => Assert.True(DestinationUrl.TryParse(address, out _, out var why), why));
    }

    [Fact]
    public async Task An_ended_address_is_in_the_answer_and_never_told()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var database = new MusicBrainzDatabase(sandbox.Server.Catalogue);
        var relations = new MusicBrainzRelations(new LocalHost.Sandbox.Bandcamp.BandcampAddresses(sandbox.Server.Catalogue), new LocalHost.Sandbox.SoundCloud.SoundCloudAddresses(sandbox.Server.Catalogue));
        var (track, ended) = sandbox.Server.Catalogue.Tracks.Where(track => track.Released.IsOut(sandbox.Server.Clock.GetUtcNow())).Select(track => (track, database.FindRecording(track)))
            .Where(pair => pair.Item2 is not null).Select(pair => (pair.track, relations.Of(pair.Item2!).FirstOrDefault(relation => (bool)relation!["ended"]!))).First(pair => pair.Item2 is not null);
        var answer = await MusicBrainz(sandbox).FindByIsrcAsync(track.Isrc, default);
        Assert.DoesNotContain((string)ended!["url"]!["resource"]!, (answer as LookUp.Found)?.Candidates.Select(candidate => candidate.Url.ToString()) ?? []);
    }

    [Fact]
    public async Task One_ISRC_on_two_recordings_tells_of_both()
    {
        var isrc = Enumerable.Range(0, 100).Select(i => $"QZSLT26998{i:D2}").First(MusicBrainzDatabase.IsEntered);
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        await File.WriteAllTextAsync(file, $"isrc,title,album,artists,released\n{isrc},One,Single,Somebody,2020-02-02\n{isrc},Another Song,Elsewhere,Somebody Else,2021-02-02\n");
        try
        {
            await using var sandbox = await SandboxFixture.StartAsync(file);
            var body = await AskAsync(sandbox, $"isrc/{isrc}?inc=artist-credits+url-rels&fmt=json", Agent);
            Assert.Equal(["One", "Another Song"], body["recordings"]!.AsArray().Select(recording => (string)recording!["title"]!));
            Assert.Equal(2, body["recordings"]!.AsArray().Select(recording => (string)recording!["id"]!).Distinct().Count());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_release_is_found_by_its_barcode()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var database = new MusicBrainzDatabase(sandbox.Server.Catalogue);
        var relations = new MusicBrainzRelations(new LocalHost.Sandbox.Bandcamp.BandcampAddresses(sandbox.Server.Catalogue), new LocalHost.Sandbox.SoundCloud.SoundCloudAddresses(sandbox.Server.Catalogue));
        var album = sandbox.Server.Catalogue.Albums.First(album => database.IsEntered(album) && album.Released.IsOut(sandbox.Server.Clock.GetUtcNow())
            && relations.Of(album).Any(relation => ((string)relation!["url"]!["resource"]!).StartsWith("https://open.spotify.com/album/", StringComparison.Ordinal)));
        var found = Assert.IsType<LookUp.Found>(await MusicBrainz(sandbox).FindByUpcAsync([.. Upc.Parse(album.Upc.Unpadded).Spellings()], default));
        var spotify = found.Candidates.Single(candidate => candidate.Url.Service == StreamingService.Spotify);
        Assert.Equal((ItemKind.Album, album.Ids[StreamingService.Spotify], album.Title, album.Upc.Unpadded, album.Tracks.Count), (spotify.Kind, spotify.Id, spotify.Title, spotify.Upc, spotify.TrackCount));
        Assert.Equal(new LookUp.NotListed(), await MusicBrainz(sandbox).FindByUpcAsync([.. Upc.Parse("036000291452").Spellings()], default));
    }

    [Theory]
    [InlineData("", 403)]
    [InlineData("curl/8.0", 403)]
    [InlineData("Smartlinks/1.0", 403)]
    [InlineData("Smartlinks/1.0 (nobody)", 403)]
    [InlineData(Agent, 200)]
    [InlineData("Other.App/2.1 ( https://label.example/contact )", 200)]
    public async Task MusicBrainz_refuses_whoever_does_not_say_who_asks(string agent, int status)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var answer = await GetAsync(sandbox, "release?query=barcode:1&fmt=json", agent);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("isrc/USUM72409273?inc=lyrics&fmt=json", 400)]
    [InlineData("isrc/USUM7240927?fmt=json", 400)]
    [InlineData("isrc/USUM72409273", 406)]
    [InlineData("recording/1b2a6d6a-0d4e-4c0b-9d3a-2f7c5e8a9b01?fmt=json", 404)]
    [InlineData("artist/x?fmt=json", 404)]
    public async Task MusicBrainz_refuses_what_it_does_not_know(string path, int status)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        using var answer = await GetAsync(sandbox, path, Agent);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.NotEmpty((string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["error"]!);
    }

    [Theory]
    [InlineData("""{ "rateLimit": 7 }""", "rateLimited", 7)]
    [InlineData("""{ "quota": true }""", "rateLimited", null)]
    [InlineData("""{ "serverError": 500 }""", "http500", null)]
    [InlineData("""{ "malformed": true }""", "malformedAnswer", null)]
    [InlineData("""{ "down": true }""", "unreachable", null)]
    [InlineData("""{ "empty": true }""", null, null)]
    public async Task A_fault_of_MusicBrainz_is_an_answer(string fault, string? reason, int? seconds)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("musicbrainz", fault);
        LookUp expected = reason is null ? new LookUp.NotListed() : new LookUp.Unavailable(reason, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null);
        Assert.Equal(expected, await MusicBrainz(sandbox).FindByIsrcAsync(sandbox.Server.Catalogue.Tracks.First(track => MusicBrainzDatabase.IsEntered(track.Isrc)).Isrc, default));
        Assert.Equal(expected, await MusicBrainz(sandbox).FindByUpcAsync([Some.Upc], default));
        // A request is logged once its answer has gone out.
        await Eventually.HoldsAsync(() => sandbox.Server.Requests.List("musicbrainz").Count == 2, "both requests are logged under its name");
    }

    [Fact]
    public async Task MusicBrainz_can_answer_with_another_code()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("musicbrainz", """{ "wrongCode": true }""");
        var track = sandbox.Server.Catalogue.Tracks.Last(track => MusicBrainzDatabase.IsEntered(track.Isrc) && track.Released.IsOut(sandbox.Server.Clock.GetUtcNow()));
        var body = await AskAsync(sandbox, $"isrc/{track.Isrc}?inc=url-rels&fmt=json", Agent);
        Assert.NotEqual(track.Isrc, (string)body["isrc"]!);
    }

    [Fact]
    public async Task ITunes_tells_album_and_songs_with_Apple_Musics_ids()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var album = sandbox.Server.Catalogue.FindByIsrc("GBDUW0000053").First().Album;
        var found = Assert.IsType<LookUp.Found>(await ITunes(sandbox).FindByUpcAsync([.. Upc.Parse(album.Upc.Unpadded).Spellings()], default));
        Assert.Equal((ItemKind.Album, album.Ids[StreamingService.AppleMusic], "Discovery", album.Tracks.Count), (found.Candidates[0].Kind, found.Candidates[0].Id, found.Candidates[0].Title, found.Candidates[0].TrackCount));
        Assert.Equal(album.Tracks.Select(track => track.Ids[StreamingService.AppleMusic]), found.Candidates.Skip(1).Select(candidate => candidate.Id));
        Assert.Equal(album.Tracks.Select(track => (TimeSpan?)TimeSpan.FromMilliseconds(track.DurationMs)), found.Candidates.Skip(1).Select(candidate => candidate.Duration));
        Assert.Equal(new LookUp.NotListed(), await ITunes(sandbox).FindByUpcAsync(["036000291452"], default));
        Assert.Equal(0, (int)(await sandbox.GetAsync("itunes/lookup?isrc=GBDUW0000053&entity=song"))["resultCount"]!);
    }

    [Theory]
    [InlineData("""{ "rateLimit": 7 }""", "rateLimited", 7)]
    [InlineData("""{ "quota": true }""", "rateLimited", 60)]
    [InlineData("""{ "serverError": true }""", "http503", null)]
    [InlineData("""{ "malformed": true }""", "malformedAnswer", null)]
    [InlineData("""{ "down": true }""", "unreachable", null)]
    [InlineData("""{ "empty": true }""", null, null)]
    public async Task A_fault_of_iTunes_is_an_answer(string fault, string? reason, int? seconds)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("itunes", fault);
        LookUp expected = reason is null ? new LookUp.NotListed() : new LookUp.Unavailable(reason, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null);
        Assert.Equal(expected, await ITunes(sandbox).FindByUpcAsync([Some.Upc], default));
    }

    [Fact]
    public async Task ITunes_can_answer_with_another_album()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.SetFaultsAsync("itunes", """{ "wrongCode": true }""");
        Assert.NotEqual("Die With A Smile", Assert.IsType<LookUp.Found>(await ITunes(sandbox).FindByUpcAsync([Some.Upc], default)).Candidates[0].Title);
    }

    [SpecsFact]
    public async Task ITunes_answers_in_the_recorded_shape()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var recorded = JsonNode.Parse(SpecsFactAttribute.Sample("itunes-lookup.json"))!["results"]!.AsArray();
        var answered = JsonNode.Parse(await sandbox.Http.GetStringAsync(new Uri("itunes/lookup?upc=724384960650&entity=song&country=US", UriKind.Relative)))!["results"]!.AsArray();
        foreach (var index in new[] { 0, 1 })
        {
            Assert.Equal(recorded[index]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal), answered[index]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal));
            Assert.All(recorded[index]!.AsObject(), property => Assert.Equal(property.Value!.GetValueKind(), answered[index]![property.Key]!.GetValueKind()));
        }
    }

    private static async Task<JsonObject> AskAsync(SandboxFixture sandbox, string path, string agent)
    {
        using var answer = await GetAsync(sandbox, path, agent);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private static async Task<HttpResponseMessage> GetAsync(SandboxFixture sandbox, string path, string agent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "musicbrainz/ws/2/" + path);
        if (agent.Length > 0) request.Headers.TryAddWithoutValidation("User-Agent", agent);
        return await sandbox.Http.SendAsync(request);
    }

    private static ICrossReference MusicBrainz(SandboxFixture sandbox) => AdaptersOnSandbox.CrossReference(sandbox, "musicbrainz");

    private static ICrossReference ITunes(SandboxFixture sandbox) => AdaptersOnSandbox.CrossReference(sandbox, "itunes");
}

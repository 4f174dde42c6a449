using System.Globalization;
using Smartlinks.Links;
using Smartlinks.LocalHost.Sandbox;
using Smartlinks.LocalHost.Sandbox.Bandcamp;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Pandora;
using Smartlinks.LocalHost.Tests.Host;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>The app's readers of Bandcamp's and Pandora's pages over HTTP against the sandbox's.</summary>
public sealed class PageServiceTests
{
    [Theory]
    [InlineData("bandcamp")]
    [InlineData("pandora")]
    public async Task Every_page_that_is_out_is_there_and_says_what_it_is(string service)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var catalogue = Catalogue(sandbox, service);
        foreach (var track in sandbox.Server.Catalogue.Tracks.Where(track => track.Ids.ContainsKey(catalogue.Service)).TakeLast(8))
        {
            var answer = await catalogue.FindByItemAsync(ItemOf(sandbox, track, service), default);
            if (!track.Released.IsOut(sandbox.Server.Clock.GetUtcNow()))
            {
                Assert.Equal(new LookUp.NotListed(), answer);
                continue;
            }

            var candidate = Assert.Single(Assert.IsType<LookUp.Found>(answer).Candidates);
            Assert.Equal((track.TitleWithVersion, FoundBy.Item), (candidate.Title, candidate.FoundBy));
            if (service == "bandcamp")
            {
                Assert.Equal((track.Isrc, track.Album.Title, track.Released.FirstDay, track.DurationMs / 1000), (candidate.Isrc, candidate.AlbumTitle, candidate.ReleasedOn, (int)candidate.Duration!.Value.TotalSeconds));
            }
        }
    }

    [Theory]
    [InlineData("bandcamp")]
    [InlineData("pandora")]
    public async Task An_albums_page_is_there_too(string service)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var album = sandbox.Server.Catalogue.FindByIsrc("GBDUW0000053").First().Album;
        var address = service == "bandcamp" ? new BandcampAddresses(sandbox.Server.Catalogue).Find(album)! : PandoraAddresses.Find(album)!;
        var id = service == "bandcamp" ? "daftpunk/album/discovery" : "AL:" + address.Split("/AL")[^1];
        var item = new ServiceItem(StreamingService.Parse(service), ItemKind.Album, id, DestinationUrl.Parse(StreamingService.Parse(service), address));

        var candidate = Assert.Single(Assert.IsType<LookUp.Found>(await Catalogue(sandbox, service).FindByItemAsync(item, default)).Candidates);

        Assert.Equal((ItemKind.Album, "Discovery", id), (candidate.Kind, candidate.Title, candidate.Id));
        if (service == "bandcamp") Assert.Equal((album.Tracks.Count, "https://daftpunk.bandcamp.com/album/discovery"), (candidate.TrackCount!.Value, address));
    }

    [Fact]
    public async Task Several_artists_are_one_text_at_Bandcamp_and_the_same_artists_to_the_matcher()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        var (bandcamp, joints) = (Catalogue(sandbox, "bandcamp"), new HashSet<string>());
        var tracks = sandbox.Server.Catalogue.Tracks.Where(track => track.Artists.Count > 1 && track.Ids.ContainsKey(bandcamp.Service) && track.Released.IsOut(sandbox.Server.Clock.GetUtcNow())).ToList();
        foreach (var track in tracks.DistinctBy(track => string.Join(';', track.Artists)).Take(25))
        {
            var candidate = Assert.Single(Assert.IsType<LookUp.Found>(await bandcamp.FindByItemAsync(ItemOf(sandbox, track, "bandcamp"), default)).Candidates);
            joints.Add(Assert.Single(candidate.Artists)[track.Artists[0].Length..][..3]);
            var facts = ReleaseFacts.None with { Isrc = Isrc.Parse(track.Isrc), Title = track.TitleWithVersion, Artists = track.Artists };
            Assert.Contains(Assert.Single(ReleaseMatcher.Judge([candidate], facts)).Evidence, evidence => evidence.Name == "artistsEqual");
        }

        Assert.True(joints.Count > 2, string.Join('|', joints));
    }

    [Theory]
    [InlineData("""{ "rateLimit": 7 }""", "rateLimited", 7)]
    [InlineData("""{ "quota": true }""", "rateLimited", null)]
    [InlineData("""{ "serverError": 502 }""", "http502", null)]
    [InlineData("""{ "malformed": true }""", "malformedAnswer", null)]
    [InlineData("""{ "down": true }""", "unreachable", null)]
    public async Task A_fault_is_no_word_about_the_page(string fault, string reason, int? seconds)
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        foreach (var service in new[] { "bandcamp", "pandora" })
        {
            await sandbox.SetFaultsAsync(service, fault);
            var item = ItemOf(sandbox, sandbox.Server.Catalogue.FindByIsrc("USUM72409273").First(), service);
            Assert.Equal(new LookUp.Unavailable(reason, seconds is { } wait ? TimeSpan.FromSeconds(wait) : null), await Catalogue(sandbox, service).FindByItemAsync(item, default));
        }
    }

    [Fact]
    public async Task A_page_can_be_gone_and_can_be_about_something_else()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        foreach (var service in new[] { "bandcamp", "pandora" })
        {
            var item = ItemOf(sandbox, sandbox.Server.Catalogue.FindByIsrc("USUM72409273").First(), service);
            await sandbox.SetFaultsAsync(service, """{ "empty": true }""");
            Assert.Equal(new LookUp.NotListed(), await Catalogue(sandbox, service).FindByItemAsync(item, default));
            await sandbox.SetFaultsAsync(service, """{ "wrongCode": true }""");
            Assert.NotEqual("Die With A Smile", Assert.IsType<LookUp.Found>(await Catalogue(sandbox, service).FindByItemAsync(item, default)).Candidates[0].Title);
        }

        await Eventually.HoldsAsync(() => sandbox.Server.Requests.List("pandora").Count == 2, "both requests are logged");
    }

    [Fact]
    public async Task Titles_that_fight_the_page_stay_titles()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        await File.WriteAllTextAsync(file, "isrc,title,album,artists,released\nQZSLT2699901,</script><script>alert(1)//,\"A & \"\"B\"\"\",<b>X</b>,2020-02-02\nQZSLT2699902,夜,夜,誰か,2020-02-02\nQZSLT2699903,夜!,夜,誰か,2020-02-02\n");
        try
        {
            await using var sandbox = await SandboxFixture.StartAsync(file);
            foreach (var track in sandbox.Server.Catalogue.Tracks.TakeLast(3))
            {
                foreach (var service in new[] { "bandcamp", "pandora" })
                {
                    var candidate = Assert.IsType<LookUp.Found>(await Catalogue(sandbox, service).FindByItemAsync(ItemOf(sandbox, track, service), default)).Candidates[0];
                    Assert.Equal(track.Title, candidate.Title);
                }
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Addresses_are_the_same_on_every_start_and_nobodys_twice()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 3_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"QZABC26{i:D5},Song {i % 7},Album {i},Artist {i % 5},2024-01-01")));
        var catalogue = LocalHost.Sandbox.Catalogues.Catalogue.Parse([("songs.csv", System.Text.Encoding.UTF8.GetBytes("isrc,title,album,artists,released\n" + rows))]);
        var addresses = new BandcampAddresses(catalogue);
        Assert.Equal(3_000, catalogue.Tracks.Select(addresses.Find).Distinct().Count());
        Assert.Equal("https://artist0.bandcamp.com/track/song-0", addresses.Find(catalogue.Tracks[0]));
        Assert.Equal("https://artist0.bandcamp.com/track/song-0-2", addresses.Find(catalogue.Tracks[35]));
        Assert.All(catalogue.Tracks, track => Assert.Equal(track.Ids[StreamingService.Bandcamp], addresses.FindTrack(addresses.Find(track)!["https://".Length..])));
    }

    private static ServiceItem ItemOf(SandboxFixture sandbox, Track track, string service)
    {
        var address = service == "bandcamp" ? new BandcampAddresses(sandbox.Server.Catalogue).Find(track)! : PandoraAddresses.Find(track)!;
        var url = DestinationUrl.Parse(StreamingService.Parse(service), address);
        var id = service == "bandcamp" ? $"{url.Uri.Host.Split('.')[0]}{url.Uri.AbsolutePath}" : track.Ids[StreamingService.Pandora];
        return new ServiceItem(url.Service, ItemKind.Track, id, url);
    }

    private static IServiceCatalogue Catalogue(SandboxFixture sandbox, string service) =>
        AdaptersOnSandbox.Catalogues(sandbox).Single(catalogue => catalogue.Service.Id == service);
}

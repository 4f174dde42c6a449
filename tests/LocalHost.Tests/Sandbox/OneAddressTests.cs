using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.MusicBrainz;
using Smartlinks.LocalHost.Sandbox.Sharing;
using Smartlinks.LocalHost.Sandbox.SoundCloud;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Tests.Sandbox;

/// <summary>What short links and MusicBrainz name as the address of something leads to that at its service. Hunts for two makers of one address.</summary>
public sealed class OneAddressTests
{
    [Fact]
    public async Task Every_address_of_fifty_recordings_and_their_albums_leads_its_services_client_to_them()
    {
        await using var sandbox = await SandboxFixture.StartAsync();
        await sandbox.LiftLimitsAsync();
        var now = sandbox.Server.Clock.GetUtcNow();
        var loaded = sandbox.Server.Catalogue;
        var (items, database) = (new CatalogueItems(loaded), new MusicBrainzDatabase(loaded));
        var (pages, relations) = (new ItemPage(items.SoundCloud), new MusicBrainzRelations(items.Bandcamp, items.SoundCloud));
        var catalogues = StreamingService.All.ToDictionary(service => service, service => sandbox.Catalogue(service));
        // From all over the catalogue: the last of it are the hard ones.
        var tracks = loaded.Tracks.Where(track => track.Released.IsOut(now) && track.IsPlayableIn("US")).ToList();
        var fifty = tracks.Take(15).Concat(tracks.TakeLast(35)).ToList();
        var seen = new Dictionary<(StreamingService, ItemKind), int>();

        foreach (var track in fifty)
        {
            var recording = database.FindRecording(track);
            var addresses = StreamingService.All.Select(service => pages.Of(service, track)).OfType<string>().Select(address => (Of: track, Address: address))
                .Concat(recording is null ? [] : Live(relations.Of(recording)).Select(address => (Of: recording.First, Address: address)));
            foreach (var (of, address) in addresses)
            {
                var candidate = await FindAsync(address, ItemKind.Track);
                Assert.True(candidate.Isrc is null || candidate.Isrc == of.Isrc, $"{address}: {candidate.Isrc}");
                Assert.Contains(candidate.Title, new[] { of.Title, of.TitleWithVersion, of.TitleDashVersion });
            }

            var ofAlbum = StreamingService.All.Select(service => pages.Of(service, track.Album)).OfType<string>().Concat(database.IsEntered(track.Album) ? Live(relations.Of(track.Album)) : []);
            foreach (var address in ofAlbum.Where(address => !address.StartsWith("https://label.example/", StringComparison.Ordinal)))
            {
                var candidate = await FindAsync(address, ItemKind.Album);
                Assert.True(candidate.Upc is null || Smartlinks.Links.Upc.Parse(candidate.Upc) == Smartlinks.Links.Upc.Parse(track.Album.Upc.Padded), $"{address}: {candidate.Upc}");
                Assert.Equal(track.Album.Title, candidate.Title);
            }
        }

        Assert.All(StreamingService.All, service => Assert.All(Enum.GetValues<ItemKind>(), kind => Assert.True(seen.GetValueOrDefault((service, kind)) >= 10, $"{service}, {kind}: {seen.GetValueOrDefault((service, kind))}")));

        async Task<Candidate> FindAsync(string address, ItemKind kind)
        {
            var item = CatalogueItems.Read(address);
            Assert.Equal((address, kind), (address, item.Kind));
            seen[(item.Service, kind)] = seen.GetValueOrDefault((item.Service, kind)) + 1;
            var answer = await catalogues[item.Service].FindByItemAsync(item, default);
            Assert.True(answer is LookUp.Found { Candidates.Count: 1 }, $"{address}: {answer}");
            return ((LookUp.Found)answer).Candidates[0];
        }
    }

    [Fact]
    public void Names_that_a_service_uses_for_itself_are_nobodys()
    {
        var catalogue = Catalogue.Parse([("names.csv", System.Text.Encoding.UTF8.GetBytes("""
            isrc,title,album,artists,released
            QZSLT2699901,Likes,Sets,Search,2020-01-01
            QZSLT2699902,Tracks,S,Live,2020-01-02
            QZSLT2699903,Likes,Sets,Search,2021-01-01
            QZSLT2699904,夜,夜,夜,2020-01-01
            QZSLT2699905,S 1,S 2,Tags,2020-01-01
            """))]);
        var items = new CatalogueItems(catalogue);
        foreach (var service in new[] { StreamingService.SoundCloud, StreamingService.Bandcamp, StreamingService.Pandora })
        {
            Assert.All(catalogue.Tracks, track => Assert.Equal(ItemKind.Track, items.Of(service, track).Kind));
            Assert.All(catalogue.Albums, album => Assert.Equal(ItemKind.Album, items.Of(service, album).Kind));
            Assert.Equal(5, catalogue.Tracks.Select(track => items.Of(service, track).Id).Distinct().Count());
            Assert.Equal(5, catalogue.Albums.Select(album => items.Of(service, album).Id).Distinct().Count());
        }
    }

    [Fact]
    public void An_address_stays_when_what_is_there_is_called_otherwise()
    {
        var catalogue = Catalogue.Load([]);
        var addresses = new SoundCloudAddresses(catalogue);
        var track = catalogue.Tracks.First(one => one.Ids.ContainsKey(StreamingService.SoundCloud));
        var (number, before) = (track.Ids[StreamingService.SoundCloud], addresses.Find(track));

        catalogue.Change(new ItemKey(StreamingService.SoundCloud, number), new ItemChange(false, null, "Something Else", null));

        var uploads = new SoundCloudUploads(catalogue.At(StreamingService.SoundCloud), addresses);
        var upload = uploads.FindByPermalink(before!["https://soundcloud.com/".Length..])!;
        Assert.Equal(("Something Else", number, before), (upload.Title, upload.Number, SoundCloudAddresses.UrlOf(upload.Permalink)));
    }

    private static IEnumerable<string> Live(JsonArray relations) => relations.Where(relation => !(bool)relation!["ended"]!).Select(relation => (string)relation!["url"]!["resource"]!);
}

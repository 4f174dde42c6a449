using Smartlinks.Links;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.Support;
using Smartlinks.Tests.Links;

namespace Smartlinks.Tests.Releases;

/// <summary>Bugs these hunt: an address a third party told and nobody read, because the third party or the service had its turn in another pass.</summary>
public sealed class FollowingThirdPartiesTests
{
    private static readonly DestinationUrl s_address = DestinationUrl.Parse(StreamingService.Bandcamp, "https://some-band.bandcamp.com/track/die-with-a-smile");
    private static readonly LookUp s_told = new LookUp.Found([Some.Track(s_address) with { Isrc = null, Id = "some-band/track/die-with-a-smile", ToldBy = "musicbrainz", FoundBy = FoundBy.CrossReference }]);
    private readonly ResolveWorld _test = new();

    public FollowingThirdPartiesTests()
    {
        _test.Spotify.ByCode = _ => new LookUp.Found([Some.Track()]);
        _test.MusicBrainz.ByCode = _ => s_told;
        _test.Bandcamp.ByItem = item => new LookUp.Found([new Candidate(ItemKind.Track, item.Id, item.Url, "Die With A Smile", ["Lady Gaga", "Bruno Mars"]) { FoundBy = FoundBy.Item }]);
    }

    [Fact]
    public async Task While_a_third_party_waits_for_its_turn_what_only_it_can_find_waits_and_no_counted_search_is_spent()
    {
        _test.MusicBrainz.ByCode = _ => new LookUp.Unavailable(UnavailableReasons.Paced, TimeSpan.FromSeconds(30));
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        Assert.Equal(DestinationStatus.Pending, (await _test.FindAsync(link, StreamingService.Bandcamp)).Status);
        Assert.Equal(DestinationStatus.Confirmed, (await _test.FindAsync(link, StreamingService.Spotify)).Status);
        Assert.Empty(_test.YouTube.Asked);

        _test.MusicBrainz.ByCode = _ => s_told;
        await _test.LiveAsync(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(10));
        Assert.Equal([$"item:{s_address}"], _test.Bandcamp.Asked);
        Assert.NotEqual(DestinationStatus.Pending, (await _test.FindAsync(link, StreamingService.Bandcamp)).Status);
        Assert.Single(_test.YouTube.Asked);
    }

    [Fact]
    public async Task An_address_that_cannot_be_read_yet_is_read_later()
    {
        var read = _test.Bandcamp.ByItem;
        _test.Bandcamp.ByItem = _ => new LookUp.Unavailable(UnavailableReasons.Paced, TimeSpan.FromSeconds(7));
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        Assert.Single(_test.Bandcamp.Asked);

        _test.Bandcamp.ByItem = read;
        await _test.LiveAsync(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(10));
        Assert.Equal([$"item:{s_address}", $"item:{s_address}"], _test.Bandcamp.Asked);
        Assert.NotEqual(DestinationStatus.Pending, (await _test.FindAsync(link, StreamingService.Bandcamp)).Status);
        Assert.Single(_test.MusicBrainz.Asked);
    }

    [Fact]
    public async Task What_a_third_party_tells_after_it_was_down_is_read_where_nothing_was_found()
    {
        _test.MusicBrainz.ByCode = _ => new LookUp.Unavailable(UnavailableReasons.Unreachable, null);
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        Assert.Empty(_test.Bandcamp.Asked);
        Assert.NotEqual(DestinationStatus.Pending, (await _test.FindAsync(link, StreamingService.Bandcamp)).Status);

        _test.MusicBrainz.ByCode = _ => s_told;
        await _test.LiveAsync(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(10));
        Assert.Equal([$"item:{s_address}"], _test.Bandcamp.Asked);
    }
}

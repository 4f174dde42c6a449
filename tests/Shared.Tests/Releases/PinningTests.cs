using Smartlinks.Links;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases;

/// <summary>Bugs these hunt: a pin that makes something the song that is not, and one that stops the look-ups of what it leaves open.</summary>
public sealed class PinningTests
{
    private readonly ResolveWorld _test = new();

    [Fact]
    public async Task A_search_cannot_be_pinned_as_if_it_were_the_song()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        var search = await _test.FindAsync(link, StreamingService.Pandora);
        Assert.Equal(DestinationStatus.Search, search.Status);
        Assert.IsType<ReviewResult.NothingToPin>(await PinAsync(link, StreamingService.Pandora, true));
        Assert.Equal(search, await _test.FindAsync(link, StreamingService.Pandora));
    }

    [Fact]
    public async Task A_likely_match_is_pinned_and_left_to_the_look_ups_again()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.Deezer.ByCode = _ => ResolveWorld.Found(Some.Track(Some.DeezerUrl()) with { Id = "2947516331", Isrc = null });
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        Assert.IsType<ReviewResult.Decided>(await PinAsync(link, StreamingService.Deezer, true));
        var pinned = await _test.FindAsync(link, StreamingService.Deezer);
        Assert.Equal((DestinationStatus.Manual, true, Some.DeezerUrl()), (pinned.Status, pinned.Pinned, pinned.Url));
        Assert.IsType<ReviewResult.Decided>(await PinAsync(link, StreamingService.Deezer, false));
        await _test.TakeAllAsync();
        Assert.Equal((DestinationStatus.Probable, false), ((await _test.FindAsync(link, StreamingService.Deezer)).Status, (await _test.FindAsync(link, StreamingService.Deezer)).Pinned));
    }

    /// <summary>It took away the moment of the next look-up, and the service was never asked again.</summary>
    [Fact]
    public async Task Taking_a_pin_off_that_was_not_there_changes_nothing()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.Deezer.ByCode = _ => ResolveWorld.Found(Some.Track(Some.DeezerUrl()) with { Id = "2947516331", Isrc = null });
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        var likely = await _test.FindAsync(link, StreamingService.Deezer);
        await PinAsync(link, StreamingService.Deezer, false);
        Assert.Equal(likely, await _test.FindAsync(link, StreamingService.Deezer));
    }

    private Task<ReviewResult> PinAsync(Link link, StreamingService service, bool isPinned) => _test.Reviewer.PinAsync(Some.Organization, link.Id, null, service, isPinned, default);
}

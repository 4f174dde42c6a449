using Azure;
using Smartlinks.Links;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases;

/// <summary>Bugs these hunt: a link that needs a person's look and is in no list.</summary>
public sealed class ListingReviewsTests
{
    private readonly ResolveWorld _test = new();

    /// <summary>The message comes again and finds the pass done: it ended there, before the list knew of it.</summary>
    [Fact]
    public async Task A_pass_that_was_killed_before_its_last_step_is_listed_when_its_message_comes_again()
    {
        var link = await LikelyAsync();
        _test.Time.Advance(TimeSpan.FromMinutes(1));
        _test.ReviewRows.Faults.FailNext();
        await Assert.ThrowsAsync<RequestFailedException>(() => _test.ResolveAsync(link, link.LookUpDueAt));
        Assert.NotEqual(link.LookUpDueAt, (await _test.CurrentAsync(link)).LookUpDueAt);
        await _test.ResolveAsync(link, link.LookUpDueAt);
        Assert.Equal([link.Id], await ListedAsync());
    }

    [Fact]
    public async Task A_link_whose_last_address_is_taken_off_is_listed()
    {
        var link = await _test.CreateAsync(Some.Draft(destinations: [DestinationUrl.Parse(StreamingService.Bandcamp, "https://some-band.bandcamp.com/track/x")]));
        await _test.TakeAllAsync();
        Assert.Empty(await ListedAsync());
        await _test.World.Editor.RemoveDestinationAsync(Some.Organization, link.Id, null, StreamingService.Bandcamp, default);
        await _test.TakeAllAsync();
        Assert.Equal([link.Id], await ListedAsync());
    }

    [Fact]
    public async Task An_archived_link_is_listed_again_when_it_comes_back()
    {
        var link = await LikelyAsync();
        await _test.TakeAllAsync();
        Assert.Equal([link.Id], await ListedAsync());
        await _test.World.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { Archived = true }, default);
        Assert.Empty(await ListedAsync());
        await _test.World.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { Archived = false }, default);
        await _test.TakeAllAsync();
        Assert.Equal([link.Id], await ListedAsync());
    }

    private Task<Link> LikelyAsync()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.Deezer.ByCode = _ => ResolveWorld.Found(Some.Track(Some.DeezerUrl()) with { Id = "2947516331", Isrc = null });
        return _test.CreateAsync();
    }

    private async Task<IEnumerable<LinkId>> ListedAsync() => (await _test.Reviews.ListAsync(Some.Organization, 10, null, default)).Items.Select(review => review.Link.Id);
}

using Smartlinks.Links;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases;

/// <summary>What the review says of candidates. Hunts a review that contradicts the link it is about.</summary>
public sealed class ReviewingReleasesTests
{
    private readonly ResolveWorld _test = new();

    [Fact]
    public async Task A_link_made_from_an_address_without_a_code_is_reviewed_by_what_the_address_told()
    {
        var page = DestinationUrl.Parse(StreamingService.Bandcamp, "https://some-band.bandcamp.com/track/die-with-a-smile");
        _test.Bandcamp.ByItem = item => ResolveWorld.Found(new Candidate(ItemKind.Track, item.Id, item.Url, "Die With A Smile", ["Lady Gaga", "Bruno Mars"]) { FoundBy = FoundBy.Item, Duration = TimeSpan.FromSeconds(251) });
        _test.Deezer.Capabilities = _test.Deezer.Capabilities with { BySearch = true };
        _test.Deezer.BySearch = _ => ResolveWorld.Found(Some.Track(Some.DeezerUrl()) with { Id = "1", FoundBy = FoundBy.Search });
        var link = await _test.CreateAsync(Some.Draft(destinations: [page]));
        await _test.TakeAllAsync();
        var likely = await _test.CurrentAsync(link);
        Assert.Equal(DestinationStatus.Probable, likely.Find(StreamingService.Deezer)!.Status);

        var reviewed = ServiceReview.AllOf(likely, await _test.Reviews.GetRecordAsync(likely, default)).Single(each => each.Destination.Service == StreamingService.Deezer);

        var judgement = Assert.Single(reviewed.Judgements);
        Assert.Equal(Verdict.Probable, judgement.Verdict);
        Assert.Equal(reviewed.Destination.Evidence, judgement.Evidence);
    }
}

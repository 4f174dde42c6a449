using Smartlinks.Links;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.Support;
using Smartlinks.Tests.Links;

namespace Smartlinks.Tests.Releases;

/// <summary>Bugs these hunt: a service's own word that a kill, a fault or somebody else's word for it put out of sight for longer than the fault lasted.</summary>
public sealed class LosingAnswersTests
{
    private static readonly DestinationUrl s_video = DestinationUrl.Parse(StreamingService.YouTubeMusic, "https://music.youtube.com/watch?v=kPa7bsKwL-c");
    private readonly ResolveWorld _test = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_any_storage_call_a_link_ends_as_one_that_was_left_alone(bool isCarriedOut)
    {
        var alone = await LiveThroughAsync(0, isCarriedOut);
        Assert.Equal(DestinationStatus.Confirmed, alone.Find(StreamingService.YouTubeMusic)!.Status);
        for (var call = 1; ; call++)
        {
            var killed = await LiveThroughAsync(call, isCarriedOut);
            Assert.Equal(States(alone), States(killed));
            if (killed.UpdatedAt == DateTimeOffset.MaxValue) break;
            Assert.InRange(call, 1, 60);
        }
    }

    /// <summary>YouTube's own answer is a proof, found by its one search; a third party that tells its address had no turn at first.</summary>
    private static async Task<Link> LiveThroughAsync(int killedAt, bool isCarriedOut)
    {
        var test = new ResolveWorld();
        test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        test.YouTube.BySearch = _ => ResolveWorld.Found(Video with { Isrc = Some.Isrc, FoundBy = FoundBy.Isrc });
        test.MusicBrainz.ByCode = _ => new LookUp.Unavailable(UnavailableReasons.Timeout, null);
        var link = await test.CreateAsync();
        var died = killedAt > 0 && await test.World.DiesAsync(killedAt, isCarriedOut, () => test.ResolveAsync(link));
        test.MusicBrainz.ByCode = _ => ResolveWorld.Found(Video with { ToldBy = "musicbrainz", FoundBy = FoundBy.CrossReference });
        await test.ResolveAsync(link);
        await test.LiveAsync(TimeSpan.FromHours(1));
        var current = await test.CurrentAsync(link);
        return died || killedAt == 0 ? current : current with { UpdatedAt = DateTimeOffset.MaxValue };
    }

    [Theory]
    [InlineData(UnavailableReasons.RateLimited)]
    [InlineData(UnavailableReasons.QuotaExhausted)]
    [InlineData(UnavailableReasons.Timeout)]
    public async Task What_others_tell_of_a_service_that_does_not_answer_is_likely_and_the_service_is_asked_again_soon(string reason)
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.Deezer.ByCode = _ => new LookUp.Unavailable(reason, TimeSpan.FromSeconds(20));
        _test.Deezer.ByItem = _ => new LookUp.Unavailable(reason, TimeSpan.FromSeconds(20));
        var deezer = DestinationUrl.Parse(StreamingService.Deezer, "https://www.deezer.com/track/2947516331");
        _test.MusicBrainz.ByCode = _ => ResolveWorld.Found(Some.Track(deezer) with { Id = "2947516331", ToldBy = "musicbrainz", FoundBy = FoundBy.CrossReference });
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        var told = await _test.FindAsync(link, StreamingService.Deezer);
        Assert.Equal((DestinationStatus.Probable, deezer), (told.Status, told.Url));
        Assert.Equal(new Evidence("unavailable", reason), told.Evidence[^1]);
        Assert.Contains("asking again", told.Why, StringComparison.Ordinal);
        Assert.InRange((told.DueAt!.Value - _test.Time.GetUtcNow()).TotalSeconds, 1, 30);

        // The others' word again, in a pass that is not the service's turn, hides nothing.
        await _test.ResolveAsync(link);
        Assert.Equal("unavailable", (await _test.FindAsync(link, StreamingService.Deezer)).Evidence[^1].Name);
        _test.Deezer.ByCode = _ => ResolveWorld.Found(Some.Track(deezer) with { Id = "2947516331" });
        await _test.LiveAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));
        var own = await _test.FindAsync(link, StreamingService.Deezer);
        Assert.Equal((DestinationStatus.Confirmed, null), (own.Status, own.Why));
        Assert.DoesNotContain(own.Evidence, evidence => evidence.Name == "unavailable");
    }

    [Fact]
    public async Task An_address_that_was_read_but_proves_nothing_does_not_put_off_the_service_that_was_silent()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.Deezer.ByCode = _ => new LookUp.Unavailable(UnavailableReasons.Timeout, null);
        var deezer = DestinationUrl.Parse(StreamingService.Deezer, "https://www.deezer.com/track/2947516331");
        _test.Deezer.ByItem = item => ResolveWorld.Found(new Candidate(ItemKind.Track, item.Id, item.Url, "Die With A Smile", ["Lady Gaga", "Bruno Mars"]) { FoundBy = FoundBy.Item });
        _test.MusicBrainz.ByCode = _ => ResolveWorld.Found(Some.Track(deezer) with { Id = "2947516331", ToldBy = "musicbrainz", FoundBy = FoundBy.CrossReference });
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        var likely = await _test.FindAsync(link, StreamingService.Deezer);
        Assert.Equal(DestinationStatus.Probable, likely.Status);
        Assert.InRange((likely.DueAt!.Value - _test.Time.GetUtcNow()).TotalSeconds, 1, 10);
    }

    private static Candidate Video => Some.Track(s_video) with { Id = "kPa7bsKwL-c" };

    private static string States(Link link) => string.Join('\n', link.Destinations.Select(destination => $"{destination.Service} {destination.Status} {destination.Url}"));
}

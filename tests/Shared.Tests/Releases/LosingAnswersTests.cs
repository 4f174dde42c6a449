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

    /// <summary>What a third party told is published at once, and the pass dies before the service itself has answered.</summary>
    [Fact]
    public async Task A_service_that_a_third_party_proposed_before_a_kill_is_asked_by_the_queues_next_try()
    {
        var killed = new TaskCompletionSource();
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.YouTube.Delay = () => killed.Task;
        _test.YouTube.ByItem = _ => ResolveWorld.Found(Video with { FoundBy = FoundBy.Item });
        _test.MusicBrainz.ByCode = _ => ResolveWorld.Found(Video with { ToldBy = "musicbrainz", FoundBy = FoundBy.CrossReference });
        var link = await _test.CreateAsync();
        var resolving = _test.ResolveAsync(link);
        while ((await _test.FindAsync(link, StreamingService.YouTubeMusic)).Status != DestinationStatus.Probable) await Task.Yield();
        killed.SetException(new InvalidOperationException("killed"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => resolving);

        _test.YouTube.Delay = () => Task.CompletedTask;
        await _test.TakeAllAsync();
        Assert.Equal(DestinationStatus.Confirmed, (await _test.FindAsync(link, StreamingService.YouTubeMusic)).Status);
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

    /// <summary>Two others say what the recording is; that they answered later must not matter.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_match_that_is_outvoted_after_it_was_published_is_taken_back(bool isAtOnce)
    {
        var (late, later) = (new TaskCompletionSource(), new TaskCompletionSource());
        var deezer = Some.Track(DestinationUrl.Parse(StreamingService.Deezer, "https://www.deezer.com/track/7")) with { Id = "7", Title = "Something Else Entirely", Artists = ["Somebody Else"], Duration = TimeSpan.FromSeconds(95) };
        _test.Deezer.ByCode = _ => ResolveWorld.Found(deezer);
        _test.Spotify.Delay = () => late.Task;
        _test.YouTube.Delay = () => later.Task;
        _test.YouTube.Capabilities = new ServiceCapabilities(ByIsrc: true, ByUpc: false, ByItem: true, BySearch: false, Save: false);
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.YouTube.ByCode = _ => ResolveWorld.Found(Video);
        var link = await _test.CreateAsync();
        var resolving = _test.ResolveAsync(link);
        while ((await _test.FindAsync(link, StreamingService.Deezer)).Status != DestinationStatus.Confirmed) await Task.Yield();
        late.SetResult();
        // One against one it is contested, two against one it is wrong.
        while (!isAtOnce && (await _test.FindAsync(link, StreamingService.Deezer)).Status != DestinationStatus.Probable) await Task.Yield();
        later.SetResult();
        await resolving;
        var outvoted = await _test.FindAsync(link, StreamingService.Deezer);
        Assert.Equal((DestinationStatus.NotFound, null, "nothingRight"), (outvoted.Status, outvoted.Url, outvoted.Evidence[0].Name));
        Assert.Equal(DestinationStatus.Confirmed, (await _test.FindAsync(link, StreamingService.Spotify)).Status);

        // It is right again, and is found by itself.
        _test.Deezer.ByCode = _ => ResolveWorld.Found(Some.Track(deezer.Url) with { Id = "7" });
        await _test.LiveAsync(TimeSpan.FromMinutes(12));
        Assert.Equal(DestinationStatus.Confirmed, (await _test.FindAsync(link, StreamingService.Deezer)).Status);
    }

    [Fact]
    public async Task An_outage_uses_up_none_of_the_later_look_ups()
    {
        _test.Spotify.ByCode = _ => new LookUp.Unavailable(UnavailableReasons.Timeout, null);
        var link = await _test.CreateAsync();
        await _test.LiveAsync(TimeSpan.FromHours(1), TimeSpan.FromSeconds(30));
        _test.Spotify.ByCode = _ => new LookUp.NotListed();
        await _test.LiveAsync(TimeSpan.FromHours(3));
        var missed = await _test.FindAsync(link, StreamingService.Spotify);
        Assert.Equal(DestinationStatus.NotFound, missed.Status);
        Assert.NotNull(missed.DueAt);
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        await _test.LiveAsync(TimeSpan.FromDays(1), TimeSpan.FromMinutes(10));
        Assert.Equal(DestinationStatus.Confirmed, (await _test.FindAsync(link, StreamingService.Spotify)).Status);
    }

    [Fact]
    public async Task A_labelled_search_stays_while_its_service_does_not_answer()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        var search = await _test.FindAsync(link, StreamingService.YouTubeMusic);
        Assert.Equal(DestinationStatus.Search, search.Status);

        _test.YouTube.BySearch = _ => new LookUp.Unavailable(UnavailableReasons.QuotaExhausted, TimeSpan.FromHours(5));
        await _test.LiveAsync(TimeSpan.FromHours(25), TimeSpan.FromMinutes(10));
        var silent = await _test.FindAsync(link, StreamingService.YouTubeMusic);
        Assert.True(_test.YouTube.Asked.Count > 1);
        Assert.Equal((DestinationStatus.Search, search.Url), (silent.Status, silent.Url));
        Assert.Equal(new Evidence("unavailable", UnavailableReasons.QuotaExhausted), silent.Evidence[^1]);
    }

    [Fact]
    public async Task Of_several_addresses_a_third_party_tells_the_one_that_is_there_is_found()
    {
        DestinationUrl[] told = [.. new[] { "gone", "copy", "die-with-a-smile", "fourth" }.Select(name => DestinationUrl.Parse(StreamingService.Bandcamp, $"https://some-band.bandcamp.com/track/{name}"))];
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.MusicBrainz.ByCode = _ => ResolveWorld.Found([.. told.Select(url => Some.Track(url) with { Id = url.ToString(), Isrc = null, ToldBy = "musicbrainz", FoundBy = FoundBy.CrossReference })]);
        _test.Bandcamp.ByItem = item => item.Url == told[2] ? ResolveWorld.Found(Some.Track(item.Url) with { Id = item.Id, FoundBy = FoundBy.Item }) : new LookUp.NotListed();
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        Assert.Equal(told[..3].Select(url => $"item:{url}"), _test.Bandcamp.Asked);
        var found = await _test.FindAsync(link, StreamingService.Bandcamp);
        Assert.Equal((DestinationStatus.Confirmed, told[2]), (found.Status, found.Url));
    }

    [Fact]
    public async Task An_address_that_cannot_be_read_holds_up_nobody_who_can_be_asked_without_it()
    {
        _test.Bandcamp.ByItem = _ => new LookUp.Unavailable(UnavailableReasons.Timeout, null);
        _test.Deezer.Capabilities = _test.Deezer.Capabilities with { BySearch = true };
        var draft = Some.Draft(destinations: DestinationUrl.Parse(StreamingService.Bandcamp, "https://some-band.bandcamp.com/track/die-with-a-smile")) with { Title = "Die With A Smile", Artists = ["Lady Gaga", "Bruno Mars"] };
        var link = await _test.CreateAsync(draft);
        await _test.TakeAllAsync();
        Assert.Single(_test.Bandcamp.Asked);
        Assert.Equal(["search:Die With A Smile"], _test.Deezer.Asked);
        Assert.NotNull((await _test.CurrentAsync(link)).LookUpDueAt);
    }

    /// <summary>A search's hits and wrong answers have pictures too.</summary>
    [Fact]
    public async Task The_picture_of_something_else_is_not_shown()
    {
        var (wrong, right) = (new Uri("https://pictures.example/karaoke.jpg"), new Uri("https://pictures.example/single.jpg"));
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.Deezer.ByCode = _ => ResolveWorld.Found(Some.Track(DestinationUrl.Parse(StreamingService.Deezer, "https://www.deezer.com/track/7")) with { Isrc = "USUM72412345", ArtworkUrl = wrong });
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        Assert.Null((await _test.CurrentAsync(link)).ArtworkUrl);

        _test.Deezer.ByCode = _ => ResolveWorld.Found(Some.Track(DestinationUrl.Parse(StreamingService.Deezer, "https://www.deezer.com/track/8")) with { Id = "8", ArtworkUrl = right });
        await _test.ResolveAsync(link);
        await _test.LiveAsync(TimeSpan.FromMinutes(12));
        Assert.Equal(right, (await _test.CurrentAsync(link)).ArtworkUrl);
    }

    private static Candidate Video => Some.Track(s_video) with { Id = "kPa7bsKwL-c" };

    private static string States(Link link) => string.Join('\n', link.Destinations.Select(destination => $"{destination.Service} {destination.Status} {destination.Url}"));
}

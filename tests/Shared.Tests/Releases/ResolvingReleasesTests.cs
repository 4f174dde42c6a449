using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Links;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.Support;
using Smartlinks.Tests.Links;

namespace Smartlinks.Tests.Releases;

public sealed class ResolvingReleasesTests
{
    private static readonly byte[] s_png = [0x89, .. "PNG\r\n\u001a\n"u8];
    private static readonly Candidate s_deezer = Some.Track(Some.DeezerUrl()) with { ArtworkUrl = new Uri("https://cdn.example/cover.jpg") };
    private readonly LinkWorld _world = new();
    private readonly InMemoryTableClient _releases = new("releases");
    private readonly InMemoryTableClient _pictures = new("artwork");
    private readonly ScriptedCatalogue _spotify = new(StreamingService.Spotify);
    private readonly ScriptedCatalogue _deezer = new(StreamingService.Deezer);
    private byte[] _picture = s_png;

    [Fact]
    public async Task Each_service_is_published_as_soon_as_it_answered()
    {
        _spotify.ByCode = _ => Found(Some.Track());
        var link = await _world.CreateAsync();
        Link? seen = null;
        _deezer.ByCode = _ =>
        {
            // In-memory storage answers at once.
            seen = _world.FindAsync(link).GetAwaiter().GetResult();
            return Found(s_deezer);
        };
        await ResolveAsync(link);

        Assert.Equal(Some.SpotifyUrl(), Assert.Single(seen!.VisibleDestinations).Url);
        Assert.Equal("Die With A Smile", seen.Title);
        Assert.True(seen.Resolving);
        var done = await CurrentAsync(link);
        Assert.Equal([Some.SpotifyUrl(), Some.DeezerUrl()], done.VisibleDestinations.Select(destination => destination.Url));
        Assert.All(done.Destinations, destination => Assert.Equal(new Evidence("isrcEqual", Some.Isrc), destination.Evidence[0]));
        Assert.False(done.Resolving);
        Assert.Equal(["Lady Gaga", "Bruno Mars"], done.Artists);
        Assert.Equal(LinkState.Live, LinkStates.Of(done, _world.Time.GetUtcNow()));
        Assert.Equal("isrc-USUM72409273", Assert.Single(_releases.Rows).RowKey);
    }

    [Fact]
    public async Task What_an_admin_set_or_removed_stands()
    {
        _spotify.ByCode = _ => Found(Some.Track());
        _deezer.ByCode = _ => Found(s_deezer);
        var link = await _world.CreateAsync();
        await _world.Editor.SetDestinationAsync(Some.Organization, link.Id, null, Some.SpotifyUrl("0000000000000000000000"), default);
        await _world.Editor.RemoveDestinationAsync(Some.Organization, link.Id, null, StreamingService.Deezer, default);
        await _world.TitleAsync(link, "My title");
        await ResolveAsync(link);

        var done = await CurrentAsync(link);
        Assert.Equal(Some.SpotifyUrl("0000000000000000000000"), Assert.Single(done.VisibleDestinations).Url);
        Assert.True(done.Find(StreamingService.Deezer)!.Removed);
        Assert.Equal("My title", done.Title);
        Assert.DoesNotContain(_deezer.Asked, asked => asked.StartsWith("isrc:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_admin_sets_while_the_service_is_asked_stands()
    {
        var link = await _world.CreateAsync();
        _spotify.ByCode = _ =>
        {
            _world.Editor.SetDestinationAsync(Some.Organization, link.Id, null, Some.SpotifyUrl("0000000000000000000000"), default).GetAwaiter().GetResult();
            return Found(Some.Track());
        };
        await ResolveAsync(link);
        Assert.Equal(DestinationStatus.Manual, (await CurrentAsync(link)).Find(StreamingService.Spotify)!.Status);
    }

    [Fact]
    public async Task One_services_address_tells_the_code_that_finds_the_rest()
    {
        _deezer.ByItem = _ => Found(s_deezer);
        _spotify.ByCode = _ => Found(Some.Track());
        var link = Assert.IsType<CreateLinkResult.Created>(await _world.Creator.CreateAsync(Some.Organization, Some.Draft(destinations: [Some.DeezerUrl()]), null, default)).Link;
        await ResolveAsync(link);

        var done = await CurrentAsync(link);
        Assert.Equal([$"isrc:{Some.Isrc}"], _spotify.Asked);
        Assert.Equal(Some.SpotifyUrl(), done.Find(StreamingService.Spotify)!.Url);
        Assert.Equal(DestinationStatus.Manual, done.Find(StreamingService.Deezer)!.Status);
        Assert.Equal(Isrc.Parse(Some.Isrc), done.Source.Isrc);
        Assert.Equal("Die With A Smile", done.Title);
    }

    [Fact]
    public async Task Without_any_code_nothing_is_asked_and_an_admin_is_told()
    {
        var bandcamp = DestinationUrl.Parse(StreamingService.Bandcamp, "https://some-band.bandcamp.com/track/x");
        var link = Assert.IsType<CreateLinkResult.Created>(await _world.Creator.CreateAsync(Some.Organization, Some.Draft(destinations: [bandcamp]), null, default)).Link;
        await ResolveAsync(link);
        var done = await CurrentAsync(link);
        Assert.Empty(_spotify.Asked);
        Assert.Equal((DestinationStatus.NotFound, "noCode"), (done.Find(StreamingService.Spotify)!.Status, done.Find(StreamingService.Spotify)!.Evidence.Single().Name));
        Assert.Single(done.VisibleDestinations);
    }

    [Fact]
    public async Task A_service_that_does_not_list_it_or_answers_with_another_code_is_not_found()
    {
        _deezer.ByCode = _ => Found(s_deezer with { Isrc = "USUM72409274" });
        var link = await _world.CreateAsync();
        await ResolveAsync(link);
        var done = await CurrentAsync(link);
        var (spotify, deezer) = (done.Find(StreamingService.Spotify)!, done.Find(StreamingService.Deezer)!);
        Assert.Equal((DestinationStatus.NotFound, "notListed"), (spotify.Status, spotify.Evidence.Single().Name));
        Assert.Equal((DestinationStatus.NotFound, "otherCode"), (deezer.Status, deezer.Evidence.Single().Name));
        Assert.All(done.Destinations, destination => Assert.NotNull(destination.Why));
        Assert.Null(done.Title);
        Assert.Equal(LinkState.NeedsReview, LinkStates.Of(done, _world.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_product_is_looked_up_by_its_code()
    {
        var album = Some.Track() with { Kind = ItemKind.Album, Isrc = null, Upc = "0" + Some.Upc };
        _spotify.ByCode = _ => Found(album);
        var link = Assert.IsType<CreateLinkResult.Created>(await _world.Creator.CreateAsync(Some.Organization, Some.Draft(upc: Upc.Parse(Some.Upc)), null, default)).Link;
        await ResolveAsync(link);
        Assert.Equal([$"upc:{Some.Upc}"], _spotify.Asked);
        Assert.Equal(DestinationStatus.Confirmed, (await CurrentAsync(link)).Find(StreamingService.Spotify)!.Status);
    }

    [Fact]
    public async Task A_service_without_an_answer_is_asked_again_at_growing_distances_and_then_left_to_an_admin()
    {
        _spotify.ByCode = _ => new LookUp.Unavailable("http503", null);
        _deezer.ByCode = _ => Found(s_deezer);
        var link = await _world.CreateAsync();
        Assert.Single(await _world.ReadyRequestsAsync());
        await ResolveAsync(link);
        var waiting = (await CurrentAsync(link)).Find(StreamingService.Spotify)!;
        Assert.Equal(DestinationStatus.Pending, waiting.Status);
        Assert.Contains("http503", waiting.Why, StringComparison.Ordinal);

        var delays = new List<TimeSpan>();
        while (await NextDueAsync() is { } next)
        {
            delays.Add(next.Waited);
            Assert.Equal(delays.Count, next.Request.Attempt);
            await ResolveAsync(link, next.Request.Attempt);
        }

        Assert.Equal(delays.Order(), delays);
        Assert.Equal(10, delays.Count);
        Assert.InRange(delays.Aggregate(TimeSpan.Zero, (sum, delay) => sum + delay), TimeSpan.FromHours(40), TimeSpan.FromHours(50));
        var done = await CurrentAsync(link);
        Assert.Equal(DestinationStatus.NotFound, done.Find(StreamingService.Spotify)!.Status);
        Assert.Contains("by hand", done.Find(StreamingService.Spotify)!.Why, StringComparison.Ordinal);
        Assert.Equal(DestinationStatus.Confirmed, done.Find(StreamingService.Deezer)!.Status);
    }

    [Fact]
    public async Task A_service_that_names_a_time_is_asked_no_earlier()
    {
        _spotify.ByCode = _ => new LookUp.Unavailable("rateLimited", TimeSpan.FromMinutes(7));
        var link = await _world.CreateAsync();
        await _world.ReadyRequestsAsync();
        await ResolveAsync(link);
        Assert.Equal(TimeSpan.FromMinutes(7), (await NextDueAsync())!.Value.Waited);
    }

    [Fact]
    public async Task A_service_that_was_down_is_found_later()
    {
        _spotify.ByCode = _ => new LookUp.Unavailable("timeout", null);
        var link = await _world.CreateAsync();
        await ResolveAsync(link);
        _spotify.ByCode = _ => Found(Some.Track());
        await ResolveAsync(link, 1);
        Assert.Equal(Some.SpotifyUrl(), Assert.Single((await CurrentAsync(link)).VisibleDestinations).Url);
    }

    [Fact]
    public async Task A_found_destination_is_kept_when_the_service_is_down_later()
    {
        _spotify.ByCode = _ => Found(Some.Track());
        var link = await _world.CreateAsync();
        await ResolveAsync(link);
        _spotify.ByCode = _ => new LookUp.Unavailable("timeout", null);
        for (var attempt = 0; attempt <= 10; attempt++) await ResolveAsync(link, attempt);
        Assert.Equal(Some.SpotifyUrl(), Assert.Single((await CurrentAsync(link)).VisibleDestinations).Url);
    }

    [Fact]
    public async Task Repeating_it_changes_nothing()
    {
        _spotify.ByCode = _ => Found(Some.Track());
        _deezer.ByCode = _ => Found(s_deezer);
        var link = await _world.CreateAsync();
        await ResolveAsync(link);
        var once = await CurrentAsync(link);
        await ResolveAsync(link);
        var twice = await CurrentAsync(link);
        // The title that the first look-up told is evidence for the second.
        Assert.Equal(once with { Destinations = [] }, twice with { Destinations = [] }, SameLink.Instance);
        Assert.Equal(once.Destinations.Select(destination => (destination.Url, destination.Status)), twice.Destinations.Select(destination => (destination.Url, destination.Status)));
        await ResolveAsync(link);
        Assert.Equal(twice, await CurrentAsync(link), SameLink.Instance);
        Assert.Single(_releases.Rows);
        Assert.Single(_pictures.Rows);
        Assert.Single(await _world.ListAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_any_storage_call_it_is_completed_by_the_queues_next_try(bool isCarriedOut)
    {
        var steps = 0;
        while (true)
        {
            var test = new ResolvingReleasesTests();
            test._spotify.ByCode = _ => Found(Some.Track());
            test._deezer.ByCode = _ => Found(s_deezer);
            var link = await test._world.CreateAsync();
            var died = await test._world.DiesAsync(++steps, isCarriedOut, () => test.ResolveAsync(link));
            await test.ResolveAsync(link);
            var done = await test.CurrentAsync(link);
            Assert.Equal(2, done.VisibleDestinations.Count());
            Assert.False(done.Resolving);
            Assert.NotNull(done.ArtworkKey);
            Assert.Single(await test._world.ListAsync());
            if (!died) break;
        }

        Assert.InRange(steps, 7, 30);
    }

    [Fact]
    public async Task A_link_made_by_a_process_that_died_before_pointing_to_it_is_found_after_resolving()
    {
        var link = Some.Link();
        Assert.True(await _world.Store.TryReserveAsync(link, default));
        await ResolveAsync(link);
        Assert.NotNull(await _world.FindAsync(link));
    }

    [Fact]
    public async Task A_link_that_was_deleted_renamed_or_never_written_is_no_trouble()
    {
        await ResolveAsync(Some.Link("never-written"));
        var deleted = await _world.CreateAsync("deleted");
        await _world.Editor.DeleteAsync(Some.Organization, deleted.Id, null, default);
        await ResolveAsync(deleted);
        Assert.Empty(_spotify.Asked);
        Assert.Empty(await _world.ListAsync());

        _spotify.ByCode = _ => Found(Some.Track());
        var renamed = await _world.CreateAsync("old-slug");
        await _world.RenameAsync(renamed, "new-slug");
        await ResolveAsync(renamed);
        Assert.Single((await CurrentAsync(renamed)).VisibleDestinations);
    }

    [Fact]
    public async Task Artwork_is_kept_and_named_by_the_link()
    {
        _deezer.ByCode = _ => Found(s_deezer);
        var link = await _world.CreateAsync();
        await ResolveAsync(link);
        var done = await CurrentAsync(link);
        Assert.Equal(s_deezer.ArtworkUrl, done.ArtworkUrl);
        Assert.Equal(Assert.Single(_pictures.Rows).PartitionKey, done.ArtworkKey);
    }

    [Fact]
    public async Task Artwork_that_cannot_be_kept_leaves_the_link_without_and_live()
    {
        _picture = "<html>"u8.ToArray();
        _deezer.ByCode = _ => Found(s_deezer);
        var link = await _world.CreateAsync();
        await ResolveAsync(link);
        var done = await CurrentAsync(link);
        Assert.Null(done.ArtworkKey);
        Assert.Single(done.VisibleDestinations);
    }

    [Fact]
    public async Task Artwork_of_an_admin_is_the_one_kept()
    {
        _deezer.ByCode = _ => Found(s_deezer);
        var own = new Uri("https://label.example/own.png");
        var link = Assert.IsType<CreateLinkResult.Created>(await _world.Creator.CreateAsync(Some.Organization, Some.Draft() with { ArtworkUrl = own }, null, default)).Link;
        await ResolveAsync(link);
        Assert.Equal(own, (await CurrentAsync(link)).ArtworkUrl);
        Assert.NotNull((await CurrentAsync(link)).ArtworkKey);
    }

    private static LookUp.Found Found(params Candidate[] candidates) => new(candidates);

    private async Task ResolveAsync(Link link, int attempt = 0)
    {
        using var far = new ScriptedHttp((_, _) => ScriptedHttp.Bytes(_picture));
        using var http = far.NewClient();
        var artwork = new ArtworkKeeper(_pictures, http, _world.Time, NullLogger<ArtworkKeeper>.Instance);
        var resolver = new ReleaseResolver(_world.Store, _releases, _world.Requests, [_spotify, _deezer], artwork, _world.Time, NullLogger<ReleaseResolver>.Instance);
        await resolver.ResolveAsync(new ResolveRequest(link.Organization, link.Id, link.Address, attempt), default);
    }

    private async Task<Link> CurrentAsync(Link link) => (await _world.FindAsync(link))!;

    /// <summary>Moves the clock to the next message and takes it; null when there is none within two days.</summary>
    private async Task<(ResolveRequest Request, TimeSpan Waited)?> NextDueAsync()
    {
        var start = _world.Time.GetUtcNow();
        while (_world.Time.GetUtcNow() - start < TimeSpan.FromDays(2))
        {
            if (await _world.Queue.ReceiveMessagesAsync(1, TimeSpan.FromSeconds(1)) is [var message, ..])
            {
                await _world.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
                var request = ResolveRequest.TryRead(Encoding.UTF8.GetString(message.Body!))!;
                if (request.Attempt > 0) return (request, _world.Time.GetUtcNow() - start);
                continue;
            }

            _world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        return null;
    }
}

using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.Support;
using Smartlinks.Tests.Links;

namespace Smartlinks.Tests.Releases;

public sealed class ResolvingReleasesTests
{
    private static readonly Candidate s_deezer = Some.Track(Some.DeezerUrl()) with { Id = "2947516331", ArtworkUrl = new Uri("https://cdn.example/cover.jpg") };
    private readonly ResolveWorld _test = new();

    [Fact]
    public async Task The_first_match_is_published_while_the_others_are_still_waited_for()
    {
        var slow = new TaskCompletionSource();
        _test.Spotify.ByCode = _ => Found(Some.Track());
        _test.Deezer.ByCode = _ => Found(s_deezer);
        _test.Deezer.Delay = () => slow.Task;
        var link = await _test.CreateAsync();
        var resolving = _test.ResolveAsync(link);
        var early = await UntilAsync(link, current => current.VisibleDestinations.Any());
        Assert.Equal(Some.SpotifyUrl(), Assert.Single(early.VisibleDestinations).Url);
        Assert.Equal("Die With A Smile", early.Title);
        Assert.True(early.Resolving);
        Assert.Single(_test.Deezer.Asked);

        slow.SetResult();
        await resolving;
        var done = await _test.CurrentAsync(link);
        Assert.Equal([Some.SpotifyUrl(), Some.DeezerUrl()], Confirmed(done));
        Assert.All(done.Destinations.Where(destination => destination.Status == DestinationStatus.Confirmed), destination => Assert.Equal(new Evidence("isrcEqual", Some.Isrc), destination.Evidence[0]));
        Assert.False(done.Resolving);
        Assert.Equal(["Lady Gaga", "Bruno Mars"], done.Artists);
        Assert.Equal(LinkState.Live, LinkStates.Of(done, _test.Time.GetUtcNow()));
        Assert.Equal(link.Id.ToString(), Assert.Single(_test.Releases.Rows).RowKey);
    }

    [Fact]
    public async Task All_nine_have_an_end_and_those_without_a_match_offer_a_search()
    {
        _test.Spotify.ByCode = _ => Found(Some.Track());
        var link = await _test.CreateAsync();
        await _test.ResolveAsync(link);
        var done = await _test.CurrentAsync(link);
        Assert.Equal(StreamingService.All, done.Destinations.Select(destination => destination.Service));
        Assert.DoesNotContain(done.Destinations, destination => destination.Status == DestinationStatus.Pending);
        // Deezer was asked for the code and says no: a search would lead nowhere.
        Assert.Equal(DestinationStatus.NotFound, done.Find(StreamingService.Deezer)!.Status);
        var pandora = done.Find(StreamingService.Pandora)!;
        Assert.Equal(DestinationStatus.Search, pandora.Status);
        Assert.Contains("search", pandora.Url!.ToString(), StringComparison.Ordinal);
        Assert.Contains(pandora.Evidence, evidence => evidence.Name == "search");
    }

    [Fact]
    public async Task An_organization_that_wants_no_search_links_gets_none()
    {
        await AddOrganizationAsync(new OrganizationSettings(SearchLinks: false));
        _test.Spotify.ByCode = _ => Found(Some.Track());
        var link = await _test.CreateAsync();
        await _test.ResolveAsync(link);
        Assert.DoesNotContain((await _test.CurrentAsync(link)).Destinations, destination => destination.Status == DestinationStatus.Search);
    }

    [Fact]
    public async Task What_an_admin_set_or_removed_stands()
    {
        _test.Spotify.ByCode = _ => Found(Some.Track());
        _test.Deezer.ByCode = _ => Found(s_deezer);
        var link = await _test.CreateAsync();
        await _test.World.Editor.SetDestinationAsync(Some.Organization, link.Id, null, Some.SpotifyUrl("0000000000000000000000"), default);
        await _test.World.Editor.RemoveDestinationAsync(Some.Organization, link.Id, null, StreamingService.Deezer, default);
        await _test.World.TitleAsync(link, "My title");
        await _test.ResolveAsync(link);

        var done = await _test.CurrentAsync(link);
        Assert.Equal(Some.SpotifyUrl("0000000000000000000000"), Assert.Single(Confirmed(done)));
        Assert.True(done.Find(StreamingService.Deezer)!.Removed);
        Assert.Equal("My title", done.Title);
        Assert.DoesNotContain(_test.Deezer.Asked, asked => asked.StartsWith("isrc:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_admin_sets_while_the_service_is_asked_stands()
    {
        var link = await _test.CreateAsync();
        _test.Spotify.ByCode = _ =>
        {
            _test.World.Editor.SetDestinationAsync(Some.Organization, link.Id, null, Some.SpotifyUrl("0000000000000000000000"), default).GetAwaiter().GetResult();
            return Found(Some.Track());
        };
        await _test.ResolveAsync(link);
        Assert.Equal(DestinationStatus.Manual, (await _test.CurrentAsync(link)).Find(StreamingService.Spotify)!.Status);
    }

    [Fact]
    public async Task One_services_address_tells_the_code_that_finds_the_rest()
    {
        _test.Deezer.ByItem = _ => Found(s_deezer);
        _test.Spotify.ByCode = _ => Found(Some.Track());
        var link = await _test.CreateAsync(Some.Draft(destinations: [Some.DeezerUrl()]));
        await _test.ResolveAsync(link);

        var done = await _test.CurrentAsync(link);
        Assert.Equal([$"isrc:{Some.Isrc}"], _test.Spotify.Asked);
        Assert.Equal(Some.SpotifyUrl(), done.Find(StreamingService.Spotify)!.Url);
        Assert.Equal(DestinationStatus.Manual, done.Find(StreamingService.Deezer)!.Status);
        Assert.Equal(Isrc.Parse(Some.Isrc), done.Source.Isrc);
        Assert.Equal("Die With A Smile", done.Title);
    }

    [Fact]
    public async Task Without_any_code_nothing_is_asked_and_an_admin_is_told()
    {
        var bandcamp = DestinationUrl.Parse(StreamingService.Bandcamp, "https://some-band.bandcamp.com/track/x");
        var link = await _test.CreateAsync(Some.Draft(destinations: [bandcamp]));
        await _test.ResolveAsync(link);
        var done = await _test.CurrentAsync(link);
        Assert.Empty(_test.Spotify.Asked);
        Assert.Equal((DestinationStatus.NotFound, "notLookedUp"), (done.Find(StreamingService.Spotify)!.Status, done.Find(StreamingService.Spotify)!.Evidence.Single().Name));
        Assert.Contains("No code", done.Find(StreamingService.Spotify)!.Why, StringComparison.Ordinal);
        Assert.Single(Confirmed(done));
    }

    [Fact]
    public async Task A_service_that_does_not_list_it_or_answers_with_another_code_is_not_found()
    {
        _test.Deezer.ByCode = _ => Found(s_deezer with { Isrc = "USUM72409274" });
        var link = await _test.CreateAsync();
        await _test.ResolveAsync(link);
        var done = await _test.CurrentAsync(link);
        var (spotify, deezer) = (done.Find(StreamingService.Spotify)!, done.Find(StreamingService.Deezer)!);
        Assert.Equal((DestinationStatus.NotFound, "notListed"), (spotify.Status, spotify.Evidence.Single().Name));
        Assert.Equal((DestinationStatus.NotFound, "nothingRight"), (deezer.Status, deezer.Evidence.Single().Name));
        Assert.All(done.Destinations, destination => Assert.NotNull(destination.Why));
        Assert.Null(done.Title);
        Assert.Equal(LinkState.NeedsReview, LinkStates.Of(done, _test.World.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_product_is_looked_up_by_its_code()
    {
        var album = Some.Track() with { Kind = ItemKind.Album, Isrc = null, Upc = "0" + Some.Upc };
        _test.Spotify.ByCode = _ => Found(album);
        var link = await _test.CreateAsync(Some.Draft(upc: Upc.Parse(Some.Upc)));
        await _test.ResolveAsync(link);
        Assert.Equal([$"upc:{Some.Upc}"], _test.Spotify.Asked);
        Assert.Equal(DestinationStatus.Confirmed, (await _test.CurrentAsync(link)).Find(StreamingService.Spotify)!.Status);
    }

    [Fact]
    public async Task A_service_without_an_answer_is_asked_again_at_growing_distances_and_then_left_to_an_admin()
    {
        _test.Spotify.ByCode = _ => new LookUp.Unavailable("http503", null);
        _test.Deezer.ByCode = _ => Found(s_deezer);
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        var waiting = await _test.FindAsync(link, StreamingService.Spotify);
        Assert.Equal(DestinationStatus.Pending, waiting.Status);
        Assert.Contains("http503", waiting.Why, StringComparison.Ordinal);

        var asked = new List<DateTimeOffset> { _test.Time.GetUtcNow() };
        for (var seen = _test.Spotify.Asked.Count; _test.Time.GetUtcNow() < asked[0] + TimeSpan.FromDays(20);)
        {
            await _test.LiveAsync(TimeSpan.Zero);
            if (_test.Spotify.Asked.Count > seen) asked.Add(_test.Time.GetUtcNow());
            seen = _test.Spotify.Asked.Count;
            _test.Time.Advance(asked.Count < 5 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1));
        }

        var delays = asked.Zip(asked.Skip(1), (one, next) => next - one).ToList();
        Assert.All(delays.Zip(delays.Skip(1)), pair => Assert.True(pair.Second > pair.First - TimeSpan.FromMinutes(2), $"{pair.First} then {pair.Second}"));
        Assert.InRange(delays[0].TotalSeconds, 3, 5);
        Assert.InRange(delays.Aggregate(TimeSpan.Zero, (sum, delay) => sum + delay).TotalDays, 12, 16);
        var done = await _test.CurrentAsync(link);
        Assert.Equal(DestinationStatus.NotFound, done.Find(StreamingService.Spotify)!.Status);
        Assert.Contains("by hand", done.Find(StreamingService.Spotify)!.Why, StringComparison.Ordinal);
        Assert.Equal(DestinationStatus.Confirmed, done.Find(StreamingService.Deezer)!.Status);
    }

    [Fact]
    public async Task A_service_that_names_a_time_is_asked_no_earlier()
    {
        _test.Spotify.ByCode = _ => new LookUp.Unavailable("rateLimited", TimeSpan.FromMinutes(7));
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        Assert.Equal(_test.Time.GetUtcNow() + TimeSpan.FromMinutes(7), (await _test.FindAsync(link, StreamingService.Spotify)).DueAt);
        await _test.LiveAsync(TimeSpan.FromMinutes(6));
        Assert.Single(_test.Spotify.Asked);
        await _test.LiveAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(2, _test.Spotify.Asked.Count);
    }

    [Fact]
    public async Task A_service_that_was_down_is_found_later()
    {
        _test.Spotify.ByCode = _ => new LookUp.Unavailable("timeout", null);
        var link = await _test.CreateAsync();
        await _test.ResolveAsync(link);
        _test.Spotify.ByCode = _ => Found(Some.Track());
        await _test.LiveAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
        Assert.Equal(Some.SpotifyUrl(), Assert.Single(Confirmed(await _test.CurrentAsync(link))));
    }

    [Fact]
    public async Task A_found_destination_is_kept_when_the_service_is_down_later()
    {
        _test.Spotify.ByCode = _ => Found(Some.Track());
        var link = await _test.CreateAsync();
        await _test.ResolveAsync(link);
        _test.Spotify.ByCode = _ => new LookUp.Unavailable("timeout", null);
        for (var attempt = 0; attempt <= 10; attempt++) await _test.ResolveAsync(link);
        Assert.Equal(Some.SpotifyUrl(), Assert.Single(Confirmed(await _test.CurrentAsync(link))));
    }

    [Fact]
    public async Task Repeating_it_changes_nothing()
    {
        _test.Spotify.ByCode = _ => Found(Some.Track());
        _test.Deezer.ByCode = _ => Found(s_deezer);
        var link = await _test.CreateAsync();
        await _test.ResolveAsync(link);
        var once = await _test.CurrentAsync(link);
        await _test.ResolveAsync(link);
        var twice = await _test.CurrentAsync(link);
        Assert.Equal(once with { Destinations = [] }, twice with { Destinations = [] }, SameLink.Instance);
        Assert.Equal(once.Destinations.Select(destination => (destination.Url, destination.Status)), twice.Destinations.Select(destination => (destination.Url, destination.Status)));
        await _test.ResolveAsync(link);
        Assert.Equal(twice, await _test.CurrentAsync(link), SameLink.Instance);
        Assert.Single(_test.Releases.Rows);
        Assert.Single(_test.Pictures.Rows);
        Assert.Single(await _test.World.ListAsync());
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
            test._test.Spotify.ByCode = _ => Found(Some.Track());
            test._test.Deezer.ByCode = _ => Found(s_deezer);
            var link = await test._test.CreateAsync();
            var died = await test._test.World.DiesAsync(++steps, isCarriedOut, () => test._test.ResolveAsync(link));
            await test._test.ResolveAsync(link);
            var done = await test._test.CurrentAsync(link);
            Assert.Equal(2, Confirmed(done).Count());
            Assert.False(done.Resolving);
            Assert.NotNull(done.ArtworkKey);
            Assert.Single(await test._test.World.ListAsync());
            if (!died) break;
        }

        Assert.InRange(steps, 7, 30);
    }

    [Fact]
    public async Task A_link_made_by_a_process_that_died_before_pointing_to_it_is_found_after_resolving()
    {
        var link = Some.Link();
        Assert.True(await _test.World.Store.TryReserveAsync(link, default));
        await _test.ResolveAsync(link);
        Assert.NotNull(await _test.World.FindAsync(link));
    }

    [Fact]
    public async Task A_link_that_was_deleted_renamed_or_never_written_is_no_trouble()
    {
        await _test.ResolveAsync(Some.Link("never-written"));
        var deleted = await _test.World.CreateAsync("deleted");
        await _test.World.Editor.DeleteAsync(Some.Organization, deleted.Id, null, default);
        await _test.ResolveAsync(deleted);
        Assert.Empty(_test.Spotify.Asked);
        Assert.Empty(await _test.World.ListAsync());

        _test.Spotify.ByCode = _ => Found(Some.Track());
        var renamed = await _test.World.CreateAsync("old-slug");
        await _test.World.RenameAsync(renamed, "new-slug");
        await _test.ResolveAsync(renamed);
        Assert.Single(Confirmed(await _test.CurrentAsync(renamed)));
    }

    [Fact]
    public async Task Artwork_is_kept_and_named_by_the_link()
    {
        _test.Deezer.ByCode = _ => Found(s_deezer);
        var link = await _test.CreateAsync();
        await _test.ResolveAsync(link);
        var done = await _test.CurrentAsync(link);
        Assert.Equal(s_deezer.ArtworkUrl, done.ArtworkUrl);
        Assert.Equal(Assert.Single(_test.Pictures.Rows).PartitionKey, done.ArtworkKey);
    }

    [Fact]
    public async Task Artwork_that_cannot_be_kept_leaves_the_link_without_and_live()
    {
        _test.Picture = "<html>"u8.ToArray();
        _test.Deezer.ByCode = _ => Found(s_deezer);
        var link = await _test.CreateAsync();
        await _test.ResolveAsync(link);
        var done = await _test.CurrentAsync(link);
        Assert.Null(done.ArtworkKey);
        Assert.Single(Confirmed(done));
    }

    [Fact]
    public async Task Artwork_of_an_admin_is_the_one_kept()
    {
        _test.Deezer.ByCode = _ => Found(s_deezer);
        var own = new Uri("https://label.example/own.png");
        var link = await _test.CreateAsync(Some.Draft() with { ArtworkUrl = own });
        await _test.ResolveAsync(link);
        Assert.Equal(own, (await _test.CurrentAsync(link)).ArtworkUrl);
        Assert.NotNull((await _test.CurrentAsync(link)).ArtworkKey);
    }

    [Fact]
    public async Task A_share_link_is_followed_to_its_item_and_tells_the_rest()
    {
        _test.Share = new ScriptedHttp((_, _) => Redirect("https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe?si=abc"));
        _test.Spotify.ByItem = _ => Found(Some.Track());
        _test.Deezer.ByCode = _ => Found(s_deezer);
        var link = await _test.CreateAsync(Shared());
        await _test.ResolveAsync(link);
        var done = await _test.CurrentAsync(link);
        Assert.Equal((Some.SpotifyUrl(), DestinationStatus.Manual), (done.Find(StreamingService.Spotify)!.Url, done.Find(StreamingService.Spotify)!.Status));
        Assert.Equal(Some.DeezerUrl(), done.Find(StreamingService.Deezer)!.Url);
        Assert.Equal((Some.SpotifyUrl(), Isrc.Parse(Some.Isrc)), (done.Source.Url, done.Source.Isrc));
    }

    [Fact]
    public async Task A_share_link_that_does_not_answer_is_tried_again_before_anybody_is_asked()
    {
        _test.Share = new ScriptedHttp((_, _) => ScriptedHttp.Json("{}", 503));
        _test.Spotify.ByItem = _ => Found(Some.Track());
        _test.Deezer.ByCode = _ => Found(s_deezer);
        var link = await _test.CreateAsync(Shared());
        await _test.TakeAllAsync();
        var waiting = await _test.FindAsync(link, StreamingService.Deezer);
        Assert.Equal(DestinationStatus.Pending, waiting.Status);
        Assert.Contains("cannot be read", waiting.Why, StringComparison.Ordinal);
        Assert.Empty(_test.Deezer.Asked);

        _test.Share = new ScriptedHttp((_, _) => Redirect("https://open.spotify.com/track/2plbrEY59IikOBgBGLjaoe"));
        await _test.LiveAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));
        Assert.Equal(Some.DeezerUrl(), (await _test.FindAsync(link, StreamingService.Deezer)).Url);
    }

    [Fact]
    public async Task A_share_link_to_something_else_is_explained_and_leads_nowhere()
    {
        _test.Share = new ScriptedHttp((_, _) => Redirect("https://evil.example/track/2plbrEY59IikOBgBGLjaoe"));
        var link = await _test.CreateAsync(Shared());
        await _test.ResolveAsync(link);
        var done = await _test.CurrentAsync(link);
        Assert.Empty(Confirmed(done));
        Assert.NotNull(done.Find(StreamingService.Spotify)!.Why);
        Assert.False(done.Resolving);
    }

    [Fact]
    public async Task A_counted_search_is_made_once_when_title_and_artists_are_known_and_nobody_told_the_address()
    {
        _test.Spotify.ByCode = _ => Found(Some.Track());
        var link = await _test.CreateAsync();
        await _test.ResolveAsync(link);
        Assert.Equal(["search:Die With A Smile"], _test.YouTube.Asked);
        await _test.LiveAsync(TimeSpan.FromHours(20), TimeSpan.FromMinutes(5));
        Assert.Single(_test.YouTube.Asked);
    }

    [Fact]
    public async Task Without_a_title_no_search_is_spent_until_one_is_known()
    {
        _test.Spotify.ByCode = _ => new LookUp.Unavailable("timeout", null);
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        Assert.Empty(_test.YouTube.Asked);
        _test.Spotify.ByCode = _ => Found(Some.Track());
        await _test.LiveAsync(TimeSpan.FromHours(20), TimeSpan.FromMinutes(5));
        Assert.Single(_test.YouTube.Asked);
        Assert.Equal(DestinationStatus.Confirmed, (await _test.FindAsync(link, StreamingService.Spotify)).Status);
    }

    [Fact]
    public async Task What_a_third_party_tells_is_read_at_the_service_and_shown_to_an_admin_only()
    {
        var address = DestinationUrl.Parse(StreamingService.Bandcamp, "https://some-band.bandcamp.com/track/die-with-a-smile");
        _test.Spotify.ByCode = _ => Found(Some.Track());
        _test.MusicBrainz.ByCode = _ => Found(Some.Track(address) with { Id = "some-band/track/die-with-a-smile", ToldBy = "musicbrainz", FoundBy = FoundBy.CrossReference });
        _test.Bandcamp.ByItem = item => Found(new Candidate(ItemKind.Track, item.Id, item.Url, "Die With A Smile", ["Lady Gaga", "Bruno Mars"]) { FoundBy = FoundBy.Item });
        var link = await _test.CreateAsync();
        await _test.ResolveAsync(link);
        Assert.Equal([$"item:{address}"], _test.Bandcamp.Asked);
        var bandcamp = await _test.FindAsync(link, StreamingService.Bandcamp);
        Assert.Equal((DestinationStatus.Probable, address, false, true), (bandcamp.Status, bandcamp.Url, bandcamp.IsVisible(false), bandcamp.IsVisible(true)));
        Assert.NotEmpty((await _test.Reviews.ListAsync(Some.Organization, 10, null, default)).Items);
    }

    [Fact]
    public async Task A_second_answer_that_contradicts_the_first_takes_the_proof_from_both()
    {
        var late = new TaskCompletionSource();
        _test.Spotify.ByCode = _ => Found(Some.Track());
        _test.Deezer.Delay = () => late.Task;
        _test.Deezer.ByCode = _ => Found(s_deezer with { Title = "Something Else Entirely", Artists = ["Somebody Else"], Duration = TimeSpan.FromSeconds(95), AlbumTitle = "Other" });
        var link = await _test.CreateAsync();
        var resolving = _test.ResolveAsync(link);
        Assert.Equal(DestinationStatus.Confirmed, (await UntilAsync(link, current => current.Find(StreamingService.Spotify)!.Url is not null)).Find(StreamingService.Spotify)!.Status);
        late.SetResult();
        await resolving;
        var done = await _test.CurrentAsync(link);
        Assert.Empty(Confirmed(done));
        Assert.Equal(DestinationStatus.Probable, done.Find(StreamingService.Spotify)!.Status);
    }

    [Fact]
    public async Task An_address_without_a_code_finds_likely_matches_that_an_admins_word_proves()
    {
        var page = DestinationUrl.Parse(StreamingService.Bandcamp, "https://some-band.bandcamp.com/track/die-with-a-smile");
        _test.Bandcamp.ByItem = item => Found(new Candidate(ItemKind.Track, item.Id, item.Url, "Die With A Smile", ["Lady Gaga", "Bruno Mars"]) { Duration = TimeSpan.FromSeconds(251), ReleasedOn = new DateOnly(2024, 8, 16) });
        _test.Deezer.Capabilities = _test.Deezer.Capabilities with { BySearch = true };
        _test.Deezer.BySearch = _ => Found(s_deezer with { FoundBy = FoundBy.Search }, s_deezer with { Id = "2", Url = Some.DeezerUrl(2), Title = "Die With A Smile (Karaoke Version)", Artists = ["Karaoke House"], Isrc = "USUM72409274", FoundBy = FoundBy.Search });
        _test.Spotify.ByCode = code => code == Some.Isrc ? Found(Some.Track() with { Id = "2plbrEY59IikOBgBGLjaoe" }) : new LookUp.NotListed();
        var link = await _test.CreateAsync(Some.Draft(destinations: [page]));
        await _test.TakeAllAsync();
        var likely = await _test.CurrentAsync(link);
        Assert.Equal((DestinationStatus.Probable, DestinationStatus.Probable), (likely.Find(StreamingService.Deezer)!.Status, likely.Find(StreamingService.Spotify)!.Status));
        Assert.Equal((Some.DeezerUrl(), null), (likely.Find(StreamingService.Deezer)!.Url, likely.Source.Isrc));

        var reviewer = new Reviewer(_test.World.Store, _test.World.Editor, _test.Reviews);
        Assert.IsType<ReviewResult.Decided>(await reviewer.AcceptAsync(Some.Organization, link.Id, null, StreamingService.Deezer, null, default));
        await _test.TakeAllAsync();
        var proven = await _test.CurrentAsync(link);
        Assert.Equal(Isrc.Parse(Some.Isrc), proven.Source.Isrc);
        Assert.Equal([Some.SpotifyUrl(), Some.DeezerUrl(), page], Confirmed(proven));
        Assert.Empty((await _test.Reviews.ListAsync(Some.Organization, 10, null, default)).Items);
    }

    private static HttpResponseMessage Redirect(string to) => new(System.Net.HttpStatusCode.Redirect) { Headers = { Location = new Uri(to) } };

    private static LinkDraft Shared() => Some.Draft() with { Source = new LinkSource(null, null, null, new Uri("https://spotify.link/abc123")), Destinations = [] };

    private static LookUp.Found Found(params Candidate[] candidates) => ResolveWorld.Found(candidates);

    private static IEnumerable<DestinationUrl> Confirmed(Link link) =>
        link.Destinations.Where(destination => destination.Status is DestinationStatus.Confirmed or DestinationStatus.Manual).Select(destination => destination.Url!);

    private async Task<Link> UntilAsync(Link link, Func<Link, bool> isSo)
    {
        for (var tries = 0; tries < 500; tries++)
        {
            if (await _test.CurrentAsync(link) is var current && isSo(current)) return current;
            await Task.Delay(10);
        }

        throw new TimeoutException("It did not come to that.");
    }

    private async Task AddOrganizationAsync(OrganizationSettings settings)
    {
        await _test.Organizations.AddEntityAsync(OrganizationRow.ToProfile(new Organization(Some.Organization, "Some label", Some.Instant)));
        Assert.Equal(settings, Assert.IsType<UpdateSettingsResult.Updated>(await _test.Settings.UpdateAsync(Some.Organization, null, _ => settings, default)).After);
    }
}

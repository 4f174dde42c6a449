using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Links;
using Smartlinks.Releases;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;
using Smartlinks.Support;
using Smartlinks.Tests.Links;

namespace Smartlinks.Tests.Releases;

/// <summary>What becomes of a link after its first look-up. Hunts matches that go stale unseen, checks that take away a good link, and look-ups that are lost.</summary>
public sealed class KeepingLinksRightTests
{
    private static readonly Candidate s_deezer = Some.Track(Some.DeezerUrl()) with { Id = "2947516331" };
    private static readonly Candidate s_page = new(ItemKind.Track, "ladygaga/track/smile", DestinationUrl.Parse(StreamingService.Bandcamp, "https://ladygaga.bandcamp.com/track/smile"), "Die With A Smile", ["Lady Gaga"])
    {
        FoundBy = FoundBy.Item, Duration = TimeSpan.FromSeconds(251),
    };

    private readonly ResolveWorld _test = new();

    [Fact]
    public async Task A_dead_destination_is_flagged_first_and_hidden_when_a_second_check_agrees()
    {
        var link = await ConfirmedAsync();
        _test.Spotify.ByItem = _ => new LookUp.NotListed();
        _test.Spotify.ByCode = _ => new LookUp.NotListed();
        var flagged = await LiveUntilAsync(link, StreamingService.Spotify, there => there.Flag is not null);
        Assert.Equal((FlagReason.Dead, 1, true), (flagged.Flag!.Reason, flagged.Flag.Checks, flagged.IsVisible(false)));
        var since = flagged.Flag.Since;
        Assert.NotEmpty((await _test.Reviews.ListAsync(Some.Organization, 10, null, default)).Items);

        var hidden = await LiveUntilAsync(link, StreamingService.Spotify, there => there.Flag is { IsConfirmed: true });
        Assert.Equal((false, since), (hidden.IsVisible(false), hidden.Flag!.Since));
        Assert.InRange(hidden.CheckedAt!.Value - since, TimeSpan.FromHours(5), TimeSpan.FromHours(8));
        Assert.Equal(Some.SpotifyUrl(), hidden.Url);

        _test.Spotify.ByItem = _ => ResolveWorld.Found(Some.Track());
        var back = await LiveUntilAsync(link, StreamingService.Spotify, there => there.Flag is null);
        Assert.True(back.IsVisible(false));
        Assert.Null(back.Why);
    }

    /// <summary>A message that is delivered twice has two passes check at once; once that alone hid a destination.</summary>
    [Fact]
    public void A_check_that_is_made_twice_at_once_counts_once()
    {
        var now = _test.Time.GetUtcNow();
        var found = new Destination(StreamingService.Spotify, Some.SpotifyUrl(), DestinationStatus.Confirmed, []);
        var check = new DestinationCheck(StreamingService.Spotify, Some.SpotifyUrl(), CheckOutcome.Dead);
        var link = LinkId.Parse("lnk_01m7z4ty11jb9ftjd98panwd0h");

        var twice = DestinationChecker.Apply(DestinationChecker.Apply(found, check, link, now), check, link, now + TimeSpan.FromSeconds(1));
        var later = DestinationChecker.Apply(twice, check, link, now + LookUpSchedule.SecondCheck);

        Assert.Equal((1, 2), (twice.Flag!.Checks, later.Flag!.Checks));
    }

    /// <summary>The timer once began an hour ago wherever it had never found anything: what was older stayed in the table for good.</summary>
    [Fact]
    public async Task A_check_that_came_due_while_no_timer_fired_for_days_is_made_up_for()
    {
        var link = await ConfirmedAsync();
        _test.Spotify.ByItem = _ => new LookUp.NotListed();
        _test.Time.Advance(TimeSpan.FromDays(9));
        await _test.LiveAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await _test.FindAsync(link, StreamingService.Spotify)).Flag?.Checks);
    }

    [Fact]
    public async Task A_check_that_gets_no_answer_changes_nothing()
    {
        var link = await ConfirmedAsync();
        _test.Spotify.ByItem = _ => new LookUp.Unavailable("timeout", null);
        await _test.LiveAsync(TimeSpan.FromDays(12), TimeSpan.FromMinutes(30));
        var there = await _test.FindAsync(link, StreamingService.Spotify);
        Assert.Equal((null, true), (there.Flag, there.IsVisible(false)));
        Assert.InRange(ItemsAsked(), 5, 30);
    }

    /// <summary>Such a page was once asked every six hours for good, out of the one budget for all.</summary>
    [Fact]
    public async Task A_check_that_never_gets_an_answer_is_made_at_growing_distances_up_to_the_weekly_one()
    {
        var link = await ConfirmedAsync();
        _test.Spotify.ByItem = _ => new LookUp.Unavailable("timeout", null);
        await _test.LiveAsync(TimeSpan.FromDays(70), TimeSpan.FromHours(1));
        Assert.InRange(ItemsAsked(), 10, 16);
        Assert.InRange((await _test.FindAsync(link, StreamingService.Spotify)).DueAt!.Value - _test.Time.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromDays(8));

        _test.Spotify.ByItem = _ => ResolveWorld.Found(Some.Track());
        await LiveUntilAsync(link, there => there.CheckedAt > _test.Time.GetUtcNow() - TimeSpan.FromHours(2));
        var asked = ItemsAsked();
        _test.Spotify.ByItem = _ => new LookUp.Unavailable("timeout", null);
        await _test.LiveAsync(TimeSpan.FromDays(8.5), TimeSpan.FromHours(1));
        Assert.InRange(ItemsAsked() - asked, 2, 4);
    }

    [Fact]
    public void A_check_that_the_budget_holds_up_brings_no_later_one_nearer_to_the_weekly()
    {
        var (now, link) = (_test.Time.GetUtcNow(), LinkId.Parse("lnk_01m7z4ty11jb9ftjd98panwd0h"));
        var there = new Destination(StreamingService.Spotify, Some.SpotifyUrl(), DestinationStatus.Confirmed, []);
        var silent = new DestinationCheck(StreamingService.Spotify, Some.SpotifyUrl(), CheckOutcome.Unknown);
        var held = silent with { WasHeld = true, RetryAfter = TimeSpan.FromHours(20) };
        for (var times = 0; times < 9; times++) there = DestinationChecker.Apply(there, held, link, now);
        Assert.Equal(now + TimeSpan.FromHours(20), there.DueAt);
        there = DestinationChecker.Apply(there, silent, link, now);
        Assert.Equal(now + TimeSpan.FromHours(6), there.DueAt);
        Assert.Equal(now + TimeSpan.FromHours(18), DestinationChecker.Apply(there, silent with { RetryAfter = TimeSpan.FromHours(18) }, link, now).DueAt);
        Assert.Equal(now + TimeSpan.FromHours(12), DestinationChecker.Apply(there, silent, link, now).DueAt);
        // A crowd of checks is let through within minutes, not within hours.
        var soon = DestinationChecker.Apply(there with { Silences = 0 }, held with { RetryAfter = TimeSpan.FromSeconds(7) }, link, now);
        Assert.Equal((0, now + TimeSpan.FromSeconds(7)), (soon.Silences, soon.DueAt));
    }

    [Fact]
    public async Task One_bad_check_between_good_ones_is_forgotten()
    {
        var link = await ConfirmedAsync();
        _test.Spotify.ByItem = _ => new LookUp.NotListed();
        await LiveUntilAsync(link, StreamingService.Spotify, there => there.Flag is not null);
        _test.Spotify.ByItem = _ => ResolveWorld.Found(Some.Track());
        Assert.True((await LiveUntilAsync(link, StreamingService.Spotify, there => there.Flag is null)).IsVisible(false));
    }

    [Fact]
    public async Task Something_else_at_the_address_is_seen_and_a_new_match_takes_its_place()
    {
        var link = await ConfirmedAsync();
        _test.Spotify.ByItem = _ => ResolveWorld.Found(Some.Track() with { Isrc = "USUM72409274", Title = "Another" });
        var moved = Some.Track(Some.SpotifyUrl("0000000000000000000000")) with { Id = "0000000000000000000000" };
        _test.Spotify.ByCode = _ => ResolveWorld.Found(moved);
        var flagged = await LiveUntilAsync(link, StreamingService.Spotify, there => there.Flag is not null);
        Assert.Equal(FlagReason.Changed, flagged.Flag!.Reason);
        var replaced = await LiveUntilAsync(link, StreamingService.Spotify, there => there.Url == moved.Url);
        Assert.Equal((DestinationStatus.Confirmed, null, true), (replaced.Status, replaced.Flag, replaced.IsVisible(false)));
    }

    [Fact]
    public async Task What_an_admin_pinned_is_flagged_and_never_replaced()
    {
        var link = await ConfirmedAsync();
        await _test.World.Editor.SetDestinationAsync(Some.Organization, link.Id, null, Some.SpotifyUrl(), default);
        await _test.TakeAllAsync();
        _test.Spotify.ByItem = _ => new LookUp.NotListed();
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track(Some.SpotifyUrl("0000000000000000000000")) with { Id = "0000000000000000000000" });
        var hidden = await LiveUntilAsync(link, StreamingService.Spotify, there => there.Flag is { IsConfirmed: true });
        Assert.Equal((Some.SpotifyUrl(), DestinationStatus.Manual, true), (hidden.Url, hidden.Status, hidden.Pinned));
    }

    /// <summary>Without a code in the answer anything at an address was once right: a slug that was used again, audio that was replaced.</summary>
    [Fact]
    public async Task Something_else_at_an_address_without_a_code_is_seen_and_hidden_when_a_second_check_agrees()
    {
        var link = await PagedAsync(s_page);
        _test.Bandcamp.ByItem = _ => ResolveWorld.Found(s_page with { Title = "Rain On Me", Artists = ["Somebody Else"], Duration = TimeSpan.FromSeconds(182) });
        var flagged = await LiveUntilAsync(link, there => there.Flag is not null, StreamingService.Bandcamp);
        Assert.Equal((FlagReason.Changed, 1, true), (flagged.Flag!.Reason, flagged.Flag.Checks, flagged.IsVisible(false)));
        var hidden = await LiveUntilAsync(link, there => there.Flag is { IsConfirmed: true }, StreamingService.Bandcamp);
        Assert.Equal((s_page.Url, false, true), (hidden.Url, hidden.IsVisible(false), hidden.Pinned));

        _test.Bandcamp.ByItem = _ => ResolveWorld.Found(s_page);
        Assert.True((await LiveUntilAsync(link, there => there.Flag is null, StreamingService.Bandcamp)).IsVisible(false));
    }

    [Fact]
    public async Task Audio_that_was_replaced_under_a_match_without_a_code_is_seen()
    {
        var link = await ConfirmedAsync();
        _test.Spotify.ByCode = _ => new LookUp.NotListed();
        _test.Spotify.ByItem = _ => ResolveWorld.Found(Some.Track() with { Isrc = null, Duration = TimeSpan.FromSeconds(182) });
        Assert.Equal(FlagReason.Changed, (await LiveUntilAsync(link, there => there.Flag is not null)).Flag!.Reason);
    }

    public static TheoryData<string, Candidate> Harmless => new()
    {
        { "not what the link is about, on purpose", s_page with { Title = "The Album Trailer", Artists = ["Somebody Else"], Duration = TimeSpan.FromSeconds(40) } },
        { "a page that tells little", s_page with { Title = "Up", Artists = [], Duration = null } },
        { "a title in other letters", s_page with { Title = "笑顔で死ぬ" } },
        { "an album without a code", s_page with { Kind = ItemKind.Album, Url = DestinationUrl.Parse(StreamingService.Bandcamp, "https://ladygaga.bandcamp.com/album/smile"), Duration = null } },
    };

    [Theory, MemberData(nameof(Harmless))]
    public async Task What_an_admin_put_there_is_held_only_against_itself(string what, Candidate page)
    {
        var link = await PagedAsync(page);
        await _test.LiveAsync(TimeSpan.FromDays(20), TimeSpan.FromHours(1));
        var there = await _test.FindAsync(link, StreamingService.Bandcamp);
        Assert.True(there is { Flag: null, CheckedAt: not null } && there.IsVisible(false), what);
        Assert.InRange(_test.Bandcamp.Asked.Count, 3, 5);
    }

    [Fact]
    public async Task What_an_admin_vouches_for_again_is_right_as_it_is_now()
    {
        var link = await PagedAsync(s_page);
        var another = s_page with { Title = "Rain On Me", Artists = ["Somebody Else"] };
        _test.Bandcamp.ByItem = _ => ResolveWorld.Found(another);
        await LiveUntilAsync(link, there => there.Flag is { IsConfirmed: true }, StreamingService.Bandcamp);
        await _test.World.Editor.SetDestinationAsync(Some.Organization, link.Id, null, s_page.Url, default);
        await _test.LiveAsync(TimeSpan.FromDays(20), TimeSpan.FromHours(1));
        Assert.Null((await _test.FindAsync(link, StreamingService.Bandcamp)).Flag);

        _test.Bandcamp.ByItem = _ => ResolveWorld.Found(s_page);
        Assert.Equal(FlagReason.Changed, (await LiveUntilAsync(link, there => there.Flag is not null, StreamingService.Bandcamp)).Flag!.Reason);
    }

    [Fact]
    public async Task A_match_that_is_retitled_under_its_code_is_right()
    {
        var link = await ConfirmedAsync();
        _test.Spotify.ByItem = _ => ResolveWorld.Found(Some.Track() with { Title = "Another Name" });
        await _test.LiveAsync(TimeSpan.FromDays(20), TimeSpan.FromHours(1));
        Assert.Null((await _test.FindAsync(link, StreamingService.Spotify)).Flag);
    }

    [Fact]
    public async Task A_link_nobody_uses_is_not_checked()
    {
        await ConfirmedAsync();
        _test.IsUsed = false;
        await _test.LiveAsync(TimeSpan.FromDays(20), TimeSpan.FromHours(1));
        Assert.Equal(0, ItemsAsked());
        _test.IsUsed = true;
        await _test.LiveAsync(TimeSpan.FromDays(9), TimeSpan.FromHours(1));
        Assert.InRange(ItemsAsked(), 1, 2);
    }

    [Fact]
    public async Task A_link_that_is_used_is_checked_once_a_week()
    {
        await ConfirmedAsync();
        await _test.LiveAsync(TimeSpan.FromDays(36), TimeSpan.FromHours(1));
        Assert.InRange(ItemsAsked(), 4, 5);
    }

    [Fact]
    public async Task A_service_that_had_nothing_for_a_moment_ends_in_the_same_state_as_without_it()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.Deezer.ByCode = _ => new LookUp.NotListed();
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        Assert.Equal(DestinationStatus.NotFound, (await _test.FindAsync(link, StreamingService.Deezer)).Status);

        _test.Deezer.ByCode = _ => ResolveWorld.Found(s_deezer with { Isrc = "USUM72409274", Title = "Another" });
        await _test.LiveAsync(TimeSpan.FromMinutes(12));
        Assert.Equal(DestinationStatus.NotFound, (await _test.FindAsync(link, StreamingService.Deezer)).Status);

        _test.Deezer.ByCode = _ => ResolveWorld.Found(s_deezer);
        var there = await LiveUntilAsync(link, StreamingService.Deezer, found => found.Status == DestinationStatus.Confirmed, TimeSpan.FromHours(2));
        Assert.Equal((Some.DeezerUrl(), 0), (there.Url, there.Attempts));
    }

    [Fact]
    public async Task Music_that_comes_out_is_found_within_minutes_and_the_services_are_left_alone_72_hours_later()
    {
        var release = _test.Time.GetUtcNow().AddDays(5);
        _test.Spotify.ByCode = _ => _test.Time.GetUtcNow() >= release.AddMinutes(20) ? ResolveWorld.Found(Some.Track()) : new LookUp.NotListed();
        var link = await _test.CreateAsync(Some.Draft() with { Release = ReleaseMoment.AtInstant(release) });
        await _test.TakeAllAsync();
        var found = await LiveUntilAsync(link, StreamingService.Spotify, there => there.Status == DestinationStatus.Confirmed);
        Assert.InRange(found.CheckedAt!.Value - release.AddMinutes(20), TimeSpan.Zero, TimeSpan.FromMinutes(7));

        await _test.LiveAsync(release.AddHours(73) - _test.Time.GetUtcNow());
        var asked = _test.Deezer.Asked.Count;
        Assert.InRange(asked, 80, 400);
        await _test.LiveAsync(TimeSpan.FromDays(5), TimeSpan.FromMinutes(10));
        Assert.Equal(asked, _test.Deezer.Asked.Count);
    }

    [Fact]
    public async Task A_release_that_is_moved_moves_its_look_ups()
    {
        var release = _test.Time.GetUtcNow().AddDays(60);
        var link = await _test.CreateAsync(Some.Draft() with { Release = ReleaseMoment.AtInstant(release) });
        await _test.TakeAllAsync();
        var earlier = _test.Time.GetUtcNow().AddHours(3);
        await _test.World.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { SetsRelease = true, Release = ReleaseMoment.AtInstant(earlier) }, default);
        await _test.TakeAllAsync();
        Assert.InRange((await _test.CurrentAsync(link)).LookUpDueAt!.Value, _test.Time.GetUtcNow(), _test.Time.GetUtcNow().AddMinutes(16));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_timer_that_is_killed_anywhere_loses_no_link(bool isCarriedOut)
    {
        for (var steps = 1; ; steps++)
        {
            var test = new KeepingLinksRightTests();
            test._test.Spotify.ByCode = _ => new LookUp.NotListed();
            var link = await test._test.CreateAsync();
            await test._test.TakeAllAsync();
            test._test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
            test._test.Time.Advance(TimeSpan.FromMinutes(11));
            var timer = new LookUpTimer(test._test.World.Due, test._test.World.Store, test._test.World.Requests, test._test.Time, NullLogger<LookUpTimer>.Instance);
            var died = await test._test.World.DiesAsync(steps, isCarriedOut, () => timer.FireAsync(default));
            await test.LiveUntilAsync(link, StreamingService.Spotify, there => there.Status == DestinationStatus.Confirmed, TimeSpan.FromHours(2));
            if (!died) break;
            Assert.InRange(steps, 1, 20);
        }
    }

    [Fact]
    public async Task A_request_that_was_lost_is_made_again_within_the_hour()
    {
        _test.Spotify.ByCode = _ => new LookUp.NotListed();
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        var timer = new LookUpTimer(_test.World.Due, _test.World.Store, _test.World.Requests, _test.Time, NullLogger<LookUpTimer>.Instance);
        _test.Time.Advance(TimeSpan.FromMinutes(11));
        await timer.FireAsync(default);
        foreach (var message in await _test.World.Queue.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(1))) await _test.World.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        await LiveUntilAsync(link, StreamingService.Spotify, there => there.Status == DestinationStatus.Confirmed, TimeSpan.FromMinutes(70));
    }

    [Fact]
    public async Task A_link_whose_first_request_never_came_is_looked_up_all_the_same()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        var link = await _test.CreateAsync();
        foreach (var message in await _test.World.Queue.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(1))) await _test.World.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        await LiveUntilAsync(link, StreamingService.Spotify, there => there.Status == DestinationStatus.Confirmed, TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task Two_requests_for_one_moment_ask_once()
    {
        _test.Spotify.ByCode = _ => new LookUp.NotListed();
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        _test.Time.Advance(TimeSpan.FromMinutes(11));
        var dueAt = (await _test.CurrentAsync(link)).LookUpDueAt;
        var asked = _test.Spotify.Asked.Count;
        await _test.ResolveAsync(link, dueAt);
        await _test.ResolveAsync(link, dueAt);
        Assert.Equal(asked + 1, _test.Spotify.Asked.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task What_fell_due_while_nobody_fired_is_taken_when_somebody_does_again(int firingsBefore)
    {
        var timer = new LookUpTimer(_test.World.Due, _test.World.Store, _test.World.Requests, _test.Time, NullLogger<LookUpTimer>.Instance);
        for (var firing = 0; firing < firingsBefore; firing++) await timer.FireAsync(default);
        var due = _test.Time.GetUtcNow() + TimeSpan.FromHours(1);
        var link = await _test.CreateAsync();
        await _test.World.Due.PutAsync(link, due, default);
        _test.Time.Advance(TimeSpan.FromHours(26));
        Assert.Contains(await _test.World.Due.ListAsync(_test.Time.GetUtcNow(), 10, default), taken => taken.Link == link.Id && taken.DueAt == due);
    }

    [Fact]
    public async Task What_is_due_is_found_after_the_clock_was_set_back()
    {
        var ahead = new TableEntity("state", "timer") { ["From"] = _test.Time.GetUtcNow() + TimeSpan.FromDays(2) };
        await _test.World.DueRows.UpsertEntityAsync(ahead, TableUpdateMode.Replace);
        var (link, due) = (await _test.CreateAsync(), _test.Time.GetUtcNow() + TimeSpan.FromHours(1));
        await _test.World.Due.PutAsync(link, due, default);
        _test.Time.Advance(TimeSpan.FromHours(12));
        Assert.Contains(await _test.World.Due.ListAsync(_test.Time.GetUtcNow(), 10, default), taken => taken.Link == link.Id && taken.DueAt == due);
    }

    /// <summary>Two passes at once put one row down, a millisecond apart; the link kept the other one's moment.</summary>
    [Fact]
    public async Task A_request_for_another_moment_is_carried_out_when_the_links_own_has_come()
    {
        _test.Spotify.ByCode = _ => new LookUp.NotListed();
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        var dueAt = (await _test.CurrentAsync(link)).LookUpDueAt!.Value;
        var asked = _test.Spotify.Asked.Count;
        await _test.ResolveAsync(link, dueAt.AddMilliseconds(1));
        Assert.Equal(asked, _test.Spotify.Asked.Count);

        _test.Time.MoveTo(dueAt.AddMinutes(1));
        await _test.ResolveAsync(link, dueAt.AddMilliseconds(1));
        Assert.Equal(asked + 1, _test.Spotify.Asked.Count);
    }

    [Fact]
    public async Task A_deleted_link_leaves_the_agenda()
    {
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        await _test.World.Editor.DeleteAsync(Some.Organization, link.Id, null, default);
        await _test.LiveAsync(TimeSpan.FromHours(2));
        Assert.DoesNotContain(_test.World.DueRows.Rows, row => row.PartitionKey != "state");
    }

    private int ItemsAsked() => _test.Spotify.Asked.Count(asked => asked.StartsWith("item:", StringComparison.Ordinal));

    /// <summary>A link with a page that an admin set and a check has read once.</summary>
    private async Task<Link> PagedAsync(Candidate page)
    {
        var link = await ConfirmedAsync();
        _test.Bandcamp.ByItem = _ => ResolveWorld.Found(page);
        await _test.World.Editor.SetDestinationAsync(Some.Organization, link.Id, null, page.Url, default);
        await LiveUntilAsync(link, there => there.CheckedAt is not null, StreamingService.Bandcamp);
        return link;
    }

    private async Task<Link> ConfirmedAsync()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.Spotify.ByItem = _ => ResolveWorld.Found(Some.Track());
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        Assert.Equal(DestinationStatus.Confirmed, (await _test.FindAsync(link, StreamingService.Spotify)).Status);
        return link;
    }

    /// <summary>In steps of half an hour, for what is a matter of weeks.</summary>
    private async Task<Destination> LiveUntilAsync(Link link, Func<Destination, bool> isSo, StreamingService? service = null)
    {
        for (var end = _test.Time.GetUtcNow() + TimeSpan.FromDays(25); _test.Time.GetUtcNow() < end;)
        {
            await _test.LiveAsync(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(30));
            if (await _test.FindAsync(link, service ?? StreamingService.Spotify) is var there && isSo(there)) return there;
        }

        throw new TimeoutException($"It did not come to that; it is {await _test.FindAsync(link, service ?? StreamingService.Spotify)}.");
    }

    private async Task<Destination> LiveUntilAsync(Link link, StreamingService service, Func<Destination, bool> isSo, TimeSpan? patience = null)
    {
        var end = _test.Time.GetUtcNow() + (patience ?? TimeSpan.FromDays(10));
        while (_test.Time.GetUtcNow() < end)
        {
            await _test.LiveAsync(TimeSpan.FromMinutes(1));
            if (await _test.FindAsync(link, service) is var there && isSo(there)) return there;
        }

        throw new TimeoutException($"It did not come to that; it is {await _test.FindAsync(link, service)}.");
    }
}

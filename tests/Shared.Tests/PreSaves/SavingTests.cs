using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Moments;
using Smartlinks.PreSaves.Saving;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;

namespace Smartlinks.Tests.PreSaves;

public sealed class SavingTests
{
    private readonly PreSaveWorld _world = new();

    [Fact]
    public async Task At_midnight_in_the_fans_zone_it_is_in_the_library_and_not_before()
    {
        var link = await _world.LinkAsync();
        var (berlin, newYork) = (await _world.TakenAsync(link), await _world.TakenAsync(link, zone: PreSaveWorld.NewYork));
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(-1), TimeSpan.FromHours(1));
        Assert.Empty(_world.Spotify.Calls);

        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight);
        Assert.Equal(PreSaveState.Saved, _world.Of(berlin).State);
        Assert.Equal(PreSaveState.Queued, _world.Of(newYork).State);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(6));
        Assert.Equal(PreSaveState.Saved, _world.Of(newYork).State);
        Assert.Equal(2, _world.Spotify.Saves);
        Assert.True(_world.Spotify.Holds(berlin.ToString()) && _world.Spotify.Holds(newYork.ToString()));
        _world.CountsAreRight();
    }

    [Fact]
    public async Task Nobody_waits_for_the_timer_when_the_moment_is_between_two_of_its_minutes()
    {
        var at = new DateTimeOffset(2026, 12, 4, 9, 0, 20, TimeSpan.Zero);
        var link = await _world.LinkAsync(release: ReleaseMoment.AtInstant(at));
        var fan = await _world.TakenAsync(link);
        _world.GoTo(at.AddSeconds(-20));
        await _world.Timer.FireAsync(default);
        await _world.DrainAsync();
        Assert.Equal(PreSaveState.Queued, _world.Of(fan).State);
        _world.GoTo(at);
        await _world.DrainAsync();
        Assert.Equal((PreSaveState.Saved, at), (_world.Of(fan).State, _world.Of(fan).StateAt));
    }

    /// <summary>A turn puts the next one's message, then lets go of the bucket: the message may be faster.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_next_turns_message_that_comes_before_the_bucket_is_let_go_is_followed_at_once(bool isLetGoMeanwhile)
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link);
        _world.GoTo(PreSaveWorld.BerlinMidnight);
        var key = Assert.Single(_world.AllBuckets).Key;
        await _world.Buckets.ChangeAsync(key, bucket => new BucketChange(bucket with { Holder = "the turn before", HeldUntil = PreSaveWorld.BerlinMidnight.AddMinutes(2) }, [], []), default);
        // The message's own look at the bucket, its try to take it, and its look at who has it.
        var looks = 0;
        _world.PreSaveRows.Faults.BeforeCallAsync = async (operation, _) =>
        {
            if (operation == "GetEntityIfExists" && ++looks == 3 && isLetGoMeanwhile) await LetGoAsync();
        };
        await _world.Saver.SaveAsync(new SavesDue(link.Organization, link.Address, key, 1, 1), default);
        Assert.True(looks >= 3);
        _world.PreSaveRows.Faults.BeforeCallAsync = null;
        if (!isLetGoMeanwhile) await LetGoAsync();
        _world.GoTo(PreSaveWorld.BerlinMidnight.AddSeconds(isLetGoMeanwhile ? 0 : 2));
        await _world.DrainAsync();
        Assert.Equal(PreSaveState.Saved, _world.Of(fan).State);

        Task LetGoAsync() => _world.Buckets.ChangeAsync(key, bucket => new BucketChange(bucket with { Holder = null, HeldUntil = null, Turn = 1, LookAt = PreSaveWorld.BerlinMidnight }, [], []), default);
    }

    [Fact]
    public async Task A_message_that_comes_a_little_early_waits()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link);
        _world.GoTo(PreSaveWorld.BerlinMidnight.AddMilliseconds(-300));
        await _world.Saver.SaveAsync(new SavesDue(link.Organization, link.Address, Assert.Single(_world.AllBuckets).Key, 0, 1), default);
        await _world.DrainAsync();
        Assert.Empty(_world.Spotify.Calls);
        _world.GoTo(PreSaveWorld.BerlinMidnight);
        await _world.DrainAsync();
        Assert.Equal(PreSaveState.Saved, _world.Of(fan).State);
    }

    [Fact]
    public async Task What_the_fan_had_before_is_told_apart()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link);
        _world.Spotify.Put(fan.ToString(), "2plbrEY59IikOBgBGLjaoe");
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight);
        Assert.Equal(PreSaveState.AlreadySaved, _world.Of(fan).State);
    }

    [Fact]
    public async Task An_attempt_without_an_answer_is_repeated_under_its_name_and_never_called_already_saved()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link);
        _world.Spotify.OnSaved = _ => new LibraryAnswer.Unavailable(UnavailableReasons.Timeout, null);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight);
        Assert.Equal((PreSaveState.Queued, PreSaveReasons.ServiceDown, true), (_world.Of(fan).State, _world.Of(fan).Reason, _world.Of(fan).Unanswered));
        _world.Spotify.OnSaved = _ => null;
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(2));
        Assert.Equal(PreSaveState.Saved, _world.Of(fan).State);
        Assert.Equal(2, _world.Spotify.Saves);
        Assert.Single(_world.Spotify.Calls.Distinct());
    }

    [Fact]
    public async Task What_is_only_taken_is_looked_for_and_asked_for_anew_until_it_shows()
    {
        var link = await _world.LinkAsync();
        var (quick, silent) = (await _world.TakenAsync(link, StreamingService.AppleMusic), await _world.TakenAsync(link, StreamingService.AppleMusic));
        _world.Apple.OnSave = token => token == silent.ToString() ? new LibraryAnswer.Done([SaveOutcome.Taken]) : null;
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight);
        Assert.All(_world.All, each => Assert.Equal((PreSaveState.Saving, PreSaveReasons.ToBeVerified), (each.State, each.Reason)));
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(1));
        Assert.Equal(PreSaveState.Saved, _world.Of(quick).State);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(119));
        Assert.Equal(PreSaveState.Saving, _world.Of(silent).State);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(121));
        Assert.Equal(PreSaveState.Submitted, _world.Of(silent).State);
        Assert.Equal(5, _world.Apple.Calls.Count(call => call.StartsWith("save " + silent, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_live_late_is_saved_late()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link, StreamingService.Deezer);
        _world.Deezer.OnSave = _ => _world.Time.GetUtcNow() < PreSaveWorld.BerlinMidnight.AddHours(5) ? new LibraryAnswer.Done([SaveOutcome.NotThere]) : null;
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(4));
        Assert.Equal((PreSaveState.Queued, PreSaveReasons.NotLiveYet), (_world.Of(fan).State, _world.Of(fan).Reason));
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(5.3));
        Assert.Equal(PreSaveState.Saved, _world.Of(fan).State);
    }

    [Fact]
    public async Task An_item_that_is_found_late_is_saved_late_and_one_that_never_comes_is_missing_after_72_hours()
    {
        var link = await _world.LinkAsync(found: false);
        var (late, never) = (await _world.TakenAsync(link), await _world.TakenAsync(link, StreamingService.Deezer));
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(30));
        Assert.All(_world.All, each => Assert.Equal((PreSaveState.Queued, PreSaveReasons.NoItemYet, 0), (each.State, each.Reason, each.Attempts)));
        await _world.ChangeAsync(link, current => current.With(new Destination(StreamingService.Spotify, Some.SpotifyUrl(), DestinationStatus.Confirmed, [])));
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(40));
        Assert.Equal(PreSaveState.Saved, _world.Of(late).State);

        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(71.9), TimeSpan.FromMinutes(10));
        Assert.Equal(PreSaveState.Queued, _world.Of(never).State);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(72.2), TimeSpan.FromMinutes(10));
        Assert.Equal((PreSaveState.SourceMissing, PreSaveReasons.NoItemYet), (_world.Of(never).State, _world.Of(never).Reason));
        Assert.Empty(_world.Deezer.Calls);
        _world.CountsAreRight();
    }

    [Theory]
    [InlineData(DestinationStatus.Probable)]
    [InlineData(DestinationStatus.Search)]
    [InlineData(DestinationStatus.Pending)]
    public async Task Only_what_is_proven_or_an_admins_word_is_saved(DestinationStatus status)
    {
        var link = await _world.LinkAsync(found: false);
        var fan = await _world.TakenAsync(link);
        var there = new Destination(StreamingService.Spotify, Some.SpotifyUrl(), status, []);
        await _world.ChangeAsync(link, current => current.With(there));
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight);
        Assert.Equal(PreSaveReasons.NoItemYet, _world.Of(fan).Reason);
        await _world.ChangeAsync(link, current => current.With(Destination.Manual(Some.SpotifyUrl()) with { Flag = new DestinationFlag(FlagReason.Dead, Some.Instant, 2) }));
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(2));
        Assert.Equal(PreSaveReasons.NoItemYet, _world.Of(fan).Reason);
        await _world.ChangeAsync(link, current => current.With(Destination.Manual(Some.SpotifyUrl())));
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(4));
        Assert.Equal(PreSaveState.Saved, _world.Of(fan).State);
    }

    [Fact]
    public async Task A_fan_where_the_catalogue_does_not_have_it_is_asked_for_all_the_same()
    {
        var link = await _world.LinkAsync();
        await _world.ChangeAsync(link, current => current.With(current.Find(StreamingService.Spotify)! with { Territories = Territories.Only(["US"]) }));
        var (lucky, kept) = (await _world.TakenAsync(link, country: "DE"), await _world.TakenAsync(link, country: "FR"));
        _world.Spotify.OnSave = token => token == kept.ToString() ? new LibraryAnswer.Done([SaveOutcome.NotThere]) : null;
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(25.9), TimeSpan.FromMinutes(5));
        Assert.Equal(PreSaveState.Saved, _world.Of(lucky).State);
        Assert.Equal((PreSaveState.Queued, PreSaveReasons.NotInCountry), (_world.Of(kept).State, _world.Of(kept).Reason));
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(29.5), TimeSpan.FromMinutes(5));
        Assert.Equal((PreSaveState.NotAvailable, PreSaveReasons.NotInCountry), (_world.Of(kept).State, _world.Of(kept).Reason));
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_and_two_refusals_over_an_hour_are_an_end()
    {
        var link = await _world.LinkAsync();
        var (renewed, refused) = (await _world.TakenAsync(link), await _world.TakenAsync(link));
        _world.Grant = (fan, old) => old is null ? null : new GrantAccess.Open($"fresh {fan}");
        _world.Spotify.OnSave = token => token == renewed.ToString() || token.EndsWith(refused.ToString(), StringComparison.Ordinal) ? new LibraryAnswer.Refused() : null;
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight);
        Assert.Equal(PreSaveState.Saved, _world.Of(renewed).State);
        Assert.True(_world.Spotify.Holds($"fresh {renewed}"));
        Assert.Equal((PreSaveState.Queued, PreSaveReasons.GrantRefused), (_world.Of(refused).State, _world.Of(refused).Reason));
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(62));
        Assert.Equal(PreSaveState.GrantRevoked, _world.Of(refused).State);
    }

    [Fact]
    public async Task A_grant_that_ended_is_an_end_and_one_that_cannot_be_opened_now_is_not()
    {
        var link = await _world.LinkAsync();
        FanId[] fans = [await _world.TakenAsync(link), await _world.TakenAsync(link), await _world.TakenAsync(link)];
        _world.Grant = (fan, _) => fan == fans[0] ? new GrantAccess.Ended(PreSaveReasons.GrantEnded)
            : fan == fans[1] ? new GrantAccess.Ended(PreSaveReasons.GrantRefused)
            : _world.Time.GetUtcNow() < PreSaveWorld.BerlinMidnight.AddMinutes(9) ? new GrantAccess.Waits(PreSaveReasons.ServiceDown, TimeSpan.FromMinutes(5)) : null;
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(1));
        Assert.Equal([PreSaveState.GrantExpired, PreSaveState.GrantRevoked, PreSaveState.Queued], fans.Select(fan => _world.Of(fan).State));
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(11));
        Assert.Equal(PreSaveState.Saved, _world.Of(fans[2]).State);
        Assert.Equal(1, _world.Spotify.Saves);
    }

    [Fact]
    public async Task A_used_up_quota_stops_the_service_for_all_until_its_reset_and_no_other_service()
    {
        var link = await _world.LinkAsync();
        var fans = new List<FanId>();
        for (var i = 0; i < 60; i++) fans.Add(await _world.TakenAsync(link));
        var other = await _world.TakenAsync(link, StreamingService.Deezer);
        var reset = PreSaveWorld.BerlinMidnight.AddHours(9);
        var asked = 0;
        _world.Spotify.OnSave = _ => _world.Time.GetUtcNow() >= reset || Interlocked.Increment(ref asked) <= 10 ? null : new LibraryAnswer.Unavailable(UnavailableReasons.QuotaExhausted, reset - _world.Time.GetUtcNow());
        await _world.RunUntilAsync(reset.AddMinutes(-1));
        Assert.Equal(PreSaveState.Saved, _world.Of(other).State);
        Assert.Equal(10, _world.All.Count(each => each.State == PreSaveState.Saved) - 1);
        Assert.Equal(50, _world.All.Count(each => (each.State, each.Reason) == (PreSaveState.Queued, PreSaveReasons.QuotaExhausted)));
        // Those under way when the first refusal came, and a look now and then.
        Assert.InRange(_world.Spotify.Saves, 11, 10 + 33);
        await _world.RunUntilAsync(reset.AddMinutes(2));
        Assert.All(_world.All, each => Assert.Equal(PreSaveState.Saved, each.State));
        _world.CountsAreRight();
    }

    [Fact]
    public async Task The_artist_is_followed_where_chosen_and_a_failure_of_it_changes_nothing()
    {
        var link = await _world.LinkAsync();
        var (follower, other) = (await _world.TakenAsync(link, follows: true), await _world.TakenAsync(link));
        _world.Spotify.OnFollow = _ => new LibraryAnswer.Unavailable("http500", null);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight);
        Assert.Equal((PreSaveState.Saved, PreSaveState.Saved), (_world.Of(follower).State, _world.Of(other).State));
        Assert.Equal($"follow {follower} 2plbrEY59IikOBgBGLjaoe", Assert.Single(_world.Spotify.Calls, call => call.StartsWith("follow", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_service_this_deployment_cannot_save_to_any_more_ends_as_not_allowed()
    {
        var link = (await _world.LinkAsync()).With(Destination.Manual(DestinationUrl.Parse(StreamingService.Tidal, "https://tidal.com/browse/track/1")));
        var fan = await _world.TakenAsync(link, StreamingService.Tidal);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight);
        Assert.Equal((PreSaveState.Queued, PreSaveReasons.NotConfigured), (_world.Of(fan).State, _world.Of(fan).Reason));
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(73), TimeSpan.FromMinutes(10));
        Assert.Equal(PreSaveState.NotAllowed, _world.Of(fan).State);
    }

    [Fact]
    public async Task How_many_ended_without_the_music_is_told_once_with_all_that_ended()
    {
        var link = await _world.LinkAsync();
        var (saved, ended) = (await _world.TakenAsync(link), await _world.TakenAsync(link));
        _world.Grant = (fan, _) => fan == ended ? new GrantAccess.Ended(PreSaveReasons.GrantEnded) : null;
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(1));
        Assert.Equal((PreSaveState.Saved, PreSaveState.GrantExpired), (_world.Of(saved).State, _world.Of(ended).State));
        // infra/alerts.bicep reads these numbers.
        Assert.Equal($"1 of 2 pre-saves of {link.Id} ended without the music", Assert.Single(_world.Log.Lines).Text);
    }

    [Fact]
    public async Task A_deleted_link_ends_its_pre_saves_at_once_and_an_archived_one_after_72_hours_unless_it_comes_back()
    {
        var (gone, archived) = (await _world.LinkAsync(), await _world.LinkAsync("other-slug", id: LinkId.Parse("lnk_01hzzzzzzzzzzzzzzzzzzzzzzy")));
        var (lost, waits) = (await _world.TakenAsync(gone), await _world.TakenAsync(archived));
        archived = await _world.ChangeAsync(archived, link => link with { Archived = true });
        Assert.True(await _world.Store.TryDeleteAsync((await _world.Store.FindFollowingAsync(gone.Address, default))!, _world.Time.GetUtcNow(), default));
        await _world.Follower.FollowAsync(gone.Address, gone.Id, default);
        await _world.RunUntilAsync(_world.Time.GetUtcNow().AddMinutes(1));
        Assert.Equal((PreSaveState.Canceled, PreSaveReasons.LinkGone), (_world.Of(lost).State, _world.Of(lost).Reason));

        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight, TimeSpan.FromHours(1));
        Assert.Equal((PreSaveState.Queued, PreSaveReasons.LinkGone), (_world.Of(waits).State, _world.Of(waits).Reason));
        await _world.ChangeAsync(archived, link => link with { Archived = false });
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(5));
        Assert.Equal(PreSaveState.Saved, _world.Of(waits).State);
    }

    [Fact]
    public async Task A_lost_message_costs_minutes_and_no_pre_save()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link);
        _world.GoTo(PreSaveWorld.BerlinMidnight);
        await _world.Timer.FireAsync(default);
        foreach (var message in await _world.Queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(1))) await _world.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(16));
        Assert.Equal(PreSaveState.Saved, _world.Of(fan).State);
    }

    [Fact]
    public async Task Double_and_late_messages_do_nothing_twice()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link);
        _world.GoTo(PreSaveWorld.BerlinMidnight);
        await _world.Timer.FireAsync(default);
        var message = SavesDue.TryRead(System.Text.Encoding.UTF8.GetString(Assert.Single(_world.Queue.Bodies)))!;
        await _world.Saver.SaveAsync(message, default);
        await _world.Saver.SaveAsync(message, default);
        await _world.DrainAsync();
        Assert.Equal(1, _world.Spotify.Saves);
        Assert.Equal(PreSaveState.Saved, _world.Of(fan).State);
    }

    [Fact]
    public async Task While_one_works_in_a_bucket_another_waits_until_it_would_be_dead()
    {
        var link = await _world.LinkAsync();
        await _world.TakenAsync(link);
        var asked = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        _world.Spotify.Delay = () =>
        {
            asked.SetResult();
            return go.Task;
        };
        _world.GoTo(PreSaveWorld.BerlinMidnight);
        await _world.Timer.FireAsync(default);
        var message = SavesDue.TryRead(System.Text.Encoding.UTF8.GetString(Assert.Single(_world.Queue.Bodies)))!;
        var first = _world.Saver.SaveAsync(message, default);
        await asked.Task;
        await _world.Saver.SaveAsync(message, default);
        Assert.Equal(2, _world.Queue.Bodies.Count);
        go.SetResult();
        await first;
        _world.Spotify.Delay = null;
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(5));
        Assert.Equal(1, _world.Spotify.Saves);
    }

    /// <summary>A process that dies after any number of its storage calls, or calls of the service: the next message completes the bucket, and nothing is asked for under two names.</summary>
    [Fact]
    public async Task A_turn_that_is_killed_after_any_step_is_completed_by_the_next_one()
    {
        for (var step = 0; ; step++)
        {
            var world = new PreSaveWorld();
            var link = await world.LinkAsync();
            for (var i = 0; i < 3; i++) await world.TakenAsync(link);
            world.GoTo(PreSaveWorld.BerlinMidnight);
            var left = step;
            foreach (var faults in world.Faults) faults.BeforeCallAsync = (operation, _) => operation is "ReceiveMessages" || left-- > 0 ? Task.CompletedTask : throw new InvalidOperationException("killed");
            var wasKilled = false;
            try
            {
                await world.Timer.FireAsync(default);
                await world.DrainAsync();
            }
            catch (InvalidOperationException)
            {
                wasKilled = true;
            }

            foreach (var faults in world.Faults) faults.BeforeCallAsync = null;
            world.CountsAreRight();
            await world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(20));
            Assert.All(world.All, each => Assert.Equal(PreSaveState.Saved, each.State));
            Assert.InRange(world.Spotify.Saves, 3, 6);
            Assert.Equal(3, world.Spotify.Calls.Distinct().Count());
            world.CountsAreRight();
            if (wasKilled) continue;
            Assert.True(step > 15, "every step was killed once");
            return;
        }
    }

    [Fact]
    public async Task Outcomes_of_a_bucket_that_another_took_over_are_not_written()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link);
        _world.GoTo(PreSaveWorld.BerlinMidnight);
        await _world.Timer.FireAsync(default);
        var key = Assert.Single(_world.AllBuckets).Key;
        _world.Spotify.Delay = async () => Assert.IsType<BucketWrite.Written>(await _world.Buckets.ChangeAsync(key, bucket => new BucketChange(bucket with { Holder = "another" }, [], []), default));
        await _world.DrainAsync();
        Assert.Equal((PreSaveState.Saving, "another"), (_world.Of(fan).State, _world.AllBuckets[0].Holder));
        _world.Spotify.Delay = null;
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(20));
        Assert.Equal(PreSaveState.Saved, _world.Of(fan).State);
    }

    [Fact]
    public async Task A_thousand_fans_of_many_zones_are_saved_at_their_moments()
    {
        var link = await _world.LinkAsync();
        TimeZoneInfo[] zones = [PreSaveWorld.Berlin, PreSaveWorld.NewYork, TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"), TimeZoneInfo.FindSystemTimeZoneById("Pacific/Kiritimati")];
        for (var i = 0; i < 1_000; i++) await _world.TakenAsync(link, zone: zones[i % 4]);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(8), TimeSpan.FromMinutes(10));
        Assert.All(_world.All, each => Assert.Equal((PreSaveState.Saved, DecemberFourthIn(each.Key.Zone)), (each.State, each.StateAt)));
        Assert.Equal(0, _world.MomentCount);
        _world.CountsAreRight();
    }

    private static DateTimeOffset DecemberFourthIn(string zone) => PreSaveWorld.DecemberFourth.InstantIn(TimeZoneInfo.FindSystemTimeZoneById(zone));
}

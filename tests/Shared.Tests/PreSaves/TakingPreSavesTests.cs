using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Taking;
using Smartlinks.StreamingServices;

namespace Smartlinks.Tests.PreSaves;

public sealed class TakingPreSavesTests
{
    private readonly PreSaveWorld _world = new();

    [Fact]
    public async Task A_yes_is_queued_for_midnight_in_the_fans_zone_and_the_timer_knows_it()
    {
        var link = await _world.LinkAsync();
        var taken = Assert.IsType<TakeResult.Taken>(await _world.TakeAsync(link, _world.NewFan(), country: "DE", follows: true));

        Assert.Equal(PreSaveWorld.BerlinMidnight, taken.MomentAt);
        Assert.Equal((PreSaveState.Queued, null, "DE", true, 0), (taken.PreSave.State, taken.PreSave.Reason, taken.PreSave.Country, taken.PreSave.Follows, taken.PreSave.Attempts));
        Assert.Equal(taken.PreSave, Assert.Single(_world.All));
        Assert.Equal(PreSaveWorld.BerlinMidnight, Assert.Single(await _world.Moments.ListAsync(_world.Time.GetUtcNow(), PreSaveWorld.BerlinMidnight, 100, default)).FiresAt);
        _world.CountsAreRight();
    }

    [Fact]
    public async Task A_second_yes_finds_the_first_whatever_zone_it_comes_from()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link);
        var again = Assert.IsType<TakeResult.AlreadyThere>(await _world.TakeAsync(link, fan, zone: PreSaveWorld.NewYork));
        Assert.Equal("Europe/Berlin", again.PreSave.Key.Zone);
        Assert.Single(_world.All);
    }

    [Fact]
    public async Task Each_service_is_a_pre_save_of_its_own()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link);
        Assert.IsType<TakeResult.Taken>(await _world.TakeAsync(link, fan, StreamingService.Deezer));
        Assert.Equal(2, _world.All.Count);
        _world.CountsAreRight();
    }

    [Fact]
    public async Task What_is_out_closed_or_not_on_the_link_is_refused_and_leaves_nothing()
    {
        var link = await _world.LinkAsync();
        var fan = _world.NewFan();
        Assert.IsType<TakeResult.ServiceNotOnLink>(await _world.TakeAsync(link, fan, StreamingService.Tidal));
        Assert.IsType<TakeResult.ServiceNotOnLink>(await _world.TakeAsync(link.With(link.Find(StreamingService.Deezer)! with { Removed = true }), fan, StreamingService.Deezer));
        Assert.IsType<TakeResult.LinkIsClosed>(await _world.TakeAsync(link with { Archived = true }, fan));
        Assert.IsType<TakeResult.LinkIsOut>(await _world.TakeAsync(link with { Release = null }, fan));
        _world.GoTo(PreSaveWorld.BerlinMidnight);
        Assert.IsType<TakeResult.LinkIsOut>(await _world.TakeAsync(link, fan));
        Assert.Empty(_world.PreSaveRows.Rows);
        Assert.IsType<TakeResult.Taken>(await _world.TakeAsync(link, fan, zone: PreSaveWorld.NewYork));
    }

    [Fact]
    public async Task A_service_that_is_still_looked_up_can_be_chosen()
    {
        var link = await _world.LinkAsync(found: false);
        Assert.IsType<TakeResult.Taken>(await _world.TakeAsync(link, _world.NewFan()));
    }

    /// <summary>A process that dies after any number of its storage calls: a repetition completes the yes, and nothing is there twice.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_yes_that_is_killed_after_any_step_is_completed_by_the_next_one(bool isAnew)
    {
        for (var step = 0; ; step++)
        {
            var world = new PreSaveWorld();
            var link = await world.LinkAsync();
            var fan = world.NewFan();
            if (isAnew)
            {
                await world.TakeAsync(link, fan);
                await world.Canceler.CancelAsync(fan, link.Id, StreamingService.Spotify, default);
            }

            var left = step;
            foreach (var faults in world.Faults) faults.BeforeCallAsync = (_, _) => left-- > 0 ? Task.CompletedTask : throw new InvalidOperationException("killed");
            var wasKilled = false;
            try
            {
                await world.TakeAsync(link, fan);
            }
            catch (InvalidOperationException)
            {
                wasKilled = true;
            }

            foreach (var faults in world.Faults) faults.BeforeCallAsync = null;
            // Whatever is there is known to the timer, counted, and there once.
            if (world.All.Any(each => !each.IsEnded)) Assert.True(world.MomentCount > 0, $"step {step}");
            world.CountsAreRight();

            Assert.True(await world.TakeAsync(link, fan) is TakeResult.Taken or TakeResult.AlreadyThere, $"step {step}");
            Assert.Single(world.All, each => !each.IsEnded);
            Assert.Equal(isAnew ? 2 : 1, world.All.Count);
            world.CountsAreRight();
            if (wasKilled) continue;
            Assert.True(step > 6, "every step was killed once");
            return;
        }
    }

    [Fact]
    public async Task An_answer_that_is_lost_does_not_make_two()
    {
        var link = await _world.LinkAsync();
        var fan = _world.NewFan();
        _world.PreSaveRows.Faults.LoseNextAnswers(operation: "SubmitTransaction");
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => _world.TakeAsync(link, fan));
        Assert.IsType<TakeResult.AlreadyThere>(await _world.TakeAsync(link, fan));
        Assert.Single(_world.All);
        _world.CountsAreRight();
    }

    [Fact]
    public async Task A_full_slot_opens_as_many_buckets_again_and_new_fans_go_there()
    {
        var link = await _world.LinkAsync();
        for (var i = 0; i < 1_700; i++) await _world.TakenAsync(link);

        Assert.Equal(1_700, _world.All.Count);
        Assert.Equal(4, (await _world.Slots.FindAsync(link.Id, "Europe/Berlin", default))!.Buckets);
        Assert.All(_world.AllBuckets, bucket => Assert.InRange(bucket.Counts.Total, 1, Bucket.Full + 100));
        _world.CountsAreRight();
    }

    [Fact]
    public async Task Many_at_once_are_all_taken()
    {
        var link = await _world.LinkAsync();
        _world.PreSaveRows.Faults.BeforeCallAsync = async (_, _) => await Task.Yield();
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _world.TakeAsync(link, _world.NewFan())));
        Assert.All(results, result => Assert.IsType<TakeResult.Taken>(result));
        Assert.Equal(40, _world.All.Count);
        _world.CountsAreRight();
    }

    [Fact]
    public async Task One_fan_many_times_at_once_is_taken_once()
    {
        var link = await _world.LinkAsync();
        var fan = _world.NewFan();
        foreach (var faults in _world.Faults) faults.BeforeCallAsync = async (_, _) => await Task.Yield();
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _world.TakeAsync(link, fan)));
        Assert.Single(results.OfType<TakeResult.Taken>());
        Assert.Single(_world.All);
    }

    [Fact]
    public async Task A_link_that_is_moved_while_a_yes_is_taken_has_the_timer_look_at_the_new_moment()
    {
        var link = await _world.LinkAsync();
        // Moved after the caller read it: nobody knew of the slot then.
        await _world.ChangeAsync(link, current => current with { Release = ReleaseMoment.OnDate(new DateOnly(2026, 11, 27), null) });
        var taken = Assert.IsType<TakeResult.Taken>(await _world.TakeAsync(link, _world.NewFan()));
        var moment = new DateTimeOffset(2026, 11, 26, 23, 0, 0, TimeSpan.Zero);
        Assert.Equal(moment, taken.MomentAt);
        Assert.Single(await _world.Moments.ListAsync(_world.Time.GetUtcNow(), moment, 100, default));
    }

    [Fact]
    public async Task A_canceled_pre_save_stays_canceled_and_a_new_yes_is_another_one()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link);
        Assert.IsType<CancelResult.Canceled>(await _world.Canceler.CancelAsync(fan, link.Id, StreamingService.Spotify, default));
        Assert.IsType<CancelResult.AlreadyEnded>(await _world.Canceler.CancelAsync(fan, link.Id, StreamingService.Spotify, default));
        Assert.Equal(2, Assert.IsType<TakeResult.Taken>(await _world.TakeAsync(link, fan, zone: PreSaveWorld.NewYork)).PreSave.Round);
        Assert.Equal([PreSaveState.Canceled, PreSaveState.Queued], _world.All.OrderBy(each => each.Round).Select(each => each.State));
        var shown = Assert.Single(await _world.OfFan.ListAsync(fan, default));
        Assert.Equal((PreSaveState.Queued, link.Id, new DateTimeOffset(2026, 12, 4, 5, 0, 0, TimeSpan.Zero)), (shown.PreSave.State, shown.Link!.Id, shown.MomentAt));
        _world.CountsAreRight();
    }

    [Fact]
    public async Task What_is_being_saved_cannot_be_canceled_and_what_was_never_taken_is_not_found()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link, StreamingService.AppleMusic);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight);
        Assert.Equal(PreSaveState.Saving, _world.Of(fan).State);
        Assert.IsType<CancelResult.BeingSaved>(await _world.Canceler.CancelAsync(fan, link.Id, StreamingService.AppleMusic, default));
        Assert.IsType<CancelResult.NotFound>(await _world.Canceler.CancelAsync(_world.NewFan(), link.Id, StreamingService.AppleMusic, default));
    }

    [Fact]
    public async Task Who_is_forgotten_has_everything_canceled_and_no_list_any_more()
    {
        var (one, two) = (await _world.LinkAsync(), await _world.LinkAsync("other-slug", id: LinkId.Parse("lnk_01hzzzzzzzzzzzzzzzzzzzzzzy")));
        var fan = await _world.TakenAsync(one);
        await _world.TakeAsync(two, fan);
        await _world.TakeAsync(two, fan, StreamingService.Deezer);
        await _world.Canceler.CancelAllAsync(fan, StreamingService.Deezer, default);
        Assert.Equal(2, _world.All.Count(each => each.State == PreSaveState.Queued));

        await _world.Canceler.ForgetAsync(fan, default);
        Assert.All(_world.All, each => Assert.Equal((PreSaveState.Canceled, PreSaveReasons.ByFan), (each.State, each.Reason)));
        Assert.Empty(await _world.OfFan.ListAsync(fan, default));
        Assert.Empty(_world.FanRows.Rows);
    }
}

using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.Support;

namespace Smartlinks.Tests.PreSaves;

public sealed class MovingDatesTests
{
    private readonly PreSaveWorld _world = new();

    [Theory]
    [InlineData("2026-12-01")]
    [InlineData("2026-12-11")]
    public async Task A_moved_date_moves_every_pre_save_and_rewrites_none(string on)
    {
        var link = await _world.LinkAsync();
        var fans = new[] { await _world.TakenAsync(link), await _world.TakenAsync(link, zone: PreSaveWorld.NewYork) };
        var before = _world.All.Select(each => each.ETag).ToList();
        link = await MoveAsync(link, ReleaseMoment.OnDate(DateOnly.Parse(on, null), null));
        Assert.Equal(before, _world.All.Select(each => each.ETag));

        var moments = new[] { PreSaveWorld.Berlin, PreSaveWorld.NewYork }.Select(link.Release!.InstantIn).ToList();
        await _world.RunUntilAsync(moments[0].AddMinutes(-1), TimeSpan.FromHours(1));
        Assert.Empty(_world.Spotify.Calls);
        await _world.RunUntilAsync(moments[1].AddMinutes(1));
        Assert.Equal(moments, fans.Select(fan => _world.Of(fan).StateAt));
        Assert.All(_world.All, each => Assert.Equal(PreSaveState.Saved, each.State));
    }

    [Fact]
    public async Task One_instant_for_all_may_become_local_midnight_and_back()
    {
        var noon = new DateTimeOffset(2026, 12, 4, 12, 0, 0, TimeSpan.Zero);
        var link = await _world.LinkAsync(release: ReleaseMoment.AtInstant(noon));
        var (berlin, newYork) = (await _world.TakenAsync(link), await _world.TakenAsync(link, zone: PreSaveWorld.NewYork));
        link = await MoveAsync(link, PreSaveWorld.DecemberFourth);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight, TimeSpan.FromHours(1));
        Assert.Equal(PreSaveState.Saved, _world.Of(berlin).State);
        await MoveAsync(link, ReleaseMoment.AtInstant(noon));
        await _world.RunUntilAsync(noon.AddMinutes(-1), TimeSpan.FromMinutes(10));
        Assert.Equal(PreSaveState.Queued, _world.Of(newYork).State);
        await _world.RunUntilAsync(noon);
        Assert.Equal((PreSaveState.Saved, noon), (_world.Of(newYork).State, _world.Of(newYork).StateAt));
    }

    [Fact]
    public async Task A_link_without_a_moment_any_more_is_out_now()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link);
        await MoveAsync(link, null);
        await _world.RunUntilAsync(_world.Time.GetUtcNow().AddMinutes(1));
        Assert.Equal(PreSaveState.Saved, _world.Of(fan).State);
    }

    [Fact]
    public async Task A_moment_that_was_moved_into_the_past_is_now()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link);
        // The timer is well beyond that hour.
        await _world.RunUntilAsync(_world.Time.GetUtcNow().AddDays(2), TimeSpan.FromMinutes(30));
        await MoveAsync(link, ReleaseMoment.AtInstant(Some.Instant.AddDays(-3)));
        await _world.RunUntilAsync(_world.Time.GetUtcNow().AddMinutes(1));
        Assert.Equal(PreSaveState.Saved, _world.Of(fan).State);
    }

    [Fact]
    public async Task An_edit_between_the_timer_and_the_saver_is_heard()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link);
        _world.GoTo(PreSaveWorld.BerlinMidnight);
        await _world.Timer.FireAsync(default);
        // Nobody followed it yet.
        await _world.ChangeAsync(link, current => current with { Release = ReleaseMoment.OnDate(new DateOnly(2026, 12, 5), null) });
        await _world.DrainAsync();
        Assert.Equal(PreSaveState.Queued, _world.Of(fan).State);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddDays(1).AddMinutes(-1), TimeSpan.FromMinutes(30));
        Assert.Empty(_world.Spotify.Calls);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddDays(1));
        Assert.Equal((PreSaveState.Saved, PreSaveWorld.BerlinMidnight.AddDays(1)), (_world.Of(fan).State, _world.Of(fan).StateAt));
    }

    [Fact]
    public async Task What_came_due_while_nobody_fired_is_done_when_somebody_does()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.TakenAsync(link);
        await _world.RunUntilAsync(_world.Time.GetUtcNow().AddDays(1), TimeSpan.FromHours(1));
        // A week without a timer, longer than a pre-save is tried for.
        _world.GoTo(PreSaveWorld.BerlinMidnight.AddDays(7));
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddDays(7).AddMinutes(1));
        Assert.Equal(PreSaveState.Saved, _world.Of(fan).State);
    }

    [Fact]
    public async Task Two_timers_at_once_leave_one_row_a_slot()
    {
        var link = await _world.LinkAsync(found: false);
        await _world.TakenAsync(link);
        _world.GoTo(PreSaveWorld.BerlinMidnight);
        foreach (var faults in _world.Faults) faults.BeforeCallAsync = async (_, _) => await Task.Yield();
        for (var minute = 0; minute < 60; minute++)
        {
            await Task.WhenAll(_world.Timer.FireAsync(default), _world.Timer.FireAsync(default));
            await _world.DrainAsync();
            _world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(1, _world.MomentCount);
        Assert.InRange(_world.Queue.Bodies.Count, 1, 2);
    }

    [Fact]
    public async Task The_timer_looks_no_further_back_than_it_must()
    {
        var link = await _world.LinkAsync();
        await _world.TakenAsync(link);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(6), TimeSpan.FromMinutes(10));
        Assert.Equal(0, _world.MomentCount);
        Assert.Equal(PreSaveWorld.BerlinMidnight.AddHours(5), Assert.Single(_world.MomentRows.Rows).GetDateTimeOffset("From")!.Value, TimeSpan.FromHours(1.5));
    }

    private async Task<Link> MoveAsync(Link link, ReleaseMoment? release)
    {
        var moved = await _world.ChangeAsync(link, current => current with { Release = release });
        await _world.Follower.FollowAsync(link.Address, link.Id, default);
        return moved;
    }
}

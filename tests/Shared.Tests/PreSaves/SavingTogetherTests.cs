using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Taking;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Tests.PreSaves;

/// <summary>What one fan waits for at a service that is short of calls.</summary>
public sealed class SavingTogetherTests
{
    private const string FirstItem = "2plbrEY59IikOBgBGLjaoe";
    private const string SecondItem = "0n2bvWvMwr0gbjcuTm92eW";

    private readonly PreSaveWorld _world = new();

    [Fact]
    public async Task Two_releases_of_a_night_are_saved_by_one_call_where_the_pace_is_short()
    {
        var (fan, first, second) = await TakenTwiceAsync();
        _world.Watch.NoteShort(StreamingService.Spotify);
        _world.GoTo(PreSaveWorld.BerlinMidnight);
        _world.Watch.NoteShort(StreamingService.Spotify);
        await _world.Timer.FireAsync(default);
        await _world.DrainAsync();

        Assert.Equal([PreSaveState.Saved, PreSaveState.Saved], _world.All.Select(each => each.State));
        var call = Assert.Single(_world.Spotify.Calls);
        Assert.Equal(new[] { FirstItem, SecondItem }.Order(), call.Split(' ')[2].Split(',').Order());
        Assert.Equal([FirstItem, SecondItem], new[] { first, second }.Select(link => _world.All.Single(each => each.Key.Link == link.Id).Item));
        Assert.All(_world.All, each => Assert.Equal((fan, 1), (each.Fan, each.Attempts)));
        _world.CountsAreRight();
    }

    [Fact]
    public async Task Where_calls_are_plenty_nobody_looks_for_more()
    {
        await TakenTwiceAsync();
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(1));
        Assert.Equal(2, _world.Spotify.Saves);
        Assert.Equal([PreSaveState.Saved, PreSaveState.Saved], _world.All.Select(each => each.State));
    }

    [Fact]
    public async Task What_is_canceled_not_out_or_at_another_service_is_left_alone()
    {
        var fan = _world.NewFan();
        Link[] links = [await LinkAsync(0, FirstItem), await LinkAsync(1, SecondItem), await LinkAsync(2, SecondItem, ReleaseMoment.AtInstant(PreSaveWorld.BerlinMidnight.AddDays(1)))];
        foreach (var link in links) Assert.IsType<TakeResult.Taken>(await _world.TakeAsync(link, fan));
        Assert.IsType<TakeResult.Taken>(await _world.TakeAsync(links[0], fan, StreamingService.Deezer));
        Assert.IsType<CancelResult.Canceled>(await _world.Canceler.CancelAsync(fan, links[1].Id, StreamingService.Spotify, default));
        _world.GoTo(PreSaveWorld.BerlinMidnight);
        _world.Watch.NoteShort(StreamingService.Spotify);
        await _world.Timer.FireAsync(default);
        await _world.DrainAsync();

        Assert.Equal(FirstItem, Assert.Single(_world.Spotify.Calls).Split(' ')[2]);
        Assert.Equal(PreSaveState.Canceled, _world.All.Single(each => each.Key.Link == links[1].Id).State);
        Assert.Equal(PreSaveState.Queued, _world.All.Single(each => each.Key.Link == links[2].Id).State);
    }

    [Fact]
    public async Task Each_gets_the_answer_that_is_its_own()
    {
        await TakenTwiceAsync();
        _world.Spotify.OnSave = _ => new LibraryAnswer.Done([SaveOutcome.Saved, SaveOutcome.NotThere]);
        _world.GoTo(PreSaveWorld.BerlinMidnight);
        _world.Watch.NoteShort(StreamingService.Spotify);
        await _world.Timer.FireAsync(default);
        await _world.DrainAsync();

        Assert.Single(_world.Spotify.Calls);
        Assert.Equal([(PreSaveState.Queued, PreSaveReasons.NotLiveYet), (PreSaveState.Saved, null)], _world.All.OrderBy(each => each.State).Select(each => (each.State, each.Reason)));
        _world.CountsAreRight();
    }

    [Fact]
    public async Task A_kill_at_any_step_costs_a_look_and_loses_none()
    {
        var steps = 1;
        while (await IsKilledAsync(steps)) steps++;
        Assert.True(steps > 12, $"{steps} steps");
    }

    /// <summary>False: the work was done before the kill came.</summary>
    private static async Task<bool> IsKilledAsync(int step)
    {
        var together = new SavingTogetherTests();
        var world = together._world;
        await together.TakenTwiceAsync();
        world.GoTo(PreSaveWorld.BerlinMidnight);
        world.Watch.NoteShort(StreamingService.Spotify);
        await world.Timer.FireAsync(default);
        var calls = 0;
        foreach (var storage in world.Faults) storage.BeforeCallAsync = (_, _) => Interlocked.Increment(ref calls) < step ? Task.CompletedTask : throw new InvalidOperationException("The process is gone.");
        var killed = await Record.ExceptionAsync(world.DrainAsync);
        foreach (var storage in world.Faults) storage.BeforeCallAsync = null;
        for (var minute = 0; minute < 20; minute++)
        {
            world.Watch.NoteShort(StreamingService.Spotify);
            await world.RunUntilAsync(world.Time.GetUtcNow().AddMinutes(1));
        }

        Assert.Equal([PreSaveState.Saved, PreSaveState.Saved], world.All.Select(each => each.State));
        Assert.Equal(2, world.Spotify.Held.Count);
        world.CountsAreRight();
        return killed is not null;
    }

    private async Task<(FanId Fan, Link First, Link Second)> TakenTwiceAsync()
    {
        var (fan, first, second) = (_world.NewFan(), await LinkAsync(0, FirstItem), await LinkAsync(1, SecondItem));
        foreach (var link in new[] { first, second }) Assert.IsType<TakeResult.Taken>(await _world.TakeAsync(link, fan));
        return (fan, first, second);
    }

    private Task<Link> LinkAsync(int number, string item, ReleaseMoment? release = null) =>
        _world.LinkAsync($"link-{number}", release, id: LinkId.Parse($"lnk_01hzzzzzzzzzzzzzzzzzzzzz{number:00}"), spotifyId: item);
}

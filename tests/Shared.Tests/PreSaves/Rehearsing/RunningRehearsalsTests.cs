using System.Text;
using Azure;
using Smartlinks.Links;
using Smartlinks.PreSaves.Rehearsing;
using Smartlinks.Support;

namespace Smartlinks.Tests.PreSaves.Rehearsing;

/// <summary>One rehearsal of a link at a time, whatever becomes of the process.</summary>
public sealed class RunningRehearsalsTests
{
    private readonly RehearsalWorld _world = new();

    [Fact]
    public async Task A_rehearsal_runs_and_its_record_keeps_the_steps()
    {
        var link = await _world.LinkWithFansAsync(2);
        var begun = await _world.Rehearsal.BeginAsync(link, default);
        Assert.Equal((RehearsalState.Running, (DateTimeOffset?)null), (begun.State, begun.StartedAt));
        await WorkOffAsync();
        var ended = await FindAsync(link);
        Assert.Equal((RehearsalState.Passed, 1.0, begun.Run), (ended.State, ended.Done, ended.Run));
        Assert.Equal(13, ended.Steps.Count);
        Assert.Equal(_world.Night.Time.GetUtcNow(), ended.EndedAt);
        Assert.Single(_world.RehearsalRows.Rows);
    }

    [Fact]
    public async Task Who_asks_while_one_is_under_way_gets_that_one_and_afterwards_another()
    {
        var link = await _world.LinkWithFansAsync(1);
        var first = await _world.Rehearsal.BeginAsync(link, default);
        Assert.Equal(first.Run, (await _world.Rehearsal.BeginAsync(link, default)).Run);
        Assert.Single(_world.Queue.Bodies);
        await WorkOffAsync();
        Assert.NotEqual(first.Run, (await _world.Rehearsal.BeginAsync(link, default)).Run);
    }

    [Fact]
    public async Task One_whose_message_a_kill_has_cost_is_begun_by_the_next_who_asks()
    {
        var link = await _world.LinkWithFansAsync(1);
        _world.Queue.Faults.FailNext();
        await Assert.ThrowsAsync<RequestFailedException>(() => _world.Rehearsal.BeginAsync(link, default));
        var run = (await FindAsync(link)).Run;
        _world.Night.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(run, (await _world.Rehearsal.BeginAsync(link, default)).Run);
        await WorkOffAsync();
        var ended = await FindAsync(link);
        Assert.Equal((RehearsalState.Passed, run), (ended.State, ended.Run));
    }

    [Fact]
    public async Task A_kill_in_the_middle_has_it_start_anew_and_say_since_when()
    {
        var link = await _world.LinkWithFansAsync(1);
        await _world.Rehearsal.BeginAsync(link, default);
        var message = Next();
        // The process is gone while the copy is read: the record says that somebody plays.
        _world.Night.SlotRows.Faults.FailNext();
        await Assert.ThrowsAsync<RequestFailedException>(() => _world.Rehearsal.RunAsync(message, default));
        Assert.True((await FindAsync(link)).IsHeld(_world.Night.Time.GetUtcNow()));

        _world.Night.Time.Advance(TimeSpan.FromSeconds(10));
        await _world.Rehearsal.RunAsync(message, default);
        Assert.Equal(RehearsalState.Running, (await FindAsync(link)).State);
        _world.Night.Time.Advance(TimeSpan.FromMinutes(3));
        await WorkOffAsync();
        var ended = await FindAsync(link);
        Assert.Equal((RehearsalState.Passed, _world.Night.Time.GetUtcNow()), (ended.State, ended.StartedAt));
    }

    [Fact]
    public async Task One_without_a_sign_of_life_is_believed_dead()
    {
        var link = await _world.LinkWithFansAsync(1);
        var dead = await _world.Rehearsal.BeginAsync(link, default);
        var message = Next();
        _world.Night.Time.Advance(TimeSpan.FromMinutes(16));
        var next = await _world.Rehearsal.BeginAsync(link, default);
        Assert.NotEqual(dead.Run, next.Run);
        // The message of the dead one ends by itself.
        await _world.Rehearsal.RunAsync(message, default);
        Assert.Null((await FindAsync(link)).StartedAt);
    }

    [Fact]
    public async Task A_message_that_comes_again_when_it_has_ended_changes_nothing()
    {
        var link = await _world.LinkWithFansAsync(1);
        await _world.Rehearsal.BeginAsync(link, default);
        var message = Next();
        await _world.Rehearsal.RunAsync(message, default);
        var ended = await FindAsync(link);
        await _world.Rehearsal.RunAsync(message, default);
        Assert.Equal(ended.ETag, (await FindAsync(link)).ETag);
    }

    [Fact]
    public async Task A_link_that_is_gone_fails()
    {
        var link = await _world.LinkWithFansAsync(1);
        await _world.Rehearsal.BeginAsync(link, default);
        Assert.True(await _world.Night.Store.TryDeleteAsync((await _world.Night.Store.FindFollowingAsync(link.Address, default))!, _world.Night.Time.GetUtcNow(), default));
        await WorkOffAsync();
        var ended = await FindAsync(link);
        Assert.Equal((RehearsalState.Failed, RehearsalSteps.Rehearsal), (ended.State, Assert.Single(ended.Steps).Name));
    }

    [Fact]
    public void A_sample_keeps_each_zone_service_and_state()
    {
        var sample = new PreSaveSample(50);
        foreach (var preSave in Enumerable.Range(0, 1_000).Select(Make)) sample.Add(preSave);
        Assert.InRange(sample.Kept.Count, 25, 50);
        Assert.Equal(12, sample.Kept.Select(preSave => (preSave.Key.Zone, preSave.State)).Distinct().Count());
        Assert.Equal(sample.Kept.Count, sample.Kept.Distinct().Count());

        // One in a hundred is in a zone of its own.
        static Smartlinks.PreSaves.PreSave Make(int index) => new(new Smartlinks.PreSaves.PreSaveKey(Some.LinkId, index % 100 == 7 ? "Asia/Tokyo" : $"Etc/GMT+{index % 9 / 3 + 1}", 0), Smartlinks.StreamingServices.StreamingService.Spotify,
            Smartlinks.Fans.FanId.New(new RandomIdSource(TimeProvider.System)), (Smartlinks.PreSaves.PreSaveState)(index % 3), null, Some.Instant, Some.Instant, null, false, null, 0, null, null);
    }

    private async Task WorkOffAsync()
    {
        while (await _world.Queue.ReceiveMessagesAsync(1, TimeSpan.FromMinutes(1)) is [var message])
        {
            await _world.Rehearsal.RunAsync(RehearsalRequest.TryRead(Encoding.UTF8.GetString(message.Body!))!, default);
            await _world.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }

    private RehearsalRequest Next() => RehearsalRequest.TryRead(Encoding.UTF8.GetString(_world.Queue.Bodies[^1]))!;

    private async Task<Rehearsal> FindAsync(Link link) => (await _world.Rehearsals.FindAsync(link.Organization, link.Id, default))!;
}

using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Rehearsing;
using Smartlinks.PreSaves.Saving;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.PreSaves.Rehearsing;

/// <summary>A rehearsal tells what the night will be like, and leaves everything as it is.</summary>
public sealed class RehearsingReleasesTests
{
    private static readonly string[] s_all =
    [
        RehearsalSteps.ReleaseMoment, RehearsalSteps.Services, RehearsalSteps.Items, RehearsalSteps.Grants, RehearsalSteps.Paces, RehearsalSteps.Zones, RehearsalSteps.NotBefore, RehearsalSteps.Ends,
        RehearsalSteps.Totals, RehearsalSteps.Libraries, RehearsalSteps.MovedDate, RehearsalSteps.Troubles, RehearsalSteps.Interruptions,
    ];

    private readonly RehearsalWorld _world = new();

    [Fact]
    public async Task A_good_link_passes_every_step_over_all_zones()
    {
        var world = new RehearsalWorld(isEverywhere: true);
        var link = await world.LinkWithFansAsync(30);
        var steps = await world.RehearseAsync(link);
        Assert.Equal(s_all, steps.Keys);
        Assert.Empty(steps.Values.Where(step => step.Outcome != StepOutcome.Passed).Select(step => step.ToString()));
        var zones = TimeZoneInfo.GetSystemTimeZones().Count(zone => zone.HasIanaId);
        Assert.True(zones > 300, "all zones are there");
        Assert.Contains($"All {zones} zones", steps[RehearsalSteps.Zones].Seen, StringComparison.Ordinal);
        Assert.Contains($"All {zones + 28} pre-saves came to exactly one end: {zones + 28} saved", steps[RehearsalSteps.Ends].Seen, StringComparison.Ordinal);
        foreach (var way in new[] { "× 429", "× 5xx", "× late item", "× lost answer", "× quota", "× refused token" }) Assert.Contains(way, steps[RehearsalSteps.Troubles].Seen, StringComparison.Ordinal);
        Assert.DoesNotContain("killed 0 times", steps[RehearsalSteps.Interruptions].Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_real_is_asked_or_written_and_no_secret_is_read()
    {
        var link = await _world.LinkWithFansAsync(12);
        var before = Written();
        var (calls, read) = (0, new List<string>());
        foreach (var faults in _world.Night.Faults) faults.BeforeCallAsync = (operation, _) => Note(operation);
        _world.GrantRows.Faults.BeforeCallAsync = (operation, _) => Note(operation);
        foreach (var service in _world.Services) service.Save = (_, _) => throw new InvalidOperationException("A service was asked.");

        Assert.NotEmpty(await _world.RehearseAsync(link));
        Assert.Equal(before, Written());
        Assert.True(calls > 0);
        Assert.Equal(["GetEntityIfExists", "QueryPage"], read.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(0, _world.GrantRows.Faults.Calls("GetEntityIfExists"));
        Assert.Empty(_world.Night.Queue.Bodies);
        Assert.Empty(_world.Night.Spotify.Calls);
        var copy = await _world.Copier.TakeAsync(link, default);
        Assert.DoesNotContain("a-secret", System.Text.Json.JsonSerializer.Serialize(copy.Grants.Values), StringComparison.Ordinal);

        Task Note(string operation)
        {
            lock (read)
            {
                calls++;
                read.Add(operation);
            }

            return Task.CompletedTask;
        }

        string Written() => string.Join('\n', new[] { _world.Night.PreSaveRows, _world.Night.SlotRows, _world.Night.MomentRows, _world.Night.FanRows, _world.Night.Links, _world.GrantRows }
            .SelectMany(table => table.Rows.Select(row => $"{table.Name} {row.PartitionKey} {row.RowKey} {row.ETag}")));
    }

    [Fact]
    public async Task A_link_without_pre_saves_is_played_by_made_up_fans()
    {
        var steps = await _world.RehearseAsync(await _world.Night.LinkAsync());
        Assert.Empty(steps.Values.Where(step => step.Outcome != StepOutcome.Passed).Select(step => step.ToString()));
    }

    [Fact]
    public async Task Who_canceled_and_said_yes_again_is_saved_once()
    {
        var link = await _world.LinkWithFansAsync(4);
        var (fan, gone) = (await _world.TakenAsync(link, 0), await _world.TakenAsync(link, 0));
        foreach (var each in new[] { fan, gone }) await _world.Night.Canceler.CancelAsync(each, link.Id, StreamingService.Spotify, default);
        await _world.Night.TakeAsync(link, fan, zone: PreSaveWorld.NewYork);
        var steps = await _world.RehearseAsync(link);
        Assert.Empty(steps.Values.Where(step => step.Outcome != StepOutcome.Passed).Select(step => step.ToString()));
        Assert.Contains("2 canceled", steps[RehearsalSteps.Ends].Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_comes_out_at_one_instant_passes()
    {
        var link = await _world.Night.LinkAsync(release: ReleaseMoment.AtInstant(new DateTimeOffset(2026, 12, 4, 5, 0, 30, TimeSpan.Zero)));
        for (var index = 0; index < 6; index++) await _world.TakenAsync(link, index);
        Assert.Empty((await _world.RehearseAsync(link)).Values.Where(step => step.Outcome != StepOutcome.Passed).Select(step => step.ToString()));
    }

    [Fact]
    public async Task A_link_without_a_date_fails_and_is_not_played()
    {
        var link = await _world.Night.LinkAsync();
        var steps = await _world.RehearseAsync(await _world.Night.ChangeAsync(link, current => current with { Release = null }));
        Assert.Equal(StepOutcome.Failed, steps[RehearsalSteps.ReleaseMoment].Outcome);
        Assert.Contains("Set the link's release date", steps[RehearsalSteps.ReleaseMoment].ToDo, StringComparison.Ordinal);
        Assert.DoesNotContain(RehearsalSteps.Zones, steps.Keys);
    }

    [Fact]
    public async Task What_is_out_everywhere_or_archived_fails()
    {
        var link = await _world.Night.LinkAsync();
        Assert.Equal(StepOutcome.Failed, (await _world.RehearseAsync(await _world.Night.ChangeAsync(link, current => current with { Archived = true })))[RehearsalSteps.ReleaseMoment].Outcome);
        await _world.Night.ChangeAsync(link, current => current with { Archived = false });
        _world.Night.GoTo(PreSaveWorld.BerlinMidnight.AddDays(3));
        Assert.Contains("out everywhere", (await _world.RehearseAsync((await _world.Night.Store.FindFollowingAsync(link.Address, default))!))[RehearsalSteps.ReleaseMoment].Seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, StepOutcome.Warned)]
    [InlineData(0, StepOutcome.Failed)]
    public async Task A_service_without_an_item_warns_weeks_before_and_fails_the_day_before(int days, StepOutcome outcome)
    {
        _world.Night.GoTo(PreSaveWorld.DecemberFourth.EarliestAt.AddDays(-days).AddHours(-3));
        var link = await _world.LinkWithFansAsync(9);
        link = await _world.Night.ChangeAsync(link, current => current.With(Destination.Pending(StreamingService.Deezer)));
        var steps = await _world.RehearseAsync(link);
        Assert.Equal(outcome, steps[RehearsalSteps.Items].Outcome);
        Assert.Contains("Deezer (3 pre-saves)", steps[RehearsalSteps.Items].Seen, StringComparison.Ordinal);
        // The engine does as it should: what waits for it ends as that, three days later.
        Assert.Empty(steps.Values.Where(step => step.Name != RehearsalSteps.Items && step.Outcome != StepOutcome.Passed).Select(step => step.ToString()));
        Assert.Contains("3 sourceMissing", steps[RehearsalSteps.Ends].Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grants_that_end_before_are_counted_and_their_pre_saves_end_so()
    {
        var link = await _world.LinkWithFansAsync(6);
        await _world.TakenAsync(link, 0, TimeSpan.FromDays(3));
        await _world.TakenAsync(link, 0, ended: GrantEnd.Revoked);
        await _world.TakenAsync(link, 0, PreSaveWorld.BerlinMidnight.AddHours(30) - _world.Night.Time.GetUtcNow());
        var steps = await _world.RehearseAsync(link);
        Assert.Equal(StepOutcome.Warned, steps[RehearsalSteps.Grants].Outcome);
        Assert.Contains("Spotify: 2 good, 1 end within 72 hours after the moment, 2 before it", steps[RehearsalSteps.Grants].Seen, StringComparison.Ordinal);
        Assert.Contains("1 grantExpired, 1 grantRevoked", steps[RehearsalSteps.Ends].Seen, StringComparison.Ordinal);
        Assert.Empty(steps.Values.Where(step => step.Outcome == StepOutcome.Failed).Select(step => step.ToString()));
    }

    [Fact]
    public async Task A_service_at_which_no_grant_lasts_fails()
    {
        var link = await _world.Night.LinkAsync();
        for (var index = 0; index < 3; index++) await _world.TakenAsync(link, 0, TimeSpan.FromDays(1));
        Assert.Equal(StepOutcome.Failed, (await _world.RehearseAsync(link))[RehearsalSteps.Grants].Outcome);
    }

    [Fact]
    public async Task Pre_saves_where_the_deployment_cannot_save_any_more_fail()
    {
        var link = await _world.LinkWithFansAsync(6);
        var less = new Rehearser(_world.Copier, _ => [_world.Services[0].AsFanService, _world.Services[1].AsFanService], new PreSaveOptions(), _world.Night.Ids, null, RehearsalWorld.FewZones);
        var steps = (await less.RehearseAsync(link, _ => Task.CompletedTask, default)).ToDictionary(step => step.Name);
        Assert.Equal(StepOutcome.Failed, steps[RehearsalSteps.Services].Outcome);
        Assert.Contains("Deezer (2)", steps[RehearsalSteps.Services].Seen, StringComparison.Ordinal);
        Assert.Contains("2 notAllowed", steps[RehearsalSteps.Ends].Seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, null, StepOutcome.Passed)]
    [InlineData(1_500_000, null, StepOutcome.Warned)]
    [InlineData(1_000, 3, StepOutcome.Failed)]
    public async Task Paces_tell_when_the_last_fan_will_have_been_asked_for(int intervalMs, int? quota, StepOutcome outcome)
    {
        var world = new RehearsalWorld();
        var link = await world.Night.LinkAsync();
        for (var index = 0; index < 15; index++) await world.TakenAsync(link, 0);
        var slow = new ScriptedFanService(StreamingService.Spotify) { Pace = new ServicePace("spotify-saves", TimeSpan.FromMilliseconds(intervalMs), 1, quota) };
        var rehearser = new Rehearser(world.Copier, _ => [slow.AsFanService], new PreSaveOptions(), world.Night.Ids, null, RehearsalWorld.FewZones);
        Assert.Equal(outcome, (await rehearser.RehearseAsync(link, _ => Task.CompletedTask, default)).Single(step => step.Name == RehearsalSteps.Paces).Outcome);
    }

    [Fact]
    public async Task A_rehearsal_in_the_middle_of_the_night_plays_what_is_left()
    {
        var link = await _world.LinkWithFansAsync(12);
        await _world.Night.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(5));
        Assert.Equal(6, _world.Night.All.Count(each => each.State == PreSaveState.Saved));
        var steps = await _world.RehearseAsync(link);
        Assert.Equal(StepOutcome.Warned, steps[RehearsalSteps.ReleaseMoment].Outcome);
        Assert.Empty(steps.Values.Where(step => step.Outcome == StepOutcome.Failed).Select(step => step.ToString()));
    }
}

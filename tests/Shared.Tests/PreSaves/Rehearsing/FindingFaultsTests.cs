using Smartlinks.Fans;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Rehearsing;
using Smartlinks.PreSaves.Rehearsing.Playing;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;

namespace Smartlinks.Tests.PreSaves.Rehearsing;

/// <summary>A rehearsal is not a thing that always passes: what is broken is found, in the step that is there for it.</summary>
public sealed class FindingFaultsTests
{
    private static readonly DateTimeOffset s_moment = PreSaveWorld.BerlinMidnight;

    [Fact]
    public async Task A_save_that_is_dropped_is_found() => await AssertFailsAsync(library => new Broken(library, (_, _) => 0), RehearsalSteps.Libraries);

    [Fact]
    public async Task A_save_that_is_doubled_is_found() => await AssertFailsAsync(library => new Broken(library, (_, _) => 2), RehearsalSteps.Libraries);

    [Fact]
    public async Task A_save_for_the_wrong_fan_is_found()
    {
        var stranger = FanId.New(new ScriptedIds());
        await AssertFailsAsync(library => new Broken(library, (_, item) =>
        {
            library.Put(stranger, item);
            return 1;
        }), RehearsalSteps.Libraries);
    }

    [Fact]
    public async Task An_engine_that_breaks_off_is_found_and_not_played_for_days()
    {
        var world = new RehearsalWorld(library => library.Service == StreamingService.Spotify ? new Broken(library, (_, _) => throw new InvalidOperationException("Out of order.")) : library);
        var steps = await world.RehearseAsync(await world.LinkWithFansAsync(6));
        Assert.Equal(StepOutcome.Failed, steps[RehearsalSteps.Ends].Outcome);
        Assert.Contains("Out of order.", steps[RehearsalSteps.Ends].Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timer_row_that_is_lost_is_found()
    {
        var world = new RehearsalWorld();
        var link = await world.LinkWithFansAsync(6);
        var lost = world.Night.MomentRows.Rows.Single(row => row.RowKey.EndsWith("Europe~Berlin", StringComparison.Ordinal));
        await world.Night.MomentRows.DeleteEntityAsync(lost.PartitionKey, lost.RowKey, Azure.ETag.All);
        var steps = await world.RehearseAsync(link);
        Assert.Equal(StepOutcome.Failed, steps[RehearsalSteps.Zones].Outcome);
        Assert.Contains("Europe/Berlin (due 2026-12-03 23:00 UTC, never looked at)", steps[RehearsalSteps.Zones].Seen, StringComparison.Ordinal);
        Assert.Equal(StepOutcome.Failed, steps[RehearsalSteps.Ends].Outcome);
    }

    [Fact]
    public async Task A_date_that_was_moved_and_not_followed_is_found()
    {
        var world = new RehearsalWorld();
        var link = await world.LinkWithFansAsync(6);
        // A day earlier, and the message that follows it is lost.
        link = await world.Night.ChangeAsync(link, current => current with { Release = Smartlinks.Links.ReleaseMoment.OnDate(new DateOnly(2026, 12, 3), null) });
        Assert.Equal(StepOutcome.Failed, (await world.RehearseAsync(link))[RehearsalSteps.Zones].Outcome);
    }

    [Fact]
    public void Each_check_sees_what_it_is_there_for()
    {
        var good = Played(PreSaveState.Saved, held: 1, askedAt: s_moment);
        Assert.Empty(NightChecks.All(Night(good), _ => PreSaveState.Saved).Where(step => step.Outcome != StepOutcome.Passed).Select(step => step.ToString()));
        Assert.Equal([RehearsalSteps.NotBefore], Failed(Night(good with { AskedAt = s_moment.AddSeconds(-1) })));
        Assert.Equal([RehearsalSteps.Zones], Failed(Night(good) with { Slots = [new PlayedSlot("Europe/Berlin", s_moment, s_moment.AddMinutes(2))] }));
        Assert.Equal([RehearsalSteps.Zones], Failed(Night(good) with { Slots = [new PlayedSlot("Europe/Berlin", s_moment, s_moment.AddSeconds(-1))] }));
        Assert.Equal([RehearsalSteps.Ends], Failed(Night(Played(PreSaveState.NotAllowed, held: 0, askedAt: s_moment))));
        Assert.Equal([RehearsalSteps.Ends], Failed(Night(Played(PreSaveState.Queued, held: 0, askedAt: null))));
        Assert.Equal([RehearsalSteps.Ends], Failed(Night(good) with { Doubled = 1 }));
        Assert.Equal([RehearsalSteps.Ends], Failed(Night(good) with { Failures = ["Broken"] }));
        Assert.Equal([RehearsalSteps.Totals], Failed(Night(good) with { Unequal = ["a bucket"] }));
        Assert.Equal([RehearsalSteps.Libraries], Failed(Night(good with { Held = 0 })));
        Assert.Equal([RehearsalSteps.Libraries], Failed(Night(good with { HeldElse = ["another"] })));
        Assert.Equal([RehearsalSteps.Libraries], Failed(Night(good) with { Strangers = 1 }));
        // What had ended before is left alone.
        Assert.Equal([RehearsalSteps.Libraries], Failed(Night(good with { Before = good.After! })));
    }

    private static async Task AssertFailsAsync(Func<RehearsedLibrary, IFanLibrary> between, string name)
    {
        var world = new RehearsalWorld(library => library.Service == StreamingService.Spotify ? between(library) : library);
        var steps = await world.RehearseAsync(await world.LinkWithFansAsync(6));
        Assert.Equal(StepOutcome.Failed, steps[name].Outcome);
        Assert.Equal(StepOutcome.Passed, steps[RehearsalSteps.Zones].Outcome);
        Assert.NotNull(steps[name].ToDo);
    }

    private static IEnumerable<string> Failed(PlayedNight night) => NightChecks.All(night, _ => PreSaveState.Saved).Where(step => step.Outcome == StepOutcome.Failed).Select(step => step.Name);

    private static PlayedNight Night(PlayedPreSave one) => new([one], [new PlayedSlot("Europe/Berlin", s_moment, s_moment)], 0, 0, [], [], s_moment.AddHours(1));

    private static PlayedPreSave Played(PreSaveState state, int held, DateTimeOffset? askedAt)
    {
        var before = new PreSave(new PreSaveKey(Some.LinkId, "Europe/Berlin", 0), StreamingService.Spotify, FanId.New(new ScriptedIds()), PreSaveState.Queued, null, s_moment, s_moment, null, false, null, 0, null, null);
        return new PlayedPreSave(before, before with { State = state }, held, [], s_moment, askedAt);
    }

    /// <summary>Says that it saved, whatever it did.</summary>
    private sealed class Broken(RehearsedLibrary library, Func<FanId, ServiceItem, int> times) : IFanLibrary
    {
        public StreamingService Service => library.Service;

        public int MostItems => library.MostItems;

        public ServicePace Pace => library.Pace;

        public Task<LibraryAnswer> SaveAsync(string accessToken, IReadOnlyList<ServiceItem> items, string attempt, CancellationToken cancellationToken)
        {
            var fan = FanId.Parse(accessToken.Split(' ')[0]);
            for (var left = times(fan, items[0]); left > 0; left--) library.Put(fan, items[0]);
            return Task.FromResult<LibraryAnswer>(new LibraryAnswer.Done([SaveOutcome.Saved]));
        }

        public Task<LibraryAnswer> ContainsAsync(string accessToken, IReadOnlyList<ServiceItem> items, CancellationToken cancellationToken) => library.ContainsAsync(accessToken, items, cancellationToken);

        public Task<LibraryAnswer> FollowArtistAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken) => library.FollowArtistAsync(accessToken, item, cancellationToken);
    }
}

using System.Globalization;
using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Saving;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Tests.PreSaves;

public sealed class SharingAServiceTests
{
    /// <summary>Twelve buckets of one organization and one of another at a service that lets 20 through every 30 seconds.</summary>
    [Fact]
    public async Task An_organization_gets_its_share_of_a_short_service_however_many_fans_another_brings()
    {
        var world = new PreSaveWorld(new PreSaveOptions { Concurrency = 12, Quantum = 24 });
        var fans = new Dictionary<string, List<FanId>> { ["org_large-label"] = [], ["org_small-label"] = [] };
        for (var i = 0; i < 13; i++)
        {
            var organization = i < 12 ? "org_large-label" : "org_small-label";
            var link = await world.LinkAsync($"link-{i}", id: LinkId.Parse(string.Create(CultureInfo.InvariantCulture, $"lnk_01hzzzzzzzzzzzzzzzzzzzzz{i:00}")), organization: organization);
            for (var fan = 0; fan < 100; fan++) fans[organization].Add(await world.TakenAsync(link));
        }

        var passed = 0;
        world.Spotify.OnSave = _ => Interlocked.Increment(ref passed) <= 20 ? null : new LibraryAnswer.Unavailable(UnavailableReasons.Paced, TimeSpan.FromSeconds(20));
        world.GoTo(PreSaveWorld.BerlinMidnight);
        world.Watch.NoteShort(StreamingService.Spotify);
        await world.Timer.FireAsync(default);
        for (var round = 0; round < 15; round++)
        {
            passed = 0;
            await world.DrainAsync();
            world.Time.Advance(TimeSpan.FromSeconds(30));
        }

        var states = world.All.ToDictionary(each => each.Fan, each => each.State);
        var (large, small) = (fans["org_large-label"].Count(fan => states[fan] == PreSaveState.Saved), fans["org_small-label"].Count(fan => states[fan] == PreSaveState.Saved));
        Assert.Equal(300, large + small);
        Assert.Equal(100, small);
    }

    [Theory]
    [InlineData(1, false, int.MaxValue, 16)]
    [InlineData(40, false, int.MaxValue, 16)]
    [InlineData(1, true, 400, 16)]
    [InlineData(40, true, 10, 1)]
    [InlineData(1000, true, 1, 1)]
    public void What_a_turn_may_ask_for_is_divided_by_the_organizations_buckets_while_the_service_is_short(int buckets, bool isShort, int left, int degree)
    {
        var watch = new PaceWatch(new Support.ManualTime());
        if (isShort) watch.NoteShort(StreamingService.Spotify);
        var work = new ServiceWork(StreamingService.Spotify, null, null, watch, new PreSaveOptions(), buckets);
        Assert.Equal((left, degree), (work.Left, work.Degree));
        work.Leave(PreSaveReasons.QuotaExhausted, DateTimeOffset.MaxValue);
        Assert.Equal(0, work.Left);
    }

    [Fact]
    public async Task A_crowd_that_the_pace_takes_in_seconds_waits_in_line_and_is_not_sent_away()
    {
        var world = new PreSaveWorld();
        var link = await world.LinkAsync();
        for (var i = 0; i < 12; i++) await world.TakenAsync(link);
        var asked = 0;
        world.Spotify.OnSave = _ => Interlocked.Increment(ref asked) <= 12 ? new LibraryAnswer.Unavailable(UnavailableReasons.Paced, TimeSpan.FromSeconds(2)) : null;
        world.GoTo(PreSaveWorld.BerlinMidnight);
        await world.Timer.FireAsync(default);
        var turn = world.DrainAsync();
        await WaitingAsync(world, 12);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await turn;
        Assert.All(world.All, each => Assert.Equal((PreSaveState.Saved, 1), (each.State, each.Attempts)));
        Assert.False(world.Watch.IsShort(StreamingService.Spotify));
    }

    [Fact]
    public async Task Nobody_waits_in_line_for_long()
    {
        var world = new PreSaveWorld();
        var link = await world.LinkAsync();
        var fan = await world.TakenAsync(link);
        world.Spotify.OnSave = _ => new LibraryAnswer.Unavailable(UnavailableReasons.Paced, TimeSpan.FromSeconds(4));
        world.GoTo(PreSaveWorld.BerlinMidnight);
        await world.Timer.FireAsync(default);
        var turn = world.DrainAsync();
        await WaitingAsync(world, 1);
        world.Time.Advance(TimeSpan.FromSeconds(4));
        await turn;
        Assert.Equal((2, PreSaveState.Queued), (world.Spotify.Saves, world.Of(fan).State));
        Assert.True(world.Watch.IsShort(StreamingService.Spotify));
    }

    private static async Task WaitingAsync(PreSaveWorld world, int fans)
    {
        for (var tries = 0; world.Time.WaitingTimers != fans; tries++)
        {
            Assert.True(tries < 30_000, "They never come to wait.");
            await Task.Delay(1);
        }
    }

    [Fact]
    public async Task No_more_fans_are_asked_for_at_a_time_than_configured()
    {
        var world = new PreSaveWorld(new PreSaveOptions { Concurrency = 3 });
        var link = await world.LinkAsync();
        for (var i = 0; i < 60; i++) await world.TakenAsync(link);
        world.Spotify.Delay = async () => await Task.Yield();
        await world.RunUntilAsync(PreSaveWorld.BerlinMidnight, TimeSpan.FromDays(1));
        Assert.Equal(60, world.Spotify.Saves);
        Assert.InRange(world.Spotify.MostUnderWay, 1, 3);
    }
}

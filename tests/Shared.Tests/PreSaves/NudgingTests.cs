using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Reporting;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.PreSaves;

/// <summary>Bugs these hunt: a permission that runs out unseen before the night, a fan who is asked twice or without having agreed to mails, and a new yes that does not count.</summary>
public sealed class NudgingTests
{
    private readonly NudgeWorld _world = new();

    [Theory]
    [InlineData(-20, true)]
    [InlineData(2, true)]
    [InlineData(4, false)]
    [InlineData(null, false)]
    public async Task Fans_whose_grant_ends_before_saving_is_done_are_asked_30_and_7_days_and_1_day_before(int? endsDaysAfter, bool isAsked)
    {
        var link = await _world.LinkAsync();
        var fan = await _world.FanAsync(link, endsDaysAfter is { } days ? NudgeWorld.BerlinMidnight.AddDays(days) : null);
        await _world.RunUntilAsync(NudgeWorld.BerlinMidnight.AddHours(3));
        DateTimeOffset[] expected = isAsked ? [.. new[] { 30, 7, 1 }.Select(before => NudgeWorld.BerlinMidnight.AddDays(-before))] : [];
        Assert.Equal(expected, _world.Nudges.Select(mail => mail.AskedAt));
        Assert.All(_world.Nudges, mail => Assert.Equal((fan, StreamingService.Spotify, link.Address), (mail.Fan, mail.Service, mail.Link)));
        Assert.Equal(expected.Length, _world.Nudges.Select(mail => mail.Id).Distinct().Count());
        _world.Engine.CountsAreRight();
    }

    [Fact]
    public async Task A_refused_or_deleted_grant_is_asked_for_and_noted()
    {
        var link = await _world.LinkAsync();
        var (revoked, refused, gone, good) = (await _world.FanAsync(link, null), await _world.FanAsync(link, null), await _world.FanAsync(link, null), await _world.FanAsync(link, null));
        await _world.AllowAsync(revoked, null, GrantEnd.Revoked);
        await _world.AllowAsync(refused, null, refusedAt: Some.Instant);
        await _world.Grants.DeleteAsync(gone, StreamingService.Spotify, default);
        await _world.RunUntilAsync(NudgeWorld.BerlinMidnight.AddDays(-29));
        Assert.Equal(new[] { revoked, refused, gone }.Select(fan => fan.ToString()).Order(), _world.Nudges.Select(mail => mail.Fan.ToString()).Order());
        Assert.Equal([GrantFault.Refused, GrantFault.Refused, GrantFault.Gone, null], new[] { revoked, refused, gone, good }.Select(fan => _world.Engine.Of(fan).GrantFault));
    }

    [Fact]
    public async Task Nobody_is_written_to_who_did_not_agree()
    {
        var link = await _world.LinkAsync();
        await _world.FanAsync(link, Some.Instant.AddDays(20), isWrittenTo: false);
        var stopped = await _world.FanAsync(link, Some.Instant.AddDays(20));
        await _world.Mails.Addresses.WithdrawAsync(link.Organization, stopped, default);
        var reminded = await _world.FanAsync(link, Some.Instant.AddDays(20), isWrittenTo: false);
        await _world.Mails.Addresses.AskAsync(link.Organization, reminded, ReminderWorld.ConsentOf(link, reminded), new Uri("https://links.example"), default);
        await _world.Mails.ConfirmAsync(link, reminded);
        await _world.RunUntilAsync(NudgeWorld.BerlinMidnight);
        Assert.Empty(_world.Nudges);
        Assert.All(_world.Engine.All, preSave => Assert.Equal((null, Some.Instant.AddDays(20)), (preSave.NudgedAt, preSave.GrantEndsAt)));
    }

    [Fact]
    public async Task Who_consents_anew_is_not_asked_again()
    {
        var link = await _world.LinkAsync();
        var fan = await _world.FanAsync(link, Some.Instant.AddDays(20));
        await _world.RunUntilAsync(NudgeWorld.BerlinMidnight.AddDays(-20));
        await _world.AllowAsync(fan, NudgeWorld.BerlinMidnight.AddDays(90));
        await _world.Renewer.RenewAsync(fan, StreamingService.Spotify, NudgeWorld.BerlinMidnight.AddDays(90), default);
        Assert.Equal(NudgeWorld.BerlinMidnight.AddDays(90), _world.Engine.Of(fan).GrantEndsAt);
        await _world.RunUntilAsync(NudgeWorld.BerlinMidnight);
        Assert.Single(_world.Nudges);
    }

    [Fact]
    public async Task A_new_consent_takes_over_what_waits_because_the_old_one_was_refused_at_all_links()
    {
        var (link, other) = (await _world.LinkAsync(), await _world.LinkAsync("other-slug", LinkId.Parse("lnk_01hzzzzzzzzzzzzzzzzzzzzzzy")));
        var fan = await _world.Engine.TakenAsync(link);
        await _world.Engine.TakeAsync(other, fan);
        await _world.Engine.TakeAsync(other, fan, StreamingService.Deezer);
        var waiting = (await _world.Engine.OfFan.ListAsync(fan, default)).Single(each => each.PreSave is { Key.Link: var at, Service: var service } && at == link.Id && service == StreamingService.Spotify).PreSave;
        var refused = waiting with { Reason = PreSaveReasons.GrantRefused, NextAt = Some.Instant.AddDays(9), GrantFault = GrantFault.Refused };
        Assert.IsType<BucketWrite.Written>(await _world.Engine.Buckets.ChangeAsync(waiting.Key, bucket => new BucketChange(bucket, [], [new PreSaveChange(waiting, refused)]), default));
        await _world.Renewer.RenewAsync(fan, StreamingService.Spotify, NudgeWorld.BerlinMidnight.AddDays(90), default);
        Assert.Equal([NudgeWorld.BerlinMidnight.AddDays(90), NudgeWorld.BerlinMidnight.AddDays(90), null], _world.Engine.All.OrderBy(each => each.Service != StreamingService.Spotify).Select(each => each.GrantEndsAt));
        Assert.All(_world.Engine.All, each => Assert.Equal((PreSaveState.Queued, null, null, null), (each.State, each.Reason, each.NextAt, each.GrantFault)));
        _world.Engine.CountsAreRight();
    }

    [Fact]
    public async Task A_moved_date_moves_the_days_to_ask()
    {
        var link = await _world.LinkAsync();
        await _world.FanAsync(link, Some.Instant.AddDays(20));
        await _world.RunUntilAsync(NudgeWorld.BerlinMidnight.AddDays(-25));
        await _world.Engine.ChangeAsync(link, current => current with { Release = ReleaseMoment.OnDate(new DateOnly(2027, 4, 4), null) });
        await _world.Engine.Follower.FollowAsync(link.Address, link.Id, default);
        var later = new DateTimeOffset(2027, 4, 3, 22, 0, 0, TimeSpan.Zero);
        await _world.RunUntilAsync(later);
        Assert.Equal([NudgeWorld.BerlinMidnight.AddDays(-30), .. new[] { 30, 7, 1 }.Select(before => later.AddDays(-before))], _world.Nudges.Select(mail => mail.AskedAt).Select(at => at.AddMinutes(-at.Minute)));
    }

    [Fact]
    public async Task Two_timers_and_doubled_messages_ask_each_of_many_fans_once()
    {
        const int Fans = 250;
        var link = await _world.LinkAsync();
        for (var count = 0; count < Fans; count++) await _world.FanAsync(link, Some.Instant.AddDays(20));
        _world.Engine.GoTo(NudgeWorld.BerlinMidnight.AddDays(-7).AddHours(2));
        foreach (var faults in _world.Faults) faults.BeforeCallAsync = async (_, _) => await Task.Yield();
        await Task.WhenAll(_world.Timer.FireAsync(default), _world.Timer.FireAsync(default));
        await Task.WhenAll(_world.DrainAsync(), _world.DrainAsync());
        Assert.Equal((Fans, Fans), (_world.Nudges.Count, _world.Nudges.Select(mail => mail.Fan).Distinct().Count()));
        _world.Engine.CountsAreRight();
    }

    [Fact]
    public async Task A_kill_between_any_two_steps_asks_nobody_twice_and_the_next_firing_goes_on()
    {
        for (var step = 0; ; step++)
        {
            var world = new NudgeWorld();
            var link = await world.LinkAsync();
            await world.FanAsync(link, Some.Instant.AddDays(20));
            await world.FanAsync(link, Some.Instant.AddDays(20), zone: PreSaveWorld.NewYork);
            world.Engine.GoTo(NudgeWorld.BerlinMidnight.AddDays(-6));
            var calls = 0;
            foreach (var faults in world.Faults) faults.BeforeCallAsync = (_, _) => Interlocked.Increment(ref calls) > step ? throw new KilledException() : Task.CompletedTask;
            var isKilled = false;
            try
            {
                await world.Timer.FireAsync(default);
                await world.DrainAsync();
            }
            catch (KilledException)
            {
                isKilled = true;
            }

            foreach (var faults in world.Faults) faults.BeforeCallAsync = null;
            await world.RunUntilAsync(NudgeWorld.BerlinMidnight.AddDays(-5));
            Assert.Equal(world.Nudges.Count, world.Nudges.Select(mail => mail.Fan).Distinct().Count());
            // Between the note and the mail a kill costs the mail, and only there.
            Assert.InRange(world.Nudges.Count, isKilled ? 1 : 2, 2);
            Assert.All(world.Engine.All, preSave => Assert.NotNull(preSave.NudgedAt));
            if (!isKilled) break;
            Assert.True(step < 80);
        }
    }

    [Fact]
    public async Task An_hour_in_which_nobody_is_to_be_asked_reads_no_pre_saves()
    {
        var link = await _world.LinkAsync();
        await _world.FanAsync(link, Some.Instant.AddDays(20));
        await _world.RunUntilAsync(NudgeWorld.BerlinMidnight.AddDays(-29));
        foreach (var faults in _world.Faults) faults.ForgetCalls();
        _world.Engine.Time.Advance(TimeSpan.FromHours(1));
        await _world.Timer.FireAsync(default);
        Assert.Equal(0, _world.Engine.PreSaveRows.Faults.TotalCalls + _world.GrantRows.Faults.TotalCalls + _world.Queue.Faults.TotalCalls);
        Assert.InRange(_world.Faults.Sum(faults => faults.TotalCalls), 1, 5);
    }

    [Fact]
    public async Task More_slots_than_one_firing_takes_are_all_looked_at()
    {
        var fans = new List<FanId>();
        var link = await _world.LinkAsync();
        fans.Add(await _world.FanAsync(link, Some.Instant.AddDays(20)));
        // Rows before it in the walk that lead nowhere.
        for (var count = 0; count < 6_000; count++)
            await _world.Engine.Moments.PutAsync(new(link.Organization, LinkId.New(_world.Engine.Ids), link.Address, "UTC", NudgeWorld.BerlinMidnight.AddDays(-1), 0), default);
        _world.Engine.GoTo(NudgeWorld.BerlinMidnight.AddDays(-20));
        await _world.Timer.FireAsync(default);
        await _world.DrainAsync();
        Assert.Empty(_world.Nudges);
        await _world.Timer.FireAsync(default);
        await _world.DrainAsync();
        Assert.Equal(fans, _world.Nudges.Select(mail => mail.Fan));
    }

    [Fact]
    public async Task The_forecast_tells_what_grants_will_be_worth_and_when_fans_are_asked_next()
    {
        var link = await _world.LinkAsync();
        var (good, ends, refused, newYork) = (await _world.FanAsync(link, null), await _world.FanAsync(link, Some.Instant.AddDays(20)), await _world.FanAsync(link, null), await _world.FanAsync(link, Some.Instant.AddDays(20), zone: PreSaveWorld.NewYork));
        await _world.AllowAsync(refused, null, GrantEnd.Revoked);
        await _world.RunUntilAsync(NudgeWorld.BerlinMidnight.AddDays(-29));
        await _world.Engine.Canceler.CancelAsync(await _world.FanAsync(link, null), link.Id, StreamingService.Spotify, default);
        var forecast = await new PreSaveForecastReader(_world.Engine.PreSaveRows, _world.Engine.Slots, _world.Engine.Time).GetAsync(link, default);
        Assert.Equal(new ServiceForecast(StreamingService.Spotify, Valid: 1, EndsBefore: 2, Refused: 1, Gone: 0), Assert.Single(forecast.Services));
        Assert.Equal([new NextNudge(NudgeWorld.BerlinMidnight.AddDays(-7), 2), new NextNudge(NudgeWorld.BerlinMidnight.AddDays(-7).AddHours(6), 1)], forecast.NextNudges);
    }

    private sealed class KilledException : Exception;
}

using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.PreSaves.Reminding;
using Smartlinks.PreSaves.Saving;
using Smartlinks.Support;

namespace Smartlinks.Tests.PreSaves;

/// <summary>Bugs these hunt: a reminder that is lost, comes twice, at another moment than the fan's, or to who did not confirm or took it back.</summary>
public sealed class RemindingTests
{
    private static readonly DateTimeOffset s_newYorkMidnight = new(2026, 12, 4, 5, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_eve = PreSaveWorld.BerlinMidnight.AddHours(-2);

    private readonly ReminderWorld _world = new();

    [Fact]
    public async Task Each_fan_gets_one_mail_at_the_own_midnight()
    {
        var link = await _world.Engine.LinkAsync();
        var (berlin, newYork) = (await _world.TakenAsync(link), await _world.TakenAsync(link, PreSaveWorld.NewYork));
        _world.Engine.GoTo(s_eve);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(-1));
        Assert.Empty(_world.Released);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight);
        Assert.Equal((berlin, $"remind|{link.Id}|{berlin}", link.Address), Assert.Single(_world.Released.Select(mail => (mail.Fan, mail.Id, mail.Link!))));
        await _world.RunUntilAsync(s_newYorkMidnight.AddHours(3), TimeSpan.FromMinutes(10));
        Assert.Equal([berlin, newYork], _world.Released.Select(mail => mail.Fan));
        Assert.Equal((ReminderEnd.Sent, PreSaveWorld.BerlinMidnight), ((await _world.OfAsync(link, berlin)).End, (await _world.OfAsync(link, berlin)).EndedAt));
        Assert.Equal((0, 0), (_world.DueCount, _world.Engine.MomentCount));
    }

    [Fact]
    public async Task A_second_wish_is_the_first_wherever_the_fan_is_by_then()
    {
        var link = await _world.Engine.LinkAsync();
        var fan = await _world.TakenAsync(link);
        Assert.Equal(RemindOutcome.AlreadyThere, await _world.TakeAsync(link, fan, PreSaveWorld.NewYork));
        _world.Engine.GoTo(s_eve);
        await _world.RunUntilAsync(s_newYorkMidnight.AddHours(2), TimeSpan.FromMinutes(10));
        Assert.Single(_world.Released);
        Assert.Equal(0, _world.DueCount);
    }

    [Theory]
    [InlineData("2026-12-02")]
    [InlineData("2026-12-09")]
    public async Task A_moved_date_moves_the_reminder(string on)
    {
        var link = await _world.Engine.LinkAsync();
        await _world.TakenAsync(link);
        link = await _world.Engine.ChangeAsync(link, current => current with { Release = ReleaseMoment.OnDate(DateOnly.Parse(on, null), null) });
        await _world.Engine.Follower.FollowAsync(link.Address, link.Id, default);
        var moment = link.Release!.InstantIn(PreSaveWorld.Berlin);
        await _world.RunUntilAsync(moment.AddMinutes(-1), TimeSpan.FromHours(1));
        Assert.Empty(_world.Released);
        await _world.RunUntilAsync(moment);
        Assert.Equal(moment, Assert.Single(_world.Released).AskedAt);
        await _world.RunUntilAsync(moment.AddDays(8), TimeSpan.FromHours(1));
        Assert.Single(_world.Released);
    }

    [Fact]
    public async Task A_date_that_is_moved_between_the_timer_and_the_mail_is_heard()
    {
        var link = await _world.Engine.LinkAsync();
        await _world.TakenAsync(link);
        _world.Engine.GoTo(PreSaveWorld.BerlinMidnight);
        await _world.Timer.FireAsync(default);
        await _world.Engine.ChangeAsync(link, current => current with { Release = ReleaseMoment.OnDate(new DateOnly(2026, 12, 5), null) });
        await _world.DrainAsync();
        Assert.Empty(_world.Released);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddDays(1), TimeSpan.FromMinutes(10));
        Assert.Single(_world.Released);
    }

    [Fact]
    public async Task Who_did_not_confirm_or_stopped_the_mails_or_is_erased_gets_none()
    {
        var link = await _world.Engine.LinkAsync();
        var (pending, stopped, erased, canceled) = (await _world.TakenAsync(link, isConfirmed: false), await _world.TakenAsync(link), await _world.TakenAsync(link), await _world.TakenAsync(link));
        await _world.Addresses.WithdrawAsync(link.Organization, stopped, default);
        await _world.Taker.EraseAsync(erased, default);
        await _world.Addresses.EraseAsync(erased, default);
        await _world.Taker.CancelAsync(canceled, link.Id, default);
        _world.Engine.GoTo(s_eve);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(3), TimeSpan.FromMinutes(10));
        Assert.Empty(_world.Released);
        Assert.Equal((ReminderEnd.NotConfirmed, ReminderEnd.Withdrawn), ((await _world.OfAsync(link, pending)).End, (await _world.OfAsync(link, stopped)).End));
        Assert.DoesNotContain(_world.Rows.Rows, row => row.PartitionKey == erased.ToString() || row.RowKey == erased.ToString() || row.PartitionKey == canceled.ToString());
        Assert.Equal((0, 0), (_world.DueCount, _world.Engine.MomentCount));
    }

    [Fact]
    public async Task Who_confirms_within_the_hour_after_the_moment_still_gets_it()
    {
        var link = await _world.Engine.LinkAsync();
        _world.Engine.GoTo(s_eve);
        var fan = await _world.TakenAsync(link, isConfirmed: false);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddMinutes(20));
        await _world.ConfirmAsync(link, fan);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(2), TimeSpan.FromMinutes(5));
        Assert.Equal(fan, Assert.Single(_world.Released).Fan);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("archived")]
    [InlineData("held")]
    public async Task A_link_that_was_taken_away_reminds_nobody(string how)
    {
        var link = await _world.Engine.LinkAsync();
        var fan = await _world.TakenAsync(link);
        if (how == "deleted") Assert.True(await _world.Engine.Store.TryDeleteAsync(link, _world.Engine.Time.GetUtcNow(), default));
        else await _world.Engine.ChangeAsync(link, current => how == "archived" ? current with { Archived = true } : current with { Hold = LinkHold.ForPayment(current.CreatedAt) with { Reason = HoldReason.Fee, IsAgain = true } });
        await _world.Engine.Follower.FollowAsync(link.Address, link.Id, default);
        _world.Engine.GoTo(s_eve);
        await _world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(2), TimeSpan.FromMinutes(10));
        Assert.Empty(_world.Released);
        Assert.Equal(ReminderEnd.LinkGone, (await _world.OfAsync(link, fan)).End);
        Assert.Equal(0, _world.DueCount);
    }

    [Fact]
    public async Task What_is_out_or_archived_takes_no_reminder()
    {
        var (link, fan) = (await _world.Engine.LinkAsync(), _world.Engine.NewFan());
        Assert.Equal(RemindOutcome.LinkIsClosed, await _world.TakeAsync(link with { Archived = true }, fan));
        Assert.Equal(RemindOutcome.LinkIsOut, await _world.TakeAsync(link with { Release = null }, fan));
        _world.Engine.GoTo(PreSaveWorld.BerlinMidnight);
        Assert.Equal(RemindOutcome.LinkIsOut, await _world.TakeAsync(link, fan));
        Assert.Equal(RemindOutcome.Taken, await _world.TakeAsync(link, fan, PreSaveWorld.NewYork));
    }

    [Fact]
    public async Task A_kill_between_any_two_steps_of_taking_loses_nothing_and_doubles_nothing()
    {
        for (var step = 0; ; step++)
        {
            var world = new ReminderWorld();
            var (link, fan) = (await world.Engine.LinkAsync(), world.Engine.NewFan());
            var isKilled = await KillAsync(world, step, () => world.TakeAsync(link, fan));
            // The fan, who was told nothing, tries again, by now somewhere else.
            await world.TakeAsync(link, fan, isKilled ? PreSaveWorld.NewYork : null);
            await world.Addresses.AskAsync(link.Organization, fan, ReminderWorld.ConsentOf(link, fan), new Uri("https://links.example"), default);
            await world.ConfirmAsync(link, fan);
            world.Engine.GoTo(s_eve);
            await world.RunUntilAsync(s_newYorkMidnight.AddHours(3), TimeSpan.FromMinutes(10));
            Assert.Single(world.Released);
            Assert.Equal((0, 0), (world.DueCount, world.Engine.MomentCount));
            if (!isKilled) break;
            Assert.True(step < 50);
        }
    }

    [Fact]
    public async Task A_kill_between_any_two_steps_of_the_night_loses_no_mail_and_makes_no_second_of_another_id()
    {
        for (var step = 0; ; step++)
        {
            var world = new ReminderWorld();
            var link = await world.Engine.LinkAsync();
            var fan = await world.TakenAsync(link);
            world.Engine.GoTo(PreSaveWorld.BerlinMidnight);
            var isKilled = await KillAsync(world, step, async () =>
            {
                await world.Timer.FireAsync(default);
                await world.DrainAsync();
            });
            await world.RunUntilAsync(PreSaveWorld.BerlinMidnight.AddHours(2));
            Assert.Equal(ReminderEnd.Sent, (await world.OfAsync(link, fan)).End);
            Assert.Single(world.Released.Select(mail => mail.Id).Distinct());
            Assert.InRange(world.Released.Count, 1, isKilled ? 2 : 1);
            Assert.Equal((0, 0), (world.DueCount, world.Engine.MomentCount));
            if (!isKilled) break;
            Assert.True(step < 80);
        }
    }

    [Fact]
    public async Task Two_timers_and_doubled_messages_make_one_mail_a_fan_over_many_pages()
    {
        const int Fans = 2_500;
        var link = await _world.Engine.LinkAsync();
        for (var count = 0; count < Fans; count++) await _world.TakenAsync(link);
        _world.Engine.GoTo(PreSaveWorld.BerlinMidnight);
        foreach (var faults in _world.Faults) faults.BeforeCallAsync = async (_, _) => await Task.Yield();
        await Task.WhenAll(_world.Timer.FireAsync(default), _world.Timer.FireAsync(default));
        // Whether both timers saw the row is theirs to tell; what they put is doubled in any case.
        Assert.InRange(_world.Queue.Bodies.Count, Reminder.Buckets, 2 * Reminder.Buckets);
        foreach (var body in _world.Queue.Bodies.ToList()) await _world.Queue.SendMessageAsync(body);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _world.DrainAsync()));
        Assert.Equal((Fans, Fans), (_world.Released.Count, _world.Released.Select(mail => mail.Fan).Distinct().Count()));
        Assert.Equal(0, _world.DueCount);
    }

    [Fact]
    public async Task Who_agreed_to_be_reminded_did_not_agree_to_hear_of_pre_saves()
    {
        var link = await _world.Engine.LinkAsync();
        var fan = await _world.TakenAsync(link);
        var notices = new PreSaveNotices(_world.Addresses, new Smartlinks.Fans.Mails.MailRequests(_world.MailQueue), _world.Engine.Time);
        await _world.Engine.TakeAsync(link, fan);
        var failed = _world.Engine.Of(fan) with { State = Smartlinks.PreSaves.PreSaveState.NotAllowed };
        var before = _world.MailQueue.Bodies.Count;
        await notices.AskAsync(link, [failed], default);
        Assert.Equal(before, _world.MailQueue.Bodies.Count);

        Assert.Equal(AskOutcome.AlreadyConfirmed, await _world.Addresses.AskAsync(link.Organization, fan, ReminderWorld.ConsentOf(link, fan, isForReminders: false), new Uri("https://links.example"), default));
        await notices.AskAsync(link, [failed], default);
        Assert.Equal(before + 1, _world.MailQueue.Bodies.Count);
        var text = (await _world.Addresses.FindAsync(link.Organization, fan, default))!.Consent.Text;
        Assert.Equal(["E-mail me once when “A song” is out", "Also e-mail me if this cannot be saved"], text.Split('\n'));
    }

    /// <summary>Runs it until storage was called so many times; then nothing of it gets through any more.</summary>
    private static async Task<bool> KillAsync(ReminderWorld world, int after, Func<Task> work)
    {
        var calls = 0;
        foreach (var faults in world.Faults) faults.BeforeCallAsync = (_, _) => Interlocked.Increment(ref calls) > after ? throw new KilledException() : Task.CompletedTask;
        try
        {
            await work();
            return false;
        }
        catch (KilledException)
        {
            return true;
        }
        finally
        {
            foreach (var faults in world.Faults) faults.BeforeCallAsync = null;
        }
    }

    private sealed class KilledException : Exception;
}

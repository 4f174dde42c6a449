using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.Links;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Renewing;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Tests.Fans.Grants;

namespace Smartlinks.Tests.PreSaves;

/// <summary>Bugs these hunt: a night that begins with twenty thousand renewals, renewals that nobody needs or that come twice, and a grant that is worse off for having been looked at.</summary>
public sealed class RenewingAheadTests
{
    private static readonly DateTimeOffset s_ahead = PreSaveWorld.BerlinMidnight - RenewalTimer.Ahead;

    private readonly PreSaveWorld _engine = new();
    private readonly GrantWorld _grants;
    private readonly InMemoryQueueClient _queue;
    private readonly RenewalTimer _timer;
    private readonly EarlyRenewer _renewer;
    private readonly GrantKeeper _keeper;

    public RenewingAheadTests()
    {
        _grants = new GrantWorld(time: _engine.Time, rotates: true);
        _keeper = _grants.Start();
        _queue = new InMemoryQueueClient(_engine.Time, RenewalRequests.QueueName);
        var requests = new RenewalRequests(_queue);
        _timer = new RenewalTimer(_engine.Moments, _engine.Slots, _engine.Buckets, requests, _engine.Time);
        _renewer = new EarlyRenewer(_engine.Buckets, _engine.Slots, _engine.Store, _keeper, requests, _engine.Time);
    }

    [Fact]
    public async Task Half_an_hour_before_the_moment_tokens_are_renewed_that_would_have_to_be_then()
    {
        var fans = await FansAsync(await _engine.LinkAsync(), 250);
        _engine.GoTo(s_ahead.AddMinutes(-1));
        await FireAsync();
        Assert.Equal(0, _grants.Far.Refreshes);
        _engine.GoTo(s_ahead);
        await FireAsync();
        Assert.Equal((250, 0), (_grants.Far.Refreshes, _grants.Far.Refused));
        _engine.GoTo(PreSaveWorld.BerlinMidnight.AddMinutes(10));
        foreach (var fan in fans) Assert.IsType<GrantAccess.Open>(await _keeper.GetAccessAsync(fan, StreamingService.Spotify, default));
        Assert.Equal(250, _grants.Far.Refreshes);
    }

    [Fact]
    public async Task A_slot_is_looked_at_once_however_often_the_timer_fires_and_messages_come()
    {
        await FansAsync(await _engine.LinkAsync(), 3);
        _engine.GoTo(s_ahead);
        await _timer.FireAsync(default);
        var message = Assert.Single(_queue.Bodies);
        await DrainAsync();
        for (var minute = 1; minute < 29; minute++)
        {
            _engine.GoTo(s_ahead.AddMinutes(minute));
            await _timer.FireAsync(default);
            Assert.Empty(_queue.Bodies);
        }

        await _renewer.RenewAsync(BucketPage.TryRead(Encoding.UTF8.GetString(message))!, default);
        Assert.Equal((3, 0), (_grants.Far.Refreshes, _grants.Far.Refused));
        _engine.GoTo(PreSaveWorld.BerlinMidnight);
        await _engine.Timer.FireAsync(default);
        await FireAsync();
        _engine.GoTo(PreSaveWorld.BerlinMidnight.AddMinutes(1));
        await FireAsync();
        Assert.Equal(3, _grants.Far.Refreshes);
    }

    [Fact]
    public async Task A_kill_between_the_message_and_its_mark_costs_a_look()
    {
        await FansAsync(await _engine.LinkAsync(), 3);
        _engine.GoTo(s_ahead);
        _engine.MomentRows.Faults.FailNext(operation: "UpdateEntity");
        await Assert.ThrowsAnyAsync<Exception>(() => _timer.FireAsync(default));
        await FireAsync();
        Assert.Equal((3, 0), (_grants.Far.Refreshes, _grants.Far.Refused));
    }

    [Fact]
    public async Task A_moved_date_is_looked_at_again_before_its_own_moment()
    {
        var link = await _engine.LinkAsync();
        await FansAsync(link, 2);
        _engine.GoTo(s_ahead);
        await _timer.FireAsync(default);
        link = await _engine.ChangeAsync(link, current => current with { Release = ReleaseMoment.OnDate(new DateOnly(2026, 12, 5), null) });
        await _engine.Follower.FollowAsync(link, default);
        await DrainAsync();
        Assert.Equal(0, _grants.Far.Refreshes);
        _engine.GoTo(PreSaveWorld.BerlinMidnight);
        await _engine.Timer.FireAsync(default);
        _engine.GoTo(s_ahead.AddDays(1));
        await FireAsync();
        Assert.Equal(2, _grants.Far.Refreshes);
    }

    [Fact]
    public async Task Where_a_service_is_short_the_page_comes_back_until_the_moment()
    {
        await FansAsync(await _engine.LinkAsync(), 2);
        _engine.GoTo(s_ahead);
        _grants.Far.AnswerNext(new AccountAnswer.Unavailable(UnavailableReasons.Paced, TimeSpan.FromMinutes(3)), new AccountAnswer.Unavailable(UnavailableReasons.Paced, TimeSpan.FromMinutes(5)));
        await FireAsync();
        Assert.Equal(2, _grants.Far.Refreshes);
        _engine.GoTo(s_ahead.AddMinutes(4));
        await DrainAsync();
        Assert.Equal(2, _grants.Far.Refreshes);
        _engine.GoTo(s_ahead.AddMinutes(5));
        _grants.Far.AnswerNext(new AccountAnswer.Unavailable(UnavailableReasons.Paced, TimeSpan.FromMinutes(30)));
        await DrainAsync();
        Assert.Equal(4, _grants.Far.Refreshes);
        Assert.Empty(_queue.Bodies);
    }

    [Fact]
    public async Task Grants_that_are_refused_over_or_not_to_be_renewed_are_left_as_they_are()
    {
        var link = await _engine.LinkAsync();
        var (refused, dead, lasting) = (await _engine.TakenAsync(link), await _engine.TakenAsync(link), await _engine.TakenAsync(link));
        var rows = _grants.Grants();
        await _keeper.KeepAsync(refused, StreamingService.Spotify, _grants.Far.Consent(), new AccountFacts(null), follows: false, default);
        await rows.PutAsync((await rows.FindAsync(refused, StreamingService.Spotify, default))! with { RefusedAt = s_ahead.AddHours(-2) }, default);
        await _keeper.KeepAsync(dead, StreamingService.Spotify, _grants.Far.Consent(), new AccountFacts(null), follows: false, default);
        await rows.PutAsync((await rows.FindAsync(dead, StreamingService.Spotify, default))!.End(GrantEnd.Revoked), default);
        await _keeper.KeepAsync(lasting, StreamingService.Spotify, new AccountTokens("lasting", s_ahead.AddMinutes(35), null, null), new AccountFacts(null), follows: false, default);
        var before = _grants.InMemory.Rows.Select(row => row.ETag).ToList();
        _engine.GoTo(s_ahead);
        await FireAsync();
        Assert.Equal(before, _grants.InMemory.Rows.Select(row => row.ETag));
        Assert.Equal((0, 0), (_grants.Far.Refreshes, _grants.Far.Probes));
    }

    private async Task<List<FanId>> FansAsync(Link link, int count)
    {
        var fans = new List<FanId>();
        for (var number = 0; number < count; number++)
        {
            fans.Add(await _engine.TakenAsync(link));
            await _keeper.KeepAsync(fans[^1], StreamingService.Spotify, _grants.Far.Consent(), new AccountFacts("DE"), follows: false, default);
        }

        return fans;
    }

    private async Task FireAsync()
    {
        await _timer.FireAsync(default);
        await DrainAsync();
    }

    private async Task DrainAsync()
    {
        while (await _queue.ReceiveMessagesAsync(1, TimeSpan.FromMinutes(1)) is [var message])
        {
            await _renewer.RenewAsync(BucketPage.TryRead(Encoding.UTF8.GetString(message.Body!))!, default);
            await _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
    }
}

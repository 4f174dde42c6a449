using Azure;
using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;

namespace Smartlinks.Tests.Fans.Grants;

/// <summary>What a fan's grant gives, and when. Hunts calls that need not be, grants given up too soon, and grants used after their end.</summary>
public sealed class GettingAccessTests
{
    private static readonly GrantAccess s_refused = new GrantAccess.Ended(GrantReasons.GrantRefused);
    private static readonly GrantAccess s_ended = new GrantAccess.Ended(GrantReasons.GrantEnded);

    private readonly GrantWorld _world = new();

    [Fact]
    public async Task A_token_with_more_than_two_minutes_left_is_given_without_a_call()
    {
        await _world.ConsentAsync();
        _world.Time.Advance(TimeSpan.FromHours(1) - GrantKeeper.Margin - TimeSpan.FromSeconds(1));
        Assert.Equal(new GrantAccess.Open("access-1"), await _world.GetAsync());
        Assert.Equal(0, _world.Far.Refreshes);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new GrantAccess.Open("access-2"), await _world.GetAsync());
        Assert.Equal(new GrantAccess.Open("access-2"), await _world.GetAsync());
        Assert.Equal(1, _world.Far.Refreshes);
    }

    [Fact]
    public async Task An_answer_without_a_refresh_token_keeps_the_old_one()
    {
        await _world.ConsentAsync();
        for (var hour = 2; hour < 6; hour++)
        {
            _world.Time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(new GrantAccess.Open($"access-{hour}"), await _world.GetAsync());
            Assert.Equal("refresh-1", (await _world.OpenAsync())!.Refresh);
        }
    }

    [Fact]
    public async Task A_rotated_refresh_token_takes_the_place_of_the_old_one()
    {
        _world.Far.Rotates = true;
        await _world.ConsentAsync();
        for (var hour = 2; hour < 6; hour++)
        {
            _world.Time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(new GrantAccess.Open($"access-{hour}"), await _world.GetAsync());
            Assert.Equal($"refresh-{hour}", (await _world.OpenAsync())!.Refresh);
        }

        Assert.Equal(0, _world.Far.Refused);
    }

    [Fact]
    public async Task The_end_is_counted_from_consent_whatever_is_renewed()
    {
        await _world.ConsentAsync();
        _world.Time.Advance(GrantWorld.LongestGrant - TimeSpan.FromHours(2));
        Assert.IsType<GrantAccess.Open>(await _world.GetAsync());
        Assert.Equal(Some.Instant + GrantWorld.LongestGrant, (await _world.ReadAsync()).EndsAt);
        _world.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(s_ended, await _world.GetAsync());
        Assert.Equal(1, _world.Far.Refreshes);
    }

    [Fact]
    public async Task One_refusal_waits_65_minutes_and_is_forgotten_when_the_service_takes_the_grant_again()
    {
        await RefuseOnceAsync();
        Assert.Equal(GrantState.Refused, (await _world.ReadAsync()).State);
        _world.Time.Advance(TimeSpan.FromMinutes(64));
        Assert.Equal(new GrantAccess.Waits(GrantReasons.GrantRefused, TimeSpan.FromMinutes(1)), await _world.GetAsync());
        Assert.Equal(1, _world.Far.Refreshes);
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<GrantAccess.Open>(await _world.GetAsync());
        Assert.Equal(GrantState.Active, (await _world.ReadAsync()).State);
        _world.Time.Advance(TimeSpan.FromHours(5));
        _world.Far.AnswerNext(new AccountAnswer.Refused());
        Assert.IsType<GrantAccess.Waits>(await _world.GetAsync());
    }

    [Fact]
    public async Task A_second_refusal_more_than_an_hour_later_is_the_end_and_deletes_the_tokens()
    {
        await RefuseOnceAsync();
        _world.Time.Advance(FanGrant.LookAgain);
        _world.Far.AnswerNext(new AccountAnswer.Refused());
        Assert.Equal(s_refused, await _world.GetAsync());
        Assert.Equal(s_refused, await _world.GetAsync());
        Assert.Equal(2, _world.Far.Refreshes);
        var grant = await _world.ReadAsync();
        Assert.Equal((GrantState.Dead, GrantEnd.Revoked, null), (grant.State, grant.Ended, grant.Sealed));
    }

    [Fact]
    public async Task A_new_consent_revives_a_dead_grant()
    {
        await RefuseOnceAsync();
        _world.Time.Advance(FanGrant.LookAgain);
        _world.Far.AnswerNext(new AccountAnswer.Refused());
        await _world.GetAsync();
        var fresh = await _world.ConsentAsync();
        Assert.Equal(new GrantAccess.Open(fresh.Access), await _world.GetAsync());
    }

    [Theory]
    [InlineData(UnavailableReasons.RateLimited, GrantReasons.RateLimited)]
    [InlineData(UnavailableReasons.Paced, GrantReasons.RateLimited)]
    [InlineData(UnavailableReasons.QuotaExhausted, GrantReasons.QuotaExhausted)]
    [InlineData(UnavailableReasons.Timeout, GrantReasons.ServiceDown)]
    [InlineData("http503", GrantReasons.ServiceDown)]
    public async Task A_service_that_does_not_answer_is_no_refusal(string reason, string told)
    {
        await _world.ConsentAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));
        _world.Far.AnswerNext(new AccountAnswer.Unavailable(reason, TimeSpan.FromSeconds(77)));
        Assert.Equal(new GrantAccess.Waits(told, TimeSpan.FromSeconds(77)), await _world.GetAsync());
        Assert.Equal(new GrantAccess.Open("access-2"), await _world.GetAsync());
    }

    [Fact]
    public async Task An_account_the_app_may_not_act_for_waits_and_keeps_its_tokens()
    {
        await _world.ConsentAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));
        _world.Far.AnswerNext(new AccountAnswer.NotAllowed(), new AccountAnswer.NoSubscription());
        Assert.Equal(GrantReasons.NotOnAllowList, Assert.IsType<GrantAccess.Waits>(await _world.GetAsync()).Reason);
        Assert.Equal(GrantReasons.NoSubscription, Assert.IsType<GrantAccess.Waits>(await _world.GetAsync()).Reason);
        Assert.IsType<GrantAccess.Open>(await _world.GetAsync());
    }

    [Fact]
    public async Task A_refused_access_token_is_not_given_again_and_a_newer_one_is_not_forgotten_for_it()
    {
        await _world.ConsentAsync();
        await _world.Start().ForgetAccessAsync(_world.Fan, _world.Service, "access-1", default);
        Assert.Equal(new GrantAccess.Open("access-2"), await _world.GetAsync());
        await _world.Start().ForgetAccessAsync(_world.Fan, _world.Service, "access-1", default);
        Assert.Equal(new GrantAccess.Open("access-2"), await _world.GetAsync());
        Assert.Equal(1, _world.Far.Refreshes);
    }

    [Fact]
    public async Task A_token_without_an_end_or_renewal_is_given_until_it_is_refused_and_then_asked_about()
    {
        await _world.ConsentAsync(new AccountTokens("user-token", null, null, null));
        _world.Time.Advance(TimeSpan.FromDays(100));
        Assert.Equal(new GrantAccess.Open("user-token"), await _world.GetAsync());
        await _world.Start().ForgetAccessAsync(_world.Fan, _world.Service, "user-token", default);
        Assert.Equal(new GrantAccess.Waits(GrantReasons.GrantRefused, FanGrant.LookAgain), await _world.GetAsync());
        _world.Time.Advance(FanGrant.LookAgain);
        Assert.Equal(new GrantAccess.Open("user-token"), await _world.GetAsync());
        Assert.Equal(1, _world.Far.Probes);
        Assert.Equal(GrantState.Active, (await _world.ReadAsync()).State);
        await _world.Start().ForgetAccessAsync(_world.Fan, _world.Service, "user-token", default);
        _world.Time.Advance(FanGrant.LookAgain);
        _world.Far.AnswerNext(new AccountAnswer.Refused());
        Assert.Equal(s_refused, await _world.GetAsync());
    }

    [Fact]
    public async Task Refusals_within_an_hour_are_one()
    {
        await _world.ConsentAsync(new AccountTokens("user-token", null, null, null));
        for (var minute = 0; minute <= 60; minute += 10)
        {
            await _world.Start().ForgetAccessAsync(_world.Fan, _world.Service, "user-token", default);
            Assert.Equal((GrantState.Refused, Some.Instant), ((await _world.ReadAsync()).State, (await _world.ReadAsync()).RefusedAt));
            _world.Time.Advance(TimeSpan.FromMinutes(10));
        }

        await _world.Start().ForgetAccessAsync(_world.Fan, _world.Service, "user-token", default);
        Assert.Equal(GrantState.Dead, (await _world.ReadAsync()).State);
    }

    [Fact]
    public async Task A_token_that_ends_and_cannot_be_renewed_is_the_end()
    {
        await _world.ConsentAsync(_world.Far.Consent() with { Refresh = null });
        _world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(s_ended, await _world.GetAsync());
        Assert.Equal((GrantEnd.Expired, null), ((await _world.ReadAsync()).Ended, (await _world.ReadAsync()).Sealed));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_hold_a_grant_up()
    {
        await RefuseOnceAsync();
        _world.Time.SetBack(TimeSpan.FromDays(10));
        await _world.Start().ForgetAccessAsync(_world.Fan, _world.Service, "access-1", default);
        Assert.IsType<GrantAccess.Open>(await _world.GetAsync());
    }

    [Fact]
    public async Task Without_the_key_it_was_sealed_under_a_grant_waits_for_the_key()
    {
        await _world.ConsentAsync();
        Assert.Equal(GrantReasons.KeyMissing, Assert.IsType<GrantAccess.Waits>(await _world.GetAsync(_world.Start("v2"))).Reason);
        Assert.IsType<GrantAccess.Open>(await _world.GetAsync(_world.Start("v2", "v1")));
    }

    [Fact]
    public async Task A_grant_of_another_fan_or_service_opens_nothing()
    {
        await _world.ConsentAsync();
        var other = FanId.New(new RandomIdSource(_world.Time));
        var stolen = (await _world.ReadAsync()) with { Fan = other };
        await _world.Grants().PutAsync(stolen, default);
        Assert.Equal(GrantReasons.KeyMissing, Assert.IsType<GrantAccess.Waits>(await _world.Start().GetAccessAsync(other, _world.Service, default)).Reason);
        Assert.Equal(s_refused, await _world.Start().GetAccessAsync(_world.Fan, StreamingService.Tidal, default));
    }

    [Fact]
    public async Task What_is_stored_and_listed_shows_no_token()
    {
        var tokens = await _world.ConsentAsync();
        var row = Assert.Single(_world.InMemory.Rows);
        Assert.Equal(("v1", "active", "DE"), (row.GetString("KeyVersion"), row.GetString("State"), row.GetString("Country")));
        var listed = Assert.Single(await _world.Start().ListAsync(_world.Fan, default));
        Assert.Null(listed.Sealed);
        Assert.Equal((Some.Instant, Some.Instant + GrantWorld.LongestGrant, "DE", GrantState.Active), (listed.GrantedAt, listed.EndsAt!.Value, listed.Country, listed.State));
        var texts = row.Properties.Values.Select(value => $"{value}").Append($"{listed}").Append($"{await _world.ReadAsync()}").Append($"{await _world.GetAsync()}");
        Assert.DoesNotContain(texts, text => text.Contains(tokens.Access, StringComparison.Ordinal) || text.Contains(tokens.Refresh!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Disconnecting_gives_the_grant_back_and_deletes_it()
    {
        var tokens = await _world.ConsentAsync();
        await _world.Start().DisconnectAsync(_world.Fan, _world.Service, default);
        Assert.Equal([tokens], _world.Far.Revoked);
        Assert.Empty(_world.InMemory.Rows);
        Assert.Equal(s_refused, await _world.GetAsync());
        await _world.Start().DisconnectAsync(_world.Fan, _world.Service, default);
    }

    [Fact]
    public async Task A_service_that_hangs_does_not_keep_a_fan_from_disconnecting()
    {
        await _world.ConsentAsync();
        _world.Far.BeforeAnswerAsync = token => Task.Delay(Timeout.Infinite, token);
        var disconnecting = _world.Start().DisconnectAsync(_world.Fan, _world.Service, default);
        await _world.PassTimeUntilAsync([disconnecting]);
        await disconnecting;
        Assert.Empty(_world.InMemory.Rows);
    }

    [Fact]
    public async Task Erasing_a_fan_disconnects_every_service_and_nobody_else()
    {
        await _world.ConsentAsync();
        var other = FanId.New(new RandomIdSource(_world.Time));
        await _world.Start().KeepAsync(other, _world.Service, _world.Far.Consent(), new AccountFacts(null), follows: true, default);
        await _world.Start().EraseAsync(_world.Fan, default);
        Assert.Equal(other.ToString(), Assert.Single(_world.InMemory.Rows).PartitionKey);
        Assert.Single(_world.Far.Revoked);
    }

    [Fact]
    public async Task When_storage_is_down_the_caller_hears_of_it()
    {
        await _world.ConsentAsync();
        _world.InMemory.Faults.IsDown = true;
        await Assert.ThrowsAsync<RequestFailedException>(() => _world.GetAsync());
    }

    private async Task RefuseOnceAsync()
    {
        await _world.ConsentAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));
        _world.Far.AnswerNext(new AccountAnswer.Refused());
        Assert.Equal(new GrantAccess.Waits(GrantReasons.GrantRefused, FanGrant.LookAgain), await _world.GetAsync());
    }
}

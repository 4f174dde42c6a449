using Azure;
using Smartlinks.Fans.Grants;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Tests.Fans.Grants;

/// <summary>One renewal at a time, over all instances, at a service where a refresh token is good once. Hunts grants that die of two renewals, and tokens lost between answer and storage.</summary>
public sealed class RenewingOnceTests
{
    private readonly GrantWorld _world = new(rotates: true);

    [Fact]
    public async Task Of_many_instances_one_renews_and_the_others_get_what_it_got()
    {
        await ConsentOutAsync();
        var held = new TaskCompletionSource();
        _world.Far.BeforeAnswerAsync = _ => held.Task;
        var getting = Enumerable.Range(0, 50).Select(_ => Task.Run(() => _world.GetAsync())).ToList();
        await EventuallyAsync(() => _world.Far.Refreshes > 0);
        _world.Time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.All(getting, each => Assert.False(each.IsCompleted));
        held.SetResult();
        await _world.PassTimeUntilAsync(getting);
        Assert.All(await Task.WhenAll(getting), access => Assert.Equal(new GrantAccess.Open("access-2"), access));
        Assert.Equal((1, 0), (_world.Far.Refreshes, _world.Far.Refused));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Whatever_the_order_of_steps_no_refresh_token_is_used_twice_and_the_last_one_is_stored(int seed)
    {
        await ConsentOutAsync();
        var random = new Random(seed);
        _world.InMemory.Faults.BeforeCallAsync = async (_, _) =>
        {
            int steps;
            lock (random) steps = random.Next(4);
            for (var i = 0; i < steps; i++) await Task.Yield();
        };
        for (var round = 0; round < 5; round++)
        {
            var keepers = Enumerable.Range(0, 8).Select(_ => _world.Start()).ToList();
            var all = Enumerable.Range(0, 24).Select(caller => Task.Run(async () =>
            {
                for (var i = 0; i < 3; i++) await _world.GetAsync(keepers[caller % 8]);
            })).ToList();
            await _world.PassTimeUntilAsync(all);
            await Task.WhenAll(all);
            _world.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal((5, 0), (_world.Far.Refreshes, _world.Far.Refused));
        Assert.Equal("refresh-6", (await _world.OpenAsync())!.Refresh);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    public async Task With_storage_that_fails_and_loses_answers_no_refresh_token_is_used_twice_either(int seed)
    {
        await ConsentOutAsync();
        var random = new Random(seed);
        _world.InMemory.Faults.BeforeCallAsync = (operation, _) =>
        {
            int luck;
            lock (random) luck = random.Next(10);
            if (luck == 0) _world.InMemory.Faults.LoseNextAnswers(operation: operation);
            return luck == 1 ? throw new RequestFailedException(503, "Arranged.") : Task.CompletedTask;
        };
        var keepers = Enumerable.Range(0, 4).Select(_ => _world.Start()).ToList();
        for (var round = 0; round < 4; round++)
        {
            var all = Enumerable.Range(0, 12).Select(caller => Task.Run(() => UntilOpenAsync(keepers[caller % 4]))).ToList();
            await _world.PassTimeUntilAsync(all);
            await Task.WhenAll(all);
            _world.Time.Advance(TimeSpan.FromHours(1));
        }

        _world.InMemory.Faults.BeforeCallAsync = null;
        _world.InMemory.Faults.ForgetFaults();
        Assert.Equal(0, _world.Far.Refused);
        Assert.IsType<GrantAccess.Open>(await _world.PassTimeUntilAsync(_world.GetAsync()));
        Assert.Equal($"refresh-{_world.Far.Refreshes + 1}", (await _world.OpenAsync())!.Refresh);
    }

    [Fact]
    public async Task What_was_stored_late_is_not_given_when_it_has_ended_meanwhile()
    {
        await ConsentOutAsync();
        var (updates, keeper) = (0, _world.Start());
        _world.InMemory.Faults.BeforeCallAsync = (operation, _) => operation == "UpdateEntity" && Interlocked.Increment(ref updates) >= 2 ? throw new RequestFailedException(503, "Arranged.") : Task.CompletedTask;
        var getting = keeper.GetAccessAsync(_world.Fan, _world.Service, default);
        await _world.PassTimeUntilAsync([getting]);
        Assert.True(getting.IsFaulted);
        _world.InMemory.Faults.BeforeCallAsync = null;
        _world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(new GrantAccess.Open("access-3"), await _world.GetAsync(keeper));
        Assert.Equal(0, _world.Far.Refused);
    }

    [Fact]
    public async Task Who_waits_too_long_is_told_to_come_back()
    {
        await ConsentOutAsync();
        var held = new TaskCompletionSource();
        _world.Far.BeforeAnswerAsync = _ => held.Task;
        var renewing = _world.GetAsync();
        var waiting = await _world.PassTimeUntilAsync(_world.GetAsync());
        Assert.Equal(GrantReasons.BeingRenewed, Assert.IsType<GrantAccess.Waits>(waiting).Reason);
        held.SetResult();
        Assert.Equal(new GrantAccess.Open("access-2"), await _world.PassTimeUntilAsync(renewing));
    }

    [Fact]
    public async Task A_rotated_token_is_stored_before_the_access_token_is_given()
    {
        await ConsentOutAsync();
        var (updates, storing) = (0, new TaskCompletionSource());
        _world.InMemory.Faults.BeforeCallAsync = (operation, _) => operation == "UpdateEntity" && Interlocked.Increment(ref updates) == 2 ? storing.Task : Task.CompletedTask;
        var getting = _world.GetAsync();
        await EventuallyAsync(() => updates == 2);
        await Task.Delay(50);
        Assert.False(getting.IsCompleted);
        storing.SetResult();
        Assert.Equal(new GrantAccess.Open("access-2"), await getting);
        Assert.Equal("refresh-2", (await _world.OpenAsync())!.Refresh);
    }

    [Fact]
    public async Task One_killed_before_the_service_was_asked_is_made_up_for_after_its_lease()
    {
        await ConsentOutAsync();
        _world.Far.BeforeAnswerAsync = _ => throw new KilledException();
        await Assert.ThrowsAsync<KilledException>(() => _world.GetAsync());
        _world.Far.BeforeAnswerAsync = null;
        Assert.Equal(GrantReasons.BeingRenewed, Assert.IsType<GrantAccess.Waits>(await _world.PassTimeUntilAsync(_world.GetAsync())).Reason);
        _world.Time.Advance(GrantRenewer.Lease);
        Assert.Equal(new GrantAccess.Open("access-2"), await _world.GetAsync());
    }

    [Fact]
    public async Task One_killed_between_answer_and_storage_costs_a_service_that_rotates_a_refusal_and_others_nothing()
    {
        foreach (var rotates in new[] { true, false })
        {
            var world = new GrantWorld(rotates: rotates);
            await world.ConsentAsync();
            world.Time.Advance(TimeSpan.FromHours(1));
            KillAtUpdate(world, 2);
            await Assert.ThrowsAsync<KilledException>(() => world.GetAsync());
            world.InMemory.Faults.BeforeCallAsync = null;
            world.Time.Advance(GrantRenewer.Lease);
            var access = await world.GetAsync();
            Assert.Equal(rotates ? new GrantAccess.Waits(GrantReasons.GrantRefused, FanGrant.LookAgain) : new GrantAccess.Open("access-3"), access);
            Assert.NotNull((await world.ReadAsync()).Sealed);
        }
    }

    [Fact]
    public async Task Who_gives_up_the_wait_does_not_lose_what_the_service_gave()
    {
        await ConsentOutAsync();
        var held = new TaskCompletionSource();
        _world.Far.BeforeAnswerAsync = _ => held.Task;
        using var patience = new CancellationTokenSource();
        var getting = _world.Start().GetAccessAsync(_world.Fan, _world.Service, patience.Token);
        await patience.CancelAsync();
        held.SetResult();
        await getting.ContinueWith(_ => true, TaskScheduler.Default);
        Assert.Equal("refresh-2", (await _world.OpenAsync())!.Refresh);
    }

    [Fact]
    public async Task What_storage_would_not_take_is_stored_when_the_grant_is_wanted_next()
    {
        await ConsentOutAsync();
        var (updates, keeper) = (0, _world.Start());
        _world.InMemory.Faults.BeforeCallAsync = (operation, _) => operation == "UpdateEntity" && Interlocked.Increment(ref updates) >= 2 ? throw new RequestFailedException(503, "Arranged.") : Task.CompletedTask;
        var getting = keeper.GetAccessAsync(_world.Fan, _world.Service, default);
        await _world.PassTimeUntilAsync([getting]);
        await Assert.ThrowsAsync<RequestFailedException>(() => getting);
        Assert.True(updates > 3, "it was tried more than once");
        _world.InMemory.Faults.BeforeCallAsync = null;
        Assert.Equal(new GrantAccess.Open("access-2"), await _world.GetAsync(keeper));
        Assert.Equal(new GrantAccess.Open("access-2"), await _world.GetAsync());
        Assert.Equal((1, 0), (_world.Far.Refreshes, _world.Far.Refused));
    }

    [Fact]
    public async Task A_lost_answer_of_storage_changes_nothing()
    {
        await ConsentOutAsync();
        var updates = 0;
        _world.InMemory.Faults.BeforeCallAsync = (operation, _) =>
        {
            // The lease is taken; the answer to what comes next is lost.
            if (operation == "UpdateEntity" && Interlocked.Increment(ref updates) == 1) _world.Far.BeforeAnswerAsync = _ =>
            {
                _world.InMemory.Faults.LoseNextAnswers(operation: "UpdateEntity");
                return Task.CompletedTask;
            };
            return Task.CompletedTask;
        };
        Assert.Equal(new GrantAccess.Open("access-2"), await _world.PassTimeUntilAsync(_world.GetAsync()));
        Assert.Equal("refresh-2", (await _world.OpenAsync())!.Refresh);
    }

    [Fact]
    public async Task A_renewal_that_outlasts_its_lease_still_stores_what_it_got()
    {
        await ConsentOutAsync();
        var held = new TaskCompletionSource();
        _world.Far.BeforeAnswerAsync = _ => held.Task;
        // The service has answered the first and spent its refresh token; the answer is slow to arrive.
        _world.Far.AnswerNext(new AccountAnswer.Given(new AccountTokens("access-late", _world.Time.GetUtcNow() + TimeSpan.FromHours(1), "refresh-late", null)), new AccountAnswer.Refused());
        var slow = _world.GetAsync();
        await EventuallyAsync(() => _world.Far.Refreshes == 1);
        _world.Time.Advance(GrantRenewer.Lease);
        var second = _world.GetAsync();
        await EventuallyAsync(() => _world.Far.Refreshes == 2);
        held.SetResult();
        await _world.PassTimeUntilAsync([slow, second]);
        Assert.Equal("refresh-late", (await _world.OpenAsync())!.Refresh);
        Assert.Equal(GrantState.Active, (await _world.ReadAsync()).State);
        Assert.Equal(new GrantAccess.Open("access-late"), await _world.GetAsync());
    }

    [Fact]
    public async Task A_renewal_that_outlasts_its_lease_leaves_what_another_got_meanwhile()
    {
        await ConsentOutAsync();
        var (held, asked) = (new TaskCompletionSource(), 0);
        _world.Far.BeforeAnswerAsync = _ => Interlocked.Increment(ref asked) == 1 ? held.Task : Task.CompletedTask;
        var slow = _world.GetAsync();
        await EventuallyAsync(() => asked == 1);
        _world.Time.Advance(GrantRenewer.Lease);
        Assert.Equal(new GrantAccess.Open("access-2"), await _world.GetAsync());
        _world.Far.AnswerNext(new AccountAnswer.Given(new AccountTokens("access-late", _world.Time.GetUtcNow() + TimeSpan.FromHours(1), "refresh-late", null)));
        held.SetResult();
        Assert.Equal(new GrantAccess.Open("access-2"), await _world.PassTimeUntilAsync(slow));
        Assert.Equal("refresh-2", (await _world.OpenAsync())!.Refresh);
    }

    [Fact]
    public async Task A_new_consent_during_a_renewal_counts()
    {
        await ConsentOutAsync();
        AccountTokens? consent = null;
        _world.Far.BeforeAnswerAsync = async _ => consent ??= await _world.ConsentAsync();
        var access = await _world.PassTimeUntilAsync(_world.GetAsync());
        Assert.Equal(new GrantAccess.Open(consent!.Access), access);
        Assert.Equal(consent, await _world.OpenAsync());
    }

    [Fact]
    public async Task What_was_disconnected_during_a_renewal_stays_away()
    {
        await ConsentOutAsync();
        _world.Far.BeforeAnswerAsync = async _ =>
        {
            _world.Far.BeforeAnswerAsync = null;
            await _world.Start().DisconnectAsync(_world.Fan, _world.Service, default);
        };
        Assert.Equal(new GrantAccess.Ended(GrantReasons.GrantRefused), await _world.PassTimeUntilAsync(_world.GetAsync()));
        Assert.Empty(_world.InMemory.Rows);
    }

    [Fact]
    public async Task What_is_sealed_anew_during_a_renewal_is_renewed_all_the_same()
    {
        await ConsentOutAsync();
        _world.Far.BeforeAnswerAsync = async _ => await _world.Resealer("v2", "v1").FireAsync(default);
        Assert.Equal(new GrantAccess.Open("access-2"), await _world.PassTimeUntilAsync(_world.GetAsync(_world.Start("v2", "v1"))));
        Assert.Equal("refresh-2", (await _world.OpenAsync("v2", "v1"))!.Refresh);
    }

    private async Task UntilOpenAsync(GrantKeeper keeper)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            try
            {
                if (await _world.GetAsync(keeper) is GrantAccess.Open) return;
            }
            catch (RequestFailedException)
            {
                // As the saver does it: later.
            }

            await Task.Delay(TimeSpan.FromSeconds(1), _world.Time);
        }

        Assert.Fail("It was never given.");
    }

    private static void KillAtUpdate(GrantWorld world, int update)
    {
        var updates = 0;
        world.InMemory.Faults.BeforeCallAsync = (operation, _) => operation == "UpdateEntity" && Interlocked.Increment(ref updates) == update ? throw new KilledException() : Task.CompletedTask;
    }

    private async Task ConsentOutAsync()
    {
        await _world.ConsentAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));
    }

    private static async Task EventuallyAsync(Func<bool> isSo)
    {
        for (var i = 0; !isSo(); i++)
        {
            Assert.True(i < 2_000, "it never came");
            await Task.Delay(5);
        }
    }

    private sealed class KilledException : Exception;
}

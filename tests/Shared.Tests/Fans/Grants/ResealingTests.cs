using Smartlinks.Fans;
using Smartlinks.Fans.Grants;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.Tests.Fans.Grants;

/// <summary>Moving grants to a new key. Hunts grants that are left under the old one, and changes that are written over.</summary>
public sealed class ResealingTests
{
    private readonly GrantWorld _world = new();

    [Fact]
    public async Task After_a_rotation_every_grant_is_under_the_new_key_and_opens_as_before()
    {
        var fans = await ConsentManyAsync(25);
        _world.InMemory.LargestPage = 3;
        await _world.Resealer("v2", "v1").FireAsync(default);
        foreach (var (fan, tokens) in fans)
        {
            var grant = (await _world.Grants().FindAsync(fan, _world.Service, default))!;
            Assert.StartsWith("v2.", grant.Sealed, StringComparison.Ordinal);
            Assert.Equal(tokens, _world.Grants("v2").Open(grant));
        }

        Assert.Equal(25, _world.InMemory.Rows.Count(row => row.GetString("KeyVersion") == "v2" && row.PartitionKey != "state"));
    }

    [Fact]
    public async Task What_one_firing_does_not_get_done_the_next_goes_on_with()
    {
        await ConsentManyAsync(GrantResealer.MostPages + 20);
        _world.InMemory.LargestPage = 1;
        await _world.Resealer("v2", "v1").FireAsync(default);
        Assert.Equal(GrantResealer.MostPages, Renewed());
        _world.Time.Advance(TimeSpan.FromHours(1));
        // Another instance.
        await _world.Resealer("v2", "v1").FireAsync(default);
        Assert.Equal(GrantResealer.MostPages + 20, Renewed());
    }

    [Fact]
    public async Task A_walk_that_is_done_is_not_begun_again_the_same_day_but_for_another_key()
    {
        await ConsentManyAsync(3);
        await _world.Resealer("v2", "v1").FireAsync(default);
        _world.InMemory.Faults.ForgetCalls();
        _world.Time.Advance(TimeSpan.FromHours(1));
        await _world.Resealer("v2", "v1").FireAsync(default);
        Assert.Equal(1, _world.InMemory.Faults.TotalCalls);
        await _world.Resealer("v3", "v2", "v1").FireAsync(default);
        Assert.Equal(3, _world.InMemory.Rows.Count(row => row.GetString("KeyVersion") == "v3" && row.PartitionKey != "state"));
    }

    [Fact]
    public async Task A_day_later_all_are_looked_at_again()
    {
        await _world.Resealer("v2", "v1").FireAsync(default);
        await ConsentManyAsync(1);
        _world.Time.Advance(GrantResealer.Pause);
        await _world.Resealer("v2", "v1").FireAsync(default);
        Assert.Equal(1, Renewed());
    }

    [Fact]
    public async Task What_is_changed_meanwhile_is_left_to_who_changed_it()
    {
        await _world.ConsentAsync();
        var newer = new AccountTokens("newer", null, null, null);
        var updates = 0;
        _world.InMemory.Faults.BeforeCallAsync = async (operation, _) =>
        {
            if (operation == "UpdateEntity" && Interlocked.Increment(ref updates) == 1) await _world.Start("v2", "v1").KeepAsync(_world.Fan, _world.Service, newer, new AccountFacts(null), true, default);
        };
        await _world.Resealer("v2", "v1").FireAsync(default);
        Assert.Equal(1, updates);
        Assert.Equal(newer, await _world.OpenAsync("v2", "v1"));
    }

    [Fact]
    public async Task Tokens_of_a_grant_that_ended_are_deleted_a_day_later()
    {
        await _world.ConsentAsync();
        _world.Time.Advance(GrantWorld.LongestGrant);
        await _world.Resealer("v1").FireAsync(default);
        Assert.NotNull((await _world.ReadAsync()).Sealed);
        _world.Time.Advance(GrantResealer.Grace);
        await _world.Resealer("v1").FireAsync(default);
        Assert.Equal((GrantState.Dead, GrantEnd.Expired, null), ((await _world.ReadAsync()).State, (await _world.ReadAsync()).Ended, (await _world.ReadAsync()).Sealed));
    }

    [Fact]
    public async Task A_grant_whose_key_is_gone_is_left_as_it_is()
    {
        await _world.ConsentAsync();
        var before = (await _world.ReadAsync()).Sealed;
        await _world.Resealer("v2").FireAsync(default);
        Assert.Equal(before, (await _world.ReadAsync()).Sealed);
    }

    private int Renewed() => _world.InMemory.Rows.Count(row => row.PartitionKey != "state" && row.GetString("KeyVersion") == "v2");

    private async Task<IReadOnlyList<(FanId Fan, AccountTokens Tokens)>> ConsentManyAsync(int count)
    {
        var (fans, ids, keeper) = (new List<(FanId, AccountTokens)>(), new RandomIdSource(_world.Time), _world.Start());
        for (var i = 0; i < count; i++)
        {
            fans.Add((FanId.New(ids), _world.Far.Consent()));
            await keeper.KeepAsync(fans[^1].Item1, _world.Service, fans[^1].Item2, new AccountFacts(null), false, default);
        }

        return fans;
    }
}

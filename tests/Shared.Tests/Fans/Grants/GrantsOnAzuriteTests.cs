using Smartlinks.Fans.Grants;
using Smartlinks.Support;
using Smartlinks.Tests.Storage;

namespace Smartlinks.Tests.Fans.Grants;

/// <summary>The same over real tables, with real concurrency and in real time.</summary>
[Collection(nameof(AzuriteCollection))]
public sealed class GrantsOnAzuriteTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Of_many_instances_one_renews_and_the_others_get_what_it_got()
    {
        var world = new GrantWorld(await azurite.NewTableAsync(), TimeProvider.System, rotates: true);
        await world.ConsentAsync(world.Far.Consent(TimeSpan.FromMinutes(1)));
        world.Far.BeforeAnswerAsync = token => Task.Delay(200, token);
        var got = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => world.GetAsync())));
        Assert.All(got, access => Assert.Equal(new GrantAccess.Open("access-2"), access));
        Assert.Equal((1, 0), (world.Far.Refreshes, world.Far.Refused));
    }

    [Fact]
    public async Task A_grant_is_stored_whole_listed_sealed_anew_and_erased()
    {
        var world = new GrantWorld(await azurite.NewTableAsync(), TimeProvider.System);
        var tokens = await world.ConsentAsync();
        var grant = await world.ReadAsync();
        Assert.Equal(tokens, await world.OpenAsync());
        var whole = grant with { RefusedAt = Some.Instant.AddTicks(1), RenewingUntil = Some.Instant.AddTicks(2), Follows = true };
        Assert.NotNull(await world.Grants().TryUpdateAsync(whole, default));
        Assert.Equal(whole with { ETag = default }, await world.ReadAsync() with { ETag = default });
        Assert.Null(await world.Grants().TryUpdateAsync(whole, default));
        await world.Resealer("v2", "v1").FireAsync(default);
        Assert.Equal(tokens, await world.OpenAsync("v2"));
        Assert.Null(Assert.Single(await world.Start("v2").ListAsync(world.Fan, default)).Sealed);
        await world.Start("v2").EraseAsync(world.Fan, default);
        Assert.Empty(await world.Start("v2").ListAsync(world.Fan, default));
    }
}

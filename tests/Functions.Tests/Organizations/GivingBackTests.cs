using Smartlinks.Links;
using Smartlinks.Organizations.Access;

namespace Smartlinks.Tests.Functions.Organizations;

/// <summary>Bugs these hunt: a release of a package that a deleted link keeps, or gives back twice.</summary>
public sealed class GivingBackTests
{
    /// <summary>More storage calls than any of these take.</summary>
    private const int MostSteps = 60;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_link_deleted_before_anything_was_found_gives_its_release_back_once_whatever_dies(bool charges, bool isCarriedOut)
    {
        var died = 0;
        for (var step = 1; step <= MostSteps; step++)
        {
            await using var world = await AccessWorld.StartAsync("membershipOrPackage", charges);
            var (link, package) = await world.PublishAsync(EntitlementKind.Package);
            Assert.Equal(1, await world.UsedAsync(package));
            if (await world.DiesAsync(step, isCarriedOut, async () =>
            {
                await world.Editor.DeleteAsync(world.App.Organization, link.Id, null, default);
                await world.SettleAsync();
            })) died++;
            // Nobody repeats anything: a link that is gone gives back by itself.
            await world.SettleAsync();
            var isDeleted = await world.App.Store.FindAsync(link.Address, default) is StoredLink.Deleted;
            Assert.Equal(isDeleted ? 0 : 1, await world.UsedAsync(package));
            if (!isDeleted) Assert.IsType<EditLinkResult.Edited>(await world.Editor.DeleteAsync(world.App.Organization, link.Id, null, default));
            await world.SettleAsync();
            Assert.Equal(0, await world.UsedAsync(package));
            if (charges) Assert.Equal(5, await world.BalanceAsync());
            if (died < step) break;
        }

        Assert.InRange(died, 8, MostSteps - 1);
    }

    [Fact]
    public async Task A_link_deleted_between_any_two_steps_of_its_publication_keeps_no_release()
    {
        for (var (step, isReached) = (1, true); isReached; step++)
        {
            await using var world = await AccessWorld.StartAsync("membershipOrPackage");
            var link = await world.CreateAsync();
            var package = await world.GiveAsync("first", EntitlementKind.Package);
            isReached = false;
            world.Before(step, () =>
            {
                isReached = true;
                return world.Editor.DeleteAsync(world.App.Organization, link.Id, null, default);
            });
            await world.SettleAsync();
            world.Undisturbed();
            if (!isReached) await world.Editor.DeleteAsync(world.App.Organization, link.Id, null, default);
            await world.SettleAsync();
            Assert.Equal(0, await world.UsedAsync(package));
            Assert.True(isReached || step > 15, $"{step} steps");
        }
    }

    [Fact]
    public async Task A_link_that_fans_had_something_of_keeps_what_it_used_and_costs()
    {
        await using var world = await AccessWorld.StartAsync("membershipOrPackage", charges: true);
        var (link, package) = await world.PublishAsync(EntitlementKind.Package);
        await world.App.Store.ChangeAsync(link.Address, link.Id, current => current with { WasResolved = true }, default);
        await world.Editor.DeleteAsync(world.App.Organization, link.Id, null, default);
        await world.SettleAsync();
        Assert.Equal((1, 4), (await world.UsedAsync(package), await world.BalanceAsync()));
    }

    [Fact]
    public async Task One_that_is_deleted_while_it_waits_again_keeps_its_credit_and_uses_nothing_more()
    {
        await using var world = await AccessWorld.StartAsync("membershipOrPackage", charges: true);
        var (link, by) = await world.PublishAsync(EntitlementKind.Membership);
        await world.App.Store.ChangeAsync(link.Address, link.Id, current => current with { WasResolved = true }, default);
        await world.TakeBackAsync(by);
        await world.SettleAsync();
        var package = await world.GiveAsync("a-package", EntitlementKind.Package);
        world.Before(6, () => world.Editor.DeleteAsync(world.App.Organization, link.Id, null, default));
        await world.SettleAsync();
        Assert.IsType<StoredLink.Deleted>(await world.App.Store.FindAsync(link.Address, default));
        Assert.Equal((0, 4), (await world.UsedAsync(package), await world.BalanceAsync()));
    }
}

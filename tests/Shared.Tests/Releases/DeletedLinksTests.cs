using Smartlinks.Links;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases;

/// <summary>Bugs these hunt: what was known of a link that stays behind when the link is gone, and what is taken from a link that is there.</summary>
public sealed class DeletedLinksTests
{
    private readonly ResolveWorld _test = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deleted_link_leaves_nothing_of_its_release_behind_wherever_the_process_dies(bool isCarriedOut)
    {
        for (var step = 1; ; step++)
        {
            var test = new DeletedLinksTests()._test;
            var link = await LikelyAsync(test);
            var died = await test.World.DiesAsync(step, isCarriedOut, () => test.World.Editor.DeleteAsync(Some.Organization, link.Id, null, default));
            await test.World.Editor.DeleteAsync(Some.Organization, link.Id, null, default);
            test.Time.Advance(TimeSpan.FromMinutes(1));
            await test.TakeAllAsync();
            Assert.Null(await test.World.Store.FindFollowingAsync(link.Address, default));
            Assert.Empty(test.Releases.Rows);
            Assert.Empty(test.ReviewRows.Rows);
            Assert.Empty(test.World.Pointers.Rows);
            if (!died) break;
            Assert.InRange(step, 1, 20);
        }
    }

    [Fact]
    public async Task A_link_deleted_while_it_is_looked_up_leaves_nothing_behind()
    {
        var link = await LikelyAsync(_test);
        _test.Deezer.Delay = async () => await _test.World.Editor.DeleteAsync(Some.Organization, link.Id, null, default);
        await _test.World.Editor.LookUpAsync(Some.Organization, link.Id, null, default);
        await _test.TakeAllAsync();
        await _test.TakeAllAsync();
        Assert.Empty(_test.Releases.Rows);
        Assert.Empty(_test.ReviewRows.Rows);
    }

    /// <summary>A request may name an address that was given to another link, or that its link only tried to get.</summary>
    [Fact]
    public async Task Nothing_is_taken_from_a_link_whose_id_is_asked_for_at_anothers_tombstone()
    {
        var deleted = await _test.World.CreateAsync("deleted");
        await _test.World.Editor.DeleteAsync(Some.Organization, deleted.Id, null, default);
        var link = await LikelyAsync(_test);
        await _test.ResolveAsync(new ResolveRequest(link.Organization, link.Id, deleted.Address));
        Assert.Equal(link.Id.ToString(), Assert.Single(_test.Releases.Rows).RowKey);
        Assert.Single(_test.ReviewRows.Rows);
    }

    private static async Task<Link> LikelyAsync(ResolveWorld test)
    {
        test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        test.Deezer.ByCode = _ => ResolveWorld.Found(Some.Track(Some.DeezerUrl()) with { Id = "2947516331", Isrc = null });
        var link = await test.CreateAsync();
        await test.TakeAllAsync();
        Assert.Single(test.Releases.Rows);
        Assert.Single(test.ReviewRows.Rows);
        return link;
    }
}

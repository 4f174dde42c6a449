using Smartlinks.Links;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases;

public sealed class UnchangedLinksTests
{
    private readonly ResolveWorld _test = new();

    /// <summary>Each pass was a change: a page that an admin had open for ten minutes could not be saved.</summary>
    [Fact]
    public async Task A_pass_that_finds_nothing_new_does_not_age_what_an_admin_sees()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        var seen = await _test.CurrentAsync(link);
        await _test.LiveAsync(TimeSpan.FromMinutes(15));
        var later = await _test.CurrentAsync(link);
        Assert.NotEqual(seen.LookUpDueAt, later.LookUpDueAt);
        Assert.Equal((LinkVersion.Of(seen), seen.UpdatedAt), (LinkVersion.Of(later), later.UpdatedAt));
        Assert.IsType<EditLinkResult.Edited>(await _test.World.TitleAsync(link, "Mine", LinkVersion.Of(seen)));
    }
}

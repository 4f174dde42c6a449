using System.Net;
using Smartlinks.Links;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases;

/// <summary>Bugs these hunt: a share link whose target takes the place of what an admin decided meanwhile, and one that is followed for ever to nothing.</summary>
public sealed class FollowedShareLinksTests
{
    private static readonly DestinationUrl s_own = Some.SpotifyUrl("0000000000000000000000");
    private readonly ResolveWorld _test = new();

    [Fact]
    public async Task An_address_that_an_admin_set_while_the_share_link_was_followed_stands()
    {
        var link = await SharedAsync(link => _test.World.Editor.SetDestinationAsync(Some.Organization, link.Id, null, s_own, default));
        var done = await _test.CurrentAsync(link);
        Assert.Equal((s_own, true), (done.Find(StreamingService.Spotify)!.Url, done.Find(StreamingService.Spotify)!.Pinned));
        Assert.Equal(Some.SpotifyUrl(), done.Source.Url);
    }

    [Fact]
    public async Task A_service_that_an_admin_removed_while_the_share_link_was_followed_stays_off()
    {
        var link = await SharedAsync(link => _test.World.Editor.RemoveDestinationAsync(Some.Organization, link.Id, null, StreamingService.Spotify, default));
        var done = await _test.CurrentAsync(link);
        Assert.True(done.Find(StreamingService.Spotify)!.Removed);
        Assert.Equal(Some.SpotifyUrl(), done.Source.Url);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_share_link_that_leads_to_nothing_is_followed_once_and_again_on_demand(bool isRemovedMeanwhile)
    {
        var followed = 0;
        _test.Share = new ScriptedHttp((_, _) =>
        {
            followed++;
            return ScriptedHttp.Json("{}", 404);
        });
        var link = await _test.CreateAsync(Shared);
        if (isRemovedMeanwhile) await _test.World.Editor.RemoveDestinationAsync(Some.Organization, link.Id, null, StreamingService.Spotify, default);
        await _test.TakeAllAsync();
        for (var pass = 0; pass < 3; pass++) await _test.ResolveAsync(link);
        Assert.Equal(1, followed);
        if (!isRemovedMeanwhile) Assert.Contains("does not know", (await _test.FindAsync(link, StreamingService.Spotify)).Why, StringComparison.Ordinal);

        await _test.World.Editor.LookUpAsync(Some.Organization, link.Id, null, default);
        await _test.TakeAllAsync();
        Assert.Equal(2, followed);
    }

    private static LinkDraft Shared => Some.Draft() with { Source = new LinkSource(null, null, null, new Uri("https://spotify.link/abc123")) };

    /// <summary>A share link that leads to an item whose owner does <paramref name="meanwhile"/> before it answers.</summary>
    private async Task<Link> SharedAsync(Func<Link, Task> meanwhile)
    {
        Link? link = null;
        _test.Share = new ScriptedHttp(async (_, _, _) =>
        {
            await meanwhile(link!);
            return new HttpResponseMessage(HttpStatusCode.Redirect) { Headers = { Location = Some.SpotifyUrl().Uri } };
        });
        link = await _test.CreateAsync(Shared);
        await _test.ResolveAsync(link);
        return link;
    }
}

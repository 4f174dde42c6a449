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

    /// <summary>A share link that leads to an item whose owner does <paramref name="meanwhile"/> before it answers.</summary>
    private async Task<Link> SharedAsync(Func<Link, Task> meanwhile)
    {
        Link? link = null;
        _test.Share = new ScriptedHttp(async (_, _, _) =>
        {
            await meanwhile(link!);
            return new HttpResponseMessage(HttpStatusCode.Redirect) { Headers = { Location = Some.SpotifyUrl().Uri } };
        });
        link = await _test.CreateAsync(Some.Draft() with { Source = new LinkSource(null, null, null, new Uri("https://spotify.link/abc123")) });
        await _test.ResolveAsync(link);
        return link;
    }
}

using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases;

/// <summary>Bugs these hunt: services asked, week by week, for links that no fan can open.</summary>
public sealed class ArchivedLinksTests
{
    private readonly ResolveWorld _test = new();

    [Fact]
    public async Task Nobody_is_asked_for_an_archived_link_and_it_is_on_no_agenda()
    {
        var link = await MissedAsync();
        await SetArchivedAsync(link, true);
        Assert.Null((await _test.CurrentAsync(link)).LookUpDueAt);
        var asked = _test.Deezer.Asked.Count;
        await _test.LiveAsync(TimeSpan.FromDays(10), TimeSpan.FromMinutes(10));
        Assert.Equal(asked, _test.Deezer.Asked.Count);
        Assert.DoesNotContain(_test.World.DueRows.Rows, row => row.PartitionKey != "state");
        Assert.Empty(_test.World.QueuedRequests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_for_a_link_archived_since_ends_without_asking(bool isForced)
    {
        var link = await _test.CreateAsync();
        // As an earlier version left it: archived, with a moment.
        await _test.World.Store.ChangeAsync(link.Address, link.Id, current => current with { Archived = true }, default);
        await _test.ResolveAsync(link, isForced ? null : link.LookUpDueAt);
        Assert.Empty(_test.Spotify.Asked);
        Assert.Null((await _test.CurrentAsync(link)).LookUpDueAt);
    }

    [Fact]
    public async Task Nobody_is_asked_for_a_link_that_is_not_published_yet()
    {
        var link = await _test.CreateAsync();
        await _test.World.Store.ChangeAsync(link.Address, link.Id, current => current with { Hold = LinkHold.ForCredit(Some.Instant) }, default);
        await _test.ResolveAsync(link, null);
        Assert.Empty(_test.Spotify.Asked);
        Assert.Null((await _test.CurrentAsync(link)).LookUpDueAt);
    }

    [Fact]
    public async Task A_link_for_which_something_was_found_stays_one_whatever_is_taken_off_it()
    {
        var link = await MissedAsync();
        Assert.True((await _test.CurrentAsync(link)).WasResolved);
        await _test.World.Editor.RemoveDestinationAsync(Some.Organization, link.Id, null, StreamingService.Spotify, default);
        await _test.TakeAllAsync();
        Assert.Equal((false, false), ((await _test.CurrentAsync(link)).HasFound, (await _test.CurrentAsync(link)).IsUnresolved));
    }

    [Fact]
    public async Task A_link_archived_while_it_is_looked_up_has_no_next_moment()
    {
        var link = await _test.CreateAsync();
        _test.Spotify.ByCode = _ =>
        {
            SetArchivedAsync(link, true).GetAwaiter().GetResult();
            return new LookUp.NotListed();
        };
        await _test.ResolveAsync(link);
        Assert.Null((await _test.CurrentAsync(link)).LookUpDueAt);
    }

    [Fact]
    public async Task A_link_that_comes_back_is_looked_up_anew()
    {
        var link = await MissedAsync();
        await _test.LiveAsync(TimeSpan.FromDays(20), TimeSpan.FromMinutes(10));
        Assert.Null((await _test.FindAsync(link, StreamingService.Deezer)).DueAt);
        await SetArchivedAsync(link, true);
        _test.Deezer.ByCode = _ => ResolveWorld.Found(Some.Track(Some.DeezerUrl()) with { Id = "2947516331" });
        await SetArchivedAsync(link, false);
        await _test.TakeAllAsync();
        Assert.Equal(DestinationStatus.Confirmed, (await _test.FindAsync(link, StreamingService.Deezer)).Status);
        Assert.NotNull((await _test.CurrentAsync(link)).LookUpDueAt);
    }

    private Task<EditLinkResult> SetArchivedAsync(Link link, bool isArchived) => _test.World.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { Archived = isArchived }, default);

    private async Task<Link> MissedAsync()
    {
        _test.Spotify.ByCode = _ => ResolveWorld.Found(Some.Track());
        _test.Spotify.ByItem = _ => ResolveWorld.Found(Some.Track());
        var link = await _test.CreateAsync();
        await _test.TakeAllAsync();
        return link;
    }
}

using System.Globalization;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Links;

public sealed class EditingLinksTests
{
    private readonly LinkWorld _world = new();

    [Fact]
    public async Task An_edit_at_the_version_seen_is_applied_and_gives_the_next_version()
    {
        var link = await _world.CreateAsync();
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        var edited = Assert.IsType<EditLinkResult.Edited>(await _world.TitleAsync(link, "New", LinkVersion.Of(link))).Link;
        Assert.Equal(("New", true, _world.Time.GetUtcNow()), (edited.Title, edited.TitleIsSet, edited.UpdatedAt));
        Assert.Equal(link.CreatedAt, edited.CreatedAt);
        Assert.NotEqual(LinkVersion.Of(link), LinkVersion.Of(edited));
        Assert.Equal(LinkVersion.Of(edited), LinkVersion.Of((await _world.FindAsync(link))!));
        Assert.Matches("^\"[0-9a-f]{20}\"$", LinkVersion.Of(edited));
    }

    [Fact]
    public async Task An_edit_at_an_older_version_is_refused_and_changes_nothing()
    {
        var link = await _world.CreateAsync();
        await _world.TitleAsync(link, "First", LinkVersion.Of(link));
        var before = _world.Links.Rows.Single().ETag;
        Assert.IsType<EditLinkResult.VersionMismatch>(await _world.TitleAsync(link, "Second", LinkVersion.Of(link)));
        Assert.IsType<EditLinkResult.VersionMismatch>(await _world.RenameAsync(link, "other-slug", LinkVersion.Of(link)));
        Assert.IsType<EditLinkResult.VersionMismatch>(await _world.Editor.DeleteAsync(Some.Organization, link.Id, LinkVersion.Of(link), default));
        Assert.Equal(before, Assert.Single(_world.Links.Rows).ETag);
    }

    [Fact]
    public async Task Links_of_other_organizations_are_not_found()
    {
        var link = await _world.CreateAsync();
        var other = OrganizationId.Parse("org_other");
        Assert.IsType<EditLinkResult.NotFound>(await _world.Editor.UpdateAsync(other, link.Id, null, new LinkChange { Title = "Mine" }, default));
        Assert.IsType<EditLinkResult.NotFound>(await _world.Editor.DeleteAsync(other, link.Id, null, default));
        Assert.Null(await _world.Store.FindAsync(other, link.Id, default));
    }

    [Fact]
    public async Task A_renamed_slug_leads_on_and_nobody_else_gets_it()
    {
        var link = await _world.CreateAsync("old-slug");
        var renamed = Assert.IsType<EditLinkResult.Edited>(await _world.RenameAsync(link, "new-slug", LinkVersion.Of(link))).Link;
        Assert.Equal("new-slug", renamed.Address.Slug.ToString());
        Assert.Equal("new-slug", Assert.IsType<StoredLink.Moved>(await _world.Store.FindAsync(link.Address, default)).To.ToString());
        Assert.Equal(renamed, await _world.FindAsync(link), SameLink.Instance);
        Assert.Equal(renamed, await _world.Store.FindFollowingAsync(link.Address, default), SameLink.Instance);
        Assert.Single(await _world.ListAsync());
        Assert.IsType<CreateLinkResult.SlugTaken>(await _world.Creator.CreateAsync(Some.Organization, Some.Draft("old-slug"), null, default));
    }

    [Fact]
    public async Task A_link_can_be_renamed_back_and_its_other_slug_leads_to_it()
    {
        var link = await _world.CreateAsync("old-slug");
        await _world.RenameAsync(link, "new-slug");
        var back = Assert.IsType<EditLinkResult.Edited>(await _world.RenameAsync(link, "old-slug")).Link;
        Assert.Equal("old-slug", back.Address.Slug.ToString());
        Assert.Equal("old-slug", Assert.IsType<StoredLink.Moved>(await _world.Store.FindAsync(Some.Address("new-slug"), default)).To.ToString());
        Assert.Equal(back, await _world.FindAsync(link), SameLink.Instance);
    }

    [Fact]
    public async Task The_first_printed_slug_still_leads_to_a_link_renamed_many_times()
    {
        var link = await _world.CreateAsync("slug-0");
        for (var i = 1; i <= 30; i++) Assert.IsType<EditLinkResult.Edited>(await _world.RenameAsync(link, string.Create(CultureInfo.InvariantCulture, $"slug-{i}")));
        Assert.Equal("slug-30", (await _world.Store.FindFollowingAsync(link.Address, default))?.Address.Slug.ToString());
    }

    [Fact]
    public async Task A_rename_to_a_taken_slug_is_refused_and_changes_nothing()
    {
        var link = await _world.CreateAsync("old-slug");
        await _world.CreateAsync("taken");
        var deleted = await _world.CreateAsync("deleted");
        await _world.Editor.DeleteAsync(Some.Organization, deleted.Id, null, default);
        var moved = await _world.CreateAsync("moved");
        await _world.RenameAsync(moved, "moved-on");

        foreach (var slug in new[] { "taken", "deleted", "moved" })
        {
            Assert.Equal(slug, Assert.IsType<EditLinkResult.SlugTaken>(await _world.RenameAsync(link, slug)).Slug.ToString());
        }

        Assert.Equal(link, await _world.FindAsync(link), SameLink.Instance);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rename_that_dies_at_any_storage_call_is_completed_by_repeating_it(bool isCarriedOut)
    {
        var steps = 0;
        while (true)
        {
            var world = new LinkWorld();
            var link = await world.CreateAsync("old-slug");
            var died = await world.DiesAsync(++steps, isCarriedOut, () => world.RenameAsync(link, "new-slug"));
            Assert.Equal(link.Id, (await world.Store.FindFollowingAsync(link.Address, default))?.Id);
            Assert.Equal(link.Id, (await world.FindAsync(link))?.Id);

            var renamed = Assert.IsType<EditLinkResult.Edited>(await world.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { Slug = Slug.Parse("new-slug"), Title = "T" }, default)).Link;
            Assert.Equal(("new-slug", "T"), (renamed.Address.Slug.ToString(), renamed.Title));
            AssertIsAt(world, "new-slug", "old-slug");
            Assert.Equal(renamed, await world.FindAsync(link), SameLink.Instance);
            Assert.Single(await world.ListAsync());
            if (!died) break;
        }

        Assert.InRange(steps, 5, 12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_rename_that_died_a_deleted_link_shows_nowhere(bool isCarriedOut)
    {
        var steps = 0;
        while (true)
        {
            var world = new LinkWorld();
            var link = await world.CreateAsync("old-slug");
            var died = await world.DiesAsync(++steps, isCarriedOut, () => world.RenameAsync(link, "new-slug"));
            Assert.IsType<EditLinkResult.Edited>(await world.Editor.DeleteAsync(Some.Organization, link.Id, null, default));
            Assert.DoesNotContain(world.Links.Rows, row => LinkRow.FromEntity(row) is StoredLink.Found);
            Assert.Empty(await world.ListAsync());
            if (!died) break;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_rename_that_died_a_link_given_a_third_slug_shows_there_only(bool isCarriedOut)
    {
        var steps = 0;
        while (true)
        {
            var world = new LinkWorld();
            var link = await world.CreateAsync("old-slug");
            var died = await world.DiesAsync(++steps, isCarriedOut, () => world.RenameAsync(link, "new-slug"));
            Assert.IsType<EditLinkResult.Edited>(await world.RenameAsync(link, "third-slug"));
            Assert.Equal("third-slug", Assert.Single(world.Links.Rows.Select(LinkRow.FromEntity).OfType<StoredLink.Found>()).Link.Address.Slug.ToString());
            foreach (var row in world.Links.Rows) Assert.Equal("third-slug", (await world.Store.FindFollowingAsync(Some.Address(row.PartitionKey[2..]), default))?.Address.Slug.ToString());
            if (!died) break;
        }
    }

    [Fact]
    public async Task A_rename_outrun_by_an_edit_is_refused_at_its_version_and_leaves_no_second_copy()
    {
        var link = await _world.CreateAsync("old-slug");
        var outrun = false;
        _world.Links.Faults.BeforeCallAsync = async (operation, _) =>
        {
            if (operation != "AddEntity" || outrun) return;
            outrun = true;
            Assert.NotNull(await _world.Store.ChangeAsync(link.Address, link.Id, current => current with { Title = "Found meanwhile" }, default));
        };
        Assert.IsType<EditLinkResult.VersionMismatch>(await _world.RenameAsync(link, "new-slug", LinkVersion.Of(link)));
        Assert.True(outrun);
        Assert.Equal("old-slug", Assert.Single(_world.Links.Rows.Select(LinkRow.FromEntity).OfType<StoredLink.Found>()).Link.Address.Slug.ToString());
    }

    [Fact]
    public async Task Edits_of_an_admin_and_of_resolving_at_once_lose_nothing()
    {
        var link = await _world.CreateAsync("slug-0");
        var resolving = Enumerable.Range(0, 40).Select(i => Task.Run(() => _world.Store.ChangeAsync(link.Address, link.Id,
            current => current with { Artists = [.. current.Artists, string.Create(CultureInfo.InvariantCulture, $"artist {i}")] }, default)));
        var renaming = Task.Run(async () =>
        {
            for (var i = 1; i <= 8; i++) Assert.IsType<EditLinkResult.Edited>(await _world.RenameAsync(link, string.Create(CultureInfo.InvariantCulture, $"slug-{i}")));
        });
        var setting = Task.Run(async () =>
        {
            for (var i = 0; i < 8; i++) Assert.IsType<EditLinkResult.Edited>(await _world.Editor.SetDestinationAsync(Some.Organization, link.Id, null, Some.DeezerUrl(i + 1), default));
        });
        await Task.WhenAll([.. resolving, renaming, setting]);

        var last = (await _world.FindAsync(link))!;
        Assert.Equal("slug-8", last.Address.Slug.ToString());
        Assert.Equal(40, last.Artists.Distinct().Count());
        Assert.Equal("https://www.deezer.com/track/8", last.Find(StreamingService.Deezer)!.Url!.ToString());
    }

    [Fact]
    public async Task Two_renames_to_one_slug_at_once_lose_neither_change()
    {
        for (var round = 0; round < 50; round++)
        {
            var world = new LinkWorld();
            var link = await world.CreateAsync("old-slug");
            var slug = Slug.Parse("new-slug");
            var title = Task.Run(() => world.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { Slug = slug, Title = "T" }, default));
            var mode = Task.Run(() => world.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { Slug = slug, Mode = LinkMode.AutoRoute }, default));
            Assert.All(await Task.WhenAll(title, mode), result => Assert.IsType<EditLinkResult.Edited>(result));
            var last = (await world.FindAsync(link))!;
            Assert.Equal(("T", LinkMode.AutoRoute), (last.Title, last.Mode));
            AssertIsAt(world, "new-slug", "old-slug");
        }
    }

    [Fact]
    public async Task A_deleted_link_leaves_a_tombstone_that_nobody_can_take()
    {
        var link = await _world.CreateAsync("my-single");
        Assert.IsType<EditLinkResult.Edited>(await _world.Editor.DeleteAsync(Some.Organization, link.Id, LinkVersion.Of(link), default));
        Assert.Equal(link.Id, Assert.IsType<StoredLink.Deleted>(await _world.Store.FindAsync(link.Address, default)).Id);
        Assert.Empty(await _world.ListAsync());
        Assert.IsType<EditLinkResult.NotFound>(await _world.Editor.DeleteAsync(Some.Organization, link.Id, null, default));
        Assert.IsType<CreateLinkResult.SlugTaken>(await _world.Creator.CreateAsync(Some.Organization, Some.Draft("my-single"), null, default));
        Assert.Null(await _world.Store.ChangeAsync(link.Address, link.Id, current => current, default));
    }

    [Fact]
    public async Task A_link_is_archived_and_brought_back()
    {
        var link = await _world.CreateAsync();
        async Task<LinkState> SetAsync(bool archived) => LinkStates.Of(
            Assert.IsType<EditLinkResult.Edited>(await _world.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { Archived = archived }, default)).Link, _world.Time.GetUtcNow());
        Assert.Equal(LinkState.Archived, await SetAsync(true));
        Assert.Equal(LinkState.Resolving, await SetAsync(false));
    }

    [Fact]
    public async Task Fields_that_are_not_named_stay()
    {
        var draft = Some.Draft(title: "Title") with { Artists = ["A"], ArtworkUrl = new Uri("https://label.example/a.jpg"), Release = ReleaseMoment.OnDate(new DateOnly(2026, 12, 4), null) };
        var link = Assert.IsType<CreateLinkResult.Created>(await _world.Creator.CreateAsync(Some.Organization, draft, null, default)).Link;
        var edited = Assert.IsType<EditLinkResult.Edited>(await _world.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange(), default)).Link;
        Assert.Equal(link, edited, SameLink.Instance);
        edited = Assert.IsType<EditLinkResult.Edited>(await _world.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { SetsRelease = true }, default)).Link;
        Assert.Null(edited.Release);
        Assert.Equal("Title", edited.Title);
    }

    [Fact]
    public async Task New_artwork_asks_for_another_look()
    {
        var link = await _world.CreateAsync();
        await _world.ReadyRequestsAsync();
        await _world.Editor.UpdateAsync(Some.Organization, link.Id, null, new LinkChange { ArtworkUrl = new Uri("https://label.example/a.jpg") }, default);
        Assert.Equal([link.Id], (await _world.ReadyRequestsAsync()).Select(request => request.Link));
    }

    [Fact]
    public async Task A_removed_destination_is_off_the_page_until_it_is_set_again()
    {
        var link = await _world.CreateAsync();
        await _world.Editor.SetDestinationAsync(Some.Organization, link.Id, null, Some.SpotifyUrl(), default);
        var removed = Assert.IsType<EditLinkResult.Edited>(await _world.Editor.RemoveDestinationAsync(Some.Organization, link.Id, null, StreamingService.Spotify, default)).Link;
        Assert.Empty(removed.VisibleDestinations);
        Assert.False(removed.Find(StreamingService.Spotify)!.IsOpen);
        var set = Assert.IsType<EditLinkResult.Edited>(await _world.Editor.SetDestinationAsync(Some.Organization, link.Id, null, Some.SpotifyUrl(), default)).Link;
        Assert.Single(set.VisibleDestinations);
    }

    /// <summary>An address that an admin set made the candidate that the admin had rejected come back, once the address was taken off again.</summary>
    [Fact]
    public async Task What_was_rejected_stays_rejected_when_an_address_is_set()
    {
        var link = await _world.CreateAsync();
        await _world.Editor.ChangeDestinationAsync(Some.Organization, link.Id, null, StreamingService.Deezer, there => there with { Rejected = ["7"] }, resolves: false, default);
        await _world.Editor.SetDestinationAsync(Some.Organization, link.Id, null, Some.DeezerUrl(), default);
        Assert.Equal(["7"], (await _world.FindAsync(link))!.Find(StreamingService.Deezer)!.Rejected);
    }

    [Fact]
    public async Task Every_change_is_told_with_its_address()
    {
        var changed = new List<string>();
        _world.Store.Changed += address => changed.Add(address.Slug.ToString());
        var link = await _world.CreateAsync("old-slug");
        await _world.TitleAsync(link, "T");
        await _world.RenameAsync(link, "new-slug");
        await _world.Editor.DeleteAsync(Some.Organization, link.Id, null, default);
        Assert.Equal(["old-slug", "old-slug", "new-slug", "old-slug", "new-slug"], changed);
    }

    private static void AssertIsAt(LinkWorld world, string slug, string forwardedFrom)
    {
        var rows = world.Links.Rows.Select(LinkRow.FromEntity).ToList();
        Assert.Equal(slug, Assert.Single(rows.OfType<StoredLink.Found>()).Link.Address.Slug.ToString());
        Assert.Equal(slug, Assert.Single(rows.OfType<StoredLink.Moved>()).To.ToString());
        Assert.Contains(world.Links.Rows, row => row.PartitionKey == $"-|{forwardedFrom}");
    }
}

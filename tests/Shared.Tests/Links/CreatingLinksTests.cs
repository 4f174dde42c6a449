using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Links;

public sealed class CreatingLinksTests
{
    private readonly LinkWorld _world = new();

    [Fact]
    public async Task A_new_link_is_found_by_address_and_id_listed_once_and_asked_to_be_resolved()
    {
        var link = await _world.CreateAsync("my-single");

        Assert.Equal("-|my-single", link.Address.ToString());
        Assert.True(link.Resolving);
        Assert.Equal(StreamingService.All, link.Destinations.Select(destination => destination.Service));
        Assert.Equal(link, Assert.IsType<StoredLink.Found>(await _world.Store.FindAsync(link.Address, default)).Link, SameLink.Instance);
        Assert.Equal(link, await _world.FindAsync(link), SameLink.Instance);
        Assert.Equal([link.Id], (await _world.ListAsync()).Select(each => each.Id));
        Assert.Equal([new ResolveRequest(Some.Organization, link.Id, link.Address)], await _world.ReadyRequestsAsync());
    }

    [Fact]
    public async Task What_an_admin_gave_is_set_for_good()
    {
        var draft = Some.Draft(title: "My title", destinations: [Some.DeezerUrl()]) with { Artists = ["A"], ArtworkUrl = new Uri("https://label.example/a.jpg"), Mode = LinkMode.AutoRoute };
        var link = Assert.IsType<CreateLinkResult.Created>(await _world.Creator.CreateAsync(Some.Organization, draft, null, default)).Link;
        Assert.True(link.TitleIsSet);
        Assert.True(link.ArtworkIsSet);
        Assert.Equal(DestinationStatus.Manual, link.Find(StreamingService.Deezer)!.Status);
        Assert.Equal(DestinationStatus.Pending, link.Find(StreamingService.Spotify)!.Status);
        Assert.Equal(LinkMode.AutoRoute, link.Mode);
    }

    [Fact]
    public async Task A_slug_in_use_is_refused_and_stays_whose_it_is()
    {
        var first = await _world.CreateAsync("my-single");
        var refused = await _world.Creator.CreateAsync(OrganizationId.Parse("org_other"), Some.Draft("my-single"), null, default);
        Assert.Equal("my-single", Assert.IsType<CreateLinkResult.SlugTaken>(refused).Slug.ToString());
        Assert.Equal(first.Id, (await _world.FindAsync(first))!.Id);
        Assert.Empty(await _world.ListAsync(OrganizationId.Parse("org_other")));
    }

    [Fact]
    public async Task A_random_slug_that_is_in_use_is_drawn_again()
    {
        _world.Ids.Next("2222222", "2222222", "2222222", "3333333");
        Assert.Equal("2222222", (await _world.CreateAsync()).Address.Slug.ToString());
        var second = await _world.CreateAsync(key: LinkWorld.Key());
        Assert.Equal("3333333", second.Address.Slug.ToString());
        Assert.Equal(second.Id, (await _world.CreateAsync(key: LinkWorld.Key())).Id);
        Assert.Equal(2, (await _world.ListAsync()).Count);
        Assert.Contains(new ResolveRequest(Some.Organization, second.Id, second.Address), _world.QueuedRequests);
    }

    [Fact]
    public async Task A_key_used_again_comes_to_the_same_link()
    {
        var first = await _world.CreateAsync(key: LinkWorld.Key());
        _world.Time.Advance(TimeSpan.FromHours(1));
        var again = await _world.CreateAsync(key: LinkWorld.Key());
        Assert.Equal(first, again, SameLink.Instance);
        Assert.Single(await _world.ListAsync());
        Assert.Single(_world.QueuedRequests);
    }

    [Fact]
    public async Task A_key_used_for_another_request_is_refused()
    {
        await _world.CreateAsync(key: LinkWorld.Key(hash: "one"));
        Assert.IsType<CreateLinkResult.KeyReused>(await _world.Creator.CreateAsync(Some.Organization, Some.Draft(), LinkWorld.Key(hash: "other"), default));
        Assert.Single(await _world.ListAsync());
    }

    [Fact]
    public async Task The_same_key_of_two_organizations_makes_two_links()
    {
        var one = await _world.CreateAsync(key: LinkWorld.Key());
        var other = Assert.IsType<CreateLinkResult.Created>(await _world.Creator.CreateAsync(OrganizationId.Parse("org_other"), Some.Draft(), LinkWorld.Key(), default)).Link;
        Assert.NotEqual(one.Id, other.Id);
    }

    [Fact]
    public async Task A_key_whose_link_was_renamed_comes_to_it_at_its_new_address()
    {
        var link = await _world.CreateAsync("old-slug", LinkWorld.Key());
        await _world.RenameAsync(link, "new-slug");
        var again = await _world.CreateAsync("old-slug", LinkWorld.Key());
        Assert.Equal((link.Id, "new-slug"), (again.Id, again.Address.Slug.ToString()));
        Assert.Single(await _world.ListAsync());
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("my-single", null)]
    [InlineData(null, "renamed")]
    [InlineData("my-single", "renamed")]
    public async Task A_key_whose_link_was_deleted_is_used_up(string? slug, string? renamedTo)
    {
        var link = await _world.CreateAsync(slug, LinkWorld.Key());
        if (renamedTo is not null) await _world.RenameAsync(link, renamedTo);
        await _world.Editor.DeleteAsync(Some.Organization, link.Id, null, default);

        Assert.IsType<CreateLinkResult.KeyReused>(await _world.Creator.CreateAsync(Some.Organization, Some.Draft(slug), LinkWorld.Key(), default));
        Assert.Empty(await _world.ListAsync());
        Assert.Null(await _world.FindAsync(link));
    }

    [Fact]
    public async Task A_key_whose_slug_was_taken_can_be_used_for_another_slug()
    {
        await _world.CreateAsync("my-single");
        Assert.IsType<CreateLinkResult.SlugTaken>(await _world.Creator.CreateAsync(Some.Organization, Some.Draft("my-single"), LinkWorld.Key(hash: "one"), default));
        var other = await _world.CreateAsync("my-single-2", LinkWorld.Key(hash: "two"));
        Assert.Equal("my-single-2", other.Address.Slug.ToString());
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(null, true)]
    [InlineData("my-single", false)]
    [InlineData("my-single", true)]
    public async Task A_process_that_dies_at_any_storage_call_leaves_what_a_retry_completes(string? slug, bool isCarriedOut)
    {
        var steps = 0;
        while (true)
        {
            var world = new LinkWorld();
            var died = await world.DiesAsync(++steps, isCarriedOut, () => world.CreateAsync(slug, LinkWorld.Key()));
            world.Time.Advance(ResolveRequests.Hidden);
            // Nothing half-made shows: what can be visited can be resolved.
            foreach (var row in world.Links.Rows)
            {
                var visited = Assert.IsType<StoredLink.Found>(LinkRow.FromEntity(row)).Link;
                Assert.Contains(world.QueuedRequests, request => request.Link == visited.Id && request.Address == visited.Address);
            }

            var link = await world.CreateAsync(slug, LinkWorld.Key());
            Assert.Single(world.Links.Rows);
            Assert.Equal([link.Id], (await world.ListAsync()).Select(each => each.Id));
            Assert.Equal(link, await world.FindAsync(link), SameLink.Instance);
            Assert.Contains(new ResolveRequest(Some.Organization, link.Id, link.Address), await world.ReadyRequestsAsync());
            if (!died) break;
        }

        Assert.InRange(steps, 5, 12);
    }

    [Fact]
    public async Task Many_requests_with_one_key_at_once_make_one_link()
    {
        var links = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _world.CreateAsync(key: LinkWorld.Key()))));
        Assert.Single(links.Select(link => link.Id).Distinct());
        Assert.Single(links.Select(link => link.Address).Distinct());
        Assert.Single(_world.Links.Rows);
        Assert.Single(await _world.ListAsync());
    }

    [Fact]
    public async Task Many_requests_for_one_slug_at_once_give_it_to_one()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _world.Creator.CreateAsync(Some.Organization, Some.Draft("my-single"), null, default))));
        Assert.Single(results.OfType<CreateLinkResult.Created>());
        Assert.Equal(19, results.OfType<CreateLinkResult.SlugTaken>().Count());
    }
}

using System.Globalization;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;
using Smartlinks.Support;
using Smartlinks.Tests.Storage;

namespace Smartlinks.Tests.Links;

/// <summary>What holds of stored links on Azurite and in memory alike.</summary>
public abstract class StoredLinksContract
{
    private readonly RandomIdSource _ids = new(TimeProvider.System);

    protected abstract Task<ITableClient> NewTableAsync();

    protected abstract Task<IQueueClient> NewQueueAsync();

    [Fact]
    public async Task Pages_are_newest_first_and_hold_no_other_organizations_links()
    {
        var (creator, store, _) = await StartAsync();
        var ids = new ScriptedIds();
        var ordered = new LinkCreator(store.Store, store.Pointers, store.Requests, new DueLookUps(await NewTableAsync()), ids, TimeProvider.System);
        var made = new List<LinkId>();
        for (var i = 0; i < 7; i++)
        {
            made.Insert(0, Created(await ordered.CreateAsync(Some.Organization, Some.Draft(string.Create(CultureInfo.InvariantCulture, $"slug-{i}")), new IdempotencyKey($"key {i}", "hash"), default)).Id);
            Created(await creator.CreateAsync(OrganizationId.Parse("org_some-label2"), Some.Draft(), null, default));
        }

        var pages = new List<int>();
        var listed = new List<LinkId>();
        string? continuation = null;
        do
        {
            var page = await store.Store.ListAsync(Some.Organization, 3, continuation, default);
            pages.Add(page.Items.Count);
            listed.AddRange(page.Items.Select(link => link.Id));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        Assert.Equal(made, listed);
        Assert.Equal([3, 3, 1], pages.Where(count => count > 0));
    }

    [Fact]
    public async Task Many_writers_at_once_lose_nothing()
    {
        var (creator, store, editor) = await StartAsync();
        var link = Created(await creator.CreateAsync(Some.Organization, Some.Draft("slug-0"), null, default));
        var resolving = Enumerable.Range(0, 12).Select(i => store.Store.ChangeAsync(link.Address, link.Id,
            current => current with { Artists = [.. current.Artists, string.Create(CultureInfo.InvariantCulture, $"artist {i}")] }, default));
        var renaming = Task.Run(async () =>
        {
            for (var i = 1; i <= 3; i++)
            {
                var change = new LinkChange { Slug = Slug.Parse(string.Create(CultureInfo.InvariantCulture, $"slug-{i}")) };
                Assert.IsType<EditLinkResult.Edited>(await editor.UpdateAsync(Some.Organization, link.Id, null, change, default));
            }
        });
        var setting = editor.SetDestinationAsync(Some.Organization, link.Id, null, Some.DeezerUrl(), default);
        await Task.WhenAll([.. resolving, renaming, setting]);

        var last = (await store.Store.FindAsync(Some.Organization, link.Id, default))!;
        Assert.Equal("slug-3", last.Address.Slug.ToString());
        Assert.Equal(12, last.Artists.Distinct().Count());
        Assert.Single(last.VisibleDestinations);
        Assert.Equal(last, await store.Store.FindFollowingAsync(link.Address, default), SameLink.Instance);
    }

    [Fact]
    public async Task One_slug_wanted_by_many_goes_to_one()
    {
        var (creator, store, _) = await StartAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => creator.CreateAsync(OrganizationId.Parse($"org_label{i}"), Some.Draft("wanted"), null, default)));
        var link = Created(Assert.Single(results, result => result is CreateLinkResult.Created));
        Assert.Equal(link.Id, (await store.Store.FindFollowingAsync(Some.Address("wanted"), default))!.Id);
    }

    [Fact]
    public async Task One_key_sent_by_many_makes_one_link()
    {
        var (creator, store, _) = await StartAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => creator.CreateAsync(Some.Organization, Some.Draft(), new IdempotencyKey("key", "hash"), default)));
        Assert.Single(results.Select(result => Created(result).Id).Distinct());
        Assert.Single((await store.Store.ListAsync(Some.Organization, 100, null, default)).Items);
    }

    [Fact]
    public async Task A_deleted_link_is_gone_for_good()
    {
        var (creator, store, editor) = await StartAsync();
        var link = Created(await creator.CreateAsync(Some.Organization, Some.Draft("wanted"), null, default));
        Assert.IsType<EditLinkResult.Edited>(await editor.DeleteAsync(Some.Organization, link.Id, LinkVersion.Of(link), default));
        Assert.IsType<CreateLinkResult.SlugTaken>(await creator.CreateAsync(Some.Organization, Some.Draft("wanted"), null, default));
        Assert.Empty((await store.Store.ListAsync(Some.Organization, 100, null, default)).Items);
    }

    private static Link Created(CreateLinkResult result) => Assert.IsType<CreateLinkResult.Created>(result).Link;

    private async Task<(LinkCreator Creator, (LinkStore Store, ITableClient Pointers, ResolveRequests Requests) Store, LinkEditor Editor)> StartAsync()
    {
        var pointers = await NewTableAsync();
        var store = new LinkStore(await NewTableAsync(), pointers);
        var requests = new ResolveRequests(await NewQueueAsync());
        var due = new DueLookUps(await NewTableAsync());
        return (new LinkCreator(store, pointers, requests, due, _ids, TimeProvider.System), (store, pointers, requests), new LinkEditor(store, requests, due, TimeProvider.System));
    }
}

[Collection(nameof(AzuriteCollection))]
public sealed class AzuriteStoredLinksTests(AzuriteFixture azurite) : StoredLinksContract
{
    protected override Task<ITableClient> NewTableAsync() => azurite.NewTableAsync();

    protected override Task<IQueueClient> NewQueueAsync() => azurite.NewQueueAsync();
}

public sealed class InMemoryStoredLinksTests : StoredLinksContract
{
    protected override Task<ITableClient> NewTableAsync() => Task.FromResult<ITableClient>(new InMemoryTableClient { GivesEmptyPageFirst = true });

    protected override Task<IQueueClient> NewQueueAsync() => Task.FromResult<IQueueClient>(new InMemoryQueueClient(TimeProvider.System));
}

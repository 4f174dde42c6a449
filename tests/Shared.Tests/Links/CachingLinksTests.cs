using System.Globalization;
using Azure;
using Smartlinks.Links;
using Smartlinks.Support;

namespace Smartlinks.Tests.Links;

public sealed class CachingLinksTests
{
    private readonly LinkWorld _world = new();
    private readonly LinkCache<StoredLinkBox> _cache;
    private int _made;

    public CachingLinksTests()
    {
        _cache = new LinkCache<StoredLinkBox>(_world.Store.FindAsync, stored =>
        {
            Interlocked.Increment(ref _made);
            return new StoredLinkBox(stored);
        }, _world.Time);
    }

    private int Reads => _world.Links.Faults.Calls("GetEntityIfExists");

    [Fact]
    public async Task A_cold_visit_reads_once_and_a_warm_one_not_at_all()
    {
        var link = await StartAsync();
        Assert.Equal(link.Id, (await GetAsync(link)).Link!.Id);
        Assert.Equal(1, Reads);
        for (var i = 0; i < 100; i++)
        {
            var warm = _cache.GetAsync(link.Address, default);
            Assert.True(warm.IsCompletedSuccessfully);
            await warm;
        }

        Assert.Equal(1, Reads);
        Assert.Equal(0, _world.Pointers.Faults.TotalCalls);
        Assert.Equal(1, _made);
    }

    [Fact]
    public async Task An_unknown_address_is_remembered_too()
    {
        await StartAsync();
        Assert.Null((await _cache.GetAsync(Some.Address("nobodys"), default)).Stored);
        Assert.Null((await _cache.GetAsync(Some.Address("nobodys"), default)).Stored);
        Assert.Equal(1, Reads);
    }

    [Fact]
    public async Task An_older_copy_is_served_while_one_read_renews_it()
    {
        var link = await StartAsync();
        await GetAsync(link);
        await ChangeElsewhereAsync(link, "New");
        _world.Links.Faults.ForgetCalls();
        var gate = new TaskCompletionSource();
        _world.Links.Faults.BeforeCallAsync = (_, _) => gate.Task;
        _world.Time.Advance(TimeSpan.FromSeconds(5));

        for (var i = 0; i < 50; i++) Assert.Null((await GetAsync(link)).Link!.Title);
        gate.SetResult();
        await UntilAsync(async () => (await GetAsync(link)).Link!.Title == "New");
        Assert.Equal(1, Reads);
    }

    [Fact]
    public async Task What_was_made_of_an_unchanged_link_is_kept()
    {
        var link = await StartAsync();
        var first = await GetAsync(link);
        _world.Time.Advance(LinkCache<StoredLinkBox>.StaleFor);
        Assert.Same(first, await GetAsync(link));
        Assert.Equal((2, 1), (Reads, _made));
    }

    [Fact]
    public async Task A_copy_that_is_too_old_is_waited_for()
    {
        var link = await StartAsync();
        await GetAsync(link);
        await ChangeElsewhereAsync(link, "New");
        _world.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("New", (await GetAsync(link)).Link!.Title);
    }

    public static TheoryData<string, Exception> Failures => new()
    {
        { "no answer", new RequestFailedException(0, "No answer.") },
        { "busy", new RequestFailedException(503, "Busy.") },
        { "all tries failed", new AggregateException(new HttpRequestException("Refused.")) },
        { "too slow", new TaskCanceledException("The operation was canceled because it exceeded the configured timeout.") },
    };

    [Theory, MemberData(nameof(Failures))]
    public async Task A_stale_copy_is_served_while_storage_is_down_and_renewed_afterwards(string what, Exception failure)
    {
        var link = await StartAsync();
        await GetAsync(link);
        await ChangeElsewhereAsync(link, what);
        _world.Links.Faults.BeforeCallAsync = (_, _) => Task.FromException(failure);
        for (var hour = 0; hour < 3; hour++)
        {
            _world.Time.Advance(TimeSpan.FromHours(1));
            Assert.Null((await GetAsync(link)).Link!.Title);
        }

        _world.Links.Faults.BeforeCallAsync = null;
        _world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(what, (await GetAsync(link)).Link!.Title);
    }

    [Fact]
    public async Task A_visitor_who_left_cancels_the_wait()
    {
        var link = await StartAsync();
        await GetAsync(link);
        _world.Time.Advance(TimeSpan.FromHours(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _cache.GetAsync(link.Address, new CancellationToken(true)));
    }

    [Fact]
    public async Task A_cold_visit_while_storage_is_down_fails_and_the_next_one_reads_again()
    {
        var link = await StartAsync();
        _world.Links.Faults.IsDown = true;
        await Assert.ThrowsAsync<RequestFailedException>(() => GetAsync(link));
        _world.Links.Faults.IsDown = false;
        Assert.Equal(link.Id, (await GetAsync(link)).Link!.Id);
    }

    [Fact]
    public async Task A_changed_link_is_read_again_at_once()
    {
        var link = await StartAsync();
        _world.Store.Changed += _cache.Outdate;
        await GetAsync(link);
        await _world.TitleAsync(link, "New");
        Assert.Equal("New", (await GetAsync(link)).Link!.Title);
    }

    [Fact]
    public async Task A_link_changed_just_before_storage_goes_down_is_served_as_it_was()
    {
        var link = await StartAsync();
        _world.Store.Changed += _cache.Outdate;
        await GetAsync(link);
        await _world.TitleAsync(link, "New");
        _world.Links.Faults.IsDown = true;
        for (var visit = 0; visit < 3; visit++) Assert.Null((await GetAsync(link)).Link!.Title);
        _world.Links.Faults.IsDown = false;
        _world.Time.Advance(LinkCache<StoredLinkBox>.StaleFor);
        Assert.Equal("New", (await GetAsync(link)).Link!.Title);
    }

    [Fact]
    public async Task A_link_that_was_read_while_another_was_changed_is_served_when_storage_goes_down()
    {
        var link = await StartAsync();
        var read = new TaskCompletionSource<StoredLink?>();
        var isDown = false;
        var cache = new LinkCache<StoredLinkBox>((_, _) => isDown ? throw new RequestFailedException(0, "Down.") : read.Task, stored => new(stored), _world.Time);
        var first = cache.GetAsync(link.Address, default).AsTask();
        cache.Outdate(Some.Address("another"));
        read.SetResult(await _world.Store.FindAsync(link.Address, default));
        await first;
        isDown = true;
        Assert.Equal(link.Id, (await cache.GetAsync(link.Address, default)).Link!.Id);
    }

    [Fact]
    public async Task An_address_that_just_got_its_link_is_not_denied_while_storage_is_down()
    {
        await StartAsync();
        var address = Some.Address("newest");
        Assert.Null((await _cache.GetAsync(address, default)).Stored);
        _cache.Outdate(address);
        _world.Links.Faults.IsDown = true;
        await Assert.ThrowsAsync<RequestFailedException>(async () => await _cache.GetAsync(address, default));
    }

    [Fact]
    public async Task A_read_that_began_before_a_change_does_not_bring_the_old_copy_back()
    {
        var link = await StartAsync();
        var old = await _world.Store.FindAsync(link.Address, default);
        var read = new TaskCompletionSource<StoredLink?>();
        var reads = 0;
        var cache = new LinkCache<StoredLinkBox>((address, cancellationToken) => reads++ == 0 ? read.Task : _world.Store.FindAsync(address, cancellationToken), stored => new(stored), _world.Time);
        var early = cache.GetAsync(link.Address, default).AsTask();
        await _world.TitleAsync(link, "New");
        cache.Outdate(link.Address);
        read.SetResult(old);
        Assert.Null((await early).Link!.Title);
        Assert.Equal("New", (await cache.GetAsync(link.Address, default)).Link!.Title);
    }

    [Fact]
    public async Task A_read_at_the_same_time_as_a_change_never_brings_the_old_copy_back()
    {
        // Time stands still, so a copy that is wrongly kept stays wrong.
        var version = 0;
        var link = Some.Link();
        var cache = new LinkCache<StoredLinkBox>(
            (_, _) => Task.FromResult<StoredLink?>(new StoredLink.Found(Version(Volatile.Read(ref version)))), stored => new(stored), _world.Time);
        for (var round = 0; round < 5_000; round++)
        {
            using var start = new Barrier(2);
            var reading = Task.Run(async () =>
            {
                start.SignalAndWait();
                await cache.GetAsync(link.Address, default);
            });
            start.SignalAndWait();
            var written = Interlocked.Increment(ref version).ToString(CultureInfo.InvariantCulture);
            cache.Outdate(link.Address);
            await reading;
            Assert.Equal(written, (await cache.GetAsync(link.Address, default)).Link!.Title);
        }

        Link Version(int number)
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            return link with { Title = text, ETag = new ETag(text) };
        }
    }

    [Fact]
    public async Task The_least_used_leave_when_it_is_full_while_others_come()
    {
        var reads = 0;
        var cache = new LinkCache<StoredLinkBox>((_, _) =>
        {
            Interlocked.Increment(ref reads);
            return Task.FromResult<StoredLink?>(null);
        }, stored => new(stored), _world.Time);
        var wanted = Some.Address("wanted");
        await cache.GetAsync(wanted, default);
        for (var i = 0; i < LinkCache<StoredLinkBox>.MostEntries - 1; i++) await cache.GetAsync(Unknown(i), default);
        reads = 0;
        await cache.GetAsync(wanted, default);
        Assert.Equal(0, reads);

        // Many at once, so that some add while others trim.
        await Parallel.ForAsync(0, 20_000, async (i, _) => await cache.GetAsync(Unknown(1_000_000 + i), default));
        await cache.GetAsync(Unknown(1_019_999), default);
        reads = 0;
        await cache.GetAsync(Unknown(0), default);
        Assert.Equal(1, reads);
    }

    private static LinkAddress Unknown(int number) => Some.Address(string.Create(CultureInfo.InvariantCulture, $"unknown-{number}"));

    private async Task<Link> StartAsync()
    {
        var link = await _world.CreateAsync("my-single");
        foreach (var faults in _world.Faults) faults.ForgetCalls();
        return link;
    }

    private Task<Link?> ChangeElsewhereAsync(Link link, string title) => _world.Store.ChangeAsync(link.Address, link.Id, current => current with { Title = title }, default);

    private async Task<StoredLinkBox> GetAsync(Link link) => await _cache.GetAsync(link.Address, default);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await holds())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class StoredLinkBox(StoredLink? stored)
    {
        public StoredLink? Stored { get; } = stored;

        public Link? Link => (Stored as StoredLink.Found)?.Link;
    }
}

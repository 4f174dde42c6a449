using Azure;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Rules;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Organizations;

/// <summary>Bugs these hunt: a rule that shows later than a minute after it was made, one that is forgotten, and defaults shown where nobody knows the rules yet.</summary>
public sealed class RecallingSettingsTests
{
    private readonly InMemoryTableClient _table = new(OrganizationRow.Table);
    private readonly ManualTime _time = new();
    private readonly OrganizationSettingsStore _store;

    public RecallingSettingsTests() => _store = new OrganizationSettingsStore(_table, _time);

    /// <summary>As another instance changes them.</summary>
    private OrganizationSettingsStore Elsewhere => new(_table, _time);

    [Fact]
    public async Task Of_an_organization_nobody_met_nothing_is_assumed()
    {
        await AddAsync();
        _table.Faults.IsDown = true;
        await Assert.ThrowsAsync<RequestFailedException>(() => RecallAsync());
        _table.Faults.IsDown = false;
        Assert.Equal(OrganizationSettings.Default, await RecallAsync());
    }

    [Fact]
    public async Task Its_first_users_share_one_reading()
    {
        await AddAsync();
        var gate = new TaskCompletionSource();
        _table.Faults.ForgetCalls();
        _table.Faults.BeforeCallAsync = (_, _) => gate.Task;
        var users = Enumerable.Range(0, 20).Select(_ => RecallAsync()).ToList();
        Assert.All(users, user => Assert.False(user.IsCompleted));
        gate.SetResult();
        await Task.WhenAll(users);
        Assert.Equal(1, _table.Faults.TotalCalls);
    }

    [Fact]
    public async Task A_user_who_gives_up_does_not_stop_the_reading_of_the_others()
    {
        await AddAsync();
        var gate = new TaskCompletionSource();
        _table.Faults.BeforeCallAsync = (_, _) => gate.Task;
        using var gone = new CancellationTokenSource();
        var (impatient, patient) = (_store.RecallAsync(Some.Organization, gone.Token).AsTask(), RecallAsync());
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        gate.SetResult();
        Assert.Equal(OrganizationSettings.Default, await patient);
    }

    /// <summary>Whenever another instance changes them, and however often or seldom anybody asks here.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(29)]
    [InlineData(49)]
    [InlineData(50)]
    [InlineData(3600)]
    public async Task A_change_elsewhere_shows_within_a_minute_however_seldom_anybody_asks(int secondsBetween)
    {
        await AddAsync();
        await RecallAsync();
        for (var change = 0; change < 10; change++)
        {
            await BlockAsync(Elsewhere, change % 2 == 0);
            var changedAt = _time.GetUtcNow();
            do
            {
                _time.Advance(TimeSpan.FromSeconds(secondsBetween));
                await RecallAsync();
            }
            while (_time.GetUtcNow() - changedAt < TimeSpan.FromSeconds(60 - secondsBetween));
            if (_time.GetUtcNow() - changedAt < TimeSpan.FromSeconds(60)) _time.MoveTo(changedAt.AddSeconds(60));
            Assert.Equal(change % 2 == 0, (await RecallAsync()).Services.Blocked.Contains(StreamingService.Spotify));
        }
    }

    [Fact]
    public async Task A_reading_counts_from_when_it_began()
    {
        await AddAsync();
        await RecallAsync();
        _time.Advance(OrganizationSettingsStore.Remembered);
        var (gate, isReached) = (new TaskCompletionSource(), false);
        _table.Faults.BeforeCallAsync = async (_, _) =>
        {
            isReached = true;
            await gate.Task;
        };
        await RecallAsync();
        Assert.True(isReached);
        _time.Advance(TimeSpan.FromSeconds(15));
        gate.SetResult();
        _table.Faults.BeforeCallAsync = null;
        await EndOfReadingAsync();

        await BlockAsync(Elsewhere, true);
        _time.Advance(OrganizationSettingsStore.MostStale - TimeSpan.FromSeconds(15));
        Assert.False((await RecallAsync()).Services.Blocked.IsEmpty);
    }

    [Fact]
    public async Task While_storage_is_down_what_was_known_stands_however_long()
    {
        await AddAsync();
        await BlockAsync(_store, true);
        await RecallAsync();
        _table.Faults.IsDown = true;
        foreach (var age in new[] { TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(55), TimeSpan.FromDays(1) })
        {
            _time.Advance(age);
            Assert.False((await RecallAsync()).Services.Blocked.IsEmpty);
        }

        _table.Faults.ForgetCalls();
        await RecallAsync();
        Assert.Equal(0, _table.Faults.TotalCalls);
    }

    [Fact]
    public async Task A_change_here_shows_at_once_and_no_reading_that_began_before_brings_the_old_back()
    {
        await AddAsync();
        await RecallAsync();
        _time.Advance(OrganizationSettingsStore.Remembered);
        var old = (await _table.GetEntityIfExistsAsync(Some.Organization.ToString(), "profile"))!;
        var gate = new TaskCompletionSource();
        var first = true;
        _table.Faults.BeforeCallAsync = (_, _) =>
        {
            (var wasFirst, first) = (first, false);
            return wasFirst ? gate.Task : Task.CompletedTask;
        };
        await RecallAsync();
        await BlockAsync(_store, true);
        // What the reading that began before comes to see is what stood then.
        await _table.UpsertEntityAsync(old);
        gate.SetResult();
        await EndOfReadingAsync();
        Assert.False((await RecallAsync()).Services.Blocked.IsEmpty);
    }

    [Fact]
    public async Task What_did_not_change_stays_the_same_object()
    {
        await AddAsync();
        await BlockAsync(Elsewhere, true);
        var first = await RecallAsync();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Same(first, await RecallAsync());
    }

    [Fact]
    public async Task A_reading_that_is_due_can_be_begun_ahead()
    {
        await AddAsync();
        await RecallAsync();
        _table.Faults.ForgetCalls();
        _store.Refresh(Some.Organization);
        Assert.Equal(0, _table.Faults.TotalCalls);
        _time.Advance(OrganizationSettingsStore.MostStale);
        _store.Refresh(Some.Organization);
        await RecallAsync();
        Assert.Equal(1, _table.Faults.TotalCalls);
    }

    private Task<OrganizationSettings> RecallAsync() => _store.RecallAsync(Some.Organization, default).AsTask();

    /// <summary>What runs behind has no handle: it is over when it has stored what it read, or would have.</summary>
    private static async Task EndOfReadingAsync()
    {
        for (var turn = 0; turn < 100; turn++) await Task.Yield();
    }

    private async Task AddAsync() => await _table.AddEntityAsync(OrganizationRow.ToProfile(new Organization(Some.Organization, "Some label", Some.Instant)));

    private static async Task BlockAsync(OrganizationSettingsStore store, bool isBlocked) => Assert.IsType<UpdateSettingsResult.Updated>(await store.UpdateAsync(Some.Organization, null,
        now => now with { Services = new ServiceRules { Blocked = isBlocked ? ServiceSet.Of(StreamingService.Spotify) : default } }, default));
}

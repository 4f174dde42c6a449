using Azure;
using Smartlinks.Credits;
using Smartlinks.Organizations;
using Smartlinks.Support;

namespace Smartlinks.Tests.Credits;

/// <summary>Each operation once, whatever comes in between.</summary>
public sealed class ApplyingOperationsTests
{
    private readonly CreditWorld _world = new();

    [Fact]
    public async Task An_operation_is_applied_once_and_its_repetition_gets_the_same_entry()
    {
        var first = Assert.IsType<LedgerResult.Applied>(await _world.GrantAsync(10)).Entry;
        _world.Time.Advance(TimeSpan.FromHours(1));
        var again = Assert.IsType<LedgerResult.AlreadyApplied>(await _world.GrantAsync(10)).Entry;
        Assert.Equal((first.Sequence, first.At, first.Balance), (again.Sequence, again.At, again.Balance));
        Assert.Equal(10, await _world.BalanceAsync());
        Assert.Single(await _world.EntriesAsync());
    }

    [Fact]
    public async Task The_same_id_for_something_else_is_an_error()
    {
        await _world.GrantAsync(10);
        await Assert.ThrowsAsync<LedgerConflictException>(() => _world.GrantAsync(11));
        await Assert.ThrowsAsync<LedgerConflictException>(() => _world.SpendAsync("grant", 99));
        Assert.Equal(10, await _world.BalanceAsync());
    }

    [Fact]
    public async Task A_spend_without_credit_writes_nothing_and_can_be_repeated_when_there_is_some()
    {
        Assert.Equal(new LedgerResult.InsufficientCredit(0), await _world.SpendAsync("a"));
        Assert.Empty(_world.Rows.Rows);
        await _world.GrantAsync(1);
        Assert.IsType<LedgerResult.Applied>(await _world.SpendAsync("a"));
        // Applied before, though by now there would be no credit for it.
        Assert.IsType<LedgerResult.AlreadyApplied>(await _world.SpendAsync("a"));
        Assert.Equal(new LedgerResult.InsufficientCredit(0), await _world.SpendAsync("b"));
    }

    [Fact]
    public async Task Many_at_once_share_transactions_and_never_spend_more_than_there_is()
    {
        await _world.GrantAsync(150);
        _world.Rows.Faults.ForgetCalls();
        HoldUpFirstCall();
        var results = await Task.WhenAll(Enumerable.Range(0, 400).Select(index => Task.Run(() => _world.SpendAsync($"spend-{index % 200}"))));
        // 200 operations, each twice: 150 paid, and found so by the second; 50 turned away twice.
        Assert.Equal((150, 150, 100), (results.Count(result => result is LedgerResult.Applied), results.Count(result => result is LedgerResult.AlreadyApplied), results.Count(result => result is LedgerResult.InsufficientCredit)));
        Assert.Equal(0, await _world.BalanceAsync());
        Assert.Equal(151, (await _world.EntriesAsync()).Count);
        Assert.InRange(_world.Rows.Faults.Calls("SubmitTransaction"), 4, 60);
    }

    [Fact]
    public async Task Several_processes_on_one_ledger_add_up()
    {
        var other = OrganizationId.Parse("org_other-label");
        await _world.GrantAsync(300);
        await _world.GrantAsync(5, organization: other);
        var ledgers = Enumerable.Range(0, 4).Select(_ => _world.NewLedger()).ToArray();
        await Parallel.ForEachAsync(Enumerable.Range(0, 800), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (index, _) => await _world.SpendAsync($"spend-{index % 400}", ledger: ledgers[(index + (index / 400)) % 4]));
        var entries = await _world.EntriesAsync();
        Assert.Equal((0, 301), (await _world.BalanceAsync(), entries.Count));
        Assert.Equal(300, entries.Where(entry => entry.Kind == EntryKind.Spend).Select(entry => entry.Operation).Distinct().Count());
        Assert.Single(await _world.EntriesAsync(other));
    }

    [Fact]
    public async Task A_lost_answer_changes_nothing_for_any_of_a_transaction()
    {
        await _world.GrantAsync(100);
        HoldUpFirstCall();
        // The first one's, and that of those who waited for it in line.
        _world.Rows.Faults.LoseNextAnswers(2, operation: "SubmitTransaction");
        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(async index =>
        {
            try
            {
                return await _world.SpendAsync($"spend-{index}");
            }
            catch (RequestFailedException)
            {
                return await _world.SpendAsync($"spend-{index}");
            }
        }));
        Assert.True(results.Count(result => result is LedgerResult.AlreadyApplied) > 10);
        Assert.Equal(40, await _world.BalanceAsync());
        Assert.Equal(61, (await _world.EntriesAsync()).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_that_dies_at_any_storage_call_leaves_it_applied_or_not(bool isCarriedOut)
    {
        var steps = 0;
        while (true)
        {
            var world = new CreditWorld();
            await world.GrantAsync(3, world.Time.GetUtcNow().AddHours(1));
            await world.GrantAsync(4, id: "more");
            world.Time.Advance(TimeSpan.FromHours(2));
            var died = await world.DiesAsync(++steps, isCarriedOut, () => world.SpendAsync("a", 2, world.NewLedger()));
            await world.SpendAsync("a", 2, world.NewLedger());
            Assert.Equal([EntryKind.Grant, EntryKind.Grant, EntryKind.Expiry, EntryKind.Spend], (await world.EntriesAsync()).Select(entry => entry.Kind));
            Assert.Equal(2, await world.BalanceAsync());
            if (!died) break;
        }

        Assert.InRange(steps, 2, 6);
    }

    [Fact]
    public async Task A_statement_is_read_by_days_in_pages_newest_first_with_the_balance_after_each()
    {
        await _world.GrantAsync(10);
        for (var day = 1; day <= 5; day++)
        {
            _world.Time.Advance(TimeSpan.FromDays(1));
            await _world.SpendAsync($"spend-{day}");
        }

        var (from, to) = (Some.Instant.AddDays(2), Some.Instant.AddDays(5));
        var first = await _world.Ledger.ListAsync(Some.Organization, from, to, 2, null, default);
        var second = await _world.Ledger.ListAsync(Some.Organization, from, to, 2, first.Continuation, default);
        Assert.Equal([("spend-4", 6L), ("spend-3", 7L), ("spend-2", 8L)], first.Entries.Concat(second.Entries).Select(entry => (entry.Operation, entry.Balance)));
        Assert.Null(second.Continuation);
    }

    [Fact]
    public async Task What_expired_shows_at_once_and_is_written_when_it_is_looked_at()
    {
        await _world.GrantAsync(5, Some.Instant.AddDays(1));
        _world.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await _world.BalanceAsync());
        Assert.Single(await _world.EntriesAsync());
        await _world.Ledger.ExpireAsync(Some.Organization, default);
        await _world.Ledger.ExpireAsync(Some.Organization, default);
        Assert.Equal([EntryKind.Grant, EntryKind.Expiry], (await _world.EntriesAsync()).Select(entry => entry.Kind));
    }

    /// <summary>So that others come into the line meanwhile.</summary>
    private void HoldUpFirstCall()
    {
        var calls = 0;
        _world.Rows.Faults.BeforeCallAsync = (_, cancellationToken) => Interlocked.Increment(ref calls) == 1 ? Task.Delay(200, cancellationToken) : Task.CompletedTask;
    }
}

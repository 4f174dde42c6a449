using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Smartlinks.Credits;
using Smartlinks.Credits.Proving;
using Smartlinks.Organizations;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Tests.Credits;

/// <summary>The nightly proof holds for ledgers that were written by the app, and for no other.</summary>
public sealed class ProvingLedgersTests : ILogger<LedgerProver>
{
    private static readonly OrganizationId s_other = OrganizationId.Parse("org_other-label");
    private readonly CreditWorld _world = new();
    private readonly ConcurrentQueue<(LogLevel Level, EventId Id, string Text)> _log = [];

    [Fact]
    public async Task Ledgers_that_add_up_are_proven_once_a_night()
    {
        await FillAsync();
        await ProveAsync();
        var outcome = await _world.Prover().FindAsync(Some.Organization, default);
        Assert.Equal(new ProofOutcome(_world.Time.GetUtcNow(), 26, null), outcome);
        Assert.True((await _world.Prover().FindAsync(s_other, default))!.Holds);
        Assert.Empty(_log);
        _world.Time.Advance(TimeSpan.FromHours(1));
        await ProveAsync();
        Assert.Equal(outcome, await _world.Prover().FindAsync(Some.Organization, default));
        _world.Time.Advance(LedgerProver.Pause);
        await ProveAsync();
        Assert.NotEqual(outcome, await _world.Prover().FindAsync(Some.Organization, default));
    }

    [Theory]
    [InlineData("balance", "Balance", 1L, "lots add up")]
    [InlineData("entry", "Amount", -2L, "by the entry")]
    [InlineData("entry", "Balance", 999L, "by the entry")]
    [InlineData("entry", null, 0L, "is not there")]
    public async Task A_broken_ledger_is_an_alarm(string kind, string? column, long value, string why)
    {
        await FillAsync();
        var row = _world.Rows.Rows.Where(each => each.PartitionKey == Some.Organization.ToString() && each.RowKey.StartsWith(kind, StringComparison.Ordinal)).Skip(kind == "entry" ? 7 : 0).First();
        if (column is null) await _world.Rows.DeleteEntityAsync(row.PartitionKey, row.RowKey, Azure.ETag.All);
        else await _world.Rows.UpsertEntityAsync(new TableEntity(row.PartitionKey, row.RowKey) { [column] = value }, TableUpdateMode.Merge);
        var counted = 0L;
        using var listener = new MeterListener { InstrumentPublished = (instrument, me) => { if (instrument.Meter.Name == CreditMetrics.MeterName && instrument.Name == "unproven") me.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, measured, _, _) => Interlocked.Add(ref counted, measured));
        listener.Start();

        await ProveAsync();

        var alarm = Assert.Single(_log);
        Assert.Equal((LogLevel.Critical, LedgerProver.DoesNotAddUp), (alarm.Level, alarm.Id));
        Assert.Contains(Some.Organization.ToString(), alarm.Text, StringComparison.Ordinal);
        Assert.Contains(why, (await _world.Prover().FindAsync(Some.Organization, default))!.Fault, StringComparison.Ordinal);
        Assert.True((await _world.Prover().FindAsync(s_other, default))!.Holds);
        Assert.True(counted >= 1);
    }

    [Fact]
    public async Task The_oldest_entry_cannot_be_taken_off_unseen()
    {
        await FillAsync();
        var oldest = _world.Rows.Rows.Last(row => row.PartitionKey == Some.Organization.ToString() && row.RowKey.StartsWith(LedgerRow.EntryPrefix, StringComparison.Ordinal));
        await _world.Rows.DeleteEntityAsync(oldest.PartitionKey, oldest.RowKey, Azure.ETag.All);
        await ProveAsync();
        Assert.Contains("1 entries missing", (await _world.Prover().FindAsync(Some.Organization, default))!.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_walk_that_is_killed_goes_on_where_it_was_and_ends()
    {
        await FillAsync();
        _world.Rows.LargestPage = 5;
        var deaths = 0;
        while (await _world.DiesAsync(6, deaths % 2 == 0, ProveAsync)) Assert.True(++deaths < 100);
        Assert.True(deaths > 2);
        Assert.True((await _world.Prover().FindAsync(Some.Organization, default))!.Holds);
        Assert.True((await _world.Prover().FindAsync(s_other, default))!.Holds);
        Assert.Empty(_log);
    }

    /// <param name="call">Before its first page, and between two.</param>
    [Theory]
    [InlineData(14)]
    [InlineData(16)]
    public async Task Entries_that_come_while_a_ledger_is_walked_are_left_for_the_next_night(int call)
    {
        await FillAsync();
        _world.Rows.LargestPage = 5;
        _world.Before(call, async () =>
        {
            _world.BeforeNothing();
            for (var number = 0; number < 7; number++) await _world.GrantAsync(1, id: $"late-{number}");
        });
        await ProveAsync();
        Assert.Empty(_log);
        Assert.Equal((true, 26L, 33), ((await _world.Prover().FindAsync(Some.Organization, default))!.Holds, (await _world.Prover().FindAsync(Some.Organization, default))!.Sequence, (await _world.EntriesAsync()).Count));
    }

    [Fact]
    public async Task The_walk_takes_back_what_expired()
    {
        await _world.GrantAsync(5, Some.Instant.AddDays(1));
        _world.Time.Advance(TimeSpan.FromDays(2));
        await ProveAsync();
        Assert.Equal([EntryKind.Grant, EntryKind.Expiry], (await _world.EntriesAsync()).Select(entry => entry.Kind));
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _log.Enqueue((logLevel, eventId, formatter(state, exception)));

    private async Task FillAsync()
    {
        await _world.GrantAsync(40);
        for (var number = 0; number < 24; number++) await _world.SpendAsync($"spend-{number}");
        await _world.TakeBackAsync("back", 20);
        await _world.GrantAsync(3, organization: s_other);
    }

    private Task ProveAsync() => _world.Prover(this).FireAsync(default);
}

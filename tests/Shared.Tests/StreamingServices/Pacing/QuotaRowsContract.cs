using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;
using Smartlinks.StreamingServices.Pacing;
using Smartlinks.Support;
using Smartlinks.Tests.Storage;

namespace Smartlinks.Tests.StreamingServices.Pacing;

[Collection(nameof(AzuriteCollection))]
public sealed class QuotaRowsOnAzuriteTests(AzuriteFixture azurite) : QuotaRowsContract
{
    protected override Task<ITableClient> NewTableAsync() => azurite.NewTableAsync();
}

public sealed class QuotaRowsInMemoryTests : QuotaRowsContract
{
    protected override Task<ITableClient> NewTableAsync() => Task.FromResult<ITableClient>(new InMemoryTableClient());
}

/// <summary>Which rows a quota leaves behind, the same on every table. Hunts rows that pile up, and another's that go.</summary>
public abstract class QuotaRowsContract
{
    private static readonly ServicePace s_pace = new("search", TimeSpan.FromMilliseconds(1), 100, DailyQuota: 100);

    protected abstract Task<ITableClient> NewTableAsync();

    [Fact]
    public async Task The_first_unit_of_a_day_deletes_the_rows_of_days_more_than_a_week_ago_and_no_others()
    {
        var (table, time) = (await NewTableAsync(), new ManualTime());
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        foreach (var days in (int[])[500, 90, 8, 7, 1]) await table.AddEntityAsync(PaceRow.FromUsed(s_pace.Name, today.AddDays(-days), 5));
        await table.AddEntityAsync(PaceRow.FromUsed("search-2", today.AddDays(-90), 5));
        await table.AddEntityAsync(PaceRow.From(s_pace.Name, new PaceState()));
        using var gate = new ServiceGate(table, new PacingOptions(), time, NullLogger<ServiceGate>.Instance);
        Assert.Null(await gate.EnterAsync(s_pace, default));

        var rows = (await table.QueryPageAsync(null)).Items;
        Assert.Equal([PaceRow.QuotaKey(today.AddDays(-7)), PaceRow.QuotaKey(today.AddDays(-1)), PaceRow.QuotaKey(today), "state"], rows.Where(row => row.PartitionKey == s_pace.Name).Select(row => row.RowKey));
        Assert.Equal([1, 5, 5], rows.Where(row => row.PartitionKey == s_pace.Name && row.RowKey != "state").Select(PaceRow.ReadUsed).Order());
        Assert.Single(rows, row => row.PartitionKey == "search-2");
    }

    [Fact]
    public async Task A_backlog_goes_by_a_hundred_rows_a_day()
    {
        var (table, time) = (await NewTableAsync(), new ManualTime());
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        for (var days = 8; days < 138; days++) await table.AddEntityAsync(PaceRow.FromUsed(s_pace.Name, today.AddDays(-days), 5));
        using var gate = new ServiceGate(table, new PacingOptions(), time, NullLogger<ServiceGate>.Instance);
        Assert.Null(await gate.EnterAsync(s_pace, default));
        Assert.Null(await gate.EnterAsync(s_pace, default));
        Assert.Equal(30 + 1, await CountAsync(table));
        time.Advance(TimeSpan.FromDays(1));
        Assert.Null(await gate.EnterAsync(s_pace, default));
        Assert.Equal(2, await CountAsync(table));
    }

    private static async Task<int> CountAsync(ITableClient table) => (await table.QueryPageAsync(TableFilter.RowPrefix(s_pace.Name, "quota|"))).Items.Count;
}

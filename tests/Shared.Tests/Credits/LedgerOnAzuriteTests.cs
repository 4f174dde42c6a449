using Smartlinks.Credits;
using Smartlinks.Credits.Spending;
using Smartlinks.Organizations;
using Smartlinks.Support;
using Smartlinks.Tests.Storage;

namespace Smartlinks.Tests.Credits;

/// <summary>The same over real tables, with real concurrency.</summary>
[Collection(nameof(AzuriteCollection))]
public sealed class LedgerOnAzuriteTests(AzuriteFixture azurite)
{
    private const int Operations = 600;

    [Fact]
    public async Task Several_processes_with_double_deliveries_add_up_and_apply_each_once()
    {
        var (table, queue) = (await azurite.NewTableAsync(), await azurite.NewQueueAsync());
        var ledgers = Enumerable.Range(0, 3).Select(_ => new Ledger(table, new SpendRequests(queue), TimeProvider.System)).ToArray();
        OrganizationId[] organizations = [Some.Organization, OrganizationId.Parse("org_other-label")];
        foreach (var organization in organizations) await ledgers[0].ApplyAsync(organization, LedgerOperation.Grant("grant", Operations / 3, LedgerReason.Gift, null, "operator"), default);
        // Each operation three times, by different processes: 300 a ledger, and credit for 200.
        await Parallel.ForEachAsync(Enumerable.Range(0, Operations * 3), new ParallelOptions { MaxDegreeOfParallelism = 96 }, async (index, token) =>
        {
            var number = index % Operations;
            await ledgers[index % ledgers.Length].ApplyAsync(organizations[number % 2], LedgerOperation.Spend(FormattableString.Invariant($"spend-{number}"), 1, LedgerReason.SmartLink, null, "smartlinks"), token);
        });
        foreach (var organization in organizations)
        {
            var statement = await ledgers[0].ListAsync(organization, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue.AddYears(-1), 1000, null, default);
            Assert.Equal(0, (await ledgers[0].GetBalanceAsync(organization, default)).Amount);
            Assert.Equal((Operations / 3) + 1, statement.Entries.Count);
            Assert.Equal(statement.Entries.Count, statement.Entries.Select(entry => entry.Operation).Distinct().Count());
            Assert.Equal(0, statement.Entries.Sum(entry => entry.Amount));
            Assert.All(statement.Entries, entry => Assert.True(entry.Balance >= 0));
        }
    }
}

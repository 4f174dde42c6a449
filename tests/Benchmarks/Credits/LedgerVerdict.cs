using Smartlinks.Credits;
using Smartlinks.Credits.Proving;
using Smartlinks.Credits.Spending;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Benchmarks.Credits;

/// <summary>Compares every ledger with the plan, entry by entry, and lets the app's own proof say the same.</summary>
internal static class LedgerVerdict
{
    /// <returns>Entries seen, and what is wrong.</returns>
    public static async Task<(int Entries, IReadOnlyList<string> Faults)> JudgeAsync(LedgerPlan plan, ITableClient table, SpendRequests requests)
    {
        var ledger = new Ledger(table, requests, TimeProvider.System);
        var (faults, seen) = (new List<string>(), 0);
        for (var index = 0; index < plan.Organizations; index++)
        {
            var (organization, numbers) = (plan.OrganizationOf(index), plan.NumbersOf(index));
            var entries = await ReadAsync(ledger, organization);
            var balance = (await ledger.GetBalanceAsync(organization, default)).Amount;
            seen += entries.Count;
            var proof = entries.Aggregate(LedgerProof.Begin(await ReadBalanceAsync(table, organization)), (sum, entry) => sum.With(entry)).End();
            if (proof.Fault is { } fault) faults.Add($"{organization}: {fault}");
            if (entries.Sum(entry => entry.Amount) != balance) faults.Add($"{organization}: the balance is {balance}, its entries come to {entries.Sum(entry => entry.Amount)}");
            if (entries.Any(entry => entry is { Amount: < 0, Balance: < 0 } && !LedgerReasons.MayOverdraw(entry.Reason))) faults.Add($"{organization}: below zero without a reason");
            var planned = numbers.Select(plan.Of).ToDictionary(operation => operation.Id);
            faults.AddRange(entries.GroupBy(entry => entry.Operation).Where(group => group.Count() > 1).Select(group => $"{organization}: {group.Key} was applied {group.Count()} times"));
            faults.AddRange(entries.Where(entry => !planned.TryGetValue(entry.Operation, out var operation) || operation.Amount != entry.Amount).Select(entry => $"{organization}: nobody asked for {entry.Operation}"));
            var expected = plan.IsLean(index) ? planned.Values.Single(operation => operation.Amount > 0).Amount + 1 : planned.Count;
            if (entries.Count != Math.Min(expected, planned.Count)) faults.Add($"{organization}: {entries.Count} entries, {expected} expected");
        }

        return (seen, faults);
    }

    private static async Task<LedgerBalance> ReadBalanceAsync(ITableClient table, OrganizationId organization) =>
        LedgerRow.FromBalance(await table.GetEntityIfExistsAsync(organization.ToString(), LedgerRow.BalanceKey) ?? new TableEntity(organization.ToString(), LedgerRow.BalanceKey));

    private static async Task<List<LedgerEntry>> ReadAsync(Ledger ledger, OrganizationId organization)
    {
        var all = new List<LedgerEntry>();
        string? continuation = null;
        do
        {
            var page = await ledger.ListAsync(organization, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1_000), 1000, continuation, default);
            all.AddRange(page.Entries);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return all;
    }
}

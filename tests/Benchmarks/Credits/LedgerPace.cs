using System.Diagnostics;
using Smartlinks.Credits;
using Smartlinks.Organizations;

namespace Smartlinks.Benchmarks.Credits;

/// <summary>How many credits of one organization are spent a second, and how long another's spends take beside it and alone.</summary>
internal static class LedgerPace
{
    private const int Concurrency = 64;
    private const int Alone = 100;

    private static readonly OrganizationId s_busy = OrganizationId.Parse("org_bench-busy"), s_other = OrganizationId.Parse("org_bench-other");

    public static async Task<string> MeasureAsync(Ledger ledger, int spends)
    {
        foreach (var organization in new[] { s_busy, s_other }) await ledger.ApplyAsync(organization, LedgerOperation.Grant("grant", LedgerOperation.MostAmount, LedgerReason.Gift, null, "operator"), default);
        var alone = new List<double>();
        for (var number = 0; number < Alone; number++) alone.Add(await SpendOneAsync(ledger, $"alone-{number}"));

        var beside = new List<double>();
        using var done = new CancellationTokenSource();
        var other = Task.Run(async () =>
        {
            for (var number = 0; !done.IsCancellationRequested; number++) beside.Add(await SpendOneAsync(ledger, $"beside-{number}"));
        });
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, spends), new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (number, token) => await ledger.ApplyAsync(s_busy, Spend($"spend-{number}"), token));
        var took = Stopwatch.GetElapsedTime(start);
        await done.CancelAsync();
        await other;
        return FormattableString.Invariant($"{spends:N0} spends of one organization in {took.TotalSeconds:N1} s: {spends / took.TotalSeconds:N0} a second; another's take {Middle(alone):N0} ms alone and {Middle(beside):N0} ms beside it (medians; worst {alone.Max():N0} and {beside.Max():N0} ms of {alone.Count} and {beside.Count})");
    }

    private static async Task<double> SpendOneAsync(Ledger ledger, string id)
    {
        var start = Stopwatch.GetTimestamp();
        await ledger.ApplyAsync(s_other, Spend(id), default);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static LedgerOperation Spend(string id) => LedgerOperation.Spend(id, 1, LedgerReason.SmartLink, null, LedgerEntry.BySmartlinks);

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

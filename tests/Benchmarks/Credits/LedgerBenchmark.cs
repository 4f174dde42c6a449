using System.Diagnostics;
using System.Globalization;
using System.Text;
using Smartlinks.Credits;
using Smartlinks.Credits.Spending;
using Smartlinks.Storage;
using Smartlinks.Support;

namespace Smartlinks.Benchmarks.Credits;

/// <summary>
/// Concurrent operations on several organizations' ledgers over Azurite (<c>ledger [operations] [organizations] [workers] [spends]</c>; 100,000, 20, 4, 5,000): messages that come twice and worker
/// processes that are killed all the time. Fails unless each operation is applied once, every balance is the sum of its entries, and none is below zero without a reason. Then one organization's pace.
/// </summary>
internal static class LedgerBenchmark
{
    private static readonly TimeSpan s_betweenKills = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string[] args)
    {
        var (operations, organizations, workers, spends) = (Read(args, 0, 100_000), Read(args, 1, 20), Read(args, 2, 4), Read(args, 3, 5_000));
        var (plan, azurite) = (new LedgerPlan(operations, organizations), new AzuriteFixture());
        await azurite.InitializeAsync();
        try
        {
            var (table, messages) = (azurite.Clients.GetTableClient(LedgerRow.Table), azurite.Clients.GetQueueClient(LedgerWorker.Messages));
            await Task.WhenAll(table.CreateIfNotExistsAsync(), messages.CreateIfNotExistsAsync());
            var requests = new SpendRequests(new InMemoryQueueClient(TimeProvider.System));
            // The first of each organization is its grant.
            var ledger = new Ledger(table, requests, TimeProvider.System);
            for (var number = 0; number < organizations; number++) await ledger.ApplyAsync(plan.OrganizationOf(number), plan.Of(number), default);

            var (doubled, random, start) = (0, new Random(5), Stopwatch.GetTimestamp());
            for (var first = 0; first < operations; first += LedgerPlan.Page)
                for (var times = random.Next(4) == 0 ? 2 : 1; times > 0; times--, doubled += times)
                    await messages.SendMessageAsync(Encoding.UTF8.GetBytes(first.ToString(CultureInfo.InvariantCulture)));
            var kills = await WorkAsync(messages, random, workers, azurite.ConnectionString, operations, organizations);
            var took = Stopwatch.GetElapsedTime(start);
            var (entries, faults) = await LedgerVerdict.JudgeAsync(plan, table, requests);
            await Console.Out.WriteLineAsync(FormattableString.Invariant($"{operations:N0} operations on {organizations} ledgers by {workers} processes, {doubled:N0} of {(operations + LedgerPlan.Page - 1) / LedgerPlan.Page:N0} messages twice, {kills} kills, {took.TotalSeconds:N0} s: {entries:N0} entries, {faults.Count} faults"));
            foreach (var fault in faults.Take(20)) await Console.Out.WriteLineAsync(fault);
            await Console.Out.WriteLineAsync(await LedgerPace.MeasureAsync(ledger, spends));
            return faults.Count == 0 ? 0 : 1;
        }
        finally
        {
            await azurite.DisposeAsync();
        }
    }

    /// <summary>Kills one worker after the other, and starts another in its place, until no message is left.</summary>
    private static async Task<int> WorkAsync(IQueueClient messages, Random random, int workers, string connection, int operations, int organizations)
    {
        var running = Enumerable.Range(0, workers).Select(_ => Start(connection, operations, organizations)).ToList();
        var kills = 0;
        try
        {
            while (await messages.GetApproximateMessageCountAsync() > 0)
            {
                await Task.Delay(s_betweenKills * (0.5 + random.NextDouble()));
                var unlucky = random.Next(running.Count);
                await EndAsync(running[unlucky]);
                running[unlucky] = Start(connection, operations, organizations);
                kills++;
            }

            return kills;
        }
        finally
        {
            foreach (var worker in running) await EndAsync(worker);
        }
    }

    private static Process Start(string connection, int operations, int organizations) => Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
    {
        ArgumentList = { "ledger-worker", connection, operations.ToString(CultureInfo.InvariantCulture), organizations.ToString(CultureInfo.InvariantCulture) },
    })!;

    private static async Task EndAsync(Process worker)
    {
        worker.Kill();
        await worker.WaitForExitAsync();
        worker.Dispose();
    }

    private static int Read(string[] args, int at, int otherwise) => args.Length > at ? int.Parse(args[at], CultureInfo.InvariantCulture) : otherwise;
}

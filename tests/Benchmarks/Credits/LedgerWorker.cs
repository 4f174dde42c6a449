using System.Globalization;
using System.Text;
using Azure;
using Smartlinks.Credits;
using Smartlinks.Credits.Spending;
using Smartlinks.Storage;

namespace Smartlinks.Benchmarks.Credits;

/// <summary>A process that works off messages until it is killed (<c>ledger-worker connection operations organizations</c>): pages of operations, many at once.</summary>
internal static class LedgerWorker
{
    public const string Messages = "benchoperations";

    private const int Concurrency = 64;

    /// <summary>So long a message is the worker's that took it: another has it when that one was killed.</summary>
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args)
    {
        using var storage = new StorageClients(new StorageOptions { ConnectionString = args[0] }, TimeProvider.System);
        var plan = new LedgerPlan(int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
        var ledger = new Ledger(storage.GetTableClient(LedgerRow.Table), new SpendRequests(new InMemoryQueueClient(TimeProvider.System)), TimeProvider.System);
        var queue = storage.GetQueueClient(Messages);
        while (true)
        {
            var messages = await queue.ReceiveMessagesAsync(2, s_lease);
            if (messages.Count == 0) await Task.Delay(200);
            await Task.WhenAll(messages.Select(message => WorkAsync(plan, ledger, queue, message)));
        }
    }

    private static async Task WorkAsync(LedgerPlan plan, Ledger ledger, IQueueClient queue, QueueMessage message)
    {
        var first = int.Parse(Encoding.UTF8.GetString(message.Body!), CultureInfo.InvariantCulture);
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(first, Math.Min(LedgerPlan.Page, plan.Operations - first)), new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
                async (number, token) => await ledger.ApplyAsync(plan.OrganizationOf(number), plan.Of(number), token));
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
        catch (RequestFailedException)
        {
            // It shows again, as the host has it.
        }
    }
}

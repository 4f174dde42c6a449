using Azure;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Credits;

/// <summary>
/// The operations of this process that wait for one organization's ledger: they are written one transaction after the other, as many in each as fit, so that many writers do not
/// outrun each other. What other processes write comes in between and is found by the balance's version.
/// </summary>
internal sealed class LedgerLine(OrganizationId organization, LedgerRows rows, TimeProvider time)
{
    /// <summary>How often the newest version is tried: other processes take turns with it.</summary>
    private const int MostTries = 100;

    private const double LongestWaitMs = 100;

    private readonly Lock _gate = new();
    private readonly LinkedList<LedgerWork> _waiting = new();
    private bool _isRunning;

    public Task<LedgerResult?> AddAsync(LedgerOperation? operation)
    {
        var work = new LedgerWork(operation);
        lock (_gate)
        {
            _waiting.AddLast(work);
            if (_isRunning) return work.Task;
            _isRunning = true;
        }

        _ = Task.Run(RunAsync);
        return work.Task;
    }

    private async Task RunAsync()
    {
        LedgerBalance? known = null;
        while (TakeBatch() is { Count: > 0 } batch)
        {
            try
            {
                known = await WriteAsync(batch, known);
            }
#pragma warning disable CA1031 // Whatever it is, it is told to everybody who waits for this batch; those behind them get their own try.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                foreach (var work in batch) work.Fail(failure);
                known = null;
            }
        }
    }

    /// <summary>The next ones, each operation once: a second of the same id finds the first written. None: the line ends.</summary>
    private List<LedgerWork> TakeBatch()
    {
        var batch = new List<LedgerWork>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        lock (_gate)
        {
            for (var node = _waiting.First; node is not null && batch.Count < LedgerRows.MostEntries;)
            {
                var next = node.Next;
                if (ids.Add(node.Value.Operation?.Id ?? ""))
                {
                    batch.Add(node.Value);
                    _waiting.Remove(node);
                }

                node = next;
            }

            _isRunning = batch.Count > 0;
        }

        return batch;
    }

    /// <returns>The balance as it was left.</returns>
    private async Task<LedgerBalance> WriteAsync(List<LedgerWork> batch, LedgerBalance? known)
    {
        for (var tries = 1; ; tries++)
        {
            var isFresh = known is null;
            var before = known ?? await rows.GetBalanceAsync(organization, CancellationToken.None);
            var turn = LedgerTurn.Take(before, batch, time.GetUtcNow());
            known = null;
            // Others may have brought credit since: only what is stored now turns anybody away.
            if (turn.Lacking.Count > 0 && !isFresh) continue;
            try
            {
                var after = turn.After.Sequence == before.Sequence ? before : await rows.WriteAsync(before, turn.After, [.. turn.Writes.Select(each => each.Write)], CancellationToken.None);
                foreach (var (work, write) in turn.Writes) work.Succeed(write.Entries.Count == 0 ? null : new LedgerResult.Applied(write.Entries[^1]));
                foreach (var work in turn.Lacking) await TellAsync(work, new LedgerResult.InsufficientCredit(after.Amount));
                batch.RemoveAll(work => work.Task.IsCompleted);
                if (batch.Count == 0) return after;
                known = after;
            }
            catch (TableTransactionFailedException refused) when (refused.Status is 404 or 409 or 412)
            {
                if (tries == MostTries) throw new RequestFailedException(503, $"Others change the ledger of {organization} all the time.", refused);
                if (refused.FailedIndex == 0) await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(LongestWaitMs, 4 * tries)), TimeProvider.System);
                // One was written before: most likely all were, by a transaction whose answer was lost.
                else await Task.WhenAll(batch.Select(work => TellAsync(work, null)));
                batch.RemoveAll(work => work.Task.IsCompleted);
                if (batch.Count == 0) return await rows.GetBalanceAsync(organization, CancellationToken.None);
            }
        }
    }

    /// <summary>Tells what came of an operation that was written before; else <paramref name="otherwise"/>, or nothing.</summary>
    private async Task TellAsync(LedgerWork work, LedgerResult? otherwise)
    {
        if (work.Operation is { } operation && await rows.FindAsync(organization, operation.Id, CancellationToken.None) is var (entry, content))
        {
            if (content == operation.Content) work.Succeed(new LedgerResult.AlreadyApplied(entry));
            else work.Fail(new LedgerConflictException(operation.Id));
        }
        else if (otherwise is not null) work.Succeed(otherwise);
    }
}

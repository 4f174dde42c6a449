namespace Smartlinks.Credits;

/// <summary>An operation that waits to be written, and whoever waits for it.</summary>
/// <param name="operation">Null: only what is due is to expire.</param>
internal sealed class LedgerWork(LedgerOperation? operation)
{
    private readonly TaskCompletionSource<LedgerResult?> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LedgerOperation? Operation => operation;

    public Task<LedgerResult?> Task => _result.Task;

    public void Succeed(LedgerResult? result) => _result.TrySetResult(result);

    public void Fail(Exception failure) => _result.TrySetException(failure);
}

/// <summary>What one transaction does of a batch: in its order, as much as fits; and who has not enough credit for it.</summary>
internal sealed record LedgerTurn(LedgerBalance After, IReadOnlyList<(LedgerWork Work, LedgerWrite Write)> Writes, IReadOnlyList<LedgerWork> Lacking)
{
    public static LedgerTurn Take(LedgerBalance before, IReadOnlyList<LedgerWork> batch, DateTimeOffset now)
    {
        var (writes, lacking, after, entries) = (new List<(LedgerWork, LedgerWrite)>(), new List<LedgerWork>(), before, 0);
        foreach (var work in batch)
        {
            if ((work.Operation is { } operation ? LedgerRules.Apply(after, operation, now) : LedgerRules.ExpireDue(after, now)) is not { } change)
            {
                lacking.Add(work);
                continue;
            }

            if (entries + change.Entries.Count > LedgerRows.MostEntries) break;
            writes.Add((work, new LedgerWrite(work.Operation, change.Entries)));
            (after, entries) = (change.After, entries + change.Entries.Count);
        }

        return new LedgerTurn(after, writes, lacking);
    }
}

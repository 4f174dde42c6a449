using Microsoft.Extensions.Logging;
using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;
using Smartlinks.StreamingServices;

namespace Smartlinks.Fans.Grants;

/// <summary>
/// Fired every hour: walks through all grants once a day, seals anew what is under another key than the one that seals now, and deletes the tokens of grants that ended. What
/// one firing does not get done the next goes on with. Safe at any moment and twice at once: what is changed meanwhile is left to who changed it.
/// </summary>
public sealed class GrantResealer(ITableClient table, FanGrants grants, Sealer sealer, TimeProvider time, ILogger<GrantResealer> log)
{
    /// <summary>What one firing looks at: pages of up to 1,000 grants, for so long.</summary>
    public const int MostPages = 100;

    public static readonly TimeSpan LongestFiring = TimeSpan.FromMinutes(5);

    /// <summary>From the end of one walk to the start of the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromHours(23);

    /// <summary>How long after its end a grant's tokens are kept, for clocks that differ.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    private const string StatePartition = "state";
    private const string StateRow = "resealing";
    private const int Concurrency = 16;

    private static readonly string[] s_looked = [GrantRow.KeyVersionColumn, GrantRow.EndsAtColumn, GrantRow.StateColumn];

    public async Task FireAsync(CancellationToken cancellationToken)
    {
        var (began, state) = (time.GetUtcNow(), await table.GetEntityIfExistsAsync(StatePartition, StateRow, cancellationToken));
        var isThisWalk = state?.GetString("KeyVersion") == sealer.CurrentVersion;
        if (isThisWalk && state!.GetDateTimeOffset("DoneAt") is { } done && done <= began && began < done + Pause) return;
        var after = isThisWalk ? state!.GetString("After") : null;
        string? continuation = null;
        var (pages, lost) = (0, 0);
        do
        {
            var page = await table.QueryPageAsync(From(after), 1000, continuation, s_looked, cancellationToken);
            await Parallel.ForEachAsync(page.Items.Where(row => IsOutdated(row, began)), new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, async (row, token) =>
            {
                if (!await RenewAsync(row, began, token)) Interlocked.Increment(ref lost);
            });
            (after, continuation) = (page.Items.Count > 0 ? page.Items[^1].PartitionKey : after, page.Continuation);
            await SaveAsync(continuation is null ? null : after, continuation is null ? time.GetUtcNow() : null, cancellationToken);
        }
        while (continuation is not null && ++pages < MostPages && time.GetUtcNow() < began + LongestFiring);

        if (lost > 0) log.LogError("{Count} grants cannot be sealed anew: the key they were sealed under is not in the configuration", lost);
    }

    /// <summary>A page may end within a fan's grants: they are looked at again.</summary>
    private static string From(string? after) => $"PartitionKey ge {TableFilter.Quote(after ?? FanId.Prefix)} and PartitionKey lt 'fan`'";

    private bool IsOutdated(TableEntity row, DateTimeOffset now) =>
        row.GetString(GrantRow.KeyVersionColumn) is { } version && (version != sealer.CurrentVersion || IsPast(row.GetDateTimeOffset(GrantRow.EndsAtColumn), now));

    private static bool IsPast(DateTimeOffset? endsAt, DateTimeOffset now) => endsAt + Grace <= now;

    /// <summary>False: it cannot be opened.</summary>
    private async Task<bool> RenewAsync(TableEntity row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var grant = await grants.FindAsync(FanId.Parse(row.PartitionKey), StreamingService.Parse(row.RowKey), cancellationToken);
        if (grant?.Sealed is not { } text) return true;
        if (IsPast(grant.EndsAt, now)) await grants.TryUpdateAsync(grant.End(GrantEnd.Expired), cancellationToken);
        else if (sealer.IsCurrent(text)) return true;
        else if (grants.Open(grant) is { } tokens) await grants.TryUpdateAsync(grants.Seal(grant, tokens), cancellationToken);
        else return false;
        return true;
    }

    private async Task SaveAsync(string? after, DateTimeOffset? doneAt, CancellationToken cancellationToken) => await table.UpsertEntityAsync(
        new TableEntity(StatePartition, StateRow) { ["KeyVersion"] = sealer.CurrentVersion, ["After"] = after, ["DoneAt"] = doneAt }, TableUpdateMode.Replace, cancellationToken);
}

using Azure;
using Microsoft.Extensions.Logging;
using Smartlinks.Storage;

namespace Smartlinks.StreamingServices.Pacing;

/// <summary>Deletes a pace's rows of days long past. Whatever comes of it, nobody waits long for it and nobody's turn hangs on it: the next day tries again.</summary>
internal sealed class QuotaCleaner(ITableClient table, string pace, TimeProvider time, ILogger log)
{
    /// <summary>Days kept: no clock and no zone is further off, and a person can see what was used.</summary>
    private const int DaysKept = 7;

    /// <summary>All that one transaction takes; a longer backlog takes several days.</summary>
    private const int MostRows = 100;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    /// <param name="today">Of the zone the quota is reset in.</param>
    public async Task CleanAsync(DateOnly today, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(s_timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var old = await table.QueryPageAsync(PaceRow.QuotasBefore(pace, today.AddDays(-DaysKept)), MostRows, properties: [], cancellationToken: both.Token);
            if (old.Items.Count > 0) await table.SubmitTransactionAsync([.. old.Items.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All))], both.Token);
        }
        catch (Exception failure) when (StoredVersion.IsStorage(failure) && !cancellationToken.IsCancellationRequested)
        {
            log.LogDebug(failure, "Old quota rows of {Pace} stay until tomorrow", pace);
        }
    }
}

using System.Collections.Concurrent;
using Azure;
using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves.Reminding;

/// <summary>Reads and writes reminders.</summary>
public sealed class Reminders(ITableClient table)
{
    public async Task<Reminder?> FindAsync(FanId fan, LinkId link, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(fan.ToString(), link.ToString(), cancellationToken) is { } row ? ReminderRow.Read(row) : null;

    public async Task<IReadOnlyList<Reminder>> ListAsync(FanId fan, CancellationToken cancellationToken)
    {
        var found = new List<Reminder>();
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(TableFilter.Partition(fan.ToString()), 1000, continuation, null, cancellationToken);
            found.AddRange(page.Items.Select(ReminderRow.Read));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return found;
    }

    /// <summary>False: the fan has one for this link.</summary>
    public async Task<bool> TryAddAsync(Reminder reminder, CancellationToken cancellationToken)
    {
        // What is to be looked at first: a reminder that nobody looks at would be a promise broken.
        await table.UpsertEntityAsync(ReminderRow.ToDue(reminder), TableUpdateMode.Replace, cancellationToken);
        try
        {
            await table.AddEntityAsync(ReminderRow.ToEntity(reminder), cancellationToken);
            return true;
        }
        catch (RequestFailedException refused) when (refused.Status == 409)
        {
            return false;
        }
    }

    /// <summary>Writes over the version it was read at. Null: it was changed since, or is gone.</summary>
    public async Task<Reminder?> TryUpdateAsync(Reminder reminder, CancellationToken cancellationToken)
    {
        try
        {
            return reminder with { ETag = await table.UpdateEntityAsync(ReminderRow.ToEntity(reminder), reminder.ETag, TableUpdateMode.Replace, cancellationToken) };
        }
        catch (RequestFailedException refused) when (refused.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>The reminder goes last: who is cut off half-way finds it again.</summary>
    public async Task DeleteAsync(Reminder reminder, CancellationToken cancellationToken)
    {
        await DeleteDueAsync(reminder.Key, reminder.Fan, cancellationToken);
        await table.DeleteEntityAsync(reminder.Fan.ToString(), reminder.Link.ToString(), ETag.All, cancellationToken);
    }

    public Task DeleteDueAsync(PreSaveKey key, FanId fan, CancellationToken cancellationToken) => table.DeleteEntityAsync(PreSaveRow.PartitionKey(key), fan.ToString(), ETag.All, cancellationToken);

    /// <summary>What is to be looked at in a bucket after a fan's, by fan, at most <paramref name="most"/>.</summary>
    /// <param name="after">Null: from the first.</param>
    public async Task<IReadOnlyList<DueReminder>> ListDueAsync(PreSaveKey key, FanId? after, int most, CancellationToken cancellationToken)
    {
        var filter = TableFilter.Partition(PreSaveRow.PartitionKey(key)) + (after is { } last ? $" and RowKey gt {TableFilter.Quote(last.ToString())}" : "");
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(filter, most, continuation, null, cancellationToken);
            if (page.Items.Count > 0) return [.. page.Items.Select(ReminderRow.ReadDue)];
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return [];
    }

    /// <summary>The buckets of a slot that have something to look at.</summary>
    public async Task<IReadOnlyList<PreSaveKey>> ListDueBucketsAsync(Slot slot, CancellationToken cancellationToken)
    {
        var due = new ConcurrentBag<PreSaveKey>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Reminder.Buckets), cancellationToken, async (bucket, token) =>
        {
            var key = new PreSaveKey(slot.Link, slot.Zone, bucket);
            if ((await ListDueAsync(key, null, 1, token)).Count > 0) due.Add(key);
        });
        return [.. due.OrderBy(key => key.Bucket)];
    }
}

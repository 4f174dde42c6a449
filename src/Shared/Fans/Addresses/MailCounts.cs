using System.Globalization;
using Azure;
using Smartlinks.Storage;
using Smartlinks.Storage.Sealing;

namespace Smartlinks.Fans.Addresses;

/// <summary>
/// How many confirmation mails a mailbox got today, so that nobody fills another's with them. Table <c>mailCounts</c>: partition = UTC day, row = a keyed hash of the address;
/// no address is in it. Days that are over go with the first mail of an address on a later one.
/// </summary>
public sealed class MailCounts(ITableClient table, SealingKeys keys, TimeProvider time)
{
    public const string Table = "mailCounts";

    private const int MostTries = 10;
    private const int MostDeleted = 100;

    private readonly Signer _hash = new(keys, "mail counts");

    /// <summary>Counts one more; false when the day's are used up.</summary>
    public async Task<bool> TryTakeAsync(EmailAddress email, int most, CancellationToken cancellationToken)
    {
        var (day, row) = (Day(time.GetUtcNow()), _hash.Sign(email.ToSameMailboxKey()));
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var counted = await table.GetEntityIfExistsAsync(day, row, cancellationToken);
            var count = counted?.GetInt32("Count") ?? 0;
            if (count >= most) return false;
            try
            {
                if (counted is not null)
                {
                    await table.UpdateEntityAsync(new TableEntity(day, row) { ["Count"] = count + 1 }, counted.ETag, TableUpdateMode.Replace, cancellationToken);
                    return true;
                }

                await table.AddEntityAsync(new TableEntity(day, row) { ["Count"] = 1 }, cancellationToken);
                await DeletePastAsync(day, cancellationToken);
                return true;
            }
            catch (RequestFailedException refused) when (refused.Status is 409 or 412 or 404)
            {
                // Counted by another request just now: read it again.
            }
        }

        return false;
    }

    private async Task DeletePastAsync(string today, CancellationToken cancellationToken)
    {
        var past = await table.QueryPageAsync($"PartitionKey lt {TableFilter.Quote(today)}", MostDeleted, null, [], cancellationToken);
        foreach (var row in past.Items) await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Azure;
using Smartlinks.Storage;

namespace Smartlinks.Billing.Webhooks;

/// <summary>Table <c>stripeEvents</c>: partition = the UTC day it happened, row = event id. What came, and whether it was applied; never what it said. Days that
/// are over for longer than Stripe keeps events go with the first that is applied on a later one.</summary>
/// <param name="time">That which events are dated by.</param>
public sealed class StripeEvents(ITableClient table, TimeProvider time)
{
    public const string Table = "stripeEvents";

    /// <summary>So long Stripe has an event, and can be asked to send it again (https://docs.stripe.com/api/events).</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const int MostDeleted = 100;

    private string? _cleanedUpTo;

    public async Task<StripeEvent?> FindAsync(string partition, string id, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(partition, id, cancellationToken) is { } row ? Read(row) : null;

    /// <summary>False: it is there already.</summary>
    public async Task<bool> TryAddAsync(StripeEvent news, CancellationToken cancellationToken)
    {
        try
        {
            await table.AddEntityAsync(ToEntity(news), cancellationToken);
            return true;
        }
        catch (RequestFailedException taken) when (taken.Status == 409)
        {
            return false;
        }
    }

    /// <summary>Whoever marks it second finds it marked.</summary>
    public async Task MarkAppliedAsync(StripeEvent news, CancellationToken cancellationToken)
    {
        try
        {
            await table.UpdateEntityAsync(ToEntity(news with { IsApplied = true }), news.ETag, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException refused) when (refused.Status == 412)
        {
            // The same news, worked on twice at once: what is written of it is the same.
        }
    }

    /// <summary>Deletes what is over, some of it at a time, until nothing is left for today.</summary>
    public async Task DeletePastAsync(CancellationToken cancellationToken)
    {
        var first = Day(time.GetUtcNow() - Kept);
        if (_cleanedUpTo == first) return;
        var past = await table.QueryPageAsync($"PartitionKey lt {TableFilter.Quote(first)}", MostDeleted, null, [], cancellationToken);
        foreach (var row in past.Items) await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
        if (past.Continuation is null) _cleanedUpTo = first;
    }

    /// <summary>Partition of what happened then.</summary>
    internal static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static TableEntity ToEntity(StripeEvent news) => new(news.Partition, news.Id)
    {
        ["Type"] = news.Type,
        ["Account"] = news.Account,
        ["ObjectId"] = news.ObjectId,
        ["CreatedAt"] = news.CreatedAt,
        ["Livemode"] = news.Livemode,
        ["Applied"] = news.IsApplied,
    };

    private static StripeEvent Read(TableEntity row) => new(row.RowKey, row.GetString("Type") ?? "", row.GetString("Account"), row.GetString("ObjectId") ?? "", row.GetDateTimeOffset("CreatedAt") ?? default, row.GetBoolean("Livemode") ?? false)
    {
        IsApplied = row.GetBoolean("Applied") ?? false,
        ETag = row.ETag,
    };
}

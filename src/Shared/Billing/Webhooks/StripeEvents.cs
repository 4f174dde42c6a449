using Azure;
using Smartlinks.Storage;

namespace Smartlinks.Billing.Webhooks;

/// <summary>Table <c>stripeEvents</c>: partition = the UTC day it happened, row = event id. What came, and whether it was applied; never what it said.</summary>
public sealed class StripeEvents(ITableClient table)
{
    public const string Table = "stripeEvents";

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

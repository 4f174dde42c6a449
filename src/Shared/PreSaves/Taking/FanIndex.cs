using Azure;
using Smartlinks.Fans;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;

namespace Smartlinks.PreSaves.Taking;

/// <summary>Where a fan's pre-save of a link at a service lies. Written before the pre-save: there may be none yet.</summary>
/// <param name="Round">As <see cref="PreSave.Round"/>.</param>
public sealed record FanEntry(FanId Fan, LinkId Link, StreamingService Service, OrganizationId Organization, LinkAddress Address, string Zone, int Bucket, int Round,
    DateTimeOffset At, ETag ETag = default)
{
    public PreSaveKey Key => new(Link, Zone, Bucket);
}

/// <summary>Table <c>fanPreSaves</c>: partition = fan, row = <c>{link}|{service}</c>. A second yes finds the first by it, in whichever bucket that lies.</summary>
public sealed class FanIndex(ITableClient table)
{
    public const string Table = "fanPreSaves";

    public static string RowKey(LinkId link, StreamingService service) => $"{link}|{service}";

    public async Task<FanEntry?> FindAsync(FanId fan, LinkId link, StreamingService service, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(fan.ToString(), RowKey(link, service), cancellationToken) is { } row ? Read(row) : null;

    public async Task<IReadOnlyList<FanEntry>> ListAsync(FanId fan, CancellationToken cancellationToken)
    {
        var entries = new List<FanEntry>();
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(TableFilter.Partition(fan.ToString()), 1000, continuation, null, cancellationToken);
            entries.AddRange(page.Items.Select(Read));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return entries;
    }

    /// <summary>Adds it, or writes it in the place of the version it has; null when somebody else was faster.</summary>
    public async Task<FanEntry?> TryPutAsync(FanEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var row = ToEntity(entry);
            return entry with
            {
                ETag = entry.ETag == default
                    ? await table.AddEntityAsync(row, cancellationToken)
                    : await table.UpdateEntityAsync(row, entry.ETag, TableUpdateMode.Replace, cancellationToken),
            };
        }
        catch (RequestFailedException refused) when (refused.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    public Task DeleteAsync(FanEntry entry, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(entry.Fan.ToString(), RowKey(entry.Link, entry.Service), ETag.All, cancellationToken);

    private static TableEntity ToEntity(FanEntry entry) => new(entry.Fan.ToString(), RowKey(entry.Link, entry.Service))
    {
        ["Organization"] = entry.Organization.ToString(),
        ["Domain"] = entry.Address.Domain,
        ["Slug"] = entry.Address.Slug.ToString(),
        ["Zone"] = entry.Zone,
        ["Bucket"] = entry.Bucket,
        ["Round"] = entry.Round,
        ["At"] = entry.At,
    };

    private static FanEntry Read(TableEntity row)
    {
        var parts = row.RowKey.Split('|');
        return new FanEntry(FanId.Parse(row.PartitionKey), LinkId.Parse(parts[0]), StreamingService.Parse(parts[1]), OrganizationId.Parse(row.GetString("Organization") ?? ""),
            new LinkAddress(row.GetString("Domain") ?? LinkAddress.OwnDomain, Slug.Parse(row.GetString("Slug") ?? "")), row.GetString("Zone") ?? "UTC",
            row.GetInt32("Bucket") ?? 0, row.GetInt32("Round") ?? 1, row.GetDateTimeOffset("At") ?? default, row.ETag);
    }
}

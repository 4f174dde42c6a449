using Azure;
using Smartlinks.Links;
using Smartlinks.Links.Publishing;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Credits.Spending;

/// <summary>A link that is not published yet.</summary>
/// <param name="Address">Where it was when it began to wait; whoever looks there is led on.</param>
public sealed record WaitingLink(OrganizationId Organization, LinkId Link, LinkAddress Address, HoldReason For, DateTimeOffset Since);

/// <summary>
/// Table <c>waitingLinks</c>: partition = organization, row = link, so that the oldest come first. An index, written before the link is: whether one waits, or is there at all, the link itself tells.
/// </summary>
public sealed class WaitingLinks(ITableClient table)
{
    public const string Table = "waitingLinks";

    public Task PutAsync(Link link, HoldReason reason, DateTimeOffset since, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(new TableEntity(link.Organization.ToString(), link.Id.ToString())
        {
            ["Domain"] = link.Address.Domain,
            ["Slug"] = link.Address.Slug.ToString(),
            ["For"] = reason.ToString(),
            ["Since"] = since,
        }, TableUpdateMode.Replace, cancellationToken);

    public Task RemoveAsync(OrganizationId organization, LinkId link, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(organization.ToString(), link.ToString(), ETag.All, cancellationToken);

    /// <summary>The oldest, after <paramref name="after"/> where one is given.</summary>
    /// <param name="most">1 to 1,000.</param>
    public async Task<IReadOnlyList<WaitingLink>> ListAsync(OrganizationId organization, LinkId? after, int most, CancellationToken cancellationToken)
    {
        var filter = TableFilter.Partition(organization.ToString()) + (after is { } last ? $" and RowKey gt {TableFilter.Quote(last.ToString())}" : "");
        var found = new List<WaitingLink>();
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(filter, most - found.Count, continuation, null, cancellationToken);
            found.AddRange(page.Items.Select(Read));
            continuation = page.Continuation;
        }
        while (found.Count < most && continuation is not null);
        return found;
    }

    private static WaitingLink Read(TableEntity row) => new(OrganizationId.Parse(row.PartitionKey), LinkId.Parse(row.RowKey),
        new LinkAddress(row.GetString("Domain") ?? LinkAddress.OwnDomain, Slug.Parse(row.GetString("Slug") ?? "")), Enum.Parse<HoldReason>(row.GetString("For") ?? ""), row.GetDateTimeOffset("Since") ?? default);
}

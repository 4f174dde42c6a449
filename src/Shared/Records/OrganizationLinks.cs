using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Records;

/// <summary>Walks an organization's links by their pointers, newest first, page by page.</summary>
public sealed class OrganizationLinks(ITableClient organizationLinks)
{
    /// <param name="after">The pointer's key of the last link that was seen; null: from the first.</param>
    /// <returns>No links: there are no more.</returns>
    public async Task<IReadOnlyList<(LinkId Link, string Key)>> ListAsync(OrganizationId organization, string? after, int most, CancellationToken cancellationToken)
    {
        var filter = TableFilter.RowPrefix(organization.ToString(), OrganizationLinkRow.LinkPrefix) + (after is null ? "" : $" and RowKey gt {TableFilter.Quote(after)}");
        string? continuation = null;
        do
        {
            var page = await organizationLinks.QueryPageAsync(filter, most, continuation, [], cancellationToken);
            if (page.Items.Count > 0) return [.. page.Items.Select(row => (OrganizationLinkRow.LinkOf(row), row.RowKey))];
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return [];
    }
}

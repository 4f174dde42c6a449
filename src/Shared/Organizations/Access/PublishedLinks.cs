using Smartlinks.Storage;

namespace Smartlinks.Organizations.Access;

/// <summary>
/// Table <c>entitlements</c>, rows <c>published|{id}|{link}</c>: which links something that an owner holds let be published. An index, written before the link is published: the link tells what it
/// was published by last. Who takes something back finds here what to look at again.
/// </summary>
public sealed class PublishedLinks(ITableClient entitlements)
{
    /// <param name="link">The link's id as text.</param>
    public Task PutAsync(OrganizationId organization, OwnerId owner, EntitlementId by, string link, CancellationToken cancellationToken) =>
        entitlements.UpsertEntityAsync(new TableEntity(EntitlementRow.Partition(organization, owner), EntitlementRow.PublishedKey(by, link)), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Links' ids as text, the oldest first, after <paramref name="after"/> where one is given.</summary>
    /// <param name="most">1 to 1,000.</param>
    public async Task<IReadOnlyList<string>> ListAsync(OrganizationId organization, OwnerId owner, EntitlementId by, string? after, int most, CancellationToken cancellationToken)
    {
        var (partition, prefix) = (EntitlementRow.Partition(organization, owner), EntitlementRow.PublishedPrefix(by));
        var filter = TableFilter.RowPrefix(partition, prefix) + (after is null ? "" : $" and RowKey gt {TableFilter.Quote(prefix + after)}");
        var found = new List<string>();
        string? continuation = null;
        do
        {
            var page = await entitlements.QueryPageAsync(filter, most - found.Count, continuation, [], cancellationToken);
            found.AddRange(page.Items.Select(row => row.RowKey[prefix.Length..]));
            continuation = page.Continuation;
        }
        while (found.Count < most && continuation is not null);
        return found;
    }
}

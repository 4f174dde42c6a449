using Azure;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Releases;

/// <summary>A link that needs a person's look, with what the sources offered for it.</summary>
public sealed record Review(Link Link, ReleaseRecord Record);

/// <summary>One page of an organization's reviews, newest link first.</summary>
public sealed record ReviewList(IReadOnlyList<Review> Items, string? Continuation);

/// <summary>
/// Table <c>reviews</c>: partition = organization, row = link's newest-first key, for links that need a look. An index only: whether a link does is told by the
/// link itself, so that a row left by a kill is harmless.
/// </summary>
public sealed class Reviews(ITableClient reviews, ITableClient releases, LinkStore links)
{
    public const string Table = "reviews";

    private const string Prefix = "link|";

    /// <summary>Whether there is something to decide: a likely match, one that went wrong, or nothing at all to show.</summary>
    public static bool NeedsLook(Link link) => !link.IsAtRest && (link.Destinations.Any(destination => destination.NeedsReview)
        || (!link.Resolving && link.Destinations.All(destination => destination.Url is null)));

    /// <summary>Brings the index in line with the link.</summary>
    public async Task SetAsync(Link link, CancellationToken cancellationToken)
    {
        var (partition, row) = (link.Organization.ToString(), Prefix + link.Id.ToNewestFirstKey());
        if (NeedsLook(link)) await reviews.UpsertEntityAsync(new TableEntity(partition, row) { ["Domain"] = link.Address.Domain, ["Slug"] = link.Address.Slug.ToString() }, TableUpdateMode.Replace, cancellationToken);
        else await reviews.DeleteEntityAsync(partition, row, ETag.All, cancellationToken);
    }

    /// <summary>Takes off all that was known of a link's release.</summary>
    public async Task RemoveAsync(OrganizationId organization, LinkId id, CancellationToken cancellationToken)
    {
        await reviews.DeleteEntityAsync(organization.ToString(), Prefix + id.ToNewestFirstKey(), ETag.All, cancellationToken);
        await releases.DeleteEntityAsync(organization.ToString(), id.ToString(), ETag.All, cancellationToken);
    }

    public async Task<ReleaseRecord> GetRecordAsync(Link link, CancellationToken cancellationToken) =>
        ReleaseRow.FromEntity(await releases.GetEntityIfExistsAsync(link.Organization.ToString(), link.Id.ToString(), cancellationToken));

    /// <param name="pageSize">1 to 100.</param>
    public async Task<ReviewList> ListAsync(OrganizationId organization, int pageSize, string? continuation, CancellationToken cancellationToken)
    {
        var filter = TableFilter.RowPrefix(organization.ToString(), Prefix);
        TablePage page;
        do
        {
            page = await reviews.QueryPageAsync(filter, pageSize, continuation, null, cancellationToken);
            continuation = page.Continuation;
        }
        while (page.Items.Count == 0 && continuation is not null);

        var found = await Task.WhenAll(page.Items.Select(row => ReadAsync(organization, row, cancellationToken)));
        return new ReviewList([.. found.OfType<Review>()], continuation);
    }

    private async Task<Review?> ReadAsync(OrganizationId organization, TableEntity row, CancellationToken cancellationToken)
    {
        var address = new LinkAddress(row.GetString("Domain") ?? LinkAddress.OwnDomain, Slug.Parse(row.GetString("Slug") ?? ""));
        var link = await links.FindFollowingAsync(address, cancellationToken);
        if (link is not null && link.Organization == organization && Prefix + link.Id.ToNewestFirstKey() == row.RowKey && NeedsLook(link)) return new Review(link, await GetRecordAsync(link, cancellationToken));
        await ForgetAsync(row, cancellationToken);
        return null;
    }

    /// <summary>Unless it was put again since it was read.</summary>
    private async Task ForgetAsync(TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await reviews.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
        }
        catch (RequestFailedException refused) when (refused.Status == 412)
        {
        }
    }
}

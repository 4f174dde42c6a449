using Smartlinks.Links;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves.Reporting;

/// <summary>One page of a link's pre-saves, one by one.</summary>
public sealed record PreSavePage(IReadOnlyList<PreSave> Items, string? Continuation);

/// <summary>Reads all pre-saves of a link page by page: what the counts of <see cref="PreSaveProgress"/> are to be held against.</summary>
public sealed class PreSaveReport(ITableClient table)
{
    /// <param name="pageSize">1 to 1,000. A page may have fewer, and go on.</param>
    public async Task<PreSavePage> ListAsync(LinkId link, int pageSize, string? continuation, CancellationToken cancellationToken)
    {
        var page = await table.QueryPageAsync(PreSaveRow.AllOf(link), pageSize, continuation, null, cancellationToken);
        return new PreSavePage([.. page.Items.Where(row => row.RowKey != BucketRow.RowKey).Select(PreSaveRow.FromEntity)], page.Continuation);
    }
}

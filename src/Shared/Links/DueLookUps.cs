using System.Globalization;
using Azure;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Links;

/// <summary>A link that is to be looked at again at a moment.</summary>
/// <param name="DueAt">As the link's <see cref="Link.LookUpDueAt"/> had it when this was written.</param>
/// <param name="FiresAt">When the timer takes it: <paramref name="DueAt"/>, or later when it was taken before and may have been lost since.</param>
public sealed record DueLookUp(OrganizationId Organization, LinkId Link, LinkAddress Address, DateTimeOffset DueAt, DateTimeOffset FiresAt, ETag ETag = default);

/// <summary>
/// Table <c>dueLookUps</c>: partition = the UTC hour it fires in (<c>2026-12-04T00</c>), row = link, so that one range read finds what is due and a link
/// put again within the hour is there once. Partition <c>state</c> / row <c>timer</c> keeps the first hour that may hold something.
/// A row only says when to look at the link; whether it is due, and for which moment, the link tells.
/// </summary>
public sealed class DueLookUps(ITableClient table)
{
    public const string Table = "dueLookUps";

    private const string StatePartition = "state";
    private const string TimerRow = "timer";

    /// <summary>A table holds no instant before 1601.</summary>
    private static readonly DateTimeOffset s_beginning = DateTimeOffset.UnixEpoch;

    public Task PutAsync(DueLookUp due, CancellationToken cancellationToken) => table.UpsertEntityAsync(ToEntity(due), TableUpdateMode.Replace, cancellationToken);

    public Task PutAsync(Link link, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        PutAsync(new DueLookUp(link.Organization, link.Id, link.Address, dueAt, dueAt), cancellationToken);

    /// <summary>
    /// Puts it in the place of <paramref name="taken"/>, which stays unless both are one row. Where another row of the link is in that hour it is left there:
    /// it fires in that hour as well, and may be newer. So may the one in <paramref name="taken"/>'s own place by now.
    /// </summary>
    public async Task PutOffAsync(DueLookUp taken, DueLookUp next, CancellationToken cancellationToken)
    {
        try
        {
            if (IsOneRow(taken, next)) await table.UpdateEntityAsync(ToEntity(next), taken.ETag, TableUpdateMode.Replace, cancellationToken);
            else await table.AddEntityAsync(ToEntity(next), cancellationToken);
        }
        catch (RequestFailedException refused) when (refused.Status is 409 or 412 or 404)
        {
        }
    }

    /// <summary>Whether both are the same link in the same hour.</summary>
    public static bool IsOneRow(DueLookUp one, DueLookUp other) => one.Link == other.Link && Hour(one.FiresAt) == Hour(other.FiresAt);

    /// <summary>At most <paramref name="most"/> that fire at or before <paramref name="now"/>, by hour.</summary>
    public async Task<IReadOnlyList<DueLookUp>> ListAsync(DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        var state = await table.GetEntityIfExistsAsync(StatePartition, TimerRow, cancellationToken);
        // Not known yet, or known by a clock that was set back since: from the beginning, so that what came due while nobody fired is not left behind.
        var from = state?.GetDateTimeOffset("From") is { } first && first < now ? first : s_beginning;
        var filter = $"PartitionKey ge {TableFilter.Quote(Hour(from))} and PartitionKey le {TableFilter.Quote(Hour(now))}";
        var due = new List<DueLookUp>();
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(filter, 1000, continuation, null, cancellationToken);
            due.AddRange(page.Items.Select(Read).Where(each => each.FiresAt <= now));
            continuation = page.Continuation;
        }
        while (continuation is not null && due.Count < most);

        // An hour's overlap: another instance's clock may be behind.
        if (due.Count == 0 && now.AddHours(-1) > from.AddHours(1))
            await table.UpsertEntityAsync(new TableEntity(StatePartition, TimerRow) { ["From"] = now.AddHours(-1) }, TableUpdateMode.Replace, cancellationToken);
        return due.Count > most ? due[..most] : due;
    }

    /// <summary>Takes it off, unless the link was put again meanwhile.</summary>
    public async Task DeleteAsync(DueLookUp due, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(Hour(due.FiresAt), due.Link.ToString(), due.ETag, cancellationToken);
        }
        catch (RequestFailedException refused) when (refused.Status == 412)
        {
        }
    }

    private static string Hour(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture);

    private static TableEntity ToEntity(DueLookUp due) => new(Hour(due.FiresAt), due.Link.ToString())
    {
        ["Organization"] = due.Organization.ToString(),
        ["Domain"] = due.Address.Domain,
        ["Slug"] = due.Address.Slug.ToString(),
        ["DueAt"] = due.DueAt,
        ["FiresAt"] = due.FiresAt,
    };

    private static DueLookUp Read(TableEntity row) => new(
        OrganizationId.Parse(row.GetString("Organization") ?? ""), LinkId.Parse(row.RowKey),
        new LinkAddress(row.GetString("Domain") ?? LinkAddress.OwnDomain, Slug.Parse(row.GetString("Slug") ?? "")),
        row.GetDateTimeOffset("DueAt") ?? default, row.GetDateTimeOffset("FiresAt") ?? default, row.ETag);
}

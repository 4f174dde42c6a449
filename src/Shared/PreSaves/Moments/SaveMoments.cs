using System.Globalization;
using Azure;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.PreSaves.Moments;

/// <summary>When a slot is looked at.</summary>
/// <param name="FiresAt">The slot's moment, or later where it was looked at before.</param>
/// <param name="OpenBuckets">How many of its buckets had something left when it was last looked at; 0 before its moment.</param>
public sealed record SaveMoment(OrganizationId Organization, LinkId Link, LinkAddress Address, string Zone, DateTimeOffset FiresAt, int OpenBuckets, ETag ETag = default)
{
    /// <summary>Whether its fans' grants are being renewed, or were: ahead of the moment, or by then.</summary>
    public bool IsRenewed { get; init; }

    public static SaveMoment Of(Slot slot, DateTimeOffset firesAt) => new(slot.Organization, slot.Link, slot.Address, slot.Zone, firesAt, 0);
}

/// <summary>
/// Table <c>releaseMoments</c>: partition = the UTC hour it fires in (<c>2026-12-04T00</c>), row = <c>{instant}|{link}|{zone}</c>, so that one range read finds what
/// is due. Partition <c>state</c> / row <c>timer</c> keeps the first hour that may hold something, row <c>nudges</c> how far
/// the walk is that asks fans anew. A row only says when to look; whether it is due, the link tells.
/// </summary>
public sealed class SaveMoments(ITableClient table)
{
    public const string Table = "releaseMoments";

    private const string StatePartition = "state";
    private const string TimerRow = "timer";
    private const string WalkRow = "nudges";

    /// <summary>A table holds no instant before 1601.</summary>
    private static readonly DateTimeOffset s_beginning = DateTimeOffset.UnixEpoch;

    /// <summary>Puts it down; the same one twice is there once.</summary>
    public Task PutAsync(SaveMoment moment, CancellationToken cancellationToken) => table.UpsertEntityAsync(ToEntity(moment), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Those that fire at or before <paramref name="until"/>, at most about <paramref name="most"/>, the earliest first.</summary>
    public async Task<IReadOnlyList<SaveMoment>> ListAsync(DateTimeOffset now, DateTimeOffset until, int most, CancellationToken cancellationToken)
    {
        var state = await table.GetEntityIfExistsAsync(StatePartition, TimerRow, cancellationToken);
        // Not known yet, or known by a clock that was set back since: from the beginning, so that what came due while nobody fired is not left behind.
        var from = state?.GetDateTimeOffset("From") is { } first && first < now ? first : s_beginning;
        var filter = $"PartitionKey ge {TableFilter.Quote(Hour(from))} and PartitionKey le {TableFilter.Quote(Hour(until))}";
        var moments = new List<SaveMoment>();
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(filter, 1000, continuation, null, cancellationToken);
            moments.AddRange(page.Items.Select(Read).Where(each => each.FiresAt <= until));
            continuation = page.Continuation;
        }
        while (continuation is not null && moments.Count < most);

        // An hour's overlap: another instance's clock may be behind.
        if (now.AddHours(-1) > from.AddHours(1) && moments.All(each => each.FiresAt > now.AddHours(-1)))
            await table.UpsertEntityAsync(new TableEntity(StatePartition, TimerRow) { ["From"] = now.AddHours(-1) }, TableUpdateMode.Replace, cancellationToken);
        return moments;
    }

    /// <summary>Those that fire after <paramref name="from"/> until <paramref name="until"/> and whose grants were not renewed yet, at most <paramref name="most"/>, the earliest first.</summary>
    public async Task<IReadOnlyList<SaveMoment>> ListComingAsync(DateTimeOffset from, DateTimeOffset until, int most, CancellationToken cancellationToken)
    {
        var filter = $"PartitionKey ge {TableFilter.Quote(Hour(from))} and PartitionKey le {TableFilter.Quote(Hour(until))} and RowKey gt {TableFilter.Quote(Instant(from))} and RowKey le {TableFilter.Quote(Instant(until) + "~")}";
        var coming = new List<SaveMoment>();
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(filter, 1000, continuation, null, cancellationToken);
            coming.AddRange(page.Items.Select(Read).Where(each => each is { IsRenewed: false, OpenBuckets: 0 }));
            continuation = page.Continuation;
        }
        while (continuation is not null && coming.Count < most);
        return [.. coming.Take(most)];
    }

    /// <summary>Says that the row's grants are being renewed, unless it was put again or taken off meanwhile.</summary>
    public async Task MarkRenewedAsync(SaveMoment moment, CancellationToken cancellationToken)
    {
        try
        {
            await table.UpdateEntityAsync(ToEntity(moment with { IsRenewed = true }), moment.ETag, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException refused) when (refused.Status is 404 or 412)
        {
        }
    }

    /// <summary>The row that looks at a slot at an instant; null: there is none. Looks only.</summary>
    public async Task<SaveMoment?> FindAsync(SaveMoment moment, CancellationToken cancellationToken) =>
        await table.GetEntityIfExistsAsync(Hour(moment.FiresAt), RowKey(moment), cancellationToken) is { } row ? Read(row) : null;

    /// <summary>The earliest of all; null: there is none. Looks only.</summary>
    public async Task<SaveMoment?> FindFirstAsync(CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync($"PartitionKey lt {TableFilter.Quote(StatePartition)}", 1, continuation, null, cancellationToken);
            if (page.Items is [var row, ..]) return Read(row);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return null;
    }

    /// <summary>The next page of a walk through what fires from <paramref name="now"/> on until <paramref name="until"/>, and whether the walk ends with it.</summary>
    public async Task<(IReadOnlyList<SaveMoment> Page, bool IsLast)> WalkAsync(DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        // Rows are in one order over all hours, so that a row's key tells where to go on.
        var after = (await table.GetEntityIfExistsAsync(StatePartition, WalkRow, cancellationToken))?.GetString("After");
        var from = Hour(now);
        if (after is not null && string.CompareOrdinal(after[..from.Length], from) > 0) from = after[..from.Length];
        var filter = $"PartitionKey ge {TableFilter.Quote(from)} and PartitionKey le {TableFilter.Quote(Hour(until))}{(after is null ? "" : $" and RowKey gt {TableFilter.Quote(after)}")}";
        string? continuation = null;
        do
        {
            var page = await table.QueryPageAsync(filter, 1000, continuation, null, cancellationToken);
            if (page.Items.Count > 0) return ([.. page.Items.Select(Read)], page.Continuation is null);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return ([], true);
    }

    /// <summary>The walk goes on after <paramref name="last"/>; null: from the beginning.</summary>
    public Task WalkedAsync(SaveMoment? last, CancellationToken cancellationToken) => table.UpsertEntityAsync(
        new TableEntity(StatePartition, WalkRow) { ["After"] = last is null ? null : RowKey(last) }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>Puts it in the place of <paramref name="taken"/>. A kill between the two steps leaves both: one look too many.</summary>
    public async Task PutOffAsync(SaveMoment taken, SaveMoment next, CancellationToken cancellationToken)
    {
        await PutAsync(next, cancellationToken);
        if (RowKey(next) != RowKey(taken)) await DeleteAsync(taken, cancellationToken);
    }

    /// <summary>Takes it off, unless it was put again meanwhile.</summary>
    public async Task DeleteAsync(SaveMoment moment, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(Hour(moment.FiresAt), RowKey(moment), moment.ETag, cancellationToken);
        }
        catch (RequestFailedException refused) when (refused.Status == 412)
        {
        }
    }

    private static string Hour(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture);

    private static string RowKey(SaveMoment moment) =>
        $"{Instant(moment.FiresAt)}|{moment.Link}|{PreSaveRow.ZoneKey(moment.Zone)}";

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture);

    private static TableEntity ToEntity(SaveMoment moment) => new(Hour(moment.FiresAt), RowKey(moment))
    {
        ["Organization"] = moment.Organization.ToString(),
        ["Domain"] = moment.Address.Domain,
        ["Slug"] = moment.Address.Slug.ToString(),
        ["FiresAt"] = moment.FiresAt,
        ["OpenBuckets"] = moment.OpenBuckets,
        ["IsRenewed"] = moment.IsRenewed ? true : null,
    };

    private static SaveMoment Read(TableEntity row)
    {
        var parts = row.RowKey.Split('|');
        return new SaveMoment(OrganizationId.Parse(row.GetString("Organization") ?? ""), LinkId.Parse(parts[1]),
            new LinkAddress(row.GetString("Domain") ?? LinkAddress.OwnDomain, Slug.Parse(row.GetString("Slug") ?? "")), PreSaveRow.Zone(parts[2]),
            row.GetDateTimeOffset("FiresAt") ?? default, row.GetInt32("OpenBuckets") ?? 0, row.ETag)
        {
            IsRenewed = row.GetBoolean("IsRenewed") ?? false,
        };
    }
}

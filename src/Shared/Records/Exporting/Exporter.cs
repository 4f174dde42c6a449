using Azure;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Members;
using Smartlinks.Storage;

namespace Smartlinks.Records.Exporting;

/// <summary>
/// Makes exports, one of an organization at a time, in turns that a queue message each begins. What a part holds and where it ends is written at once, so a turn that is killed or comes twice goes on
/// from the last part. The document is as the rows were while it was made; what changes meanwhile may be in it or not.
/// </summary>
public sealed class Exporter(ITableClient jobs, RecordRequests queue, ExportParts parts, ExportWriter writer, RecordOptions options, IIdSource ids, TimeProvider time)
{
    /// <summary>The host gives a function ten minutes.</summary>
    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(30);

    /// <summary>Who was silent for so long has no message left.</summary>
    private static readonly TimeSpan s_lost = TimeSpan.FromMinutes(15);

    private const int MostListed = 100;

    /// <summary>The export that is under way, or a new one.</summary>
    public async Task<Export> BeginAsync(OrganizationId organization, PersonId person, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if ((await ListAsync(organization, cancellationToken)).FirstOrDefault(export => export.State == ExportState.Running) is { } running)
        {
            if (now - running.LookedAt > s_lost && await TryPutAsync(running with { LookedAt = now }, cancellationToken) is not null) await SendAsync(running, RecordWork.Export, TimeSpan.Zero, cancellationToken);
            return running;
        }

        var begun = new Export(organization, ids.NewUlid(), ExportState.Running, person, now, now);
        var receipt = await queue.AnnounceAsync(new RecordRequest(organization, RecordWork.Export, begun.Run), cancellationToken);
        begun = begun with { ETag = await jobs.AddEntityAsync(RecordJobRow.ToEntity(begun), cancellationToken) };
        await queue.ShowAsync(receipt, TimeSpan.Zero, cancellationToken);
        return begun;
    }

    /// <summary>The newest first; those that expired are not shown.</summary>
    public async Task<IReadOnlyList<Export>> ListAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        var page = await jobs.QueryPageAsync(TableFilter.RowPrefix(organization.ToString(), RecordJobRow.ExportPrefix), MostListed, null, null, cancellationToken);
        return [.. page.Items.Select(RecordJobRow.ToExport).Where(export => !export.IsOver(time.GetUtcNow()))];
    }

    public async Task<Export?> FindAsync(OrganizationId organization, string run, CancellationToken cancellationToken) =>
        Ulid.IsValid(run) && await jobs.GetEntityIfExistsAsync(organization.ToString(), RecordJobRow.ExportKey(run), cancellationToken) is { } row
            && RecordJobRow.ToExport(row) is var export && !export.IsOver(time.GetUtcNow()) ? export : null;

    /// <summary>One turn.</summary>
    public async Task RunAsync(RecordRequest message, CancellationToken cancellationToken)
    {
        if (await FindAsync(message.Organization, message.Run, cancellationToken) is not { State: ExportState.Running } export) return;
        var began = time.GetTimestamp();
        var (part, at) = await FindEndAsync(export, cancellationToken);
        do
        {
            if (at.IsEnd)
            {
                await EndAsync(export, part, at, cancellationToken);
                return;
            }

            var (json, next) = await writer.WriteAsync(export, at, () => time.GetElapsedTime(began) > s_turn, cancellationToken);
            at = await parts.PutAsync(export, part++, json, next, cancellationToken);
        }
        while (at.IsEnd || time.GetElapsedTime(began) < s_turn);
        await TryPutAsync(export with { Parts = part, Rows = at.Rows, Bytes = at.Bytes, Section = at.Section, LookedAt = time.GetUtcNow() }, cancellationToken);
        await SendAsync(export, RecordWork.Export, TimeSpan.Zero, cancellationToken);
    }

    /// <summary>Deletes an export whose time is over, with its parts; its row, by which they are found, last.</summary>
    public async Task DropAsync(RecordRequest message, CancellationToken cancellationToken)
    {
        var (organization, run) = (message.Organization, message.Run);
        if (await FindAsync(organization, run, cancellationToken) is { } there)
        {
            await queue.PutAsync(message, there.ExpiresAt - time.GetUtcNow() ?? s_lost, cancellationToken);
            return;
        }

        await new RowEraser(jobs).EraseAsync(TableFilter.RowPrefix(organization.ToString(), RecordJobRow.PartsPrefix(run)), cancellationToken);
        await jobs.DeleteEntityAsync(organization.ToString(), RecordJobRow.ExportKey(run), ETag.All, cancellationToken);
    }

    /// <summary>The number of the next part and where it begins.</summary>
    private async Task<(int Part, ExportCursor At)> FindEndAsync(Export export, CancellationToken cancellationToken)
    {
        var (part, at) = (export.Parts, ExportCursor.Start);
        if (part > 0) at = await parts.FindEndAsync(export, part - 1, cancellationToken) ?? throw new InvalidOperationException($"Part {part - 1} of export {export.Run} is gone.");
        for (; await parts.FindEndAsync(export, part, cancellationToken) is { } end; part++) at = end;
        return (part, at);
    }

    private async Task EndAsync(Export export, int count, ExportCursor at, CancellationToken cancellationToken)
    {
        // Before it is called ready: what nobody drops would lie there for good.
        await SendAsync(export, RecordWork.DropExport, options.ExportsKept, cancellationToken);
        var now = time.GetUtcNow();
        var ready = export with { State = ExportState.Ready, Parts = count, Rows = at.Rows, Bytes = at.Bytes, Section = at.Section, LookedAt = now, EndedAt = now, ExpiresAt = now + options.ExportsKept };
        while (await TryPutAsync(ready, cancellationToken) is null)
        {
            if (await FindAsync(export.Organization, export.Run, cancellationToken) is not { State: ExportState.Running } there) return;
            ready = ready with { ETag = there.ETag };
        }
    }

    private Task SendAsync(Export export, RecordWork work, TimeSpan delay, CancellationToken cancellationToken) => queue.PutAsync(new RecordRequest(export.Organization, work, export.Run), delay, cancellationToken);

    /// <summary>Null: somebody else was faster; what this said of the progress is not needed then.</summary>
    private async Task<Export?> TryPutAsync(Export export, CancellationToken cancellationToken)
    {
        try
        {
            return export with { ETag = await jobs.UpdateEntityAsync(RecordJobRow.ToEntity(export), export.ETag, TableUpdateMode.Replace, cancellationToken) };
        }
        catch (RequestFailedException refused) when (refused.Status is 404 or 412)
        {
            return null;
        }
    }
}

using Microsoft.Extensions.Logging;
using Smartlinks.Links;
using Smartlinks.Storage;

namespace Smartlinks.Records.Erasing;

/// <summary>
/// Erases organizations, in turns that a queue message each begins: walks through everything again and again until a walk finds nothing, which is when it is called erased. Every step is safe to
/// repeat; a turn that is killed or comes twice goes on from the last note. A day later one more walk takes what was under way then: clicks, a payment, a pre-save of a page that stood open.
/// </summary>
public sealed class Eraser(RecordTables tables, Erasures erasures, OrganizationLinks links, LinkStore store, RecordRequests queue, TimeProvider time, ILogger<Eraser> log)
{
    public static readonly TimeSpan SweepsAfter = TimeSpan.FromDays(1);

    /// <summary>The host gives a function ten minutes.</summary>
    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(30);

    private const int LinksPerPage = 50;
    private const int PagesPerNote = 10;

    private readonly ITableClient _jobs = tables[RecordJobRow.Table];

    public async Task RunAsync(RecordRequest message, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var isFirst = true;
        while (await erasures.FindAsync(message.Organization, cancellationToken) is { } erasure && erasure.Run == message.Run)
        {
            if (!await IsDueAsync(erasure, cancellationToken)) return;
            if (erasure.State == ErasureState.Asked)
            {
                // Before anything is deleted: from here on it cannot be taken back.
                await erasures.TryPutAsync(erasure with { State = ErasureState.Running, StartedAt = time.GetUtcNow(), LookedAt = time.GetUtcNow() }, cancellationToken);
                continue;
            }

            if (!isFirst && time.GetElapsedTime(began) > s_turn)
            {
                await queue.PutAsync(message, TimeSpan.Zero, cancellationToken);
                return;
            }

            isFirst = false;
            var next = erasure.Step < ErasureSteps.All.Count ? await StepAsync(erasure, cancellationToken) : await EndWalkAsync(erasure, cancellationToken);
            // Who was outrun reads again, and goes on from there.
            await erasures.TryPutAsync(next with { LookedAt = time.GetUtcNow() }, cancellationToken);
        }
    }

    /// <summary>Whether something is to be done now; where it is later, a message comes then.</summary>
    private async Task<bool> IsDueAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var next = erasure.State switch
        {
            ErasureState.Asked => erasure.BeginsAt,
            ErasureState.Running => now,
            ErasureState.Erased => erasure.ErasedAt!.Value + SweepsAfter,
        };
        if (erasure.SweptAt is not null) return false;
        if (next <= now) return true;
        await queue.PutAsync(Erasures.Message(erasure), next - now, cancellationToken);
        return false;
    }

    private Task<Erasure> StepAsync(Erasure erasure, CancellationToken cancellationToken) => ErasureSteps.All[erasure.Step] switch
    {
        ErasureStep.BuryLinks => BuryAsync(erasure, cancellationToken),
        ErasureStep.OfLinks step => OfLinksAsync(erasure, step.Rows, cancellationToken),
        ErasureStep.OfOrganization step => OfOrganizationAsync(erasure, step.Rows, cancellationToken),
        var other => throw new InvalidOperationException($"{other} is no step that is known here."),
    };

    private async Task<Erasure> BuryAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        var page = await links.ListAsync(erasure.Organization, null, LinksPerPage, cancellationToken);
        foreach (var (link, _) in page)
        {
            // First the note: the pointer goes with the link, and what belongs to it is found by nothing else.
            await _jobs.UpsertEntityAsync(new TableEntity(erasure.Organization.ToString(), RecordJobRow.ErasedKey(link)), TableUpdateMode.Replace, cancellationToken);
            while (await store.FindAsync(erasure.Organization, link, cancellationToken) is { } there && !await store.TryDeleteAsync(there, time.GetUtcNow(), cancellationToken, givesBack: false))
            {
            }

            await store.UnpointAsync(erasure.Organization, link, cancellationToken);
        }

        var next = erasure.With(LinkRow.Table, page.Count) with { Links = erasure.Links + page.Count };
        return page.Count == 0 ? Onward(next) : next;
    }

    private async Task<Erasure> OfLinksAsync(Erasure erasure, IReadOnlyList<ErasedRows> kinds, CancellationToken cancellationToken)
    {
        var filter = TableFilter.RowPrefix(erasure.Organization.ToString(), RecordJobRow.ErasedPrefix) + (erasure.After is null ? "" : $" and RowKey gt {TableFilter.Quote(erasure.After)}");
        var page = await _jobs.QueryPageAsync(filter, LinksPerPage, null, [], cancellationToken);
        while (page is { Items.Count: 0, Continuation: { } continuation }) page = await _jobs.QueryPageAsync(filter, LinksPerPage, continuation, [], cancellationToken);
        foreach (var row in page.Items)
        {
            var place = new RecordPlace(erasure.Organization, LinkId.Parse(row.RowKey[RecordJobRow.ErasedPrefix.Length..]));
            foreach (var rows in kinds) erasure = await EraseAsync(erasure, rows, place, cancellationToken);
            erasure = erasure with { After = row.RowKey };
        }

        return page.Items.Count == 0 ? Onward(erasure) : erasure;
    }

    private async Task<Erasure> OfOrganizationAsync(Erasure erasure, ErasedRows rows, CancellationToken cancellationToken)
    {
        var (found, continuation) = await new RowEraser(tables[rows.Table], tables).EraseAsync(rows.Filter(new RecordPlace(erasure.Organization)), erasure.After, PagesPerNote, cancellationToken, rows.Mirrors);
        erasure = erasure.With(rows.Table, found);
        return continuation is null ? Onward(erasure) : erasure with { After = continuation };
    }

    private async Task<Erasure> EraseAsync(Erasure erasure, ErasedRows rows, RecordPlace place, CancellationToken cancellationToken) =>
        erasure.With(rows.Table, await new RowEraser(tables[rows.Table], tables).EraseAsync(rows.Filter(place), cancellationToken, rows.Mirrors));

    /// <summary>A walk that found something is followed by another: what was written while it went on is found by that.</summary>
    private async Task<Erasure> EndWalkAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        var again = erasure with { Step = 0, After = null, FoundInPass = 0 };
        if (erasure.FoundInPass > 0) return again;
        var now = time.GetUtcNow();
        if (erasure.State == ErasureState.Running)
        {
            log.LogInformation("{Organization} is erased: {Links} links", erasure.Organization, erasure.Links);
            await queue.PutAsync(Erasures.Message(erasure), SweepsAfter, cancellationToken);
            return again with { State = ErasureState.Erased, ErasedAt = now };
        }

        await new RowEraser(_jobs).EraseAsync(TableFilter.RowPrefix(erasure.Organization.ToString(), RecordJobRow.ErasedPrefix), cancellationToken);
        return again with { SweptAt = now };
    }

    private static Erasure Onward(Erasure erasure) => erasure with { Step = erasure.Step + 1, After = null };
}

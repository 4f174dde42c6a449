using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Smartlinks.Links;
using Smartlinks.Storage;

namespace Smartlinks.Records.Exporting;

/// <summary>Writes the next part of an export: reads rows page by page from a cursor on, until the part is full.</summary>
public sealed class ExportWriter(RecordTables tables, OrganizationLinks links, LinkStore store, TimeProvider time)
{
    /// <summary>Of JSON; a part ends with the page that fills it.</summary>
    private const int FullPart = 1024 * 1024;

    private const int RowsPerPage = 200;
    private const int LinksPerPage = 100;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="isOver">Whether to stop at the next page.</param>
    public async Task<(ReadOnlyMemory<byte> Json, ExportCursor Next)> WriteAsync(Export export, ExportCursor from, Func<bool> isOver, CancellationToken cancellationToken)
    {
        var (part, at) = (new ArrayBufferWriter<byte>(64 * 1024), from);
        if (at.IsBeginning) Put(part, FormattableString.Invariant($"{{\"organization\":\"{export.Organization}\",\"exportedAt\":\"{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}\""));
        while (!at.IsEnd && part.WrittenCount < FullPart && !(part.WrittenCount > 0 && isOver()))
        {
            var section = ExportedSections.All[at.Section];
            if (!at.IsOpen) Put(part, $",\n\"{section.Name}\":[");
            at = at with { IsOpen = true };
            var (next, isDone) = section.IsOfLinks ? await OfLinksAsync(export, section, at, part, cancellationToken) : await OfPlaceAsync(section, new RecordPlace(export.Organization), at, part, cancellationToken);
            at = next;
            if (!isDone) continue;
            Put(part, "]");
            at = new ExportCursor(at.Section + 1, null, null, 0, at.Rows, 0, false);
            if (at.IsEnd) Put(part, "}\n");
        }

        return (part.WrittenMemory, at with { Bytes = from.Bytes + part.WrittenCount });
    }

    /// <summary>Some of the section's links, until the part is full.</summary>
    private async Task<(ExportCursor, bool IsDone)> OfLinksAsync(Export export, ExportedSection section, ExportCursor at, ArrayBufferWriter<byte> part, CancellationToken cancellationToken)
    {
        var page = await links.ListAsync(export.Organization, at.After, LinksPerPage, cancellationToken);
        foreach (var (link, key) in page)
        {
            var isDone = false;
            while (!isDone)
            {
                if (part.WrittenCount >= FullPart) return (at, false);
                (at, isDone) = await FindPlaceAsync(export, section, link, cancellationToken) is { } place ? await OfPlaceAsync(section, place, at, part, cancellationToken) : (at, true);
            }

            at = at with { After = key, Continuation = null };
        }

        return (at, page.Count == 0);
    }

    /// <summary>Null: the link is not there any more.</summary>
    private async Task<RecordPlace?> FindPlaceAsync(Export export, ExportedSection section, LinkId link, CancellationToken cancellationToken) =>
        !section.NeedsAddress ? new RecordPlace(export.Organization, link)
        : await store.FindAsync(export.Organization, link, cancellationToken) is { } found ? new RecordPlace(export.Organization, link, found.Address) : null;

    /// <summary>One page of rows.</summary>
    private async Task<(ExportCursor, bool IsDone)> OfPlaceAsync(ExportedSection section, RecordPlace place, ExportCursor at, ArrayBufferWriter<byte> part, CancellationToken cancellationToken)
    {
        var page = await tables[section.Table].QueryPageAsync(section.Filter(place), RowsPerPage, at.Continuation, null, cancellationToken);
        foreach (var row in page.Items)
        {
            var joined = section.Joined is { } other && other.Key(row) is var (partition, key) ? await tables[other.Table].GetEntityIfExistsAsync(partition, key, cancellationToken) : null;
            Put(part, at.InSection == 0 ? "\n" : ",\n");
            using (var json = new Utf8JsonWriter(part, s_options)) section.Write(json, row, joined);
            at = at with { InSection = at.InSection + 1, Rows = at.Rows + 1 };
        }

        return (at with { Continuation = page.Continuation }, page.Continuation is null);
    }

    private static void Put(ArrayBufferWriter<byte> part, string text) => part.Advance(Encoding.UTF8.GetBytes(text, part.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
}

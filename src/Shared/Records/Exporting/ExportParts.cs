using System.IO.Compression;
using Azure;
using Smartlinks.Storage;

namespace Smartlinks.Records.Exporting;

/// <summary>
/// The parts of exports. A part is written once: its first piece, which has the cursor to go on from, comes last and is only ever added, so of two who write the same part one counts, and both go
/// on from where that one ends.
/// </summary>
public sealed class ExportParts(ITableClient jobs)
{
    /// <returns>Where the part that is stored ends: this one, or another's.</returns>
    public async Task<ExportCursor> PutAsync(Export export, int part, ReadOnlyMemory<byte> json, ExportCursor next, CancellationToken cancellationToken)
    {
        var packed = Pack(json.Span);
        var pieces = Math.Max(1, (packed.Length + RecordJobRow.PieceBytes - 1) / RecordJobRow.PieceBytes);
        for (var piece = pieces - 1; piece > 0; piece--)
            await jobs.UpsertEntityAsync(RecordJobRow.ToPiece(export, part, piece, Piece(packed, piece), null, pieces), TableUpdateMode.Replace, cancellationToken);
        try
        {
            await jobs.AddEntityAsync(RecordJobRow.ToPiece(export, part, 0, Piece(packed, 0), next, pieces), cancellationToken);
            return next;
        }
        catch (RequestFailedException there) when (there.Status == 409)
        {
            return (await FindEndAsync(export, part, cancellationToken))!;
        }
    }

    /// <summary>Where a part ends; null: it is not there.</summary>
    public async Task<ExportCursor?> FindEndAsync(Export export, int part, CancellationToken cancellationToken) =>
        await jobs.GetEntityIfExistsAsync(export.Organization.ToString(), RecordJobRow.PieceKey(export.Run, part, 0), cancellationToken) is { } row ? RecordJobRow.Cursor(row).Cursor : null;

    /// <summary>Writes the whole document, part by part. Throws when one is gone meanwhile: half a document must not look whole.</summary>
    public async Task CopyToAsync(Export export, Stream to, CancellationToken cancellationToken)
    {
        for (var part = 0; part < export.Parts; part++)
        {
            using var packed = new MemoryStream();
            var pieces = 1;
            for (var piece = 0; piece < pieces; piece++)
            {
                var row = await jobs.GetEntityIfExistsAsync(export.Organization.ToString(), RecordJobRow.PieceKey(export.Run, part, piece), cancellationToken)
                    ?? throw new InvalidOperationException($"Part {part} of export {export.Run} is gone.");
                if (piece == 0) pieces = RecordJobRow.Cursor(row).Pieces;
                foreach (var bytes in RecordJobRow.Bytes(row)) packed.Write(bytes);
            }

            packed.Position = 0;
            await using var json = new GZipStream(packed, CompressionMode.Decompress);
            await json.CopyToAsync(to, cancellationToken);
        }
    }

    private static byte[] Pack(ReadOnlySpan<byte> json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(json);
        return packed.ToArray();
    }

    private static ReadOnlySpan<byte> Piece(byte[] packed, int piece) =>
        packed.AsSpan(piece * RecordJobRow.PieceBytes, Math.Min(RecordJobRow.PieceBytes, packed.Length - (piece * RecordJobRow.PieceBytes)));
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Members;
using Smartlinks.Records.Erasing;
using Smartlinks.Records.Exporting;
using Smartlinks.Storage;

namespace Smartlinks.Records;

/// <summary>
/// Rows of table <c>recordJobs</c>: partition = organization; <c>export|{newest-first id}</c>, its parts <c>part|{id}|{number}|{piece}</c> with gzip in pieces of 64 KiB a column (the
/// first piece, written last, has the cursor to go on from); <c>erasure</c>, which is the receipt and stays; <c>erased|{link}</c>, the links of an erasure until it is over.
/// </summary>
public static partial class RecordJobRow
{
    public const string Table = "recordJobs";
    public const string ExportPrefix = "export|";
    public const string ErasureKey = "erasure";
    public const string ErasedPrefix = "erased|";

    /// <summary>A row has 1 MiB.</summary>
    public const int PieceBytes = 14 * ColumnBytes;

    private const int ColumnBytes = 64 * 1024;

    public static string ExportKey(string run) => ExportPrefix + Ulid.Invert(run);

    public static string PartsPrefix(string run) => $"part|{run}|";

    public static string PieceKey(string run, int part, int piece) => string.Create(CultureInfo.InvariantCulture, $"{PartsPrefix(run)}{part:D6}|{piece:D3}");

    public static string ErasedKey(LinkId link) => ErasedPrefix + link;

    public static TableEntity ToEntity(Export export) => new(export.Organization.ToString(), ExportKey(export.Run))
    {
        ["Run"] = export.Run,
        ["State"] = export.State.ToString(),
        ["AskedBy"] = export.AskedBy.ToString(),
        ["AskedAt"] = export.AskedAt,
        ["LookedAt"] = export.LookedAt,
        ["Parts"] = export.Parts,
        ["Rows"] = export.Rows,
        ["Bytes"] = export.Bytes,
        ["Section"] = export.Section,
        ["EndedAt"] = export.EndedAt,
        ["ExpiresAt"] = export.ExpiresAt,
    };

    public static Export ToExport(TableEntity row) => new(OrganizationId.Parse(row.PartitionKey), row.GetString("Run") ?? "", Enum.Parse<ExportState>(row.GetString("State") ?? ""),
        PersonId.Parse(row.GetString("AskedBy") ?? ""), row.GetDateTimeOffset("AskedAt") ?? default, row.GetDateTimeOffset("LookedAt") ?? default)
    {
        Parts = row.GetInt32("Parts") ?? 0,
        Rows = row.GetInt64("Rows") ?? 0,
        Bytes = row.GetInt64("Bytes") ?? 0,
        Section = row.GetInt32("Section") ?? 0,
        EndedAt = row.GetDateTimeOffset("EndedAt"),
        ExpiresAt = row.GetDateTimeOffset("ExpiresAt"),
        ETag = row.ETag,
    };

    /// <param name="cursor">With the first piece of a part.</param>
    public static TableEntity ToPiece(Export export, int part, int piece, ReadOnlySpan<byte> bytes, ExportCursor? cursor, int pieces)
    {
        var row = new TableEntity(export.Organization.ToString(), PieceKey(export.Run, part, piece));
        if (cursor is not null) (row["Cursor"], row["Pieces"]) = (JsonSerializer.Serialize(cursor, RecordRowJson.Default.ExportCursor), pieces);
        for (var column = 0; column * ColumnBytes < bytes.Length; column++) row[$"Part{column}"] = bytes[(column * ColumnBytes)..Math.Min(bytes.Length, (column + 1) * ColumnBytes)].ToArray();
        return row;
    }

    public static (ExportCursor Cursor, int Pieces) Cursor(TableEntity firstPiece) =>
        (JsonSerializer.Deserialize(firstPiece.GetString("Cursor") ?? "", RecordRowJson.Default.ExportCursor)!, firstPiece.GetInt32("Pieces") ?? 1);

    public static IEnumerable<byte[]> Bytes(TableEntity piece)
    {
        for (var column = 0; piece.GetBinary($"Part{column}") is { } bytes; column++) yield return bytes;
    }

    public static TableEntity ToEntity(Erasure erasure) => new(erasure.Organization.ToString(), ErasureKey)
    {
        ["Run"] = erasure.Run,
        ["State"] = erasure.State.ToString(),
        ["AskedBy"] = erasure.AskedBy.ToString(),
        ["AskedAt"] = erasure.AskedAt,
        ["BeginsAt"] = erasure.BeginsAt,
        ["LookedAt"] = erasure.LookedAt,
        ["StartedAt"] = erasure.StartedAt,
        ["ErasedAt"] = erasure.ErasedAt,
        ["SweptAt"] = erasure.SweptAt,
        ["Step"] = erasure.Step,
        ["After"] = erasure.After,
        ["FoundInPass"] = erasure.FoundInPass,
        ["Links"] = erasure.Links,
        ["Erased"] = JsonSerializer.Serialize(new Dictionary<string, long>(erasure.Erased), RecordRowJson.Default.DictionaryStringInt64),
    };

    public static Erasure ToErasure(TableEntity row) => new(OrganizationId.Parse(row.PartitionKey), row.GetString("Run") ?? "", Enum.Parse<ErasureState>(row.GetString("State") ?? ""),
        PersonId.Parse(row.GetString("AskedBy") ?? ""), row.GetDateTimeOffset("AskedAt") ?? default, row.GetDateTimeOffset("BeginsAt") ?? default, row.GetDateTimeOffset("LookedAt") ?? default)
    {
        StartedAt = row.GetDateTimeOffset("StartedAt"),
        ErasedAt = row.GetDateTimeOffset("ErasedAt"),
        SweptAt = row.GetDateTimeOffset("SweptAt"),
        Step = row.GetInt32("Step") ?? 0,
        After = row.GetString("After"),
        FoundInPass = row.GetInt64("FoundInPass") ?? 0,
        Links = row.GetInt64("Links") ?? 0,
        Erased = JsonSerializer.Deserialize(row.GetString("Erased") ?? "{}", RecordRowJson.Default.DictionaryStringInt64) ?? [],
        ETag = row.ETag,
    };

    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonSerializable(typeof(ExportCursor))]
    [JsonSerializable(typeof(Dictionary<string, long>))]
    private sealed partial class RecordRowJson : JsonSerializerContext;
}

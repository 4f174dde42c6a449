using System.Text.Json.Serialization;
using Smartlinks.Records.Erasing;
using Smartlinks.Records.Exporting;

namespace Smartlinks.Functions.Records;

/// <param name="State"><c>running</c> or <c>ready</c>.</param>
/// <param name="Progress">0 to 1: sections that are written, of all.</param>
/// <param name="Bytes">Of the document.</param>
/// <param name="ContentUrl">Where it can be fetched; null while it runs.</param>
public sealed record ExportResponse(string Id, string State, double Progress, long Rows, long Bytes, DateTimeOffset RequestedAt, DateTimeOffset? EndedAt, DateTimeOffset? ExpiresAt, string? ContentUrl)
{
    public static ExportResponse From(Export export) => new(export.Run, export.State == ExportState.Ready ? "ready" : "running", Math.Round((double)export.Section / ExportedSections.All.Count, 2),
        export.Rows, export.Bytes, export.AskedAt, export.EndedAt, export.ExpiresAt, export.State == ExportState.Ready ? $"/api/organizations/{export.Organization}/exports/{export.Run}/content" : null);
}

public sealed record ExportListResponse(IReadOnlyList<ExportResponse> Items);

public sealed record KeptResponse(string What, string Why);

/// <param name="State"><c>asked</c>, <c>running</c> or <c>erased</c>.</param>
/// <param name="ErasedAt">When a walk through all that could be there found nothing.</param>
/// <param name="SweptAt">When the last look was taken, a day later.</param>
/// <param name="Rows">Rows that were deleted, by table.</param>
public sealed record ErasureResponse(string Organization, string State, string RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset BeginsAt, DateTimeOffset? StartedAt, DateTimeOffset? ErasedAt, DateTimeOffset? SweptAt,
    long Links, IReadOnlyDictionary<string, long> Rows, IReadOnlyList<KeptResponse> Kept)
{
    public static ErasureResponse From(Erasure erasure) => new(erasure.Organization.ToString(), NameOf(erasure.State), erasure.AskedBy.ToString(), erasure.AskedAt, erasure.BeginsAt, erasure.StartedAt, erasure.ErasedAt,
        erasure.SweptAt, erasure.Links, erasure.Erased, [.. ErasureSteps.Kept.Select(kept => new KeptResponse(kept.What, kept.Why))]);

    private static string NameOf(ErasureState state) => state switch
    {
        ErasureState.Asked => "asked",
        ErasureState.Running => "running",
        ErasureState.Erased => "erased",
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ExportResponse))]
[JsonSerializable(typeof(ExportListResponse))]
[JsonSerializable(typeof(ErasureResponse))]
internal sealed partial class RecordsJson : JsonSerializerContext;

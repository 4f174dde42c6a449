using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.StreamingServices;

namespace Smartlinks.Links;

/// <summary>Column <c>Destinations</c> of a link's row: all destinations as one JSON text of at most <see cref="MostText"/> characters.</summary>
internal static partial class DestinationColumn
{
    /// <summary>UTF-16 characters; a property holds 32,768.</summary>
    public const int MostText = 30_000;

    /// <summary>Evidence of a destination that is kept. The first says most, the last what decided (<c>row</c>, <c>acceptedByAdmin</c>): more is cut from the middle.</summary>
    public const int MostEvidence = 20;

    /// <summary>Longest detail of an evidence; shorter when the whole would be too long.</summary>
    public const int MostDetail = 160;

    /// <summary>Letters of all scripts as they are: escaped, a title would take six times its room.</summary>
    private static readonly DestinationColumnJson s_json = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault });

    public static string Write(IReadOnlyList<Destination> destinations)
    {
        // All evidence shortened rather than some of it lost.
        for (var mostDetail = MostDetail; ; mostDetail /= 2)
        {
            var text = JsonSerializer.Serialize([.. destinations.Select(destination => ToStored(destination, mostDetail))], s_json.ListStoredDestination);
            if (text.Length <= MostText || mostDetail == 0) return text;
        }
    }

    public static IReadOnlyList<Destination> Read(string text) => [.. (JsonSerializer.Deserialize(text, s_json.ListStoredDestination) ?? []).Select(FromStored)];

    private static IEnumerable<Evidence> Kept(IReadOnlyList<Evidence> evidence) =>
        evidence.Count <= MostEvidence ? evidence : evidence.Take(MostEvidence / 2).Concat(evidence.TakeLast(MostEvidence / 2));

    private static StoredDestination ToStored(Destination destination, int mostDetail) => new(
        destination.Service.Id, destination.Url?.ToString(), destination.Status.ToString(), destination.Removed, destination.Why,
        [.. Kept(destination.Evidence).Select(evidence => new StoredEvidence(evidence.Name, evidence.Detail.Length > mostDetail ? evidence.Detail[..mostDetail] : evidence.Detail))],
        destination.Pinned, destination.Territories.IsEverywhere ? null : destination.Territories.ToString(),
        destination.Flag is { } flag ? new StoredFlag(flag.Reason.ToString(), flag.Since, flag.Checks) : null, destination.CheckedAt, destination.Attempts,
        destination.DueAt, destination.Rejected.Count > 0 ? destination.Rejected : null, destination.Silences);

    private static Destination FromStored(StoredDestination stored)
    {
        var service = StreamingService.Parse(stored.Service);
        return new Destination(service, stored.Url is null ? null : DestinationUrl.Parse(service, stored.Url), Enum.Parse<DestinationStatus>(stored.Status),
            [.. stored.Evidence.Select(evidence => new Evidence(evidence.Name, evidence.Detail))], stored.Removed, stored.Why)
        {
            // Rows of before there were pins.
            Pinned = stored.Pinned || stored.Status == nameof(DestinationStatus.Manual),
            Territories = Territories.Parse(stored.Territories),
            Flag = stored.Flag is { } flag ? new DestinationFlag(Enum.Parse<FlagReason>(flag.Reason), flag.Since, flag.Checks) : null,
            CheckedAt = stored.CheckedAt,
            Attempts = stored.Attempts,
            Silences = stored.Silences,
            DueAt = stored.DueAt,
            Rejected = stored.Rejected ?? [],
        };
    }

    internal sealed record StoredDestination(string Service, string? Url, string Status, bool Removed, string? Why, IReadOnlyList<StoredEvidence> Evidence,
        bool Pinned = false, string? Territories = null, StoredFlag? Flag = null, DateTimeOffset? CheckedAt = null, int Attempts = 0,
        DateTimeOffset? DueAt = null, IReadOnlyList<string>? Rejected = null, int Silences = 0);

    internal sealed record StoredFlag(string Reason, DateTimeOffset Since, int Checks);

    internal sealed record StoredEvidence(string Name, string Detail);

    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
    [JsonSerializable(typeof(List<StoredDestination>))]
    private sealed partial class DestinationColumnJson : JsonSerializerContext;
}

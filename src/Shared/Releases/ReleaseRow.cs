using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;

namespace Smartlinks.Releases;

/// <summary>
/// Rows of table <c>releases</c>: partition = organization, row = <c>isrc-…</c>, <c>upc-…</c> or, for a release without a code, its link's id.
/// What is known of the recording, and the match per service with its evidence, as last looked up.
/// </summary>
public static partial class ReleaseRow
{
    public const string Table = "releases";

    public static TableEntity ToEntity(OrganizationId organization, Link link, ReleaseFacts facts, DateTimeOffset now) => new(organization.ToString(), Key(link, facts))
    {
        ["Isrc"] = facts.Isrc?.ToString(),
        ["Upc"] = facts.Upc?.ToString(),
        ["Title"] = facts.Title ?? link.Title,
        ["Artists"] = JsonSerializer.Serialize(facts.Artists, ReleaseRowJson.Default.IReadOnlyListString),
        ["ArtworkUrl"] = link.ArtworkUrl?.AbsoluteUri,
        ["Matches"] = JsonSerializer.Serialize(
            [.. link.Destinations.Select(match => new StoredMatch(match.Service.Id, match.Url?.ToString(), match.Status.ToString(), match.Why,
                [.. match.Evidence.Select(evidence => new StoredEvidence(evidence.Name, evidence.Detail))]))],
            ReleaseRowJson.Default.ListStoredMatch),
        ["LookedUpAt"] = now,
    };

    private static string Key(Link link, ReleaseFacts facts) =>
        facts.Isrc is { } isrc ? $"isrc-{isrc}" : facts.Upc is { } upc ? $"upc-{upc}" : link.Id.ToString();

    internal sealed record StoredMatch(string Service, string? Url, string Status, string? Why, IReadOnlyList<StoredEvidence> Evidence);

    internal sealed record StoredEvidence(string Name, string Detail);

    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(IReadOnlyList<string>), TypeInfoPropertyName = "IReadOnlyListString")]
    [JsonSerializable(typeof(List<StoredMatch>), TypeInfoPropertyName = "ListStoredMatch")]
    private sealed partial class ReleaseRowJson : JsonSerializerContext;
}

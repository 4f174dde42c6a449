using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;

namespace Smartlinks.Releases;

/// <summary>What the sources said of a link's release, as kept between look-ups.</summary>
/// <param name="Candidates">By source; what a source said last.</param>
/// <param name="CrossReferences">When each third party is asked again (null: not any more), and how often it was asked without use.</param>
public sealed record ReleaseRecord(IReadOnlyDictionary<string, IReadOnlyList<Candidate>> Candidates, IReadOnlyDictionary<string, CrossReferenceState> CrossReferences)
{
    public static readonly ReleaseRecord Empty = new(new Dictionary<string, IReadOnlyList<Candidate>>(), new Dictionary<string, CrossReferenceState>());
}

/// <param name="Attempts">Answers in a row that told nothing.</param>
/// <param name="Silences">Times in a row without an answer.</param>
public sealed record CrossReferenceState(int Attempts, DateTimeOffset? DueAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Silences = 0);

/// <summary>
/// Rows of table <c>releases</c>: partition = organization, row = link. What is known of the recording, and in <c>Answer_{source}</c> the candidates
/// each source offered. Rows of before candidates were kept had <c>isrc-…</c> or <c>upc-…</c> as their key; nothing reads those any more.
/// </summary>
public static partial class ReleaseRow
{
    public const string Table = "releases";

    /// <summary>More of one source is not kept: the review shows the best, and a row is bounded.</summary>
    private const int MostCandidates = 12;

    /// <summary>UTF-16 characters; a property holds 32,768.</summary>
    private const int MostText = 30_000;

    private const string AnswerPrefix = "Answer_";

    /// <summary>Letters of all scripts as they are: escaped, a title would take six times its room.</summary>
    private static readonly ReleaseRowJson s_json = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter<ItemKind>(), new JsonStringEnumConverter<FoundBy>() },
    });

    public static TableEntity ToEntity(Link link, ReleaseFacts facts, ReleaseRecord record, DateTimeOffset now)
    {
        var row = new TableEntity(link.Organization.ToString(), link.Id.ToString())
        {
            ["Isrc"] = facts.Isrc?.ToString(),
            ["Upc"] = facts.Upc?.ToString(),
            ["Title"] = facts.Title ?? link.Title,
            ["Version"] = facts.Version,
            ["Artists"] = JsonSerializer.Serialize(facts.Artists, s_json.IReadOnlyListString),
            ["DurationMs"] = (long?)facts.Duration?.TotalMilliseconds,
            ["CrossReferences"] = JsonSerializer.Serialize(record.CrossReferences, s_json.IReadOnlyDictionaryStringCrossReferenceState),
            ["LookedUpAt"] = now,
        };
        foreach (var (source, candidates) in record.Candidates)
            row[AnswerPrefix + source.Replace('-', '_')] = Write(candidates);
        return row;
    }

    /// <summary>As many as fit, best first as the source had them.</summary>
    private static string Write(IReadOnlyList<Candidate> candidates)
    {
        for (var count = Math.Min(candidates.Count, MostCandidates); ; count--)
        {
            var text = JsonSerializer.Serialize([.. candidates.Take(count).Select(ToStored)], s_json.ListStoredCandidate);
            if (text.Length <= MostText || count == 0) return text;
        }
    }

    public static ReleaseRecord FromEntity(TableEntity? row)
    {
        if (row is null) return ReleaseRecord.Empty;
        var answers = new Dictionary<string, IReadOnlyList<Candidate>>(StringComparer.Ordinal);
        foreach (var name in row.Properties.Keys.Where(name => name.StartsWith(AnswerPrefix, StringComparison.Ordinal)))
            answers[name[AnswerPrefix.Length..].Replace('_', '-')] = [.. (JsonSerializer.Deserialize(row.GetString(name) ?? "[]", s_json.ListStoredCandidate) ?? []).Select(FromStored)];
        return new ReleaseRecord(answers, JsonSerializer.Deserialize(row.GetString("CrossReferences") ?? "{}", s_json.IReadOnlyDictionaryStringCrossReferenceState) ?? ReleaseRecord.Empty.CrossReferences);
    }

    private static StoredCandidate ToStored(Candidate candidate) => new(candidate.Kind, candidate.Id, candidate.Url.Service.Id, candidate.Url.ToString(), candidate.Title, candidate.Artists, candidate.FoundBy,
        candidate.ToldBy, candidate.Isrc, candidate.Upc, candidate.Version, candidate.AlbumTitle, candidate.AlbumType, (long?)candidate.Duration?.TotalMilliseconds, candidate.ReleasedOn,
        candidate.TrackNumber, candidate.TrackCount, candidate.IsExplicit, candidate.IsArtistsOwn, candidate.Territories.IsEverywhere ? null : candidate.Territories.ToString(), candidate.AvailableFrom, candidate.ArtworkUrl);

    private static Candidate FromStored(StoredCandidate stored) => new(stored.Kind, stored.Id, DestinationUrl.Parse(StreamingService.Parse(stored.Service), stored.Url), stored.Title, stored.Artists)
    {
        FoundBy = stored.FoundBy,
        ToldBy = stored.ToldBy,
        Isrc = stored.Isrc,
        Upc = stored.Upc,
        Version = stored.Version,
        AlbumTitle = stored.AlbumTitle,
        AlbumType = stored.AlbumType,
        Duration = stored.DurationMs is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
        ReleasedOn = stored.ReleasedOn,
        TrackNumber = stored.TrackNumber,
        TrackCount = stored.TrackCount,
        IsExplicit = stored.IsExplicit,
        IsArtistsOwn = stored.IsArtistsOwn,
        Territories = Territories.Parse(stored.Territories),
        AvailableFrom = stored.AvailableFrom,
        ArtworkUrl = stored.ArtworkUrl,
    };

    internal sealed record StoredCandidate(ItemKind Kind, string Id, string Service, string Url, string Title, IReadOnlyList<string> Artists, FoundBy FoundBy, string? ToldBy, string? Isrc, string? Upc,
        string? Version, string? AlbumTitle, string? AlbumType, long? DurationMs, DateOnly? ReleasedOn, int? TrackNumber, int? TrackCount, bool? IsExplicit, bool? IsArtistsOwn, string? Territories,
        DateTimeOffset? AvailableFrom, Uri? ArtworkUrl);

    [JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
    [JsonSerializable(typeof(IReadOnlyList<string>), TypeInfoPropertyName = "IReadOnlyListString")]
    [JsonSerializable(typeof(List<StoredCandidate>), TypeInfoPropertyName = "ListStoredCandidate")]
    [JsonSerializable(typeof(IReadOnlyDictionary<string, CrossReferenceState>), TypeInfoPropertyName = "IReadOnlyDictionaryStringCrossReferenceState")]
    private sealed partial class ReleaseRowJson : JsonSerializerContext;
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Smartlinks.Links;
using Smartlinks.Releases;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Releases.Matching;

/// <summary>
/// One case of a file of <c>tests/Fixtures/Matching</c>: what is known, what one source offers with the truth of each, the best of them, and the strongest verdict that is
/// right. <c>right</c> is what the data allows an honest judge to say, not what the code says.
/// </summary>
public sealed partial record LabelledCase(string Kind, string Why, LabelledCase.Facts Known, IReadOnlyList<LabelledCase.Offer> Offered, string? Best, string Right)
{
    /// <summary>The matcher's author's own cases.</summary>
    public const string Authors = "labelled.jsonl";

    /// <summary>Cases that were labelled by somebody who had not read the matcher or its table.</summary>
    public const string Independent = "independent.jsonl";

    private static readonly Dictionary<string, IReadOnlyList<LabelledCase>> s_sets = new[] { Authors, Independent }.ToDictionary(file => file, Read, StringComparer.Ordinal);

    /// <summary>Both sets.</summary>
    public static IReadOnlyList<LabelledCase> All { get; } = [.. Of(Authors), .. Of(Independent)];

    public static IReadOnlyList<LabelledCase> Of(string file) => s_sets[file];

    public bool IsConfirmable => Right == "confirmed";

    public ReleaseFacts ToFacts() => new(Known.Isrc is { } isrc ? Isrc.Parse(isrc) : null, Known.Upc is { } upc ? Upc.Parse(upc) : null, Known.Title, Known.Artists ?? [])
    {
        Version = Known.Version,
        AlbumTitle = Known.Album,
        ReleasedOn = Known.On,
        Duration = Known.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        IsExplicit = Known.Explicit,
        IsContested = Known.Contested,
        IsToldByOne = Known.Alone,
    };

    public IReadOnlyList<Candidate> ToCandidates() => [.. Offered.Select(offer => offer.ToCandidate())];

    public override string ToString() => $"{Kind}: {Why}";

    private static IReadOnlyList<LabelledCase> Read(string file) =>
        [.. File.ReadLines(Path.Combine(LocalTools.RepositoryRoot, "tests", "Fixtures", "Matching", file)).Select(line => JsonSerializer.Deserialize(line, LabelledCaseJson.Default.LabelledCase)!)];

    public sealed record Facts(string? Isrc, string? Upc, string? Title, string? Version, IReadOnlyList<string>? Artists, string? Album, DateOnly? On, double? Seconds, bool? Explicit, bool Contested, bool Alone);

    public sealed record Offer(
        string Id, string Truth, string? Kind, string? By, string? Told, string? Isrc, string? Upc, string Title, string? Version, IReadOnlyList<string>? Artists,
        string? Album, string? Type, DateOnly? On, int? Track, double? Seconds, bool? Explicit, bool? Own)
    {
        public Candidate ToCandidate() => new(Kind == "album" ? ItemKind.Album : ItemKind.Track, Id, Some.SpotifyUrl(), Title, Artists ?? [])
        {
            FoundBy = By switch { null => FoundBy.Isrc, "cross" => FoundBy.CrossReference, _ => Enum.Parse<FoundBy>(By, ignoreCase: true) },
            ToldBy = Told,
            Isrc = Isrc,
            Upc = Upc,
            Version = Version,
            AlbumTitle = Album,
            AlbumType = Type,
            ReleasedOn = On,
            TrackNumber = Track,
            Duration = Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            IsExplicit = Explicit,
            IsArtistsOwn = Own,
        };
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
    [JsonSerializable(typeof(LabelledCase))]
    private sealed partial class LabelledCaseJson : JsonSerializerContext;
}

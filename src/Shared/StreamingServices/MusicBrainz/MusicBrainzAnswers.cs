using System.Text.Json;

namespace Smartlinks.StreamingServices.MusicBrainz;

/// <summary>MusicBrainz' JSON, read. Only relations that lead to where something can be played or bought are taken, and of those only addresses that name a track or an album.</summary>
public static class MusicBrainzAnswers
{
    /// <summary>The resource does not take an <c>inc</c> that was asked for.</summary>
    public const string IncRefused = "musicbrainzInc";

    private static readonly string[] s_types = ["free streaming", "streaming", "purchase for download", "download for free"];

    public static LookUp ReadIsrc(JsonElement root)
    {
        if (root.Child("recordings") is not { ValueKind: JsonValueKind.Array } recordings) return ServiceAnswer.Malformed;
        if (recordings.EnumerateArray().Any(recording => (recording.Text("id") ?? recording.Text("title")) is null)) return ServiceAnswer.Malformed;
        // Relations left out without a word are as good as refused: an empty list says that there are none.
        if (recordings.EnumerateArray().Any(recording => recording.Child("relations") is null)) return new LookUp.Unavailable(IncRefused, null);
        var isrc = root.Text("isrc");
        return Of(recordings.EnumerateArray().SelectMany(recording => OfRecording(recording, isrc)));
    }

    /// <param name="isrc">The one asked for: the answer lists those of the recording only on request.</param>
    public static LookUp ReadRecording(JsonElement root, string isrc) => root.Text("id") is null ? ServiceAnswer.Malformed : Of(OfRecording(root, isrc));

    public static LookUp ReadRelease(JsonElement root, string barcode) =>
        root.Text("id") is null ? ServiceAnswer.Malformed : HasBarcode(root, barcode) ? Of(OfRelease(root)) : new LookUp.NotListed();

    /// <summary>Ids of the entities in a list that <paramref name="isWanted"/> takes.</summary>
    public static LookUp ReadIds(JsonElement root, string list, Func<JsonElement, bool> isWanted, out IReadOnlyList<string> ids)
    {
        ids = [];
        if (root.Child(list) is not { ValueKind: JsonValueKind.Array } items || items.EnumerateArray().Any(item => item.Text("id") is null)) return ServiceAnswer.Malformed;
        ids = [.. items.EnumerateArray().Where(isWanted).Select(item => item.Text("id")).OfType<string>().Where(id => Guid.TryParseExact(id, "D", out _))];
        return new LookUp.NotListed();
    }

    public static bool HasBarcode(JsonElement release, string barcode) =>
        release.Text("barcode") is { } own && own.All(char.IsAsciiDigit) && own.TrimStart('0') == barcode.TrimStart('0');

    /// <summary>503 is its word for too many requests; 403 is for clients that do not say who they are. A 404 is its own only in its own form: <c>{"error","help"}</c>.</summary>
    public static LookUp? ReadRefusal(int status, JsonElement body, TimeSpan? retryAfter) => status switch
    {
        400 when body.Text("error")?.Contains("inc parameter", StringComparison.Ordinal) == true => new LookUp.Unavailable(IncRefused, null),
        403 => new LookUp.Unavailable(UnavailableReasons.Unauthorized, retryAfter),
        404 when body.Text("error") is not null && body.Text("help") is not null => new LookUp.NotListed(),
        503 => new LookUp.Unavailable(UnavailableReasons.RateLimited, retryAfter),
        _ => null,
    };

    public static LookUp Of(IEnumerable<Candidate> candidates)
    {
        Candidate[] different = [.. candidates.DistinctBy(candidate => (candidate.Url, candidate.Title))];
        return different.Length > 0 ? new LookUp.Found(different) : new LookUp.NotListed();
    }

    /// <summary>An album's page tied to a recording says nothing that could be held against the recording's facts: tracks only.</summary>
    private static IEnumerable<Candidate> OfRecording(JsonElement recording, string? isrc) => recording.Text("title") is not { } title ? []
        : Items(recording).Where(item => item.Kind == ItemKind.Track).Select(item => Told(item, title, Credits(recording)) with
        {
            Isrc = isrc,
            Version = recording.Text("disambiguation"),
            Duration = Length(recording),
            ReleasedOn = ServiceAnswer.Day(recording.Text("first-release-date")),
        });

    private static IEnumerable<Candidate> OfRelease(JsonElement release)
    {
        if (release.Text("title") is not { } title) return [];
        JsonElement[] tracks = [.. Elements(release.Child("media")).SelectMany(medium => Elements(medium.Child("tracks")))];
        var (artists, upc, on) = (Credits(release), release.Text("barcode"), ServiceAnswer.Day(release.Text("date")));
        return Items(release).Select(item => item.Kind == ItemKind.Album
            ? Told(item, title, artists) with { Upc = upc, AlbumTitle = title, ReleasedOn = on, TrackCount = tracks.Length > 0 ? tracks.Length : null }
            : tracks is [var only] && only.Child("recording") is { } recording && recording.Text("title") is { } name
                ? Told(item, name, Credits(recording) is { Count: > 0 } own ? own : artists) with
                {
                    Upc = upc, AlbumTitle = title, ReleasedOn = on, Isrc = OnlyIsrc(recording), Version = recording.Text("disambiguation"), Duration = Length(recording), TrackNumber = 1,
                }
                : null).OfType<Candidate>();
    }

    private static Candidate Told(ServiceItem item, string title, IReadOnlyList<string> artists) =>
        new(item.Kind, item.Id, item.Url, title, artists) { FoundBy = FoundBy.CrossReference, ToldBy = "musicbrainz" };

    private static IEnumerable<ServiceItem> Items(JsonElement entity)
    {
        foreach (var relation in Elements(entity.Child("relations")))
        {
            if (!s_types.Contains(relation.Text("type")) || IsEnded(relation)) continue;
            if (DestinationUrl.TryParse(relation.Child("url")?.Text("resource"), out var url, out _) && ServiceItem.TryRead(url, out var item)) yield return item;
        }
    }

    private static bool IsEnded(JsonElement relation) => relation.TryGetProperty("ended", out var ended) && ended.ValueKind == JsonValueKind.True;

    private static IReadOnlyList<string> Credits(JsonElement entity) => entity.Names("artist-credit");

    private static TimeSpan? Length(JsonElement recording) => recording.Number("length") is > 0 and < 1_000_000_000 and { } length ? TimeSpan.FromMilliseconds(length) : null;

    private static string? OnlyIsrc(JsonElement recording) => recording.Child("isrcs") is { ValueKind: JsonValueKind.Array } isrcs && isrcs.GetArrayLength() == 1 ? isrcs[0].GetString() : null;

    private static JsonElement.ArrayEnumerator Elements(JsonElement? list) => list is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;
}

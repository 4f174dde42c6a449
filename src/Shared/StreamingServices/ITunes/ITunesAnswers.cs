using System.Globalization;
using System.Text.Json;

namespace Smartlinks.StreamingServices.ITunes;

/// <summary>
/// The iTunes look-up's JSON, read: the album, then its songs that Apple Music plays. It carries no codes, so the candidates have none. Artwork is left
/// out: its terms allow it beside the store's badge only.
/// </summary>
public static class ITunesAnswers
{
    /// <summary>Apple writes the type of a release behind its title.</summary>
    private static readonly (string Suffix, string Type)[] s_types = [(" - Single", "single"), (" - EP", "ep")];

    public static LookUp Read(JsonElement root, string country)
    {
        if (root.Child("results") is not { ValueKind: JsonValueKind.Array } results) return ServiceAnswer.Malformed;
        var candidates = results.EnumerateArray().Select(result => result.Text("wrapperType") switch
        {
            "collection" => ToAlbum(result, country),
            "track" when result.Text("kind") == "song" => ToSong(result, country),
            _ => null,
        }).OfType<Candidate>().OrderByDescending(candidate => candidate.Kind).ToList();
        return candidates.Count > 0 ? new LookUp.Found(candidates) : results.GetArrayLength() == 0 ? new LookUp.NotListed() : ServiceAnswer.Malformed;
    }

    /// <summary>403 is its word for too many calls in a minute.</summary>
    public static LookUp? ReadRefusal(int status, JsonElement body, TimeSpan? retryAfter) =>
        status == 403 ? new LookUp.Unavailable(UnavailableReasons.RateLimited, retryAfter ?? TimeSpan.FromMinutes(1)) : null;

    private static Candidate? ToAlbum(JsonElement result, string country)
    {
        if (Id(result, "collectionId") is not { } id || result.Text("collectionName") is not { } name || !IsApples(result, "collectionViewUrl")) return null;
        var (title, type) = Split(name);
        return Told(ItemKind.Album, id, PageOf(country, "album", id), title, result) with
        {
            AlbumTitle = title,
            AlbumType = type,
            TrackCount = result.Number("trackCount") is > 0 and < 10_000 and { } count ? (int)count : null,
            IsExplicit = IsExplicit(result.Text("collectionExplicitness")),
        };
    }

    private static Candidate? ToSong(JsonElement result, string country)
    {
        if (Id(result, "trackId") is not { } id || result.Text("trackName") is not { } title || !IsApples(result, "trackViewUrl")) return null;
        if (result.TryGetProperty("isStreamable", out var streamable) && streamable.ValueKind == JsonValueKind.False) return null;
        var (album, type) = result.Text("collectionName") is { } name ? Split(name) : (null, null);
        return Told(ItemKind.Track, id, PageOf(country, "song", id), title, result) with
        {
            AlbumTitle = album,
            AlbumType = type,
            Duration = result.Number("trackTimeMillis") is > 0 and < 1_000_000_000 and { } length ? TimeSpan.FromMilliseconds(length) : null,
            TrackNumber = result.Number("trackNumber") is > 0 and < 10_000 and { } number ? (int)number : null,
            IsExplicit = IsExplicit(result.Text("trackExplicitness")),
        };
    }

    private static Candidate Told(ItemKind kind, string id, DestinationUrl url, string title, JsonElement result) => new(kind, id, url, title, result.Text("artistName") is { } artist ? [artist] : [])
    {
        FoundBy = FoundBy.CrossReference,
        ToldBy = "itunes",
        ReleasedOn = result.Text("releaseDate") is { Length: >= 10 } date ? ServiceAnswer.Day(date[..10]) : null,
    };

    private static (string Title, string? Type) Split(string name)
    {
        foreach (var (suffix, type) in s_types)
        {
            if (name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal)) return (name[..^suffix.Length], type);
        }

        return (name, null);
    }

    private static bool? IsExplicit(string? text) => text switch { "explicit" => true, "cleaned" or "notExplicit" => false, _ => null };

    private static string? Id(JsonElement result, string name) => result.Number(name) is > 0 and { } id ? id.ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>Whether the item has a page at Apple. The address itself is made from the id, so that an answer cannot send fans elsewhere.</summary>
    private static bool IsApples(JsonElement result, string name) => DestinationUrl.TryParse(StreamingService.AppleMusic, result.Text(name), out _, out _);

    private static DestinationUrl PageOf(string country, string kind, string id) =>
        DestinationUrl.Parse(StreamingService.AppleMusic, $"https://music.apple.com/{country.ToLowerInvariant()}/{kind}/{id}");
}

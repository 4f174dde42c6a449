using System.Text.Json;

namespace Smartlinks.StreamingServices.Spotify;

/// <summary>Spotify's JSON, read.</summary>
public static class SpotifyAnswers
{
    public static LookUp ReadTrackSearch(JsonElement root) => ReadItems(root, "tracks", ToTrack);

    public static LookUp ReadTrack(JsonElement root) => Found(ToTrack(root), FoundBy.Item);

    public static LookUp ReadAlbum(JsonElement root) => Found(ToAlbum(root), FoundBy.Item);

    /// <summary>Ids of the albums in a search answer, which carries no codes; null when it is not one.</summary>
    public static IReadOnlyList<string>? ReadAlbumIds(JsonElement root) =>
        root.Child("albums")?.Child("items") is { ValueKind: JsonValueKind.Array } items
            ? [.. items.EnumerateArray().Select(item => item.Text("id")).OfType<string>().Where(IsId)]
            : null;

    /// <summary>22 characters of base62.</summary>
    public static bool IsId(string id) => id.Length == 22 && id.All(char.IsAsciiLetterOrDigit);

    private static LookUp ReadItems(JsonElement root, string list, Func<JsonElement, Candidate?> read)
    {
        if (root.Child(list)?.Child("items") is not { ValueKind: JsonValueKind.Array } items) return ServiceAnswer.Malformed;
        Candidate[] candidates = [.. items.EnumerateArray().Select(read).OfType<Candidate>()];
        return candidates.Length > 0 ? new LookUp.Found(candidates) : new LookUp.NotListed();
    }

    private static LookUp Found(Candidate? candidate, FoundBy by) =>
        candidate is null ? ServiceAnswer.Malformed : new LookUp.Found([candidate with { FoundBy = by }]);

    private static Candidate? ToTrack(JsonElement item)
    {
        if (item.Text("id") is not { } id || !IsId(id) || item.Text("name") is not { } name) return null;
        var album = item.Child("album");
        return new Candidate(ItemKind.Track, id, PageOf("track", id), name, item.Names("artists"))
        {
            Isrc = item.Child("external_ids")?.Text("isrc"),
            Upc = album?.Child("external_ids")?.Text("upc"),
            AlbumTitle = album?.Text("name"),
            AlbumType = album?.Text("album_type"),
            Duration = item.Number("duration_ms") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            ReleasedOn = ServiceAnswer.Day(album?.Text("release_date")),
        };
    }

    private static Candidate? ToAlbum(JsonElement item)
    {
        if (item.Text("id") is not { } id || !IsId(id) || item.Text("name") is not { } name) return null;
        return new Candidate(ItemKind.Album, id, PageOf("album", id), name, item.Names("artists"))
        {
            Upc = item.Child("external_ids")?.Text("upc"),
            AlbumTitle = name,
            AlbumType = item.Text("album_type"),
            ReleasedOn = ServiceAnswer.Day(item.Text("release_date")),
        };
    }

    /// <summary>The page's address is made from the id, so that an answer cannot send fans elsewhere. Artwork is left out: Spotify's terms forbid storing it.</summary>
    private static DestinationUrl PageOf(string kind, string id) => DestinationUrl.Parse(StreamingService.Spotify, $"https://open.spotify.com/{kind}/{id}");
}

using System.Text.Json;

namespace Smartlinks.StreamingServices.AmazonMusic;

/// <summary>Amazon Music's JSON, read: everything lies in <c>data</c>, refusals are <c>{"error":{"status","code","message"}}</c>.</summary>
public static class AmazonMusicAnswers
{
    public static LookUp ReadTrackSearch(JsonElement root)
    {
        if (root.Child("data")?.Child("searchTracks")?.Child("edges") is not { ValueKind: JsonValueKind.Array } edges) return ServiceAnswer.Malformed;
        Candidate[] candidates = [.. edges.EnumerateArray().Select(edge => edge.Child("node") is { } node ? ToTrack(node) : null).OfType<Candidate>()];
        return candidates.Length > 0 ? new LookUp.Found(candidates) : edges.GetArrayLength() == 0 ? new LookUp.NotListed() : ServiceAnswer.Malformed;
    }

    public static LookUp ReadTrack(JsonElement root) => Found(root.Child("data")?.Child("track") is { } track ? ToTrack(track) : null);

    public static LookUp ReadAlbum(JsonElement root) => Found(root.Child("data")?.Child("album") is { } album ? ToAlbum(album) : null);

    /// <summary>
    /// 403 is about the account behind the token (<c>AUTH_NO_MUSIC_ACCOUNT_FOUND</c>) or the key: asking again changes nothing until configuration does.
    /// A 404 is Amazon's only with its status and code in the body.
    /// </summary>
    public static LookUp? ReadRefusal(int status, JsonElement body, TimeSpan? retryAfter) => (status, body.Child("error")?.Text("code")) switch
    {
        (404, not null) when body.Child("error")?.Number("status") == 404 => new LookUp.NotListed(),
        (403, _) or (_, "INVALID_ACCESS_TOKEN") => new LookUp.Unavailable(UnavailableReasons.Unauthorized, retryAfter),
        _ => null,
    };

    /// <summary>An ASIN: 10 capital letters and digits.</summary>
    public static bool IsId(string id) => id.Length == 10 && id.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character));

    private static LookUp Found(Candidate? candidate) => candidate is null ? ServiceAnswer.Malformed : new LookUp.Found([candidate with { FoundBy = FoundBy.Item }]);

    private static Candidate? ToTrack(JsonElement track)
    {
        if (track.Text("id") is not { } id || !IsId(id) || track.Text("title") is not { } title) return null;
        var album = track.Child("album");
        return new Candidate(ItemKind.Track, id, PageOf(id, album?.Text("id")), title, track.Names("artists"))
        {
            Isrc = track.Text("isrc"),
            AlbumTitle = album?.Text("title"),
            Duration = track.Number("duration") is > 0 and < 1_000_000 and { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            ReleasedOn = Day(track.Text("releaseDate") ?? album?.Text("releaseDate")),
            Territories = Markets(track),
        };
    }

    private static Candidate? ToAlbum(JsonElement album)
    {
        if (album.Text("id") is not { } id || !IsId(id) || album.Text("title") is not { } title) return null;
        return new Candidate(ItemKind.Album, id, DestinationUrl.Parse(StreamingService.AmazonMusic, $"https://music.amazon.com/albums/{id}"), title, album.Names("artists"))
        {
            AlbumTitle = title,
            TrackCount = album.Number("trackCount") is > 0 and < 10_000 and { } count ? (int)count : null,
            ReleasedOn = Day(album.Text("releaseDate")),
            Territories = Markets(album),
        };
    }

    /// <summary>The page's address is made from the ids, so that an answer cannot send fans elsewhere.</summary>
    private static DestinationUrl PageOf(string id, string? albumId) => DestinationUrl.Parse(StreamingService.AmazonMusic,
        albumId is not null && IsId(albumId) ? $"https://music.amazon.com/albums/{albumId}?trackAsin={id}" : $"https://music.amazon.com/tracks/{id}");

    /// <summary>Where the answer lists none, it does not tell.</summary>
    private static Territories Markets(JsonElement item) =>
        item.Child("availableMarkets") is { ValueKind: JsonValueKind.Array } markets && markets.GetArrayLength() > 0
            ? Territories.Only(markets.EnumerateArray().Select(market => market.Text("id")).OfType<string>())
            : Territories.Everywhere;

    /// <summary>An instant such as <c>2001-03-12T00:00:00.000Z</c>, or a day.</summary>
    private static DateOnly? Day(string? text) => text is { Length: >= 10 } ? ServiceAnswer.Day(text[..10]) : null;
}

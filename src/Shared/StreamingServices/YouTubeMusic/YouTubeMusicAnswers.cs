using System.Text.Json;
using System.Xml;

namespace Smartlinks.StreamingServices.YouTubeMusic;

/// <summary>An album's playlist as YouTube generates it.</summary>
public sealed record YouTubeAlbum(string Id, string Title, int? TrackCount);

/// <summary>The YouTube Data API's JSON, read. Titles, channels and descriptions are written by uploaders: see <see cref="ArtTrack"/> for what is believed.</summary>
public static class YouTubeMusicAnswers
{
    private const string AlbumPrefix = "OLAK5uy_";

    /// <summary>Eleven characters of base64url.</summary>
    public static bool IsVideoId(string id) => id.Length == 11 && id.All(IsIdCharacter);

    /// <summary>A playlist that YouTube made of an album; nobody can make one with such an id by hand.</summary>
    public static bool IsAlbumId(string id) => id.Length is > 16 and <= 64 && id.StartsWith(AlbumPrefix, StringComparison.Ordinal) && id.All(IsIdCharacter);

    /// <summary>Null when it is no search's answer. The titles of a search are HTML and cut off: only ids are taken.</summary>
    public static IReadOnlyList<string>? ReadVideoHits(JsonElement root) => ReadHits(root, "videoId", IsVideoId);

    public static IReadOnlyList<string>? ReadAlbumHits(JsonElement root) => ReadHits(root, "playlistId", IsAlbumId);

    /// <param name="asked">Only these are taken, in this order.</param>
    public static LookUp ReadVideos(JsonElement root, IReadOnlyList<string> asked, FoundBy by)
    {
        if (NamedItems(root) is not { } items) return ServiceAnswer.Malformed;
        Candidate[] videos = [.. items.Select(item => ToVideo(item, by)).OfType<Candidate>().Where(video => asked.Contains(video.Id)).OrderBy(video => asked.ToList().IndexOf(video.Id))];
        return videos.Length > 0 ? new LookUp.Found([.. videos.Select(video => video with { FoundBy = by })]) : new LookUp.NotListed();
    }

    /// <summary>Null when it is no list of playlists.</summary>
    public static IReadOnlyList<YouTubeAlbum>? ReadAlbums(JsonElement root, IReadOnlyList<string> asked) => NamedItems(root)?
        .Where(item => item.Text("id") is { } id && asked.Contains(id) && item.Child("status")?.Text("privacyStatus") != "private")
        .Select(item => item.Child("snippet")?.Text("title") is { } title
            ? new YouTubeAlbum(item.Text("id")!, WithoutPrefix(title), item.Child("contentDetails")?.Count("itemCount")) : null)
        .OfType<YouTubeAlbum>().ToList();

    /// <summary>Null when there is none, or it is no list of a playlist's items.</summary>
    public static string? ReadFirstItem(JsonElement root) =>
        Items(root)?.Select(item => item.Child("snippet")?.Child("resourceId")?.Text("videoId")).OfType<string>().FirstOrDefault(IsVideoId);

    /// <param name="first">The album's first track; null when it could not be read.</param>
    public static Candidate ToCandidate(YouTubeAlbum album, Candidate? first)
    {
        var page = DestinationUrl.Parse(StreamingService.YouTubeMusic, $"https://music.youtube.com/playlist?list={album.Id}");
        var isKnown = first is { IsArtistsOwn: true, AlbumTitle: { } title } && string.Equals(title, album.Title, StringComparison.OrdinalIgnoreCase);
        return new Candidate(ItemKind.Album, album.Id, page, album.Title, isKnown ? first!.Artists : [])
        {
            AlbumTitle = album.Title,
            TrackCount = album.TrackCount,
            ReleasedOn = isKnown ? first!.ReleasedOn : null,
            IsArtistsOwn = isKnown,
            Territories = first?.Territories ?? Territories.Everywhere,
        };
    }

    private static Candidate? ToVideo(JsonElement item, FoundBy by)
    {
        if (item.Text("id") is not { } id || !IsVideoId(id) || item.Child("snippet") is not { } snippet || snippet.Text("title") is not { } title) return null;
        var (details, status) = (item.Child("contentDetails"), item.Child("status"));
        if (IsGone(status) || (by == FoundBy.Search && !IsPlayable(snippet, status))) return null;
        var channel = snippet.Text("channelTitle");
        var track = details?.Flag("licensedContent") == false ? null : ArtTrack.TryRead(title, channel, LongText(snippet, "description"));
        return new Candidate(ItemKind.Track, id, DestinationUrl.Parse(StreamingService.YouTubeMusic, $"https://music.youtube.com/watch?v={id}"), title, track?.Artists ?? (channel is null ? [] : [channel]))
        {
            AlbumTitle = track?.AlbumTitle,
            Duration = ToDuration(details?.Text("duration")),
            ReleasedOn = track?.ReleasedOn,
            IsArtistsOwn = track is not null,
            Territories = ToTerritories(details?.Child("regionRestriction")),
        };
    }

    /// <summary>YouTube's word that nobody can watch it, now or later. Unlisted, live, a premiere to come, still being processed or not in frames: it is there.</summary>
    private static bool IsGone(JsonElement? status) => status?.Text("privacyStatus") == "private" || status?.Text("uploadStatus") is "deleted" or "failed" or "rejected";

    /// <summary>What a search brings must be a recording that plays now: no broadcast, no premiere to come, nothing its uploader keeps to one place.</summary>
    private static bool IsPlayable(JsonElement snippet, JsonElement? status) =>
        status?.Flag("embeddable") != false && status?.Text("uploadStatus") is null or "processed" && snippet.Text("liveBroadcastContent") is null or "none";

    /// <summary>An empty list of allowed countries means none, an empty list of blocked ones means nothing.</summary>
    private static Territories ToTerritories(JsonElement? restriction) =>
        Countries(restriction, "allowed") is { } allowed ? Territories.Only(allowed) : Countries(restriction, "blocked") is { } blocked ? Territories.Except(blocked) : Territories.Everywhere;

    private static IEnumerable<string>? Countries(JsonElement? restriction, string name) => restriction?.Child(name) is { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray().Where(country => country.ValueKind == JsonValueKind.String).Select(country => country.GetString()!) : null;

    /// <summary>ISO 8601, such as <c>PT4M12S</c>; nothing for the zero of a broadcast.</summary>
    private static TimeSpan? ToDuration(string? text)
    {
        try
        {
            return text is not null && XmlConvert.ToTimeSpan(text) is { Ticks: > 0 } duration ? duration : null;
        }
        catch (Exception malformed) when (malformed is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static List<string>? ReadHits(JsonElement root, string kind, Func<string, bool> isId) =>
        NamedItems(root)?.Select(item => item.Child("id")?.Text(kind)).OfType<string>().Where(isId).Distinct().ToList();

    private static List<JsonElement>? Items(JsonElement root) => root.Child("items") is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : null;

    /// <summary>Null also for a list of things without ids: that is no word on what was asked for.</summary>
    private static List<JsonElement>? NamedItems(JsonElement root) => Items(root) is { } items && (items.Count == 0 || items.Exists(HasId)) ? items : null;

    /// <summary>A search's hit has an object, which names a video, a playlist or a channel.</summary>
    private static bool HasId(JsonElement item) =>
        item.Text("id") is not null || (item.Child("id") is { ValueKind: JsonValueKind.Object } id && id.EnumerateObject().Any(part => part.Value.ValueKind == JsonValueKind.String));

    private static string WithoutPrefix(string title) => title.StartsWith("Album - ", StringComparison.Ordinal) ? title["Album - ".Length..] : title;

    private static bool IsIdCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_';

    private static string? LongText(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

using System.Text.Json;

namespace Smartlinks.StreamingServices.YouTubeMusic;

/// <summary>
/// Looks up YouTube Music through the YouTube Data API (developers.google.com/youtube/v3), which knows neither ISRC nor UPC. A search costs one of a
/// hundred a day: it is for what nothing else finds, once a release.
/// </summary>
public sealed class YouTubeMusicCatalogue(ServiceCalls calls, YouTubeMusicOptions options) : IServiceCatalogue
{
    /// <summary>Hits of one search that are read; more would cost no more, and be no likelier.</summary>
    private const int MostHits = 25;

    /// <summary>Albums of one search that are read, two units each.</summary>
    private const int MostAlbums = 3;

    private const string VideoParts = "part=snippet,contentDetails,status";

    public StreamingService Service => StreamingService.YouTubeMusic;

    public ServiceCapabilities Capabilities { get; } = new(ByIsrc: false, ByUpc: false, ByItem: true, BySearch: true, Save: true, DailyQuota: options.SearchesPerDay);

    public async Task<LookUp> SearchAsync(ReleaseSearch search, CancellationToken cancellationToken)
    {
        var isTrack = search.Kind == ItemKind.Track;
        // Category 10 is music; it can be asked for with videos only.
        var filter = isTrack ? "type=video&videoCategoryId=10" : "type=playlist";
        IReadOnlyList<string>? ids = null;
        var hits = await GetAsync(options.SearchPace, $"search?part=snippet&{filter}&maxResults={MostHits}&q={Uri.EscapeDataString(Words(search))}", root =>
        {
            ids = isTrack ? YouTubeMusicAnswers.ReadVideoHits(root) : YouTubeMusicAnswers.ReadAlbumHits(root);
            return ids is null ? ServiceAnswer.Malformed : new LookUp.NotListed();
        }, cancellationToken);
        if (hits is LookUp.Unavailable || ids is not { Count: > 0 }) return hits;
        return isTrack ? await ReadVideosAsync(ids, FoundBy.Search, cancellationToken) : await ReadAlbumsAsync([.. ids.Take(MostAlbums)], FoundBy.Search, cancellationToken);
    }

    public Task<LookUp> FindByItemAsync(ServiceItem item, CancellationToken cancellationToken)
    {
        if (item.Kind == ItemKind.Track) return YouTubeMusicAnswers.IsVideoId(item.Id) ? ReadVideosAsync([item.Id], FoundBy.Item, cancellationToken) : NotListedAsync;
        return YouTubeMusicAnswers.IsAlbumId(item.Id) ? ReadAlbumsAsync([item.Id], FoundBy.Item, cancellationToken) : NotListedAsync;
    }

    private static Task<LookUp> NotListedAsync => Task.FromResult<LookUp>(new LookUp.NotListed());

    private Task<LookUp> ReadVideosAsync(IReadOnlyList<string> ids, FoundBy by, CancellationToken cancellationToken) => GetAsync(
        options.Pace, $"videos?{VideoParts}&id={string.Join(',', ids)}", root => YouTubeMusicAnswers.ReadVideos(root, ids, by), cancellationToken);

    /// <summary>An album says little of itself: who made it and when it came out is read from its first track.</summary>
    private async Task<LookUp> ReadAlbumsAsync(IReadOnlyList<string> ids, FoundBy by, CancellationToken cancellationToken)
    {
        IReadOnlyList<YouTubeAlbum>? albums = null;
        var read = await GetAsync(options.Pace, $"playlists?part=snippet,status,contentDetails&id={string.Join(',', ids)}", root => Keep(albums = YouTubeMusicAnswers.ReadAlbums(root, ids)), cancellationToken);
        if (read is LookUp.Unavailable || albums is not { Count: > 0 }) return read;

        var firstTracks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var album in albums)
        {
            string? first = null;
            var items = await GetAsync(options.Pace, $"playlistItems?part=snippet&maxResults=1&playlistId={album.Id}", root => Keep(first = YouTubeMusicAnswers.ReadFirstItem(root)), cancellationToken);
            if (items is LookUp.Unavailable { Reason: not UnavailableReasons.MalformedAnswer }) return items;
            if (first is not null) firstTracks[album.Id] = first;
        }

        IReadOnlyList<Candidate> tracks = [];
        if (firstTracks.Count > 0)
        {
            var videos = await ReadVideosAsync([.. firstTracks.Values.Distinct()], by, cancellationToken);
            if (videos is LookUp.Unavailable) return videos;
            if (videos is LookUp.Found found) tracks = found.Candidates;
        }

        return new LookUp.Found([.. albums.Select(album =>
            YouTubeMusicAnswers.ToCandidate(album, tracks.FirstOrDefault(track => track.Id == firstTracks.GetValueOrDefault(album.Id))) with { FoundBy = by })]);
    }

    private static LookUp Keep(object? read) => read is null ? ServiceAnswer.Malformed : new LookUp.NotListed();

    /// <summary>A vertical bar and a leading hyphen are operators of the search ("or", "not"), and a title may have both.</summary>
    private static string Words(ReleaseSearch search) => string.Join(' ', $"{string.Join(' ', search.Artists)} {search.Title}"
        .Replace('|', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.TrimStart('-')).Where(word => word.Length > 0));

    private Task<LookUp> GetAsync(ServicePace pace, string path, Func<JsonElement, LookUp> read, CancellationToken cancellationToken) => calls.SendAsync(pace, () =>
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, path));
        request.Headers.TryAddWithoutValidation("X-Goog-Api-Key", options.ApiKey);
        return request;
    }, read, cancellationToken);
}

using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.LocalHost.Sandbox.Libraries;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.YouTubeMusic;

/// <summary>
/// The YouTube Data API as far as looking up goes. What it holds against a careless client: a key that has to be sent, a hundred searches a day, hits that
/// are mostly not the recording and come first, titles escaped as HTML in a search, descriptions that imitate YouTube's own.
/// </summary>
public sealed class YouTubeMusicSandbox(Catalogue catalogue, FaultBoard faults, StoryClock clock, SandboxOptions options, GoogleFans fans, FanLibraries libraries, Func<Uri> baseAddress)
{
    private const string Root = "/youtube-music/youtube/v3";

    private static readonly FrozenDictionary<string, string[]> s_parts = new Dictionary<string, string[]>
    {
        ["search"] = ["id", "snippet"],
        ["videos"] = ["id", "snippet", "contentDetails", "status", "statistics", "player", "topicDetails", "localizations"],
        ["playlists"] = ["id", "snippet", "contentDetails", "status", "player", "localizations"],
        ["playlistItems"] = ["id", "snippet", "contentDetails", "status"],
    }.ToFrozenDictionary();

    private readonly YouTubeMusicShapes _shapes = new(baseAddress);
    private readonly CatalogueIndex<YouTubeVideos> _videos = new(catalogue, all => new YouTubeVideos(all));

    public YouTubeQuota Quota { get; } = new(clock);

    private YouTubeVideos Videos => _videos.Value;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root + "/search", context => AnswerAsync(context, "search", SearchAsync));
        routes.MapGet(Root + "/videos", context => AnswerAsync(context, "videos", GetVideosAsync));
        routes.MapGet(Root + "/playlists", context => AnswerAsync(context, "playlists", GetPlaylistsAsync));
        routes.MapGet(Root + "/playlistItems", context => AnswerAsync(context, "playlistItems", GetItemsAsync));
        fans.Map(routes);
        new YouTubeLikes(_videos, fans, Quota, libraries, faults, clock).Map(routes);
    }

    // Key or a fan's token, then quota, then parameters: a request with wrong parameters costs as much as a right one.
    private Task AnswerAsync(HttpContext context, string resource, Func<HttpContext, FrozenSet<string>, int, Task> answer)
    {
        var key = context.Request.Headers["X-Goog-Api-Key"].ToString() is { Length: > 0 } header ? header : context.Request.Query["key"].ToString();
        var isFan = fans.Find(context) is not null;
        if (key.Length == 0 && !isFan)
        {
            return context.Request.Headers.Authorization.Count > 0 ? YouTubeMusicErrors.WriteUnauthorizedAsync(context) : YouTubeMusicErrors.WriteNoKeyAsync(context);
        }

        if (key != options.YouTubeMusicApiKey && !isFan)
        {
            return YouTubeMusicErrors.WriteWrongKeyAsync(context);
        }

        if (!(resource == "search" ? Quota.TryTakeSearch() : Quota.TryTake(1)))
        {
            return new YouTubeMusicErrors().WriteQuotaAsync(context);
        }

        var parts = List(context, "part").ToFrozenSet(StringComparer.Ordinal);
        if (parts.Count == 0)
        {
            return YouTubeMusicErrors.WriteBadRequestAsync(context, "missingRequiredParameter", "No filter selected. Expected one of: part");
        }

        if (parts.FirstOrDefault(part => !s_parts[resource].Contains(part)) is { } unknown)
        {
            return YouTubeMusicErrors.WriteBadRequestAsync(context, "unknownPart", $"'{unknown}'");
        }

        var limit = 5;
        var text = context.Request.Query["maxResults"].ToString();
        if (text.Length > 0 && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit > 50))
        {
            return YouTubeMusicErrors.WriteBadRequestAsync(context, "invalidValue", $"Invalid value '{text}'. Values must be within the range: [0, 50]");
        }

        return answer(context, parts, limit);
    }

    private Task SearchAsync(HttpContext context, FrozenSet<string> parts, int limit)
    {
        var (text, type) = (context.Request.Query["q"].ToString(), context.Request.Query["type"].ToString());
        if (type != "video" && context.Request.Query.ContainsKey("videoCategoryId"))
        {
            return YouTubeMusicErrors.WriteBadRequestAsync(context, "invalidSearchFilter", "The request contains an invalid combination of search filters and/or restrictions.");
        }

        var now = clock.GetUtcNow();
        List<JsonObject> hits = [];
        if (type is "" or "video")
        {
            var videos = Videos.Search(text, now);
            hits.AddRange((videos.Count > 0 && faults.Take(StreamingService.YouTubeMusic, FaultKind.WrongCode) is not null ? [Another(videos[0])] : videos).Select(_shapes.Hit));
        }

        if (type is "" or "playlist")
        {
            hits.AddRange(Videos.SearchAlbums(text, now).Select(_shapes.Hit));
        }

        return WritePageAsync(context, "search", hits, limit);
    }

    private Task GetVideosAsync(HttpContext context, FrozenSet<string> parts, int limit)
    {
        var ids = List(context, "id");
        if (ids.Length == 0)
        {
            return YouTubeMusicErrors.WriteBadRequestAsync(context, "missingRequiredParameter", "No filter selected. Expected one of: myRating, id, chart");
        }

        // As at the real service, one id too many makes the whole request invalid.
        if (ids.Length > 50)
        {
            return YouTubeMusicErrors.WriteBadRequestAsync(context, "invalidFilters", "The request specifies an invalid filter parameter.");
        }

        var videos = ids.Select(Videos.Find).OfType<YouTubeVideo>().Where(video => YouTubeVideos.IsThere(video, clock.GetUtcNow())).Distinct().ToList();
        return SandboxJson.WriteAsync(context, YouTubeMusicShapes.List("videos", videos.Select(video => _shapes.Video(video, parts)), videos.Count, videos.Count, null));
    }

    private Task GetPlaylistsAsync(HttpContext context, FrozenSet<string> parts, int limit)
    {
        var ids = List(context, "id");
        if (ids.Length is 0 or > 50)
        {
            return YouTubeMusicErrors.WriteBadRequestAsync(context, "missingRequiredParameter", "No filter selected. Expected one of: mine, id, channelId");
        }

        var albums = ids.Select(Videos.FindAlbum).OfType<Album>().Select(album => (Album: album, Tracks: Visible(album))).Where(found => found.Tracks.Count > 0).ToList();
        return SandboxJson.WriteAsync(context, YouTubeMusicShapes.List(
            "playlists", albums.Select(found => _shapes.Playlist(found.Album, found.Tracks.Count, parts)), albums.Count, limit, null));
    }

    private Task GetItemsAsync(HttpContext context, FrozenSet<string> parts, int limit)
    {
        if (Videos.FindAlbum(context.Request.Query["playlistId"].ToString()) is not { } album || Visible(album) is not { Count: > 0 } tracks)
        {
            return YouTubeMusicErrors.WriteNoPlaylistAsync(context);
        }

        return WritePageAsync(context, "playlistItems", tracks.Select((video, position) => _shapes.PlaylistItem(album, video, position)).ToList(), limit);
    }

    private static Task WritePageAsync(HttpContext context, string resource, List<JsonObject> all, int limit)
    {
        // The real service's tokens are opaque; so is the meaning of these to a client.
        var token = context.Request.Query["pageToken"].ToString();
        if (!int.TryParse(token.Length == 0 ? "0" : token.TrimStart('P'), NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return YouTubeMusicErrors.WriteBadRequestAsync(context, "invalidPageToken", "The request specifies an invalid page token.");
        }

        var next = limit > 0 && offset + limit < all.Count ? string.Create(CultureInfo.InvariantCulture, $"P{offset + limit}") : null;
        return SandboxJson.WriteAsync(context, YouTubeMusicShapes.List(resource, all.Skip(offset).Take(limit), all.Count, limit, next));
    }

    private YouTubeVideo Another(YouTubeVideo video) => Videos.Find(catalogue.Tracks.First(other =>
        other.Isrc != video.Track.Isrc && other.Album != video.Track.Album && other.IsVisible(StreamingService.YouTubeMusic, clock.GetUtcNow())).Ids[StreamingService.YouTubeMusic])!;

    private List<YouTubeVideo> Visible(Album album) => album.Visible(StreamingService.YouTubeMusic, clock.GetUtcNow())
        .Select(track => Videos.Find(track.Ids[StreamingService.YouTubeMusic])).OfType<YouTubeVideo>().ToList();

    // A list comes with commas, or as the parameter several times.
    private static string[] List(HttpContext context, string name) =>
        [.. context.Request.Query[name].SelectMany(text => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct()];
}

using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using Smartlinks.LocalHost.Sandbox.Artwork;
using Smartlinks.LocalHost.Sandbox.Catalogues;

namespace Smartlinks.LocalHost.Sandbox.YouTubeMusic;

/// <summary>Answers in the YouTube Data API's shapes (its published description and reference). Pictures are the sandbox's.</summary>
public sealed class YouTubeMusicShapes(Func<Uri> baseAddress)
{
    private static readonly (string Name, int Width, int Height)[] s_thumbnails = [("default", 120, 90), ("medium", 320, 180), ("high", 480, 360)];

    /// <param name="resource">As the path has it: search, videos, playlists, playlistItems.</param>
    public static JsonObject List(string resource, IEnumerable<JsonObject> items, int total, int perPage, string? nextPageToken)
    {
        var kind = resource.EndsWith('s') ? resource[..^1] : resource;
        var shape = new JsonObject { ["kind"] = $"youtube#{kind}ListResponse", ["etag"] = Etag($"{resource}|{total}") };
        if (nextPageToken is not null)
        {
            shape["nextPageToken"] = nextPageToken;
        }

        if (resource == "search")
        {
            shape["regionCode"] = "US";
        }

        shape["pageInfo"] = new JsonObject { ["totalResults"] = total, ["resultsPerPage"] = perPage };
        shape["items"] = SandboxJson.Array(items);
        return shape;
    }

    /// <summary>What a fan thinks of videos.</summary>
    public static JsonObject Ratings(IEnumerable<(string Id, bool IsLiked)> ratings) => new()
    {
        ["kind"] = "youtube#videoGetRatingResponse",
        ["etag"] = Etag("ratings"),
        ["items"] = SandboxJson.Array(ratings.Select(each => (JsonNode?)new JsonObject { ["videoId"] = each.Id, ["rating"] = each.IsLiked ? "like" : "none" })),
    };

    /// <summary>A fan's own channel, with its id alone.</summary>
    public static JsonObject Channel(string fan) => Resource("channel", ChannelOf(fan));

    public static JsonObject Subscription(string fan, string channel, string title, DateTimeOffset now)
    {
        var shape = Resource("subscription", StableRandom.From($"subscription|{fan}|{channel}").NextText(43));
        shape["snippet"] = new JsonObject
        {
            ["publishedAt"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["title"] = title,
            ["description"] = "",
            ["resourceId"] = new JsonObject { ["kind"] = "youtube#channel", ["channelId"] = channel },
            ["channelId"] = ChannelOf(fan),
        };
        return shape;
    }

    /// <summary>A search tells little: titles are cut and escaped as HTML, and there is neither length nor status.</summary>
    public JsonObject Hit(YouTubeVideo video) => Hit(video.Id, new JsonObject { ["kind"] = "youtube#video", ["videoId"] = video.Id }, video.Track, video.ChannelId, video.Channel, video.Title, FirstLine(video.Description));

    public JsonObject Hit(Album album) => Hit(
        YouTubeVideos.PlaylistId(album), new JsonObject { ["kind"] = "youtube#playlist", ["playlistId"] = YouTubeVideos.PlaylistId(album) }, album.Tracks[0], Owner(album).Id, Owner(album).Title, album.Title, "");

    public JsonObject Video(YouTubeVideo video, IReadOnlySet<string> parts)
    {
        var shape = Resource("video", video.Id);
        if (parts.Contains("snippet"))
        {
            var snippet = Snippet(video.Track, video.ChannelId, video.Channel, video.Title, video.Description);
            snippet["categoryId"] = "10";
            snippet["liveBroadcastContent"] = "none";
            snippet["localized"] = new JsonObject { ["title"] = video.Title, ["description"] = video.Description };
            shape["snippet"] = snippet;
        }

        if (parts.Contains("contentDetails"))
        {
            shape["contentDetails"] = ContentDetails(video);
        }

        if (parts.Contains("status"))
        {
            shape["status"] = new JsonObject
            {
                ["uploadStatus"] = "processed",
                ["privacyStatus"] = "public",
                ["license"] = "youtube",
                ["embeddable"] = true,
                ["publicStatsViewable"] = true,
                ["madeForKids"] = false,
            };
        }

        return shape;
    }

    public JsonObject Playlist(Album album, int count, IReadOnlySet<string> parts)
    {
        var shape = Resource("playlist", YouTubeVideos.PlaylistId(album));
        if (parts.Contains("snippet"))
        {
            var snippet = Snippet(album.Tracks[0], Owner(album).Id, Owner(album).Title, album.Title, "");
            snippet["localized"] = new JsonObject { ["title"] = album.Title, ["description"] = "" };
            shape["snippet"] = snippet;
        }

        if (parts.Contains("status"))
        {
            shape["status"] = new JsonObject { ["privacyStatus"] = "public" };
        }

        if (parts.Contains("contentDetails"))
        {
            shape["contentDetails"] = new JsonObject { ["itemCount"] = count };
        }

        return shape;
    }

    public JsonObject PlaylistItem(Album album, YouTubeVideo video, int position)
    {
        var shape = Resource("playlistItem", StableRandom.From($"item|{video.Id}|{album.Upc}").NextText(68));
        var snippet = Snippet(video.Track, Owner(album).Id, Owner(album).Title, video.Title, video.Description);
        snippet["playlistId"] = YouTubeVideos.PlaylistId(album);
        snippet["position"] = position;
        snippet["resourceId"] = new JsonObject { ["kind"] = "youtube#video", ["videoId"] = video.Id };
        snippet["videoOwnerChannelTitle"] = video.Channel;
        snippet["videoOwnerChannelId"] = video.ChannelId;
        shape["snippet"] = snippet;
        return shape;
    }

    private JsonObject Hit(string id, JsonObject name, Track track, string channelId, string channel, string title, string description)
    {
        var snippet = Snippet(track, channelId, channel, System.Net.WebUtility.HtmlEncode(title), description);
        snippet["liveBroadcastContent"] = "none";
        return new JsonObject { ["kind"] = "youtube#searchResult", ["etag"] = Etag("hit|" + id), ["id"] = name, ["snippet"] = snippet };
    }

    private static JsonObject ContentDetails(YouTubeVideo video)
    {
        var shape = new JsonObject
        {
            // Whole seconds, never less than the sound.
            ["duration"] = XmlConvert.ToString(TimeSpan.FromSeconds(Math.Ceiling(video.DurationMs / 1000.0))),
            ["dimension"] = "2d",
            ["definition"] = "hd",
            ["caption"] = "false",
            ["licensedContent"] = video.IsArtTrack,
            ["contentRating"] = new JsonObject(),
            ["projection"] = "rectangular",
        };
        var blocked = Markets.All.Where(market => !video.Track.IsPlayableIn(market)).ToList();
        if (blocked.Count > 0)
        {
            shape["regionRestriction"] = blocked.Count < Markets.All.Count / 2
                ? new JsonObject { ["blocked"] = SandboxJson.Array(blocked) } : new JsonObject { ["allowed"] = SandboxJson.Array(video.Track.Countries) };
        }

        return shape;
    }

    private JsonObject Snippet(Track track, string channelId, string channel, string title, string description) => new()
    {
        ["publishedAt"] = track.Released.Day + "T00:00:00Z",
        ["channelId"] = channelId,
        ["title"] = title,
        ["description"] = description,
        ["thumbnails"] = new JsonObject(s_thumbnails.Select(size => KeyValuePair.Create(size.Name, (JsonNode?)new JsonObject
        {
            ["url"] = CoverAddress.Of(baseAddress(), track.Album, size.Height),
            ["width"] = size.Width,
            ["height"] = size.Height,
        }))),
        ["channelTitle"] = channel,
    };

    private static (string Id, string Title) Owner(Album album) => ("UC" + StableRandom.From($"channel|{album.Artists[0]} - Topic").NextText(22), album.Artists[0] + " - Topic");

    private static JsonObject Resource(string kind, string id) => new() { ["kind"] = "youtube#" + kind, ["etag"] = Etag($"{kind}|{id}"), ["id"] = id };

    private static string ChannelOf(string fan) => "UC" + StableRandom.From("fan|" + fan).NextText(22);

    private static string Etag(string seed) => StableRandom.From("etag|" + seed).NextText(27);

    private static string FirstLine(string description) => description.Split('\n')[0];
}

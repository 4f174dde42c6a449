using System.Text.Json;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Consent;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.LocalHost.Sandbox.Libraries;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox.YouTubeMusic;

/// <summary>
/// What fans like and follow at YouTube: ratings and subscriptions, at 50 units each. What it holds against a careless client: a rating without a body, a subscription that
/// exists refused, and an album that nothing can be done with.
/// </summary>
public sealed class YouTubeLikes(CatalogueIndex<YouTubeVideos> videos, GoogleFans fans, YouTubeQuota quota, FanLibraries libraries, FaultBoard faults, StoryClock clock)
{
    private const string Root = "/youtube-music/youtube/v3";
    private const int WriteUnits = 50;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Root + "/videos/rate", context => AsFanAsync(context, WriteUnits, grant => RateAsync(context, grant)));
        routes.MapGet(Root + "/videos/getRating", context => AsFanAsync(context, 1, grant => GetRatingAsync(context, grant)));
        routes.MapPost(Root + "/subscriptions", context => AsFanAsync(context, WriteUnits, grant => SubscribeAsync(context, grant)));
        routes.MapGet(Root + "/channels", context => AsFanAsync(context, 1, grant => GetChannelAsync(context, grant)));
    }

    /// <summary>Who asks comes first, the quota second: what is not let in costs nothing.</summary>
    private Task AsFanAsync(HttpContext context, int units, Func<FanGrant, Task> go) =>
        fans.Find(context) is not { } grant ? YouTubeMusicErrors.WriteUnauthorizedAsync(context)
        : !quota.TryTake(units) ? new YouTubeMusicErrors().WriteQuotaAsync(context)
        : HttpMethods.IsPost(context.Request.Method) && IsStruck(FaultKind.NoSubscription, grant) ? YouTubeMusicErrors.WriteNoChannelOfOwnAsync(context)
        : go(grant);

    private Task RateAsync(HttpContext context, FanGrant grant)
    {
        var (id, rating) = (context.Request.Query["id"].ToString(), context.Request.Query["rating"].ToString());
        if (rating is not ("like" or "dislike" or "none")) return YouTubeMusicErrors.WriteBadRequestAsync(context, "invalidRating", "The request contains an unexpected value for the <code>rating</code> parameter.");
        if (!IsThere(id) || IsStruck(FaultKind.NotLiveYet, grant)) return YouTubeMusicErrors.WriteNoVideoAsync(context);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        if (IsStruck(FaultKind.IgnoreItem, grant)) return Task.CompletedTask;
        var item = new LibraryItem(LibraryKind.Track, id);
        if (rating == "like") libraries.Add(StreamingService.YouTubeMusic, grant.Fan, item, clock.GetUtcNow());
        else libraries.Remove(StreamingService.YouTubeMusic, grant.Fan, item);
        return Task.CompletedTask;
    }

    private Task GetRatingAsync(HttpContext context, FanGrant grant)
    {
        string[] ids = [.. context.Request.Query["id"].SelectMany(text => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)).Where(IsThere)];
        return SandboxJson.WriteAsync(context, YouTubeMusicShapes.Ratings(ids.Select(id => (id, libraries.Contains(StreamingService.YouTubeMusic, grant.Fan, new LibraryItem(LibraryKind.Track, id))))));
    }

    private async Task SubscribeAsync(HttpContext context, FanGrant grant)
    {
        var body = await ControlBody.ReadAsync(context);
        var channel = body is { ValueKind: JsonValueKind.Object } root ? root.Child("snippet")?.Child("resourceId")?.Text("channelId") : null;
        var now = clock.GetUtcNow();
        await (channel is null ? YouTubeMusicErrors.WriteBadRequestAsync(context, "channelIdMissing", "The subscription resource specified in the request must use the <code>snippet.resourceId.channelId</code> property to identify the channel that is being subscribed to.")
            : videos.Value.FindChannel(channel) is not { } title ? YouTubeMusicErrors.WriteNoChannelAsync(context)
            : !libraries.Add(StreamingService.YouTubeMusic, grant.Fan, new LibraryItem(LibraryKind.Artist, channel), now) ? YouTubeMusicErrors.WriteDuplicateAsync(context)
            : SandboxJson.WriteAsync(context, YouTubeMusicShapes.Subscription(grant.Fan, channel, title, now)));
    }

    private Task GetChannelAsync(HttpContext context, FanGrant grant) => context.Request.Query["mine"] == "true"
        ? SandboxJson.WriteAsync(context, IsStruck(FaultKind.NoSubscription, grant)
            ? YouTubeMusicShapes.List("channels", [], 0, 5, null) : YouTubeMusicShapes.List("channels", [YouTubeMusicShapes.Channel(grant.Fan)], 1, 5, null))
        : YouTubeMusicErrors.WriteBadRequestAsync(context, "missingRequiredParameter", "No filter selected. Expected one of: mine, id, forUsername, managedByMe, categoryId");

    private bool IsStruck(FaultKind kind, FanGrant grant) => faults.Take(StreamingService.YouTubeMusic, kind, grant.Fan) is not null;

    private bool IsThere(string id) => videos.Value.Find(id) is { } video && YouTubeVideos.IsThere(video, clock.GetUtcNow());
}

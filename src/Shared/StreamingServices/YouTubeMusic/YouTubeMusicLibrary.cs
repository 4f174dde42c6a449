using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.YouTubeMusic;

/// <summary>
/// What a fan likes at YouTube Music: a rating, which can be given again without effect (a playlist item would be doubled). An album has nothing that could be rated:
/// it is <see cref="SaveOutcome.NotThere"/>, see <see cref="CanKeep"/>.
/// </summary>
public sealed class YouTubeMusicLibrary(FanCalls calls, YouTubeMusicOptions options) : IFanLibrary
{
    /// <summary>The rated video cannot be rated: by everybody or by this fan.</summary>
    private static readonly string[] s_notRatable = ["videoRatingDisabled", "videoPurchaseRequired", "forbidden"];

    private readonly KnownArtists _artists = new();

    public StreamingService Service => StreamingService.YouTubeMusic;

    public int MostItems => 1;

    public ServicePace Pace => options.SavePace;

    public bool CanKeep(ItemKind kind) => kind == ItemKind.Track;

    public Task<LibraryAnswer> SaveAsync(string accessToken, IReadOnlyList<ServiceItem> items, string attempt, CancellationToken cancellationToken) => !CanKeep(items[0].Kind)
        ? Task.FromResult<LibraryAnswer>(Outcome(SaveOutcome.NotThere))
        : calls.AskLibraryAsync(options.SavePace, () => Make(HttpMethod.Post, $"videos/rate?id={Uri.EscapeDataString(items[0].Id)}&rating=like", accessToken), ReadRated, cancellationToken);

    public Task<LibraryAnswer> ContainsAsync(string accessToken, IReadOnlyList<ServiceItem> items, CancellationToken cancellationToken) => !CanKeep(items[0].Kind)
        ? Task.FromResult<LibraryAnswer>(new LibraryAnswer.Contents([false]))
        : calls.AskLibraryAsync(options.Pace, () => Make(HttpMethod.Get, $"videos/getRating?id={Uri.EscapeDataString(items[0].Id)}", accessToken), reply => ReadRating(reply, items[0].Id), cancellationToken);

    public async Task<LibraryAnswer> FollowArtistAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken)
    {
        var (channel, why) = await _artists.GetAsync(item, () => FindChannelAsync(accessToken, item, cancellationToken));
        return channel is null ? why! : await calls.AskLibraryAsync(options.SavePace, () => MakeSubscription(channel, accessToken), ReadSubscribed, cancellationToken);
    }

    private async Task<(string? Channel, LibraryAnswer? Why)> FindChannelAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken)
    {
        string? channel = null;
        var id = Uri.EscapeDataString(item.Id);
        var path = item.Kind == ItemKind.Track ? $"videos?part=snippet&id={id}" : $"playlistItems?part=snippet&maxResults=1&playlistId={id}";
        var read = await calls.AskLibraryAsync(options.Pace, () => Make(HttpMethod.Get, path, accessToken), reply => ReadChannel(reply, item.Kind, out channel), cancellationToken);
        return (channel, read);
    }

    private static LibraryAnswer? ReadRated(FanReply reply)
    {
        if (reply.Status is 204 or 200) return Outcome(SaveOutcome.Saved);
        if (ReadTrouble(reply) is { } trouble) return trouble;
        return IsNotFound(reply) || (reply.Status is 400 or 403 && Reasons(reply).Any(s_notRatable.Contains)) ? Outcome(SaveOutcome.NotThere) : null;
    }

    private static LibraryAnswer? ReadRating(FanReply reply, string id)
    {
        if (reply.Status != 200) return ReadTrouble(reply) ?? (IsNotFound(reply) ? new LibraryAnswer.Contents([false]) : null);
        if (reply.Body.Child("items") is not { ValueKind: JsonValueKind.Array } items) return null;
        return new LibraryAnswer.Contents([items.EnumerateArray().Any(item => item.Text("videoId") == id && item.Text("rating") == "like")]);
    }

    private static LibraryAnswer? ReadChannel(FanReply reply, ItemKind kind, out string? channel)
    {
        channel = null;
        if (reply.Status != 200) return ReadTrouble(reply) ?? (IsNotFound(reply) ? Outcome(SaveOutcome.NotThere) : null);
        if (reply.Body.Child("items") is not { ValueKind: JsonValueKind.Array } items) return null;
        channel = items.EnumerateArray().Select(item => item.Child("snippet")?.Text(kind == ItemKind.Track ? "channelId" : "videoOwnerChannelId")).OfType<string>().FirstOrDefault();
        return channel is not null ? Outcome(SaveOutcome.Taken) : items.GetArrayLength() == 0 ? Outcome(SaveOutcome.NotThere) : null;
    }

    /// <summary>A channel that does not take subscribers, or a fan who has as many as there may be, is as if the artist were not there.</summary>
    private static LibraryAnswer? ReadSubscribed(FanReply reply)
    {
        if (reply.Status == 200) return reply.Body.Text("id") is null ? null : Outcome(SaveOutcome.Saved);
        if (Reasons(reply).Contains("subscriptionDuplicate")) return Outcome(SaveOutcome.AlreadyThere);
        return ReadTrouble(reply) ?? (IsNotFound(reply) || Reasons(reply).Contains("subscriptionForbidden") ? Outcome(SaveOutcome.NotThere) : null);
    }

    private static LibraryAnswer? ReadTrouble(FanReply reply) => YouTubeMusicAccountRefusals.Read(reply.Status, reply.Body) switch
    {
        AccountTrouble.TokenRefused => new LibraryAnswer.Refused(),
        AccountTrouble.AccountUnfit => new LibraryAnswer.NoSubscription(),
        null => null,
    };

    private static bool IsNotFound(FanReply reply) => reply.Status == 404 && Reasons(reply).Any(reason => reason.EndsWith("otFound", StringComparison.Ordinal));

    private static IReadOnlyList<string> Reasons(FanReply reply) => reply.Body.Child("error") is { } error ? YouTubeMusicAccountRefusals.Reasons(error) : [];

    private static LibraryAnswer.Done Outcome(SaveOutcome outcome) => new([outcome]);

    private HttpRequestMessage MakeSubscription(string channel, string accessToken)
    {
        var request = Make(HttpMethod.Post, "subscriptions?part=snippet", accessToken);
        var body = new JsonObject { ["snippet"] = new JsonObject { ["resourceId"] = new JsonObject { ["kind"] = "youtube#channel", ["channelId"] = channel } } };
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return request;
    }

    private HttpRequestMessage Make(HttpMethod method, string path, string accessToken)
    {
        var request = new HttpRequestMessage(method, new Uri(options.BaseUrl, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return request;
    }
}

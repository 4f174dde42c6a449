using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Smartlinks.StreamingServices.AmazonMusic;

/// <summary>
/// Looks up Amazon Music's Web API 1.0 (developer.amazon.com/docs/music/API_web_overview.html): tracks by ISRC, tracks and albums by ASIN. A filter for
/// an album's UPC is not documented, so there is none here.
/// </summary>
public sealed class AmazonMusicCatalogue(ServiceCalls calls, AppTokens tokens, AmazonMusicOptions options) : IServiceCatalogue
{
    public StreamingService Service => StreamingService.AmazonMusic;

    public ServiceCapabilities Capabilities { get; } = new(ByIsrc: true, ByUpc: false, ByItem: true, BySearch: false, Save: true, NeedsApproval: true);

    public Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) => SendAsync(() => new HttpRequestMessage(HttpMethod.Post, new Uri(options.BaseUrl, "search/tracks"))
    {
        Content = new StringContent($$"""{"searchFilters":[{"field":"isrc","query":"{{JsonEncodedText.Encode(isrc)}}"}],"limit":10}""", Encoding.UTF8, "application/json"),
    }, AmazonMusicAnswers.ReadTrackSearch, cancellationToken);

    public Task<LookUp> FindByItemAsync(ServiceItem item, CancellationToken cancellationToken) => item.Kind == ItemKind.Track
        ? GetAsync($"tracks/{item.Id}", AmazonMusicAnswers.ReadTrack, cancellationToken)
        : GetAsync($"albums/{item.Id}", AmazonMusicAnswers.ReadAlbum, cancellationToken);

    private Task<LookUp> GetAsync(string path, Func<JsonElement, LookUp> read, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, path)), read, cancellationToken);

    private Task<LookUp> SendAsync(Func<HttpRequestMessage> make, Func<JsonElement, LookUp> read, CancellationToken cancellationToken) => tokens.SendAsync(token => calls.SendAsync(options.Pace, () =>
    {
        var request = make();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("x-api-key", options.SecurityProfileId);
        return request;
    }, read, cancellationToken), cancellationToken);
}

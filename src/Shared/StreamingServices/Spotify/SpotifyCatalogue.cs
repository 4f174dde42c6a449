using System.Net.Http.Headers;
using System.Text.Json;

namespace Smartlinks.StreamingServices.Spotify;

/// <summary>Looks up Spotify's Web API (developer.spotify.com/documentation/web-api).</summary>
public sealed class SpotifyCatalogue(ServiceCalls calls, AppTokens tokens, SpotifyOptions options) : IServiceCatalogue
{
    /// <summary>The most a search gives since February 2026.</summary>
    private const int SearchLimit = 10;

    public StreamingService Service => StreamingService.Spotify;

    public ServiceCapabilities Capabilities { get; } = new(ByIsrc: true, ByUpc: true, ByItem: true, BySearch: false, Save: true, NeedsApproval: true);

    public Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) =>
        GetAsync($"search?q=isrc:{isrc}&type=track&market={options.Market}&limit={SearchLimit}", root => SpotifyAnswers.ReadTrackSearch(root, options.Market), cancellationToken);

    /// <summary>Spotify finds a UPC only in the padding it was delivered in; the hits of a search carry no UPC, so each is read to be verified.</summary>
    public async Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken)
    {
        foreach (var upc in spellings)
        {
            IReadOnlyList<string>? ids = null;
            var search = await GetAsync($"search?q=upc:{upc}&type=album&market={options.Market}&limit={SearchLimit}", root =>
            {
                ids = SpotifyAnswers.ReadAlbumIds(root);
                return ids is null ? ServiceAnswer.Malformed : new LookUp.NotListed();
            }, cancellationToken);
            if (search is LookUp.Unavailable) return search;

            var candidates = new List<Candidate>();
            foreach (var id in ids ?? [])
            {
                var album = await GetAsync($"albums/{id}?market={options.Market}", root => SpotifyAnswers.ReadAlbum(root, options.Market, FoundBy.Upc), cancellationToken);
                if (album is LookUp.Unavailable) return album;
                if (album is LookUp.Found found) candidates.AddRange(found.Candidates);
            }

            if (candidates.Count > 0) return new LookUp.Found(candidates);
        }

        return new LookUp.NotListed();
    }

    public Task<LookUp> FindByItemAsync(ServiceItem item, CancellationToken cancellationToken) => item.Kind == ItemKind.Track
        ? GetAsync($"tracks/{item.Id}?market={options.Market}", root => SpotifyAnswers.ReadTrack(root, options.Market), cancellationToken)
        : GetAsync($"albums/{item.Id}?market={options.Market}", root => SpotifyAnswers.ReadAlbum(root, options.Market, FoundBy.Item), cancellationToken);

    private Task<LookUp> GetAsync(string path, Func<JsonElement, LookUp> read, CancellationToken cancellationToken) => tokens.SendAsync(token => calls.SendAsync(options.Pace, () =>
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }, read, cancellationToken), cancellationToken);
}

using System.Text.Json;

namespace Smartlinks.StreamingServices.Deezer;

/// <summary>Looks up Deezer's open catalogue (developers.deezer.com/api).</summary>
public sealed class DeezerCatalogue(ServiceCalls calls, DeezerOptions options) : IServiceCatalogue
{
    private const int SearchLimit = 10;

    public StreamingService Service => StreamingService.Deezer;

    public ServiceCapabilities Capabilities { get; } = new(ByIsrc: true, ByUpc: true, ByItem: true, BySearch: true, Save: false, NeedsApproval: true);

    public Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) =>
        GetAsync($"track/isrc:{isrc}", root => DeezerAnswers.ReadTrack(root, FoundBy.Isrc), cancellationToken);

    /// <summary>Deezer stores at least 12 digits and no padding beyond; the longer spellings are asked for all the same, last.</summary>
    public async Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken)
    {
        LookUp answer = new LookUp.NotListed();
        foreach (var upc in spellings)
        {
            answer = await GetAsync($"album/upc:{upc}", root => DeezerAnswers.ReadAlbum(root, FoundBy.Upc), cancellationToken);
            if (answer is not LookUp.NotListed) break;
        }

        return answer;
    }

    public Task<LookUp> FindByItemAsync(ServiceItem item, CancellationToken cancellationToken) => item.Kind == ItemKind.Track
        ? GetAsync($"track/{item.Id}", root => DeezerAnswers.ReadTrack(root, FoundBy.Item), cancellationToken)
        : GetAsync($"album/{item.Id}", root => DeezerAnswers.ReadAlbum(root, FoundBy.Item), cancellationToken);

    /// <summary>Its hits carry their ISRC: how a release that only a title is known of comes to a code, for an admin to accept. Tracks only.</summary>
    public Task<LookUp> SearchAsync(ReleaseSearch search, CancellationToken cancellationToken) => search.Kind == ItemKind.Track
        ? GetAsync($"search/track?q={Uri.EscapeDataString($"artist:\"{Words(search.Artists[0])}\" track:\"{Words(search.Title)}\"")}&limit={SearchLimit}", DeezerAnswers.ReadHits, cancellationToken)
        : Task.FromResult<LookUp>(new LookUp.NotListed());

    /// <summary>Quotes end a filter.</summary>
    private static string Words(string text) => text.Replace('"', ' ').Trim();

    private Task<LookUp> GetAsync(string path, Func<JsonElement, LookUp> read, CancellationToken cancellationToken) =>
        calls.SendAsync(options.Pace, () => new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, path)), read, cancellationToken);
}

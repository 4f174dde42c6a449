using System.Net.Http.Headers;
using System.Text.Json;

namespace Smartlinks.StreamingServices.SoundCloud;

/// <summary>
/// Looks up SoundCloud (developers.soundcloud.com/docs/api). It cannot be asked for a code, but tells the ISRC of what it found: a search brings
/// uploads by anybody, and only an equal code makes one of them the recording.
/// </summary>
public sealed class SoundCloudCatalogue(HttpClient http, IServiceGate gate, TimeProvider time, AppTokens tokens, SoundCloudOptions options) : IServiceCatalogue
{
    private const int MostHits = 50;

    /// <summary>Without it what is blocked where the app runs would be left out, though fans elsewhere can play it.</summary>
    private const string AnyAccess = "access=playable,preview,blocked";

    private readonly ServiceCalls _calls = new(http, gate, time, SoundCloudRefusals.Reader(time));

    public StreamingService Service => StreamingService.SoundCloud;

    public ServiceCapabilities Capabilities { get; } = new(ByIsrc: false, ByUpc: false, ByItem: true, BySearch: true, Save: false, NeedsApproval: true);

    public Task<LookUp> SearchAsync(ReleaseSearch search, CancellationToken cancellationToken)
    {
        var words = Uri.EscapeDataString($"{search.Artists[0]} {search.Title}");
        return search.Kind == ItemKind.Track
            ? GetAsync(_calls, $"tracks?q={words}&limit={MostHits}&linked_partitioning=true&{AnyAccess}", root => SoundCloudAnswers.ReadTracks(root, options.Country), cancellationToken)
            : GetAsync(_calls, $"playlists?q={words}&limit={MostHits}&linked_partitioning=true&show_tracks=false&{AnyAccess}", SoundCloudAnswers.ReadAlbums, cancellationToken);
    }

    /// <summary>The address is given to SoundCloud to resolve, short links too; what it names is then read by its URN.</summary>
    public async Task<LookUp> FindByItemAsync(ServiceItem item, CancellationToken cancellationToken)
    {
        SoundCloudUrn? urn = null;
        // Only where a redirect would lead is taken from it: the token is never sent to an address that an answer names.
        var resolving = new ServiceCalls(http, gate, time, (status, body, retryAfter) =>
        {
            if (status is < 300 or > 399) return SoundCloudRefusals.Read(status, body, retryAfter, time.GetUtcNow());
            urn = SoundCloudUrn.TryRead(body.Text("location"), options.BaseUrl);
            // To anywhere else it is no word of SoundCloud's on the item.
            return urn is null ? ServiceAnswer.Malformed : new LookUp.NotListed();
        });
        var resolved = await GetAsync(resolving, $"resolve?url={Uri.EscapeDataString(item.Url.ToString())}", _ => ServiceAnswer.Malformed, cancellationToken);
        if (urn is null || urn.Kind != item.Kind) return resolved;
        return urn.Kind == ItemKind.Track
            ? await GetAsync(_calls, $"tracks/{urn}", root => SoundCloudAnswers.ReadTrack(root, options.Country), cancellationToken)
            : await GetAsync(_calls, $"playlists/{urn}?show_tracks=false&{AnyAccess}", SoundCloudAnswers.ReadAlbum, cancellationToken);
    }

    private Task<LookUp> GetAsync(ServiceCalls calls, string path, Func<JsonElement, LookUp> read, CancellationToken cancellationToken) => tokens.SendAsync(token => calls.SendAsync(options.Pace, () =>
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("OAuth", token);
        return request;
    }, read, cancellationToken), cancellationToken);
}

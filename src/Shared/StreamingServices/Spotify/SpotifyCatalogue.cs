using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Smartlinks.StreamingServices.Spotify;

/// <summary>Looks up Spotify's Web API (developer.spotify.com/documentation/web-api).</summary>
public sealed partial class SpotifyCatalogue(HttpClient http, SpotifyTokens tokens, SpotifyOptions options, TimeProvider time) : IServiceCatalogue
{
    /// <summary>The most a search gives since February 2026.</summary>
    private const int SearchLimit = 10;

    public StreamingService Service => StreamingService.Spotify;

    public Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) =>
        GetAsync($"search?q=isrc:{isrc}&type=track&market={options.Market}&limit={SearchLimit}", SpotifyAnswers.ReadTrackSearch, cancellationToken);

    /// <summary>Spotify finds a UPC only in the padding it was delivered in; the hits of a search carry no UPC, so each is read to be verified.</summary>
    public async Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken)
    {
        foreach (var upc in spellings)
        {
            IReadOnlyList<string>? ids = null;
            var search = await GetAsync($"search?q=upc:{upc}&type=album&market={options.Market}&limit={SearchLimit}", root =>
            {
                ids = SpotifyAnswers.ReadAlbumIds(root);
                return ids is null ? new LookUp.Unavailable("malformedAnswer", null) : new LookUp.NotListed();
            }, cancellationToken);
            if (search is LookUp.Unavailable) return search;

            var candidates = new List<Candidate>();
            foreach (var id in ids ?? [])
            {
                var album = await GetAsync($"albums/{id}?market={options.Market}", SpotifyAnswers.ReadAlbum, cancellationToken);
                if (album is LookUp.Unavailable) return album;
                if (album is LookUp.Found found) candidates.AddRange(found.Candidates);
            }

            if (candidates.Count > 0) return new LookUp.Found(candidates);
        }

        return new LookUp.NotListed();
    }

    public Task<LookUp> FindByUrlAsync(DestinationUrl url, CancellationToken cancellationToken)
    {
        var match = ItemPath().Match(url.Uri.AbsolutePath);
        if (!match.Success) return Task.FromResult<LookUp>(new LookUp.NotListed());
        var id = match.Groups["id"].Value;
        return match.Groups["kind"].Value == "track"
            ? GetAsync($"tracks/{id}?market={options.Market}", SpotifyAnswers.ReadTrack, cancellationToken)
            : GetAsync($"albums/{id}?market={options.Market}", SpotifyAnswers.ReadAlbum, cancellationToken);
    }

    private async Task<LookUp> GetAsync(string path, Func<JsonElement, LookUp> read, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var (token, why) = await tokens.GetAsync(cancellationToken);
            if (token is null) return why!;
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var answer = await ServiceAnswer.ReadAsync(http, request, time, read, cancellationToken);
            if (answer is not LookUp.Unavailable { Reason: "http401" } || attempt > 0) return answer;
            tokens.Forget(token);
        }
    }

    [GeneratedRegex("^/(?:intl-[a-z]{2}(?:-[a-z]{2})?/)?(?<kind>track|album)/(?<id>[A-Za-z0-9]{22})/?$", RegexOptions.CultureInvariant)]
    private static partial Regex ItemPath();
}

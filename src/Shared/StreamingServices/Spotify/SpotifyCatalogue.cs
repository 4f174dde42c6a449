using System.Net.Http.Headers;
using System.Text.Json;

namespace Smartlinks.StreamingServices.Spotify;

/// <summary>
/// Looks up Spotify's Web API (developer.spotify.com/documentation/web-api), market by market (ADR 0012): what the first does not have, all further ones are asked for,
/// and it ends with the countries that Spotify tells. One that does not answer leaves the whole unknown, so that nobody is shown what was only half asked.
/// </summary>
public sealed class SpotifyCatalogue(ServiceCalls calls, AppTokens tokens, SpotifyOptions options, TimeProvider time) : IServiceCatalogue
{
    /// <summary>The most a search gives since February 2026.</summary>
    private const int SearchLimit = 10;

    private readonly UnfinishedLookUps _unfinished = new(time);

    public StreamingService Service => StreamingService.Spotify;

    public ServiceCapabilities Capabilities { get; } = new(ByIsrc: true, ByUpc: true, ByItem: true, BySearch: false, Save: true, NeedsApproval: true);

    public Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) => AskMarketsAsync($"isrc:{isrc}", [isrc], market =>
        GetAsync($"search?q=isrc:{isrc}&type=track&market={market}&limit={SearchLimit}", root => SpotifyAnswers.ReadTrackSearch(root, market), cancellationToken), cancellationToken);

    public Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken) =>
        AskMarketsAsync($"upc:{string.Join(',', spellings)}", [], market => FindByUpcAsync(spellings, market, cancellationToken), cancellationToken);

    public Task<LookUp> FindByItemAsync(ServiceItem item, CancellationToken cancellationToken) => AskMarketsAsync(PathOf(item.Kind, item.Id), [], market =>
        GetAsync($"{PathOf(item.Kind, item.Id)}?market={market}", root => Read(root, item.Kind, market, FoundBy.Item), cancellationToken), cancellationToken);

    /// <summary>Spotify finds a UPC only in the padding it was delivered in; the hits of a search carry no UPC, so each is read to be verified.</summary>
    private async Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, string market, CancellationToken cancellationToken)
    {
        foreach (var upc in spellings)
        {
            IReadOnlyList<string>? ids = null;
            var search = await GetAsync($"search?q=upc:{upc}&type=album&market={market}&limit={SearchLimit}", root =>
            {
                ids = SpotifyAnswers.ReadAlbumIds(root);
                return ids is null ? ServiceAnswer.Malformed : new LookUp.NotListed();
            }, cancellationToken);
            if (search is LookUp.Unavailable) return search;

            var candidates = new List<Candidate>();
            foreach (var id in ids ?? [])
            {
                var album = await GetAsync($"albums/{id}?market={market}", root => Read(root, ItemKind.Album, market, FoundBy.Upc), cancellationToken);
                if (album is LookUp.Unavailable) return album;
                if (album is LookUp.Found found) candidates.AddRange(found.Candidates);
            }

            if (candidates.Count > 0) return new LookUp.Found(candidates);
        }

        return new LookUp.NotListed();
    }

    private async Task<LookUp> AskMarketsAsync(string question, IReadOnlyList<string> isrcs, Func<string, Task<LookUp>> ask, CancellationToken cancellationToken)
    {
        var (since, answers) = _unfinished.Take(question);
        foreach (var market in InOrder(isrcs).Except(answers.Select(answer => answer.Market)).ToList())
        {
            var answer = await ask(market);
            if (answer is LookUp.Unavailable silence) return PutOff(silence);
            answers.Add(new MarketAnswer(market, answer is LookUp.Found found ? found.Candidates : []));
            if (answers.Count == 1 && SpotifyAvailability.HasPlayable(answers[0])) return answer;
        }

        List<Candidate> candidates = [];
        foreach (var item in SpotifyAvailability.Merge(answers))
        {
            var (candidate, why) = await ReadMarketsAsync(item, cancellationToken);
            if (why is not null) return PutOff(why);
            candidates.Add(candidate);
        }

        return candidates.Count > 0 ? new LookUp.Found(candidates) : new LookUp.NotListed();

        LookUp.Unavailable PutOff(LookUp.Unavailable why)
        {
            _unfinished.Keep(question, since, answers);
            return why;
        }
    }

    private IEnumerable<string> InOrder(IReadOnlyList<string> isrcs) => [options.Market, .. FurtherCountries.InOrder(options.FurtherMarkets, isrcs, SpotifyMarkets.All, [options.Market])];

    /// <summary>Who names no market is given the list of all, where the app is given it at all: the field is deprecated, and an empty one says nothing.</summary>
    private async Task<(Candidate Candidate, LookUp.Unavailable? Why)> ReadMarketsAsync(MarketItem item, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> markets = [];
        var answer = await GetAsync(PathOf(item.Candidate.Kind, item.Candidate.Id), root =>
        {
            markets = SpotifyAnswers.ReadMarkets(root);
            return new LookUp.NotListed();
        }, cancellationToken);
        return (markets.Count > 0 ? item.AsListed(markets) : item.AsAsked, answer as LookUp.Unavailable);
    }

    private static string PathOf(ItemKind kind, string id) => $"{(kind == ItemKind.Track ? "tracks" : "albums")}/{id}";

    private static LookUp Read(JsonElement root, ItemKind kind, string market, FoundBy by) =>
        kind == ItemKind.Track ? SpotifyAnswers.ReadTrack(root, market) : SpotifyAnswers.ReadAlbum(root, market, by);

    private Task<LookUp> GetAsync(string path, Func<JsonElement, LookUp> read, CancellationToken cancellationToken) => tokens.SendAsync(token => calls.SendAsync(options.Pace, () =>
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }, read, cancellationToken), cancellationToken);
}

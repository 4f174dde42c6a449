using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>
/// Looks up the Apple Music API (developer.apple.com/documentation/applemusicapi), storefront by storefront: a match is from the first that can play it, and says of the
/// others whether they can. Look-ups by ISRC share requests.
/// </summary>
public sealed class AppleMusicCatalogue : IServiceCatalogue, IDisposable
{
    /// <summary>ISRCs that Apple takes in a request.</summary>
    public const int IsrcsPerRequest = 25;

    private const int MostPages = 4;
    private readonly ServiceCalls _calls;
    private readonly DeveloperTokens _tokens;
    private readonly AppleMusicOptions _options;
    private readonly TimeProvider _time;
    private readonly IsrcBatcher _batcher;

    public AppleMusicCatalogue(HttpClient http, IServiceGate gate, AppleMusicOptions options, TimeProvider time)
    {
        (_calls, _options, _time) = (new ServiceCalls(http, gate, time, AppleMusicAnswers.ReadRefusal), options, time);
        _tokens = new DeveloperTokens(options, time);
        _batcher = new IsrcBatcher(gate, options.Pace, IsrcsPerRequest, time, AskAsync);
    }

    public StreamingService Service => StreamingService.AppleMusic;

    public ServiceCapabilities Capabilities { get; } = new(ByIsrc: true, ByUpc: true, ByItem: true, BySearch: false, Save: true);

    public Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) => _batcher.FindAsync(isrc, cancellationToken);

    /// <summary>All spellings in one request.</summary>
    public async Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken)
    {
        var (candidates, rest) = await ReadStorefrontsAsync($"albums?filter%5Bupc%5D={string.Join(',', spellings)}", FoundBy.Upc, hasTurn: false, cancellationToken);
        return candidates.Count > 0 ? new LookUp.Found(candidates) : rest is { } why ? why : new LookUp.NotListed();
    }

    /// <summary>In the storefront that the item names, else in the first of the configured ones that has it.</summary>
    public async Task<LookUp> FindByItemAsync(ServiceItem item, CancellationToken cancellationToken)
    {
        var path = (item.Kind == ItemKind.Track ? "songs/{0}?include=albums" : "albums/{0}").Replace("{0}", Uri.EscapeDataString(item.Id), StringComparison.Ordinal);
        LookUp answer = new LookUp.NotListed();
        foreach (var storefront in item.Country is { Length: 2 } country && country.All(char.IsAsciiLetter) ? [country.ToLowerInvariant()] : _options.OrderedStorefronts)
        {
            answer = await GetAsync($"catalog/{storefront}/{path}", root => AppleMusicAnswers.ReadPage(root, storefront, FoundBy.Item, _time.GetUtcNow()) is { Items: [var found, ..] }
                ? new LookUp.Found([found.Candidate]) : ServiceAnswer.Malformed, hasTurn: false, cancellationToken);
            if (answer is not LookUp.NotListed) break;
        }

        return answer;
    }

    public void Dispose() => _tokens.Dispose();

    private async Task<IsrcAnswers> AskAsync(IReadOnlyList<string> isrcs, CancellationToken cancellationToken)
    {
        var (candidates, rest) = await ReadStorefrontsAsync($"songs?filter%5Bisrc%5D={string.Join(',', isrcs)}&include=albums", FoundBy.Isrc, hasTurn: true, cancellationToken);
        return new IsrcAnswers(candidates, rest);
    }

    /// <summary>Asks every storefront the same. What is found tells in which of them it is not; one that did not answer is not held against it.</summary>
    private async Task<(IReadOnlyList<Candidate> Candidates, LookUp.Unavailable? Why)> ReadStorefrontsAsync(string path, FoundBy by, bool hasTurn, CancellationToken cancellationToken)
    {
        List<StorefrontItem> items = [];
        List<string> asked = [];
        LookUp.Unavailable? rest = null;
        foreach (var storefront in _options.OrderedStorefronts)
        {
            var why = await ReadPagesAsync(storefront, path, by, items, hasTurn && asked.Count == 0 && rest is null, cancellationToken);
            if (why is null) asked.Add(storefront);
            rest ??= why;
            // The first storefront is the look-up itself; without it the others' answers would be half of one.
            if (asked.Count == 0) break;
        }

        return ([.. items.GroupBy(item => item.Candidate.Id).Select(same => Merge([.. same], asked))], rest);
    }

    private static Candidate Merge(List<StorefrontItem> same, List<string> asked)
    {
        var best = same.Find(item => item.IsPlayable) ?? same[0];
        return best.Candidate with { Territories = Territories.Except(asked.Except(same.Where(item => item.IsPlayable).Select(item => item.Storefront))) };
    }

    private async Task<LookUp.Unavailable?> ReadPagesAsync(string storefront, string path, FoundBy by, List<StorefrontItem> items, bool hasTurn, CancellationToken cancellationToken)
    {
        var offset = 0L;
        for (var page = 0; page < MostPages; page++)
        {
            AppleMusicPage? read = null;
            var from = offset == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"&offset={offset}");
            var answer = await GetAsync($"catalog/{storefront}/{path}{from}", root =>
            {
                read = AppleMusicAnswers.ReadPage(root, storefront, by, _time.GetUtcNow());
                return read is null ? ServiceAnswer.Malformed : new LookUp.NotListed();
            }, hasTurn && page == 0, cancellationToken);
            if (answer is LookUp.Unavailable why) return why;
            items.AddRange(read?.Items ?? []);
            if (read?.NextOffset is not { } next) return null;
            offset = next;
        }

        return new LookUp.Unavailable("tooManyPages", null);
    }

    /// <param name="hasTurn">The gate let this through already.</param>
    private Task<LookUp> GetAsync(string path, Func<JsonElement, LookUp> read, bool hasTurn, CancellationToken cancellationToken)
    {
        return hasTurn ? _calls.SendEnteredAsync(_options.Pace, Make, read, cancellationToken) : _calls.SendAsync(_options.Pace, Make, read, cancellationToken);

        HttpRequestMessage Make()
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_options.BaseUrl, path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tokens.Get());
            return request;
        }
    }
}

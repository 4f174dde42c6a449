using System.Net.Http.Headers;
using System.Text.Json;

namespace Smartlinks.StreamingServices.Tidal;

/// <summary>
/// Looks up TIDAL's API v2 (developer.tidal.com; JSON:API 1.0). For one ISRC TIDAL gives all its tracks, in pages; for several at once one track each. It lets so few
/// requests through that look-ups by ISRC share them.
/// </summary>
public sealed class TidalCatalogue : IServiceCatalogue
{
    /// <summary>At TIDAL's pace a further page takes seconds; a code with more tracks than these pages hold is found among them.</summary>
    private const int MostPages = 3;

    private const string MediaType = "application/vnd.api+json";
    private readonly ServiceCalls _calls;
    private readonly IServiceGate _gate;
    private readonly AppTokens _tokens;
    private readonly TidalOptions _options;
    private readonly TidalAnswers _answers;
    private readonly IsrcBatcher _batcher;

    public TidalCatalogue(HttpClient http, IServiceGate gate, AppTokens tokens, TidalOptions options, TimeProvider time)
    {
        (_calls, _gate, _tokens, _options) = (new ServiceCalls(http, gate, time, TidalAnswers.ReadRefusal), gate, tokens, options);
        _answers = new TidalAnswers(options.CountryCode, time);
        _batcher = new IsrcBatcher(gate, options.Pace, options.IsrcsPerRequest, time, AskAsync);
    }

    public StreamingService Service => StreamingService.Tidal;

    public ServiceCapabilities Capabilities { get; } = new(ByIsrc: true, ByUpc: true, ByItem: true, BySearch: false, Save: true);

    public async Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken)
    {
        var answer = await _batcher.FindAsync(isrc, cancellationToken);
        // The one track of a shared request may be a copy that the country cannot play where another can: then all of them are asked for.
        if (answer is not LookUp.Found { Candidates: [{ Territories.IsEverywhere: false }] }) return answer;
        List<Candidate> all = [];
        await ReadPagesAsync(TracksOf([isrc]), FoundBy.Isrc, all, hasTurn: false, cancellationToken);
        return all.Count > 0 ? new LookUp.Found(all) : answer;
    }

    /// <summary>All spellings in one request: TIDAL finds a code as it was delivered, and gives one album for each of several codes.</summary>
    public async Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken)
    {
        List<Candidate> candidates = [];
        var rest = await ReadPagesAsync($"albums?filter%5BbarcodeId%5D={string.Join(',', spellings)}&countryCode={_options.CountryCode}&include=artists,usageRules",
            FoundBy.Upc, candidates, hasTurn: false, cancellationToken);
        return candidates.Count > 0 ? new LookUp.Found([.. candidates.DistinctBy(candidate => candidate.Id)]) : rest is { } why ? why : new LookUp.NotListed();
    }

    public Task<LookUp> FindByItemAsync(ServiceItem item, CancellationToken cancellationToken) => item.Kind == ItemKind.Track
        ? GetAsync($"tracks/{Uri.EscapeDataString(item.Id)}?countryCode={_options.CountryCode}&include=albums,artists,usageRules", _answers.ReadItem, hasTurn: false, cancellationToken)
        : GetAsync($"albums/{Uri.EscapeDataString(item.Id)}?countryCode={_options.CountryCode}&include=artists,usageRules", _answers.ReadItem, hasTurn: false, cancellationToken);

    private async Task<IsrcAnswers> AskAsync(IReadOnlyList<string> isrcs, CancellationToken cancellationToken)
    {
        List<Candidate> candidates = [];
        var rest = await ReadPagesAsync(TracksOf(isrcs), FoundBy.Isrc, candidates, hasTurn: true, cancellationToken);
        return new IsrcAnswers(candidates, rest);
    }

    private string TracksOf(IReadOnlyList<string> isrcs) => $"tracks?filter%5Bisrc%5D={string.Join(',', isrcs)}&countryCode={_options.CountryCode}&include=albums,artists,usageRules";

    /// <summary>Null when all pages were read, else why what is not among <paramref name="candidates"/> may be there all the same.</summary>
    private async Task<LookUp.Unavailable?> ReadPagesAsync(string path, FoundBy by, List<Candidate> candidates, bool hasTurn, CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            TidalPage? read = null;
            var answer = await GetAsync(cursor is null ? path : $"{path}&page%5Bcursor%5D={Uri.EscapeDataString(cursor)}", root =>
            {
                read = _answers.ReadPage(root, by);
                return read is null ? ServiceAnswer.Malformed : new LookUp.NotListed();
            }, hasTurn && page == 0, cancellationToken);
            if (answer is LookUp.Unavailable why) return why;
            candidates.AddRange(read?.Candidates ?? []);
            cursor = read?.NextCursor;
            if (cursor is null) return null;
        }

        return new LookUp.Unavailable(TidalAnswers.TooManyPages, null);
    }

    /// <param name="hasTurn">The gate let the first request of this through already.</param>
    private async Task<LookUp> GetAsync(string path, Func<JsonElement, LookUp> read, bool hasTurn, CancellationToken cancellationToken)
    {
        var answer = await _tokens.SendAsync(token =>
        {
            var isEntered = hasTurn;
            hasTurn = false;
            return isEntered
                ? _calls.SendEnteredAsync(_options.Pace, () => Make(path, token), read, cancellationToken)
                : _calls.SendAsync(_options.Pace, () => Make(path, token), read, cancellationToken);
        }, cancellationToken);
        // A turn that was not used for want of a token.
        if (hasTurn) await _gate.ReportAsync(_options.Pace, answer as LookUp.Unavailable, cancellationToken);
        return answer;
    }

    private HttpRequestMessage Make(string path, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_options.BaseUrl, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaType));
        return request;
    }
}

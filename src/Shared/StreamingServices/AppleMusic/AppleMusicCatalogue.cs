namespace Smartlinks.StreamingServices.AppleMusic;

/// <summary>
/// Looks up the Apple Music API (developer.apple.com/documentation/applemusicapi), storefront by storefront (ADR 0012): a match is from the first that can play it, and
/// says of the others whether they can. Look-ups by ISRC share requests, and so does what is missing of them at each further storefront.
/// </summary>
public sealed class AppleMusicCatalogue : IServiceCatalogue, IDisposable
{
    /// <summary>ISRCs that Apple takes in a request.</summary>
    public const int IsrcsPerRequest = 25;

    private readonly StorefrontReader _reader;
    private readonly DeveloperTokens _tokens;
    private readonly AppleMusicOptions _options;
    private readonly IsrcBatcher _batcher;

    public AppleMusicCatalogue(HttpClient http, IServiceGate gate, AppleMusicOptions options, TimeProvider time)
    {
        (_options, _tokens) = (options, new DeveloperTokens(options, time));
        _reader = new StorefrontReader(new ServiceCalls(http, gate, time, AppleMusicAnswers.ReadRefusal), _tokens, options, time);
        _batcher = new IsrcBatcher(gate, options.Pace, IsrcsPerRequest, time, AskAsync);
    }

    public StreamingService Service => StreamingService.AppleMusic;

    public ServiceCapabilities Capabilities { get; } = new(ByIsrc: true, ByUpc: true, ByItem: true, BySearch: false, Save: true);

    public Task<LookUp> FindByIsrcAsync(string isrc, CancellationToken cancellationToken) => _batcher.FindAsync(isrc, cancellationToken);

    /// <summary>All spellings in one request.</summary>
    public async Task<LookUp> FindByUpcAsync(IReadOnlyList<string> spellings, CancellationToken cancellationToken)
    {
        var answers = await AskAsync(spellings, upcs => $"albums?filter%5Bupc%5D={string.Join(',', upcs)}", FoundBy.Upc, (_, _) => true, hasTurn: false, cancellationToken);
        return answers.Candidates.Count > 0 ? new LookUp.Found(answers.Candidates) : answers.Rest is { } why ? why : new LookUp.NotListed();
    }

    /// <summary>
    /// In the storefront that the item names, else in the first that has it. The others are asked as they are for a code, so that both tell the same of countries.
    /// </summary>
    public async Task<LookUp> FindByItemAsync(ServiceItem item, CancellationToken cancellationToken)
    {
        var path = (item.Kind == ItemKind.Track ? "songs/{0}?include=albums" : "albums/{0}").Replace("{0}", Uri.EscapeDataString(item.Id), StringComparison.Ordinal);
        var own = item.Country is { Length: 2 } country && country.All(char.IsAsciiLetter) ? country.ToLowerInvariant() : null;
        IReadOnlyList<string> asked = own is null ? _options.OrderedStorefronts : [own, .. _options.OrderedStorefronts.Except([own])];
        var read = await ReadEachAsync(asked, storefront => _reader.ReadItemAsync(storefront, path, cancellationToken));
        if (read.Why is not null) return read.Why;
        if (own is not null && !read.Items.Any(found => found.Storefront == own)) return new LookUp.NotListed();
        if (!read.Items.Any(found => found.IsPlayable && _options.OrderedStorefronts.Contains(found.Storefront)))
        {
            string[] further = [.. _options.FurtherFor([]).Except(asked)];
            var rest = await ReadEachAsync(further, storefront => _reader.ReadItemAsync(storefront, path, cancellationToken));
            if (rest.Why is not null) return rest.Why;
            (read, asked) = (new StorefrontReading([.. read.Items, .. rest.Items], null), [.. asked, .. further]);
        }

        return read.Items.Count > 0 ? new LookUp.Found(StorefrontAvailability.Merge(read.Items, asked)) : new LookUp.NotListed();
    }

    public void Dispose() => _tokens.Dispose();

    private Task<IsrcAnswers> AskAsync(IReadOnlyList<string> isrcs, CancellationToken cancellationToken) =>
        AskAsync(isrcs, codes => $"songs?filter%5Bisrc%5D={string.Join(',', codes)}&include=albums", FoundBy.Isrc, IsrcBatcher.IsOf, hasTurn: true, cancellationToken);

    /// <summary>
    /// Asks the configured storefronts for all codes and the further ones for what none of those can play, all of it in one request each. What is missing is only known
    /// when all further ones have answered: with one silent it stays unknown, so that nobody is shown what was only half asked.
    /// </summary>
    private async Task<IsrcAnswers> AskAsync(
        IReadOnlyList<string> codes, Func<IReadOnlyList<string>, string> pathOf, FoundBy by, Func<Candidate, string, bool> isOf, bool hasTurn, CancellationToken cancellationToken)
    {
        var (first, asked) = await ReadFirstAsync(pathOf(codes), by, hasTurn, cancellationToken);
        var known = StorefrontAvailability.Merge(first.Items, asked);
        // A storefront that answers with something nobody asked for has not said that it lacks what was.
        if (first.Why is not null || known.Any(candidate => !codes.Any(code => isOf(candidate, code)))) return new IsrcAnswers(known, first.Why);
        string[] missing = [.. codes.Where(code => !first.Items.Any(item => item.IsPlayable && isOf(item.Candidate, code)))];
        if (missing.Length == 0) return new IsrcAnswers(known, null);

        var further = _options.FurtherFor(missing);
        var rest = await ReadEachAsync(further, storefront => _reader.ReadListAsync(storefront, pathOf(missing), by, hasTurn: false, cancellationToken));
        var (listed, unlisted) = (known.Where(candidate => !IsMissing(candidate)), first.Items.Where(item => IsMissing(item.Candidate)));
        return rest.Why is not null ? new IsrcAnswers([.. listed], rest.Why)
            : new IsrcAnswers([.. listed, .. StorefrontAvailability.Merge([.. unlisted, .. rest.Items], [.. asked, .. further])], null);

        bool IsMissing(Candidate candidate) => missing.Any(code => isOf(candidate, code));
    }

    /// <summary>Asks every configured storefront the same. One that did not answer is not held against what is found.</summary>
    private async Task<(StorefrontReading Reading, IReadOnlyList<string> Asked)> ReadFirstAsync(string path, FoundBy by, bool hasTurn, CancellationToken cancellationToken)
    {
        List<StorefrontItem> items = [];
        List<string> asked = [];
        LookUp.Unavailable? rest = null;
        foreach (var storefront in _options.OrderedStorefronts)
        {
            var (read, why) = await _reader.ReadListAsync(storefront, path, by, hasTurn && asked.Count == 0 && rest is null, cancellationToken);
            items.AddRange(read);
            if (why is null) asked.Add(storefront);
            rest ??= why;
            // The first storefront is the look-up itself; without it the others' answers would be half of one.
            if (asked.Count == 0) break;
        }

        return (new StorefrontReading(items, rest), asked);
    }

    /// <summary>All of them, or why one did not answer.</summary>
    private static async Task<StorefrontReading> ReadEachAsync(IEnumerable<string> storefronts, Func<string, Task<StorefrontReading>> read)
    {
        List<StorefrontItem> items = [];
        foreach (var storefront in storefronts)
        {
            var reading = await read(storefront);
            if (reading.Why is not null) return reading;
            items.AddRange(reading.Items);
        }

        return new StorefrontReading(items, null);
    }
}

using System.Net.Http.Headers;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.Tidal;

/// <summary>
/// A fan's collection at TIDAL. A repeated attempt is answered with the first one's answer (<c>Idempotency-Key</c>, for an hour). To look into a collection takes a
/// permission of its own (<c>collection.read</c>), which fans are not asked for: without it <see cref="ContainsAsync"/> gets no answer.
/// </summary>
public sealed class TidalLibrary(FanCalls calls, TidalOptions options) : IFanLibrary
{
    private const string MediaType = "application/vnd.api+json";

    /// <summary>What was saved lately comes first; a search through the rest would take the pace of many saves.</summary>
    private const int MostPages = 3;

    private readonly KnownArtists _artists = new();

    public StreamingService Service => StreamingService.Tidal;

    public int MostItems => 50;

    public ServicePace Pace => options.SavePace;

    public async Task<LibraryAnswer> SaveAsync(string accessToken, IReadOnlyList<ServiceItem> items, string attempt, CancellationToken cancellationToken)
    {
        var outcomes = new SaveOutcome[items.Count];
        foreach (var ofKind in items.Index().GroupBy(each => each.Item.Kind))
        {
            var answer = await AddAsync(ofKind.Key == ItemKind.Track ? TidalCollection.Tracks : TidalCollection.Albums, accessToken, [.. ofKind.Select(each => each.Item.Id)], attempt, cancellationToken);
            if (answer is not LibraryAnswer.Done done) return answer;
            foreach (var (each, outcome) in ofKind.Zip(done.Outcomes)) outcomes[each.Index] = outcome;
        }

        return new LibraryAnswer.Done(outcomes);
    }

    public async Task<LibraryAnswer> ContainsAsync(string accessToken, IReadOnlyList<ServiceItem> items, CancellationToken cancellationToken)
    {
        var has = new bool[items.Count];
        foreach (var ofKind in items.Index().GroupBy(each => each.Item.Kind))
        {
            var looked = new TidalCollectionSearch(ofKind.Select(each => each.Item.Id));
            if (await LookAsync(ofKind.Key == ItemKind.Track ? TidalCollection.Tracks : TidalCollection.Albums, accessToken, looked, cancellationToken) is { } why) return why;
            foreach (var each in ofKind) has[each.Index] = looked.Has(each.Item.Id);
        }

        return new LibraryAnswer.Contents(has);
    }

    /// <summary>Without a key: two fans' would be the same, and to follow twice is to follow.</summary>
    public async Task<LibraryAnswer> FollowArtistAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken)
    {
        var (artist, why) = await _artists.GetAsync(item, () => FindArtistAsync(accessToken, item, cancellationToken));
        return artist is null ? why! : await AddAsync(TidalCollection.Artists, accessToken, [artist], null, cancellationToken);
    }

    private async Task<LibraryAnswer> AddAsync(TidalCollection collection, string accessToken, IReadOnlyList<string> ids, string? attempt, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(options.SavePace, () => collection.Add(options.BaseUrl, ids, attempt), accessToken, reply => TidalCollection.ReadAdded(reply, ids), cancellationToken);
        return ReferenceEquals(answer, TidalCollection.SomeAreThere) ? await AddEachAsync(collection, accessToken, ids, attempt, cancellationToken) : answer;
    }

    private async Task<LibraryAnswer> AddEachAsync(TidalCollection collection, string accessToken, IReadOnlyList<string> ids, string? attempt, CancellationToken cancellationToken)
    {
        var outcomes = new List<SaveOutcome>(ids.Count);
        foreach (var id in ids)
        {
            var answer = await AddAsync(collection, accessToken, [id], attempt, cancellationToken);
            if (answer is not LibraryAnswer.Done done) return answer;
            outcomes.AddRange(done.Outcomes);
        }

        return new LibraryAnswer.Done(outcomes);
    }

    /// <summary>Null when it was seen to its end, or all were found.</summary>
    private async Task<LibraryAnswer?> LookAsync(TidalCollection collection, string accessToken, TidalCollectionSearch looked, CancellationToken cancellationToken)
    {
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await AskAsync(options.SavePace, () => collection.Page(options.BaseUrl, looked.Cursor), accessToken, looked.Read, cancellationToken);
            if (answer is not LibraryAnswer.Done) return answer;
            if (looked.IsOver) return null;
        }

        return new LibraryAnswer.Unavailable(TidalAnswers.TooManyPages, null);
    }

    private async Task<(string? Artist, LibraryAnswer? Why)> FindArtistAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken)
    {
        string? artist = null;
        var path = $"{(item.Kind == ItemKind.Track ? "tracks" : "albums")}/{Uri.EscapeDataString(item.Id)}?countryCode={options.CountryCode}&include=artists";
        var answer = await AskAsync(options.Pace, () => new HttpRequestMessage(HttpMethod.Get, new Uri(options.BaseUrl, path)), accessToken, reply =>
        {
            artist = reply.IsSuccess ? TidalCollection.ReadFirstArtist(reply.Body) : null;
            return artist is not null ? new LibraryAnswer.Done([])
                : reply.Status == 404 && TidalCollection.IsOwn(reply) ? new LibraryAnswer.Done([SaveOutcome.NotThere]) : TidalCollection.ReadRefusal(reply);
        }, cancellationToken);
        return artist is null ? (null, answer) : (artist, null);
    }

    private async Task<LibraryAnswer> AskAsync(ServicePace pace, Func<HttpRequestMessage> make, string accessToken, Func<FanReply, LibraryAnswer?> read, CancellationToken cancellationToken)
    {
        var (answer, why) = await calls.SendAsync(pace, () =>
        {
            var request = make();
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaType));
            return request;
        }, read, cancellationToken);
        return answer ?? why!.ToLibraryAnswer();
    }
}

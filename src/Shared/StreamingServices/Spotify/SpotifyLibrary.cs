using System.Net.Http.Headers;
using System.Text.Json;
using Smartlinks.StreamingServices.Accounts;

namespace Smartlinks.StreamingServices.Spotify;

/// <summary>
/// A fan's library at Spotify: <c>PUT /me/library</c>, with the items in the query. It tells nothing of single items, nor whether something was there before. To look
/// into a library takes a permission of its own (<c>user-library-read</c>), which fans are not asked for: without it <see cref="ContainsAsync"/> gets no answer.
/// </summary>
public sealed class SpotifyLibrary(FanCalls calls, SpotifyOptions options) : IFanLibrary
{
    private readonly KnownArtists _artists = new();

    public StreamingService Service => StreamingService.Spotify;

    public int MostItems => 40;

    public ServicePace Pace => options.SavePace;

    public async Task<LibraryAnswer> SaveAsync(string accessToken, IReadOnlyList<ServiceItem> items, string attempt, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(HttpMethod.Put, $"me/library?uris={Uris(items)}", options.SavePace, accessToken, reply => ReadSaved(reply, items.Count), cancellationToken);
        return answer is LibraryAnswer.Done { Outcomes: [SaveOutcome.NotThere, _, ..] } ? await SaveEachAsync(accessToken, items, attempt, cancellationToken) : answer;
    }

    public Task<LibraryAnswer> ContainsAsync(string accessToken, IReadOnlyList<ServiceItem> items, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, $"me/library/contains?uris={Uris(items)}", options.SavePace, accessToken, reply => ReadContents(reply, items.Count), cancellationToken);

    public async Task<LibraryAnswer> FollowArtistAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken)
    {
        var (artist, why) = await _artists.GetAsync(item, () => FindArtistAsync(accessToken, item, cancellationToken));
        return artist is null ? why! : await AskAsync(HttpMethod.Put, $"me/following?type=artist&ids={artist}", options.SavePace, accessToken, reply => ReadSaved(reply, 1), cancellationToken);
    }

    /// <summary>One item that Spotify does not have refuses them all; which, each alone tells.</summary>
    private async Task<LibraryAnswer> SaveEachAsync(string accessToken, IReadOnlyList<ServiceItem> items, string attempt, CancellationToken cancellationToken)
    {
        var outcomes = new List<SaveOutcome>(items.Count);
        foreach (var item in items)
        {
            var answer = await SaveAsync(accessToken, [item], attempt, cancellationToken);
            if (answer is not LibraryAnswer.Done done) return answer;
            outcomes.AddRange(done.Outcomes);
        }

        return new LibraryAnswer.Done(outcomes);
    }

    private async Task<(string? Artist, LibraryAnswer? Why)> FindArtistAsync(string accessToken, ServiceItem item, CancellationToken cancellationToken)
    {
        string? artist = null;
        var path = $"{(item.Kind == ItemKind.Track ? "tracks" : "albums")}/{Uri.EscapeDataString(item.Id)}";
        var answer = await AskAsync(HttpMethod.Get, path, options.Pace, accessToken, reply =>
        {
            artist = reply.IsSuccess ? SpotifyAnswers.ReadFirstArtist(reply.Body) : null;
            return artist is null ? ReadRefusal(reply, 1) : new LibraryAnswer.Done([]);
        }, cancellationToken);
        return artist is null ? (null, answer) : (artist, null);
    }

    private async Task<LibraryAnswer> AskAsync(
        HttpMethod method, string path, ServicePace pace, string accessToken, Func<FanReply, LibraryAnswer?> read, CancellationToken cancellationToken)
    {
        var (answer, why) = await calls.SendAsync(pace, () =>
        {
            var request = new HttpRequestMessage(method, new Uri(options.BaseUrl, path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
            return request;
        }, read, cancellationToken);
        return answer ?? why!.ToLibraryAnswer();
    }

    /// <summary>Success is a status without a body: a page that somebody put in the way is none.</summary>
    private static LibraryAnswer? ReadSaved(FanReply reply, int count) => reply.IsSuccess
        ? reply.IsEmpty ? new LibraryAnswer.Done([.. Enumerable.Repeat(SaveOutcome.Saved, count)]) : null
        : ReadRefusal(reply, count);

    private static LibraryAnswer? ReadContents(FanReply reply, int count)
    {
        if (!reply.IsSuccess) return SpotifyAnswers.IsForScope(reply) || reply.Status == 404 ? null : ReadRefusal(reply, count);
        if (reply.Body.ValueKind != JsonValueKind.Array || reply.Body.GetArrayLength() != count) return null;
        return new LibraryAnswer.Contents([.. reply.Body.EnumerateArray().Select(has => has.GetBoolean())]);
    }

    private static LibraryAnswer? ReadRefusal(FanReply reply, int count) => reply.Status switch
    {
        401 => new LibraryAnswer.Refused(),
        403 when SpotifyAnswers.IsForbidden(reply) => new LibraryAnswer.NotAllowed(),
        404 when SpotifyAnswers.ReadRefusal(404, reply.Body, null) is LookUp.NotListed => new LibraryAnswer.Done([.. Enumerable.Repeat(SaveOutcome.NotThere, count)]),
        _ => null,
    };

    private static string Uris(IReadOnlyList<ServiceItem> items) =>
        string.Join(',', items.Select(item => $"spotify:{(item.Kind == ItemKind.Track ? "track" : "album")}:{Uri.EscapeDataString(item.Id)}"));
}
